"""The page of what the survey also told: difficulties at work, small wishes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import queries
from niangjia.programmes.hardship.queries.told import told_page
from niangjia.programmes.hardship.services.told import take_up
from niangjia.web import clock


def told(request: ActingRequest, period: str) -> HttpResponse:
    """Show what the survey told besides; open a case for all of it that waits."""
    quarter = str(queries.quarter_of(period))
    if request.method == "POST":
        opened = take_up(request.actor, period=quarter, at=clock.now())
        messages.success(request, ngettext("立了 %d 件。", "立了 %d 件。", opened) % opened)
        return redirect("hardship:told", quarter)
    return render(request, "hardship/told.html", told_page(request.actor, quarter, number=request.GET.get("page", "")))
