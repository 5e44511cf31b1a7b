"""A leader's first page: five figures with their change, what deserves a look, and the ways down to the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from niangjia.casework import queries as desk
from niangjia.casework.access.gate import ActingRequest
from niangjia.reports import disclosure, figures
from niangjia.reports.attention import attention
from niangjia.reports.measures import MEASURES
from niangjia.reports.measures.returns import newest_with_figures
from niangjia.reports.page import SEE, card
from niangjia.reports.views import scope_of
from niangjia.site.home import in_tab
from niangjia.values.periods import Quarter
from niangjia.web import clock


def nothing_before(figure: Mapping[str, Any]) -> str:
    """Return what is said of a figure that has none before it; of one that is not told here, nothing."""
    return "" if figure["hidden"] else _("上期没有数可比")


@require_safe
def leader(request: ActingRequest) -> HttpResponse:
    """Show five figures of the newest quarter that has figures, each against the one before and leading to its rows."""
    actor, today = request.actor, clock.today()
    period = newest_with_figures(actor.union_ids(SEE)) or str(Quarter.of(today).previous)
    scope, _union = scope_of(actor, period, None)
    outside = disclosure.is_outside(actor)
    if outside:
        shown = figures.main_figures(figures.told_figures(scope, asked="", outside=True, keys=figures.MAIN))
    else:
        shown = [figures.figure_of(MEASURES[key], scope, asked="", outside=False) for key in figures.MAIN]
    waiting = desk.dues(actor) if actor.may("see_own_inbox") else []
    return render(
        request,
        "site/leader.html",
        {
            "card": card(actor, scope, None, at=clock.now()),
            "figures": [one | {"change": one["change"] or nothing_before(one)} for one in shown],
            "attention": attention(actor, scope, outside=outside),
            "waiting": len([due for due in waiting if in_tab(due, "mine", actor, today)]),
            "scorecard_url": reverse("scorecard", args=[period]),
        },
    )
