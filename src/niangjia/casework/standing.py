"""The standing desk: which household stands on the register of hardship, in which tier, from when to when."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia import catalogue
from niangjia.casework import trail
from niangjia.casework.families import root_of
from niangjia.casework.progress import MovedMeanwhile
from niangjia.records.cases.models import Case, Decision, Exit, Signal, Standing
from niangjia.records.people.models import Household
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError

HARDSHIP = "hardship"
CHANGED = "changed"
MERGED = "merged"
ENDED_MEANWHILE = "别的同事刚刚改过这一户的在档情况；请刷新页面，看过最新情况再办"


class StillOnRegister(NiangjiaError):
    """A household on the register was found not in difficulty: somebody says whether it leaves or is watched on."""

    code = "still_on_register"


def standing_of(household_id: int) -> Standing | None:
    """Return the standing that a household has now, under whichever filing it has gone on, if it has one."""
    return Standing.everywhere.filter(family_id=root_of(household_id), ended_on__isnull=True).first()


def enter(household: Household, *, decision: Decision, by: Account, at: datetime) -> Standing:
    """Put a household on the register in the tier of a signed decision; one that stands there already goes on.

    Another tier ends the old standing and begins a new one; the same tier changes nothing. A proposal to leave falls.
    One that left before and was found in difficulty again has returned.

    Errors: ``MovedMeanwhile`` when somebody else changed the standing at the same time.
    """
    with transaction.atomic():
        now = standing_of(household.pk)
        if now is not None:
            drop_proposal(now, by=by, at=at)
        if now is not None and now.tier == decision.tier:
            hold(now)
            return now
        today = timezone.localdate(at)
        if now is not None:
            end(now, on=today, ends_as=CHANGED)
        standing = begun(
            household, decision=decision, on=today, begins_as=CHANGED if now is not None else coming_of(household)
        )
        trail.record(by, "enter", standing, at=at, tier=decision.tier, begins_as=standing.begins_as)
    return standing


def begun(household: Household, *, decision: Decision | None, on: date, begins_as: str, tier: str = "") -> Standing:
    """Write a standing that begins on a day.

    Errors: ``MovedMeanwhile`` when the family has got one meanwhile.
    """
    standing = Standing(
        household=household,
        family_id=root_of(household.pk),
        owner_union_id=household.owner_union_id,
        decision=decision,
        tier=tier or (decision.tier if decision else ""),
        from_on=on,
        begins_as=begins_as,
    )
    try:
        with transaction.atomic():
            standing.save()
    except IntegrityError as error:
        raise MovedMeanwhile(ENDED_MEANWHILE) from error
    return standing


def coming_of(household: Household) -> str:
    """Return how a household comes that has no standing now: back again after it left hardship, or as a new one."""
    last = Standing.everywhere.filter(family_id=root_of(household.pk)).order_by("-ended_on", "-id").first()
    reason = catalogue.programme(HARDSHIP).exits.get(last.ends_as) if last else None
    return "returned" if reason is not None and reason.relapses else "entered"


def hold(standing: Standing) -> None:
    """Claim a standing as it is now: whoever ends it at this moment comes after us, or we are refused.

    Errors: ``MovedMeanwhile`` when somebody else ended it before.
    """
    if not Standing.everywhere.filter(pk=standing.pk, ended_on__isnull=True).update(tier=standing.tier):
        raise MovedMeanwhile(ENDED_MEANWHILE)


def end(standing: Standing, *, on: date, ends_as: str) -> None:
    """End a standing, claimed as it is now.

    Errors: ``MovedMeanwhile`` when somebody else ended it before.
    """
    claimed = Standing.everywhere.filter(pk=standing.pk, ended_on__isnull=True).update(ended_on=on, ends_as=ends_as)
    if not claimed:
        raise MovedMeanwhile(ENDED_MEANWHILE)


def drop_proposal(standing: Standing, *, by: Account, at: datetime) -> None:
    """Let a proposal to leave fall that waits for its second person: something else was decided meanwhile."""
    waiting = Exit.everywhere.filter(standing=standing, state="proposed").first()
    if waiting is None:
        return
    with transaction.atomic():
        if Exit.everywhere.filter(pk=waiting.pk, state="proposed").update(
            state="dropped", checked_by=by, checked_at=at
        ):
            trail.record(by, "drop_exit", waiting, at=at)


def keep(case: Case, *, by: Account, at: datetime) -> None:
    """Say that a household stays on the register although this quarter found it above the line: it is watched on."""
    with transaction.atomic():
        now = standing_of(case.home_id)
        if now is not None:
            drop_proposal(now, by=by, at=at)
            hold(now)
            trail.record(by, "keep_standing", now, at=at, period=case.period)


def follow(other: Household, one: Household, *, by: Account, at: datetime) -> None:
    """Let everything that stands under ``other`` go on under ``one``, of which it turned out to be a part.

    History stays as it was and counts once. What is in force goes on as a standing of ``one``, unless it has its own.
    """
    with transaction.atomic():
        now = Standing.everywhere.filter(family=other, ended_on__isnull=True).first()
        own = Standing.everywhere.filter(family=one, ended_on__isnull=True).first()
        today = timezone.localdate(at)
        if now is not None:
            drop_proposal(now, by=by, at=at)
            end(now, on=today, ends_as=MERGED)
        Standing.everywhere.filter(family=other).update(family=one)
        Signal.everywhere.filter(family=other).update(family=one)
        if now is not None and own is None:
            begun(one, decision=now.decision, tier=now.tier, on=today, begins_as="followed")
        if now is not None:
            trail.record(by, "follow", now, at=at, household=one.pk)
