"""What was copied out of a spreadsheet and pasted into a page: made into a file that is read like any other."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import StringIO

from niangjia.outside.workbook import limits
from niangjia.outside.workbook.form import Form
from niangjia.values.errors import NiangjiaError
from niangjia.values.text import compatible, squeezed

PASTED_NAME = "粘贴.csv"
LOOKED_AT = 4
"""Rows from the top among which headings are looked for."""
LEAST_HEADINGS = 3
LIKE_A_NUMBER = re.compile(r"^'?\d{14,}[\dXx]?$|^\d(\.\d+)?E\+?1\d$", re.IGNORECASE)
"""An identity number, or what a spreadsheet made of one; a phone number is shorter."""


class NotPasted(NiangjiaError):
    """What was pasted is no table that can be understood."""

    code = "not_pasted"


def pasted_file(text: str, *, form: Form, columns: Sequence[tuple[str, str]]) -> bytes:
    """Return what Excel puts on the clipboard as a CSV file; the same text always gives the same file.

    Without headings, the columns are taken to stand in the order of ``columns`` (key and heading): where the identity
    numbers stand tells whether the serial numbers in front were copied too.

    Errors: ``NotPasted``, with a sentence that says what to copy.
    """
    rows = _cells(text)
    if not rows:
        raise NotPasted("还没有粘贴内容。请在 Excel 里选中要报的行，复制，再粘贴到框里")
    if max(map(len, rows)) == 1:
        raise NotPasted("只看到一列。请在 Excel 里选中整行整列的一块，复制，再粘贴到框里")
    if not any(_headings(row, form) >= LEAST_HEADINGS for row in rows[:LOOKED_AT]):
        rows = [_headings_for(rows, columns), *rows]
    file = StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def _cells(text: str) -> list[list[str]]:
    """Return the cells of a pasted text row by row; a cell in quotes may hold line breaks."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    csv.field_size_limit(limits.MIB)
    try:
        rows = list(csv.reader(StringIO(plain, newline=""), delimiter="\t" if "\t" in plain else ","))
    except csv.Error as error:
        raise NotPasted("没有认出表格。请在 Excel 里选中要报的行，复制，再粘贴到框里") from error
    return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _headings(row: Sequence[str], form: Form) -> int:
    """Return how many cells of a row are, word for word, headings of the form."""
    found = [form.field_of(cell, table="household") for cell in row if cell]
    return sum(1 for one in found if one is not None and one[1])


def _headings_for(rows: Sequence[Sequence[str]], columns: Sequence[tuple[str, str]]) -> list[str]:
    """Return the headings that rows without any stand under."""
    keys = [key for key, _heading in columns]
    wanted = keys.index("id_number")
    for skipped in (0, 1):
        at = wanted - skipped
        width = max(map(len, rows))
        alike = sum(1 for row in rows if len(row) > at and LIKE_A_NUMBER.match(squeezed(compatible(row[at]))))
        if alike * 2 > len(rows) and width <= len(columns) - skipped:
            return [heading for _key, heading in columns[skipped : skipped + width]]
    raise NotPasted("没有认出每一列是什么。请连表头那一行一起复制；没有表头的，列要和下载的表格一样排")
