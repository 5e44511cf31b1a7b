"""Outside the county a number below five is not told, and nothing can be worked back from what is told."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from played_quarter import PERIOD, PlayedQuarter
from small_county import AT, LONG_AGO, PASSWORD

from niangjia.casework.access.offices import found_union, give_post
from niangjia.records.unions.models import TERRITORY, Account, Path, Union
from niangjia.reports.disclosure import cell_texts, hidden_cells, is_small
from niangjia.reports.measures import MEASURES
from niangjia.reports.scope import Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    """Draw a table of counts whose first column is the total of its row."""
    width = draw(st.integers(2, 4))
    parts = draw(st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=6))
    return [[sum(row), *row] for row in parts]


@given(tables())
def test_no_small_number_is_told_and_none_stands_alone_in_its_row_or_column(table: list[list[int]]) -> None:
    hidden = hidden_cells(table)
    for row, marks in zip(table, hidden, strict=True):
        assert all(mark for number, mark in zip(row, marks, strict=True) if is_small(number))
        assert sum(marks) != 1
    for column in range(len(table[0])):
        marks = [row[column] for row in hidden]
        assert sum(marks) != 1 or len(table) == 1
    assert all(not is_small(int(text)) for row in cell_texts(table) for text in row if text.isdigit())


def test_a_table_without_small_numbers_is_told_whole() -> None:
    assert cell_texts([[20, 8, 12], [30, 10, 20]]) == [["20", "8", "12"], ["30", "10", "20"]]
    assert cell_texts([]) == []


@pytest.fixture
def province(played: PlayedQuarter) -> Client:
    """Return a leader of the province above our county."""
    above = Union(code="prov", name="省总工会", short_name="省总", kind="province", place="", founded_on=LONG_AGO)
    found_union(above, parents={}, by=None, at=AT)
    county = played.county.unions["county"]
    for path in Path.objects.filter(ancestor=county, line=TERRITORY, valid_to__isnull=True):
        Path.objects.create(
            ancestor=above,
            descendant_id=path.descendant_id,
            line=TERRITORY,
            depth=path.depth + 1,
            valid_from=date(2020, 1, 1),
        )
    account = Account.objects.open("governor", password=PASSWORD, name="governor")
    give_post(account, union=above, role="leader", title="", from_on=LONG_AGO, by=None, at=AT)
    client = Client()
    client.post("/login/", {"username": "governor", "password": PASSWORD})
    return client


def test_whoever_looks_from_above_the_county_sees_no_handful_and_no_household(
    played: PlayedQuarter, province: Client
) -> None:
    filed = MEASURES["households_filed"].value(Scope(played.county.actor("cadre").union_ids("see_scorecards"), PERIOD))
    assert is_small(filed)
    page = province.get(reverse("scorecard", args=[PERIOD]))
    parts = [figure for part in page.context["sections"] for figure in part["figures"]]
    told = {figure["rows_url"]: figure for figure in [*page.context["figures"], *parts]}
    assert told[reverse("figure", args=[PERIOD, "households_filed"])]["value"] == "＜5"
    assert told[reverse("figure", args=[PERIOD, "aid_paid"])]["value"] == "—"
    assert all(figure["change"] == "" for figure in told.values() if figure["value"] in {"＜5", "—"})
    assert page.context["unions"]["hidden_note"]
    assert all(
        cell["text"] not in {"1", "2", "3", "4"} for row in page.context["unions"]["rows"] for cell in row["cells"]
    )
    [county] = page.context["unions"]["rows"]
    below = province.get(county["url"]).context["unions"]["rows"]
    assert {row["label"] for row in below} == {"mill", "street"}
    assert not any(row["url"] for row in below), "below the county nothing opens"
    street = played.county.unions["street"].pk
    assert province.get(reverse("scorecard", args=[PERIOD]) + f"?union={street}").status_code == 404
    rows = province.get(reverse("figure", args=[PERIOD, "households_filed"]))
    assert rows.context["rows"] == []
    assert "只有所在县看得到" in rows.content.decode()
    assert "钱二" not in rows.content.decode() + page.content.decode()


def test_whoever_looks_from_the_county_sees_every_number(played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    page = visitors["leader"].get(reverse("scorecard", args=[PERIOD]))
    assert page.context["figures"][0]["value"] == "2"
    assert not page.context["unions"]["hidden_note"]


def test_a_statistical_year_is_its_four_quarters_each_household_once(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    page = visitors["cadre"].get(reverse("scorecard", args=["2026Y"]))
    assert page.status_code == 200
    assert page.context["figures"][0]["value"] == "2"
    assert "2026 统计年度" in page.content.decode()
    scope = Scope(played.county.actor("cadre").union_ids("see_scorecards"), "2026Y")
    assert scope.quarters == ("2025Q4", "2026Q1", "2026Q2", "2026Q3")
    assert scope.before.period == "2025Y"
    assert [moment.date().isoformat() for moment in scope.moments] == ["2025-10-01", "2026-10-01"]
