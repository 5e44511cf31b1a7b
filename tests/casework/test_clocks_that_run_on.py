"""Clocks that run on: working on a need never lengthens the time that it has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from small_county import AT, County

from niangjia.casework.needs import open_need
from niangjia.casework.progress import advance
from niangjia.records.cases.models import Case, Clock, Step
from niangjia.records.people.models import Household

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=20)
THREE_MONTHS_ON = date(2027, 1, 13)


def need_of(county: County, state: str, *, major: bool = False) -> Case:
    household = Household(
        owner_union=county.unions["street"], head_name="赵一", head_index="an index of a test", opened_at=AT
    )
    household.save()
    return open_need(
        household,
        matter="need",
        kind="work",
        origin="survey",
        text="车间没有更衣室",
        state=state,
        major=major,
        by=None,
        at=AT,
    )


def running(case: Case) -> dict[str, date]:
    return dict(Clock.objects.filter(case=case, stopped_at__isnull=True).values_list("step", "due_on"))


def test_a_major_matter_has_three_months_from_the_day_it_was_raised_whatever_is_done_on_it(county: County) -> None:
    case = need_of(county, "major_open", major=True)
    assert running(case) == {"solve": THREE_MONTHS_ON}
    advance(case, step="measure", by=county.accounts["cadre"], at=LATER)
    assert running(case) == {"solve": THREE_MONTHS_ON}
    assert Clock.objects.get(case=case).started_at == AT


def test_solving_stops_the_clock_and_gives_the_household_time_to_answer(county: County) -> None:
    case = need_of(county, "need_open")
    advance(case, step="solve", by=county.accounts["chair"], at=AT)
    assert set(running(case)) == {"confirm"}
    advance(case, step="confirm", by=None, at=LATER)
    assert running(case) == {}
    assert Step.objects.get(case=case, key="confirm").by is None


def test_what_was_not_done_well_goes_on_under_the_day_it_had(county: County) -> None:
    case = need_of(county, "need_open")
    due = running(case)["solve"]
    advance(case, step="solve", by=county.accounts["chair"], at=AT)
    advance(case, step="reopen", by=None, at=LATER, note="还在漏")
    assert case.state == "need_measured"
    assert running(case) == {"solve": due}
    assert Clock.objects.filter(case=case, step="solve").count() == 2
