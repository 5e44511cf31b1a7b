"""Needs, wishes and awards are cases too: they are no filings of a quarter, and lead to pages of their own."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, PlayedQuarter
from small_county import AT

from niangjia.casework.access import Actor
from niangjia.casework.needs import open_need
from niangjia.casework.queries import dues, judged_cases
from niangjia.programmes.care.programme import PROGRAMME
from niangjia.programmes.hardship.queries import board, household_page, judged_periods, quarter_of
from niangjia.records.cases.models import Case
from niangjia.reports.measures import MEASURES
from niangjia.reports.scope import Scope
from niangjia.web.statuses import STATUSES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

OF_THE_QUARTER = ("households_filed", "households_entered", "aid_reserved", "aid_paid", "returns_sent")


def what_hardship_shows(actor: Actor) -> list[object]:
    scope = Scope(actor.union_ids("see_scorecards"), PERIOD)
    periods = judged_periods(actor)
    return [
        [MEASURES[key].value(scope) for key in OF_THE_QUARTER],
        [MEASURES[key].by_union(scope) for key in OF_THE_QUARTER],
        board(actor, quarter_of(PERIOD), today=AT.date(), now=AT)["counts"],
        household_page(actor, {"period": PERIOD}, periods=periods, today=AT.date())["total"],
        periods,
    ]


def test_needs_of_every_household_change_nothing_that_hardship_counts(played: PlayedQuarter) -> None:
    actor = played.county.actor("cadre")
    before = what_hardship_shows(actor)
    for case in Case.everywhere.filter(programme="hardship"):
        for matter, state in (("need", "need_open"), ("award", "granted"), ("wish", "wish_open")):
            opened = open_need(
                case.household,
                matter=matter,
                kind="living",
                origin="visit",
                text="屋顶漏雨",
                state=state,
                by=actor.account,
                at=AT,
            )
            Case.everywhere.filter(pk=opened.pk).update(period=PERIOD, tier="deep")
    assert what_hardship_shows(actor) == before
    street = played.county.unions["street"].pk
    assert not judged_cases(street, programme="hardship", period=PERIOD).filter(programme="care").exists()


def test_a_need_in_the_inbox_leads_to_no_page_of_hardship(played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    household = played.case("mill", "郑七").household
    by = played.county.accounts["cadre"]
    for matter, state in (("need", "need_open"), ("need", "major_open"), ("emergency", "emergency_open")):
        open_need(household, matter=matter, kind="living", origin="visit", text="漏雨", state=state, by=by, at=AT)
    everything = dues(played.county.actor("cadre"))
    waiting = [due for due in everything if due.programme == "care" and due.title == "郑七"]
    assert waiting
    page = visitors["cadre"].get(reverse("inbox") + "?tab=all")
    assert page.status_code == 200
    lines = [line for line in page.context["rows"] if line["code"] in {due.number for due in waiting}]
    assert {line["status"] for line in lines} >= {"need_open", "major_open", "emergency_open"}
    assert all(line["url"].startswith("/care/") for line in lines)
    assert all("困难帮扶" not in line["matter"] for line in lines)


def test_every_state_of_the_charter_has_its_word() -> None:
    of_hardship_too = {"granted", "reserved", "paid", "refused"}
    for state, word in PROGRAMME.lifecycle.states.items():
        if state not in of_hardship_too:
            assert STATUSES[state].word == word
