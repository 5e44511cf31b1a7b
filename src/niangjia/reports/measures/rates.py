"""Figures of belonging: who is a member on the day, of how many known, and where a union is due and stands."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from niangjia import catalogue
from niangjia.casework.queries.belonging import members_on
from niangjia.records.people.models import Membership, Worker
from niangjia.records.unions.models import Union
from niangjia.reports.measures.measure import Measure
from niangjia.reports.scope import Scope

PRACTICE, DUE_FROM = "chengmai-online-approval", "members_for_a_union"
OWN_UNIONS = ("enterprise", "outlet", "branch", "group")
"""Kinds of union that an employer has for itself; a joint one of a community or a trade is not its own."""


def members(scope: Scope) -> QuerySet[Membership]:
    """Return who is a member on the day, active and reserved, each in the one union that counts him."""
    return members_on(scope.union_ids, on=scope.as_of)


def known_workers(scope: Scope) -> QuerySet[Worker]:
    """Return the workers known on the day, each human once, with whether he is a member then as ``belongs``.

    A member stands where he is counted on that day; whoever is none stands with the union that knows him now. So
    among these rows a member of any union is a member here.
    """
    rows = Worker.everywhere.filter(Q(pk__in=members(scope).values("worker")) | strangers(scope))
    return rows.filter(merged_into__isnull=True).annotate(belongs=belonging(scope))


def belonging(scope: Scope) -> Exists:
    """Return, for an outer worker, whether he is a member of any union on the day."""
    on_day = Q(from_on__lte=scope.as_of) & (Q(to_on__isnull=True) | Q(to_on__gt=scope.as_of))
    return Exists(Membership.everywhere.filter(on_day, worker=OuterRef("pk")))


def strangers(scope: Scope) -> Q:
    """Return the condition that a worker is known here on the day and is a member of no union."""
    _begin, end = scope.moments
    return Q(owner_union_id__in=scope.union_ids, known_at__lt=end) & Q(~belonging(scope))


def members_known(scope: Scope) -> int:
    """Return how many of the known workers are members: the index of memberships alone answers it."""
    return members(scope).order_by().values("worker").distinct().count()


def all_known(scope: Scope) -> int:
    """Return how many workers are known: those who are members, and those who are none."""
    others = Worker.everywhere.filter(strangers(scope), merged_into__isnull=True)
    return scope.once(members_known) + others.count()


def grouped(scope: Scope) -> Any:
    """Return the employers with enough members that a union is due, each with its first worker.

    ``in_own`` is how many of the members are counted in a union of its own.
    """
    least = catalogue.practice(PRACTICE).numbers[DUE_FROM].value
    own = Q(owner_union__in=Union.objects.filter(kind__in=OWN_UNIONS).values("pk"))
    held = members(scope).exclude(worker__employer="").order_by().values("worker__employer")
    counted = held.annotate(known=Count("pk"), first=Min("worker"), in_own=Count("pk", filter=own))
    return counted.filter(known__gte=least)


def employers(scope: Scope) -> tuple[int, int]:
    """Return how many employers are due, and how many of them have a member in a union of their own."""
    in_own = list(grouped(scope).values_list("in_own", flat=True))
    return len(in_own), sum(1 for count in in_own if count)


def employers_due(scope: Scope) -> QuerySet[Worker]:
    """Return the employers with enough members that a union is due, as the first worker of each.

    ``organised`` says that a member of the employer is counted in a union of its own.
    """
    due = grouped(scope)
    found = Worker.everywhere.filter(pk__in=due.values("first"))
    organised = Q(pk__in=due.filter(in_own__gt=0).values("first"))
    return found.annotate(organised=ExpressionWrapper(organised, output_field=BooleanField()))


MEASURES = (
    Measure(
        "members_counted",
        gettext_lazy("会员"),
        gettext_lazy("本期最后一天（本期没完的，到今天）的会员，保留会籍的也算；每人只在会籍所在的工会算一次。"),
        "person",
        members,
        table="member",
        section="belonging",
    ),
    Measure(
        "members_reserved",
        gettext_lazy("保留会籍"),
        gettext_lazy("其中因退休、失业保留会籍的。"),
        "person",
        lambda scope: members(scope).filter(standing="reserved"),
        table="member",
        section="belonging",
    ),
    Measure(
        "workers_known",
        gettext_lazy("认识的职工"),
        gettext_lazy("到那一天已经登记的职工，是会员的、还没有入会的都算；每人一次，合并过的登记只算一份。"),
        "person",
        known_workers,
        reckoned=lambda scope: scope.once(all_known),
        table="worker",
        section="belonging",
    ),
    Measure(
        "membership_rate",
        gettext_lazy("入会率"),
        gettext_lazy("会员占认识的职工的百分之几，只舍不入。全国没有公布统一的算法，这是本系统的定义。"),
        "percent",
        known_workers,
        having=Q(belongs=True),
        parts=lambda scope: (scope.once(members_known), scope.once(all_known)),
        behind=lambda scope: scope.once(all_known),
        table="worker",
        section="belonging",
    ),
    Measure(
        "employers_due",
        gettext_lazy("应建会单位"),
        gettext_lazy(
            "登记在册的会员到了建会人数的单位（工会法第十一条，人数在做法里定）；单位按登记的名称认。这是本系统的定义。"
        ),
        "union",
        employers_due,
        taken=lambda rows: rows.count(),
        reckoned=lambda scope: scope.once(employers)[0],
        behind=lambda scope: scope.once(employers)[0],
        table="employer",
        section="belonging",
    ),
    Measure(
        "founding_rate",
        gettext_lazy("建会率"),
        gettext_lazy(
            "应建会单位中，有会员在本单位工会（或它的网点、分工会、小组）的占百分之几，只舍不入。这是本系统的定义。"
        ),
        "percent",
        employers_due,
        having=Q(organised=True),
        parts=lambda scope: (scope.once(employers)[1], scope.once(employers)[0]),
        behind=lambda scope: scope.once(employers)[0],
        table="employer",
        section="belonging",
    ),
)
