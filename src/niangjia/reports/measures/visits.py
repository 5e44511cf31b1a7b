"""Figures of home visits: confirmed by both visitors, and how often something was found otherwise."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from niangjia.records.visits.models import Discrepancy, Visit
from niangjia.reports.measures.measure import Measure
from niangjia.reports.scope import Scope


def confirmed_visits(scope: Scope) -> QuerySet[Visit]:
    """Return the visits that both visitors signed in the period."""
    begin, end = scope.moments
    confirmed = Visit.objects.within(scope.union_ids).filter(state="confirmed")
    return confirmed.filter(confirmed_at__gte=begin, confirmed_at__lt=end)


def visits_with_findings(scope: Scope) -> QuerySet[Visit]:
    """Return the confirmed visits with ``differs``: whether something was found otherwise than declared."""
    differing = Discrepancy.everywhere.filter(report__visit=OuterRef("pk"), report__state="confirmed")
    return confirmed_visits(scope).annotate(differs=Exists(differing))


MEASURES = (
    Measure(
        "visits_done",
        gettext_lazy("入户走访"),
        gettext_lazy("本期两人都签了字的入户走访，一次算一户次，按第二人签字的时间算。"),
        "visit",
        confirmed_visits,
        table="visit",
        section="visits",
    ),
    Measure(
        "visits_persons",
        gettext_lazy("走访到的家庭人口"),
        gettext_lazy("本期入户走访过的家庭，走访时核到的共同生活人数加起来。"),
        "turn",
        confirmed_visits,
        summed="persons",
        table="visit",
        section="visits",
    ),
    Measure(
        "visits_found_otherwise",
        gettext_lazy("和申报不一样的"),
        gettext_lazy("本期入户走访中，至少有一项和申报不一样的占百分之几，只舍不入；不一样不等于不如实。"),
        "percent",
        visits_with_findings,
        having=Q(differs=True),
        table="visit_findings",
        section="visits",
    ),
)
