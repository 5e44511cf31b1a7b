"""How the parts of a file are written: a table with its columns, a day, a tier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.web.wording import date_text

Column = tuple[str, int, str]
"""The name of a column, how wide it is in parts, and at which side its cells stand."""


def text(key: str, *columns: Column, rows: Iterable[Sequence[str]], label: str, empty: str) -> dict[str, Any]:
    """Return one part that is a table."""
    return {
        "label": label,
        "columns": [list(column) for column in columns],
        "rows": [list(row) for row in rows],
        "empty": empty,
        "key": key,
    }


def day(value: date | datetime | None) -> str:
    """Return a day in words, or a dash."""
    return date_text(value, weekday=False) if value else "—"


def tier(key: str) -> str:
    """Return the word for a tier."""
    return _(PROGRAMME.tiers[key]) if key in PROGRAMME.tiers else "—"
