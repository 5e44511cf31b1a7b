"""Figures of pairs: who answers for whom, who was called, who waits for a call."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from niangjia.casework.queries.pairs import called_in_time
from niangjia.casework.queries.standings import on_register
from niangjia.records.cases.models import Standing
from niangjia.records.placements.models import Contact, Pairing
from niangjia.reports.measures.measure import Measure
from niangjia.reports.scope import Scope


def in_force(scope: Scope) -> Q:
    """Return the condition that a pair holds at the end of the period."""
    return Q(from_on__lte=scope.as_of) & (Q(ended_on__isnull=True) | Q(ended_on__gt=scope.as_of))


def open_pairs(scope: Scope) -> QuerySet[Pairing]:
    """Return the pairs that hold at the end of the period."""
    return Pairing.objects.within(scope.union_ids).filter(in_force(scope))


def pairs_made(scope: Scope) -> QuerySet[Pairing]:
    """Return the pairs that were made in the period; a hand-over makes none."""
    made = Pairing.objects.within(scope.union_ids).filter(from_on__range=scope.days)
    return made.filter(follows__isnull=True)


def register_with_pairs(scope: Scope) -> QuerySet[Standing]:
    """Return the register at the end of the period, each household with whether somebody answers for it."""
    pairs = Pairing.everywhere.filter(in_force(scope))
    same = Q(household=OuterRef("family")) | Q(household__merged_into=OuterRef("family"))
    return on_register(scope.union_ids, on=scope.as_of).annotate(paired=Exists(pairs.filter(same)))


def contacts(scope: Scope) -> QuerySet[Contact]:
    """Return the times a household was reached in the period."""
    return Contact.objects.within(scope.union_ids).filter(on__range=scope.days, reached=True)


def overdue_contacts(scope: Scope) -> QuerySet[Pairing]:
    """Return the open pairs whose next contact was due before the end of the period and has not come about."""
    return open_pairs(scope).filter(ended_on__isnull=True, next_contact_on__lt=scope.as_of)


MEASURES = (
    Measure(
        "pairs_open",
        gettext_lazy("期末结对"),
        gettext_lazy("本期最后一天（本期没完的，到今天）还有效的结对，一名干部一户算一对。"),
        "pair",
        open_pairs,
        table="pair",
        section="pairs",
    ),
    Measure(
        "pairs_coverage",
        gettext_lazy("结对覆盖"),
        gettext_lazy("期末在册的家庭中，有干部结对的占百分之几，只舍不入；100 就是一户不落。"),
        "percent",
        register_with_pairs,
        having=Q(paired=True),
        table="standing_paired",
        section="pairs",
    ),
    Measure(
        "pairs_made",
        gettext_lazy("本期新结对"),
        gettext_lazy("本期新结的对，按结对日算；交接给别的干部不算新结。"),
        "pair",
        pairs_made,
        table="pair",
        section="pairs",
    ),
    Measure(
        "pairs_called_same_day",
        gettext_lazy("结对当天联系上的"),
        gettext_lazy("本期新结的对中，结对当天就联系上家庭的。"),
        "pair",
        lambda scope: called_in_time(pairs_made(scope)),
        table="pair",
        section="pairs",
    ),
    Measure(
        "contacts",
        gettext_lazy("联系次数"),
        gettext_lazy("本期结对干部联系上家庭的次数，打电话、上门、发信息都算，没联系上的不算。"),
        "time",
        contacts,
        table="contact",
        section="pairs",
    ),
    Measure(
        "contacts_overdue",
        gettext_lazy("该联系没联系的"),
        gettext_lazy("还有效的结对中，下次联系的日子在期末之前、到现在还没有联系上的。"),
        "pair",
        overdue_contacts,
        table="pair",
        section="pairs",
    ),
)
