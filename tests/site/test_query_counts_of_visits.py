"""The pages of the visits ask the database as many questions for many households as for few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from played_quarter import PERIOD, file_return, household
from small_county import AT, County
from visiting import Visiting, with_visits

from niangjia.programmes.hardship import services
from niangjia.records.cases.models import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_untouched_sessions")]
FEW, MANY = 4, 24
MOST = {"board": 32, "board of visits": 36, "board of the late": 42, "assigning": 32, "my visits": 20, "inbox": 32}
"""How many questions each page may ask."""


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as questions:
        assert client.get(url).status_code == 200
    return len(questions.captured_queries)


def grown(county: County, *, start: int, end: int) -> None:
    """Let the county grow: two households a number, one of them assigned; all of them past their day."""
    cadre = county.actor("cadre")
    rows = [household(number, f"户{number}") for number in range(2 * start + 1, 2 * end + 1)]
    file_return(county, "street", rows, by="second")
    services.run_quarter(cadre, period=PERIOD, at=AT)
    services.assign_visits(cadre, Visiting(county).judged()[::2], at=AT)
    Clock.objects.filter(step__in=("assign", "visit")).update(due_on=AT.date() - timedelta(days=1))


def test_many_households_cost_no_more_questions_than_few(county: County, sign_in: Callable[[str], Client]) -> None:
    with_visits(county)
    clients = {name: sign_in(name) for name in ("cadre", "helper")}
    board = reverse("hardship:visits")
    pages = {
        "board": ("cadre", f"{board}?tab=assign"),
        "board of visits": ("cadre", f"{board}?tab=going"),
        "board of the late": ("cadre", f"{board}?tab=late"),
        "assigning": ("cadre", reverse("hardship:assign_visits")),
        "my visits": ("helper", reverse("hardship:my_visits")),
        "inbox": ("cadre", "/?tab=all"),
    }
    counts = []
    for start, end in ((0, FEW), (FEW, MANY)):
        grown(county, start=start, end=end)
        counts.append({page: asked(clients[who], url) for page, (who, url) in pages.items()})
    few, many = counts
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page] + 1} == {}
    assert {page: number for page, number in many.items() if number > MOST[page]} == {}
