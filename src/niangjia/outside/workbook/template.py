"""Writing a form to be filled in: headings, an example, what is known already, choices to pick from, and a guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from niangjia.outside.workbook.raw import RawWorkbook

HEADING_ROW = 2
"""Rows above the headings: the title and the line that says who sends it."""
LONGEST_CHOICE_LIST = 255
"""Excel refuses a longer list of choices."""
HIDDEN_SHEET = "_niangjia"


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of a form: its heading, how wide it is in characters, the choices, and what the example row shows.

    ``mended`` marks what is to be filled in anew; ``note`` is said when the cell is chosen.
    """

    key: str
    heading: str
    width: int = 12
    choices: tuple[str, ...] = ()
    example: str = ""
    required: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """One sheet of a form: its title lines, its columns, and the rows that are known already, by column key.

    ``spare`` is how many empty rows are ready to be filled in.
    """

    name: str
    lines: tuple[str, str]
    columns: tuple[TemplateColumn, ...]
    rows: Sequence[Mapping[str, str]]
    spare: int = 200


def template_workbook(
    sheets: Sequence[TemplateSheet], *, guide: tuple[str, Sequence[str]], hidden: Mapping[str, str], made_at: datetime
) -> bytes:
    """Return a form as an .xlsx: text everywhere, no formula, no link; the same form is always the same bytes.

    Every cell is text, so that Excel rounds no identity number and drops no zero. ``guide`` is the name and the lines
    of a sheet that says how to fill it in; ``hidden`` stands in a hidden sheet, to tell one form from another.
    """
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": made_at})
        styles = _styles(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, styles)
        _write_guide(book.add_worksheet(guide[0]), guide[1], styles)
        kept = book.add_worksheet(HIDDEN_SHEET)
        kept.hide()
        for number, (key, value) in enumerate(hidden.items()):
            kept.write_string(number, 0, key)
            kept.write_string(number, 1, value)
    return file.getvalue()


def template_facts(raw: RawWorkbook) -> dict[str, str]:
    """Return what stands in the hidden sheet of a form that came back; empty for any other workbook."""
    kept = next((sheet for sheet in raw.sheets if sheet.name == HIDDEN_SHEET and not sheet.visible), None)
    pairs = [] if kept is None else [(cells.get(1), cells.get(2)) for cells in kept.rows.values()]
    return {key.text: value.text for key, value in pairs if key is not None and value is not None}


def _styles(book: Any) -> dict[str, Any]:
    plain = {"num_format": "@", "border": 1, "border_color": "#C9C2B4", "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "line": book.add_format({"font_color": "#474D52"}),
        "heading": book.add_format({**plain, "bold": True, "bg_color": "#F3EFE6", "text_wrap": True}),
        "required": book.add_format(
            {**plain, "bold": True, "bg_color": "#F3EFE6", "text_wrap": True, "font_color": "#A51C27"}
        ),
        "example": book.add_format({**plain, "italic": True, "font_color": "#857D70"}),
        "cell": book.add_format(plain),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write_sheet(page: Any, sheet: TemplateSheet, styles: Mapping[str, Any]) -> None:
    """Write one sheet: the title, the headings frozen above, the example, what is known, and empty rows."""
    page.write_string(0, 0, sheet.lines[0], styles["title"])
    page.write_string(1, 0, sheet.lines[1], styles["line"])
    page.freeze_panes(HEADING_ROW + 1, min(2, len(sheet.columns)))
    page.set_row(HEADING_ROW, 32)
    examples = 1 if any(column.example for column in sheet.columns) else 0
    first, last = HEADING_ROW + 1, HEADING_ROW + examples + len(sheet.rows) + sheet.spare
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width)
        page.write_string(HEADING_ROW, number, column.heading, styles["required" if column.required else "heading"])
        if examples:
            page.write_string(first, number, column.example, styles["example"])
        for at in range(first + examples, last + 1):
            page.write_blank(at, number, None, styles["cell"])
        for at, row in enumerate(sheet.rows, start=first + examples):
            if row.get(column.key):
                page.write_string(at, number, row[column.key], styles["cell"])
        _write_choices(page, column, number, first + examples, last)


def _write_choices(page: Any, column: TemplateColumn, number: int, first: int, last: int) -> None:
    """Let the cells of a column be picked from its choices; another word may still be typed, it is only asked about."""
    told = {"input_title": column.heading[:32], "input_message": column.note[:255]} if column.note else {}
    if column.choices and len(",".join(column.choices)) <= LONGEST_CHOICE_LIST:
        rule = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
        page.data_validation(first, number, last, number, rule | told)
    elif told:
        page.data_validation(first, number, last, number, {"validate": "any"} | told)


def _write_guide(page: Any, lines: Sequence[str], styles: Mapping[str, Any]) -> None:
    page.set_column(0, 0, 90)
    for number, line in enumerate(lines):
        page.write_string(number, 0, line, styles["text"])
