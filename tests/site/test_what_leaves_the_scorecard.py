"""What is taken away of a scorecard says what the page says: the brief as PDF and Word, the tables as Excel."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from played_quarter import PERIOD, PlayedQuarter

from niangjia.records.trail.models import Event
from niangjia.reports.brief import drawn
from niangjia.reports.measures import MEASURES
from niangjia.values.periods import Quarter
from tests.outside.reading_pdfs import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

NOW = str(Quarter.parse(PERIOD).next)


def cells_of(content: bytes) -> list[list[str]]:
    """Return the cells of the first sheet of a workbook as they were written."""
    [page, *_others] = load_workbook(BytesIO(content)).worksheets
    return [["" if cell is None else str(cell) for cell in row] for row in page.iter_rows(values_only=True)]


def words_of(content: bytes) -> str:
    """Return what a Word file says, its tables too."""
    document = Document(BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_brief_says_the_figures_of_the_page_as_pdf_and_as_word(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    page = visitors["leader"].get(reverse("scorecard", args=[NOW])).context
    told = list(page["figures"]) + [one for part in page["sections"] for one in part["figures"]]
    pdf = visitors["leader"].get(reverse("brief", args=[NOW, "pdf"]))
    word = visitors["leader"].get(reverse("brief", args=[NOW, "docx"]))
    assert "attachment" in pdf["Content-Disposition"]
    for text in (text_of(pdf.content).replace("\n", "").replace(" ", ""), words_of(word.content).replace(" ", "")):
        for figure in told:
            assert figure["label"] in text
            assert figure["value"] in text
        assert "签发人" in text
        assert all(one["text"].replace(" ", "") in text for one in page["attention"])
    assert Event.objects.filter(verb="download").count() == 2


def test_a_brief_for_outside_tells_of_no_handful(played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    inside = words_of(visitors["leader"].get(reverse("brief", args=[PERIOD, "docx"])).content)
    outside = words_of(visitors["leader"].get(reverse("brief", args=[PERIOD, "docx"]) + "?outside=1").content)
    assert "本期签字的困难家庭：2 户" in inside
    assert "本期签字的困难家庭：＜5 户" in outside
    assert "对外使用" in outside
    assert "street" not in outside, "no chart tells of one union"


def test_the_table_of_figures_holds_each_with_its_definition_and_who_took_it(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    answer = visitors["cadre"].get(reverse("figures_table", args=["2026Y"]))
    rows = cells_of(answer.content)
    assert rows[0][0] == "2026 统计年度统计表"
    assert "2025年10月1日 – 2026年9月30日" in rows[1][0]
    assert played.county.accounts["cadre"].name in rows[1][0]
    told = {row[0]: row for row in rows[3:]}
    assert {str(measure.label) for measure in MEASURES.values()} == set(told)
    assert told["本期签字的困难家庭"][2:4] == ["2", "户"]
    assert all(row[4] for row in told.values())
    page = visitors["cadre"].get(reverse("scorecard", args=["2026Y"])).context["statement"]
    assert [row["label"] for row in page["rows"]] == [row[0] for row in rows[3:]]


def test_the_rows_of_a_figure_leave_the_house_as_they_stand_on_the_page(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    answer = visitors["cadre"].get(reverse("figure", args=[PERIOD, "households_filed"]))
    page = answer.context
    assert answer.content.decode().count(page["export_url"]) == 1
    rows = cells_of(visitors["cadre"].get(page["export_url"]).content)
    assert sorted(row[0] for row in rows[3:]) == sorted(row["label"] for row in page["rows"])
    event = Event.objects.get(verb="download")
    assert event.detail == {"what": "households_filed", "period": PERIOD}


@pytest.mark.parametrize("path", ["brief.html/", "brief.exe/", "nothing/rows.xlsx/"])
def test_what_does_not_exist_is_not_found(path: str, played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    assert visitors["cadre"].get(f"/scorecards/{PERIOD}/{path}").status_code == 404


def test_the_drawing_of_a_brief_is_as_long_as_its_numbers() -> None:
    svg = drawn([{"name": "<街道>", "done": 1, "whole": 2, "done_text": "1", "whole_text": "2"}])
    assert "&lt;街道&gt;" in svg
    assert 'width="270.0"' in svg
    assert 'width="135.0"' in svg
