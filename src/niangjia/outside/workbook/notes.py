"""Harmless mess: written unusually, and yet with one meaning. Told to the sender as understood, never as wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from niangjia.outside.workbook.form import Field
from niangjia.outside.workbook.raw import RawCell
from niangjia.values.text import compatible, folded, is_dash, squeezed

NUMBERS = frozenset({"money", "count", "area"})
DATES = frozenset({"birth", "survey_date"})
LISTED = {"yes_no": frozenset("是否√×"), "sex": frozenset("男女"), "choice": frozenset({"无", "代步", "有"})}

NOTES: tuple[tuple[str, Callable[[Field, RawCell, str], bool]], ...] = (
    ("formula", lambda asked, cell, text: cell.formula),
    (
        "spaces",
        lambda asked, cell, text: (
            cell.value != cell.value.strip() or " " in text or (asked.kind == "phone" and "-" in text)
        ),
    ),
    ("fullwidth", lambda asked, cell, text: bool(re.search(r"[\uff10-\uff19\uff21-\uff5a]", cell.value))),
    ("text_date", lambda asked, cell, text: asked.kind in DATES and cell.kind == "text"),
    ("lower_x", lambda asked, cell, text: asked.kind == "identity" and text.endswith("x")),
    (
        "none_word",
        lambda asked, cell, text: (
            asked.kind in NUMBERS and (is_dash(text) or not re.search(r"\d|[一二三四五六七八九十两]", text))
        ),
    ),
    (
        "cn_unit",
        lambda asked, cell, text: asked.kind in NUMBERS and bool(re.search(r"\d[百千万亿wk]", text, re.IGNORECASE)),
    ),
    (
        "cn_number",
        lambda asked, cell, text: asked.kind in NUMBERS and bool(re.search(r"[一二三四五六七八九十两]", text)),
    ),
    (
        "unit_text",
        lambda asked, cell, text: asked.kind in NUMBERS and bool(re.search(r"\d[元圆块㎡平m人口套个名]", text)),
    ),
    (
        "text_number",
        lambda asked, cell, text: asked.kind in NUMBERS and cell.kind == "text" and bool(re.match(r"^[\d,.]+$", text)),
    ),
)


def notes_of(asked: Field, cell: RawCell, value: Any) -> tuple[str, ...]:
    """Return the kinds of harmless mess in a cell that was read as ``value``."""
    if asked.kind in {"ignored", "text", "word"} or value is None:
        return ()
    text = folded(cell.value)
    kinds = [kind for kind, holds in NOTES if holds(asked, cell, text)]
    listed = LISTED.get(asked.kind)
    if listed is not None and squeezed(compatible(text)) not in listed and asked.key != "new_employment":
        kinds.append("synonym")
    return tuple(kinds)
