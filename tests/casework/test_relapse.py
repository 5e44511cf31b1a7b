"""What may throw a household back leads to somebody who looks: no signal is left lying, no case without a clock."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from leaving_walk import Q1, Q2, after, entered, everywhere, left_after, surveyed
from played_exits import bill, let_leave, on_register
from played_quarter import RELATIVE, household, sign
from signing_in import by_password
from small_county import AT, County

from niangjia.casework import leaving, watch
from niangjia.casework.queries import standings
from niangjia.records.cases.models import Case, Clock, Signal

pytestmark = pytest.mark.django_db


def test_a_case_that_was_taken_back_is_not_joined_and_the_new_one_has_its_clock(county: County) -> None:
    cadre = county.accounts["cadre"]
    home = let_leave(on_register(county, "street", "吕一", 1), reason="asked", by=cadre).standing.family
    first = watch.reopen(bill(home, by=cadre), told="看", by=cadre, at=AT)
    Case.everywhere.filter(pk=first.pk).update(state="withdrawn")
    Clock.objects.filter(case=first).update(stopped_at=AT)
    case = watch.reopen(bill(home, by=cadre), told="看", by=cadre, at=AT)
    assert (case.period, case.state) == ("2027Q1", "filed")
    assert Clock.objects.filter(case=case, stopped_at__isnull=True, step="judge").count() == 1


def test_what_is_noted_while_a_leaving_waits_is_checked_once_it_is_made_good(county: County) -> None:
    cadre, second = county.accounts["cadre"], county.accounts["second"]
    now = on_register(county, "street", "吕一", 1)
    made = let_leave(now, reason="floor_support", by=cadre)
    signal = bill(now.family, by=cadre)
    assert signal.state == "kept"
    leaving.check_exit(made, agreed=True, by=second, at=AT)
    signal.refresh_from_db()
    assert (signal.state, signal.leaving_id, signal.due_on) == ("open", made.pk, date(2026, 10, 20))


@pytest.mark.parametrize(("reason", "agreed"), [("floor_support", False), ("untruthful", True)])
def test_what_was_noted_stays_kept_where_nobody_is_watched(county: County, reason: str, agreed: bool) -> None:
    now = on_register(county, "street", "吕一", 1)
    made = let_leave(now, reason=reason, by=county.accounts["cadre"])
    bill(now.family, by=county.accounts["cadre"])
    leaving.check_exit(made, agreed=agreed, by=county.accounts["second"], at=AT)
    assert Signal.everywhere.get().state == "kept"


@pytest.mark.parametrize(("answer", "page"), [("yes", "hardship:exit"), ("no", "hardship:note_signal")])
def test_a_visit_that_finds_trouble_leads_on_to_writing_down_what_it_is(county: County, answer: str, page: str) -> None:
    gone = let_leave(on_register(county, "street", "吕一", 1), reason="asked", by=county.accounts["cadre"])
    client = by_password("chair")
    told = {"is_well": answer, "told": "又住院了", "on": AT.date().isoformat()}
    response = client.post(reverse("hardship:revisit", args=[gone.pk]), told)
    to = gone.pk if answer == "yes" else gone.standing.family_id
    assert (response.status_code, response["Location"]) == (302, reverse(page, args=[to]))


def test_who_asked_to_leave_and_comes_back_has_entered_and_is_no_relapse(county: County) -> None:
    home = entered(county, Q1)
    left_after(county, home, Q1, reason="asked")
    [case] = surveyed(county, Q2, household(1, "赵一", income_fen=RELATIVE))
    sign(case, by="cadre", county=county, at=after(Q2))
    always = {"first": date.min, "last": date.max}
    assert standings.returned(everywhere(), **always).count() == 0
    assert standings.entered(everywhere(), **always).count() == 2
