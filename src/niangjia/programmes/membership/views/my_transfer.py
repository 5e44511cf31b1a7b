"""The pages on which a member goes to another union himself, follows it and takes it back, or leaves his union."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from niangjia.casework import own
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.queries import workers as desk
from niangjia.programmes.membership.forms import belonging as forms
from niangjia.programmes.membership.queries import my_transfer as pages
from niangjia.programmes.membership.queries.joining import RULES
from niangjia.programmes.membership.services import belonging as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted
from niangjia.web.sentences import told


def who_first(request: ActingRequest, words: str) -> HttpResponse:
    """Let somebody of whom only the phone is known say who he is, and come back to where he was going."""
    messages.info(request, words)
    return redirect(f"{reverse('my_self')}?{urlencode({'next': request.get_full_path()})}")


@never_cache
def leave_union(request: ActingRequest) -> HttpResponse:
    """Ask a member once more whether he wants to leave; end his membership when he says so."""
    worker = own.worker_of(request.actor.account)
    if worker is None:
        return who_first(request, _("退会以前先认一下本人；认好了，接着办。"))
    page = pages.my_transfer_page(worker, today=clock.today())
    form = forms.LeaveForm(posted(request))
    if page["union"] is not None and request.method == "POST" and form.is_valid():
        try:
            services.leave(worker, by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("退会办好了，今天起您不再是会员。以后想回来，随时再申请。"))
            return redirect("my_services")
    mine = {"union": page["union"], "waiting": page["waiting"] is not None}
    context = {"mine": mine, "form": form if page["union"] is not None else None}
    return render(request, "membership/leave_union.html", context, status=422 if form.errors else 200)


@never_cache
def my_transfer(request: ActingRequest) -> HttpResponse:
    """Show where he belongs and how his transfer stands; let him ask for one, or take it back."""
    worker = own.worker_of(request.actor.account)
    if worker is None:
        return who_first(request, _("转会以前先认一下本人；认好了，接着办转会。"))
    if request.method == "POST" and request.POST.get("deed") == "take_back":
        return taken_back(request, worker)
    page = pages.my_transfer_page(worker, today=clock.today())
    goal = pages.goal_chosen(request.GET.get("to", ""), on=clock.today())
    form = forms.MyTransferForm(posted(request) if goal is not None else None)
    if goal is not None and request.method == "POST" and form.is_valid():
        try:
            services.ask_own_transfer(
                worker, to=goal, employer=form.cleaned_data["employer"], by=request.actor.account, at=clock.now()
            )
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("提好了。原工会到期没有答复，按规则转。"))
            return redirect("membership:my_transfer")
    wanted = request.GET.get("q", "")
    page |= {
        "goal": goal,
        "form": form if goal is not None else None,
        "q": wanted,
        "searched": bool(wanted.strip()),
        "goals": pages.goals(wanted, without=page["union"], on=clock.today()),
        "letters": RULES["search"]["letters"],
    }
    return render(request, "membership/my_transfer.html", {"mine": page}, status=422 if form.errors else 200)


def taken_back(request: ActingRequest, worker: Any) -> HttpResponse:
    """Take back what waits, and go back to the page."""
    waiting = desk.open_transfer(worker)
    if waiting is not None:
        try:
            services.answer_transfer(waiting, answer="take_back", by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            messages.error(request, told(error))
        else:
            messages.success(request, _("撤回了，会籍留在原来的工会。"))
    return redirect("membership:my_transfer")
