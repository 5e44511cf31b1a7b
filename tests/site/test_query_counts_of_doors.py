"""The pages of door-knocking ask the database as many questions for sixty doors as for ten."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from played_ledger import answered, content, open_grid, packed, receive, sent
from small_county import AT, County

from niangjia.programmes.membership.services import ledger
from niangjia.records.surveys.models import Round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_untouched_sessions")]
FEW, MANY = 5, 30
MOST = {"ledger": 30, "rounds": 15, "round": 20, "grid": 25, "doors": 16, "submissions": 14, "package": 40}
"""How many questions each page may ask."""


def asked(client: Client, method: str, url: str) -> int:
    with CaptureQueriesContext(connection) as questions:
        told = {"device": str(UUID(int=3))}
        sent_in = {"data": told, "content_type": "application/json"} if method == "post" else {}
        assert getattr(client, method)(url, **sent_in).status_code == 200
    return len(questions.captured_queries)


def grown(county: County, number: int, *, doors: int) -> None:
    """Open a grid, let a third of it be answered, and as much be contradicted by another phone."""
    stops = open_grid(county, "community", doors=doors, title=f"{number} 轮", grid=f"{number} 网格")
    by = county.accounts["community-chair"]
    package = packed(county, "community-chair", device=number)
    for index, stop in enumerate(stops):
        if index % 3 == 0:
            told = answered(f"华{number}{index}", number * 100 + index)
            ledger.record_survey(stop.door, during=stop.round, consent="given", answered=told, by=by, at=AT)
        elif index % 3 == 1:
            uid = number * 1000 + index
            receive(package, sent(stop.door, uid, content(f"金{uid}", uid)))
            receive(package, sent(stop.door, uid, content(f"银{uid}", uid)))


def test_many_doors_cost_no_more_questions_than_few(county: County, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("community-chair")
    counts = []
    for number, doors in ((1, FEW), (2, MANY)):
        grown(county, number, doors=doors)
        newest = Round.everywhere.order_by("-id")[0].pk
        pages = {
            "ledger": ("get", reverse("membership:ledger")),
            "rounds": ("get", reverse("membership:rounds")),
            "round": ("get", reverse("membership:round", args=[newest])),
            "grid": ("get", reverse("membership:round", args=[newest]) + f"?grid={number} 网格"),
            "doors": ("get", reverse("membership:doors")),
            "submissions": ("get", reverse("membership:submissions")),
            "package": ("post", reverse("membership:offline_package")),
        }
        counts.append({page: asked(client, *how) for page, how in pages.items()})
    few, many = counts
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page] + 1} == {}
    assert {page: number for page, number in many.items() if number > MOST[page]} == {}
