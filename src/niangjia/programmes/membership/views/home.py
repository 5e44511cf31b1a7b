"""The first page of the window: what stands here, and the ways on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.membership.queries.home import home_page


@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """Show the ways of this window that are open to the one who looks."""
    return render(request, "membership/home.html", home_page(request.actor))
