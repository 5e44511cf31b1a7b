"""Public notices: who is published together and for how long; objections and their answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from niangjia.casework import publication
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.publication import Length, Listed, NothingToPublish
from niangjia.engines.rules.parameters import values_in_force
from niangjia.programmes.hardship.programme import CHARTER
from niangjia.programmes.hardship.queries.notices import Publishable, publishable
from niangjia.programmes.hardship.queries.rows import values_for
from niangjia.programmes.hardship.services.policies import policy_for
from niangjia.records.notices.models import NoticeEntry, Objection, PublicNotice
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter

RULES = CHARTER["notices"]


class LengthMissing(NiangjiaError):
    """The policy of a union does not say how long a notice stands."""

    code = "length_missing"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says against a published household: who, how to reach them, what is wrong."""

    key: UUID
    name: str
    phone: str
    text: str


def publish(
    county: Actor, *, period: str, tier: str = "", union_id: int | None = None, at: datetime
) -> list[PublicNotice]:
    """Publish in one go every household of a quarter that may be published: of a tier, of a union, or all.

    Households whose policy gives them other days, and those that stood in public before, get a notice of their own.

    Errors: ``NothingToPublish`` when there is none; ``LengthMissing`` when a policy does not say the days.
    """
    seat = county.seat("publish_notices")
    if seat is None:
        raise NotYours("没有找到这一页")
    found = [
        one
        for one in publishable(county, period)
        if (not tier or one.tier == tier) and (union_id is None or one.case.owner_union_id == union_id)
    ]
    together: dict[tuple[Length, bool], list[Publishable]] = defaultdict(list)
    lengths: dict[tuple[int, bool], Length] = {}
    for one in found:
        known = (one.case.owner_union_id, one.again)
        if known not in lengths:
            lengths[known] = length_for(one.case.owner_union_id, again=one.again, on=Quarter.parse(period).last_day)
        together[lengths[known], one.again].append(one)
    if not together:
        raise NothingToPublish("现在没有可以公示的家庭；走访完、没有待答复的异议，就能公示")
    return [
        publication.publish(
            seat,
            [Listed(one.case, one.shown_as, one.case.owner_union.short_name, one.tier) for one in group],
            period=period,
            length=length,
            again=again,
            by=county.account,
            at=at,
        )
        for (length, again), group in together.items()
    ]


def length_for(union_id: int, *, again: bool, on: date) -> Length:
    """Return how long a household of a union stands in public, as its policy and its chosen values say.

    Errors: ``LengthMissing`` when they do not say.
    """
    place, chosen = values_for(union_id, on=on)
    values = values_in_force(policy_for(union_id, on=on), on=on, place=place, chosen=chosen)
    days, counted = values["notice_days_after_objection" if again else "notice_days"], values["notice_in_working_days"]
    if days.dated is None:
        raise LengthMissing("政策里没有写公示几天；请先在政策页写上“公示天数”")
    in_working_days = counted.dated is not None and counted.value == 1
    return Length(int(str(days.value)), "working_days" if in_working_days else "calendar_days", days.dated.source)


def object_to(entry: NoticeEntry, told: Told, *, place: str, at: datetime) -> tuple[Objection, str]:
    """Keep an objection against a published household; return it with the code for its answer.

    ``place`` is where on the net it came from: what comes too often from one place waits until tomorrow.
    """
    publication.knock("objections", place, most=RULES["objections"]["a_day_from_one_place"]["count"], at=at)
    return publication.object_to(
        entry,
        key=told.key,
        name=told.name,
        phone=told.phone,
        text=told.text,
        answered_within=RULES["answered"],
        most_open=RULES["objections"]["open_a_household"]["count"],
        at=at,
    )


def knock_with_code(*, place: str, at: datetime) -> None:
    """Count that somebody asks for the answer behind a code.

    Errors: ``TooOften``.
    """
    publication.knock("codes", place, most=RULES["objections"]["codes_a_day_from_one_place"]["count"], at=at)
