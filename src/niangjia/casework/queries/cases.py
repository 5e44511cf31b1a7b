"""Cases with their people, steps, clocks and signatures. Callers reach a case through somebody's scope first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, QuerySet

from niangjia.records.cases.models import Assessment, Case, Clock, Decision, Override, Step
from niangjia.records.people.models import Person


def members(household_id: int) -> list[Person]:
    """Return the members of a household, its head first."""
    return sorted(
        Person.everywhere.filter(household_id=household_id), key=lambda person: (person.relation != "本人", person.pk)
    )


def steps(case: Case) -> list[Step]:
    """Return the steps that ``case`` has taken, in order."""
    return list(Step.objects.filter(case=case).select_related("by"))


def running_clock(case: Case, step: str) -> Clock | None:
    """Return the clock that runs for ``step``."""
    return Clock.objects.filter(case=case, step=step, stopped_at__isnull=True).first()


def running_clocks(case: Case) -> list[Clock]:
    """Return the clocks that run on ``case``, what is due first on top."""
    return list(Clock.objects.filter(case=case, stopped_at__isnull=True).order_by("due_on", "id"))


def decision_on(assessment: Assessment) -> Decision | None:
    """Return the signature under ``assessment``."""
    return Decision.everywhere.filter(assessment=assessment).select_related("signed_by", "override").first()


def overrides_on(cases: Sequence[Case]) -> list[Override]:
    """Return every override proposed on a verdict of ``cases``, agreed to or not, the newest first."""
    found = Override.everywhere.filter(assessment__case__in=cases).order_by("-proposed_at", "-id")
    return list(found.select_related("assessment__case", "proposed_by", "checked_by"))


def overrides_in_force(assessments: Iterable[Assessment]) -> dict[int, Override]:
    """Return the override that a second person agreed to on each of ``assessments``, by case."""
    found = Override.everywhere.filter(assessment__in=[one.pk for one in assessments], state="confirmed")
    return {one.assessment.case_id: one for one in found.select_related("assessment").order_by("-id")}


def tier_counts(cases: QuerySet[Case]) -> dict[str, int]:
    """Return how many of ``cases`` stand in each tier."""
    return dict(cases.values_list("tier").annotate(count=Count("pk")).order_by("tier"))


def newest_assessments(cases: Sequence[Case]) -> dict[int, Assessment]:
    """Return the newest assessment of each of ``cases``, by case."""
    return {one.case_id: one for one in Assessment.everywhere.filter(case__in=cases).order_by("id")}


def heads(cases: Sequence[Case]) -> dict[int, Person]:
    """Return the head of the household of each of ``cases``, by household."""
    people = Person.everywhere.filter(household__in=[case.household_id for case in cases], relation="本人")
    return {person.household_id: person for person in people}


def tiers_in(cases: Sequence[Case], *, periods: Iterable[str]) -> dict[tuple[int, str], str]:
    """Return the tiers in which the households of ``cases`` stood in other periods, by household and period."""
    households = [case.home_id for case in cases]
    found = Case.everywhere.filter(household__in=households, period__in=list(periods), matter="").exclude(tier="")
    return {(household, period): tier for household, period, tier in found.values_list("household", "period", "tier")}


def same_household_case(case: Case, *, period: str) -> Case | None:
    """Return the case of the same household and programme in another period."""
    return Case.everywhere.filter(
        household_id=case.home_id, programme=case.programme, matter=case.matter, period=period
    ).first()


def judged_cases(union_id: int, *, programme: str, period: str) -> QuerySet[Case]:
    """Return the cases of one union in a period."""
    return Case.everywhere.filter(owner_union_id=union_id, period=period, programme=programme, matter="")
