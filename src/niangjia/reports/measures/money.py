"""Figures of money: reserved, paid, for what, how fast."""

from __future__ import annotations

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy

from niangjia.records.accounts.models import Entitlement
from niangjia.reports.measures.households import PROGRAMME
from niangjia.reports.measures.measure import Measure
from niangjia.reports.scope import Scope


def entitlements(scope: Scope, *states: str) -> QuerySet[Entitlement]:
    """Return the benefits of the period's cases that stand in one of ``states``."""
    return Entitlement.objects.within(scope.union_ids).filter(
        case__programme=PROGRAMME, case__period__in=scope.quarters, state__in=states
    )


def aid_by_benefit(scope: Scope) -> dict[str, int]:
    """Return what is reserved or paid for each benefit, in fen."""
    return {
        benefit: int(total)
        for benefit, total in entitlements(scope, "reserved", "paid")
        .values_list("benefit")
        .annotate(total=Sum("amount_fen"))
        .order_by("benefit")
    }


MEASURES = (
    Measure(
        "aid_reserved",
        gettext_lazy("已预留待发"),
        gettext_lazy("本期结论带来的救助金中，已从专项资金预留、银行还没有确认到账的。"),
        "fen",
        lambda scope: entitlements(scope, "reserved"),
        summed="amount_fen",
        table="money",
        section="money",
    ),
    Measure(
        "aid_paid",
        gettext_lazy("发放救助"),
        gettext_lazy("本期结论带来的救助金中，银行已确认到账的，不含已预留未发。"),
        "fen",
        lambda scope: entitlements(scope, "paid"),
        summed="amount_fen",
        table="money",
        section="money",
    ),
)
