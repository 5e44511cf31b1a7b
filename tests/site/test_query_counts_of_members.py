"""The pages of members ask as many questions for sixty people as for ten, and no question walks through everybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from small_county import AT, County

from niangjia.batch.doors import Walked, enter_surveys
from niangjia.batch.members import Entered, enter_people
from niangjia.casework import belonging, canvass, duplicates, transfers
from niangjia.casework.queries.belonging import open_membership
from niangjia.programmes.membership.services.joining import ask
from niangjia.records.people.models import Worker
from niangjia.stories import invented

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_untouched_sessions")]
FEW, MANY = 10, 60
MOST = {
    "first page of the window": 10,
    "members": 12,
    "kept members": 12,
    "registered beside": 12,
    "last page of members": 12,
    "found by name": 14,
    "found by two letters": 12,
    "found by initials": 12,
    "found by number": 12,
    "applications": 12,
    "ledger": 14,
    "ledger, filtered": 14,
    "ledger, joined": 14,
    "pairs that look alike": 10,
    "transfers": 10,
    "tree": 14,
}
"""How many questions each page may ask; it is a promise, not a measurement: lower it when you can."""
LARGE = ("people_worker", "people_membership", "people_workerterm", "surveys_survey", "surveys_door")
"""The tables that have a row for every human, or several."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it stands, and what is posted there, if anything."""

    url: str
    posted: str = ""


def grown(county: County, *, start: int, end: int) -> None:
    """Let people enter the mill, a third of them no members; let some look alike, ask to go elsewhere, register
    beside, ask to join, answer a door."""
    mill, street, by = county.unions["mill"], county.unions["street"], county.accounts["cadre"]
    enter_people(
        [
            Entered(
                mill,
                f"{invented.SURNAMES[number % 5]}白鹭{invented.GIVEN[number % 3]}",
                since=AT.date() if number % 3 else None,
                id_number=invented.id_number(number),
                employer="白鹭枫林物流有限公司",
            )
            for number in range(start, end)
        ],
        by=by,
        at=AT,
    )
    entered = list(Worker.objects.within([mill.pk]).order_by("-pk")[: end - start])
    for one, other in pairwise(entered):
        duplicates.propose(one, other, weight=0, agrees=("name",), at=AT)
    members = [one for one in entered if open_membership(one)]
    for worker in members[::2]:
        transfers.ask_transfer(worker, to=street, by=None, at=AT)
    for worker in entered[::3]:
        belonging.register_tie(worker, union=street, kind="residence", on=AT.date(), by=by, at=AT)
    going = canvass.open_round(mill, title=f"第 {start} 轮", on=AT.date(), by=by, at=AT)
    doors = canvass.enter_doors(
        mill, grid="一网格", addresses=[f"{start + at} 号" for at in range(len(entered))], by=by, at=AT
    )
    walked = [
        Walked(door, worker, {"wish": "yes", "occupation": "courier"})
        for door, worker in zip(doors, entered, strict=True)
    ]
    enter_surveys(walked, during=going, by=by, at=AT)
    for number in range(start, end, 3):
        told = {
            "name": invented.name(number),
            "id_number": invented.id_number(5000 + number),
            "phone": invented.phone(number),
        }
        ask(mill, told=told, door="own", at=AT)


def pages() -> dict[str, Page]:
    members, ledger, find = (reverse(f"membership:{name}") for name in ("members", "ledger", "find_workers"))
    return {
        "first page of the window": Page(reverse("membership:home")),
        "members": Page(members),
        "kept members": Page(f"{members}?tab=reserved"),
        "registered beside": Page(f"{members}?tab=ties"),
        "last page of members": Page(f"{members}?page=999"),
        "found by name": Page(find, "赵白鹭安"),
        "found by two letters": Page(find, "白鹭"),
        "found by initials": Page(find, "zbl"),
        "found by number": Page(find, invented.id_number(1)),
        "applications": Page(reverse("membership:joinings")),
        "ledger": Page(ledger),
        "ledger, filtered": Page(f"{ledger}?wish=yes&q=白鹭"),
        "ledger, joined": Page(f"{ledger}?tab=joined"),
        "pairs that look alike": Page(reverse("membership:duplicates")),
        "transfers": Page(reverse("membership:transfers")),
        "tree": Page(reverse("membership:unions")),
    }


def asked(client: Client, page: Page) -> list[str]:
    """Return the questions that a page asks."""
    with CaptureQueriesContext(connection) as questions:
        answer = client.post(page.url, {"q": page.posted}) if page.posted else client.get(page.url)
        assert answer.status_code == 200
    return [one["sql"] for one in questions.captured_queries]


def plan_of(question: str) -> list[str]:
    """Return the steps in which the database would answer a question if its tables were large."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {question}")
            return [str(row[-1]) for row in cursor.fetchall()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table this small is rightly walked through
        cursor.execute(f"EXPLAIN {question}")
        return [str(row[0]) for row in cursor.fetchall()]


def walked_through(question: str) -> Iterator[str]:
    """Yield the steps in which a large table would be walked through, row by row, to answer a question."""
    named = {alias: table for table, alias in re.findall(r'"(\w+)" (\w+)', question)}
    for step in plan_of(question):
        scan = re.search(r"(?:^SCAN|Seq Scan on) (\w+)", step)
        if scan and named.get(scan[1], scan[1]) in LARGE:
            yield step


def test_sixty_people_cost_no_more_questions_than_ten(county: County, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("cadre")
    counts: list[dict[str, int]] = []
    for start, end in ((0, FEW), (FEW, MANY)):
        grown(county, start=start, end=end)
        counts.append({name: len(asked(client, page)) for name, page in pages().items()})
    few, many = counts
    assert {name: (few[name], many[name]) for name in few if many[name] != few[name]} == {}
    assert {name: number for name, number in many.items() if number > MOST[name]} == {}


@pytest.mark.parametrize("name", sorted(MOST))
def test_no_page_of_members_walks_through_everybody(
    name: str, county: County, sign_in: Callable[[str], Client]
) -> None:
    grown(county, start=0, end=FEW)
    client = sign_in("cadre")
    walked = [
        (step, question)
        for question in asked(client, pages()[name])
        if question.lstrip().upper().startswith("SELECT")
        for step in walked_through(question)
    ]
    assert walked == []


def test_a_question_that_walks_through_everybody_is_noticed(db: None) -> None:
    with CaptureQueriesContext(connection) as questions:
        list(Worker.everywhere.filter(name__contains="白鹭"))
    assert list(walked_through(questions.captured_queries[0]["sql"])) != []
