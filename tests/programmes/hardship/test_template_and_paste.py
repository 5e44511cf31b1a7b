"""The form that is handed out, and what is pasted from the clipboard: both go the way of any file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from played_quarter import file_return, household, id_number
from small_county import AT, County

from niangjia.outside.workbook import NotPasted, read_workbook
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.forms import read_return
from niangjia.programmes.hardship.forms.template import template_columns
from niangjia.programmes.hardship.queries.rows import reading_of
from niangjia.records.papers.models import Return, ReturnRow, Upload
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Union
from niangjia.values.periods import Quarter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

BEFORE, NOW = "2026Q2", "2026Q3"
UPLOAD = reverse("hardship:upload", args=[NOW])
TEMPLATE = reverse("hardship:template", args=[NOW])
KEYS = [column.key for column in template_columns()]
HEADINGS = [column.heading for column in template_columns()]
ASKED_ANEW = ("income_fen", "ill_fen")


def handed_out(county: County, *rows: dict[str, Any]) -> bytes:
    """Report some households last quarter, and return the form for this one."""
    if rows:
        file_return(county, "street", list(rows), period=BEFORE, at=AT - timedelta(days=90))
    actor = county.actor("chair")
    return services.return_template(actor, county.unions["street"], period=NOW, at=AT).data


def sent(county: County, content: bytes) -> list[ReturnRow]:
    actor = county.actor("chair")
    filed_in = services.return_of(actor, county.unions["street"], period=NOW, at=AT)
    services.receive_return(filed_in, name="表.xlsx", content=content, by=actor.account, at=AT)
    return list(ReturnRow.everywhere.filter(filed_in=filed_in, replaced_by=None).order_by("row"))


def filled_in(content: bytes, **answers: str) -> bytes:
    """Return the form with the same answers written into every household's row."""
    book = load_workbook(BytesIO(content))
    sheet = book["摸排表"]
    for row in range(5, 5 + sum(1 for number in range(5, 30) if sheet.cell(number, 2).value)):
        for key, text in answers.items():
            sheet.cell(row, KEYS.index(key) + 1).value = text
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_form_holds_last_quarters_households_and_asks_for_the_money_anew(county: County) -> None:
    book = load_workbook(
        BytesIO(handed_out(county, household(1, "赵一"), household(2, "钱二", vehicle="mobility_aid")))
    )
    sheet = book["摸排表"]
    assert [cell.value for cell in sheet[3]] == HEADINGS
    assert sheet["A4"].value == "示例"
    told = {key: sheet.cell(6, number).value for number, key in enumerate(KEYS, start=1)}
    assert (told["name"], told["id_number"], told["vehicle"], told["floor_area_dm2"]) == (
        "钱二",
        id_number(2),
        "代步",
        "60",
    )
    assert [told[key] for key in ASKED_ANEW] == [None, None]
    assert sheet.freeze_panes == "C4"
    assert sheet["C6"].number_format == "@"
    assert book["_niangjia"].sheet_state == "hidden"
    assert [[cell.value for cell in row] for row in book["_niangjia"].rows] == [
        ["template", "1"],
        ["period", NOW],
        ["union", "street"],
    ]
    assert any("是,否" in (rule.formula1 or "") for rule in sheet.data_validations.dataValidation)


def test_sent_back_as_it_is_only_the_income_is_still_to_be_mended(county: County) -> None:
    rows = sent(county, handed_out(county, household(1, "赵一"), household(2, "钱二")))
    assert [(row.name, row.verdict) for row in rows] == [("赵一", "fix"), ("钱二", "fix")]
    faults = [(fault["key"], fault["kind"]) for row in rows for fault in reading_of(row)["faults"]]
    assert faults == [("income_fen", "missing")] * 2


def test_filled_in_every_row_is_accepted_and_says_what_it_said(county: County) -> None:
    content = filled_in(handed_out(county, household(1, "赵一"), household(2, "钱二")), income_fen="8,000")
    rows = sent(county, content)
    assert [row.verdict for row in rows] == ["accept", "accept"]
    before = ReturnRow.everywhere.filter(filed_in__period=BEFORE).order_by("row", "pk")
    for old, new in zip(before, rows, strict=True):
        was, now = reading_of(old), reading_of(new)
        assert now["person"] == was["person"] | {"needs_tender": False}
        assert now["facts"] == was["facts"] | {"ill_fen": 0, "income_fen": 8_000_00}
    assert Return.everywhere.get(period=NOW).state == "complete"


def test_an_empty_form_reports_nothing_and_is_no_nil_return(county: County) -> None:
    content = handed_out(county)
    assert sent(county, content) == []
    assert Return.everywhere.get(period=NOW).state == "expected"
    reading = read_return(read_workbook(content, name="表.xlsx"), quarter=Quarter.parse(NOW), source="表")
    assert (reading.nil, reading.understood, reading.unit) == (False, True, "street")


def test_the_same_form_is_the_same_file(county: County) -> None:
    assert handed_out(county, household(1, "赵一")) == handed_out(county)


def test_handing_it_out_is_written_down_and_only_who_files_gets_it(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    handed_out(county, household(1, "赵一"))
    before = Event.objects.filter(verb="download").count()
    street = county.unions["street"].pk
    answer = sign_in("chair").get(f"{TEMPLATE}?union={street}")
    assert answer["Content-Disposition"].startswith("attachment")
    assert Event.objects.filter(verb="download").count() == before + 1
    assert "street" in load_workbook(BytesIO(answer.content))["摸排表"]["A2"].value
    for stranger in ("mill-chair", "leader", "finance", "stranger"):
        assert sign_in(stranger).get(f"{TEMPLATE}?union={street}").status_code == 404


def test_a_form_handed_to_another_union_says_so(county: County) -> None:
    content = filled_in(handed_out(county, household(1, "赵一")), income_fen="8000")
    actor = county.actor("mill-chair")
    filed_in = services.return_of(actor, county.unions["mill"], period=NOW, at=AT)
    services.receive_return(filed_in, name="表.xlsx", content=content, by=actor.account, at=AT)
    filed_in.refresh_from_db()
    assert filed_in.notices[-1] == "这份表格是给street 工会的，这次按mill 工会的读了。请核对有没有传错工会。"


def test_a_chair_of_several_is_asked_for_her_own_union_first(sign_in: Callable[[str], Client]) -> None:
    page = sign_in("chair").get(UPLOAD).content.decode()
    assert "粘贴的算street 工会的" in page
    assert "粘贴的算community 工会的" in sign_in("community-chair").get(UPLOAD).content.decode()


MEMBERS = [("田梅", "妻子", "222"), ("田明", "儿子", "231")]


def test_members_come_along_where_every_list_is_whole(county: County) -> None:
    content = filled_in(handed_out(county, household(1, "赵一")), income_fen="8000")
    book = load_workbook(BytesIO(content))
    for number, (name, relation, _order) in enumerate(MEMBERS, start=4):
        for column, text in enumerate(["赵一", id_number(1), name, relation, id_number(100 + number)], start=1):
            book["家庭成员"].cell(number, column).value = text
    out = BytesIO()
    book.save(out)
    [row] = sent(county, out.getvalue())
    assert row.verdict == "accept"
    again = services.return_template(county.actor("chair"), county.unions["street"], period="2026Q4", at=AT)
    sheet = load_workbook(BytesIO(again.data))["家庭成员"]
    assert [[cell.value for cell in row][2:4] for row in sheet["A4:E5"]] == [["田梅", "妻子"], ["田明", "儿子"]]


# ------------------------------------------------------------------------------------------------------------ paste


def line(number: int, name: str, **changes: str) -> list[str]:
    """Return a row as it stands in a sheet of the form."""
    told = {
        "serial": str(number),
        "name": name,
        "id_number": id_number(number),
        "phone": "15400000001",
        "member": "是",
        "authorised": "是",
        "controlling_shareholder": "否",
        "persons": "3",
        "income_fen": "8,000.00",
        "homes": "1",
        "floor_area_dm2": "60",
        "vehicle": "无",
    }
    return [(told | changes).get(key, "") for key in KEYS]


def clipboard(*rows: list[str]) -> str:
    """Return what Excel puts on the clipboard: tabs, Windows line ends, quotes around a cell with a line break."""
    quoted = [['"' + cell.replace('"', '""') + '"' if "\n" in cell else cell for cell in row] for row in rows]
    return "".join("\t".join(row) + "\r\n" for row in quoted)


def paste(client: Client, text: str) -> Any:
    return client.post(UPLOAD, {"pasted": text, "union": Union.objects.get(code="street").pk})


def live() -> list[tuple[str, str]]:
    rows = ReturnRow.everywhere.filter(filed_in__period=NOW, replaced_by=None).order_by("row", "pk")
    return list(rows.values_list("name", "verdict"))


ROWS = (line(1, "赵一"), line(2, "钱二", income_fen="３６,０００", wish="一只\n台灯"))


@pytest.mark.parametrize(
    "text",
    [
        clipboard(HEADINGS, *ROWS),
        clipboard(*ROWS),
        clipboard(*[row[1:] for row in ROWS]),
        clipboard(["2026 年第三季度困难职工家庭摸排表"], HEADINGS, *ROWS),
        clipboard(*ROWS).replace("\r\n", "\n"),
    ],
    ids=["with headings", "without headings", "without serial numbers", "with a title", "plain line ends"],
)
def test_what_excel_copies_is_read_like_a_file(text: str, sign_in: Callable[[str], Client]) -> None:
    answer = paste(sign_in("chair"), text)
    assert answer.status_code == 302
    assert live() == [("赵一", "accept"), ("钱二", "accept")]
    assert Upload.everywhere.get().name == "粘贴.csv"
    second = reading_of(ReturnRow.everywhere.get(name="钱二"))
    assert (second["facts"]["income_fen"], second["person"]["wish"]) == (36_000_00, "一只\n台灯")


def test_pasting_the_same_twice_changes_nothing(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("chair")
    paste(client, clipboard(*ROWS))
    rows = list(ReturnRow.everywhere.order_by("pk").values())
    assert paste(client, clipboard(*ROWS).replace("\r\n", "\n"))["Location"].endswith("?same=1")
    paste(client, clipboard(HEADINGS, ROWS[0]))
    assert list(ReturnRow.everywhere.order_by("pk").values()) == rows


def test_a_number_that_excel_shortened_is_told_as_kindly_as_in_a_file(sign_in: Callable[[str], Client]) -> None:
    paste(sign_in("chair"), clipboard(HEADINGS, line(1, "赵一", id_number="4.4E+17")))
    [fault] = reading_of(ReturnRow.everywhere.get())["faults"]
    assert (fault["key"], fault["kind"]) == ("id_number", "id_digits_lost")


def test_only_the_marked_row_needs_pasting_again(county: County, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("chair")
    paste(client, clipboard(HEADINGS, line(1, "赵一"), line(2, "钱二", persons="")))
    assert live() == [("赵一", "accept"), ("钱二", "fix")]
    first = ReturnRow.everywhere.get(name="赵一").pk
    paste(client, clipboard(HEADINGS, line(2, "钱二")))
    assert live() == [("赵一", "accept"), ("钱二", "accept")]
    assert ReturnRow.everywhere.get(name="赵一").pk == first
    assert Return.everywhere.get(owner_union=county.unions["street"], period=NOW).state == "complete"


def test_a_pasted_row_is_mended_on_the_page(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("chair")
    paste(client, clipboard(HEADINGS, line(2, "钱二", persons="")))
    row = ReturnRow.everywhere.get()
    client.post(reverse("hardship:row", args=[row.pk]), {"persons": "3"})
    assert live() == [("钱二", "accept")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "还没有粘贴内容"),
        ("今天天气很好", "只看到一列"),
        ("一\t二\t三\n四\t五\t六", "没有认出每一列是什么"),
        (clipboard(*[[*row, "多出来的"] for row in ROWS]), "没有认出每一列是什么"),
    ],
)
def test_nothing_pasted_is_lost_when_it_cannot_be_read(text: str, says: str, sign_in: Callable[[str], Client]) -> None:
    answer = paste(sign_in("chair"), text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert all(word in page for word in text.split()[:3])
    assert not Return.everywhere.exists()


def test_pasting_nothing_says_what_to_copy() -> None:
    with pytest.raises(NotPasted, match="复制"):
        services.pasted_table("\n\n")
