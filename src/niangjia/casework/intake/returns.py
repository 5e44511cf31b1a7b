"""Returns: one a union and quarter, however many files it takes; the same file twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from niangjia.casework import trail
from niangjia.casework.intake.households import keep_household
from niangjia.records.papers.models import Return, ReturnRow, Upload
from niangjia.records.people.models import Household
from niangjia.records.sealing import blind_index, seal, seal_bytes
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

PLACES = frozenset({"sheet", "row"})
"""What of a listed member says only where it stands."""


class MendedMeanwhile(NiangjiaError):
    """Somebody mended this row first, or its person stands in another row."""

    code = "mended_meanwhile"


class RowsStand(NiangjiaError):
    """A nil return for a quarter in which households were reported."""

    code = "rows_stand"


@dataclass(frozen=True, slots=True)
class FiledRow:
    """One household row as the window read it.

    ``reading`` is what is sealed: facts, person, members, faults, what was written. ``id_number`` is the person's
    number when it could be read, else empty.
    """

    sheet: str
    row: int
    verdict: str
    faults: int
    name: str
    id_number: str
    reading: dict[str, Any]

    @property
    def text(self) -> str:
        """The reading as canonical JSON."""
        return json.dumps(self.reading, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """The keyed print of what the row says.

        Of a row that is accepted its place in the file says nothing: a sheet sorted another way says the same. One
        that is to be mended is looked for at its place.
        """
        if self.verdict != "accept":
            return blind_index("reading", self.text)
        members = [{key: told for key, told in one.items() if key not in PLACES} for one in self.reading["members"]]
        said = {key: told for key, told in self.reading.items() if key != "notes"} | {"members": members}
        return blind_index("reading", json.dumps(said, ensure_ascii=False, sort_keys=True))

    @property
    def key(self) -> str:
        """What makes two rows of one return the same household: the person, else the place in the file and the name."""
        if self.id_number and self.verdict != "reject":
            return f"id:{blind_index('id', self.id_number)}"
        return f"at:{sha256(f'{self.sheet}!{self.row}!{self.name}'.encode()).hexdigest()[:40]}"


@dataclass(frozen=True, slots=True)
class Filing:
    """What filing rows changed: how many are new, mended, and as before."""

    new: int
    replaced: int
    unchanged: int


def expect_returns(
    unions: Iterable[Union], *, period: str, due_on: date, by: Account | None, at: datetime
) -> list[Return]:
    """Open ``period`` for ``unions``: each owes a return by ``due_on``. Opening twice changes nothing."""
    opened = []
    with transaction.atomic():
        for union in unions:
            owed, fresh = Return.everywhere.get_or_create(
                owner_union=union, period=period, defaults={"due_on": due_on, "opened_at": at}
            )
            if fresh:
                trail.record(by, "expect_return", owed, at=at, period=period)
            opened.append(owed)
    return opened


def receive_upload(filed_in: Return, *, name: str, content: bytes, by: Account, at: datetime) -> tuple[Upload, bool]:
    """Keep a file as it came, sealed, before anything reads it; return it and whether it is new.

    A crash afterwards loses nothing: what is ``received`` but not ``read`` is read again.
    """
    print_of_file = sha256(content).hexdigest()
    known = Upload.everywhere.filter(filed_in=filed_in, sha256=print_of_file).first()
    if known is not None:
        return known, False
    upload = Upload(
        filed_in=filed_in,
        owner_union_id=filed_in.owner_union_id,
        name=name[:200],
        sha256=print_of_file,
        received_at=at,
        received_by=by,
    )
    seal_bytes(upload, "content", content)
    try:
        with transaction.atomic():
            upload.save()
            Return.everywhere.filter(pk=filed_in.pk, state="expected").update(state="reading")
            trail.record(by, "receive_upload", upload, at=at, bytes=len(content))
    except IntegrityError:
        return Upload.everywhere.get(filed_in=filed_in, sha256=print_of_file), False
    return upload, True


def refuse_upload(upload: Upload, *, why: str, by: Account, at: datetime) -> None:
    """Write that the file of ``upload`` could not be read, and why, so that the sender can mend it."""
    with transaction.atomic():
        Upload.everywhere.filter(pk=upload.pk, state="received").update(state="refused", refusal=why)
        Return.everywhere.filter(pk=upload.filed_in_id, state="reading").update(state="expected")
        trail.record(by, "refuse_upload", upload, at=at)
    upload.state, upload.refusal = "refused", why


def live_rows(filed_in: Return) -> QuerySet[ReturnRow]:
    """Return the rows of a return that count now: replaced ones are history."""
    return ReturnRow.everywhere.filter(filed_in=filed_in, replaced_by__isnull=True).order_by("sheet", "row", "id")


def file_rows(
    upload: Upload, rows: Sequence[FiledRow], *, nil: bool, notices: Sequence[str], by: Account, at: datetime
) -> Filing:
    """Put the rows read from ``upload`` into its return, all or none.

    A row replaces the one it mends (same person; else same place; else the one row to be mended with this name);
    a row that says what is already there changes nothing.
    """
    filed_in = Return.everywhere.get(pk=upload.filed_in_id)
    counts = {"new": 0, "replaced": 0, "unchanged": 0}
    with transaction.atomic():
        claimed = Upload.everywhere.filter(pk=upload.pk, state="received").update(state="read")
        if not claimed:
            return Filing(0, 0, len(rows))
        standing = list(live_rows(filed_in))
        for row in rows:
            counts[place_row(row, standing, upload=upload, at=at)] += 1
        settle_state(filed_in, nil=nil)
        Return.everywhere.filter(pk=filed_in.pk).update(received_at=at, received_by=by, notices=list(notices))
        trail.record(by, "file_rows", upload, at=at, nil=nil, **counts)
    upload.state = "read"
    return Filing(**counts)


def file_nil(filed_in: Return, *, by: Account, at: datetime) -> None:
    """Write that a union looked and found nobody (零报告).

    Errors: ``RowsStand`` when it has reported households for this quarter.
    """
    with transaction.atomic():
        if live_rows(filed_in).filter(upload__isnull=False).exists():
            raise RowsStand("这个季度已经报过家庭，不能再报零报告；要更正，请重传改好的表")
        settle_state(filed_in, nil=True)
        Return.everywhere.filter(pk=filed_in.pk).update(received_at=at, received_by=by)
        trail.record(by, "file_nil", filed_in, at=at)


def settle_state(filed_in: Return, *, nil: bool) -> None:
    """Bring the state of a return up to date with its rows; a nil return counts as reported.

    What households declared by themselves does not report for their union.
    """
    rows = live_rows(filed_in).order_by()
    reported = rows.filter(upload__isnull=False).exists()
    to_mend = rows.filter(verdict="fix").exists()
    state = "to_mend" if to_mend else "complete" if reported else "nil" if nil else "expected"
    Return.everywhere.filter(pk=filed_in.pk).update(state=state)


def place_row(row: FiledRow, standing: list[ReturnRow], *, upload: Upload, at: datetime) -> str:
    """Put one row where it belongs and return which of ``new``, ``replaced``, ``unchanged`` that was."""
    old = mended_row(row, standing, upload=upload)
    if old is not None and old.digest == row.digest:
        return "unchanged"
    if old is None:
        fresh = row_read(row, filed_in=upload.filed_in, upload=upload, at=at)
        fresh.save()
        standing.append(fresh)
        return "new"
    standing[standing.index(old)] = replace(old, row, upload=upload, at=at)
    return "replaced"


def row_read(
    row: FiledRow,
    *,
    filed_in: Return,
    upload: Upload | None,
    at: datetime,
    declared_by: Account | None = None,
    household: Household | None = None,
) -> ReturnRow:
    """Return ``row`` as it is kept, sealed but not yet saved; an accepted one has its household.

    Without an ``upload`` the household declared itself, or ``declared_by`` did on its behalf.
    """
    fresh = ReturnRow(
        filed_in=filed_in,
        owner_union_id=filed_in.owner_union_id,
        upload=upload,
        declared_by=declared_by,
        sheet=row.sheet[:60],
        row=row.row,
        key=row.key,
        name=row.name[:60],
        verdict=row.verdict,
        faults=row.faults,
        digest=row.digest,
        read_at=at,
    )
    seal(fresh, "reading", row.text)
    if row.verdict == "accept":
        fresh.household = household or keep_household(row.reading, owner_union_id=filed_in.owner_union_id, at=at)
    return fresh


def replace(
    old: ReturnRow,
    row: FiledRow,
    *,
    upload: Upload | None,
    at: datetime,
    declared_by: Account | None = None,
    household: Household | None = None,
) -> ReturnRow:
    """Put ``row`` in the place of ``old``, which stays as history.

    Only one live row may have a key, so the old one leaves first and for a moment points to itself.
    """
    fresh = row_read(row, filed_in=old.filed_in, upload=upload, at=at, declared_by=declared_by, household=household)
    ReturnRow.everywhere.filter(pk=old.pk).update(replaced_by=old.pk)
    fresh.save()
    ReturnRow.everywhere.filter(pk=old.pk).update(replaced_by=fresh.pk)
    return fresh


def mended_row(row: FiledRow, standing: Sequence[ReturnRow], *, upload: Upload) -> ReturnRow | None:
    """Return the standing row that ``row`` says again or mends, if there is one and only one it can be.

    Two rows of one file that share a name are two people: neither mends the other.
    """
    same_key = [old for old in standing if old.key == row.key]
    if same_key:
        return same_key[0]
    unread = [
        old for old in standing if old.upload_id != upload.pk and old.verdict == "fix" and old.key.startswith("at:")
    ]
    place = (row.sheet, row.row)
    same_place = [old for old in unread if (old.sheet, old.row) == place and old.name in {row.name, ""}]
    if same_place:
        return same_place[0]
    same_name = [old for old in unread if old.name == row.name]
    return same_name[0] if len(same_name) == 1 and row.name else None


def mend_row(old: ReturnRow, row: FiledRow, *, by: Account, at: datetime) -> ReturnRow:
    """Put a row that was mended on the page in the place of ``old``, and bring the return's state up to date.

    Errors: ``MendedMeanwhile`` when somebody mended it first.
    """
    with transaction.atomic():
        standing = list(live_rows(old.filed_in).filter(pk=old.pk))
        if not standing:
            raise MendedMeanwhile("这一行刚刚被改过；请刷新页面看最新的内容")
        taken = live_rows(old.filed_in).exclude(pk=old.pk).filter(key=row.key).exists()
        if taken:
            raise MendedMeanwhile("这个身份证号在这份表里已经有一行了；请核对是不是同一个人")
        replace(old, row, upload=old.upload, at=at, declared_by=old.declared_by)
        settle_state(old.filed_in, nil=False)
        trail.record(by, "mend_row", old, at=at, verdict=row.verdict)
    return live_rows(old.filed_in).get(key=row.key)
