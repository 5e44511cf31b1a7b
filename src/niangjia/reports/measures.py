"""Measures: what a figure counts. The value is always a count or a sum over the very rows that the figure opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy

from niangjia.records.accounts.models import Entitlement
from niangjia.records.cases.models import Case, Decision
from niangjia.records.papers.models import Return
from niangjia.values.periods import Quarter

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

HARDSHIP = "hardship"
"""The programme that judges the quarter; needs, wishes and awards in kind are cases of another."""
NOT_IN_DIFFICULTY = ("none", "cannot_tell", "")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a scorecard looks at: within which unions (ids, or a subquery of them), in which quarter."""

    union_ids: Iterable[int] | QuerySet[Any]
    period: str

    @property
    def before(self) -> Scope:
        """The same unions one quarter earlier."""
        return Scope(self.union_ids, str(Quarter.parse(self.period).previous))


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: its words, its rows, and how they are added up.

    ``unit`` is ``household``, ``fen`` or ``union``; ``summed`` names the field that is summed, else rows are counted.
    """

    key: str
    label: StrPromise
    definition: StrPromise
    unit: str
    rows: Callable[[Scope], QuerySet[Any]]
    summed: str = ""

    def value(self, scope: Scope) -> int:
        """Return the figure."""
        rows = self.rows(scope)
        if not self.summed:
            return rows.count()
        return int(rows.aggregate(total=Sum(self.summed))["total"] or 0)

    def by_union(self, scope: Scope) -> dict[int, int]:
        """Return the figure of each owning union."""
        how = Sum(self.summed) if self.summed else Count("pk")
        return {
            union: int(total or 0)
            for union, total in self.rows(scope).values_list("owner_union").annotate(total=how).order_by("owner_union")
        }


def signed_cases(scope: Scope) -> QuerySet[Case]:
    """Return the cases of the quarter whose newest decision finds the household in difficulty.

    Two filings that were signed before they were merged are one household, which counts once.
    """
    signed = each_signed_case(scope)
    return signed.exclude(household__merged_into__in=each_signed_case(scope).values("household_id"))


def each_signed_case(scope: Scope) -> QuerySet[Case]:
    """Return the same cases, each filing of a household by itself."""
    newest = Decision.everywhere.filter(assessment__case=OuterRef("pk")).order_by("-id")
    return (
        Case.objects.within(scope.union_ids)
        .filter(period=scope.period, programme=HARDSHIP)
        .annotate(decided=Subquery(newest.values("tier")[:1]), decided_at=Subquery(newest.values("signed_at")[:1]))
        .exclude(Q(decided__isnull=True) | Q(decided__in=NOT_IN_DIFFICULTY))
    )


def entered_cases(scope: Scope) -> QuerySet[Case]:
    """Return those of ``signed_cases`` whose household was not among them one quarter earlier."""
    before = each_signed_case(scope.before)
    merged = before.filter(household__merged_into__isnull=False)
    return (
        signed_cases(scope)
        .exclude(household_id__in=before.values("household_id"))
        .exclude(household_id__in=merged.values("household__merged_into_id"))
    )


def entitlements(scope: Scope, *states: str) -> QuerySet[Entitlement]:
    """Return the benefits of the quarter's cases that stand in one of ``states``."""
    return Entitlement.objects.within(scope.union_ids).filter(
        case__period=scope.period, case__programme=HARDSHIP, state__in=states
    )


def returns(scope: Scope, *states: str) -> QuerySet[Return]:
    """Return the returns owed for the quarter that stand in one of ``states``; with none given, all."""
    owed = Return.objects.within(scope.union_ids).filter(period=scope.period)
    return owed.filter(state__in=states) if states else owed


MEASURES: Mapping[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "households_filed",
            gettext_lazy("在档困难家庭"),
            gettext_lazy("本季度结论已经签字，属于深度困难、相对困难或意外致困的家庭，按户计，合并的只计一次。"),
            "household",
            signed_cases,
        ),
        Measure(
            "households_entered",
            gettext_lazy("本季度新进"),
            gettext_lazy("在档困难家庭中，上一季度不在档的，按户计。"),
            "household",
            entered_cases,
        ),
        Measure(
            "aid_reserved",
            gettext_lazy("已预留待发"),
            gettext_lazy("本季度结论带来的救助金中，已从专项资金预留、银行还没有确认到账的。"),
            "fen",
            lambda scope: entitlements(scope, "reserved"),
            "amount_fen",
        ),
        Measure(
            "aid_paid",
            gettext_lazy("发放救助"),
            gettext_lazy("本季度结论带来的救助金中，银行已确认到账的，不含已预留未发。"),
            "fen",
            lambda scope: entitlements(scope, "paid"),
            "amount_fen",
        ),
        Measure(
            "returns_sent",
            gettext_lazy("已上报工会"),
            gettext_lazy("应报摸排表的工会中，已经报来的，零报告也算。"),
            "union",
            lambda scope: returns(scope, "complete", "nil", "to_mend"),
        ),
    )
}


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


def aid_by_benefit(scope: Scope) -> dict[str, int]:
    """Return what is reserved or paid for each benefit, in fen."""
    return {
        benefit: int(total)
        for benefit, total in entitlements(scope, "reserved", "paid")
        .values_list("benefit")
        .annotate(total=Sum("amount_fen"))
        .order_by("benefit")
    }


def periods(union_ids: Iterable[int] | QuerySet[Any]) -> list[str]:
    """Return the quarters for which anything was owed, newest first."""
    return list(Return.objects.within(union_ids).values_list("period", flat=True).distinct().order_by("-period"))
