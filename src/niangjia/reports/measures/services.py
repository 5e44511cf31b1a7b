"""Figures of services: who was visited, what was offered and redeemed, who was helped the same day."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy

from niangjia.records.provisions.models import Allowance, Delivery, Emergency, Redemption
from niangjia.reports.measures.measure import Measure
from niangjia.reports.scope import Scope


def deliveries(scope: Scope, kind: str) -> QuerySet[Delivery]:
    """Return what was delivered of one kind of service in the period."""
    return Delivery.objects.within(scope.union_ids).filter(kind=kind, on__range=scope.days)


def redemptions(scope: Scope) -> QuerySet[Redemption]:
    """Return what was redeemed in the period and not taken back."""
    begin, end = scope.moments
    redeemed = Redemption.objects.within(scope.union_ids).filter(undone_at__isnull=True)
    return redeemed.filter(redeemed_at__gte=begin, redeemed_at__lt=end)


def allowances(scope: Scope) -> QuerySet[Allowance]:
    """Return the monthly quotas that were given in the period."""
    begin, end = scope.moments
    return Allowance.objects.within(scope.union_ids).filter(given_at__gte=begin, given_at__lt=end)


def emergencies(scope: Scope) -> QuerySet[Emergency]:
    """Return the emergencies that were verified, and so helped, in the period."""
    begin, end = scope.moments
    return Emergency.objects.within(scope.union_ids).filter(verified_at__gte=begin, verified_at__lt=end)


def helped_the_same_day(scope: Scope) -> QuerySet[Emergency]:
    """Return those of ``emergencies`` that were helped on the day they were heard of."""
    days = emergencies(scope).annotate(heard_on=TruncDate("case__opened_at"), helped_on=TruncDate("verified_at"))
    return days.filter(Q(helped_on=F("heard_on")))


MEASURES = (
    Measure(
        "people_visited",
        gettext_lazy("走访慰问"),
        gettext_lazy("本期送服务登记里的走访，按登记的人数加起来；入户核实的走访另外算。"),
        "turn",
        lambda scope: deliveries(scope, "visit"),
        summed="quantity",
        table="delivery",
        section="services",
    ),
    Measure(
        "posts_offered",
        gettext_lazy("推送岗位"),
        gettext_lazy("本期送服务登记里的岗位，按登记的数量加起来。"),
        "post",
        lambda scope: deliveries(scope, "jobs"),
        summed="quantity",
        table="delivery",
        section="services",
    ),
    Measure(
        "quotas_given",
        gettext_lazy("新给的每月额度"),
        gettext_lazy("本期新给家庭的每月服务额度，一户一项服务算一件。"),
        "piece",
        allowances,
        table="allowance",
        section="services",
    ),
    Measure(
        "services_redeemed",
        gettext_lazy("凭卡领的服务"),
        gettext_lazy("本期家庭凭帮扶卡在服务点领用的次数，一件算一次，当场撤回的不算。"),
        "time",
        redemptions,
        table="redemption",
        section="services",
    ),
    Measure(
        "emergencies",
        gettext_lazy("应急帮扶"),
        gettext_lazy("本期核实并开始帮扶的应急帮扶，按核实的时间算。"),
        "household",
        emergencies,
        table="emergency",
        section="services",
    ),
    Measure(
        "emergencies_same_day",
        gettext_lazy("当天就帮的"),
        gettext_lazy("本期的应急帮扶中，知道的当天就核实并开始帮扶的。"),
        "household",
        helped_the_same_day,
        table="emergency",
        section="services",
    ),
)
