"""What a workbook says outside its rows: who sent it, in which scale, for which quarter, that there is nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from niangjia.outside.workbook.form import Form
from niangjia.outside.workbook.layout import SheetLayout, Table
from niangjia.outside.workbook.raw import RawSheet
from niangjia.values.numerals import written_number
from niangjia.values.periods import Quarter
from niangjia.values.text import compatible, folded, squeezed

SENDER = re.compile(
    r"(?:填报|申报|上报|报送|编报|填表|汇总|制表|编制|基层)?(?:单位|工会|工会组织)(?:名称|全称)?"
    r"(?:\([^)]*\))?\s*[:：]\s*([^\s:：(（,，;；]{2,40}+)(?!\s*[:：])"
)
SENDER_LABEL = re.compile(
    r"单位(?:\([^)]*\))?[:：]$|^(?:填报|上报|报送|申报)?单位(?:名称|全称)?[:：]?$|^工会(?:名称|全称)[:：]?$"
)
UNION = re.compile(r"^([^\s:：,，;；]{2,40}?工会(?:联合会|委员会|工作委员会)?)")
BEFORE_THE_YEAR = re.compile(r"^.*?(?=20\d\d年?)")
NOT_A_SENDER = re.compile(r"^[元万千百人口户套㎡、,，/]+$")
MONEY_LINE = re.compile(
    r"(?:(?:金额|货币|计量|数据)?单位|金额(?:单位)?|均以|以)\s*(?:[:：为是(]|均为)?\s*(?:[人户口套个㎡、,/和及]|平方米|m2)*(?:人民币)?(百元|千元|万元|元)"
)
QUARTERS = (
    re.compile(r"(20\d\d)\s*年?\s*度?\s*第?([一二三四1-4])季度"),
    re.compile(r"(20\d\d)[Qq年]\s*[Qq]?([1-4])(?!\d|月)"),
)
LONGEST_LETTER = 40
OWN_SUMMARY = "问题汇总"
OWN_MARK = "由娘家生成"


def is_own_summary(sheet: RawSheet) -> bool:
    """Return whether a sheet is the summary that an earlier answer added."""
    first = sheet.rows.get(1, {}).get(1)
    return sheet.name.startswith(OWN_SUMMARY) and first is not None and OWN_MARK in first.value


def sender(lines: Iterable[str]) -> str:
    """Return the union that the lines above the tables name as their sender; empty when none is named.

    >>> sender(["困难职工统计表", "单位：青川金穗食品有限公司工会    2026年第三季度"])
    '青川金穗食品有限公司工会'
    >>> sender(["东渠社区联合工会（公章）                 2026.7.2"])
    '东渠社区联合工会'
    """
    told = [folded(line) for line in lines]
    for line in told:
        for found in SENDER.finditer(line):
            name = found[1].strip("。.、")
            if not NOT_A_SENDER.match(name):
                return name
    for position, line in enumerate(told):
        if SENDER_LABEL.search(line) and position + 1 < len(told):
            return told[position + 1].split("(")[0].strip()
    for line in told:
        title = BEFORE_THE_YEAR.match(line)
        found_union = UNION.match(re.split(r"[(\s]", title[0] if title and title[0] else line)[0])
        if found_union:
            return found_union[1]
    return ""


def money_factor(lines: Iterable[str], form: Form) -> int | None:
    """Return the scale of money that a line above a table states, in fen; ``None`` when none does."""
    for line in lines:
        found = MONEY_LINE.findall(squeezed(folded(line)))
        if found:
            return form.money_units[found[-1]]
    return None


def quarter_named(lines: Iterable[str]) -> Quarter | None:
    """Return the quarter that a title names, or ``None``.

    >>> quarter_named(["青川市2026年第二季度困难职工摸排表"])
    Quarter(year=2026, number=2)
    """
    ordinals = {"一": 1, "二": 2, "三": 3, "四": 4}
    for line in lines:
        for pattern in QUARTERS:
            found = pattern.search(compatible(line))
            if found:
                return Quarter(int(found[1]), ordinals.get(found[2]) or int(found[2]))
    return None


def says_nobody(lines: Sequence[str], tables: Sequence[Table], form: Form) -> bool:
    """Return whether a workbook without rows says that there is nobody to report: in words, or by a total of zero.

    Where no table was understood, only a short letter is believed: a long sheet may hold rows that were not understood.
    """
    households = [table for table in tables if table.kind == "household"]
    if not households and len(lines) > LONGEST_LETTER:
        return False
    if any(form.patterns["nil_words"].search(squeezed(line)) for line in lines):
        return True
    notes = [note for table in households for note in table.notes]
    bare = any(form.patterns["bare_nil_words"].search(squeezed(note)) for note in notes)
    return bare or any(_all_zero(table) for table in households)


def _all_zero(table: Table) -> bool:
    values = [
        written_number(cell.value)
        for total in table.totals
        for key, cell in total.cells.items()
        if key not in {"serial", "name"} and cell.text
    ]
    return bool(values) and all(value is not None and value.value == 0 for value in values)


def all_lines(layout: SheetLayout) -> list[str]:
    """Every line of a sheet that belongs to no table's rows, its name first."""
    return [layout.sheet.name, *layout.lines, *(note for table in layout.tables for note in table.notes)]
