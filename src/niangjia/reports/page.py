"""What one scorecard tells one reader: page, paper and table are all written from this."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia import catalogue
from niangjia.casework.access import Actor
from niangjia.records.unions.models import Union
from niangjia.reports import charts, figures, tables
from niangjia.reports.attention import attention
from niangjia.reports.exporting import Exported
from niangjia.reports.measures import MEASURES
from niangjia.reports.measures.households import PROGRAMME
from niangjia.reports.measures.returns import periods
from niangjia.reports.scope import Scope
from niangjia.values.periods import Quarter, StatisticalYear
from niangjia.web.wording import date_text, quarter_text

SEE = "see_scorecards"


def scorecard_page(actor: Actor, scope: Scope, union: Union | None, *, outside: bool, at: datetime) -> dict[str, Any]:
    """Return everything that a scorecard tells; with ``outside``, only what may leave the county."""
    shown = figures.told_figures(scope, asked=asked(union), outside=outside)
    tree = tables.tree_of(actor, scope, union=union)
    quarters = tables.quarter_table(scope, outside=outside)
    return {
        "card": card(actor, scope, union, at=at),
        "outside": outside,
        "figures": figures.main_figures(shown),
        "sections": figures.sections(shown),
        "bars": None if outside else charts.union_bars(scope, tree),
        "line": None if outside else charts.quarter_line(scope),
        "purposes": None if outside else charts.purpose_bars(scope),
        "register": None if outside else charts.register_line(quarters),
        "quarters": quarters,
        "unions": tables.union_table(scope, tree, outside=outside),
        "attention": attention(actor, scope, outside=outside),
        "statement": statement(shown) if isinstance(scope.span, StatisticalYear) else None,
    }


def asked(union: Union | None) -> str:
    """Return what stands behind an address that looks at one union."""
    return f"?union={union.pk}" if union else ""


def card(actor: Actor, scope: Scope, union: Union | None, *, at: datetime) -> dict[str, Any]:
    """Return the head of a scorecard."""
    place = union or actor.home
    known = list(dict.fromkeys([str(Quarter.of(actor.on)), *periods(actor.union_ids(SEE))]))
    years = dict.fromkeys(str(StatisticalYear.of(Quarter.parse(one).first_day)) for one in known)
    return {
        "place": place.name if place else "",
        "programme": catalogue.programme(PROGRAMME).label,
        "period_label": scope.period,
        "days": " – ".join(date_text(day, weekday=False) for day in scope.days),
        "as_of": at,
        "compared_with": quarter_text(scope.before.period),
        "others": [
            {"label": one, "url": reverse("scorecard", args=[one]), "current": one == scope.period}
            for one in (*known, *years)
        ],
        "papers": papers(scope, union),
        "url": reverse("scorecard", args=[scope.period]) + asked(union),
    }


def papers(scope: Scope, union: Union | None) -> list[dict[str, str]]:
    """Return the files that a scorecard can be taken away as."""
    brief = {form: reverse("brief", args=[scope.period, form]) + asked(union) for form in ("pdf", "docx")}
    told_outside = "&outside=1" if union else "?outside=1"
    return [
        {"label": _("简报 PDF"), "url": brief["pdf"]},
        {"label": _("简报 Word"), "url": brief["docx"]},
        {"label": _("对外简报 PDF"), "url": brief["pdf"] + told_outside},
        {"label": _("对外简报 Word"), "url": brief["docx"] + told_outside},
        {"label": _("统计表 Excel"), "url": reverse("figures_table", args=[scope.period]) + asked(union)},
    ]


def statement(shown: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the table of all figures, each with its unit and its definition."""
    heads = [_("指标"), _("类别"), _("数"), _("单位"), _("怎么算的")]
    rows = []
    for key, label in figures.SECTIONS.items():
        for one in MEASURES.values():
            if one.section == key:
                figure = shown[one.key]
                texts = (_(label), figure["value"], figure["unit"], figure["definition"])
                cells = [{"text": text, "head": head} for text, head in zip(texts, heads[1:], strict=True)]
                rows.append({"label": figure["label"], "cells": cells})
    return {"columns": heads, "rows": rows}


def statement_export(shown: Mapping[str, Mapping[str, Any]], head: Mapping[str, Any]) -> Exported:
    """Return the same table as it leaves the house."""
    table = statement(shown)
    period = quarter_text(head["period_label"])
    return Exported(
        title=_("%(period)s统计表") % {"period": period},
        filtered=_("%(place)s，%(days)s") % {"place": head["place"], "days": head["days"]},
        columns=table["columns"],
        rows=[[row["label"], *(cell["text"] for cell in row["cells"])] for row in table["rows"]],
    )
