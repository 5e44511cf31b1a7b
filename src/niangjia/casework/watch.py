"""The watch desk: who left is visited again; a signal of relapse is checked in time, and re-opens or is put aside."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from niangjia import catalogue
from niangjia.casework import trail
from niangjia.casework.families import root_of
from niangjia.casework.progress import MovedMeanwhile, start_clocks
from niangjia.casework.standing import HARDSHIP
from niangjia.engines.calendar import deadline, months_after
from niangjia.records.cases.models import Case, Exit, Revisit, Signal, Standing
from niangjia.records.people.models import Household
from niangjia.records.sealing import seal
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter

CLOSED = ("guided", "left", "granted", "reserved", "paid", "withdrawn")
"""The states in which a quarter's case is over, or taken back: a signal then opens one in the next quarter."""
ANSWERED_MEANWHILE = "别的同事刚刚核查过这条情况；请刷新页面"


class NotWatched(NiangjiaError):
    """The household is not watched any more, or never was."""

    code = "not_watched"


def watched(family_id: int, *, on: date) -> Exit | None:
    """Return the leaving after which a family is watched on a day; none for one that stands on the register."""
    if Standing.everywhere.filter(family_id=family_id, ended_on__isnull=True).exists():
        return None
    gone = Exit.everywhere.filter(standing__family_id=family_id, state__in=("stands", "undoing"), left_on__lte=on)
    last = gone.select_related("standing").order_by("-left_on", "-id").first()
    return last if last is not None and last.watched_until is not None and last.watched_until > on else None


def note_signal(
    household: Household, *, kind: str, origin: str, told: str, on: date, by: Account, at: datetime
) -> Signal:
    """Note something that may throw a household back; on one that is watched it starts a clock to check it.

    ``kind`` and ``origin`` are keys of the charter; ``on`` is the day it happened. What happened too long ago to say
    anything still is only kept.
    """
    programme, today = catalogue.programme(HARDSHIP), timezone.localdate(at)
    family = root_of(household.pk)
    relevant_until = months_after(on, programme.signals[kind].relevant.count)
    leaving = watched(family, on=today)
    wanted = leaving is not None and relevant_until > today
    signal = Signal(
        household=household,
        family_id=family,
        owner_union_id=household.owner_union_id,
        leaving=leaving,
        kind=kind,
        origin=origin,
        happened_on=on,
        relevant_until=relevant_until,
        due_on=check_due(today) if wanted else None,
        state="open" if wanted else "kept",
        noted_by=by,
        noted_at=at,
    )
    seal(signal, "told", told)
    with transaction.atomic():
        signal.save()
        trail.record(by, "note_signal", signal, at=at, kind=kind, origin=origin, state=signal.state)
    return signal


def check_due(today: date) -> date:
    """Return by when a signal is checked whose clock starts today."""
    check = catalogue.programme(HARDSHIP).aftercare["check"]
    return deadline(today, count=check.count, unit=check.unit).due_on


def open_kept(leaving: Exit, *, at: datetime) -> int:
    """Start the clock of what was noted while a leaving waited for its second person; return how many are open now.

    Whoever proposed the leaving did not know of it, so somebody looks at it now.
    """
    if leaving.watched_until is None:
        return 0
    today = timezone.localdate(at)
    return Signal.everywhere.filter(
        family_id=leaving.standing.family_id, state="kept", noted_at__gte=leaving.proposed_at, relevant_until__gt=today
    ).update(state="open", leaving=leaving, due_on=check_due(today))


def dismiss_signal(signal: Signal, *, told: str, by: Account, at: datetime) -> None:
    """Put a signal aside as of no bearing, saying why.

    Errors: ``MovedMeanwhile`` when somebody answered it before.
    """
    with transaction.atomic():
        answer(signal, state="dismissed", told=told, case=None, by=by, at=at)
        trail.record(by, "dismiss_signal", signal, at=at)


def reopen(signal: Signal, *, told: str, by: Account, at: datetime) -> Case:
    """Take the household of a signal up again: a case on the normal way, in the current quarter.

    A case of this quarter that goes on is joined; where this quarter's is over, the next quarter's is opened. Earlier
    standings and leavings stay what they are.

    Errors: ``MovedMeanwhile`` when somebody answered the signal before.
    """
    with transaction.atomic():
        case = case_to_join(Household.everywhere.get(pk=signal.family_id), by=by, at=at)
        answer(signal, state="reopened", told=told, case=case, by=by, at=at)
        trail.record(by, "reopen", case, at=at, signal=signal.kind)
    return case


def case_to_join(household: Household, *, by: Account, at: datetime) -> Case:
    """Return the case in which a household is looked at again, this quarter's or the next one's, opened if new."""
    now = Quarter.of(timezone.localdate(at))
    known = Case.everywhere.filter(programme=HARDSHIP, matter="", household=household)
    over = known.filter(period=str(now), state__in=CLOSED).exists()
    period = str(now.next if over else now)
    case, fresh = Case.everywhere.get_or_create(
        programme=HARDSHIP,
        matter="",
        period=period,
        household=household,
        defaults={
            "owner_union_id": household.owner_union_id,
            "number": f"{period}-{household.pk:05d}",
            "state": "filed",
            "opened_at": at,
            "opened_by": by,
        },
    )
    if fresh:
        start_clocks(case, at=at)
    return case


def answer(signal: Signal, *, state: str, told: str, case: Case | None, by: Account, at: datetime) -> None:
    """Write the answer to a signal that is still open.

    Errors: ``MovedMeanwhile`` when somebody answered it before.
    """
    seal(signal, "answer", told)
    claimed = Signal.everywhere.filter(pk=signal.pk, state="open").update(
        state=state, answer=signal.answer, case=case, answered_by=by, answered_at=at
    )
    if not claimed:
        raise MovedMeanwhile(ANSWERED_MEANWHILE)
    signal.state, signal.case = state, case


def log_revisit(leaving: Exit, *, told: str, is_well: bool, on: date, by: Account, at: datetime) -> Revisit:
    """Write down a visit to a household that left, and plan the next one while it is watched.

    Errors: ``NotWatched`` when the leaving does not stand, or the time of watching is over.
    """
    every = catalogue.programme(HARDSHIP).aftercare["revisit"]
    due_on = deadline(on, count=every.count, unit=every.unit).due_on
    visit = Revisit(
        leaving=leaving, owner_union_id=leaving.owner_union_id, visited_on=on, is_well=is_well, by=by, at=at
    )
    seal(visit, "told", told)
    with transaction.atomic():
        going = Exit.everywhere.filter(pk=leaving.pk, state__in=("stands", "undoing"))
        next_on = due_on if leaving.watched_until and due_on < leaving.watched_until else None
        if not going.filter(Q(watched_until__gte=on)).update(revisit_on=next_on):
            raise NotWatched("这一户的关注期已经过了，或退出已经撤销；不用再记回访")
        visit.save()
        trail.record(by, "log_revisit", visit, at=at, is_well=is_well)
    return visit
