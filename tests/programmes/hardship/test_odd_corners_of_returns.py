"""Corners where a return once read wrong: quotes, boxes, rows of units, lists beside, words about nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from niangjia.outside.workbook import FileRefused, read_workbook
from niangjia.outside.workbook.readings import ReturnReading
from niangjia.programmes.hardship.forms import read_return, read_row
from niangjia.values.periods import Quarter
from tests.outside.making_workbooks import HEADINGS as WORDED
from tests.outside.making_workbooks import comma_separated, household, id_number, table, xlsx

QUARTER = Quarter(2026, 4)
HEADINGS, *ROWS = table(household(1), household(2), household(3))
KEYS = list(WORDED)


def reading(rows: Sequence[Sequence[Any]], **more: Any) -> ReturnReading:
    return read_return(read_workbook(xlsx({"表": rows}, **more), name="表.xlsx"), quarter=QUARTER, source="表.xlsx")


def row_of(**cells: Any) -> list[Any]:
    return [cells.get(key) for key in KEYS]


@pytest.mark.parametrize(
    ("key", "written", "means"),
    [
        ("income_fen", "'5900", 590000),
        ("income_fen", "‘5900", 590000),
        ("income_fen", "12000元正", 1200000),
        ("survey_date", "2026\\10\\3", date(2026, 10, 3)),
        ("survey_date", "'2026-10-03", date(2026, 10, 3)),
        ("survey_date", "20261003.0", date(2026, 10, 3)),
        ("member", "□是 ☑否", False),
        ("member", "是☑否□", True),
        ("member", "是√", True),
        ("member", "❌", False),
        ("vehicle", "□无 ☑代步 □有", "mobility_aid"),
        ("name", "阿依古丽.吐尔逊", "阿依古丽·吐尔逊"),
        ("bank", "\ufeff青川农商银行\u200b", "青川农商银行"),
    ],
)
def test_dress_around_a_value_does_not_change_it(key: str, written: str, means: object) -> None:
    row = read_row({key: written}, quarter=QUARTER)
    assert row.facts.get(key, row.person.get(key)) == means
    assert key not in {fault.key for fault in row.faults}


def test_a_times_sign_ends_a_number_as_x() -> None:
    ending_in_x = next(number for order in range(999) if (number := id_number(order=f"{order:03d}")).endswith("X"))
    assert read_row({"id_number": ending_in_x[:-1] + "×"}, quarter=QUARTER).person["id_number"] == ending_in_x


@pytest.mark.parametrize(
    ("key", "written", "kind"),
    [
        ("income_fen", "#REF!", "formula_error"),
        ("ill_fen", "#N/A", "formula_error"),
        ("income_fen", "一个月2100元", "period_conflict"),
        ("income_fen", "每人每月500", "period_conflict"),
        ("persons", "三四人", "bad_number"),
        ("member", "□是 □否", "bad_value"),
    ],
)
def test_a_value_that_cannot_be_told_goes_back(key: str, written: str, kind: str) -> None:
    assert {fault.key: fault.kind for fault in read_row({key: written}, quarter=QUARTER).faults}[key] == kind


@pytest.mark.parametrize(
    ("heading", "above", "written", "fen"),
    [
        ("家庭年总收入(万元)", [], "¥36,000", 3600000),
        ("家庭年总收入(万元)", [], "￥36000元整", 3600000),
        ("家庭年总收入(千元)", [], "人民币36000", 3600000),
        ("家庭年总收入", ["计量单位：人、万元"], 3.6, 3600000),
        ("家庭年总收入", ["单位(万元)"], 3.6, 3600000),
        ("家庭总收入(月/元)", [], 3000, 3600000),
        ("家庭月入", [], 3000, 3600000),
    ],
)
def test_the_nearest_unit_counts(heading: str, above: list[str], written: object, fen: int) -> None:
    rows = table(household(1, income_fen=written), headings={"income_fen": heading})
    assert [row.facts["income_fen"] for row in reading([*([["摸排表"], above] if above else []), *rows]).rows] == [fen]


def test_a_row_of_units_under_the_headings_is_no_row_and_counts() -> None:
    units = row_of(persons="人", income_fen="万元", ill_fen="元", homes="套", floor_area_dm2="㎡")
    found = reading([WORDED_PLAINLY, units, row_of(**household(1, income_fen=3.6))])
    assert [(row.row, row.facts["income_fen"], row.facts["ill_fen"]) for row in found.rows] == [(3, 3600000, 120000)]


WORDED_PLAINLY = row_of(**(WORDED | {"income_fen": "家庭年总收入"}))


@pytest.mark.parametrize(
    "row",
    [
        row_of(serial=4, member="是", controlling_shareholder="否", vehicle="无"),
        row_of(name="以下空白"),
        row_of(name="共3户", persons=9, income_fen=108000),
        row_of(name="户均", persons=3, income_fen=36000),
        row_of(**household(4) | {"serial": None, "name": "张三（示例）"}),
        row_of(
            serial="填表人：",
            name="张晓梅",
            id_number="审核人：",
            phone="李国栋",
            member="电话：",
            authorised="15400000000",
        ),
    ],
)
def test_a_row_about_nobody_is_no_household_and_changes_none(row: list[Any]) -> None:
    found = reading([HEADINGS, *ROWS, row])
    assert [(read.row, read.verdict) for read in found.rows] == [(2, "accept"), (3, "accept"), (4, "accept")]


def test_hints_how_to_fill_in_are_no_row() -> None:
    hints = row_of(
        name="必填", id_number="18位文本", persons="含本人", member="是/否", authorised="是/否", homes="数字"
    )
    assert [row.row for row in reading([HEADINGS, hints, *ROWS]).rows] == [3, 4, 5]


BESIDE = ["成员姓名", "与职工关系", "成员身份证号"]


@pytest.mark.parametrize("merged", [(), tuple(f"{letter}2:{letter}3" for letter in "ABCDEFGHIJKLMNO")])
def test_members_may_stand_beside_and_go_on_under_their_head(merged: Sequence[str]) -> None:
    wife, son = ["田梅", "妻子", id_number(order="222")], ["田明", "儿子", id_number(birth="20100405", order="231")]
    rows = [[*HEADINGS, *BESIDE], [*ROWS[0], *wife], [None] * len(HEADINGS) + son, [*ROWS[1], *wife]]
    found = reading(rows, merged={"表": merged})
    assert [(row.row, len(row.members)) for row in found.rows] == [(2, 2), (4, 1)]
    assert [fault.kind for row in found.rows for fault in row.faults] == ["size_mismatch"]


def test_the_phone_of_a_spouse_under_a_group_is_not_asked_for() -> None:
    groups = [None] * len(HEADINGS) + ["配偶情况", None, None]
    heads = [*HEADINGS, "姓名", "身份证号", "联系电话"]
    found = reading([groups, heads, [*ROWS[0], "田梅", id_number(order="222"), "15400000777"]])
    assert [(row.verdict, row.person["phone"]) for row in found.rows] == [("accept", "15400000001")]


def test_a_member_row_that_repeats_the_persons_is_still_a_member() -> None:
    heads = [*HEADINGS, "与户主关系"]
    members = [
        row_of(name=name, id_number=id_number(order=order), persons=3)
        for name, order in (("田梅", "222"), ("田明", "223"))
    ]
    rows = [heads, [*ROWS[0], "户主"], *([*member, "子女"] for member in members), [*ROWS[1], "户主"]]
    assert [row.row for row in reading(rows).rows] == [2, 5]


def test_a_list_finds_its_household_by_serial_when_the_name_was_left_blank() -> None:
    broken = row_of(**household(1, name=None, id_number="6403971980040516"))
    members: Mapping[str, list[list[Any]]] = {
        "表": [HEADINGS, broken],
        "成员": [
            ["职工序号", "职工姓名", "职工身份证号", "成员姓名", "与职工关系", "成员身份证号"],
            *(
                [1, "赵望春", id_number(), name, "子女", id_number(order=order)]
                for name, order in (("赵甲", "222"), ("赵乙", "223"))
            ),
        ],
    }
    (row,) = read_return(read_workbook(xlsx(members), name="a.xlsx"), quarter=QUARTER, source="a.xlsx").rows
    assert sorted(fault.kind for fault in row.faults) == ["id_length", "missing"]


@pytest.mark.parametrize(
    "words", ["本季度零申报", "我单位无此情况", "没有需要上报的困难职工", "困难职工人数：0", "本期无数据", "零报告"]
)
@pytest.mark.parametrize("column", [0, 1])
def test_nobody_may_be_said_in_any_column(words: str, column: int) -> None:
    found = reading([["摸排表"], HEADINGS, [None] * column + [words]])
    assert (found.nil, found.rows) == (True, ())


@pytest.mark.parametrize("label", ["工会名称：", "基层工会（盖章）：", "填报单位："])
def test_the_sender_is_found_behind_any_label(label: str) -> None:
    foot = ["工会（盖章）：        负责人：       "]
    assert reading([["摸排表"], [f"{label}青川某厂工会"], HEADINGS, *ROWS, foot]).unit == "青川某厂工会"
    assert reading([["摸排表"], HEADINGS, *ROWS, foot]).unit == ""


def test_a_sheet_of_nothing_but_headings_is_turned_back() -> None:
    raw = read_workbook(comma_separated([HEADINGS] * 1_002), name="a.csv")
    with pytest.raises(FileRefused) as refusal:
        read_return(raw, quarter=QUARTER, source="a.csv")
    assert refusal.value.reason == "too_many_headings"


@pytest.mark.parametrize(
    ("beside", "written", "asked"),
    [
        ("上年度家庭总收入(元)", 90000, "income_fen"),
        ("去年家庭收入", 90000, "income_fen"),
        ("身份证有效期", "2030-01-01", "id_number"),
        ("开户人姓名", "别人", "name"),
        ("残疾人数", 1, "ill_fen"),
    ],
)
def test_a_column_of_nearly_the_same_words_is_not_taken_for_the_answer(
    beside: str, written: object, asked: str
) -> None:
    rows = table(household(1), headings={asked: WORDED[asked] + "，据实填写"})
    found = reading([[beside, *rows[0]], [written, *rows[1]]])
    assert [(row.verdict, row.facts) for row in found.rows] == [("accept", reading(rows).rows[0].facts)]
