"""A workbook as it was sent: cells with their value and type, nothing understood yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from niangjia.values.text import folded

CellKind = Literal["text", "number", "date", "boolean", "error", "unvalued"]
FileKind = Literal["xlsx", "xls", "csv"]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell: its type as the file stores it, and its value as text.

    ``number`` is written in plain digits, ``date`` as ISO, ``error`` as Excel shows it; ``unvalued`` is a formula whose
    result the file does not hold. ``formula`` says that the value is the stored result of a formula.

    >>> RawCell("number", "36000").text
    '36000'
    """

    kind: CellKind
    value: str
    formula: bool = False

    @property
    def text(self) -> str:
        """Its value, folded to half-width and trimmed."""
        return folded(self.value)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: rows → columns → cells, all numbered from 1 as Excel shows them; blank cells are absent.

    ``merged`` holds first row, first column, last row, last column.
    """

    name: str
    visible: bool
    rows: Mapping[int, Mapping[int, RawCell]]
    merged: tuple[Box, ...] = ()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def last_column(self) -> int:
        """The right-most column that holds anything."""
        return max((max(cells) for cells in self.rows.values() if cells), default=0)

    def cells(self) -> Iterator[tuple[int, int, RawCell]]:
        """Row, column and cell of everything the sheet holds, row by row."""
        for row in sorted(self.rows):
            for column in sorted(self.rows[row]):
                yield row, column, self.rows[row][column]


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """One file as read: its sheets, what kind of file it really is, and what was noticed on the way."""

    name: str
    kind: FileKind
    sheets: tuple[RawSheet, ...]
    notices: tuple[str, ...] = field(default=())


def as_message(book: RawWorkbook) -> dict[str, Any]:
    """Return the workbook as plain lists, to be sent from one process to another."""
    return {
        "kind": book.kind,
        "notices": list(book.notices),
        "sheets": [
            {
                "name": sheet.name,
                "visible": sheet.visible,
                "cells": [[row, column, cell.kind, cell.value, cell.formula] for row, column, cell in sheet.cells()],
                "merged": [list(box) for box in sheet.merged],
                "hidden": sorted(sheet.hidden_columns),
            }
            for sheet in book.sheets
        ],
    }


def from_message(message: Mapping[str, Any], *, name: str) -> RawWorkbook:
    """Return the workbook that ``as_message`` made into lists.

    >>> book = RawWorkbook("a.csv", "csv", (RawSheet("a", True, {1: {1: RawCell("text", "姓名")}}),))
    >>> from_message(as_message(book), name="a.csv") == book
    True
    """
    sheets = []
    for sheet in message["sheets"]:
        rows: dict[int, dict[int, RawCell]] = {}
        for row, column, kind, value, formula in sheet["cells"]:
            rows.setdefault(row, {})[column] = RawCell(kind, value, formula)
        merged = tuple((box[0], box[1], box[2], box[3]) for box in sheet["merged"])
        sheets.append(RawSheet(sheet["name"], sheet["visible"], rows, merged, frozenset(sheet["hidden"])))
    return RawWorkbook(name, message["kind"], tuple(sheets), tuple(message["notices"]))


def column_letters(column: int) -> str:
    """Return the letters Excel shows for a column numbered from 1.

    >>> column_letters(1), column_letters(27), column_letters(702)
    ('A', 'AA', 'ZZ')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Return the name Excel gives a cell.

    >>> address(5, 3)
    'C5'
    """
    return f"{column_letters(column)}{row}"
