"""What may throw a household back leads to somebody who looks: no signal is left lying, no case without a clock."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from leaving_walk import Q1, Q2, after, entered, everywhere, left_after, surveyed
from played_exits import bill, let_leave, on_register
from played_quarter import RELATIVE, file_return, household, sign
from signing_in import by_password
from small_county import AT, County

from niangjia.casework import leaving, watch
from niangjia.casework.emergency import finish_follow_up, plan_follow_up, start_emergency
from niangjia.casework.queries import dues, standings
from niangjia.records.cases.models import Case, Clock, Signal
from niangjia.reports.attention import late_follow_ups
from niangjia.reports.scope import Scope
from niangjia.site.home import where

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


def test_a_household_taken_up_again_is_surveyed_by_its_union(county: County) -> None:
    home = entered(county, Q1)
    left_after(county, home, Q1, reason="asked")
    at = after(Q1, 20)
    case = watch.reopen(bill(home, by=county.accounts["chair"], at=at), told="看", by=county.accounts["cadre"], at=at)

    def asked() -> list[tuple[str, str]]:
        return [(due.title, due.period) for due in dues(county.actor("chair", at.date())) if due.kind == "resurvey"]

    assert asked() == [("赵一", case.period)]
    [due] = [one for one in dues(county.actor("chair", at.date())) if one.kind == "resurvey"]
    page = f"{reverse('hardship:upload', args=[case.period])}?union={county.unions['street'].pk}"
    assert where(due, county.actor("chair", at.date()), bucket=None) == page
    assert due.due_on == Clock.objects.get(case=case, step="judge").due_on
    file_return(county, "street", [household(1, "赵一", income_fen=RELATIVE)], period=case.period, at=at)
    assert asked() == []


def test_the_call_after_an_emergency_waits_in_the_inbox_and_is_late_after_its_day(county: County) -> None:
    chair, cadre = county.accounts["chair"], county.accounts["cadre"]
    home = on_register(county, "street", "吕一", 1).household
    emergency = start_emergency(home, heard_by="phone", text="家里着火", by=chair, at=AT)
    call = plan_follow_up(emergency, kind="call", due_on=date(2026, 10, 20), by=chair, at=AT)
    [due] = [one for one in dues(county.actor("chair")) if one.kind == "follow_up"]
    assert (due.title, due.due_on) == ("吕一", date(2026, 10, 20))
    assert not [one for one in dues(county.actor("stranger")) if one.kind == "follow_up"]
    assert where(due, county.actor("chair"), bucket=None) == reverse("care:emergency", args=[emergency.case_id])
    scope = Scope(union_ids=[county.unions["street"].pk], period="2026Q4")
    assert late_follow_ups(county.actor("cadre", date(2026, 10, 21)), scope)
    finish_follow_up(call, result="reached", by=cadre, at=AT)
    assert not late_follow_ups(county.actor("cadre", date(2026, 10, 21)), scope)
    assert not [one for one in dues(county.actor("chair")) if one.kind == "follow_up"]
