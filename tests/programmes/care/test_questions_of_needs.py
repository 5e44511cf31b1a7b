"""Pages of needs and wishes ask the database as many questions for forty rows as for five."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from raising_needs import household_of, raised
from small_county import AT, County

from niangjia.programmes.care.services import needs, wishes
from niangjia.records.tasks.models import Need, Wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_untouched_sessions")]

FEW, MANY = 3, 20
MOST = {"needs": 20, "cleared": 25, "need": 25, "wish_list": 15, "wall": 10}


def grown(county: County, *, start: int, end: int) -> None:
    """Raise a need in hand, one solved and a wish for each of some households."""
    cadre = county.accounts["cadre"]
    for number in range(start, end):
        measured = raised(county, name=f"户主{number}")
        for _turn in range(number):
            needs.measure(measured, what="修", due_on=AT.date() + timedelta(days=1), by=cadre, at=AT)
        needs.solve(raised(county, "street", f"户主{number}"), told="好了", by=cadre, at=AT)
        wishes.raise_wish(
            household_of(county, "mill", f"心愿{number}"),
            kind="reading", text="一本书", consent="paper", released="一个孩子想要一本书", by=cadre, at=AT,
        )  # fmt: skip


def questions(client: Client) -> dict[str, int]:
    need = Need.everywhere.filter(case__state="need_measured").order_by("-id")[0]
    pages = {
        "needs": reverse("care:needs"),
        "cleared": reverse("care:cleared"),
        "need": reverse("care:need", args=[need.pk]),
        "wish_list": reverse("care:wish_list"),
        "wall": reverse("care:wishes"),
    }
    counted = {}
    for name, url in pages.items():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        counted[name] = len(asked.captured_queries)
    return counted


def test_forty_needs_cost_no_more_questions_than_five(county: County, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("cadre")
    grown(county, start=0, end=FEW)
    few = questions(client)
    grown(county, start=FEW, end=MANY)
    many = questions(client)
    assert few == many
    assert {name: number for name, number in many.items() if number > MOST[name]} == {}


def test_what_falls_due_by_itself_is_done_once(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    needs.solve(raised(county), told="好了", by=county.accounts["cadre"], at=AT)
    grown(county, start=0, end=1)
    wishes.claim_wish(Wish.everywhere.get(), name="热心人", phone="15400099001", at=AT)
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", (AT.date() + timedelta(days=60)).isoformat())
    for said in ("按规则确认 2 件需求，放回 1 个心愿", "按规则确认 0 件需求，放回 0 个心愿"):
        told = StringIO()
        call_command("tend_needs", stdout=told)
        assert said in told.getvalue()
