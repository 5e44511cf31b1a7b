"""Writing the answer into a workbook, in the child process: marks, comments, the 问题 column, the sheet 问题汇总."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from functools import partial
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from niangjia.outside.workbook.raw import RawCell, RawSheet, RawWorkbook, column_letters, from_message
from niangjia.outside.workbook.refusals import FileRefused

AUTHOR = "娘家"
MARKED = PatternFill("solid", fgColor="FFF4C7C3")
UNMARKED = PatternFill(fill_type=None)
HEADING = Font(bold=True)
TOLD = Alignment(wrap_text=True, vertical="top")
COMMENT_WIDTH, COMMENT_HEIGHT = 320, 140
PROBLEM_WIDTH = 48
SUMMARY_HEADINGS = ("序号", "工作表", "格子", "姓名", "栏目", "写的是", "哪里不对", "怎么改")
SUMMARY_WIDTHS = (6, 18, 8, 12, 18, 24, 44, 44)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FORMULA_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]+)"([^>]*)>(<f[^>]*>.*?</f>|<f[^>]*/>)<v\s*/?>(?:</v>)?</c>', re.DOTALL
)


def marked_workbook(data: bytes, order: Mapping[str, Any]) -> bytes:
    """Return the workbook of ``order`` with its answer written in; ``data`` is the file whose layout is kept.

    Errors: ``FileRefused`` when the layout cannot be kept.
    """
    raw = from_message(order["book"], name="")
    book = _opened(data) if order["keep"] else _rebuilt(raw)
    words = order["words"]
    for sheet in [
        sheet
        for sheet in book.worksheets
        if sheet.title.startswith(words["summary"]) and _is_ours(sheet, words["mark"])
    ]:
        book.remove(sheet)
    for sheet in book.worksheets:
        _clear_earlier_marks(sheet)
    for mark in order["marks"]:
        _mark(book[mark["sheet"]], mark["cell"], mark["text"])
    for column in order["columns"]:
        _write_problems(book[column["sheet"]], column, order["problems"], words["heading"])
    _write_summary(book, order, words)
    out = BytesIO()
    book.save(out)
    return _with_stored_results(out.getvalue(), raw) if order["keep"] else out.getvalue()


def _opened(data: bytes) -> Workbook:
    try:
        return load_workbook(BytesIO(data), keep_vba=False, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        # The library meets a layout it does not know with whatever its own parsing happens to raise.
        raise FileRefused("broken") from error


def _rebuilt(raw: RawWorkbook) -> Workbook:
    """Return a new workbook with the same cells in the same places."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for told in raw.sheets:
        sheet = book.create_sheet(told.name)
        sheet.sheet_state = "visible" if told.visible else "hidden"
        for row, column, cell in told.cells():
            _write_value(sheet, row, column, cell)
        for top, left, bottom, right in told.merged:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for column in told.hidden_columns:
            sheet.column_dimensions[column_letters(column)].hidden = True
    return book


def _write_value(sheet: Worksheet, row: int, column: int, cell: RawCell) -> None:
    target = sheet.cell(row, column)
    if cell.kind == "number":
        target.value = float(cell.value) if "." in cell.value or len(cell.value) > 15 else int(cell.value)
    elif cell.kind == "boolean":
        target.value = cell.value == "true"
    elif cell.kind == "date":
        year, month, day = cell.value.split("-")
        target.value = f"{year}-{month}-{day}"
    elif cell.kind != "unvalued":
        _write_text(target, cell.value)


def _write_text(target: Any, text: str) -> None:
    """Write text that stays text: never a formula, whatever it begins with."""
    target.value = UNPRINTABLE.sub("", text)
    target.data_type = "s"


def _is_ours(sheet: Worksheet, mark: str) -> bool:
    return mark in str(sheet["A1"].value or "")


def _clear_earlier_marks(sheet: Worksheet) -> None:
    """Take off what an earlier answer marked: only what is still wrong is to be red."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = UNMARKED


def _mark(sheet: Worksheet, cell: str, text: str) -> None:
    target = sheet[cell]
    target.fill = MARKED
    earlier = f"{target.comment.text}\n" if target.comment is not None else ""
    target.comment = Comment(earlier + text, AUTHOR, height=COMMENT_HEIGHT, width=COMMENT_WIDTH)


def _write_problems(sheet: Worksheet, column: Mapping[str, Any], problems: list[list[Any]], heading: str) -> None:
    at = column["column"]
    for row in range(column["heading_row"] + 1, sheet.max_row + 1):
        if sheet.cell(row, at).value is not None and column["first_row"] <= row <= column["last_row"]:
            sheet.cell(row, at).value = None
    top = sheet.cell(column["heading_row"], at)
    _write_text(top, heading)
    top.font = HEADING
    sheet.column_dimensions[column_letters(at)].width = PROBLEM_WIDTH
    for name, row, text in problems:
        if name == sheet.title and column["first_row"] <= row <= column["last_row"]:
            _write_text(sheet.cell(row, at), text)
            sheet.cell(row, at).alignment = TOLD


def _write_summary(book: Workbook, order: Mapping[str, Any], words: Mapping[str, str]) -> None:
    title = words["summary"]
    taken = {name.lower() for name in book.sheetnames}
    number = 2
    while title.lower() in taken:
        title, number = f"{words['summary']}{number}", number + 1
    sheet = book.create_sheet(title)
    rows: list[tuple[object, ...]] = [(f"{words['summary']}（{words['mark']}，重传时不用删）",)]
    rows += [(notice,) for notice in order["notices"]]
    rows += [(), SUMMARY_HEADINGS]
    keys = ("sheet", "cell", "name", "label", "written", "why", "mend")
    rows += [(position, *(line[key] for key in keys)) for position, line in enumerate(order["lines"], start=1)]
    if not order["lines"]:
        rows.append(("没有要改的格子。",))
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if isinstance(value, int):
                sheet.cell(row, column).value = value
            else:
                _write_text(sheet.cell(row, column), str(value))
            if values is SUMMARY_HEADINGS or row == 1:
                sheet.cell(row, column).font = HEADING
            elif column >= 6:
                sheet.cell(row, column).alignment = TOLD
    for column, width in enumerate(SUMMARY_WIDTHS, start=1):
        sheet.column_dimensions[column_letters(column)].width = width


def _with_stored_results(data: bytes, raw: RawWorkbook) -> bytes:
    """Put back the stored results of formulas, which openpyxl leaves out: the copy must read as the original."""
    results = {sheet.name: _results(sheet) for sheet in raw.sheets}
    if not any(results.values()):
        return data
    order = load_workbook(BytesIO(data), read_only=True).sheetnames
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.infolist():
            content = before.read(member)
            found = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", member.filename)
            stored = results.get(order[int(found[1]) - 1], {}) if found and int(found[1]) <= len(order) else {}
            after.writestr(member.filename, FORMULA_CELL.sub(partial(_with_result, stored), content))
    return out.getvalue()


def _results(sheet: RawSheet) -> dict[str, RawCell]:
    return {
        f"{column_letters(column)}{row}": cell
        for row, column, cell in sheet.cells()
        if cell.formula and cell.kind != "unvalued"
    }


def _with_result(stored: Mapping[str, RawCell], cell: re.Match[bytes]) -> bytes:
    known = stored.get(cell[1].decode())
    if known is None:
        return cell[0]
    attributes = re.sub(rb'\s+t="[a-z]+"', b"", cell[2])
    kind = {"number": b"", "boolean": b' t="b"', "error": b' t="e"', "text": b' t="str"', "date": b' t="str"'}[
        known.kind
    ]
    value = {"true": "1", "false": "0"}.get(known.value, known.value) if known.kind == "boolean" else known.value
    return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (cell[1], attributes, kind, cell[3], escape(value).encode())
