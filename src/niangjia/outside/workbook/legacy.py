"""An .xls of the old kind."""

from __future__ import annotations

import io
from typing import Any

import xlrd
from xlrd.compdoc import CompDoc, CompDocError

from niangjia.outside.workbook import limits
from niangjia.outside.workbook.raw import Box, RawCell, RawSheet, RawWorkbook, address
from niangjia.outside.workbook.refusals import FileRefused
from niangjia.outside.workbook.xlsx import number_cell

MACRO_STREAMS = {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}
OTHER_STREAMS = {"WordDocument": "Word 文档", "PowerPoint Document": "演示文稿"}
EXTERNAL_BOOKS = {2, 4}


def xls_workbook(data: bytes, *, name: str) -> RawWorkbook:
    """Return the workbook in ``data``.

    Errors: ``FileRefused``.
    """
    _refuse_by_streams(data)
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO(), ragged_rows=True)
    except xlrd.XLRDError as error:
        raise FileRefused("encrypted" if "encrypt" in str(error).lower() else "broken") from error
    except (MemoryError, FileRefused):
        raise
    except Exception as error:
        # The library meets a damaged record with whatever its arithmetic happens to raise.
        raise FileRefused("broken") from error
    if EXTERNAL_BOOKS & set(book._supbook_types):  # noqa: SLF001  untyped-library
        raise FileRefused("external_links")
    sheets = tuple(_sheet(book, sheet) for sheet in book.sheets())
    if sum(len(cells) for sheet in sheets for cells in sheet.rows.values()) > limits.MOST_CELLS:
        raise FileRefused("too_many_cells", sheet=sheets[0].name, most=limits.MOST_CELLS)
    return RawWorkbook(name, "xls", sheets)


def _refuse_by_streams(data: bytes) -> None:
    try:
        names = {entry.name for entry in CompDoc(data, logfile=io.StringIO()).dirlist}
    except (CompDocError, ValueError, IndexError, AssertionError) as error:
        raise FileRefused("broken") from error
    except Exception as error:
        if type(error).__module__ == "struct":
            raise FileRefused("broken") from error
        raise
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        raise FileRefused("encrypted")
    if names & MACRO_STREAMS:
        raise FileRefused("macros")
    for stream, what in OTHER_STREAMS.items():
        if stream in names:
            raise FileRefused("other_format", what=what)
    if not names & {"Workbook", "Book"}:
        raise FileRefused("other_format", what="别的 Office 文件")


def _sheet(book: Any, sheet: Any) -> RawSheet:
    rows: dict[int, dict[int, RawCell]] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = _cell(sheet.cell(row, column), book.datemode)
            if cell is None:
                continue
            if row >= limits.MOST_ROWS or column >= limits.MOST_COLUMNS:
                raise FileRefused(
                    "far_cell",
                    sheet=sheet.name,
                    cell=address(row + 1, column + 1),
                    rows=limits.MOST_ROWS,
                    columns=limits.MOST_COLUMNS,
                )
            rows.setdefault(row + 1, {})[column + 1] = cell
    merged: tuple[Box, ...] = tuple(
        (first_row + 1, first_column + 1, last_row, last_column)
        for first_row, last_row, first_column, last_column in sheet.merged_cells
    )
    hidden = frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
    return RawSheet(sheet.name, sheet.visibility == 0, rows, merged, hidden)


def _cell(cell: Any, datemode: int) -> RawCell | None:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return RawCell("text", cell.value) if cell.value else None
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return number_cell(cell.value, formula=False)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return RawCell("boolean", "true" if cell.value else "false")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return RawCell("error", xlrd.error_text_from_code.get(cell.value, "#VALUE!"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date_cell(cell.value, datemode)
    return None


def _date_cell(value: float, datemode: int) -> RawCell:
    try:
        return RawCell("date", xlrd.xldate_as_datetime(value, datemode).date().isoformat())
    except (ValueError, OverflowError, xlrd.XLDateError):
        return number_cell(value, formula=False)
