"""Gathering a return from its workbook: which sheets are this quarter's, and what to say about the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from niangjia.outside.workbook.answer import ProblemColumn
from niangjia.outside.workbook.families import Family, families
from niangjia.outside.workbook.form import Form
from niangjia.outside.workbook.layout import SheetLayout, Table, sheet_layout
from niangjia.outside.workbook.raw import RawWorkbook
from niangjia.outside.workbook.surroundings import (
    all_lines,
    is_own_summary,
    money_factor,
    quarter_named,
    says_nobody,
    sender,
)
from niangjia.values.periods import Quarter


@dataclass(frozen=True, slots=True)
class Gathered:
    """A workbook's households, unread as yet: each with its members and the scale of money stated around its table."""

    unit: str
    nil: bool
    understood: bool
    families: tuple[tuple[Family, int | None], ...]
    notices: tuple[str, ...]
    problem_columns: tuple[ProblemColumn, ...]


def gathered(raw: RawWorkbook, form: Form, *, quarter: Quarter) -> Gathered:
    """Return the households that a workbook files for ``quarter``.

    Hidden sheets and sheets of another quarter are left aside, and said so, unless there is nothing else to read; lists
    of members are read wherever they stand.
    """
    layouts, aside = _layouts(raw, form, quarter)
    tables = [table for layout in layouts for table in layout.tables]
    found = families(tables, form)
    factors = {id(table): _factor_above(layout, layouts, form) for layout in layouts for table in layout.tables}
    lines = [line for layout in layouts for line in all_lines(layout)]
    households = [table for table in tables if table.kind == "household"]
    nil = not found and says_nobody([raw.name, *lines], tables, form)
    said = [*raw.notices, *aside, *_about_columns(households, form), *([] if found or nil else [_nothing(households)])]
    return Gathered(
        unit=sender([line for layout in layouts for line in (*layout.lines, *all_lines(layout)[1:])]),
        nil=nil,
        understood=nil or bool(households),
        families=tuple((family, factors[id(family.table)]) for family in found),
        notices=tuple(said),
        problem_columns=tuple(_problem_column(table) for table in households if table.rows),
    )


def _layouts(raw: RawWorkbook, form: Form, quarter: Quarter) -> tuple[list[SheetLayout], list[str]]:
    """Return the sheets that are this quarter's return, and a sentence for each that was left aside."""
    everything = [sheet_layout(sheet, form) for sheet in raw.sheets if not is_own_summary(sheet)]
    asides: dict[str, str] = {}
    for layout in everything:
        name = layout.sheet.name
        if not any(table.kind == "household" and table.rows for table in layout.tables):
            continue
        if not layout.sheet.visible:
            asides[name] = f"隐藏的工作表“{name}”没有读。如果里面也是这次要报的，请取消隐藏后再传。"
        elif form.patterns["stale_sheets"].search(name) or _of_another_quarter(layout, everything, quarter):
            asides[name] = f"工作表“{name}”不是{quarter.label}的，没有读。"
    kept = [layout for layout in everything if layout.sheet.name not in asides]
    if asides and not any(table.kind == "household" for layout in kept for table in layout.tables):
        only = f"表里写的不是{quarter.label}，或者工作表是隐藏的；因为没有别的表，还是按{quarter.label}读了。请核对。"
        return everything, [only]
    return kept, [*asides.values(), *_titled_otherwise(kept, quarter)]


def _titled_otherwise(layouts: Sequence[SheetLayout], quarter: Quarter) -> list[str]:
    """Return a sentence for each sheet that is read although its title names another quarter."""
    named = [(layout.sheet.name, quarter_named(layout.lines)) for layout in layouts if _numbers(layout)]
    return [
        f"工作表“{name}”的标题写的是{other.label}，这次按{quarter.label}读了。请核对季度有没有写错。"
        for name, other in named
        if other is not None and other != quarter
    ]


def _of_another_quarter(layout: SheetLayout, layouts: Sequence[SheetLayout], quarter: Quarter) -> bool:
    """Return whether a sheet is of another quarter: its name says so, or its title does and its people are elsewhere.

    A title alone may have been forgotten when last quarter's file was filled in again.
    """
    if quarter_named([layout.sheet.name]) not in {None, quarter}:
        return True
    if quarter_named(layout.lines) in {None, quarter}:
        return False
    own = _numbers(layout)
    elsewhere = {number for other in layouts if other is not layout for number in _numbers(other)}
    return bool(own) and 2 * len(own & elsewhere) >= len(own)


def _numbers(layout: SheetLayout) -> set[str]:
    tables = [table for table in layout.tables if table.kind == "household"]
    return {number for table in tables for row in table.rows if (number := row.text("id_number"))}


def _factor_above(layout: SheetLayout, layouts: Sequence[SheetLayout], form: Form) -> int | None:
    """Return the scale of money stated above a table, else below it, else on a sheet of guidance."""
    guidance = [line for other in layouts if not other.tables for line in other.lines]
    below = [note for table in layout.tables for note in table.notes]
    return money_factor(layout.lines, form) or money_factor(below, form) or money_factor(guidance, form)


def _about_columns(tables: Sequence[Table], form: Form) -> list[str]:
    """Return what is said once about missing columns, and about what was taken in their place."""
    said: list[str] = []
    for table in (table for table in tables if table.rows):
        name, present = table.sheet.name, {column.key for column in table.columns}
        required = [field.label for field in form.required() if field.key not in present]
        if required:
            said.append(f"工作表“{name}”里没有这几列：{'、'.join(required)}。请加上这几列再传，不然每一户都没法核对。")
        zero = [form.fields[key].label for key, value in form.absent.items() if value == 0 and key not in present]
        if zero:
            said.append(f"工作表“{name}”里没有这几列：{'、'.join(zero)}。先按 0 或“否”计算；如果有，请加上再传。")
    return said


def _nothing(tables: Sequence[Table]) -> str:
    if tables:
        return "表里一户也没有填。如果这个季度确实没有困难职工，请在表里写一句“本季度零报告”。"
    return "没有找到摸排表。表头里要有“姓名、身份证号、家庭人口、家庭年总收入”这样的列名。"


def _problem_column(table: Table) -> ProblemColumn:
    """Return where 问题 goes: the column an earlier answer added, else the first to the right of everything."""
    own = table.column("our_problems")
    column = own.index if own else table.sheet.last_column + 1
    return ProblemColumn(table.sheet.name, table.heading_row, table.heading_row + 1, table.last_row, column)
