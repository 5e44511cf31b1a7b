"""The leaving desk: a household leaves the register for a reason, watched over for a while; a leaving may be undone.

Where the charter wants it, one person proposes and another confirms, and they are two humans.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia import catalogue
from niangjia.casework import trail
from niangjia.casework.assessment import latest_assessment
from niangjia.casework.progress import MovedMeanwhile, advance
from niangjia.casework.provision.allowances import end_standing
from niangjia.casework.review import NO_TIER, ChangedSinceSeen, OwnWork, same_human
from niangjia.casework.standing import CHANGED, HARDSHIP, MERGED, end
from niangjia.casework.watch import open_kept
from niangjia.engines.calendar import deadline, months_after
from niangjia.records.cases.models import Case, Exit, Override, Standing
from niangjia.records.sealing import seal
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError

LEAVES_FROM = ("judged", "visited")
"""The states of a case that ends when its household leaves."""
SIGNED = ("guided", "granted", "reserved", "paid")
"""The states of a case whose verdict was signed: as in no tier, or in one that lies above the line of leaving."""
CHECKED_MEANWHILE = "别的同事刚刚办过这一份退出；请刷新页面"


class NotOnRegister(NiangjiaError):
    """The household does not stand on the register, so it cannot leave it."""

    code = "not_on_register"


class DayNotPossible(NiangjiaError):
    """A household cannot leave before it came, nor on a day that is still to come."""

    code = "day_not_possible"


class AlreadyLeaving(NiangjiaError):
    """Somebody proposed already that this household leaves."""

    code = "already_leaving"


@dataclass(frozen=True, slots=True)
class Parting:
    """How a household is to leave: why, in which words to it, from which day on, and for how many months watched."""

    reason: str
    told: str
    on: date
    watched_months: int


def leave(standing: Standing, *, parting: Parting, case: Case | None = None, by: Account, at: datetime) -> Exit:
    """Let a household leave, or propose it where a second person has to confirm.

    ``case`` is the case of the quarter whose verdict the leaving rests on, if there is one; it ends with it.

    Errors: ``NotOnRegister`` when it does not stand there any more; ``DayNotPossible`` for a day before it came or
    after today; ``AlreadyLeaving`` when it was proposed before; ``MovedMeanwhile`` when somebody was quicker.
    """
    reason = catalogue.programme(HARDSHIP).exits[parting.reason]
    today = timezone.localdate(at)
    if standing.ended_on is not None:
        raise NotOnRegister("这一户现在不在档，不用再办退出；请刷新页面看最新情况")
    if not standing.from_on <= parting.on <= today:
        raise DayNotPossible("退出的日子要在列为困难家庭之后、今天或今天以前；请改一改日期")
    newest = latest_assessment(case) if case is not None else None
    until = months_after(parting.on, parting.watched_months) if reason.watched else None
    leaving = Exit(
        standing=standing,
        owner_union_id=standing.owner_union_id,
        case=case,
        reason=reason.key,
        counts_as=reason.counts_as,
        fingerprint=newest.fingerprint if newest else "",
        left_on=parting.on,
        aid_goes_on=reason.aid_goes_on,
        watched_until=until,
        proposed_by=by,
        proposed_at=at,
    )
    seal(leaving, "told", parting.told)
    with transaction.atomic():
        try:
            with transaction.atomic():
                leaving.save()
        except IntegrityError as error:
            raise AlreadyLeaving("这一户的退出已经有人提出；请先看那一份") from error
        trail.record(by, "propose_exit", leaving, at=at, reason=reason.key)
        if not reason.second_person:
            settle(leaving, by=by, at=at)
    return leaving


def check_exit(leaving: Exit, *, agreed: bool, by: Account, at: datetime) -> Exit:
    """Confirm or drop a proposed leaving as the second person.

    Errors: ``OwnWork`` for whoever proposed it; ``ChangedSinceSeen`` when the verdict it rests on is another by now;
    ``MovedMeanwhile`` when somebody was quicker.
    """
    if same_human(leaving.proposed_by, by):
        raise OwnWork("退出是您提出的；请另一位同事复核")
    with transaction.atomic():
        if agreed:
            settle(leaving, by=by, at=at)
        else:
            claim(leaving, was="proposed", becomes="dropped", checked_by=by, checked_at=at)
            trail.record(by, "drop_exit", leaving, at=at)
    return leaving


def settle(leaving: Exit, *, by: Account, at: datetime) -> None:
    """Make a proposed leaving good: end the standing and its case, plan the next visit, have what was noted checked."""
    claim(leaving, was="proposed", becomes="stands", checked_by=by, checked_at=at)
    end(leaving.standing, on=leaving.left_on, ends_as=leaving.reason)
    if not leaving.aid_goes_on:
        end_standing(leaving.standing.family, by=by, at=at)
    case = leaving.case
    if case is not None:
        refuse_another_verdict(leaving, case)
        if case.state in LEAVES_FROM:
            advance(case, step="leave", by=by, at=at)
    if leaving.watched_until is not None:
        every = catalogue.programme(HARDSHIP).aftercare["revisit"]
        leaving.revisit_on = deadline(timezone.localdate(at), count=every.count, unit=every.unit).due_on
        Exit.everywhere.filter(pk=leaving.pk).update(revisit_on=leaving.revisit_on)
    opened = open_kept(leaving, at=at)
    trail.record(
        by, "leave_register", leaving, at=at, reason=leaving.reason, counts_as=leaving.counts_as, signals=opened
    )


def refuse_another_verdict(leaving: Exit, case: Case) -> None:
    """Refuse when the verdict under a leaving is not what it was: judged anew, sent back, or decided otherwise."""
    newest = latest_assessment(case)
    same = newest is not None and newest.fingerprint == leaving.fingerprint
    if same and catalogue.programme(HARDSHIP).exits[leaving.reason].needs_line:
        otherwise = Override.everywhere.filter(assessment=newest).exclude(state="dropped").exclude(tier=NO_TIER)
        same = case.state in {*LEAVES_FROM, *SIGNED} and not otherwise.exists()
    if not same:
        raise ChangedSinceSeen("结论在提出退出以后变过；请看过新的结论，再重新提出")


def propose_undo(leaving: Exit, *, told: str, by: Account, at: datetime) -> Exit:
    """Propose that a leaving be undone, with the reason; a second person confirms it.

    Errors: ``MovedMeanwhile`` when it does not stand, or somebody proposed it before.
    """
    seal(leaving, "undo_told", told)
    with transaction.atomic():
        claim(leaving, was="stands", becomes="undoing", undo_told=leaving.undo_told, undo_by=by, undo_at=at)
        trail.record(by, "propose_undo", leaving, at=at)
    return leaving


def check_undo(leaving: Exit, *, agreed: bool, by: Account, at: datetime) -> Exit:
    """Confirm the undoing as the second person, or let the leaving stand.

    The standing goes on as if it had never ended. Where the household has come back meanwhile, the two follow on each
    other without a gap, and neither a leaving nor a return is counted.

    Errors: ``OwnWork`` for whoever proposed it; ``MovedMeanwhile`` when somebody was quicker.
    """
    if leaving.undo_by is not None and same_human(leaving.undo_by, by):
        raise OwnWork("撤销是您提出的；请另一位同事复核")
    with transaction.atomic():
        state = "undone" if agreed else "stands"
        claim(leaving, was="undoing", becomes=state, undo_checked_by=by, undo_checked_at=at)
        if agreed:
            rejoin(Standing.everywhere.get(pk=leaving.standing_id))
            case = leaving.case
            if case is not None and case.state == "left":
                advance(case, step="undo_leave", by=by, at=at)
        trail.record(by, "undo_exit" if agreed else "keep_exit", leaving, at=at)
    return leaving


def rejoin(standing: Standing) -> None:
    """Let a standing go on as if it had not ended; up to the next one of the family, where one followed."""
    family = Standing.everywhere.filter(family=standing.family_id).exclude(pk=standing.pk)
    following = family.filter(from_on__gte=standing.ended_on, pk__gt=standing.pk).order_by("from_on", "id").first()
    if following is not None:
        Standing.everywhere.filter(pk=standing.pk).update(ended_on=following.from_on, ends_as=CHANGED)
        Standing.everywhere.filter(pk=following.pk).update(begins_as=CHANGED)
    elif family.filter(ended_on__isnull=True).exists():
        Standing.everywhere.filter(pk=standing.pk).update(ends_as=MERGED)
    else:
        try:
            with transaction.atomic():
                Standing.everywhere.filter(pk=standing.pk).update(ended_on=None, ends_as="")
        except IntegrityError as error:
            raise MovedMeanwhile(CHECKED_MEANWHILE) from error


def claim(leaving: Exit, *, was: str, becomes: str, **written: object) -> None:
    """Move a leaving from one state to the next, if it still is where it was.

    Errors: ``MovedMeanwhile`` when somebody was quicker.
    """
    if not Exit.everywhere.filter(pk=leaving.pk, state=was).update(state=becomes, **written):
        raise MovedMeanwhile(CHECKED_MEANWHILE)
    leaving.state = becomes
    for name, value in written.items():
        setattr(leaving, name, value)
