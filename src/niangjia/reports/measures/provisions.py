"""Figures of help in kind and in projects: awards by purpose, quotas redeemed, deliveries, emergencies."""

from __future__ import annotations

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy

from niangjia.records.accounts.models import Entitlement
from niangjia.records.provisions.models import Allowance, Delivery, Emergency, Redemption
from niangjia.reports.measures.measure import Measure
from niangjia.reports.scope import Scope

STUDENTS = ("school_aid", "student_aid")
MUTUAL_AID = ("mutual_aid",)


def awards_paid(scope: Scope, *purposes: str) -> QuerySet[Entitlement]:
    """Return the awards that the bank paid in the period; of some purposes alone, when they are named."""
    begin, end = scope.moments
    paid = Entitlement.objects.within(scope.union_ids).filter(
        decision__isnull=True, state="paid", paid_at__gte=begin, paid_at__lt=end
    )
    return paid.filter(benefit__in=purposes) if purposes else paid


def awards_by_purpose(scope: Scope) -> dict[str, int]:
    """Return what was paid in awards for each purpose, in fen."""
    return {
        purpose: int(total)
        for purpose, total in awards_paid(scope)
        .values_list("benefit")
        .annotate(total=Sum("amount_fen"))
        .order_by("benefit")
    }


def deliveries(scope: Scope, *kinds: str) -> QuerySet[Delivery]:
    """Return what was delivered in the period; of some kinds alone, when they are named."""
    first, last = scope.days
    found = Delivery.objects.within(scope.union_ids).filter(on__gte=first, on__lte=last)
    return found.filter(kind__in=kinds) if kinds else found


def redemptions(scope: Scope) -> QuerySet[Redemption]:
    """Return what was redeemed at places in the period and not taken back."""
    begin, end = scope.moments
    return Redemption.objects.within(scope.union_ids).filter(
        redeemed_at__gte=begin, redeemed_at__lt=end, undone_at__isnull=True
    )


def allowances(scope: Scope) -> QuerySet[Allowance]:
    """Return the monthly quotas that were given in the period."""
    begin, end = scope.moments
    return Allowance.objects.within(scope.union_ids).filter(given_at__gte=begin, given_at__lt=end)


def helped_the_same_day(scope: Scope) -> QuerySet[Emergency]:
    """Return the emergencies of the period that were verified, and help begun, on the day they became known."""
    begin, end = scope.moments
    return (
        Emergency.objects.within(scope.union_ids)
        .filter(case__opened_at__gte=begin, case__opened_at__lt=end)
        .annotate(verified_on=TruncDate("verified_at"))
        .filter(verified_on=TruncDate("case__opened_at"))
    )


MEASURES = (
    Measure(
        "awards_paid",
        gettext_lazy("项目帮扶发放"),
        gettext_lazy("本期银行已确认到账的项目帮扶，不含按结论发的救助。"),
        "fen",
        awards_paid,
        summed="amount_fen",
        table="award",
        section="help",
    ),
    Measure(
        "students_helped",
        gettext_lazy("助学学生"),
        gettext_lazy("本期助学项目已到账的笔数，一名学生一笔。"),
        "person",
        lambda scope: awards_paid(scope, *STUDENTS),
        table="award",
        section="help",
    ),
    Measure(
        "inpatients_reimbursed",
        gettext_lazy("医疗互助补助"),
        gettext_lazy("本期医疗互助已到账的笔数，一次住院一笔。"),
        "person",
        lambda scope: awards_paid(scope, *MUTUAL_AID),
        table="award",
        section="help",
    ),
    Measure(
        "mutual_aid_paid",
        gettext_lazy("医疗互助金额"),
        gettext_lazy("本期医疗互助银行已确认到账的金额。"),
        "fen",
        lambda scope: awards_paid(scope, *MUTUAL_AID),
        summed="amount_fen",
        table="award",
        section="help",
    ),
    Measure(
        "people_visited",
        gettext_lazy("走访慰问人数"),
        gettext_lazy("本期走访慰问的人数，按送服务的记录相加，有名单的按名单。"),
        "person",
        lambda scope: deliveries(scope, "visit"),
        summed="quantity",
        table="delivery",
        section="help",
    ),
    Measure(
        "posts_offered",
        gettext_lazy("提供岗位"),
        gettext_lazy("本期送岗位的个数，按单位报的岗位数相加。"),
        "piece",
        lambda scope: deliveries(scope, "jobs"),
        summed="quantity",
        table="delivery",
        section="help",
    ),
    Measure(
        "quotas_given",
        gettext_lazy("新给的每月额度"),
        gettext_lazy("本期新给家庭的每月服务额度，一户一项服务算一件。"),
        "piece",
        allowances,
        table="allowance",
        section="help",
    ),
    Measure(
        "services_redeemed",
        gettext_lazy("兑换服务"),
        gettext_lazy("本期凭帮扶卡在服务点兑换的次数，撤回的不算。"),
        "piece",
        redemptions,
        table="redemption",
        section="help",
    ),
    Measure(
        "emergencies_same_day",
        gettext_lazy("当天先帮"),
        gettext_lazy("本期知道的应急情况中，当天核实并先帮上的，按件计。"),
        "piece",
        helped_the_same_day,
        table="emergency",
        section="help",
    ),
)
