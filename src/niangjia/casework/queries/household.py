"""What a household that shows its code may see: its cases, whose turn it is, by when, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from niangjia import catalogue
from niangjia.casework.queries.tree import ancestors
from niangjia.engines.lifecycle import Lifecycle
from niangjia.engines.lifecycle import Step as CharterStep
from niangjia.records.accounts.models import Entitlement
from niangjia.records.cases.models import Case, Clock, Decision, Step
from niangjia.records.people.models import Household
from niangjia.records.unions.models import TERRITORY, Union

COUNTY_ROLES = frozenset({"county", "finance", "leader"})
TAKES_BACK = frozenset({"undo_leave"})
"""Steps that take back what was decided: nobody waits for them."""
COUNTY_KINDS = ("county", "city", "province")


@dataclass(frozen=True, slots=True)
class Stand:
    """How one case stands: the steps it took, the clocks that run, the steps still to come, what was signed."""

    case: Case
    taken: tuple[Step, ...]
    clocks: tuple[Clock, ...]
    coming: tuple[CharterStep, ...]
    may_do: tuple[CharterStep, ...]
    decision: Decision | None
    benefits: tuple[Entitlement, ...]


def whole_household(household: Household) -> set[int]:
    """Return the ids of everything that counts as this household today: what it was merged into and what into it."""
    while household.merged_into is not None:
        household = household.merged_into
    found, latest = {household.pk}, {household.pk}
    while latest:
        latest = set(Household.everywhere.filter(merged_into__in=latest).values_list("pk", flat=True)) - found
        found |= latest
    return found


def stands_of(household: Household, *, off: Callable[[Case], frozenset[str]]) -> list[Stand]:
    """Return how every case of a household stands, newest first; asked for all at once.

    ``off`` tells which optional steps the union of a case does without.
    """
    return stands_of_cases(Case.everywhere.filter(household_id__in=whole_household(household)), off=off)


def stands_of_cases(asked: QuerySet[Case], *, off: Callable[[Case], frozenset[str]]) -> list[Stand]:
    """Return how each of the cases ``asked`` for stands, newest first."""
    cases = list(asked.select_related("owner_union", "household", "worker").order_by("-opened_at", "-id"))
    taken = grouped(Step.objects.filter(case__in=cases).select_related("by").order_by("id"))
    clocks = grouped(Clock.objects.filter(case__in=cases, stopped_at__isnull=True).order_by("due_on", "id"))
    benefits = grouped(Entitlement.everywhere.filter(case__in=cases).order_by("id"))
    signed = {
        decision.assessment.case_id: decision
        for decision in Decision.everywhere.filter(assessment__case__in=cases)
        .select_related("assessment", "signed_by")
        .order_by("id")
    }
    return [
        Stand(
            case,
            tuple(taken.get(case.pk, ())),
            tuple(clocks.get(case.pk, ())),
            coming_steps(case, off(case)),
            member_steps(case),
            signed.get(case.pk),
            tuple(benefits.get(case.pk, ())),
        )
        for case in cases
    ]


def grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Return rows by the case they belong to."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found


def coming_steps(case: Case, off: frozenset[str]) -> tuple[CharterStep, ...]:
    """Return the steps that lead on from where ``case`` stands if all goes on as usual, in order."""
    lifecycle = catalogue.programme(case.programme).lifecycle
    state, seen, way = case.state, {case.state}, []
    while (following := usual_step(lifecycle, state, seen, off)) is not None:
        way.append(following)
        state = following.to_state
        seen.add(state)
    return tuple(way)


def usual_step(lifecycle: Lifecycle, state: str, seen: set[str], off: frozenset[str]) -> CharterStep | None:
    """Return the step that usually follows: the first that is somebody's duty and leads somewhere new.

    What is owed within a time comes before what may also be done, as to release money comes after to pay it.
    """
    open_now = lifecycle.open_steps(state, off=off)
    fresh = [step for step in open_now if step.to_state not in seen and step.key not in TAKES_BACK]
    duties = [step for step in fresh if step.role != "member"]
    owed = [step for step in duties if step.within is not None]
    return next(iter(owed or duties or [step for step in fresh if step.key in {"confirm"}]), None)


def member_steps(case: Case) -> tuple[CharterStep, ...]:
    """Return the steps that the household itself may take now."""
    lifecycle = catalogue.programme(case.programme).lifecycle
    return tuple(step for step in lifecycle.open_steps(case.state) if step.role == "member")


def who_answers(union: Union, role: str, *, on: date) -> Union:
    """Return the union whose turn it is: the one of the case, or the county's above it."""
    if role not in COUNTY_ROLES:
        return union
    above = ancestors(union.pk, line=TERRITORY, on=on)
    return next((one for one in above if one.kind in COUNTY_KINDS), above[-1] if above else union)
