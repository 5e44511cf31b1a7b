"""The scorecard, and the rows behind each of its figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from niangjia import catalogue
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.access.gate import ActingRequest
from niangjia.records.unions.models import TERRITORY, Path, Union
from niangjia.reports import charts, disclosure, figures, tables
from niangjia.reports.attention import attention
from niangjia.reports.measures import MEASURES, Measure
from niangjia.reports.measures.households import PROGRAMME
from niangjia.reports.measures.returns import periods
from niangjia.reports.rows import ROWS
from niangjia.reports.scope import Scope
from niangjia.values.errors import NotAQuarter
from niangjia.values.periods import Quarter, StatisticalYear, period_of
from niangjia.web import clock
from niangjia.web.forms import row_number
from niangjia.web.wording import quarter_text

ON_A_PAGE = 100
SEE = "see_scorecards"
HEAR = "hear_complaints"


@require_safe
def scorecards(request: ActingRequest) -> HttpResponse:
    """Show the newest scorecard."""
    known = periods(request.actor.union_ids("see_scorecards"))
    return redirect("scorecard", known[0] if known else str(Quarter.of(clock.today()).previous))


def scope_of(actor: Actor, period: str, union: str | None) -> tuple[Scope, Union | None]:
    """Return what a scorecard looks at: everything within reach, or one union of it with all below it.

    Errors: ``NotYours`` for a period that is none, a union out of reach, or one that is told of only inside.
    """
    try:
        span = period_of(period)
    except NotAQuarter as error:
        raise NotYours("没有找到这一页") from error
    within = actor.union_ids(SEE)
    whole = Scope(within, str(span), on=actor.on, hears=actor.union_ids(HEAR))
    if not union:
        return whole, None
    found = actor.unions(SEE).filter(pk=row_number(union)).first()
    if found is None or (disclosure.is_outside(actor) and not disclosure.is_told_of(found)):
        raise NotYours("没有找到这一页")
    below = (
        Path.objects.filter(ancestor=found, line=TERRITORY, valid_from__lte=actor.on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=actor.on))
        .values("descendant_id")
    )
    return whole.within(within.filter(descendant_id__in=below)), found


@require_safe
def scorecard(request: ActingRequest, period: str) -> HttpResponse:
    """Show the figures of a period, each with its definition and its rows."""
    scope, union = scope_of(request.actor, period, request.GET.get("union"))
    asked = f"?union={union.pk}" if union else ""
    outside = disclosure.is_outside(request.actor)
    shown = figures.told_figures(scope, asked=asked, outside=outside)
    tree = tables.tree_of(request.actor, scope, union=union)
    quarters = tables.quarter_table(scope, outside=outside)
    return render(
        request,
        "reports/scorecard.html",
        {
            "card": card(request.actor, scope, union, at=clock.now()),
            "figures": figures.main_figures(shown),
            "sections": figures.sections(shown),
            "bars": None if outside else charts.union_bars(scope, tree),
            "line": None if outside else charts.quarter_line(scope),
            "purposes": None if outside else charts.purpose_bars(scope),
            "register": None if outside else charts.register_line(quarters),
            "quarters": quarters,
            "unions": tables.union_table(scope, tree, outside=outside),
            "attention": attention(request.actor, scope, outside=outside),
        },
    )


def card(actor: Actor, scope: Scope, union: Union | None, *, at: datetime) -> dict[str, Any]:
    """Return the head of a scorecard."""
    place = union or actor.home
    now = str(Quarter.of(actor.on))
    known = list(dict.fromkeys([now, *periods(actor.union_ids(SEE))]))
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


@require_safe
def figure(request: ActingRequest, period: str, key: str) -> HttpResponse:
    """Show the rows behind one figure; whoever looks from above the county sees the figure alone."""
    scope, union = scope_of(request.actor, period, request.GET.get("union"))
    measure = MEASURES.get(key)
    if measure is None:
        raise NotYours("没有找到这一页")
    outside = disclosure.is_outside(request.actor)
    shown = figures.told_figure(measure, scope, outside=outside)
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
            "total": 0 if outside else page.paginator.count,
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
