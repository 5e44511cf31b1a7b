"""The scorecard, and the rows behind each of its figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from niangjia import catalogue
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.access.gate import ActingRequest
from niangjia.records.accounts.models import Entitlement
from niangjia.records.papers.models import Return
from niangjia.records.unions.models import Union
from niangjia.reports import charts, disclosure
from niangjia.reports.measures import MEASURES, Measure
from niangjia.reports.measures.households import PROGRAMME, tiers_by_union
from niangjia.reports.measures.returns import periods
from niangjia.reports.rows import ROWS
from niangjia.reports.scope import Scope
from niangjia.values.errors import NotAQuarter
from niangjia.values.money import yuan_text
from niangjia.values.periods import Quarter, StatisticalYear, period_of
from niangjia.web import clock
from niangjia.web.forms import row_number
from niangjia.web.wording import date_text, quarter_text

ON_A_PAGE = 100
UNITS = {
    "household": gettext_noop("户"),
    "union": gettext_noop("家"),
    "fen": gettext_noop("元"),
    "person": gettext_noop("人"),
    "piece": gettext_noop("件"),
    "day": gettext_noop("天"),
    "percent": gettext_noop("%%"),
}
PEOPLE = {"household", "person"}
"""Units of which a handful is not told outside the county."""
MAIN = ("households_filed", "households_entered", "aid_reserved", "aid_paid", "returns_sent")
"""The five figures that stand at the head."""
SECTIONS = {
    "households": gettext_noop("家庭"),
    "money": gettext_noop("资金"),
    "returns": gettext_noop("摸排"),
    "help": gettext_noop("帮扶"),
}
TIER_COLUMNS = ("deep", "relative", "accident")


@require_safe
def scorecards(request: ActingRequest) -> HttpResponse:
    """Show the newest scorecard."""
    known = periods(request.actor.union_ids("see_scorecards"))
    return redirect("scorecard", known[0] if known else str(Quarter.of(clock.today()).previous))


def scope_of(actor: Actor, period: str, union: str | None) -> tuple[Scope, Union | None]:
    """Return what a scorecard looks at: everything within reach, or one union of it.

    Errors: ``NotYours`` for a period that is none, or a union out of reach.
    """
    try:
        span = period_of(period)
    except NotAQuarter as error:
        raise NotYours("没有找到这一页") from error
    if not union:
        return Scope(actor.union_ids("see_scorecards"), str(span)), None
    found = actor.unions("see_scorecards").filter(pk=row_number(union)).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return Scope([found.pk], str(span)), found


def value_words(measure: Measure, value: int | None) -> tuple[str, str]:
    """Return a figure and its unit as people read them: large amounts in 万元."""
    unit = _(UNITS[measure.unit]).replace("%%", "%")
    if value is None:
        return "—", ""
    if measure.unit != "fen":
        return f"{value:,}", unit
    if abs(value) >= 100_000_00:
        return f"{value / 1_000_000:,.2f}", _("万元")
    return yuan_text(value), unit


def change_words(measure: Measure, now: int | None, before: int | None) -> str:
    """Return how a figure stands against the period before."""
    if now is None or before is None:
        return ""
    if now == before:
        return _("和上期一样")
    number, unit = value_words(measure, abs(now - before))
    if now > before:
        return _("比上期多 %(number)s %(unit)s") % {"number": number, "unit": unit}
    return _("比上期少 %(number)s %(unit)s") % {"number": number, "unit": unit}


def figure_of(measure: Measure, scope: Scope, *, asked: str, outside: bool) -> dict[str, str]:
    """Return one figure as the page shows it; outside the county a handful of households is not told."""
    now, before = measure.value(scope), measure.value(scope.before)
    number, unit = value_words(measure, now)
    change = change_words(measure, now, before)
    if outside and kept_inside(measure, scope, now):
        number, change = disclosure.under() if measure.unit in PEOPLE else disclosure.HIDDEN, ""
    elif outside and kept_inside(measure, scope.before, before):
        change = ""
    return {
        "label": str(measure.label),
        "value": number,
        "unit": unit,
        "change": change,
        "definition": str(measure.definition),
        "rows_url": reverse("figure", args=[scope.period, measure.key]) + asked,
    }


def kept_inside(measure: Measure, scope: Scope, value: int | None) -> bool:
    """Return whether a figure tells of so few that it stays in the county; of other units, how many rows are behind."""
    if measure.unit == "union":
        return False
    return disclosure.is_small(value if measure.unit in PEOPLE else measure.rows(scope).count())


@require_safe
def scorecard(request: ActingRequest, period: str) -> HttpResponse:
    """Show the figures of a period, each with its definition and its rows."""
    scope, union = scope_of(request.actor, period, request.GET.get("union"))
    asked = f"?union={union.pk}" if union else ""
    outside = disclosure.is_outside(request.actor)
    shown = {key: figure_of(one, scope, asked=asked, outside=outside) for key, one in MEASURES.items()}
    return render(
        request,
        "reports/scorecard.html",
        {
            "card": card(request.actor, scope, union, at=clock.now()),
            "figures": [shown[key] for key in MAIN],
            "sections": sections(shown),
            "bars": None if outside else charts.union_bars(request.actor, scope),
            "line": None if outside else charts.quarter_line(scope),
            "purposes": None if outside else charts.purpose_bars(scope),
            "unions": union_table(request.actor, scope, outside=outside),
            "attention": attention(request.actor, scope),
        },
    )


def sections(shown: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """Return the figures that do not stand at the head, part by part."""
    parts = [
        {"label": _(label), "figures": [shown[one.key] for one in MEASURES.values() if in_part(one, key)]}
        for key, label in SECTIONS.items()
    ]
    return [part for part in parts if part["figures"]]


def in_part(measure: Measure, section: str) -> bool:
    """Return whether a figure stands in a part of the scorecard, and not at its head."""
    return measure.section == section and measure.key not in MAIN


def card(actor: Actor, scope: Scope, union: Union | None, *, at: datetime) -> dict[str, Any]:
    """Return the head of a scorecard."""
    place = union or actor.home
    known = periods(actor.union_ids("see_scorecards"))
    years = dict.fromkeys(str(StatisticalYear.of(Quarter.parse(one).first_day)) for one in known)
    return {
        "place": place.name if place else "",
        "programme": catalogue.programme(PROGRAMME).label,
        "period_label": scope.period,
        "as_of": at,
        "compared_with": quarter_text(scope.before.period),
        "others": [
            {"label": one, "url": reverse("scorecard", args=[one]), "current": one == scope.period}
            for one in (*known, *years)
        ],
        "brief_url": "",
        "url": reverse("scorecard", args=[scope.period]) + (f"?union={union.pk}" if union else ""),
    }


def union_table(actor: Actor, scope: Scope, *, outside: bool) -> dict[str, Any]:
    """Return the table of unions: households by tier, and the money. Outside the county small numbers are hidden."""
    tiers = {key: label for key, label in catalogue.programme(PROGRAMME).tiers.items() if key in TIER_COLUMNS}
    by_tier = tiers_by_union(scope)
    filed = MEASURES["households_filed"].by_union(scope)
    paid, reserved = MEASURES["aid_paid"].by_union(scope), MEASURES["aid_reserved"].by_union(scope)
    heads = [_("在档"), *(_(label) for label in tiers.values()), _("已预留（元）"), _("发放（元）")]
    shown = [
        union for union in actor.unions("see_scorecards").order_by("code") if union.pk in filed or union.pk in reserved
    ]
    counts = [[filed.get(union.pk, 0), *(by_tier.get(union.pk, {}).get(tier, 0) for tier in tiers)] for union in shown]
    texts = disclosure.cell_texts(counts) if outside else [[str(number) for number in row] for row in counts]
    rows = []
    for union, told, row in zip(shown, texts, counts, strict=True):
        amounts = [yuan_text(reserved.get(union.pk, 0)), yuan_text(paid.get(union.pk, 0))]
        if outside and disclosure.is_small(row[0]):
            amounts = [disclosure.HIDDEN, disclosure.HIDDEN]
        rows.append(
            {
                "label": union.short_name,
                "url": f"{reverse('scorecard', args=[scope.period])}?union={union.pk}",
                "cells": [{"text": text, "head": head} for text, head in zip([*told, *amounts], heads, strict=True)],
            }
        )
    return {"columns": heads, "rows": rows, "export_url": "", "hidden_note": outside}


def attention(actor: Actor, scope: Scope) -> list[dict[str, str]]:
    """Return what deserves a look: who has not reported, what waits for its money."""
    late = Return.objects.within(scope.union_ids).filter(period__in=scope.quarters, state="expected")
    found = [
        {
            "text": _("%(union)s还没有报摸排表") % {"union": one.owner_union.short_name},
            "url": reverse("hardship:quarter", args=[one.period]) if actor.may("see_returns") else "",
            "action": _("看摸排"),
            "hint": _("期限 %(day)s") % {"day": date_text(one.due_on, year=False)},
        }
        for one in late.select_related("owner_union")
    ]
    waiting = (
        Entitlement.objects.within(scope.union_ids).filter(case__period__in=scope.quarters, state="entitled").count()
    )
    if waiting:
        found.append(
            {
                "text": _("有 %(count)s 笔签了字，还没有预留资金") % {"count": waiting},
                "url": reverse("funds") if actor.may("see_funds") else "",
                "action": _("看资金"),
                "hint": "",
            }
        )
    return found


@require_safe
def figure(request: ActingRequest, period: str, key: str) -> HttpResponse:
    """Show the rows behind one figure; whoever looks from above the county sees the figure alone."""
    scope, union = scope_of(request.actor, period, request.GET.get("union"))
    measure = MEASURES.get(key)
    if measure is None:
        raise NotYours("没有找到这一页")
    outside = disclosure.is_outside(request.actor)
    shown = figure_of(measure, scope, asked="", outside=outside)
    page = Paginator(measure.rows(scope).order_by("owner_union__code", "id"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    columns, rows = listed(measure, [] if outside else page.object_list, request.actor)
    return render(
        request,
        "reports/rows.html",
        {
            "figure": shown,
            "card": card(request.actor, scope, union, at=clock.now()),
            "columns": columns,
            "rows": rows,
            "total": page.paginator.count,
            "why_not": _("数字背后的家庭，只有所在县看得到。") if outside else "",
            "pages": {
                "number": page.number,
                "count": page.paginator.num_pages,
                "url": f"?union={union.pk}&page=" if union else "?page=",
            },
            "export_url": "",
        },
    )


def listed(measure: Measure, rows: Iterable[Any], actor: Actor) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the heads and the lines of the table that lists ``rows``."""
    return ROWS[measure.table](rows, actor) if rows else ([], [])
