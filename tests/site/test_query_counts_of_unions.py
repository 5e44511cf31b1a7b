"""The pages of the tree of unions ask as many questions for many unions, contacts and foundings as for few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from founding import asked, founded, prepared
from small_county import AT, LONG_AGO, County

from niangjia.casework import benefits, liaison
from niangjia.casework.joining import admit, know_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_untouched_sessions")]

FEW, MANY = 3, 12
MOST = {
    "membership:unions": 20,
    "membership:union": 40,
    "membership:foundings": 14,
    "membership:founding": 25,
    "membership:liaison": 20,
    "membership:liaison_of": 16,
    "membership:raised_list": 14,
    "membership:practices": 10,
    "membership:practice": 45,
    "membership:posters": 12,
    "membership:posters_of": 14,
    "membership:trade_doors": 14,
    "membership:split": 16,
    "inbox": 25,
}
"""How many questions each page may ask; it is a promise, not a measurement: lower it when you can."""


def grown(county: County, *, start: int, end: int) -> dict[str, str]:
    """Set up unions with a member each, keep contact with them and let them raise something; return the addresses."""
    told = {"by": county.accounts["cadre"], "at": AT}
    for number in range(start, end):
        union = founded(county, number=100 + number)
        worker = know_worker(union, name=f"某{number}", phone=f"154000{number:05d}", **told)
        admit(worker, union=union, on=AT.date(), **told)
        kept = liaison.assign_liaison(union, account=county.accounts["cadre"], on=LONG_AGO, **told)
        liaison.log_contact(kept, on=AT.date() - timedelta(days=40), way="visit", told="都好", **told)
        benefits.make_poster(union, **told)
        benefits.take_down_poster(benefits.make_poster(county.unions["mill"], **told), **told)
        benefits.open_trade_door(union, group="courier", **told)
        liaison.raise_matter(union, kind="dues", text="经费", **told)
        waiting, _code = asked(county, number=200 + number)
        prepared(county, number=300 + number)
    street = county.unions["street"].pk
    return {
        "membership:unions": f"{reverse('membership:unions')}?below={street}",
        "membership:union": reverse("membership:union", args=[street]),
        "membership:foundings": reverse("membership:foundings"),
        "membership:founding": reverse("membership:founding", args=[waiting.case_id]),
        "membership:liaison": reverse("membership:liaison"),
        "membership:liaison_of": reverse("membership:liaison_of", args=[kept.pk]),
        "membership:raised_list": reverse("membership:raised_list"),
        "membership:practices": reverse("membership:practices"),
        "membership:practice": reverse("membership:practice", args=[liaison.PRACTICE]),
        "membership:posters": reverse("membership:posters"),
        "membership:posters_of": reverse("membership:posters_of", args=[county.unions["mill"].pk]),
        "membership:trade_doors": reverse("membership:trade_doors"),
        "membership:split": reverse("membership:split", args=[county.unions["mill"].pk]),
        "inbox": f"{reverse('inbox')}?tab=all",
    }


def questions(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured.captured_queries)


def test_many_unions_cost_no_more_questions_than_few(county: County, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("cadre")
    counts = [
        {page: questions(client, url) for page, url in grown(county, start=start, end=end).items()}
        for start, end in ((0, FEW), (FEW, MANY))
    ]
    few, many = counts
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page]} == {}
    assert {page: number for page, number in many.items() if number > MOST[page]} == {}
