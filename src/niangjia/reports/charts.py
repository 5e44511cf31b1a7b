"""The charts of a scorecard: what people would rather look at than read. Each has its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from niangjia.records.cases.models import Case
from niangjia.records.provisions.models import Project
from niangjia.reports.measures import MEASURES
from niangjia.reports.measures.households import PROGRAMME
from niangjia.reports.measures.money import paid_within, reserved
from niangjia.reports.measures.returns import periods
from niangjia.reports.rows import word
from niangjia.reports.scope import Scope
from niangjia.reports.tables import Tree, last_quarters, quarter_words

FEN_IN_WAN = 1_000_000
"""Amounts stand in 万元: the bars leave no room for more on a phone."""


def union_bars(scope: Scope, tree: Tree) -> dict[str, Any] | None:
    """Return the chart of who has how many households in difficulty of those that were reported."""
    cases = Case.objects.within(scope.union_ids).filter(programme=PROGRAMME, period__in=scope.quarters)
    reported = cases.values_list("owner_union_id").annotate(total=Count("pk")).order_by("owner_union_id")
    filed, judged = tree.summed(MEASURES["households_filed"].by_union(scope)), tree.summed(dict(reported))
    bars = [
        {
            "name": tree.within[pk].short_name,
            "done": filed.get(pk, 0),
            "whole": whole,
            "done_text": str(filed.get(pk, 0)),
            "whole_text": str(whole),
            "share_text": f"{100 * filed.get(pk, 0) / whole:.1f}%",
        }
        for pk, whole in sorted(judged.items(), key=lambda pair: -pair[1])
        if whole
    ]
    if not bars:
        return None
    return {
        "title": _("各工会签字的困难家庭"),
        "hint": _("实心为已签字的困难家庭，空框为判过的家庭，户"),
        "sentence": _("；").join(f"{bar['name']} {bar['done']} / {bar['whole']}" for bar in bars),
        "whole_head": _("判过的家庭"),
        "done_head": _("签字的困难家庭"),
        "bars": bars,
    }


def quarter_line(scope: Scope) -> dict[str, Any] | None:
    """Return the chart of households in difficulty over the last quarters."""
    drawn = last_quarters(scope)
    known = set(periods(scope.union_ids))
    values = [
        (each, MEASURES["households_filed"].value(scope.during(str(each))) if str(each) in known else None)
        for each in drawn
    ]
    points = [
        {
            "name": quarter_words(each),
            "value": None if value is None else float(value),
            "text": "" if value is None else str(value),
        }
        for each, value in values
    ]
    if not any(value for _each, value in values):
        return None
    return {
        "title": _("本期签字的困难家庭，按季度"),
        "hint": _("每季度末签字在档的家庭，户"),
        "sentence": _("；").join(f"{point['name']} {point['text']}" for point in points),
        "head": _("户"),
        "aim": None,
        "aim_text": "",
        "points": points,
    }


def register_line(table: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the chart of the register at the end of the last quarters, from the table of quarters."""
    rows = [row for row in table["rows"] if row["whole"]] if table else []
    if not any(row["numbers"][0] for row in rows):
        return None
    return {
        "title": _("期末还在台账上的家庭，按季度"),
        "hint": _("每季度最后一天还在台账上的家庭，户"),
        "sentence": _("；").join(f"{row['label']} {row['numbers'][0]}" for row in rows),
        "head": _("户"),
        "aim": None,
        "aim_text": "",
        "points": [
            {"name": row["label"], "value": float(row["numbers"][0]), "text": str(row["numbers"][0])} for row in rows
        ],
    }


def purpose_words(purposes: Iterable[str]) -> dict[str, str]:
    """Return the word of each purpose: of a charter, else of the projects that are paid from it."""
    words = {purpose: word("benefits", purpose) for purpose in purposes}
    unknown = [purpose for purpose, text in words.items() if text == purpose]
    if unknown:
        projects = Project.everywhere.filter(purpose__in=unknown).order_by("from_on", "id")
        words |= dict(projects.values_list("purpose", "label"))
    return words


def purpose_bars(scope: Scope) -> dict[str, Any] | None:
    """Return the chart of what was paid for which purpose in the period, of what is promised or paid."""
    paid = {
        benefit: int(fen)
        for benefit, fen in paid_within(scope)
        .values_list("benefit")
        .annotate(total=Sum("amount_fen"))
        .order_by("benefit")
    }
    promised = dict(paid)
    waiting = reserved(scope).values_list("benefit").annotate(total=Sum("amount_fen")).order_by("benefit")
    for benefit, fen in waiting:
        promised[benefit] = promised.get(benefit, 0) + int(fen)
    words = purpose_words(promised)
    bars = [
        {
            "name": words[benefit],
            "done": paid.get(benefit, 0) / 100,
            "whole": whole / 100,
            "done_text": f"{paid.get(benefit, 0) / FEN_IN_WAN:,.2f}",
            "whole_text": f"{whole / FEN_IN_WAN:,.2f}",
            "share_text": f"{100 * paid.get(benefit, 0) / whole:.1f}%",
        }
        for benefit, whole in sorted(promised.items(), key=lambda pair: -pair[1])
        if whole
    ]
    if not bars:
        return None
    return {
        "title": _("资金按用途"),
        "hint": _("实心为本期到账，空框为本期到账加上已预留，万元"),
        "sentence": _("；").join(f"{bar['name']} {bar['done_text']} / {bar['whole_text']}" for bar in bars),
        "whole_head": _("预留和到账（万元）"),
        "done_head": _("到账（万元）"),
        "bars": bars,
    }
