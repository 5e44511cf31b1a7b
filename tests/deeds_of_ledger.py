"""Deeds of door-knocking and of what phones send, each ready to be done once to the played quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from played_ledger import LIMITS, card_of, content, no_card, not_yet, packed, sent, signed_piece, waiting_piece
from small_county import AT

from niangjia.casework import canvass, offline
from niangjia.records.surveys.models import Door, Package, Round

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter

LATER = AT + timedelta(days=1)


def chair(played: PlayedQuarter) -> dict[str, Any]:
    return {"by": played.county.accounts["community-chair"], "at": LATER}


def here(model: Any) -> Any:
    return model.everywhere.filter(owner_union__code="community").order_by("id")[0]


def last_door() -> Door:
    return Door.everywhere.filter(owner_union__code="community").order_by("-place")[0]


def phone_asks(played: PlayedQuarter) -> Any:
    return offline.issue_package(
        played.county.actor("community-chair"),
        union=played.county.unions["community"],
        device=UUID(int=9),
        hours=72,
        at=LATER,
    )


DEEDS_OF_LEDGER: dict[str, Callable[[Any], Any]] = {
    "canvass.open_round": lambda p: canvass.open_round(
        p.county.unions["street"], title="冬季摸底", on=LATER.date(), **chair(p)
    ),
    "canvass.close_round": lambda p: canvass.close_round(here(Round), on=LATER.date(), **chair(p)),
    "canvass.enter_doors": lambda p: canvass.enter_doors(
        p.county.unions["community"], grid="4 号楼", addresses=["4 号楼 101"], **chair(p)
    ),
    "canvass.remove_door": lambda p: canvass.remove_door(last_door(), **chair(p)),
    "canvass.give_doors": lambda p: canvass.give_doors(
        [here(Door)],
        during=here(Round),
        to=p.county.accounts["chair"],
        through=p.county.unions["street"],
        on=LATER.date(),
        **chair(p),
    ),
    "canvass.record_survey": lambda p: canvass.record_survey(
        last_door(), during=here(Round), consent="absent", **chair(p)
    ),
    "canvass.enter_number": lambda p: canvass.enter_number(no_card(), id_number=card_of(40), **chair(p)),
    "canvass.join_at_the_door": lambda p: canvass.join_at_the_door(not_yet(), **chair(p)),
    "offline.packing.issue_package": phone_asks,
    "offline.packing.end_package": lambda _p: offline.end_package(here(Package), at=LATER),
    "offline.receiving.receive": lambda p: offline.receive(
        packed(p.county, "community-chair"), sent(last_door(), 61, content("魏十三", 61)), limits=LIMITS, at=AT
    ),
    "offline.receiving.count_it": lambda p: offline.count_it(waiting_piece(), replacing=True, **chair(p)),
    "offline.pictures.picture_of": lambda p: offline.picture_of(signed_piece(p.county), "signature", **chair(p)),
    "offline.receiving.set_aside": lambda p: offline.set_aside(waiting_piece(), **chair(p)),
}
PARTS_OF_LEDGER = {
    "canvass.keep_answers",
    "canvass.become",
    "offline.packing.still_good",
    "offline.receiving.row_of",
    "offline.receiving.count_now",
    "offline.receiving.apply",
    "offline.receiving.owners_of",
    "offline.receiving.tell_owner",
    "offline.receiving.settle",
}
"""What those deeds are made of."""
