"""The deeds of the needs desk and of the wish desk, ready to be done once to the played quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from small_county import AT

from niangjia.casework import needs, wishes
from niangjia.records.cases.models import Case
from niangjia.records.tasks.models import Claim, Measure, Wish

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter

LATER = AT + timedelta(days=1)


def cadre(played: PlayedQuarter) -> dict[str, Any]:
    return {"by": played.county.accounts["cadre"], "at": LATER}


def need_in(played: PlayedQuarter, state: str) -> Case:
    mill = played.county.unions["mill"]
    return Case.everywhere.filter(matter="need", state=state, owner_union=mill).order_by("id")[0]


def wish_in(played: PlayedQuarter, state: str) -> Wish:
    mill = played.county.unions["mill"]
    return Wish.everywhere.filter(need__case__state=state, owner_union=mill).order_by("pk")[0]


def measure_of(played: PlayedQuarter) -> Measure:
    return Measure.everywhere.filter(done_at=None, owner_union=played.county.unions["mill"]).order_by("id")[0]


def claim_of(played: PlayedQuarter) -> Claim:
    return Claim.everywhere.filter(owner_union=played.county.unions["mill"]).order_by("id")[0]


DEEDS_OF_NEEDS: dict[str, Callable[[PlayedQuarter], Any]] = {
    "needs.issue_code": lambda p: needs.issue_code(need_in(p, "need_measured").need, **cadre(p)),
    "needs.add_measure": lambda p: needs.add_measure(
        need_in(p, "need_measured"),
        what="请木工来",
        union=p.county.unions["mill"],
        due_on=LATER.date(),
        **cadre(p),
    ),
    "needs.finish_measure": lambda p: needs.finish_measure(measure_of(p), **cadre(p)),
    "needs.solve": lambda p: needs.solve(need_in(p, "need_measured"), told="修好了", **cadre(p)),
    "needs.confirm": lambda p: needs.confirm(
        need_in(p, "need_solved"), confirmed_as="call", by=p.county.accounts["second"], at=LATER
    ),
    "needs.reopen": lambda p: needs.reopen(need_in(p, "need_solved"), reason="还在漏", **cadre(p)),
    # -- wishes
    "wishes.raise_wish": lambda p: wishes.raise_wish(
        p.case("mill", "郑七").household, kind="reading", text="一本书", consent="paper", **cadre(p)
    ),
    "wishes.release_wish": lambda p: wishes.release_wish(wish_in(p, "wish_open"), text="想要一本书", **cadre(p)),
    "wishes.claim_wish": lambda p: wishes.claim_wish(
        wish_in(p, "wish_open"),
        name="热心人",
        phone="15400099002",
        agreed_to="同意",
        limits=wishes.ClaimLimits(a_phone=1, an_hour=9),
        at=LATER,
    ),
    "wishes.hand_over": lambda p: wishes.hand_over(claim_of(p), **cadre(p)),
    "wishes.fall_through": lambda p: wishes.fall_through(claim_of(p), why="gave_up", **cadre(p)),
    "wishes.fulfil": lambda p: wishes.fulfil(wish_in(p, "wish_claimed"), told="送到了", **cadre(p)),
    "wishes.withdraw_wish": lambda p: wishes.withdraw_wish(wish_in(p, "wish_open"), **cadre(p)),
}
