"""Pages of the quarter: the board, the run."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import queries, services
from niangjia.programmes.hardship.forms import opening as forms
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter
from niangjia.web import clock
from niangjia.web.sentences import told

PATIENCE_SECONDS = 5
"""How long a page waits for a run before it shows its progress instead."""


@require_safe
def quarters(request: ActingRequest) -> HttpResponse:
    """Show the newest quarter; where none is open, lead who may to opening one."""
    known = queries.periods(request.actor)
    if not known and request.actor.may("run_the_quarter"):
        return redirect("hardship:opening")
    return redirect("hardship:quarter", known[0] if known else str(Quarter.of(clock.today()).previous))


@require_safe
def quarter(request: ActingRequest, period: str) -> HttpResponse:
    """Show the board of a quarter."""
    return render(
        request,
        "hardship/quarter.html",
        queries.board(request.actor, queries.quarter_of(period), today=clock.today(), now=clock.now()),
    )


def opening(request: ActingRequest) -> HttpResponse:
    """Open a quarter: this one or the one before. Opening it again only adds unions that are new."""
    page = queries.opening_page(request.actor, today=clock.today())
    form = forms.OpeningForm(request.POST or None, quarters=page["quarters"])
    if request.method == "POST" and form.is_valid():
        period = form.cleaned_data["period"]
        services.open_quarter(request.actor, period=period, at=clock.now())
        messages.success(request, _("开启了。各工会都能上报了。"))
        return redirect("hardship:quarter", period)
    return render(request, "hardship/opening.html", page | {"form": form}, status=422 if form.errors else 200)


@require_POST
def remind(request: ActingRequest, period: str) -> HttpResponse:
    """Remind every union of this quarter that has not sent its return, or has cells to mend."""
    quarter = str(queries.quarter_of(period))
    told_now = services.remind_returns(
        queries.outstanding_returns(request.actor, quarter),
        early=True,
        by=request.actor.account,
        on=clock.today(),
        at=clock.now(),
    )
    words = ngettext("发出了 %d 条提醒。", "发出了 %d 条提醒。", told_now) % told_now
    messages.success(request, words if told_now else _("这一轮都提醒过了，没有再发。"))
    return redirect("hardship:quarter", quarter)


@require_POST
def run(request: ActingRequest, period: str) -> HttpResponse:
    """Judge the quarter: a short run is over when the page comes back, a long one shows how far it is."""
    quarter = queries.quarter_of(period)
    try:
        going = services.start_run(request.actor, period=str(quarter), now=clock.now)
    except NiangjiaError as error:
        messages.error(request, told(error))
        return redirect("hardship:quarter", str(quarter))
    if going is not None:
        going.join(timeout=PATIENCE_SECONDS)
    anew = queries.run_result(request.actor, str(quarter))
    if anew is not None:
        words = ngettext("判好了 %d 户。", "判好了 %d 户。", anew) % anew
        messages.success(request, words if anew else _("没有新的要判，都是最新的。"))
    return redirect("hardship:quarter", str(quarter))


@require_safe
def progress(request: ActingRequest, period: str) -> HttpResponse:
    """Say how far the run is; when it is over, the whole page is asked for again."""
    going = queries.run_progress(request.actor, str(queries.quarter_of(period)), now=clock.now())
    if going is None or not going["running"]:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "web/parts/progress.html", {"progress": going})
