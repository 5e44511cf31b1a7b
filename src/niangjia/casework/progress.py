"""The progress desk: the only place where a case changes its state, and where clocks start and stop."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from niangjia import catalogue
from niangjia.casework import trail
from niangjia.casework.adoption import held_number, steps_off
from niangjia.casework.families import one_with
from niangjia.engines.calendar import day_owed, deadline_by_hour
from niangjia.engines.lifecycle import Within
from niangjia.records.cases.models import Case, Clock, Step
from niangjia.records.papers.models import Paper
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter

MOVED = "别的同事刚刚动过这个办件；请刷新页面，看过最新情况再办"


class MovedMeanwhile(NiangjiaError):
    """Somebody else moved the case between the look and the deed."""

    code = "moved_meanwhile"


def advance(case: Case, *, step: str, by: Account | None, at: datetime, note: str = "") -> Case:
    """Take ``step`` on ``case``: claim its state, write the step, stop the clocks it ran under, start the next ones.

    Without an account it is the household itself, or whoever helps it, that takes the step.

    Errors: ``StepNotAllowed`` when the charter has no such step from here; ``PaperMissing`` when a paper that it wants
    is not in the file; ``MovedMeanwhile`` when somebody else was quicker – then nothing is changed.
    """
    lifecycle = catalogue.programme(case.programme).lifecycle
    way = lifecycle.step(step, case.state, off=switched_off(case))
    with transaction.atomic():
        if way.papers:
            lifecycle.refuse_without_papers(way, kinds=papers_in_file(case))
        claimed = Case.everywhere.filter(pk=case.pk, state=way.from_state, version=case.version).update(
            state=way.to_state, version=F("version") + 1
        )
        if not claimed:
            raise MovedMeanwhile(MOVED)
        before, case.state, case.version = case.state, way.to_state, case.version + 1
        Step.objects.create(
            case=case, key=step, from_state=before, to_state=way.to_state, by=by, at=at, note=note[:400]
        )
        Clock.objects.filter(case=case, stopped_at__isnull=True).exclude(step__in=way.keeps).update(stopped_at=at)
        start_clocks(case, at=at, running=way.keeps)
        for owed in sorted(way.resumes):
            resume_clock(case, step=owed)
        trail.record(by, step, case, at=at, from_state=before, to_state=way.to_state)
    return case


def papers_in_file(case: Case) -> set[str]:
    """Return the kinds of paper that count in the file of the household of ``case`` for its period."""
    found = Paper.everywhere.filter(
        household__in=one_with(case.home), period=case.period, withdrawn_at__isnull=True
    ).values_list("kind", flat=True)
    return set(found)


def touch(case: Case) -> None:
    """Claim ``case`` as it was seen, and leave it in its state: whoever moves it at this moment is refused, or we are.

    Errors: ``MovedMeanwhile`` when somebody else was quicker.
    """
    seen = Case.everywhere.filter(pk=case.pk, state=case.state, version=case.version)
    if not seen.update(version=F("version") + 1):
        raise MovedMeanwhile(MOVED)
    case.version += 1


def switched_off(case: Case) -> frozenset[str]:
    """Return the optional steps that the union of ``case`` does without in its quarter."""
    programme = catalogue.programme(case.programme)
    if not programme.lifecycle.optional:
        return frozenset()
    return steps_off(case.owner_union_id, practice=programme.practice, on=Quarter.parse(case.period).last_day)


def resume_clock(case: Case, *, step: str) -> None:
    """Let the newest clock of ``step`` run on to the day it had: no time is won."""
    last = Clock.objects.filter(case=case, step=step).order_by("-id").first()
    if last is not None and last.stopped_at is not None:
        Clock.objects.create(
            case=case,
            step=step,
            role=last.role,
            started_at=last.started_at,
            due_on=last.due_on,
            working=last.working,
        )


def stop_clocks(case: Case, *, at: datetime) -> None:
    """Stop every clock of a case in which nothing is owed any more."""
    Clock.objects.filter(case=case, stopped_at__isnull=True).update(stopped_at=at)


def start_clocks(case: Case, *, at: datetime, running: frozenset[str] = frozenset()) -> None:
    """Start the clock of every step that the charter wants within a time from the state that ``case`` is in.

    Those of the steps ``running`` run already, and run on.
    """
    off = switched_off(case)
    for owed, within in catalogue.programme(case.programme).lifecycle.owed(case.state, off=off):
        if owed.key in running:
            continue
        count, by_hour = numbers_of(case, within, on=timezone.localdate(at))
        reached = (
            day_owed(timezone.localdate(at), count=count, unit=within.unit)
            if by_hour is None
            else deadline_by_hour(timezone.localtime(at), count=count, unit=within.unit, cut_off_hour=by_hour)
        )
        Clock.objects.create(
            case=case,
            step=owed.key,
            role=owed.role,
            started_at=at,
            due_on=reached.due_on,
            working={
                "count": count,
                "unit": within.unit,
                "by_hour": by_hour,
                "source": within.source,
                "skipped": [[day.isoformat(), why] for day, why in reached.skipped],
                "provisional": reached.provisional,
            },
        )


def numbers_of(case: Case, within: Within, *, on: date) -> tuple[int, int | None]:
    """Return how many days ``within`` is for the union of ``case``, and by which hour of the day a state must be there.

    Both are the charter's own, unless it names a number of a practice: then the nearest union's.
    """

    def held(name: str) -> int:
        practice, _slash, number = name.partition("/")
        return held_number(case.owner_union_id, practice=practice, number=number, on=on).value

    count = held(within.count_number) if within.count_number else within.count
    return count, held(within.by_hour_number) if within.by_hour_number else within.by_hour
