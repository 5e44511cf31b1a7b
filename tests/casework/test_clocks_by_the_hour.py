"""Clocks by the hour: complete by the hour of a working day, decided that day; the hour may be a union's own."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from small_county import AT, LONG_AGO, County

from niangjia.casework.adoption import adopt, choose_value
from niangjia.casework.progress import start_clocks
from niangjia.records.cases.models import Case, Clock

pytestmark = pytest.mark.django_db


def due(county: County, union: str, at: datetime) -> tuple[str, date]:
    case = Case(
        owner_union=county.unions[union],
        number=f"{union} {at:%H%M}",
        programme="membership",
        matter="join",
        period="2026Q4",
        state="join_asked",
        opened_at=at,
    )
    case.save()
    start_clocks(case, at=at)
    return Clock.objects.values_list("step", "due_on").get(case=case)


def test_what_is_complete_by_the_hour_is_due_that_day_and_what_comes_later_the_next(county: County) -> None:
    assert due(county, "street", AT.replace(hour=17, minute=0)) == ("admit", AT.date())
    assert due(county, "street", AT.replace(hour=17, minute=1)) == ("admit", AT.date() + timedelta(days=1))


def test_a_union_with_an_hour_of_its_own_is_held_to_that_hour_and_so_are_those_below_it(county: County) -> None:
    cadre = county.accounts["cadre"]
    adopted = adopt(
        county.unions["county"], practice="wuxi-join-and-serve", policy="", from_on=LONG_AGO, by=cadre, at=AT
    )
    choose_value(
        adopted,
        parameter="decided_if_complete_by",
        is_text="12",
        from_on=LONG_AGO,
        source="本会规定",
        by=cadre,
        at=AT,
    )
    afternoon = AT.replace(hour=15)
    assert due(county, "street", afternoon)[1] == AT.date() + timedelta(days=1)
    assert due(county, "foreign", afternoon)[1] == AT.date()
