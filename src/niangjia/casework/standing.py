"""The standing desk: which household stands on the register of hardship, in which tier, from when to when."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from niangjia.casework import trail
from niangjia.records.cases.models import Decision, Standing
from niangjia.records.people.models import Household
from niangjia.records.unions.models import Account


def standing_of(household_id: int) -> Standing | None:
    """Return the standing that a household has now, if it has one."""
    return Standing.everywhere.filter(household_id=household_id, ended_on__isnull=True).first()


def enter(household: Household, *, decision: Decision, by: Account, at: datetime) -> Standing:
    """Put a household on the register in the tier of a signed decision; one that stands there already goes on.

    Another tier ends the old standing and begins a new one; the same tier changes nothing.
    """
    with transaction.atomic():
        now = standing_of(household.pk)
        if now is not None and now.tier == decision.tier:
            return now
        today = timezone.localdate(at)
        if now is not None:
            Standing.everywhere.filter(pk=now.pk).update(ended_on=today, ends_as="changed")
        standing = Standing(
            household=household,
            owner_union_id=household.owner_union_id,
            decision=decision,
            tier=decision.tier,
            from_on=today,
        )
        standing.save()
        trail.record(by, "enter", standing, at=at, tier=decision.tier)
    return standing
