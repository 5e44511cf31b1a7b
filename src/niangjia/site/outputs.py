"""The files that a certified quarter leaves: rows, households, decisions, members, nil returns, as plain CSV."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from niangjia.engines.rules.policy import Policy
from niangjia.site.certify import Decided, Household, Quarterly
from niangjia.values.errors import NiangjiaError
from niangjia.values.money import half_away_from_zero

ROW_COLUMNS = ("household_key", "workbook", "sheet", "row", "verdict", "cells", "notes")
PERSON_FIRST = ("name", "id_number", "id_kind", "sex", "birth", "phone", "unit", "work_status")
PERSON_LAST = ("cause", "bank", "card_number", "survey_date", "work_difficulty", "needs_tender", "wish")
SURVEYED = (
    "new_employment",
    "member",
    "authorised",
    "persons",
    "income_fen",
    "ill_fen",
    "disabled_fen",
    "school_fen",
    "housing_fen",
    "employment_cost_fen",
    "sudden_fen",
    "children_high_school",
    "homes",
    "floor_area_dm2",
    "vehicle",
    "controlling_shareholder",
    "low_income",
)
LINKS = ("merged_with", "never_merge_with")
NET_INCOME = "net_income_per_person_month"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class OutputNotWritable(NiangjiaError):
    """The folder for the results cannot be written, or holds the returns themselves."""

    code = "output_not_writable"

    def __init__(self, out: Path, *, why: str = "不能写") -> None:
        super().__init__(f"结果放不进“{out}”：{why}。请用 --out 换一个文件夹，例如 --out 结果/。")


def refuse_as_output(out: Path, *, returns: Path) -> None:
    """Refuse a folder for the results before anything is read: a file, a closed folder, the returns' own folder.

    Errors: ``OutputNotWritable``.
    """
    if out.resolve() == returns.resolve():
        raise OutputNotWritable(out, why="这是放报表的文件夹，结果会和报表混在一起")
    standing = next(place for place in (out, *out.parents) if place.exists())
    if not standing.is_dir():
        raise OutputNotWritable(out, why=f"“{standing}”是一个文件")
    if not os.access(standing, os.W_OK):
        raise OutputNotWritable(out)


def write_outputs(out: Path, run: Quarterly, policy: Policy, decisions: Sequence[Decided]) -> None:
    """Write the tables of a certified quarter into the folder ``out``; each replaces an earlier run's at once."""
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "rows.csv", ROW_COLUMNS, (_row_line(one) for one in run.households))
    filed = [one for one in run.households if one.row.verdict != "reject"]
    columns = ("household_key", "workbook", "sheet", "row", *PERSON_FIRST, *SURVEYED, *PERSON_LAST, *LINKS)
    _write(out / "households.csv", columns, (_household_line(one) for one in filed))
    _write(out / "decisions.csv", _decision_columns(policy), (_decision_line(one, policy) for one in decisions))
    _write(
        out / "members.csv",
        ("household_key", "workbook", "sheet", "row", "name", "relation", "id_number"),
        _members(run),
    )
    nil = ({"workbook": reading.source, "unit": reading.unit} for reading in run.readings.values() if reading.nil)
    _write(out / "nil.csv", ("workbook", "unit"), nil)


def _write(path: Path, columns: Sequence[str], lines: Iterable[Mapping[str, Any]]) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({column: _plain(line.get(column)) for column in columns} for line in lines)
    part.replace(path)


def _plain(value: Any) -> str:
    """Return a value as the CSV holds it; text that a spreadsheet would run gets a quote in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(FORMULA_STARTS) and not _is_number(value):
        return f"'{value}"
    return str(value)


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace("/", "", 1).isdigit()


def _place(one: Household) -> dict[str, Any]:
    key = one.same_as or one.key
    return {"household_key": key, "workbook": one.reading.source, "sheet": one.row.sheet, "row": one.row.row}


def _row_line(one: Household) -> dict[str, Any]:
    cells = ";".join(f"{fault.cell}:{fault.kind}" for fault in one.row.faults if fault.cell)
    notes = ";".join(f"{cell}:{kind}" for cell, kind in one.row.notes)
    return _place(one) | {"verdict": one.row.verdict, "cells": cells, "notes": notes}


def _household_line(one: Household) -> dict[str, Any]:
    links = {"merged_with": ";".join(one.merged_with), "never_merge_with": ";".join(one.never_merge_with)}
    return _place(one) | dict(one.row.person) | dict(one.row.facts) | {"unit": one.reading.unit} | links


def _decision_columns(policy: Policy) -> tuple[str, ...]:
    net = (
        (f"{NET_INCOME.replace('net_income', 'net_income_fen')}", "net_rounded_fen")
        if NET_INCOME in policy.variable_by_key
        else ()
    )
    tests = (test.key for test in policy.tests)
    return ("household_key", *net, "tier", *tests, *(f"{benefit.key}_fen" for benefit in policy.benefits))


def _decision_line(one: Decided, policy: Policy) -> dict[str, Any]:
    line: dict[str, Any] = {"household_key": one.key, "tier": one.outcome["tier"]}
    pair = one.outcome.get(NET_INCOME)
    if pair is not None:
        line["net_income_fen_per_person_month"] = f"{pair[0]}/{pair[1]}"
        line["net_rounded_fen"] = half_away_from_zero(Fraction(*pair))
    line |= {test.key: one.outcome[test.key] for test in policy.tests}
    return line | {f"{benefit.key}_fen": one.outcome[benefit.key] for benefit in policy.benefits}


def _members(run: Quarterly) -> Iterable[dict[str, Any]]:
    keys = {(one.reading.source, one.row.sheet, one.row.row): one.key for one in run.households}
    for reading in run.readings.values():
        for member, row in reading.members:
            key = keys.get((reading.source, row.sheet, row.row)) if row else None
            yield {
                "household_key": key,
                "workbook": reading.source,
                "sheet": member.sheet,
                "row": member.row,
                "name": member.name,
                "relation": member.relation,
                "id_number": member.id_number,
            }
