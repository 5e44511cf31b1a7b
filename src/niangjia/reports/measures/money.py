"""Figures of money: reserved, paid, for what, how fast."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from niangjia.records.accounts.models import Entitlement
from niangjia.reports.measures.households import PROGRAMME
from niangjia.reports.measures.measure import Measure, days_between, middle
from niangjia.reports.scope import Scope

MUTUAL_AID = "mutual_aid"
STUDENTS = ("student_aid", "school_aid")


def entitlements(scope: Scope, *states: str) -> QuerySet[Entitlement]:
    """Return the benefits of the period's cases that stand in one of ``states``."""
    return Entitlement.objects.within(scope.union_ids).filter(
        case__programme=PROGRAMME, case__period__in=scope.quarters, state__in=states
    )


def paid_within(scope: Scope) -> QuerySet[Entitlement]:
    """Return the benefits of every programme that the bank confirmed in the period."""
    begin, end = scope.moments
    paid = Entitlement.objects.within(scope.union_ids).filter(state="paid")
    return paid.filter(paid_at__gte=begin, paid_at__lt=end)


def spent(scope: Scope) -> QuerySet[Entitlement]:
    """Return what was paid for help; mutual aid is the members' own money and is counted apart."""
    return paid_within(scope).exclude(benefit=MUTUAL_AID)


def reserved(scope: Scope) -> QuerySet[Entitlement]:
    """Return the benefits of every programme that were reserved by the end of the period and not paid by then."""
    _begin, end = scope.moments
    rows = Entitlement.objects.within(scope.union_ids).filter(reserved_at__lt=end)
    return rows.filter(Q(state="reserved") | Q(state="paid", paid_at__gte=end))


def aid_reserved(scope: Scope) -> QuerySet[Entitlement]:
    """Return what is reserved for help; mutual aid is counted apart, as in ``spent``."""
    return reserved(scope).exclude(benefit=MUTUAL_AID)


def awards_paid(scope: Scope) -> QuerySet[Entitlement]:
    """Return those of ``spent`` that a project brought, not a verdict."""
    return spent(scope).filter(decision__isnull=True)


def mutual_aid(scope: Scope) -> QuerySet[Entitlement]:
    """Return what mutual aid paid in the period."""
    return paid_within(scope).filter(benefit=MUTUAL_AID)


def students(scope: Scope) -> QuerySet[Entitlement]:
    """Return what was paid for somebody at school in the period."""
    return paid_within(scope).filter(benefit__in=STUDENTS)


def days_to_money(rows: QuerySet[Entitlement]) -> int | None:
    """Return the median of days from asking to the money."""
    return middle(days_between(asked, paid) for asked, paid in rows.values_list("case__opened_at", "paid_at") if paid)


MEASURES = (
    Measure(
        "spent",
        gettext_lazy("支出帮扶资金"),
        gettext_lazy("银行在本期确认到账的各项帮扶金，按到账日算；认定带来的和项目批准的都算，医疗互助另外算。"),
        "fen",
        spent,
        summed="amount_fen",
        table="money",
        section="money",
    ),
    Measure(
        "aid_reserved",
        gettext_lazy("已预留待发"),
        gettext_lazy(
            "到本期最后一天（本期没完的，到现在）已从资金里预留、银行还没有确认到账的各项帮扶金，"
            "不论哪一期的结论；认定带来的和项目批准的都算，医疗互助另外算。"
        ),
        "fen",
        aid_reserved,
        summed="amount_fen",
        table="money",
        section="money",
    ),
    Measure(
        "aid_paid",
        gettext_lazy("发放救助"),
        gettext_lazy("本期结论带来的救助金中，银行已确认到账的，不论哪天到账；不含已预留未发。"),
        "fen",
        lambda scope: entitlements(scope, "paid"),
        summed="amount_fen",
        table="money",
        section="money",
    ),
    Measure(
        "days_to_money",
        gettext_lazy("从申请到到账"),
        gettext_lazy("本期到账的各项帮扶金，从受理那天到银行确认那天的日历天数，取中位数；医疗互助不算。"),
        "day",
        spent,
        taken=days_to_money,
        table="money",
        section="money",
    ),
    Measure(
        "awards_paid",
        gettext_lazy("其中项目帮扶"),
        gettext_lazy("支出帮扶资金中，由批准的项目带来的，不含按结论发的救助；按到账日算。"),
        "fen",
        awards_paid,
        summed="amount_fen",
        table="award",
        section="money",
    ),
    Measure(
        "students",
        gettext_lazy("助学"),
        gettext_lazy("本期到账的金秋助学和助学救助，一笔算一人，按到账日算。"),
        "person",
        students,
        table="money",
        section="money",
    ),
    Measure(
        "mutual_aid_paid",
        gettext_lazy("医疗互助补助"),
        gettext_lazy("银行在本期确认到账的医疗互助补助金，按到账日算。"),
        "fen",
        mutual_aid,
        summed="amount_fen",
        table="award",
        section="money",
    ),
    Measure(
        "inpatients",
        gettext_lazy("医疗互助补助人次"),
        gettext_lazy("本期到账的医疗互助补助，一笔算一人次，按到账日算。"),
        "turn",
        mutual_aid,
        table="award",
        section="money",
    ),
)
