"""Every figure of a scorecard is the number or the sum of the very rows that it opens, for everybody who sees it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, PlayedQuarter
from small_county import AT, County

from niangjia.records.accounts.models import Entitlement
from niangjia.records.visits.models import Visit
from niangjia.reports.measures import MEASURES, Measure
from niangjia.reports.measures.measure import share_of
from niangjia.reports.scope import Scope
from niangjia.values.periods import Quarter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

EVERYBODY = ("cadre", "finance", "leader", "chair", "community-chair", "mill-chair", "industry-chair", "stranger")
BEFORE = str(Quarter.parse(PERIOD).previous)
NOW = str(Quarter.parse(PERIOD).next)
NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")


def scope_of(county: County, username: str, period: str = PERIOD) -> Scope:
    actor = county.actor(username)
    return Scope(actor.union_ids("see_scorecards"), period, on=AT.date(), hears=actor.union_ids("hear_complaints"))


def added_up(measure: Measure, scope: Scope) -> int | None:
    """Reckon a figure by hand from the very rows that it opens."""
    rows = list(measure.rows(scope))
    if measure.having is not None:
        return share_of(measure.rows(scope).filter(measure.having).count(), len(rows))
    if measure.taken is not None:
        return measure.taken(measure.rows(scope))
    return sum(getattr(row, measure.summed) for row in rows) if measure.summed else len(rows)


# ------------------------------------------------------------------------------------------------ figure ≡ its rows


@pytest.mark.parametrize("period", [PERIOD, NOW])
@pytest.mark.parametrize("username", EVERYBODY)
def test_a_figure_is_what_its_rows_add_up_to(username: str, period: str, played: PlayedQuarter) -> None:
    scope = scope_of(played.county, username, period)
    for measure in MEASURES.values():
        assert measure.value(scope) == added_up(measure, scope), measure.key
        if measure.adds_up:
            assert sum(measure.by_union(scope).values()) == measure.value(scope), measure.key


@pytest.mark.parametrize("period", [PERIOD, NOW])
def test_the_parts_of_the_county_make_the_whole(period: str, played: PlayedQuarter) -> None:
    """Whatever adds up does; a share or a median of the whole is reckoned anew from all its rows."""
    county = played.county
    whole = scope_of(county, "cadre", period)
    unions = list(county.actor("cadre").unions("see_scorecards"))
    for measure in MEASURES.values():
        if measure.adds_up:
            parts = [whole.within([union.pk]) for union in unions]
            assert measure.value(whole) == sum(measure.value(part) or 0 for part in parts), measure.key
        rows = [row.pk for union in unions for row in measure.rows(whole.within([union.pk]))]
        assert sorted(rows) == sorted(row.pk for row in measure.rows(whole)), measure.key


def test_the_figures_of_the_played_quarter_are_the_ones_counted_by_hand(played: PlayedQuarter) -> None:
    figures = {key: measure.value(scope_of(played.county, "cadre")) for key, measure in MEASURES.items()}
    paid = Entitlement.everywhere.get(state="paid").amount_fen
    of_the_quarter = {
        "households_filed": 2,  # 钱二 and 孙三; 李四 was signed as out of range
        "aid_paid": paid,
        "returns_sent": 4,
        "returns_coverage": 100,
    }
    assert {key: figures[key] for key in of_the_quarter} == of_the_quarter
    others = {key: value for key, value in figures.items() if key not in of_the_quarter and value}
    known = {"on_register": 4, "members_counted": 4, "workers_known": 4, "membership_rate": 100}
    assert others == known, "everything else was done after the quarter had ended, and counts in the next"


def test_what_was_done_in_a_quarter_counts_by_the_day_on_which_it_was_done(played: PlayedQuarter) -> None:
    figures = {key: measure.value(scope_of(played.county, "cadre", NOW)) for key, measure in MEASURES.items()}
    paid = Entitlement.everywhere.get(state="paid").amount_fen
    waiting = Entitlement.everywhere.get(state="reserved", owner_union=played.county.unions["street"]).amount_fen
    assert figures["days_to_money"] == 0, "asked and paid on the same day"
    assert {key: value for key, value in figures.items() if value} == {
        "members_counted": 5,
        "workers_known": 10,
        "membership_rate": 50,
        "doors_visited": 3,
        "non_members_known": 2,
        "doors_refused_share": 33,
        "on_register": 4,
        "households_entered": 2,
        "left_otherwise": 2,
        "signals_open": 1,
        "spent": paid,
        "aid_reserved": waiting,
        "people_visited": 2,
        "pairs_open": 2,
        "pairs_coverage": 25,
        "pairs_made": 3,
        "pairs_called_same_day": 1,
        "contacts": 1,
        "quotas_given": 1,
        "needs_found": 8,
        "needs_solved": 2,
        "needs_confirmed": 1,
        "wishes_raised": 2,
        "wishes_claimed": 1,
        "members_joined": 1,
        "joined_same_day": 1,
    }


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_page_of_a_figure_lists_as_many_rows_as_it_says(
    username: str, played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    card = visitors[username].get(reverse("scorecard", args=[NOW]))
    parts = [figure for part in card.context["sections"] for figure in part["figures"]]
    told = {figure["key"]: figure for figure in [*card.context["figures"], *parts]}
    assert set(told) == set(MEASURES)
    scope = scope_of(played.county, username, NOW)
    for key, measure in MEASURES.items():
        page = visitors[username].get(told[key]["rows_url"])
        assert page.context["figure"]["value"] == told[key]["value"], key
        assert page.context["total"] == len(page.context["rows"]) == measure.rows(scope).count(), key
        shown = NUMBER.search(page.context["figure"]["value"])
        value = measure.value(scope)
        assert (shown is None) == (value is None), key
        if shown is not None:
            unit = {"fen": 100}.get(measure.unit, 1)
            assert round(float(shown[0].replace(",", "")) * unit) == value, key


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


def test_the_scorecard_of_one_union_counts_it_with_all_below_it(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    street, community = (played.county.unions[code].pk for code in ("street", "community"))
    page = visitors["cadre"].get(reverse("figure", args=[PERIOD, "households_filed"]) + f"?union={street}")
    assert sorted(row["label"] for row in page.context["rows"]) == ["孙三", "钱二"]
    page = visitors["cadre"].get(reverse("figure", args=[PERIOD, "households_filed"]) + f"?union={community}")
    assert [row["label"] for row in page.context["rows"]] == ["孙三"]


def test_the_table_of_a_union_lists_its_children_each_with_all_below_it(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    whole = visitors["cadre"].get(reverse("scorecard", args=[PERIOD])).context["unions"]["rows"]
    assert [(row["label"], row["cells"][0]["text"]) for row in whole] == [("mill", "0"), ("street", "2")]
    below = visitors["cadre"].get(whole[1]["url"]).context["unions"]["rows"]
    assert [(row["label"], row["cells"][0]["text"]) for row in below] == [("community", "1"), ("street（本级）", "1")]
    assert not below[1]["url"], "a union does not lead to itself"


@pytest.mark.parametrize(
    ("key", "head"), [("pairs_coverage", "有干部结对"), ("visits_found_otherwise", "和申报不一样")]
)
def test_the_rows_behind_a_share_say_which_of_them_fulfil_it(
    key: str, head: str, played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    Visit.everywhere.update(state="confirmed", confirmed_at=AT)
    page = visitors["cadre"].get(reverse("figure", args=[NOW, key]))
    measure = MEASURES[key]
    part, whole = measure.part_and_whole(scope_of(played.county, "cadre", NOW))
    said = [cell["text"] for row in page.context["rows"] for cell in row["cells"] if cell["head"] == head]
    assert (said.count("是"), len(said)) == (part, whole)
    assert whole
