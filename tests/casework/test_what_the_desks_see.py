"""Reads of the desks, for those who have little or nothing before them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from played_quarter import BENEFITS, PERIOD, PlayedQuarter
from small_county import AT

from niangjia.casework import intake
from niangjia.casework import queries as desk
from niangjia.casework.queries import money
from niangjia.records.accounts.models import Entitlement
from niangjia.records.papers.models import Upload
from niangjia.records.trail.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_nothing_waits_for_somebody_without_a_post(played: PlayedQuarter) -> None:
    assert desk.dues(played.county.actor("newcomer")) == []
    assert desk.dues(played.county.actor("former")) == []


def test_everything_that_waits_is_named_once_for_the_county(played: PlayedQuarter) -> None:
    found = desk.dues(played.county.actor("cadre"))
    assert {due.kind for due in found} == {"return", "case", "override", "merge", "exit", "signal"}
    assert len({(due.kind, due.subject_id, due.step) for due in found}) == len(found)
    dated = [due.due_on for due in found if due.due_on]
    assert dated == sorted(dated)


def test_each_reader_sees_what_waits_below_their_own_union(played: PlayedQuarter) -> None:
    county = played.county
    for username, codes in (("chair", {"street", "community"}), ("mill-chair", {"mill"}), ("stranger", {"foreign"})):
        assert {due.union for due in desk.dues(county.actor(username))} <= codes


def test_what_nobody_may_see_is_not_found_by_nobody_either() -> None:
    before = Event.objects.count()
    assert Client().get(reverse("hardship:policy", args=["none"])).status_code == 404
    assert Event.objects.count() == before


def test_a_file_that_was_read_is_not_read_again(played: PlayedQuarter) -> None:
    upload = Upload.everywhere.filter(state="read").order_by("id")[0]
    filing = intake.file_rows(upload, [], nil=False, notices=(), by=played.county.accounts["chair"], at=AT)
    assert (filing.new, filing.replaced, filing.unchanged) == (0, 0, 0)


def test_money_is_found_by_period_and_by_year(played: PlayedQuarter) -> None:
    waiting = money.entitlements_of(PERIOD, state="entitled")
    assert [one.pk for one in waiting] == list(
        Entitlement.everywhere.filter(state="entitled").order_by("id").values_list("pk", flat=True)
    )
    assert set(money.buckets_of_year(2026)) == set(BENEFITS)
    assert money.buckets_of_year(2020) == {}


def test_a_quarter_in_which_nobody_was_judged_draws_no_chart(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    page = visitors["cadre"].get(reverse("scorecard", args=["2031Q2"]))
    assert (page.status_code, page.context["bars"], page.context["line"]) == (200, None, None)
