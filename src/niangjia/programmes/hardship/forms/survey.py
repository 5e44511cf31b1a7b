"""The household survey: each row becomes facts about a household, or cells to be mended, or no filing at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from niangjia.engines.linkage import Filing, repeated
from niangjia.outside.workbook.cells import Fault, Ground, read_cell
from niangjia.outside.workbook.families import Family, Member
from niangjia.outside.workbook.form import Form, Heading, load_form
from niangjia.outside.workbook.gathering import gathered
from niangjia.outside.workbook.raw import RawCell, RawWorkbook, address
from niangjia.outside.workbook.readings import CellFault, Known, Place, ReturnReading, RowReading
from niangjia.programmes.hardship.facts import FACTS
from niangjia.values.identifiers import Identity, plain_identity, whole_years
from niangjia.values.periods import Quarter

COLUMNS = Path(__file__).parent.parent / "policy" / "columns.yaml"
ABOUT_THE_WORKER = (
    "name",
    "sex",
    "birth",
    "phone",
    "work_status",
    "cause",
    "bank",
    "card_number",
    "survey_date",
    "work_difficulty",
    "needs_tender",
    "wish",
)
IN_THE_NUMBER = {"sex": "性别", "birth": "出生日期"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A household's answers as they stand, before any is read."""

    sheet: str
    row: int
    places: Mapping[str, Place]
    members: tuple[Member, ...]
    size: int | None
    absent: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def survey_form() -> Form:
    """Return the survey's form: its fields and the words people use, from ``policy/columns.yaml``."""
    return load_form(COLUMNS)


def read_return(raw: RawWorkbook, *, quarter: Quarter, source: str) -> ReturnReading:
    """Return what a return for ``quarter`` says, row by row; ``source`` is the name it is known by.

    Nothing is judged and nothing stored: the same workbook always gives the same reading.
    """
    found = gathered(raw, survey_form(), quarter=quarter)
    rows = _without_repeats(
        [_judged(_asked(family), _ground(quarter, factor)) for family, factor in found.families], source
    )
    members = tuple(
        (member, row)
        for (family, _), row in zip(found.families, rows, strict=True)
        for member in family.members
        if member.listed
    )
    return ReturnReading(
        source=source,
        quarter=quarter,
        unit=found.unit,
        nil=found.nil,
        understood=found.understood,
        rows=rows,
        members=members,
        notices=found.notices,
        problem_columns=found.problem_columns,
    )


def read_row(
    written: Mapping[str, str],
    *,
    quarter: Quarter,
    like: RowReading | None = None,
    members: Sequence[Member] | None = None,
) -> RowReading:
    """Return one household's row from written answers by field key: a row mended on a page, or typed into one.

    With ``like``, what ``written`` leaves out stays as it was in that row, and headings (scale, months) count as there.
    Errors: ``KeyError`` for a key that the form does not have.

    >>> row = read_row({"name": "赵燕丽", "persons": "三口"}, quarter=Quarter(2026, 3))
    >>> row.facts["persons"], row.verdict, [fault.key for fault in row.faults][:2]
    (3, 'fix', ['id_number', 'member'])
    """
    fields = survey_form().fields
    places = {key: Place("", Heading(asked), None) for key, asked in fields.items() if "household" in asked.tables}
    places |= like.places if like else {}
    for key, text in written.items():
        raw = RawCell("text", text) if text.strip() else None
        places[key] = Place(places[key].cell, places[key].heading, raw)
    listed = tuple(members) if members is not None else like.members if like else ()
    size = like.size if like and members is None else None
    if members is not None:
        size = 1 + sum(1 for member in listed if not member.worker)
    place = (like.sheet, like.row) if like else ("", 0)
    return _judged(_Asked(*place, places, listed, size), _ground(quarter, None))


@lru_cache(maxsize=64)
def _ground(quarter: Quarter, table_factor: int | None) -> Ground:
    form = survey_form()
    return Ground(
        form=form,
        on=quarter.last_day,
        surveyed_from=date(quarter.year - form.bounds["survey_years_back"], 1, 1),
        surveyed_to=date(quarter.year + form.bounds["survey_years_on"], 12, 31),
        bounds={fact.key: (fact.minimum, fact.maximum) for fact in FACTS.facts},
        table_factor=table_factor,
    )


def _asked(family: Family) -> _Asked:
    places = {
        column.key: Place(address(family.row.number, column.index), column.heading, family.row.cells.get(column.key))
        for column in family.table.columns
    }
    absent = {key for key, asked in survey_form().fields.items() if asked.tables == ("household",)} - places.keys()
    size = family.size if family.counted else None
    sheet, row = family.table.sheet.name, family.row.number
    return _Asked(sheet, row, places, tuple(family.members), size, frozenset(absent))


def _judged(asked: _Asked, ground: Ground) -> RowReading:
    """Read every cell, then hold the cells against one another."""
    read = {
        key: read_cell(place.heading, place.raw, ground)
        for key, place in asked.places.items()
        if place.heading.field.kind != "ignored"
    }
    known: dict[str, Any] = {key: reading.value for key, reading in read.items()}
    child = _child_as_worker(asked.places, known, ground)
    if child is not None:
        faults = [child]
    else:
        faults = [asked.places[key].fault(reading.fault) for key, reading in read.items() if reading.fault]
        faults += _missing_columns(asked.absent, ground.form)
        faults += _against_number(asked.places, known) + _against_members(asked, known)
    person = _person(known, {fault.key for fault in faults})
    faulty = dict.fromkeys(fault.key for fault in faults)
    facts: dict[str, Known] = {fact.key: (known | faulty).get(fact.key) for fact in FACTS.facts}
    return RowReading(
        sheet=asked.sheet,
        row=asked.row,
        verdict="reject" if child else "fix" if faults else "accept",
        faults=tuple(faults),
        notes=tuple((asked.places[key].cell, note) for key, reading in read.items() for note in reading.notes),
        person=person,
        facts=facts,
        members=asked.members,
        places=asked.places,
        absent={key: value for key, value in ground.form.absent.items() if key in asked.absent},
        size=asked.size,
    )


def _person(known: Mapping[str, Any], faulty: set[str]) -> dict[str, Any]:
    """Return what is filed about the worker; sex and birth are the identity number's, where it tells them."""
    person = {key: None if key in faulty else known.get(key) for key in ABOUT_THE_WORKER}
    identity: Identity | None = None if "id_number" in faulty else known.get("id_number")
    person |= {"id_number": identity.number if identity else None, "id_kind": identity.kind if identity else None}
    if identity is None or identity.birth is not None:
        person |= {key: None if key in faulty else getattr(identity, key, None) for key in IN_THE_NUMBER}
    return person


def _missing_columns(absent: frozenset[str], form: Form) -> list[CellFault]:
    missing = [asked for asked in form.required() if asked.key in absent]
    return [
        CellFault(
            "",
            asked.key,
            asked.label,
            "missing",
            "（没有这一列）",
            f"表里没有“{asked.label}”这一列",
            f"请加上“{asked.label}”一列，逐户填写",
        )
        for asked in missing
    ]


def _child_as_worker(places: Mapping[str, Place], known: Mapping[str, Any], ground: Ground) -> CellFault | None:
    identity: Identity | None = known.get("id_number")
    youngest = ground.form.bounds["worker_age"]
    if identity is None or identity.birth is None or whole_years(identity.birth, on=ground.on) >= youngest:
        return None
    why = f"按身份证，这个人不满 {youngest} 岁，不是职工本人"
    mend = "请换成职工本人的身份证号；孩子请写在家庭成员里"
    return places["id_number"].fault(Fault("not_a_worker", why, mend))


def _against_number(places: Mapping[str, Place], known: Mapping[str, Any]) -> list[CellFault]:
    """Return the faults of a sex or birth that the worker's own number contradicts."""
    mend = "请对照身份证，看是这一格写错，还是身份证号写错"
    return [
        places[key].fault(Fault(f"{key}_mismatch", f"和身份证号里的{label}不一致", mend))
        for key, label in IN_THE_NUMBER.items()
        if known.get(key) is not None and getattr(known.get("id_number"), key, None) not in {None, known[key]}
    ]


def _against_members(asked: _Asked, known: Mapping[str, Any]) -> list[CellFault]:
    """Return the faults of a household that is not as large as its list, or has more pupils than people."""
    persons, children, size = known.get("persons"), known.get("children_high_school"), asked.size
    faults: list[CellFault] = []
    if size is not None and persons is not None and persons != size:
        why = f"成员表里连本人共 {size} 人，这里写的是 {persons} 人，对不上"
        mend = f"请改成 {size}，或在成员表里补上、去掉人；人口包括职工本人"
        faults.append(asked.places["persons"].fault(Fault("size_mismatch", why, mend)))
    if persons is not None and children is not None and children > max(persons - 1, 0):
        why = f"除职工本人外家里有 {persons - 1} 人，孩子不会有 {children} 个"
        place = asked.places["children_high_school"]
        faults.append(place.fault(Fault("out_of_range", why, "请核对孩子数和家庭人口，把写错的一格改过来")))
    return faults


def _without_repeats(rows: Sequence[RowReading], source: str) -> tuple[RowReading, ...]:
    """Turn back the second row of one person: the same number, or the same unreadable number under the same name."""
    filings = [Filing(str(position), source, "", _told_apart_by(row)) for position, row in enumerate(rows)]
    again = repeated([filing for filing, row in zip(filings, rows, strict=True) if row.verdict != "reject"])
    read = list(rows)
    for key, earlier in again.items():
        row, first = rows[int(key)], rows[int(earlier)]
        why = f"这个人在“{first.sheet}”第 {first.row} 行已经填过"
        fault = Fault("duplicate_row", why, "请核对，只留一行；以先填的那行为准")
        read[int(key)] = row.rejected(row.places["id_number"].fault(fault), repeats=(first.sheet, first.row))
    return tuple(read)


def _told_apart_by(row: RowReading) -> str:
    if row.person["id_number"]:
        return str(row.person["id_number"])
    place = row.places.get("id_number")
    name = row.person["name"]
    return f"{plain_identity(place.raw.value)}{name}" if place and place.raw and name else ""
