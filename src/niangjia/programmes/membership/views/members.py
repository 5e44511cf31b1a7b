"""Pages of members: the list, finding somebody, one worker and what becomes of his membership."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework import belonging as belonging_desk
from niangjia.casework.access.actor import NotYours
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.queries import workers as desk
from niangjia.casework.queries.belonging import open_membership
from niangjia.programmes.membership.forms import belonging as forms
from niangjia.programmes.membership.queries import members as pages
from niangjia.programmes.membership.services import belonging as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.sentences import told


@require_safe
def members(request: ActingRequest) -> HttpResponse:
    """List who is counted within reach today, and who is registered there beside."""
    return render(
        request,
        "membership/members.html",
        pages.members_page(request.actor, request.GET.dict(), today=clock.today()),
    )


@sensitive_post_parameters("q")
def find_workers(request: ActingRequest) -> HttpResponse:
    """Find somebody. What was typed is posted, never part of an address: it may be a number."""
    page = pages.find_page(
        request.actor, text=request.POST.get("q", "").strip()[:60], number=request.POST.get("page", "")
    )
    return render(request, "membership/find.html", page)


@require_safe
def worker(request: ActingRequest, worker_id: int) -> HttpResponse:
    """Show one worker."""
    return worker_answer(request, desk.find_worker(request.actor, worker_id))


def worker_answer(request: ActingRequest, found: Any, *, shown: str = "", **bound: Any) -> HttpResponse:
    """Return the page of a worker with the forms this reader may use; ``bound`` ones carry what was entered."""
    page = pages.worker_page(found, request.actor)
    today = clock.today()
    fresh = {
        "standing_form": forms.StandingForm(standing=page["standing"], today=today) if page["may_change"] else None,
        "transfer_form": forms.AskTransferForm() if page["may_transfer"] else None,
        "reveal_form": forms.RevealForm(auto_id="reveal_%s") if page["may_reveal"] else None,
    }
    context = {"worker": page, "shown": shown, **fresh, **bound}
    return render(request, "membership/worker.html", context, status=422 if bound else 200)


@require_POST
def standing(request: ActingRequest, worker_id: int) -> HttpResponse:
    """Keep, bring back or end a membership."""
    found = desk.find_worker(request.actor, worker_id, desk.KEEP)
    held = open_membership(found)
    form = forms.StandingForm(request.POST, standing=held.standing if held else "active", today=clock.today())
    if form.is_valid():
        try:
            services.change_membership(found, **form.cleaned_data, by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("会籍改好了。"))
            return redirect("membership:worker", worker_id)
    return worker_answer(request, found, standing_form=form)


@require_POST
def freelance(request: ActingRequest, worker_id: int) -> HttpResponse:
    """Let a member who works for himself now be counted in the federation of his trade."""
    found = desk.find_worker(request.actor, worker_id, desk.KEEP)
    form = forms.AskTransferForm(request.POST)
    if form.is_valid():
        try:
            services.go_freelance(
                found,
                federation_name=form.cleaned_data["to_name"],
                on=clock.today(),
                by=request.actor.account,
                at=clock.now(),
            )
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("会籍转到行业工会了。"))
            return redirect("membership:members")
    return worker_answer(request, found, transfer_form=form)


@sensitive_post_parameters("name", "number", "phone")
def register(request: ActingRequest) -> HttpResponse:
    """Register beside somebody who came in person."""
    union = request.actor.seat(desk.KEEP)
    if union is None:
        raise NotYours(desk.NOT_FOUND)
    form = forms.RegisterForm(request.POST if request.method == "POST" else None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            services.register_by_number(union, **form.cleaned_data, by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("报到好了；会籍还在原来的工会，只算一次。"))
            return redirect("membership:members")
    page = {"form": form, "union_label": union.name}
    return render(request, "membership/register.html", page, status=422 if form.errors else 200)


@require_POST
def end_tie(request: ActingRequest, tie_id: int) -> HttpResponse:
    """End a registration beside."""
    tie = desk.find_tie(request.actor, tie_id)
    try:
        belonging_desk.end_tie(tie, on=clock.today(), by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("报到结束了。"))
    return redirect("membership:members")


@require_POST
def reveal_worker(request: ActingRequest, worker_id: int) -> HttpResponse:
    """Show one sealed value once, with a purpose, and leave a trace."""
    found = desk.find_worker(request.actor, worker_id, "reveal_members")
    form = forms.RevealForm(request.POST, auto_id="reveal_%s")
    if not form.is_valid():
        return worker_answer(request, found, reveal_form=form)
    value = services.reveal(found, **form.cleaned_data, by=request.actor.account, at=clock.now())
    response = worker_answer(request, found, shown=value or _("没有登记"))
    response["Cache-Control"] = "no-store"
    return response
