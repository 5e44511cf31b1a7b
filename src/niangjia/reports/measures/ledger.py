"""Figures of door-knocking: doors at which somebody answered, who became known, who of them joined."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from niangjia.records.people.models import Membership
from niangjia.records.surveys.models import Door, Survey
from niangjia.reports.measures.measure import Measure
from niangjia.reports.scope import Scope

ANSWERED = ("given", "refused")


def answered_in(scope: Scope) -> QuerySet[Survey]:
    """Return the surveys of the period that stand."""
    begin, end = scope.moments
    rows = Survey.objects.within(scope.union_ids).filter(replaced_by__isnull=True)
    return rows.filter(asked_at__gte=begin, asked_at__lt=end)


def doors_visited(scope: Scope) -> QuerySet[Door]:
    """Return the doors at which somebody answered in the period, yes or no: each once."""
    begin, end = scope.moments
    answers = Survey.everywhere.filter(
        door=OuterRef("pk"),
        consent__in=ANSWERED,
        replaced_by__isnull=True,
        asked_at__gte=begin,
        asked_at__lt=end,
    )
    return Door.objects.within(scope.union_ids).filter(Exists(answers))


def became_known(scope: Scope) -> QuerySet[Survey]:
    """Return one survey for each worker who became known in the period and was no member then: his first."""
    earlier = Survey.everywhere.filter(worker=OuterRef("worker"), replaced_by__isnull=True, pk__lt=OuterRef("pk"))
    rows = answered_in(scope).filter(consent="given", was_member=False, worker__merged_into__isnull=True)
    return rows.filter(~Exists(earlier))


def joined_since(scope: Scope) -> QuerySet[Survey]:
    """Return those of them who are members on the day that the figures are counted."""
    on = scope.as_of
    spells = Membership.everywhere.filter(worker=OuterRef("worker"), from_on__lte=on)
    return became_known(scope).filter(Exists(spells.filter(Q(to_on__isnull=True) | Q(to_on__gt=on))))


MEASURES = (
    Measure(
        "doors_visited",
        gettext_lazy("走过的门"),
        gettext_lazy("本期上门、有人答话的门，愿意登记和不愿意的都算，一扇门只算一次；没人在家的不算。"),
        "household",
        doors_visited,
        table="door",
        section="ledger",
    ),
    Measure(
        "non_members_known",
        gettext_lazy("摸清的未入会职工"),
        gettext_lazy("本期上门登记、登记时不在任何工会的职工，一人只算一次，按头一次登记的时间算。"),
        "person",
        became_known,
        table="survey",
        section="ledger",
    ),
    Measure(
        "joined_after_the_door",
        gettext_lazy("登记后入会"),
        gettext_lazy("本期摸清的未入会职工里，到统计那天已是会员的，在哪个工会入的都算。"),
        "person",
        joined_since,
        table="survey",
        section="ledger",
    ),
    Measure(
        "doors_refused_share",
        gettext_lazy("不愿登记的"),
        gettext_lazy("本期上门的答复里，不愿意登记的占百分之几，只舍不入；除了不愿意，什么都没有记。"),
        "percent",
        lambda scope: answered_in(scope).filter(consent__in=ANSWERED),
        having=Q(consent="refused"),
        table="survey",
        section="ledger",
    ),
)
