"""Pages ask the database as many questions for sixty rows as for ten."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from played_quarter import PERIOD, bucket_of, file_return, fill_buckets, household
from small_county import AT, LONG_AGO, County

from niangjia.casework import payment, placement
from niangjia.casework.access.offices import found_union
from niangjia.casework.assessment import latest_assessment
from niangjia.casework.placement import Owed
from niangjia.programmes.care.queries.pairs import unpaired
from niangjia.programmes.hardship import services
from niangjia.records.accounts.models import Entitlement
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Return
from niangjia.records.placements.models import Pairing
from niangjia.records.unions.models import TERRITORY, Union

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_untouched_sessions")]

FEW, MANY = 4, 24
ONE_KIND_MORE = 2
"""The larger county may have a kind of row that the smaller one lacks; twenty more of a kind would show."""
MOST = {
    "inbox": 27,
    "households": 20,
    "households looked for": 20,
    "quarter board": 35,
    "scorecard": 110,
    "verdict": 40,
    "figure of households": 15,
    "figure of money": 15,
    "figure of unions": 15,
    "funds": 12,
    "fund": 15,
    "merges": 25,
    "register": 20,
    "watch list": 15,
    "return": 20,
    "policy": 15,
    "notices": 25,
    "household file": 40,
    "messages": 12,
    "told in the survey": 12,
    # -- pairs
    "pairs wanted": 25,
    "pairs kept": 25,
    "pairs proposed": 30,
    "own pairs": 15,
    "pair": 25,
}
"""How many questions each page may ask; it is a promise, not a measurement: lower it when you can."""


def street(county: County, number: int) -> Union:
    union = Union(
        code=f"s{number:03d}", name=f"{number} 街", short_name=f"{number} 街", kind="street", place="青川市",
        founded_on=LONG_AGO,
    )  # fmt: skip
    return found_union(union, parents={TERRITORY: county.unions["county"]}, by=None, at=AT)


def grown(county: County, *, start: int, end: int) -> None:
    """Let the county grow: a street a number, five filings in two; every other one is signed, and reserved."""
    cadre, finance = county.actor("cadre"), county.accounts["finance"]
    for number in range(start, end):
        union = street(county, number)
        county.unions[union.code] = union
        rows = [household(number, f"户{number}"), household(500 + number, f"改{number}", persons=None)]
        file_return(county, union.code, rows, by="second")
        twin = household(number, f"户{number}") if number % 3 == 0 else household(200 + number, f"另{number}")
        file_return(county, "mill", [twin], by="second")
    services.open_quarter(cadre, period=PERIOD, at=AT)
    services.remind_returns(early=True, on=AT.date(), at=AT)
    services.run_quarter(cadre, period=PERIOD, at=AT)
    for case in Case.everywhere.filter(state="judged").order_by("id")[::2]:
        found = latest_assessment(case)
        assert found is not None
        services.sign(case, seen=found.fingerprint, by=cadre.account, at=AT)
    waiting = Entitlement.everywhere.filter(state="entitled").select_related("decision__signed_by").order_by("id")
    for number, one in enumerate(waiting[::2]):
        payment.reserve(one, bucket=bucket_of(county, "county", one.benefit), by=finance, at=AT)
        if number % 2:
            payment.post(one, by=finance, at=AT)
    pair_some(county)


def pair_some(county: County) -> None:
    """Pair every other household with the cadre of the county, and let each be called once."""
    cadre = county.actor("cadre")
    wanting = list(unpaired(cadre))[::2]
    owed = Owed(AT.date(), AT.date())
    for one in placement.pair_many(
        [(one, cadre.account) for one in wanting], kind="care", owed=owed, most=99, by=cadre.account, at=AT
    ):
        placement.log_contact(
            one, key=uuid4(), channel="phone", reached=True, note="都好", owed=owed, by=cadre.account, at=AT
        )


def addresses(county: County) -> dict[str, tuple[str, str]]:
    case = Case.everywhere.filter(state="judged").order_by("id")[0]
    mill = Return.everywhere.get(owner_union=county.unions["mill"], period=PERIOD)
    return {
        "inbox": ("cadre", reverse("inbox") + "?tab=all"),
        "households": ("cadre", reverse("hardship:households")),
        "households looked for": ("cadre", reverse("hardship:households") + "?q=户"),
        "quarter board": ("cadre", reverse("hardship:quarter", args=[PERIOD])),
        "scorecard": ("cadre", reverse("scorecard", args=[PERIOD])),
        "verdict": ("cadre", reverse("hardship:verdict", args=[case.pk])),
        "figure of households": ("cadre", reverse("figure", args=[PERIOD, "households_filed"])),
        "figure of money": ("cadre", reverse("figure", args=[PERIOD, "aid_reserved"])),
        "figure of unions": ("cadre", reverse("figure", args=[PERIOD, "returns_sent"])),
        "funds": ("finance", reverse("funds")),
        "fund": ("finance", reverse("fund", args=[bucket_of(county, "county").pk])),
        "merges": ("cadre", reverse("hardship:merges")),
        "register": ("cadre", reverse("hardship:exits") + "?tab=check"),
        "watch list": ("cadre", reverse("hardship:watch")),
        "return": ("cadre", reverse("hardship:return", args=[mill.pk])),
        "notices": ("cadre", reverse("hardship:notices", args=[PERIOD])),
        "household file": ("cadre", reverse("hardship:file", args=[case.pk])),
        "policy": ("cadre", reverse("hardship:policy", args=["sample"])),
        "messages": ("cadre", reverse("messages")),
        "told in the survey": ("cadre", reverse("hardship:told", args=[PERIOD])),
        # -- pairs
        "pairs wanted": ("cadre", reverse("care:pairs") + "?group=any"),
        "pairs kept": ("cadre", reverse("care:pairs") + "?tab=open"),
        "pairs proposed": ("cadre", reverse("care:pair_proposal") + "?group=any"),
        "own pairs": ("cadre", reverse("care:my_pairs")),
        "pair": ("cadre", reverse("care:pair", args=[Pairing.everywhere.order_by("id")[0].pk])),
    }


def asked(client: Client, url: str) -> list[str]:
    """Return the questions that a page asks, its own session apart."""
    with CaptureQueriesContext(
        connection,
    ) as questions:
        assert client.get(url).status_code == 200
    return [one["sql"] for one in questions.captured_queries]


def test_sixty_rows_cost_no_more_questions_than_ten(county: County, sign_in: Callable[[str], Client]) -> None:
    fill_buckets(county, "county", by="finance")
    clients = {name: sign_in(name) for name in ("cadre", "finance")}
    counts: list[dict[str, int]] = []
    for start, end in ((0, FEW), (FEW, MANY)):
        grown(county, start=start, end=end)
        counts.append({page: len(asked(clients[who], url)) for page, (who, url) in addresses(county).items()})
    few, many = counts
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page] + ONE_KIND_MORE} == {}
    assert {page: number for page, number in many.items() if number > MOST[page]} == {}
