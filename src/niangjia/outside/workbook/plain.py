"""A CSV, in the encodings that Excel and its neighbours write."""

from __future__ import annotations

import csv
import re
from io import StringIO

from niangjia.outside.workbook import limits
from niangjia.outside.workbook.raw import RawCell, RawSheet, RawWorkbook, address
from niangjia.outside.workbook.refusals import FileRefused

BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
KEPT_AS_TEXT = re.compile(r'^="(.*)"$')
DELIMITERS = (",", "\t", ";", "|")
LONGEST_SHEET_NAME = 31


def csv_workbook(data: bytes, *, name: str) -> RawWorkbook:
    """Return the CSV in ``data`` as a workbook of one sheet, named as Excel names it: after the file.

    Every cell is text: a CSV does not say which cells were numbers.
    Errors: ``FileRefused``.
    """
    text = _decoded(data)
    sheet_name = re.sub(r"[\[\]:*?/\\]", "_", name.rpartition(".")[0] or name)[:LONGEST_SHEET_NAME]
    rows: dict[int, dict[int, RawCell]] = {}
    total = 0
    csv.field_size_limit(limits.MIB)
    try:
        for number, values in enumerate(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)), start=1):
            cells = {
                column: RawCell("text", _unwrapped(value)) for column, value in enumerate(values, start=1) if value
            }
            if not cells:
                continue
            if number > limits.MOST_ROWS or max(cells) > limits.MOST_COLUMNS:
                cell = address(number, max(cells))
                raise FileRefused(
                    "far_cell", sheet=sheet_name, cell=cell, rows=limits.MOST_ROWS, columns=limits.MOST_COLUMNS
                )
            total += len(cells)
            rows[number] = cells
    except csv.Error as error:
        raise FileRefused("not_a_table") from error
    if total > limits.MOST_CELLS:
        raise FileRefused("too_many_cells", sheet=sheet_name, most=limits.MOST_CELLS)
    return RawWorkbook(name, "csv", (RawSheet(sheet_name, visible=True, rows=rows),))


def _decoded(data: bytes) -> str:
    marked = [encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)]
    half = data[:4096:2], data[1:4096:2]
    if not marked and data.count(0) > len(data) // 8:
        marked = ["utf-16-be" if half[0].count(0) > half[1].count(0) else "utf-16-le"]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
    raise FileRefused("not_a_table")


def _delimiter(text: str) -> str:
    sample = text[:20_000]
    return max(DELIMITERS, key=sample.count)


def _unwrapped(value: str) -> str:
    """Drop what keeps a long number as text in Excel: ``="…"``, a quote in front, a tab around."""
    found = KEPT_AS_TEXT.match(value.strip())
    return found[1] if found else value.strip("\t").removeprefix("'")
