"""Needs: raised, put in hand, solved with proof, confirmed by somebody else, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from niangjia.casework import intake, needs, papers
from niangjia.casework.queries import needs as desk
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Paper
from niangjia.records.people.models import Household
from niangjia.records.tasks.models import Measure, Need
from niangjia.records.unions.models import Account, Union

AT_ONCE = 200
"""How many needs a bulk run works on in one transaction."""


@dataclass(frozen=True, slots=True)
class File:
    """A photo or a scanned paper as it came."""

    name: str
    media_type: str
    content: bytes


def raise_need(
    household: Household,
    *,
    kind: str,
    origin: str,
    text: str,
    major: bool = False,
    against_employer: bool = False,
    number: str = "",
    by: Account | None,
    at: datetime,
) -> Case:
    """Open a need of ``household``: what needs a meeting and a tender has three months, all else is done at once."""
    return needs.open_need(
        household,
        matter="need",
        kind=kind,
        origin=origin,
        text=text,
        state="major_open" if major else "need_open",
        major=major,
        against_employer=against_employer,
        number=number,
        by=by,
        at=at,
    )


def raise_difficulty(
    union: Union,
    *,
    worker: str,
    text: str,
    origin: str = "survey",
    major: bool = False,
    against_employer: bool = False,
    household: Household | None = None,
    key: UUID | None = None,
    by: Account | None,
    at: datetime,
) -> Case:
    """Open a difficulty at work that ``worker`` of ``union`` told of; of her no more than the name is kept.

    Somebody of the same name is somebody else, unless ``household`` says that it is the same. The same ``key`` again,
    of a page that was sent twice, is the same difficulty.
    """
    key = key or uuid4()
    number = desk.number_with(key)
    if known := desk.numbered([number]):
        return known[number]
    with transaction.atomic():
        return raise_need(
            household or intake.open_household_by_name(worker, key=key, owner_union_id=union.pk, at=at),
            number=number,
            kind="work",
            origin=origin,
            text=text,
            major=major,
            against_employer=against_employer,
            by=by,
            at=at,
        )


def measure(
    case: Case,
    *,
    what: str,
    due_on: date,
    kind: str = "plain",
    union: Union | None = None,
    account: Account | None = None,
    department: str = "",
    decided_on: date | None = None,
    reference: str = "",
    file: File | None = None,
    by: Account,
    at: datetime,
) -> Measure:
    """Write down who does what by when; without another union the household's own answers for it."""
    with transaction.atomic():
        return needs.add_measure(
            case,
            kind=kind,
            what=what,
            union=union or case.owner_union,
            account=account,
            department=department,
            due_on=due_on,
            decided_on=decided_on,
            reference=reference,
            paper=kept(case, file, kind="minutes", by=by, at=at) if file else None,
            by=by,
            at=at,
        )


def kept(case: Case, file: File, *, kind: str, by: Account, at: datetime) -> Paper:
    """Put a file that proves something into the household's file."""
    return papers.keep_paper(
        case.home,
        kind=kind,
        period=case.period,
        content=file.content,
        name=file.name,
        media_type=file.media_type,
        by=by,
        at=at,
    )


def solve(
    case: Case, *, told: str = "", files: Sequence[File] = (), award: Case | None = None, by: Account, at: datetime
) -> Case:
    """Say that a need is cleared, with what shows it."""
    with transaction.atomic():
        proofs = [kept(case, file, kind="proof", by=by, at=at) for file in files]
        return needs.solve(case, told=told, papers=proofs, award=award, by=by, at=at)


def confirm_by_call(case: Case, *, by: Account, at: datetime) -> Case:
    """Close a solved need after a second colleague called the household."""
    return needs.confirm(case, confirmed_as="call", by=by, at=at)


def answer_by_code(case: Case, *, cleared: bool, lacking: str = "", at: datetime) -> Case:
    """Let the person say that her need is cleared, or that it is not and goes on."""
    if cleared:
        return needs.confirm(case, confirmed_as="person", by=None, at=at)
    return needs.reopen(case, reason=lacking, by=None, at=at)


def confirm_silent(*, at: datetime) -> int:
    """Close by rule what nobody answered in time; return how many that were."""
    silent = desk.silent_needs(on=timezone.localdate(at))
    for need in silent:
        needs.confirm(need.case, confirmed_as="rule", by=None, at=at)
    return len(silent)


@dataclass(frozen=True, slots=True)
class Clearing:
    """How one need is cleared: the measure with its day, what shows it, who solves, who confirms, each when."""

    need: Need
    what: str
    due_on: date
    told: str
    solved_by: Account
    solved_at: datetime
    confirmed_by: Account | None = None
    confirmed_at: datetime | None = None


def clear_needs(clearings: Iterable[Clearing]) -> int:
    """Measure, solve and, where somebody confirmed, close many needs; return how many were solved.

    Each goes through the same desks and the same checks as a single one; they share transactions of two hundred.
    """
    done, batch = 0, list(clearings)
    for start in range(0, len(batch), AT_ONCE):
        with transaction.atomic():
            for one in batch[start : start + AT_ONCE]:
                clear_one(one)
                done += 1
    return done


def clear_one(one: Clearing) -> None:
    """Take one need through measure, solution and confirmation."""
    case = one.need.case
    measure(case, what=one.what, due_on=one.due_on, by=one.solved_by, at=one.solved_at)
    needs.solve(case, told=one.told, by=one.solved_by, at=one.solved_at)
    if one.confirmed_at is not None:
        how = "person" if one.confirmed_by is None else "call"
        needs.confirm(case, confirmed_as=how, by=one.confirmed_by, at=one.confirmed_at)
