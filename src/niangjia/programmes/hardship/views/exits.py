"""Pages of leaving: the board of the register, a leaving and its undoing, visits after it, signals of relapse."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.casework import leaving, watch
from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship.forms import exits as forms
from niangjia.programmes.hardship.queries import exits as queries
from niangjia.programmes.hardship.queries import watching as watch_list
from niangjia.programmes.hardship.services import exits as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.sentences import told


@require_safe
def exits(request: ActingRequest) -> HttpResponse:
    """Show who may leave the register, who is watched on, who left."""
    page = queries.exits_page(request.actor, request.GET.dict(), today=clock.today())
    return render(request, "hardship/exits.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: ActingRequest, household_id: int) -> HttpResponse:
    """Show how a household stands, and let it leave for a reason."""
    household = queries.find_household(request.actor, household_id, "decide_exits")
    today = clock.today()
    form = forms.LeaveForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.leave(household, **form.cleaned_data, by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            waits = made.state == "proposed"
            messages.success(request, _("提好了，等另一位同事复核。") if waits else _("办好了退出。"))
            return redirect("hardship:exit", made.pk)
    page = {**queries.leave_page(household, today=today), "form": form}
    return render(request, "hardship/exits_leave.html", page, status=422 if form.errors else 200)


@require_safe
def leaving_page(request: ActingRequest, exit_id: int) -> HttpResponse:
    """Show one leaving."""
    return exit_answer(request, queries.find_exit(request.actor, exit_id, "see_exits"))


def exit_answer(request: ActingRequest, found: Any, **bound: Any) -> HttpResponse:
    """Return the page of a leaving with the forms this reader may use; ``bound`` ones carry what was entered."""
    page = queries.exit_page(found, request.actor, today=clock.today())
    shown = {
        "undo_form": forms.UndoForm() if page["may_undo"] else None,
        "revisit_form": forms.RevisitForm(today=clock.today()) if page["may_visit"] else None,
    }
    return render(request, "hardship/exits_one.html", {**page, **shown, **bound}, status=422 if bound else 200)


@require_POST
def check_exit(request: ActingRequest, exit_id: int) -> HttpResponse:
    """Confirm or drop what a colleague proposed: a leaving, or its undoing."""
    found = queries.find_exit(request.actor, exit_id, "check_exits")
    agreed = request.POST.get("answer") == "confirm"
    decide = leaving.check_undo if found.state == "undoing" else leaving.check_exit
    try:
        decide(found, agreed=agreed, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("复核好了，按您的意见办。") if agreed else _("记下了：没有采纳。"))
    return redirect("hardship:exit", exit_id)


@require_POST
def undo_exit(request: ActingRequest, exit_id: int) -> HttpResponse:
    """Propose that a leaving be undone."""
    found = queries.find_exit(request.actor, exit_id, "decide_exits")
    form = forms.UndoForm(request.POST)
    if not form.is_valid():
        return exit_answer(request, found, undo_form=form)
    try:
        leaving.propose_undo(found, **form.cleaned_data, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("提好了，等另一位同事复核。"))
    return redirect("hardship:exit", exit_id)


@require_POST
def revisit(request: ActingRequest, exit_id: int) -> HttpResponse:
    """Write down a visit after the leaving."""
    found = queries.find_exit(request.actor, exit_id, "note_signals")
    form = forms.RevisitForm(request.POST, today=clock.today())
    if not form.is_valid():
        return exit_answer(request, found, revisit_form=form)
    try:
        watch.log_revisit(found, **form.cleaned_data, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("记下了这次回访。"))
        if not form.cleaned_data["is_well"]:
            messages.info(
                request, _("这一户有难处：请把是什么情况写下来，会有人在期限内核查；没有可能返困的情况，不用写。")
            )
            return redirect("hardship:note_signal", found.standing.family_id)
    return redirect("hardship:exit", exit_id)


@require_safe
def watching(request: ActingRequest) -> HttpResponse:
    """Show what may throw households back, and whom to visit."""
    page = watch_list.watch_page(request.actor, request.GET.dict(), today=clock.today())
    return render(request, "hardship/exits_watch.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def note_signal(request: ActingRequest, household_id: int) -> HttpResponse:
    """Note something that may throw a household back."""
    household = queries.find_household(request.actor, household_id, "note_signals")
    form = forms.SignalForm(request.POST or None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        made = watch.note_signal(household, **form.cleaned_data, by=request.actor.account, at=clock.now())
        opened = made.state == "open"
        messages.success(request, _("记下了，会有人在期限内核查。") if opened else _("记下了，留在这一户的档案里。"))
        return redirect("hardship:signal", made.pk)
    page = {"name": household.head_name, "form": form, "crumbs": queries.crumbs(household.head_name)[1:]}
    return render(request, "hardship/exits_note.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def signal(request: ActingRequest, signal_id: int) -> HttpResponse:
    """Show one signal, and take the answer to it."""
    posting = request.method == "POST"
    found = watch_list.find_signal(request.actor, signal_id, "decide_exits" if posting else "see_exits")
    form = forms.AnswerForm(request.POST or None)
    if posting and form.is_valid():
        answer = watch.reopen if form.cleaned_data["becomes"] == "reopen" else watch.dismiss_signal
        try:
            answer(found, told=form.cleaned_data["told"], by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            messages.error(request, told(error))
        else:
            messages.success(request, _("核查的结果记下了。"))
        return redirect("hardship:signal", signal_id)
    page = {**watch_list.signal_page(found, request.actor, today=clock.today()), "form": form}
    return render(request, "hardship/exits_signal.html", page, status=422 if form.errors else 200)
