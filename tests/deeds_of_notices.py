"""Deeds of the desk of public notices, each ready to be done once to the played quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from played_notices import with_notices
from small_county import AT

from niangjia.casework import publication
from niangjia.programmes.hardship.services import keep_notice_consent
from niangjia.records.cases.models import Case
from niangjia.records.notices.models import NoticeEntry

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter

PERIOD = "2026Q3"
LATER = AT + timedelta(days=1)


def published(played: PlayedQuarter) -> Any:
    with_notices(played.county)
    case = Case.everywhere.get(pk=played.case("mill", "郑七").pk)
    length = publication.Length(7, "calendar_days", "示例")
    listed = [publication.Listed(case, case.number, "厂", "deep")]
    county = played.county.unions["county"]
    return publication.publish(
        county, listed, period=PERIOD, length=length, again=False, by=played.county.accounts["cadre"], at=LATER
    )


def objected(_played: PlayedQuarter) -> Any:
    return publication.object_to(
        NoticeEntry.everywhere.select_related("notice").order_by("id")[0],
        key=UUID(int=3),
        name="有心人",
        phone="15400000077",
        text="他家去年买了新车",
        answered_within={"count": 10, "unit": "working_days"},
        most_open=3,
        at=LATER,
    )


def named(played: PlayedQuarter) -> Case:
    case = Case.everywhere.get(pk=played.case("mill", "郑七").pk)
    keep_notice_consent(case, by=played.county.accounts["cadre"], at=AT)
    return case


DEEDS_OF_NOTICES: dict[str, Callable[[Any], Any]] = {
    "publication.publish": published,
    "publication.object_to": objected,
    "publication.take_back_name": lambda p: publication.take_back_name(named(p), by=None, at=LATER),
    "publication.answer_objection": lambda p: publication.answer_objection(
        objected(p)[0], upheld=False, answer="查过了，不是这样", by=p.county.accounts["cadre"], at=LATER
    ),
}
