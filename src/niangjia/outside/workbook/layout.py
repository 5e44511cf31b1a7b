"""Finding the tables in a sheet: where headings end, what each column means, and what each row is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from niangjia.outside.workbook import limits
from niangjia.outside.workbook.form import Form, Heading, TableKind, heading
from niangjia.outside.workbook.raw import RawCell, RawSheet
from niangjia.outside.workbook.refusals import FileRefused
from niangjia.values.text import compatible, is_dash, squeezed

MOST_HEADING_ROWS = 4
ABOUT_THE_SHEET = re.compile(
    r"^(填报|填表|制表|编报|报送|上报|编制|汇总|申报)?(单位|日期|时间|人|部门)(\((盖章|公章|签章)\))?[:：]|\((盖章|公章|签章)\)|^单位[:：]"
)
NUMBERED_PERSON = re.compile(r"^['A-Za-z]{0,3}\d[\d ]{6,}[\dXx]?")
UNIT_LABEL = re.compile(r"^(计量|金额)?单位[:：]?$|^[-—/]+$")
UNIT_WORD = re.compile(
    r"^(单位:)?((百|千|万)?元(/(人|户)?[·/]?[年月])?|[人口个名套处间户](数)?|m2|平方米|平米|平方|年/?月/?日|日期|文本|数字|是/否|√/×)$"
)
GUIDANCE = re.compile(
    r"必填|选填|^数字$|文本|下拉|格式|含本人|填写|填报|^选择$|是/否|有/无|无/代步|与身份证|精确到|保留"
)
COLUMN_NUMBER = re.compile(r"^\(?(?:\d{1,2}|[甲乙丙丁戊己庚]|栏次)\)?$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, understood."""

    index: int
    heading: Heading
    label: str

    @property
    def key(self) -> str:
        """The field it holds."""
        return self.heading.field.key


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its number in the sheet, and its cells by field, the blank ones absent."""

    number: int
    cells: Mapping[str, RawCell]
    extra: tuple[Mapping[str, RawCell], ...] = ()

    def text(self, key: str) -> str:
        """Return what is written under a field, squeezed; empty when nothing is."""
        cell = self.cells.get(key)
        return squeezed(cell.value) if cell else ""


@dataclass(slots=True)
class Table:
    """A table found in a sheet, with its rows as they stand; ``notes`` are lines around it that are no rows."""

    sheet: RawSheet
    kind: TableKind
    first_row: int
    heading_row: int
    columns: tuple[Column, ...]
    rows: list[TableRow] = field(default_factory=list)
    totals: list[TableRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    repeats: tuple[Mapping[str, int], ...] = ()

    def column(self, key: str) -> Column | None:
        """Return the column of a field, or ``None`` when the table has none."""
        return next((column for column in self.columns if column.key == key), None)

    @property
    def last_row(self) -> int:
        """The last row that belongs to it."""
        return max((row.number for row in (*self.rows, *self.totals)), default=self.first_row)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """What stands in one sheet: its tables, and the lines above the first one."""

    sheet: RawSheet
    tables: tuple[Table, ...]
    lines: tuple[str, ...]


def sheet_layout(sheet: RawSheet, form: Form) -> SheetLayout:
    """Return the tables of a sheet and the lines outside them.

    Titles, units, totals, notes, numbers of columns, examples and headings repeated at a page break are no rows.
    Errors: ``FileRefused`` when there are more headings than a return can have.
    """
    grid = _Grid(sheet)
    tables: list[Table] = []
    lines: list[str] = []
    numbers = sorted(sheet.rows)
    resume = headings = 0
    for number in numbers:
        if number < resume:
            continue
        found = _table_at(grid, form, number)
        if found is not None:
            table, resume = found
            headings += 1
            if headings > limits.MOST_HEADINGS:
                raise FileRefused("too_many_headings", sheet=sheet.name, most=limits.MOST_HEADINGS)
            if not tables or [(c.index, c.key) for c in tables[-1].columns] != [
                (c.index, c.key) for c in table.columns
            ]:
                tables.append(table)
            continue
        if tables:
            _take_row(tables[-1], grid, form, number)
        else:
            lines.extend(_texts(sheet.rows[number]))
    return SheetLayout(sheet, tuple(tables), tuple(lines))


class _Grid:
    """A sheet's cells with merged ranges answering for all they cover."""

    def __init__(self, sheet: RawSheet) -> None:
        self.sheet = sheet
        self.last_column = sheet.last_column
        self.covered: dict[tuple[int, int], tuple[int, int]] = {}
        self.wide: dict[tuple[int, int], int] = {}
        for top, left, bottom, right in sheet.merged:
            if (bottom - top + 1) * (right - left + 1) > 20_000:
                continue
            self.wide[(top, left)] = right - left + 1
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self.covered[(row, column)] = (top, left)

    def cell(self, row: int, column: int) -> RawCell | None:
        top, left = self.covered.get((row, column), (row, column))
        return self.sheet.rows.get(top, {}).get(left)

    def text(self, row: int, column: int) -> str:
        cell = self.cell(row, column)
        return squeezed(cell.value) if cell and cell.kind == "text" else ""

    def columns(self, row: int) -> Iterator[int]:
        for column in range(1, self.last_column + 1):
            if self.cell(row, column) is not None:
                yield column


def _table_at(grid: _Grid, form: Form, row: int) -> tuple[Table, int] | None:
    """Return the table whose headings begin in ``row``, and the first row after them; ``None`` when none begin."""
    if not _may_head(grid, row) or not _promising(grid, form, row):
        return None
    best: tuple[int, int, TableKind, tuple[Column, ...], tuple[dict[str, int], ...]] | None = None
    for height in range(1, MOST_HEADING_ROWS + 1):
        if height > 1 and not _may_head(grid, row + height - 1):
            break
        for kind in ("household", "members"):
            columns, repeats = _columns(grid, form, row, height, kind)
            keys = {column.key for column in columns}
            if _is_table(keys, kind, form.told_by) and (best is None or len(keys) > best[0]):
                best = (len(keys), height, kind, columns, repeats)
    if best is None:
        return None
    _, height, kind, columns, repeats = best
    units = _units_under(grid, row + height)
    if units:
        columns = tuple(
            replace(column, heading=column.heading.in_unit(form, units.get(column.index, ""))) for column in columns
        )
        height += 1
    return Table(grid.sheet, kind, row, row + height - 1, columns, repeats=repeats), row + height


def _units_under(grid: _Grid, row: int) -> Mapping[int, str]:
    """Return what a row of units, or of hints how to fill in, states under the headings: units by column, never empty.

    Empty for any other row.
    """
    cells = grid.sheet.rows.get(row, {})
    said = {index: squeezed(cell.value).strip("()") for index, cell in cells.items() if squeezed(cell.value)}
    told = {index: text for index, text in said.items() if not UNIT_LABEL.match(text)}
    units = {index: text for index, text in told.items() if UNIT_WORD.match(compatible(text))}
    guidance = [text for text in told.values() if GUIDANCE.search(text)]
    if any(cell.kind != "text" or re.search(r"\d{6,}", cell.text) for cell in cells.values()):
        return {}
    whole = len(told) >= 2 and len(units) == len(told)
    return units | {0: ""} if whole or (len(told) >= 4 and 2 * (len(units) + len(guidance)) >= len(told)) else {}


def _promising(grid: _Grid, form: Form, row: int) -> bool:
    """Return whether any headings stand in this row or the three below it: a cheap look first."""
    hits = 0
    for below in range(row, row + MOST_HEADING_ROWS):
        for column in grid.columns(below):
            text = grid.text(below, column)
            if text and (form.field_of(text, table="household") or form.field_of(text, table="members")):
                hits += 1
                if hits >= 3:
                    return True
    return False


def _may_head(grid: _Grid, row: int) -> bool:
    cells = grid.sheet.rows.get(row, {})
    if any(cell.kind not in {"text"} for cell in cells.values()):
        return False
    texts = {squeezed(cell.value) for cell in cells.values()} - {""}
    if len(texts) < 2 and not (texts and any(0 < grid.wide.get((row, c), 0) < 12 for c in cells) and min(cells) > 1):
        return False
    return not any(ABOUT_THE_SHEET.search(text) or re.search(r"\d{6,}", text) or len(text) > 60 for text in texts)


def _columns(
    grid: _Grid, form: Form, row: int, height: int, kind: TableKind
) -> tuple[tuple[Column, ...], tuple[dict[str, int], ...]]:
    columns: dict[str, Column] = {}
    repeats: list[dict[str, int]] = []
    for index in range(1, grid.last_column + 1):
        levels = _levels(grid, row, height, index)
        known = heading(form, levels, table=kind) if levels else None
        if known is None:
            continue
        key = known.field.key
        column = Column(index, known, "".join(levels[-1:]))
        if key in {"member_name", "member_id", "relation"} and kind == "household":
            _repeat(repeats, key, index)
        if key not in columns or (known.exact and not columns[key].heading.exact):
            columns[key] = column
    return tuple(sorted(columns.values(), key=lambda column: column.index)), tuple(repeats)


def _repeat(repeats: list[dict[str, int]], key: str, index: int) -> None:
    if not repeats or key in repeats[-1]:
        repeats.append({})
    repeats[-1][key] = index


def _levels(grid: _Grid, row: int, height: int, column: int) -> tuple[str, ...]:
    """Return the heading cells over a column, top to bottom; a group's name also counts to the right of it."""
    levels: list[str] = []
    for number in range(row, row + height):
        text = grid.text(number, column)
        if not text and number < row + height - 1:
            text = _group_to_the_left(grid, number, column)
        if text and (not levels or levels[-1] != text):
            levels.append(text)
    own = grid.text(row + height - 1, column) or any(grid.text(number, column) for number in range(row, row + height))
    return tuple(levels) if own else ()


def _group_to_the_left(grid: _Grid, row: int, column: int) -> str:
    for left in range(column - 1, 0, -1):
        text = grid.text(row, left)
        if text:
            merged = (row, left) in grid.covered
            stands_alone = any(grid.text(row + 1, at) for at in (left,)) and not merged
            return text if stands_alone and grid.text(row + 1, left) != text else ""
    return ""


def _is_table(keys: set[str], kind: str, told_by: frozenset[str]) -> bool:
    if kind == "household":
        return bool(keys & {"name", "id_number"}) and len(keys & told_by) >= 2
    return "relation" in keys and bool(keys & {"member_name", "member_id"}) and not keys & told_by


def _take_row(table: Table, grid: _Grid, form: Form, number: int) -> None:
    """Put a row where it belongs: among the rows, the totals, the notes – or nowhere, when it says nothing."""
    cells = {column.key: cell for column in table.columns if (cell := _value(grid, table, number, column)) is not None}
    ours = table.column("our_problems")
    own = {index: cell for index, cell in grid.sheet.rows[number].items() if ours is None or index != ours.index}
    texts = _texts(own)
    if not texts:
        return
    extra = tuple({key: cell for key, index in repeat.items() if (cell := own.get(index))} for repeat in table.repeats)
    row = TableRow(number, cells, tuple(found for found in extra if found))
    if _says_nothing(row, form):
        table.notes.append("无")
    elif any(form.patterns["total_words"].search(squeezed(text)) for text in texts[:2]):
        table.totals.append(row)
    elif _is_note(texts, row, form) or _is_column_numbers(own):
        table.notes.extend(texts)
    elif not _is_example(row, form) and not _is_unfilled(row, table):
        table.rows.append(row)


def _is_example(row: TableRow, form: Form) -> bool:
    """Return whether a row shows how to fill the table in, by its serial number or by the name in it."""
    return any(form.patterns["example_words"].search(row.text(key)) for key in ("serial", "name"))


def _is_unfilled(row: TableRow, table: Table) -> bool:
    """Return whether a row of a form holds nothing yet but what was printed in it: its number, its 否 and 无."""
    kinds = {column.key: column.heading.field.kind for column in table.columns}
    return table.kind == "household" and all(
        key == "unit_column" or kinds[key] in {"yes_no", "choice", "word", "ignored"} for key in row.cells
    )


def _value(grid: _Grid, table: Table, number: int, column: Column) -> RawCell | None:
    """Return a row's cell under a column; a merged one speaks for all its rows where that has one meaning."""
    own = grid.sheet.rows.get(number, {}).get(column.index)
    if own is not None:
        return own if own.value.strip(" \t\r\n\u3000\u00a0") or own.kind != "text" else None
    top = grid.covered.get((number, column.index), (number, column.index))
    if top[0] == number or top[0] <= table.first_row:
        return None
    shared = column.heading.field.kind in {"survey_date", "text", "word", "yes_no"} and column.key != "serial"
    in_members = table.kind == "members" and column.key in {"serial", "worker_name", "worker_id"}
    return grid.sheet.rows.get(top[0], {}).get(column.index) if shared or in_members else None


def _texts(cells: Mapping[int, RawCell]) -> list[str]:
    return [text for column in sorted(cells) if (text := cells[column].text)]


def _is_note(texts: list[str], row: TableRow, form: Form) -> bool:
    identified = bool(NUMBERED_PERSON.match(compatible(row.text("id_number") or row.text("member_id"))))
    if identified:
        return False
    filled = [key for key in row.cells if key not in {"serial", "unit_column", "remark"}]
    if len(filled) <= 1 and any(form.patterns["nil_words"].search(squeezed(text)) for text in texts):
        return True
    if any(form.patterns["note_words"].search(squeezed(text)) for text in texts):
        return len(filled) <= 4 or sum(text.endswith((":", "：")) for text in texts) > 1
    if len(filled) == 0:
        return True
    longest = max(len(text) for text in texts)
    return len(texts) <= 2 and (longest > 12 or (len(filled) == 1 and "serial" not in row.cells and table_note(row)))


def table_note(row: TableRow) -> bool:
    """Return whether a row's only content is no person's name and no number: a line somebody typed under the table."""
    only = row.text("name") or row.text("member_name")
    return not only or len(only) > 5


def _says_nothing(row: TableRow, form: Form) -> bool:
    """Return whether every answer of a row is 无 or crossed out: a row that says there is nobody."""
    answers = [cell.text for key, cell in row.cells.items() if key != "serial"]
    return bool(answers) and all(is_dash(text) or squeezed(text) in form.words["nothing"] for text in answers)


def _is_column_numbers(cells: Mapping[int, RawCell]) -> bool:
    texts = [squeezed(cell.value) for cell in cells.values() if cell.text]
    return len(texts) >= 5 and all(COLUMN_NUMBER.match(compatible(text)) for text in texts)
