"""Pages of this window: find, form, service, answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.emptywindow import queries, services
from niangjia.programmes.emptywindow.forms import AskForm
from niangjia.web import clock


def requests(request: ActingRequest) -> HttpResponse:
    """Show what was asked."""
    return render(request, "emptywindow/requests.html", {"requests": queries.requests_in_reach(request.actor)})


def ask(request: ActingRequest) -> HttpResponse:
    """Ask for something."""
    form = AskForm(request.POST or None)
    if form.is_valid():
        services.ask(request.actor, wish=form.cleaned_data["wish"], at=clock.now())
        return redirect("emptywindow:requests")
    return render(request, "emptywindow/ask.html", {"form": form}, status=422 if form.is_bound else 200)
