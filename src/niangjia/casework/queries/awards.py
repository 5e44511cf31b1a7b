"""Awards that wait for the second of two signatures, and whose that can be."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery

from niangjia.casework.access import Actor
from niangjia.casework.queries.due import Due
from niangjia.records.cases.models import Clock
from niangjia.records.provisions.models import Award

WAITS = "award_asked"


def half_signed(actor: Actor) -> QuerySet[Award]:
    """Return the awards that one colleague has agreed to, within the reach of whoever may sign after him.

    Nothing for who may not.
    """
    return actor.rows(Award, "second_awards").filter(case__state=WAITS, seconded_by__isnull=False)


def may_sign(actor: Actor, award: Award) -> bool:
    """Say whether the reader's signature is the next one that an award can take: one human signs once."""
    signed = [one.natural_person for one in (award.asked_by, award.seconded_by) if one is not None]
    if award.case.state != WAITS or actor.account.natural_person in signed:
        return False
    return actor.may("grant_awards") or (award.seconded_by is not None and actor.may("second_awards"))


def due_second_awards(actor: Actor) -> Iterable[Due]:
    """Yield the awards that wait for a second signature, with the day of their clock."""
    if not actor.may("second_awards"):
        return
    running = Clock.objects.filter(case=OuterRef("case"), stopped_at__isnull=True).order_by("due_on")
    waiting = half_signed(actor).annotate(owed_on=Subquery(running.values("due_on")[:1]))
    for award in waiting.select_related("case__household", "owner_union", "asked_by", "seconded_by"):
        yield Due(
            "award",
            award.case_id,
            award.case.home.head_name,
            award.case.number,
            "second_award",
            "leader",
            award.owner_union.short_name,
            award.owed_on,
            award.case.state,
            award.case.period,
            programme=award.case.programme,
            matter="award",
            mine=may_sign(actor, award),
        )
