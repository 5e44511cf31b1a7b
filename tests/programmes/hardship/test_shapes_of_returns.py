"""Whole returns in the shapes people give them: the same households, wherever and however the table stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from niangjia.outside.workbook import read_workbook
from niangjia.outside.workbook.readings import ReturnReading
from niangjia.programmes.hardship.forms import read_return
from niangjia.values.periods import Quarter
from tests.outside.making_workbooks import comma_separated, household, id_number, table, xls, xlsx

QUARTER = Quarter(2026, 3)
PLAIN = table(household(1), household(2), household(3))
HEADINGS, *ROWS = PLAIN


def reading(sheets: Mapping[str, Sequence[Sequence[Any]]], **more: Any) -> ReturnReading:
    return read_return(read_workbook(xlsx(sheets, **more), name="表.xlsx"), quarter=QUARTER, source="表.xlsx")


def read_from(data: bytes, name: str) -> ReturnReading:
    return read_return(read_workbook(data, name=name), quarter=QUARTER, source=name)


def facts(found: ReturnReading) -> list[object]:
    return [dict(row.facts) for row in found.rows]


EXPECTED = facts(reading({"表": PLAIN}))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xls", xls({"表": PLAIN})),
        ("a.csv", comma_separated(PLAIN)),
        ("a.csv", comma_separated(PLAIN, encoding="gbk")),
        ("a.csv", comma_separated(PLAIN, encoding="utf-8-sig")),
        ("a.csv", comma_separated(PLAIN, encoding="utf-16")),
        ("a.csv", comma_separated(PLAIN, encoding="utf-16-le")),
        ("a.txt", comma_separated(PLAIN, delimiter="\t")),
        ("wrong.xlsx", xls({"表": PLAIN})),
        ("wrong.xls", comma_separated(PLAIN, encoding="gbk")),
        ("wrong.csv", xlsx({"表": PLAIN})),
    ],
)
def test_every_kind_of_file_reads_the_same(name: str, data: bytes) -> None:
    found = read_from(data, name)
    assert facts(found) == EXPECTED
    assert [row.row for row in found.rows] == [2, 3, 4]
    assert bool("内容其实是" in "".join(found.notices)) == name.startswith("wrong")


FOOTERS = [
    ["填表人：张三", None, "审核人：李四"],
    ["经办人", "刘静", None, None, "联系电话", "15400000000"],
    [None, "2026年9月30日"],
    ["共计3户"],
    ["负责人（签字）："],
]
SHAPES: dict[str, Sequence[Sequence[Any]]] = {
    "title and unit lines": [["困难职工摸排表"], ["填报单位：某某工会", None, "填报日期：2026.9.1"], [], *PLAIN],
    "a row of column numbers": [HEADINGS, [str(number) for number in range(1, 16)], *ROWS],
    "an example row": [
        HEADINGS,
        ["例", "张三", "110105194912310021", "1", "是", "是", 3, 1, 1, 1, 1, 1, "无", "否"],
        *ROWS,
    ],
    "a page break in the middle": [
        ["表"],
        HEADINGS,
        ROWS[0],
        ["本页小计", None, None, None, None, None, 3],
        ["表"],
        HEADINGS,
        *ROWS[1:],
        ["合  计"],
    ],
    "rows prepared and left blank": [*PLAIN, [4], [5], [None, " "]],
    "signatures below": [*PLAIN, *FOOTERS],
    "remarks below": [
        *PLAIN,
        ["合计", None, None, None, None, None, 9, 108000],
        [],
        ["注：1.家庭人口含本人。"],
        ["2.身份证号请用文本格式填写"],
    ],
    "columns in another order": [list(reversed(row)) for row in PLAIN],
    "starred and numbered headings": [[f"*{number}. {text}：" for number, text in enumerate(HEADINGS, start=1)], *ROWS],
    "headings broken over lines": [["\n".join(text) for text in HEADINGS], *ROWS],
    "columns nobody asked for": [
        ["民族", *row, "家庭住址"] if row is HEADINGS else ["回", *row, "某村"] for row in PLAIN
    ],
    "a table that stands aside": [[], [], *[[None, None, *row] for row in PLAIN]],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_table_is_found_in_any_shape(shape: str) -> None:
    found = reading({"表": SHAPES[shape]})
    assert facts(found) == EXPECTED
    assert [row.verdict for row in found.rows] == ["accept"] * 3


THREE_ROWS = [
    ["摸排表"],
    [
        "序号",
        "职工情况",
        None,
        None,
        None,
        None,
        "家庭收支",
        None,
        None,
        None,
        "财产情况",
        None,
        None,
        None,
        "入户日期",
    ],
    [
        None,
        "姓名",
        "身份证号",
        "联系电话",
        "会员",
        "授权",
        "人口",
        "收入",
        "支出",
        None,
        "住房",
        None,
        "车辆",
        "控股股东",
        None,
    ],
    [None, None, None, None, None, None, None, "年总收入(元)", "因病", "因学", "套数", "面积", None, None, None],
]


@pytest.mark.parametrize("merged", [["B2:F2", "G2:J2", "K2:N2", "I3:J3", "K3:L3", "A2:A4", "B3:B4", "O2:O4"], []])
def test_three_rows_of_headings_are_read_merged_or_not(merged: list[str]) -> None:
    found = reading({"表": [*THREE_ROWS, *ROWS]}, merged={"表": merged})
    assert facts(found) == EXPECTED


@pytest.mark.parametrize(
    ("income", "ill", "headings", "above"),
    [
        (3.6, 0.12, {"income_fen": "家庭年总收入（万元）", "ill_fen": "因病支出(万元)"}, []),
        (
            3.6,
            "1200元",
            {"income_fen": "家庭年总收入", "ill_fen": "因病支出"},
            [["表"], ["单位：某某工会", None, "金额单位：万元"]],
        ),
        (36, 1.2, {"income_fen": "家庭年总收入", "ill_fen": "因病支出"}, [["单位：千元"]]),
        (3000, 100, {"income_fen": "家庭月均收入（元）", "ill_fen": "因病支出(元/月)"}, []),
        ("0.3万", 100, {"income_fen": "家庭总收入（元/月）", "ill_fen": "每月因病支出"}, []),
        ("3.6万元/年", "1.2千", {"income_fen": "家庭年总收入(元)", "ill_fen": "因病支出"}, []),
    ],
)
def test_scale_and_period_may_stand_anywhere(
    income: Any, ill: Any, headings: dict[str, str], above: list[list[Any]]
) -> None:
    found = reading({"表": [*above, *table(household(1, income_fen=income, ill_fen=ill), headings=headings)]})
    assert (found.rows[0].facts["income_fen"], found.rows[0].facts["ill_fen"]) == (3600000, 120000)
    assert found.rows[0].verdict == "accept"


WORKER, WIFE, SON = household(1), id_number(order="182", birth="19820405"), id_number(order="111", birth="20100405")
KEYS = (
    "姓名",
    "身份证号",
    "是否会员",
    "是否授权核对",
    "家庭人口",
    "家庭年总收入",
    "住房套数",
    "建筑面积",
    "机动车",
    "是否控股股东",
)
ANSWERS = (WORKER["name"], WORKER["id_number"], "是", "是", 3, 36000, 1, 80, "无", "否")
OTHER = ("林晚", id_number(order="201"), "是", "是", 1, 36000, 1, 80, "无", "否")
LISTS: dict[str, dict[str, list[list[Any]]]] = {
    "under the head": {
        "表": [
            ["序号", "关系", *KEYS],
            [1, "本人", *ANSWERS],
            [None, "妻子", "钱某", WIFE],
            [None, "儿子", "赵小", SON],
            [2, "户主", *OTHER],
        ]
    },
    "under the head, with the relation for a number": {
        "表": [["序号", *KEYS], [1, *ANSWERS], ["妻子", "钱某", WIFE], ["儿子", "赵小", SON], [2, *OTHER]]
    },
    "under the head, with no relation": {
        "表": [["序号", *KEYS], [1, *ANSWERS], [None, "钱某", WIFE], [None, "赵小", SON], [2, *OTHER]]
    },
    "in a block below": {
        "表": [
            ["序号", *KEYS],
            [1, *ANSWERS],
            [2, *OTHER],
            [],
            ["家庭成员"],
            ["职工姓名", "成员姓名", "关系", "身份证号"],
            [WORKER["name"], "钱某", "妻子", WIFE],
            [None, "赵小", "儿子", SON],
        ]
    },
    "on another sheet, with the worker": {
        "表": [["序号", *KEYS], [1, *ANSWERS], [2, *OTHER]],
        "成员": [
            ["序号", "姓名", "关系", "身份证号"],
            [1, WORKER["name"], "本人", WORKER["id_number"]],
            [None, "钱某", "妻子", WIFE],
            [None, "赵小", "儿子", SON],
            [2, "林晚", "本人", OTHER[1]],
        ],
    },
    "on another sheet, by the worker's number": {
        "表": [["序号", *KEYS], [1, *ANSWERS], [2, *OTHER]],
        "成员": [
            ["家庭成员（不含职工本人）"],
            ["职工身份证号", "家庭成员姓名", "与职工关系", "成员身份证号码"],
            [WORKER["id_number"], "钱某", "妻子", WIFE],
            [WORKER["id_number"], "赵小", "儿子", SON],
        ],
    },
    "beside, in columns": {
        "表": [
            ["序号", *KEYS, "家庭成员1", None, None, "家庭成员2", None, None],
            [None] * 11 + ["姓名", "关系", "身份证号"] * 2,
            [1, *ANSWERS, "钱某", "妻子", WIFE, "赵小", "儿子", SON],
            [2, *OTHER],
        ]
    },
}


@pytest.mark.parametrize("where", LISTS)
def test_members_are_found_wherever_they_are_listed(where: str) -> None:
    found = reading(LISTS[where])
    first, second = found.rows
    assert (first.size, second.size) == (3, 1)
    assert first.others == {WIFE, SON}
    assert (first.verdict, second.verdict) == ("accept", "accept")


@pytest.mark.parametrize("where", LISTS)
def test_a_household_must_be_as_large_as_its_list(where: str) -> None:
    sheets = {
        name: [[4 if cell == 3 and len(row) > 10 else cell for cell in row] for row in rows]
        for name, rows in LISTS[where].items()
    }
    first = reading(sheets).rows[0]
    assert [fault.kind for fault in first.faults] == ["size_mismatch"]
    assert first.facts["persons"] is None


def test_spouse_columns_name_one_person_and_count_nobody() -> None:
    rows = [["序号", *KEYS, "配偶姓名", "配偶身份证号"], [1, *ANSWERS, "钱某", WIFE]]
    found = reading({"表": rows}).rows[0]
    assert (found.size, found.others, found.spouses, found.verdict) == (None, {WIFE}, {WIFE}, "accept")


def test_a_wife_who_files_for_herself_is_no_member_of_the_row_above() -> None:
    rows = [["序号", "与户主关系", *KEYS], [1, "本人", *ANSWERS], [2, "妻子", *OTHER]]
    assert len(reading({"表": rows}).rows) == 2


def test_a_number_kept_as_a_number_has_lost_its_end() -> None:
    found = reading({"表": table(household(1, id_number=int(id_number())))}).rows[0]
    assert [(fault.cell, fault.kind) for fault in found.faults] == [("C2", "id_digits_lost")]
    assert "文本" in found.faults[0].mend


def test_hidden_columns_count_and_hidden_sheets_do_not() -> None:
    found = reading({"三季度": PLAIN, "底稿": table(household(5))}, hidden=["底稿"])
    assert facts(found) == EXPECTED
    assert "隐藏的工作表“底稿”没有读" in "".join(found.notices)


def test_a_hidden_sheet_is_read_when_there_is_no_other() -> None:
    assert facts(reading({"表": PLAIN, "说明": [["说明"]]}, hidden=["表"])) == EXPECTED


def test_a_sheet_of_another_quarter_is_left_aside() -> None:
    found = reading({"2026年第二季度": table(household(5)), "2026年第三季度": PLAIN})
    assert facts(found) == EXPECTED


def test_a_title_that_was_forgotten_loses_no_household() -> None:
    found = reading({"甲村": PLAIN, "乙村": [["2026年第二季度摸排表"], *table(household(7))]})
    assert len(found.rows) == 4


def test_one_person_twice_over_two_sheets_counts_once() -> None:
    found = reading({"甲村": PLAIN, "乙村": table(household(2), household(7))})
    assert [row.verdict for row in found.rows] == ["accept", "accept", "accept", "reject", "accept"]
    assert [fault.kind for fault in found.rows[3].faults] == ["duplicate_row"]


def test_a_date_merged_over_rows_counts_for_each() -> None:
    rows = [list(row) for row in PLAIN]
    rows[2][14] = rows[3][14] = None
    found = reading({"表": rows}, merged={"表": ["O2:O4"]})
    assert len({row.person["survey_date"] for row in found.rows}) == 1


def test_an_absent_column_is_not_known_and_counts_as_the_form_says() -> None:
    row = reading({"表": PLAIN}).rows[0]
    assert row.facts["sudden_fen"] is None
    assert row.facts_for_rules["sudden_fen"] == 0
    assert row.facts_for_rules["new_employment"] == "none"


def test_an_absent_required_column_is_said_once_and_judges_nobody() -> None:
    found = reading({"表": [row[:12] + row[13:] for row in PLAIN]})
    assert {row.verdict for row in found.rows} == {"fix"}
    assert sum("没有这几列：机动车" in notice for notice in found.notices) == 1


NOBODY = (
    "经摸排，本季度我单位无困难职工，特此零报告。",
    "我单位本季度没有困难职工",
    "经排查，无符合条件的困难职工家庭",
    "本季度未发现困难职工",
    "困难职工：0人",
    "无此类情况",
    "无",
    "0户",
    "经摸排，我网点暂无困难职工。",
    "本单位没有新增困难职工",
)


@pytest.mark.parametrize("words", NOBODY)
def test_a_nil_return_may_be_worded_in_many_ways(words: str) -> None:
    found = reading({"表": [["填报单位：某某工会"], HEADINGS, [words]]})
    assert (found.nil, found.unit, found.rows) == (True, "某某工会", ())


@pytest.mark.parametrize(
    "row", [[1, "无", "无", "无"], [None, "/", "/", "/", "/"], ["合计", 0, None, None, None, None, 0, 0]]
)
def test_a_row_of_nothing_is_a_nil_return(row: list[Any]) -> None:
    assert reading({"表": [HEADINGS, row]}).nil


def test_a_nil_letter_without_a_table_counts() -> None:
    found = reading({"表": [["零报告"], ["单位：某某工会"], ["经摸排，我单位没有困难职工。"]]})
    assert (found.nil, found.unit) == (True, "某某工会")


def test_an_empty_table_says_nothing_and_is_asked_about() -> None:
    found = reading({"表": [HEADINGS]})
    assert (found.nil, found.understood) == (False, True)
    assert "零报告" in "".join(found.notices)


def test_a_village_without_anybody_makes_no_nil_return_of_the_others() -> None:
    found = reading({"甲村": PLAIN, "乙村": [HEADINGS, ["本村无困难职工"]]})
    assert (found.nil, len(found.rows)) == (False, 3)


def test_a_table_that_is_not_understood_is_said_so() -> None:
    found = reading({"表": [["甲", "乙", "丙"], *[["无", "无", "无"]] * 60]})
    assert (found.nil, found.understood) == (False, False)
