"""Figures of needs and wishes: found, solved, confirmed; raised, claimed, granted; and how long it took."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from niangjia.records.cases.models import Clock
from niangjia.records.tasks.models import Claim, Need
from niangjia.reports.measures.measure import Measure, days_between, middle, months_begun
from niangjia.reports.scope import Scope


def needs(scope: Scope, matter: str = "need") -> QuerySet[Need]:
    """Return the needs, or the wishes, of all time; complaints of an employer only for whoever hears them."""
    heard = Q(against_employer=False) | Q(owner_union__in=scope.hears)
    return Need.objects.within(scope.union_ids).filter(heard, case__matter=matter)


def found(scope: Scope, matter: str = "need") -> QuerySet[Need]:
    """Return what became known in the period."""
    begin, end = scope.moments
    return needs(scope, matter).filter(case__opened_at__gte=begin, case__opened_at__lt=end)


def solved(scope: Scope, matter: str = "need") -> QuerySet[Need]:
    """Return what was solved, or came true, in the period and was not re-opened since."""
    begin, end = scope.moments
    return needs(scope, matter).filter(solved_at__gte=begin, solved_at__lt=end)


def confirmed(scope: Scope) -> QuerySet[Need]:
    """Return the needs that were confirmed as cleared in the period."""
    begin, end = scope.moments
    return needs(scope).filter(confirmed_at__gte=begin, confirmed_at__lt=end)


def overdue(scope: Scope) -> QuerySet[Need]:
    """Return the needs whose day to be solved was over by the end of the period, and which are not solved."""
    late = Clock.objects.filter(case=OuterRef("case"), step="solve", stopped_at__isnull=True, due_on__lt=scope.as_of)
    return needs(scope).filter(Exists(late), solved_at__isnull=True)


def major_solved(scope: Scope) -> QuerySet[Need]:
    """Return the major matters that were solved in the period."""
    return solved(scope).filter(major=True)


def claims(scope: Scope) -> QuerySet[Claim]:
    """Return the claims of wishes in the period that did not fall through."""
    begin, end = scope.moments
    heard = Q(wish__need__against_employer=False) | Q(owner_union__in=scope.hears)
    taken = Claim.objects.within(scope.union_ids).filter(heard, fallen_at__isnull=True)
    return taken.filter(claimed_at__gte=begin, claimed_at__lt=end)


def days_to_solving(rows: QuerySet[Need]) -> int | None:
    """Return the median of days from raising to solving."""
    known = rows.values_list("case__opened_at", "solved_at")
    return middle(days_between(raised, done) for raised, done in known if done)


def longest_months(rows: QuerySet[Need]) -> int | None:
    """Return within how many months the slowest was solved."""
    known = rows.values_list("case__opened_at", "solved_at")
    months = [months_begun(timezone.localdate(raised), timezone.localdate(done)) for raised, done in known if done]
    return max(months, default=None)


MEASURES = (
    Measure(
        "needs_found",
        gettext_lazy("发现需求"),
        gettext_lazy("本期记下的需求，一条算一件，按记下的时间算；心愿、应急帮扶、项目申请另外算。"),
        "piece",
        found,
        table="need",
        section="needs",
    ),
    Measure(
        "needs_solved",
        gettext_lazy("解决需求"),
        gettext_lazy("本期办好并留了凭据的需求，按办好的时间算，哪一期记下的都算；本人说没办好、重新办的不算。"),
        "piece",
        solved,
        table="need",
        section="needs",
    ),
    Measure(
        "needs_confirmed",
        gettext_lazy("户清确认"),
        gettext_lazy("本期由本人、电话核实或按规则确认办好的需求，按确认的时间算。"),
        "piece",
        confirmed,
        table="need",
        section="needs",
    ),
    Measure(
        "needs_overdue",
        gettext_lazy("过了期限的需求"),
        gettext_lazy("办理期限在期末之前、到现在还没有办好的需求。"),
        "piece",
        overdue,
        table="need",
        section="needs",
    ),
    Measure(
        "days_to_solving",
        gettext_lazy("从提出到办好"),
        gettext_lazy("本期办好的需求，从记下那天到办好那天的日历天数，取中位数。"),
        "day",
        solved,
        taken=days_to_solving,
        table="need",
        section="needs",
    ),
    Measure(
        "major_solved",
        gettext_lazy("办好的大事"),
        gettext_lazy("本期办好的、要上会或招标的需求。"),
        "piece",
        major_solved,
        table="need",
        section="needs",
    ),
    Measure(
        "major_longest_months",
        gettext_lazy("大事最长用了"),
        gettext_lazy("本期办好的、要上会或招标的需求中，用得最久的一件在几个月之内，零头算一个月。"),
        "month",
        major_solved,
        taken=longest_months,
        table="need",
        section="needs",
    ),
    Measure(
        "wishes_raised",
        gettext_lazy("征集微心愿"),
        gettext_lazy("本期提出的微心愿，按提出的时间算；还没有上墙的也算。"),
        "wish",
        lambda scope: found(scope, "wish"),
        table="wish",
        section="wishes",
    ),
    Measure(
        "wishes_claimed",
        gettext_lazy("认领微心愿"),
        gettext_lazy("本期认领、没有落空的微心愿，按认领的时间算。"),
        "wish",
        claims,
        table="claim",
        section="wishes",
    ),
    Measure(
        "wishes_granted",
        gettext_lazy("实现微心愿"),
        gettext_lazy("本期实现的微心愿，按实现的时间算，哪一期提出的都算。"),
        "wish",
        lambda scope: solved(scope, "wish"),
        table="wish",
        section="wishes",
    ),
)
