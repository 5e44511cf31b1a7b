"""One run over many members: a whole province enters at once, row for row as the desks would write it.

The desks know a worker and admit him one at a time; this does the same for many with a handful of statements. The trail
has one event a union, with how many entered, in place of two a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.joining import number_index, phone_index
from niangjia.casework.search import terms_of
from niangjia.records.people.models import Membership, Worker, WorkerTerm
from niangjia.records.sealing import seal
from niangjia.records.unions.models import Account, Union
from niangjia.values.identifiers import identity
from niangjia.values.names import initials_of, pinyin_of
from niangjia.values.text import compatible

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Entered:
    """One person who enters: in which union, since when, and what is known; without a day he is known and no member."""

    union: Union
    name: str
    since: date | None = None
    id_number: str = ""
    id_kind: str = ""
    phone: str = ""
    address: str = ""
    employer: str = ""
    group: str = ""


def enter_people(people: Iterable[Entered], *, by: Account | None, at: datetime) -> int:
    """Let many people enter whom nobody knows yet; return how many.

    Their numbers must be sound and new: this is for a roster that was checked, or for an invented province.

    Errors: ``IntegrityError`` when a number is known already; nothing of its part of the run is kept then.
    """
    waiting, entered = iter(people), 0
    while some := list(islice(waiting, AT_ONCE)):
        with transaction.atomic():
            entered += enter_some(some, at=at)
            for union, count in Counter(one.union for one in some).items():
                trail.record(by, "enter_people", union, at=at, union_id=union.pk, count=count)
    return entered


def enter_some(some: list[Entered], *, at: datetime) -> int:
    """Write the rows of some people: workers, terms, memberships."""
    workers = [worker_of(one, at=at) for one in some]
    Worker.everywhere.bulk_create(workers)
    write_terms(workers)
    Membership.everywhere.bulk_create(
        Membership(worker=worker, owner_union=one.union, from_on=one.since, begins_as="joined")
        for one, worker in zip(some, workers, strict=True)
        if one.since is not None
    )
    return len(workers)


def worker_of(one: Entered, *, at: datetime) -> Worker:
    """Return the row of one person, as the desk of joining writes it."""
    told = identity(one.id_number, on=timezone.localdate(at)) if one.id_number else None
    number = "" if told is None else told.number
    worker = Worker(
        owner_union=one.union,
        name=one.name[:60],
        pinyin=pinyin_of(one.name)[:120],
        initials=initials_of(one.name)[:30],
        id_kind=one.id_kind or ("" if told is None else told.kind or ""),
        id_index=number_index(number),
        phone_index=phone_index(one.phone),
        group=one.group,
        employer=one.employer[:120],
        known_at=at,
    )
    for field, text in (("id_number", number), ("phone", compatible(one.phone)), ("address", one.address)):
        seal(worker, field, text or None)
    return worker


def write_terms(workers: Iterable[Worker]) -> None:
    """Write the terms by which ``workers`` are found: some ten a worker, so no object is made of each."""
    table, quote = WorkerTerm._meta, connection.ops.quote_name
    columns = ", ".join(quote(name) for name in ("worker_id", "kind", "term"))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(table.db_table)} ({columns}) VALUES (%s, %s, %s)",  # noqa: S608  own-input
            [(worker.pk, kind, term) for worker in workers for kind, term in sorted(terms_of(worker))],
        )
