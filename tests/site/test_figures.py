"""Every figure of a scorecard is the number or the sum of the very rows that it opens, for everybody who sees it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, PlayedQuarter
from small_county import County

from niangjia.records.accounts.models import Entitlement
from niangjia.reports.measures import MEASURES, Measure
from niangjia.reports.scope import Scope
from niangjia.values.periods import Quarter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

EVERYBODY = ("cadre", "finance", "leader", "chair", "community-chair", "mill-chair", "industry-chair", "stranger")
BEFORE = str(Quarter.parse(PERIOD).previous)
NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")


def scope_of(county: County, username: str, period: str = PERIOD) -> Scope:
    return Scope(county.actor(username).union_ids("see_scorecards"), period)


def added_up(measure: Measure, scope: Scope) -> int:
    """Add the rows of a figure up by hand."""
    rows = list(measure.rows(scope))
    return sum(getattr(row, measure.summed) for row in rows) if measure.summed else len(rows)


# ------------------------------------------------------------------------------------------------ figure ≡ its rows


@pytest.mark.parametrize("username", EVERYBODY)
@pytest.mark.parametrize("key", MEASURES)
def test_a_figure_is_what_its_rows_add_up_to(key: str, username: str, played: PlayedQuarter) -> None:
    measure, scope = MEASURES[key], scope_of(played.county, username)
    assert measure.value(scope) == added_up(measure, scope)
    assert sum(measure.by_union(scope).values()) == measure.value(scope)


@pytest.mark.parametrize("key", MEASURES)
def test_the_parts_of_the_county_make_the_whole(key: str, played: PlayedQuarter) -> None:
    county, measure = played.county, MEASURES[key]
    whole = measure.value(scope_of(county, "cadre"))
    parts = [Scope([union.pk], PERIOD) for union in county.actor("cadre").unions("see_scorecards")]
    assert whole == sum(measure.value(part) for part in parts)


def test_the_figures_of_the_played_quarter_are_the_ones_counted_by_hand(played: PlayedQuarter) -> None:
    figures = {key: measure.value(scope_of(played.county, "cadre")) for key, measure in MEASURES.items()}
    paid = Entitlement.everywhere.get(state="paid").amount_fen
    waiting = Entitlement.everywhere.get(state="reserved", owner_union=played.county.unions["street"]).amount_fen
    assert figures == {
        "households_filed": 2,  # 钱二 and 孙三; 李四 was signed as out of range
        "households_entered": 2,
        "aid_reserved": waiting,
        "aid_paid": paid,
        "returns_sent": 4,
    }


@pytest.mark.parametrize("username", EVERYBODY)
@pytest.mark.parametrize("key", MEASURES)
def test_the_page_of_a_figure_lists_as_many_rows_as_it_says(
    key: str, username: str, played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    measure, scope = MEASURES[key], scope_of(played.county, username)
    page = visitors[username].get(reverse("figure", args=[PERIOD, key]))
    assert page.context["total"] == len(page.context["rows"]) == measure.rows(scope).count()
    shown = NUMBER.search(page.context["figure"]["value"])
    assert shown is not None
    unit = {"fen": 100}.get(measure.unit, 1)
    assert round(float(shown[0].replace(",", "")) * unit) == measure.value(scope)
    card = visitors[username].get(reverse("scorecard", args=[PERIOD]))
    parts = [figure for part in card.context["sections"] for figure in part["figures"]]
    told = {figure["rows_url"]: figure["value"] for figure in [*card.context["figures"], *parts]}
    assert told[reverse("figure", args=[PERIOD, key])] == page.context["figure"]["value"]


def test_the_table_of_unions_adds_up_to_the_figure(played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    table = visitors["cadre"].get(reverse("scorecard", args=[PERIOD])).context["unions"]
    filed = sum(int(row["cells"][0]["text"]) for row in table["rows"])
    by_tier = sum(int(cell["text"]) for row in table["rows"] for cell in row["cells"][1:4])
    assert filed == by_tier == MEASURES["households_filed"].value(scope_of(played.county, "cadre"))


@pytest.mark.parametrize("where", ["union=x", "union=²", "union=987654321", "union=foreign"])
def test_a_union_out_of_reach_is_not_found(where: str, played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    query = where.replace("foreign", str(played.county.unions["foreign"].pk))
    assert visitors["cadre"].get(reverse("scorecard", args=[PERIOD]) + f"?{query}").status_code == 404


@pytest.mark.parametrize("path", ["2026Q5/", "x/", "2026Q3/nothing/", "0000Q1/", "9999Q4/", "0001Q1/"])
def test_a_quarter_or_a_figure_that_is_none_is_not_found(path: str, visitors: dict[str, Client]) -> None:
    assert visitors["cadre"].get(f"/scorecards/{path}").status_code == 404


def test_the_scorecard_of_one_union_counts_its_rows_alone(played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    street = played.county.unions["street"].pk
    page = visitors["cadre"].get(reverse("figure", args=[PERIOD, "households_filed"]) + f"?union={street}")
    assert [row["label"] for row in page.context["rows"]] == ["钱二"]
