"""Returns: opened, received, read, mended; pairs of filings that look like one household."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from niangjia.casework import intake, privacy
from niangjia.casework import queries as desk
from niangjia.casework.access import Actor
from niangjia.engines.calendar import deadline
from niangjia.engines.linkage import Filing, conflicts, same_household
from niangjia.outside.workbook import AnnotatedCopy, FileRefused, RawWorkbook, annotate, read_workbook, template_facts
from niangjia.outside.workbook.families import Member
from niangjia.outside.workbook.readings import ReturnReading, RowReading
from niangjia.programmes.hardship.forms import read_return, read_row, survey_form
from niangjia.programmes.hardship.programme import RETURNS_DUE
from niangjia.programmes.hardship.queries.rows import reading_of
from niangjia.records.papers.models import Return, ReturnRow, Upload
from niangjia.records.sealing import unseal_bytes
from niangjia.records.unions.models import Account, Union
from niangjia.values.periods import Quarter


def open_quarter(county: Actor, *, period: str, at: datetime) -> list[Return]:
    """Open a quarter: every union below that files returns owes one by the day the charter says."""
    owed = deadline(Quarter.parse(period).last_day, count=RETURNS_DUE.count, unit=RETURNS_DUE.unit)
    unions = county.unions("run_the_quarter").filter(files_returns=True)
    return intake.expect_returns(unions, period=period, due_on=owed.due_on, by=county.account, at=at)


def return_of(actor: Actor, union: Union, *, period: str, at: datetime) -> Return:
    """Return the one return of ``union`` for ``period``, opened if the county has not opened the quarter yet."""
    known = actor.rows(Return, "file_returns").filter(owner_union=union, period=period).first()
    if known is not None:
        return known
    owed = deadline(Quarter.parse(period).last_day, count=RETURNS_DUE.count, unit=RETURNS_DUE.unit)
    return intake.expect_returns([union], period=period, due_on=owed.due_on, by=actor.account, at=at)[0]


def receive_return(filed_in: Return, *, name: str, content: bytes, by: Account, at: datetime) -> tuple[Upload, bool]:
    """Keep a file and read it; return the upload and whether it changed anything.

    What cannot be read is kept with the sentence that says why; what was received before changes nothing.
    """
    upload, fresh = intake.receive_upload(filed_in, name=name, content=content, by=by, at=at)
    if fresh or upload.state == "received":
        read_upload(upload, by=by, at=at)
    return upload, fresh


def read_upload(upload: Upload, *, by: Account, at: datetime) -> None:
    """Read a received file into the rows of its return."""
    try:
        reading = reading_of_upload(upload)
    except FileRefused as refusal:
        intake.refuse_upload(upload, why=str(refusal), by=by, at=at)
        return
    rows = [filed(row) for row in reading.rows]
    intake.file_rows(upload, rows, nil=reading.nil, notices=reading.notices, by=by, at=at)
    propose_merges(upload.filed_in.period, at=at)


def reading_of_upload(upload: Upload) -> ReturnReading:
    """Return what the file of ``upload`` says.

    Errors: ``FileRefused`` when it cannot be read.
    """
    raw = read_workbook(unseal_bytes(upload, "content"), name=upload.name)
    reading = read_return(raw, quarter=Quarter.parse(upload.filed_in.period), source=upload.name)
    return replace(reading, notices=(*reading.notices, *handed_to_another(raw, upload.filed_in.owner_union)))


def handed_to_another(raw: RawWorkbook, union: Union) -> list[str]:
    """Return a sentence when a form that was handed out to another union came back for ``union``."""
    handed_to = template_facts(raw).get("union", union.code)
    if handed_to == union.code:
        return []
    other = Union.objects.filter(code=handed_to).values_list("name", flat=True).first() or handed_to
    return [f"这份表格是给{other}的，这次按{union.name}的读了。请核对有没有传错工会。"]


def filed(row: RowReading, *, mended: Mapping[str, str] | None = None) -> intake.FiledRow:
    """Return one row as the intake desk keeps it; ``mended`` is what was written on the page since, by field."""
    return intake.FiledRow(
        sheet=row.sheet,
        row=row.row,
        verdict=row.verdict,
        faults=len(row.faults),
        name=str(row.person.get("name") or ""),
        id_number=str(row.person.get("id_number") or ""),
        reading={
            "person": jsonable(row.person),
            "facts": dict(row.facts),
            "facts_for_rules": row.facts_for_rules,
            "members": [asdict(member) for member in row.members],
            "faults": [asdict(fault) for fault in row.faults],
            "notes": [list(note) for note in row.notes],
            "others": sorted(row.others),
            "spouses": sorted(row.spouses),
            "mended": dict(mended or {}),
        },
    )


def jsonable(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``told`` with its dates written out.

    >>> jsonable({"birth": date(1991, 12, 6), "name": "赵"})
    {'birth': '1991-12-06', 'name': '赵'}
    """
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in told.items()}


def resume_uploads(*, at: datetime) -> int:
    """Read every file that was received and, after a crash, never read; return how many that were."""
    left = list(Upload.everywhere.filter(state="received").select_related("filed_in", "received_by").order_by("id"))
    for upload in left:
        read_upload(upload, by=upload.received_by, at=at)
    return len(left)


def mend_row(row: ReturnRow, *, written: Mapping[str, str], by: Account, at: datetime) -> RowReading:
    """Read one row again with what was ``written`` on the page in the place of its bad cells, and file it.

    Everything else stays as the workbook, or the declaration, has it; what was mended on the page before stays mended.
    """
    mended = {**reading_of(row)["mended"], **written}
    quarter = Quarter.parse(row.filed_in.period)
    if row.upload is None:
        members = [Member(**told) for told in reading_of(row)["members"]]
        reading = read_row(mended, quarter=quarter, members=members)
    else:
        like = next(one for one in reading_of_upload(row.upload).rows if (one.sheet, one.row) == (row.sheet, row.row))
        reading = read_row(mended, quarter=quarter, like=like)
    intake.mend_row(row, filed(reading, mended=mended), by=by, at=at)
    propose_merges(row.filed_in.period, at=at)
    return reading


def annotated_copy(upload: Upload, *, by: Account, at: datetime) -> AnnotatedCopy:
    """Return the sender's workbook with the cells that are still to be mended marked, commented and listed.

    It holds whole identity numbers, as it was sent: that it went out, and to whom, is written first.
    """
    reading = reading_of_upload(upload)
    left = desk.places_to_mend(upload)
    rows = tuple(
        replace(row, faults=()) if row.verdict == "fix" and (row.sheet, row.row) not in left else row
        for row in reading.rows
    )
    privacy.write_download(upload, by=by, at=at)
    return annotate(unseal_bytes(upload, "content"), replace(reading, rows=rows).answer, name=upload.name)


def propose_merges(period: str, *, at: datetime) -> int:
    """Look over all filings of a quarter and propose the pairs that look like one household; return how many.

    A pair whose filings state different figures says so, and cannot be merged before one of them is mended.
    """
    rows = {
        str(row.pk): row
        for row in ReturnRow.everywhere.filter(
            filed_in__period=period, replaced_by__isnull=True, verdict="accept", household__isnull=False
        )
        .select_related("household")
        .order_by("id")
    }
    filings = [linkable(key, row) for key, row in rows.items()]
    groups = same_household(filings)
    differing = conflicts(filings, groups)
    proposed = 0
    for group in groups:
        first = rows[group[0]].household
        for other in group[1:]:
            second = rows[other].household
            if first is not None and second is not None and first != second:
                intake.propose_merge(first, second, period=period, differences=differing.get(other, ()), at=at)
                proposed += 1
    return proposed


def linkable(key: str, row: ReturnRow) -> Filing:
    """Return a filed row as linking needs it."""
    reading = reading_of(row)
    return Filing(
        key=key,
        source=str(row.filed_in_id),
        name=row.name,
        id_number=reading["person"]["id_number"] or "",
        members=frozenset(reading["others"]),
        spouses=frozenset(reading["spouses"]),
        stated={figure: reading["facts"].get(figure) for figure in survey_form().shared},
    )
