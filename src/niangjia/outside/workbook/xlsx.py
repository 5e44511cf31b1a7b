"""An .xlsx read twice: values by calamine, types by a pass of our own; where the two differ, the file is sent back."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from math import isfinite
from typing import Any
from urllib.parse import unquote

from defusedxml.ElementTree import fromstring, iterparse
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from niangjia.outside.workbook import limits
from niangjia.outside.workbook.arithmetic import worked_out
from niangjia.outside.workbook.container import repacked, xlsx_parts
from niangjia.outside.workbook.raw import Box, RawCell, RawSheet, RawWorkbook, address
from niangjia.outside.workbook.refusals import FileRefused

ADDRESS = re.compile(r"^([A-Z]{1,3})([1-9]\d{0,6})$")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(slots=True)
class SheetTypes:
    """What the file says of a sheet beside its values."""

    valued: set[tuple[int, int]] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)


def xlsx_workbook(data: bytes, *, name: str) -> RawWorkbook:
    """Return the workbook in ``data``.

    Errors: ``FileRefused``.
    """
    parts = xlsx_parts(data)
    paths = _sheet_paths(parts)
    types = {sheet: _sheet_types(parts[path], sheet=sheet) for sheet, path in paths.items() if path in parts}
    if not types:
        raise FileRefused("no_sheets")
    if sum(len(known.valued) for known in types.values()) > limits.MOST_CELLS:
        raise FileRefused(
            "too_many_cells", sheet=max(types, key=lambda s: len(types[s].valued)), most=limits.MOST_CELLS
        )
    try:
        book = CalamineWorkbook.from_object(BytesIO(repacked(parts)))
        sheets = tuple(
            _sheet(book, position, types[meta.name])
            for position, meta in enumerate(book.sheets_metadata)
            if meta.typ == SheetTypeEnum.WorkSheet and meta.name in types
        )
    except PasswordError as error:
        raise FileRefused("encrypted") from error
    except CalamineError as error:
        raise FileRefused("broken") from error
    return RawWorkbook(name, "xlsx", sheets)


def _sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    """Sheet name → the part that holds it."""
    relations: dict[str, str] = {}
    lowered = {name.lower(): name for name in parts}
    relations_part = lowered.get("xl/_rels/workbook.xml.rels")
    workbook_part = lowered.get("xl/workbook.xml")
    if relations_part is None or workbook_part is None:
        raise FileRefused("broken")
    for element in fromstring(parts[relations_part], forbid_dtd=True):
        target = unquote(element.get("Target", ""))
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        relations[element.get("Id", "")] = lowered.get(path.lower(), path)
    sheets: dict[str, str] = {}
    for element in fromstring(parts[workbook_part], forbid_dtd=True).iter():
        if element.tag.endswith("}sheet"):
            path = relations.get(element.get(RELATION) or element.get(STRICT_RELATION) or "", "")
            if element.get("name", "") in sheets:
                raise FileRefused("duplicate_parts", part=element.get("name", "")[:40])
            sheets[element.get("name", "")] = path
    return sheets


def _sheet_types(content: bytes, *, sheet: str) -> SheetTypes:
    """Walk one sheet's XML; the declared dimension is not believed, every cell is counted."""
    known = SheetTypes()
    row = column = 0
    for event, element in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if tag == "row":
                row, column = _whole(element.get("r"), row + 1), 0
            elif tag == "c":
                row, column = _position(element.get("r"), row, column + 1, sheet=sheet)
        elif tag == "col" and element.get("hidden") in {"1", "true"}:
            first, last = _whole(element.get("min"), 1), _whole(element.get("max"), 1)
            known.hidden_columns.update(range(first, min(last, limits.MOST_COLUMNS) + 1))
        elif tag == "c":
            _note_cell(known, element, (row, column), sheet=sheet)
            element.clear()
        elif tag == "row":
            element.clear()
    return known


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() else otherwise


def _position(reference: str | None, row: int, column: int, *, sheet: str) -> tuple[int, int]:
    if reference is None:
        return row, column
    found = ADDRESS.match(reference)
    if found is None:
        raise FileRefused("broken")
    if int(found[2]) != row:
        raise FileRefused("two_readings", sheet=sheet, cell=reference)
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return row, number


def _note_cell(known: SheetTypes, element: Any, at: tuple[int, int], *, sheet: str) -> None:
    children = {child.tag.rpartition("}")[2]: child for child in element}
    value = children["v"].text if "v" in children else None
    written = (value or "").strip() or ("is" in children and "".join(children["is"].itertext()))
    if "f" in children:
        known.formulas[at] = children["f"].text or ""
    if not written and "f" not in children:
        return
    if at in known.valued or (at in known.errors):
        raise FileRefused("twice_a_cell", sheet=sheet, cell=address(*at))
    if at[0] > limits.MOST_ROWS or at[1] > limits.MOST_COLUMNS:
        raise FileRefused(
            "far_cell", sheet=sheet, cell=address(*at), rows=limits.MOST_ROWS, columns=limits.MOST_COLUMNS
        )
    known.valued.add(at)
    if element.get("t") == "e":
        known.errors[at] = value or "#VALUE!"


def _sheet(book: CalamineWorkbook, position: int, known: SheetTypes) -> RawSheet:
    meta = book.sheets_metadata[position]
    sheet = book.get_sheet_by_index(position)
    rows: dict[int, dict[int, RawCell]] = {}
    first_row, first_column = sheet.start or (0, 0)
    for down, values in enumerate(sheet.to_python(skip_empty_area=True)):
        for right, value in enumerate(values):
            at = (first_row + down + 1, first_column + right + 1)
            cell = _cell(value, at, known)
            if cell is not None:
                rows.setdefault(at[0], {})[at[1]] = cell
                if at not in known.valued:
                    raise FileRefused("two_readings", sheet=meta.name, cell=address(*at))
    for at, shown in _left_over(rows, known):
        rows.setdefault(at[0], {})[at[1]] = shown
    merged: tuple[Box, ...] = tuple(
        (first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1) for first, last in sheet.merged_cell_ranges or ()
    )
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merged) > limits.MOST_MERGED_CELLS:
        raise FileRefused("too_much_merged", sheet=meta.name)
    visible = str(meta.visible).endswith(".Visible")
    return RawSheet(meta.name, visible, rows, merged[: limits.MOST_ROWS], frozenset(known.hidden_columns))


def _left_over(rows: dict[int, dict[int, RawCell]], known: SheetTypes) -> Iterator[tuple[tuple[int, int], RawCell]]:
    """Cells that calamine gives no value: errors, and formulas the file holds no result of."""
    for at in known.valued:
        if at[1] in rows.get(at[0], {}):
            continue
        if at in known.errors:
            yield at, RawCell("error", known.errors[at], at in known.formulas)
        elif at in known.formulas:
            result = worked_out(known.formulas[at])
            unvalued = RawCell("unvalued", "", formula=True)
            yield at, unvalued if result is None else number_cell(float(result), formula=True)


def _cell(value: object, at: tuple[int, int], known: SheetTypes) -> RawCell | None:
    formula = at in known.formulas
    if at in known.errors or value == "" or value is None:
        return None
    if isinstance(value, bool):
        return RawCell("boolean", "true" if value else "false", formula)
    if isinstance(value, int | float):
        return number_cell(value, formula=formula)
    if isinstance(value, datetime):
        return RawCell("date", value.date().isoformat(), formula)
    if isinstance(value, date):
        return RawCell("date", value.isoformat(), formula)
    return RawCell("text", str(value), formula)


def number_cell(value: float, *, formula: bool) -> RawCell:
    """Return a number in plain digits, to the fifteen places that Excel keeps.

    >>> number_cell(0.1 + 0.2, formula=False).value, number_cell(6.40397197802215e17, formula=False).value
    ('0.3', '640397197802215000')
    """
    if not isfinite(value):
        return RawCell("error", "#NUM!", formula)
    digits = format(Decimal(f"{value:.15g}"), "f")
    return RawCell("number", digits, formula)
