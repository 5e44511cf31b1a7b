"""Figures of households: on the register, entered, by tier."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy

from niangjia.records.cases.models import Case, Decision
from niangjia.reports.measures.measure import Measure
from niangjia.reports.scope import Scope

PROGRAMME = "hardship"
NOT_IN_DIFFICULTY = ("none", "cannot_tell", "")


def signed_cases(scope: Scope) -> QuerySet[Case]:
    """Return the cases of the period whose newest decision finds the household in difficulty.

    Two filings that were signed before they were merged are one household, which counts once; so is one that was
    signed in several quarters of a year: its newest case counts.
    """
    signed = each_signed_case(scope)
    later = signed.filter(household=OuterRef("household"), period__gt=OuterRef("period"))
    once = signed if len(scope.quarters) == 1 else signed.exclude(Exists(later))
    return once.exclude(household__merged_into__in=each_signed_case(scope).values("household_id"))


def each_signed_case(scope: Scope) -> QuerySet[Case]:
    """Return the same cases, each filing of a household and each quarter by itself."""
    newest = Decision.everywhere.filter(assessment__case=OuterRef("pk")).order_by("-id")
    return (
        Case.objects.within(scope.union_ids)
        .filter(programme=PROGRAMME, period__in=scope.quarters)
        .annotate(decided=Subquery(newest.values("tier")[:1]), decided_at=Subquery(newest.values("signed_at")[:1]))
        .exclude(Q(decided__isnull=True) | Q(decided__in=NOT_IN_DIFFICULTY))
    )


def tiers_by_union(scope: Scope) -> dict[int, dict[str, int]]:
    """Return for each union how many households stand in each tier."""
    counted: dict[int, dict[str, int]] = {}
    for union, tier, total in (
        signed_cases(scope)
        .values_list("owner_union", "decided")  # type: ignore[misc]  # untyped-library: the annotation of signed_cases
        .annotate(total=Count("pk"))
        .order_by("owner_union")
    ):
        counted.setdefault(union, {})[tier] = total
    return counted


MEASURES = (
    Measure(
        "households_filed",
        gettext_lazy("本期签字的困难家庭"),
        gettext_lazy("本期结论已经签字，属于深度困难、相对困难或意外致困的家庭，按户计，合并的只计一次。"),
        "household",
        signed_cases,
    ),
)
