"""A quarter certified from a folder of returns: files read, filings of one household joined, households judged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from niangjia.engines.columnar import judge_rows
from niangjia.engines.linkage import Filing, conflicts, look_alikes, same_household
from niangjia.engines.rules.policy import Policy
from niangjia.outside.workbook import annotate, read_workbook
from niangjia.outside.workbook.cells import Fault
from niangjia.outside.workbook.readings import CellFault, ReturnReading, RowReading
from niangjia.outside.workbook.refusals import FileRefused
from niangjia.programmes.hardship.forms import read_return, survey_form
from niangjia.values.errors import NiangjiaError
from niangjia.values.money import yuan_text
from niangjia.values.periods import Quarter

TABLE_SUFFIXES = frozenset({"", ".xlsx", ".xls", ".csv", ".tsv", ".xlsm", ".xlsb", ".xltx", ".et", ".ods"})
CLUTTER = ("~$", ".", "._", "Thumbs.db", "desktop.ini")

Step = Callable[[Iterable[Path]], Iterable[Path]]


class FolderNotFound(NiangjiaError):
    """There is no such folder, or nothing in it that could be a return."""

    code = "folder_not_found"


class PlaceNeeded(NiangjiaError):
    """A policy that names several places, and none was chosen."""

    code = "place_needed"


@dataclass(frozen=True, slots=True)
class Household:
    """One filing in the run: its key, its return and row, and how it stands to other filings.

    ``same_as`` is the key of the filing that this row only repeats.
    """

    key: str
    reading: ReturnReading
    row: RowReading
    same_as: str = ""
    merged_with: tuple[str, ...] = ()
    never_merge_with: tuple[str, ...] = ()


@dataclass(slots=True)
class Quarterly:
    """A folder of returns, read and linked.

    ``unread`` names the files that could not be read, ``uncopied`` those whose copy could not be written, with the
    reason.
    """

    quarter: Quarter
    readings: dict[Path, ReturnReading] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    uncopied: dict[str, str] = field(default_factory=dict)
    left_aside: dict[str, str] = field(default_factory=dict)
    households: tuple[Household, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """A household judged: its key, and what ``judge_rows`` answered."""

    key: str
    outcome: Mapping[str, Any]


def read_folder(folder: Path, *, quarter: Quarter, step: Step = iter) -> Quarterly:
    """Return the returns in a folder, read and linked; the same file twice is read once, other files are left aside.

    Sub-folders are not looked into. ``step`` may show progress over the files.
    Errors: ``FolderNotFound``. A file that cannot be read is named in the result and stops nothing.
    """
    if not folder.is_dir():
        raise FolderNotFound(f"找不到文件夹“{folder}”。请核对路径；里面放各家报来的 .xlsx、.xls 或 CSV。")
    run = Quarterly(quarter)
    paths = sorted(path for path in folder.iterdir() if not path.is_dir())
    copies = _copies(paths)
    for path in step(paths):
        if path.name.startswith(CLUTTER):
            run.left_aside[path.name] = "临时文件，不是报表"
        elif path.suffix.lower() not in TABLE_SUFFIXES:
            run.left_aside[path.name] = "不是表格文件"
        elif path in copies:
            run.left_aside[path.name] = f"和“{copies[path].name}”一模一样，只读一遍"
        else:
            _read_into(run, path)
    if not run.readings and not run.unread:
        raise FolderNotFound(f"文件夹“{folder}”里没有表格。请把各家报来的 .xlsx、.xls 或 CSV 放进去。")
    _link(run)
    return run


def _copies(paths: Sequence[Path]) -> dict[Path, Path]:
    """Return the files that hold the same bytes as another, each with that other: the one with the shortest name."""
    first: dict[str, Path] = {}
    copies: dict[Path, Path] = {}
    for path in sorted((path for path in paths if path.is_file()), key=lambda path: (len(path.name), path.name)):
        original = first.setdefault(_fingerprint(path), path)
        if original != path:
            copies[path] = original
    return copies


def _fingerprint(path: Path) -> str:
    """Return what the same bytes always give; a file that may not be opened is like no other."""
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return str(path)


def _read_into(run: Quarterly, path: Path) -> None:
    try:
        reading = read_return(read_workbook(path), quarter=run.quarter, source=path.name)
    except FileRefused as refusal:
        run.unread[path.name] = str(refusal)
    else:
        if reading.understood:
            run.readings[path] = reading
        else:
            run.unread[path.name] = "".join(reading.notices)


def _link(run: Quarterly) -> None:
    """Key every row, mark what two filings of one household state differently, and tell look-alikes apart."""
    rows = [(path, row) for path, reading in run.readings.items() for row in reading.rows]
    keyed = {f"{run.quarter}-{number:04d}": (path, row) for number, (path, row) in enumerate(rows, start=1)}
    filings = [filing(key, path.name, row) for key, (path, row) in keyed.items() if row.verdict != "reject"]
    groups = same_household(filings)
    together = {key: tuple(other for other in group if other != key) for group in groups for key in group}
    alike = look_alikes(filings, groups)
    differing = conflicts(filings, groups)
    faults: dict[Path, dict[tuple[str, int], list[CellFault]]] = {}
    for key, figures in differing.items():
        path, row = keyed[key]
        others = [(keyed[other][0].name, keyed[other][1]) for other in together[key]]
        faults.setdefault(path, {})[(row.sheet, row.row)] = [conflict(row, figure, others) for figure in figures]
    for path, found in faults.items():
        run.readings[path] = run.readings[path].with_faults(found)
    marked = {(path, row.sheet, row.row): row for path, reading in run.readings.items() for row in reading.rows}
    key_of = {(path, row.sheet, row.row): key for key, (path, row) in keyed.items()}
    run.households = tuple(
        Household(
            key,
            run.readings[path],
            marked[(path, row.sheet, row.row)],
            key_of.get((path, *row.repeats), "") if row.repeats else "",
            together.get(key, ()),
            alike.get(key, ()),
        )
        for key, (path, row) in keyed.items()
    )


def filing(key: str, source: str, row: RowReading) -> Filing:
    """Return a row as linking needs it: who is in the household, and the figures its filings must share."""
    return Filing(
        key=key,
        source=source,
        name=str(row.person["name"] or ""),
        id_number=str(row.person["id_number"] or ""),
        birth=row.person["birth"],
        members=row.others,
        spouses=row.spouses,
        phone=str(row.person["phone"] or ""),
        stated={figure: row.facts[figure] for figure in survey_form().shared if figure not in row.absent},
    )


def conflict(row: RowReading, figure: str, others: Sequence[tuple[str, RowReading]]) -> CellFault:
    """Return the fault of a figure that another filing of the same household states differently."""
    told = "；".join(f"“{name}”{other.sheet}第 {other.row} 行写的是{_shown(figure, other)}" for name, other in others)
    mend = "请两家单位核对后，改成一样的数"
    return row.places[figure].fault(Fault("conflict", f"这户也由别的单位报了，{told}，和这里不一样", mend))


def _shown(figure: str, row: RowReading) -> str:
    value = row.facts[figure]
    return f" {yuan_text(value)} 元" if figure.endswith("_fen") and isinstance(value, int) else f" {value}"


def decide(run: Quarterly, policy: Policy, *, place: str | None = None) -> tuple[Decided, ...]:
    """Return the outcome of every household that can be judged, on the last day of the quarter.

    Filings of one household count once, under the first; while a cell of any is to be mended, none is judged.
    """
    judged: list[dict[str, Any]] = []
    by_key = {household.key: household for household in run.households}
    done: set[str] = set()
    for household in run.households:
        group = [household, *(by_key[key] for key in household.merged_with)]
        if household.key in done or household.row.verdict == "reject":
            continue
        done.update(one.key for one in group)
        if all(one.row.verdict == "accept" for one in group):
            judged.append({"key": household.key, **_facts(group)})
    on: date = run.quarter.last_day
    outcomes = judge_rows(policy, judged, on=on, place=place or only_place(policy))
    return tuple(Decided(outcome["key"], outcome) for outcome in outcomes)


def _facts(group: Sequence[Household]) -> dict[str, Any]:
    """Return the facts of a household from its filings: those of the first, completed by what only another knows."""
    facts = dict(group[0].row.facts_for_rules)
    for other in group[1:]:
        known = other.row.facts_for_rules
        facts |= {key: known[key] for key, value in facts.items() if value is None}
        facts["member"] = bool(facts["member"] or known["member"])
        if facts["new_employment"] in {None, "none"}:
            facts["new_employment"] = known["new_employment"]
    return facts


def only_place(policy: Policy) -> str:
    """Return the one place that a policy's values are for.

    Errors: ``PlaceNeeded`` when it names several.
    """
    places = sorted({value.place for parameter in policy.parameters for value in parameter.values if value.place})
    if len(places) > 1:
        raise PlaceNeeded(
            f"这份政策里有几个地方的标准（{'、'.join(places)}），请用 --place 选一个，例如 --place {places[0]}。"
        )
    return places[0] if places else ""


def annotated(run: Quarterly, *, step: Step = iter) -> Iterable[tuple[str, bytes]]:
    """Yield the copy of each return that goes back to its sender, by file name.

    A copy that cannot be written is named in ``run.uncopied`` and stops no other.
    """
    names: set[str] = set()
    for path in step(list(run.readings)):
        try:
            copy = annotate(path, run.readings[path].answer)
        except FileRefused as refusal:
            run.uncopied[path.name] = str(refusal)
            continue
        name = copy.name if copy.name.lower() not in names else f"{path.name}.xlsx"
        names.add(name.lower())
        yield name, copy.data
