"""The charts of a scorecard: what people would rather look at than read. Each has its table."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from niangjia import catalogue
from niangjia.casework.access import Actor
from niangjia.records.cases.models import Case
from niangjia.reports.measures import MEASURES
from niangjia.reports.measures.households import PROGRAMME
from niangjia.reports.measures.money import aid_by_benefit, entitlements
from niangjia.reports.measures.returns import periods
from niangjia.reports.scope import Scope
from niangjia.values.money import yuan_text
from niangjia.values.periods import Quarter

QUARTERS_DRAWN = 5


def union_bars(actor: Actor, scope: Scope) -> dict[str, Any] | None:
    """Return the chart of who has how many households in difficulty of those that were reported."""
    filed = MEASURES["households_filed"].by_union(scope)
    cases = Case.objects.within(scope.union_ids).filter(programme=PROGRAMME, period__in=scope.quarters)
    judged = dict(cases.values_list("owner_union_id").annotate(total=Count("pk")).order_by("owner_union_id"))
    names = {union.pk: union.short_name for union in actor.unions("see_scorecards")}
    bars = [
        {
            "name": names[pk],
            "done": filed.get(pk, 0),
            "whole": whole,
            "done_text": str(filed.get(pk, 0)),
            "whole_text": str(whole),
            "share_text": f"{100 * filed.get(pk, 0) / whole:.1f}%",
        }
        for pk, whole in sorted(judged.items(), key=lambda pair: -pair[1])
        if whole and pk in names
    ]
    if not bars:
        return None
    return {
        "title": _("各工会的在档家庭"),
        "hint": _("实心为已签字在档，空框为判过的家庭，户"),
        "sentence": _("；").join(f"{bar['name']} {bar['done']} / {bar['whole']}" for bar in bars),
        "whole_head": _("判过的家庭"),
        "done_head": _("在档"),
        "bars": bars,
    }


def quarter_line(scope: Scope) -> dict[str, Any] | None:
    """Return the chart of households in difficulty over the last quarters."""
    drawn, one = [], Quarter.parse(scope.quarters[-1])
    for _step in range(QUARTERS_DRAWN):
        drawn.append(one)
        one = one.previous
    known = set(periods(scope.union_ids))
    values = [
        (each, MEASURES["households_filed"].value(Scope(scope.union_ids, str(each))) if str(each) in known else None)
        for each in reversed(drawn)
    ]
    points = [
        {
            "name": _("%(year)s 年%(number)s季") % {"year": each.year % 100, "number": each.number},
            "value": None if value is None else float(value),
            "text": "" if value is None else str(value),
        }
        for each, value in values
    ]
    if not any(value for _each, value in values):
        return None
    return {
        "title": _("在档困难家庭，按季度"),
        "hint": _("每季度末签字在档的家庭，户"),
        "sentence": _("；").join(f"{point['name']} {point['text']}" for point in points),
        "head": _("户"),
        "aim": None,
        "aim_text": "",
        "points": points,
    }


def purpose_bars(scope: Scope) -> dict[str, Any] | None:
    """Return the chart of what was paid for which purpose, of what is promised or paid."""
    labels = catalogue.programme(PROGRAMME).benefits
    promised = aid_by_benefit(scope)
    paid = {
        benefit: int(fen)
        for benefit, fen in entitlements(scope, "paid")
        .values_list("benefit")
        .annotate(total=Sum("amount_fen"))
        .order_by("benefit")
    }
    bars = [
        {
            "name": _(labels.get(benefit, benefit)),
            "done": paid.get(benefit, 0) / 100,
            "whole": whole / 100,
            "done_text": yuan_text(paid.get(benefit, 0)),
            "whole_text": yuan_text(whole),
            "share_text": f"{100 * paid.get(benefit, 0) / whole:.1f}%",
        }
        for benefit, whole in sorted(promised.items(), key=lambda pair: -pair[1])
        if whole
    ]
    if not bars:
        return None
    return {
        "title": _("救助按用途"),
        "hint": _("实心为已到账，空框为已预留和已到账，元"),
        "sentence": _("；").join(f"{bar['name']} {bar['done_text']} / {bar['whole_text']}" for bar in bars),
        "whole_head": _("预留和到账（元）"),
        "done_head": _("到账（元）"),
        "bars": bars,
    }
