"""The one exporter: text cells, no formula, as many rows as are allowed, who took it and when on top."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.casework import trail
from niangjia.outside.workbook.template import TemplateColumn, TemplateSheet, template_workbook
from niangjia.records.unions.models import Account
from niangjia.web.wording import time_text

LONGEST_SHEET_NAME = 31
NARROWEST, WIDEST = 10, 60
"""Widths of a column, in characters."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A table that leaves the house: its title, what it was cut down to, its heads and its rows, all as text."""

    title: str
    filtered: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@lru_cache(maxsize=1)
def rule_of_exports() -> dict[str, int]:
    """Return the numbers of exporting."""
    rule = tomllib.loads((Path(__file__).parent / "disclosure.toml").read_text(encoding="utf-8"))
    return {key: int(rule["export"][key]) for key in ("alone_rows", "most_rows")}


def most_rows() -> int:
    """Return how many rows one export may hold."""
    return rule_of_exports()["most_rows"]


def alone_rows() -> int:
    """Return how many rows somebody takes away without a second person who agrees."""
    return rule_of_exports()["alone_rows"]


def exported_workbook(table: Exported, *, by: Account, at: datetime, most: int | None = None) -> bytes:
    """Return a table as an Excel file; the line under its title says who took it, when, and cut down to what.

    Units: ``most`` rows, else as many as any export may hold.
    """
    most = most_rows() if most is None else most
    columns = tuple(
        TemplateColumn(key=str(number), heading=head, width=width_of(head, [row[number] for row in table.rows]))
        for number, head in enumerate(table.columns)
    )
    mark = _("%(who)s 于 %(when)s 导出；%(filtered)s。内部材料，不外传。") % {
        "who": by.name,
        "when": time_text(at),
        "filtered": table.filtered,
    }
    rows = [{str(number): text for number, text in enumerate(row)} for row in table.rows[:most]]
    sheet = TemplateSheet(table.title[:LONGEST_SHEET_NAME], (table.title, mark), columns, rows, spare=0)
    notes = [mark]
    if len(table.rows) > most:
        notes.append(_("只导出前 %(count)s 行。") % {"count": most})
    return template_workbook([sheet], guide=(_("说明"), notes), hidden={}, made_at=at)


def width_of(head: str, texts: Sequence[str]) -> int:
    """Return how wide a column is: Chinese letters take two places."""
    longest = max((2 * len(text) for text in (head, *texts)), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)


def write_download(
    what: str, *, period: str, union_id: int | None, by: Account, at: datetime, **detail: int | str
) -> None:
    """Write that something left the house: which paper or table, of which period, of which union, and what for."""
    with transaction.atomic():
        trail.record(by, "download", None, at=at, union_id=union_id, what=what, period=period, **detail)


def write_agreement(what: str, *, purpose: str, asked_by: Account, by: Account, at: datetime) -> None:
    """Write that a second person agreed that somebody takes a long list away, and what for."""
    with transaction.atomic():
        trail.record(by, "agree_to_export", asked_by, at=at, what=what, purpose=purpose)
