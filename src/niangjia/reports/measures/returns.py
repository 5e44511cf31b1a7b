"""Figures of returns: who has sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from niangjia.records.papers.models import Return
from niangjia.reports.measures.measure import Measure
from niangjia.reports.scope import Scope


def returns(scope: Scope, *states: str) -> QuerySet[Return]:
    """Return the returns owed for the period that stand in one of ``states``; with none given, all."""
    owed = Return.objects.within(scope.union_ids).filter(period__in=scope.quarters)
    return owed.filter(state__in=states) if states else owed


def periods(union_ids: Iterable[int] | QuerySet[Any]) -> list[str]:
    """Return the quarters for which anything was owed, newest first."""
    return list(Return.objects.within(union_ids).values_list("period", flat=True).distinct().order_by("-period"))


def newest_with_figures(union_ids: Iterable[int] | QuerySet[Any]) -> str | None:
    """Return the newest quarter in which anything has come in; ``None`` before the first return."""
    come = Return.objects.within(union_ids).exclude(state="expected")
    return come.order_by("-period").values_list("period", flat=True).first()


SENT = ("complete", "nil", "to_mend")


MEASURES = (
    Measure(
        "returns_coverage",
        gettext_lazy("摸排覆盖"),
        gettext_lazy("本期应报摸排表的工会中，已经报来的占百分之几，零报告也算，只舍不入；100 就是一家不落。"),
        "percent",
        returns,
        having=Q(state__in=SENT),
        table="return",
        section="returns",
    ),
    Measure(
        "returns_sent",
        gettext_lazy("已上报工会"),
        gettext_lazy("应报摸排表的工会中，已经报来的，零报告也算。"),
        "union",
        lambda scope: returns(scope, *SENT),
        table="return",
        section="returns",
    ),
)
