"""The first page of this window."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from niangjia.casework.access.gate import ActingRequest


@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """Show the ways on from here."""
    return render(request, "care/home.html", {})
