"""The first page of this window, and the one page of care for a household."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.care.queries import finding, helping
from niangjia.programmes.care.queries.household import household_page
from niangjia.web import clock


@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """Show the ways on from here, each with how much waits there."""
    return render(request, "care/home.html", helping.home_page(request.actor))


@require_safe
def household(request: ActingRequest, household_id: int) -> HttpResponse:
    """Show one household: its standing, its help, what else it may have."""
    found = finding.find_household(request.actor, household_id)
    return render(request, "care/household.html", household_page(request.actor, found, today=clock.today()))
