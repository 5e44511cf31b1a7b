"""Figures of joining: who became a member, how fast it was answered, what was handed over, who was brought along."""

from __future__ import annotations

from django.db.models import Exists, F, Min, OuterRef, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy

from niangjia.records.joinings.models import Joining, MemberBenefit
from niangjia.records.people.models import Membership
from niangjia.reports.measures.measure import Measure
from niangjia.reports.scope import Scope


def joined(scope: Scope) -> QuerySet[Membership]:
    """Return the memberships that began in the period with joining, to the day; who was a member before is left out.

    Where two registrations were joined into one, its days stay whole: a spell that goes on from another is no joining.
    """
    going_on = {"to_on": OuterRef("from_on"), "from_on__lt": OuterRef("from_on")}
    spell_before = Membership.everywhere.filter(worker=OuterRef("worker"), **going_on)
    spells = Membership.objects.within(scope.union_ids).filter(
        begins_as="joined", from_on__range=(scope.days[0], scope.as_of), worker__merged_into__isnull=True
    )
    return spells.filter(~Exists(spell_before))


def admitted(scope: Scope) -> QuerySet[Joining]:
    """Return the applications that were admitted in the period."""
    begin, end = scope.moments
    asked = Joining.objects.within(scope.union_ids).filter(admitted=True)
    return asked.filter(decided_at__gte=begin, decided_at__lt=end)


def admitted_the_same_day(scope: Scope) -> QuerySet[Joining]:
    """Return those of ``admitted`` that were decided on the day on which they were asked, one of each person."""
    days = admitted(scope).annotate(asked_on=TruncDate("asked_at"), decided_on=TruncDate("decided_at"))
    return once_each(days.filter(asked_on=F("decided_on")))


def once_each(rows: QuerySet[Joining]) -> QuerySet[Joining]:
    """Return of some applications the first of each person; two registrations that were joined are one person."""
    persons = rows.order_by().annotate(person=Coalesce("case__worker__merged_into", "case__worker")).values("person")
    return rows.filter(pk__in=persons.annotate(first=Min("pk")).values("first"))


def delivered(scope: Scope) -> QuerySet[MemberBenefit]:
    """Return the benefits of members that were handed over in the period."""
    begin, end = scope.moments
    return MemberBenefit.objects.within(scope.union_ids).filter(delivered_at__gte=begin, delivered_at__lt=end)


MEASURES = (
    Measure(
        "members_joined",
        gettext_lazy("入会"),
        gettext_lazy(
            "本期第一天到最后一天（本期没完的，到今天）开始的会籍，新入会的才算；转会来的原来就是会员，不算。每人只在入会的工会算一次。"
        ),
        "person",
        joined,
        table="membership",
        section="joining",
    ),
    Measure(
        "joined_same_day",
        gettext_lazy("当天就入会的"),
        gettext_lazy("本期（没完的，到今天）同意的入会申请中，申请当天就同意的；一人算一次。"),
        "person",
        admitted_the_same_day,
        table="joining",
        section="joining",
    ),
    Measure(
        "brought_along",
        gettext_lazy("同事带来的"),
        gettext_lazy("本期（没完的，到今天）同意的入会申请中，从会员自己的链接或二维码来的；一人算一次。"),
        "person",
        lambda scope: once_each(admitted(scope).filter(brought_by__isnull=False)),
        table="joining",
        section="joining",
    ),
    Measure(
        "benefits_delivered",
        gettext_lazy("发到的会员福利"),
        gettext_lazy("本期（没完的，到今天）登记发到会员手里的福利，一次算一件。"),
        "piece",
        delivered,
        table="member_benefit",
        section="joining",
    ),
)
