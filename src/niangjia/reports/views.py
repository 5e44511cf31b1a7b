"""The scorecard, and the rows behind each of its figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
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
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Return
from niangjia.records.unions.models import Union
from niangjia.reports.measures import HARDSHIP, MEASURES, Measure, Scope, periods, tiers_by_union
from niangjia.values.errors import NotAQuarter
from niangjia.values.money import yuan_text
from niangjia.values.periods import Quarter
from niangjia.web import clock
from niangjia.web.forms import row_number
from niangjia.web.wording import date_text, quarter_text

ON_A_PAGE = 100
UNITS = {"household": gettext_noop("户"), "union": gettext_noop("家"), "fen": gettext_noop("元")}
QUARTERS_DRAWN = 5


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
        quarter = Quarter.parse(period)
    except NotAQuarter as error:
        raise NotYours("没有找到这一页") from error
    if not union:
        return Scope(actor.union_ids("see_scorecards"), str(quarter)), None
    found = actor.unions("see_scorecards").filter(pk=row_number(union)).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return Scope([found.pk], str(quarter)), found


def value_words(measure: Measure, value: int) -> tuple[str, str]:
    """Return a figure and its unit as people read them: large amounts in 万元."""
    if measure.unit != "fen":
        return f"{value:,}", _(UNITS[measure.unit])
    if abs(value) >= 100_000_00:
        return f"{value / 1_000_000:,.2f}", _("万元")
    return yuan_text(value), _("元")


def change_words(measure: Measure, now: int, before: int) -> str:
    """Return how a figure stands against the quarter before."""
    if now == before:
        return _("和上季度一样")
    number, unit = value_words(measure, abs(now - before))
    if now > before:
        return _("比上季度多 %(number)s %(unit)s") % {"number": number, "unit": unit}
    return _("比上季度少 %(number)s %(unit)s") % {"number": number, "unit": unit}


@require_safe
def scorecard(request: ActingRequest, period: str) -> HttpResponse:
    """Show the figures of a quarter, each with its definition and its rows."""
    scope, union = scope_of(request.actor, period, request.GET.get("union"))
    asked = f"?union={union.pk}" if union else ""
    quarter = Quarter.parse(scope.period)
    figures = []
    for measure in MEASURES.values():
        now, before = measure.value(scope), measure.value(scope.before)
        number, unit = value_words(measure, now)
        figures.append(
            {
                "label": measure.label,
                "value": number,
                "unit": unit,
                "change": change_words(measure, now, before),
                "definition": measure.definition,
                "rows_url": reverse("figure", args=[scope.period, measure.key]) + asked,
            }
        )
    return render(
        request,
        "reports/scorecard.html",
        {
            "card": card(request.actor, scope, union, at=clock.now()),
            "figures": figures,
            "bars": union_bars(request.actor, scope),
            "line": quarter_line(scope, quarter),
            "unions": union_table(request.actor, scope),
            "attention": attention(request.actor, scope),
        },
    )


def card(actor: Actor, scope: Scope, union: Union | None, *, at: datetime) -> dict[str, Any]:
    """Return the head of a scorecard."""
    place = union or actor.home
    return {
        "place": place.name if place else "",
        "programme": catalogue.programme(HARDSHIP).label,
        "period_label": quarter_text(scope.period),
        "as_of": at,
        "compared_with": quarter_text(scope.before.period),
        "others": [
            {
                "label": quarter_text(one),
                "url": reverse("scorecard", args=[one]),
                "current": one == scope.period,
            }
            for one in periods(actor.union_ids("see_scorecards"))
        ],
        "brief_url": "",
        "url": reverse("scorecard", args=[scope.period]) + (f"?union={union.pk}" if union else ""),
    }


def union_bars(actor: Actor, scope: Scope) -> dict[str, Any] | None:
    """Return the chart of who has how many households in difficulty of those that were reported."""
    filed = MEASURES["households_filed"].by_union(scope)
    cases = Case.objects.within(scope.union_ids).filter(period=scope.period, programme=HARDSHIP)
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


def quarter_line(scope: Scope, quarter: Quarter) -> dict[str, Any] | None:
    """Return the chart of households in difficulty over the last quarters."""
    drawn, one = [], quarter
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


def union_table(actor: Actor, scope: Scope) -> dict[str, Any]:
    """Return the table of unions: households by tier, and the money."""
    tiers = {key: label for key, label in catalogue.programme(HARDSHIP).tiers.items() if key in TIER_COLUMNS}
    by_tier = tiers_by_union(scope)
    filed = MEASURES["households_filed"].by_union(scope)
    paid, reserved = MEASURES["aid_paid"].by_union(scope), MEASURES["aid_reserved"].by_union(scope)
    heads = [_("在档"), *(_(label) for label in tiers.values()), _("已预留（元）"), _("发放（元）")]
    rows = []
    for union in actor.unions("see_scorecards").order_by("code"):
        if union.pk not in filed and union.pk not in reserved:
            continue
        cells = [
            str(filed.get(union.pk, 0)),
            *(str(by_tier.get(union.pk, {}).get(tier, 0)) for tier in tiers),
            yuan_text(reserved.get(union.pk, 0)),
            yuan_text(paid.get(union.pk, 0)),
        ]
        rows.append(
            {
                "label": union.short_name,
                "url": f"{reverse('scorecard', args=[scope.period])}?union={union.pk}",
                "cells": [{"text": text, "head": head} for text, head in zip(cells, heads, strict=True)],
            }
        )
    return {"columns": heads, "rows": rows, "export_url": "", "hidden_note": False}


TIER_COLUMNS = ("deep", "relative", "accident")


def attention(actor: Actor, scope: Scope) -> list[dict[str, str]]:
    """Return what deserves a look: who has not reported, what waits for its money."""
    late = Return.objects.within(scope.union_ids).filter(period=scope.period, state="expected")
    found = [
        {
            "text": _("%(union)s还没有报摸排表") % {"union": one.owner_union.short_name},
            "url": reverse("hardship:quarter", args=[scope.period]) if actor.may("see_returns") else "",
            "action": _("看摸排"),
            "hint": _("期限 %(day)s") % {"day": date_text(one.due_on, year=False)},
        }
        for one in late.select_related("owner_union")
    ]
    waiting = Entitlement.objects.within(scope.union_ids).filter(case__period=scope.period, state="entitled").count()
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
    """Show the rows behind one figure."""
    scope, union = scope_of(request.actor, period, request.GET.get("union"))
    measure = MEASURES.get(key)
    if measure is None:
        raise NotYours("没有找到这一页")
    number, unit = value_words(measure, measure.value(scope))
    page = Paginator(measure.rows(scope).order_by("owner_union__code", "id"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    columns, rows = ROWS[measure.unit](page.object_list, request.actor)
    return render(
        request,
        "reports/rows.html",
        {
            "figure": {"label": measure.label, "value": number, "unit": unit, "definition": measure.definition},
            "card": card(request.actor, scope, union, at=clock.now()),
            "columns": columns,
            "rows": rows,
            "total": page.paginator.count,
            "why_not": "",
            "pages": {
                "number": page.number,
                "count": page.paginator.num_pages,
                "url": f"?union={union.pk}&page=" if union else "?page=",
            },
            "export_url": "",
        },
    )


def household_rows(cases: Any, actor: Actor) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of a figure that counts households."""
    heads = (_("工会"), _("档次"), _("签字"))
    tiers = catalogue.programme(HARDSHIP).tiers
    rows = [
        {
            "label": case.household.head_name,
            "url": reverse("hardship:verdict", args=[case.pk]) if actor.may("see_verdicts") else "",
            "cells": cells(
                heads,
                case.owner_union.short_name,
                _(tiers.get(case.decided, "")),
                date_text(case.decided_at, weekday=False),
            ),
        }
        for case in cases.select_related("household", "owner_union")
    ]
    return columns_of(_("户主"), heads), rows


def money_rows(entitlements: Any, actor: Actor) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of a figure that sums money."""
    heads = (_("工会"), _("救助"), _("金额（元）"), _("状态"))
    benefits = catalogue.programme(HARDSHIP).benefits
    rows = [
        {
            "label": one.household.head_name,
            "url": reverse("hardship:verdict", args=[one.case_id]) if actor.may("see_verdicts") else "",
            "cells": cells(
                heads,
                one.owner_union.short_name,
                _(benefits.get(one.benefit, one.benefit)),
                yuan_text(one.amount_fen),
                _(one.get_state_display()),
            ),
        }
        for one in entitlements.select_related("household", "owner_union")
    ]
    return columns_of(_("户主"), heads, numbers=(_("金额（元）"),)), rows


def return_rows(returns: Any, actor: Actor) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of a figure that counts unions."""
    heads = (_("状态"), _("期限"))
    rows = [
        {
            "label": one.owner_union.name,
            "url": reverse("hardship:return", args=[one.pk]) if actor.may("see_returns") else "",
            "cells": cells(heads, _(one.get_state_display()), date_text(one.due_on, weekday=False)),
        }
        for one in returns.select_related("owner_union")
    ]
    return columns_of(_("工会"), heads), rows


def cells(heads: tuple[str, ...], *texts: str) -> list[dict[str, Any]]:
    """Return the cells of one row, each knowing its column."""
    return [
        {"text": text, "head": head, "num": head == _("金额（元）")} for head, text in zip(heads, texts, strict=True)
    ]


def columns_of(first: str, heads: tuple[str, ...], numbers: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return the heads of a table of rows."""
    return [{"label": first, "num": False}, *({"label": head, "num": head in numbers} for head in heads)]


ROWS = {"household": household_rows, "fen": money_rows, "union": return_rows}
