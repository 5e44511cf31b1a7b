"""The answer to a return is the same workbook: nothing moved, exactly the bad cells marked, everything said once."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from niangjia.outside.workbook import AnnotatedCopy, annotate, read_workbook
from niangjia.outside.workbook.readings import ReturnReading
from niangjia.programmes.hardship.forms import read_return
from niangjia.values.periods import Quarter
from tests.outside.making_workbooks import comma_separated, household, table, xls, xlsx

QUARTER = Quarter(2026, 3)
ROWS = [
    ["困难职工摸排表"],
    *table(household(1), household(2, income_fen="约3万", persons=""), household(3, vehicle="?")),
    ["合计"],
]
BAD = {"H4", "G4", "M5"}


def read(data: bytes, name: str = "表.xlsx") -> ReturnReading:
    return read_return(read_workbook(data, name=name), quarter=QUARTER, source=name)


def answered(data: bytes, name: str = "表.xlsx") -> AnnotatedCopy:
    return annotate(data, read(data, name).answer, name=name)


def red(sheet: Any) -> set[str]:
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFF4C7C3"}


@pytest.mark.parametrize(
    ("name", "data"),
    [("表.xlsx", xlsx({"表": ROWS})), ("表.xls", xls({"表": ROWS})), ("表.csv", comma_separated(ROWS, encoding="gbk"))],
)
def test_exactly_the_bad_cells_are_marked_and_commented(name: str, data: bytes) -> None:
    copy = answered(data, name)
    sheet = load_workbook(BytesIO(copy.data))["表"]
    assert red(sheet) == BAD
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment} == BAD
    assert "例如" in sheet["H4"].comment.text
    assert (copy.name, copy.layout_kept) == ("表.xlsx", name == "表.xlsx")


def test_no_cell_moves_and_the_problems_stand_right_of_everything() -> None:
    before = load_workbook(BytesIO(xlsx({"表": ROWS})))["表"]
    after = load_workbook(BytesIO(answered(xlsx({"表": ROWS})).data))["表"]
    assert all(after[cell.coordinate].value == cell.value for row in before.iter_rows() for cell in row)
    told = {cell.row: cell.value for cell in after["P"] if cell.value}
    assert told.keys() == {2, 4, 5}
    assert told[2] == "问题"
    assert "家庭年总收入" in told[4]


def test_the_summary_lists_every_bad_cell_with_what_was_written() -> None:
    book = load_workbook(BytesIO(answered(xlsx({"表": ROWS})).data))
    lines = [[cell.value for cell in row] for row in book["问题汇总"].iter_rows()]
    assert {line[2] for line in lines if line[1] == "表"} == BAD
    assert any(line[5] == "约3万" for line in lines)
    assert any("要改 2 户" in str(line[0]) for line in lines)


@pytest.mark.parametrize("name", ["表.xlsx", "表.xls", "表.csv"])
def test_the_copy_sent_back_untouched_reads_the_same(name: str) -> None:
    data = {"表.xlsx": xlsx({"表": ROWS}), "表.xls": xls({"表": ROWS}), "表.csv": comma_separated(ROWS)}[name]
    first, second = read(data, name), read(answered(data, name).data)
    assert [(row.verdict, row.faults, row.facts) for row in first.rows] == [
        (row.verdict, row.faults, row.facts) for row in second.rows
    ]


def test_a_mended_copy_is_accepted_and_its_red_goes_away() -> None:
    book = load_workbook(BytesIO(answered(xlsx({"表": ROWS})).data))
    book["表"]["H4"], book["表"]["G4"] = 36000, 3
    out = BytesIO()
    book.save(out)
    again = read(out.getvalue())
    assert [row.verdict for row in again.rows] == ["accept", "accept", "fix"]
    sheet = load_workbook(BytesIO(annotate(out.getvalue(), again.answer, name="表.xlsx").data))["表"]
    assert red(sheet) == {"M5"}
    assert sheet["P4"].value is None
    assert sheet.max_column == 16


def test_only_the_mended_rows_may_come_back() -> None:
    found = read(xlsx({"表": [ROWS[1], *table(household(2, persons=4))[1:]]}))
    assert [(row.verdict, row.facts["persons"]) for row in found.rows] == [("accept", 4)]


def test_an_answer_to_an_answer_has_one_summary_and_one_column() -> None:
    once = answered(xlsx({"表": ROWS})).data
    book = load_workbook(BytesIO(answered(once).data))
    assert book.sheetnames == ["表", "问题汇总"]
    assert [cell.value for cell in book["表"][2]].count("问题") == 1


def test_the_sender_s_layout_formulas_and_comments_stay() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "表"
    for row in ROWS:
        sheet.append(row)
    sheet["A1"].font = Font(bold=True, size=20)
    sheet["B3"].fill = PatternFill("solid", fgColor="FFAACCEE")
    sheet["H4"].comment = Comment("待核", "王秀")
    sheet.merge_cells("A1:O1")
    sheet.column_dimensions["C"].width = 33
    sheet.column_dimensions["D"].hidden = True
    out = BytesIO()
    book.save(out)
    after = load_workbook(BytesIO(answered(out.getvalue()).data))["表"]
    assert (after["A1"].font.bold, after["A1"].font.size) == (True, 20)
    assert after["B3"].fill.fgColor.rgb == "FFAACCEE"
    assert "待核" in after["H4"].comment.text
    assert [str(box) for box in after.merged_cells.ranges] == ["A1:O1"]
    assert (after.column_dimensions["C"].width, after.column_dimensions["D"].hidden) == (33, True)


def test_nothing_that_is_added_can_run() -> None:
    rows = table(household(1, name="=HYPERLINK(1)", vehicle="=cmd|'/C calc'!A0"))
    copy = answered(comma_separated(rows), "a.csv")
    book = load_workbook(BytesIO(copy.data))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_sheet_of_the_sender_that_is_named_like_ours_stays() -> None:
    copy = answered(xlsx({"表": ROWS, "问题汇总": [["我们自己的问题"]]}))
    book = load_workbook(BytesIO(copy.data))
    assert book["问题汇总"]["A1"].value == "我们自己的问题"
    assert "由娘家生成" in book["问题汇总2"]["A1"].value


def test_two_tables_in_one_sheet_keep_their_own_problems() -> None:
    rows = [*table(household(1, persons="")), [], *table(household(2, vehicle="?"), headings={"phone": ""})]
    sheet = load_workbook(BytesIO(answered(xlsx({"表": rows})).data))["表"]
    told = {cell.row: cell.value for cell in sheet["P"] if cell.value}
    assert told.keys() == {1, 2, 4, 5}
