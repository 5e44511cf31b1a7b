"""Pages of transfers: asking for one, answering it, who goes where."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework.access.actor import NotYours
from niangjia.casework.access.freshness import must_be_fresh
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.queries import workers as desk
from niangjia.programmes.membership.forms import belonging as forms
from niangjia.programmes.membership.queries import transfers as pages
from niangjia.programmes.membership.services import belonging as services
from niangjia.programmes.membership.views.members import worker_answer
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.sentences import told

ANSWERS = {"release": "may_release", "object": "may_release", "insist": "may_settle", "stay": "may_settle"}


@require_safe
def transfers(request: ActingRequest) -> HttpResponse:
    """List the transfers out of and into the unions within reach."""
    return render(
        request,
        "membership/transfers.html",
        pages.transfers_page(request.actor, request.GET.dict(), today=clock.today()),
    )


def transfer(request: ActingRequest, transfer_id: int) -> HttpResponse:
    """Show one transfer, and take the answer of whoever it is for."""
    posted = request.method == "POST"
    found = desk.find_transfer(request.actor, transfer_id, desk.KEEP if posted else desk.SEE)
    page = pages.transfer_page(found, request.actor, today=clock.today())
    form = forms.ObjectForm(request.POST if request.POST.get("answer") == "object" else None)
    if posted:
        answer = request.POST.get("answer", "")
        if not page[ANSWERS.get(answer, "may_take_back")]:
            messages.error(request, _("这一步现在不能办；请看最新情况。"))
            return redirect("membership:transfer", transfer_id)
        if answer in ANSWERS:
            must_be_fresh(request)
        if answer != "object" or form.is_valid():
            reason = form.cleaned_data["reason"] if answer == "object" else ""
            try:
                services.answer_transfer(found, answer=answer, reason=reason, by=request.actor.account, at=clock.now())
            except NiangjiaError as error:
                messages.error(request, told(error))
            else:
                messages.success(request, _("办好了。"))
            return redirect("membership:transfer", transfer_id)
    context = {"transfer": page, "form": form if page["may_release"] else None}
    return render(request, "membership/transfer.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("name", "number", "phone")
def take_in(request: ActingRequest) -> HttpResponse:
    """Ask, as the new union, for a member who came in person."""
    union = request.actor.seat(desk.KEEP)
    if union is None:
        raise NotYours(desk.NOT_FOUND)
    form = forms.OneWorker(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.take_in(union, **form.cleaned_data, by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("已经请原工会放行。本人收到过消息的，到期没有答复就按规则转。"))
            return redirect("membership:transfer", asked.pk)
    page = {"form": form, "union_label": union.name}
    return render(request, "membership/take_in.html", page, status=422 if form.errors else 200)


@require_POST
def ask_transfer(request: ActingRequest, worker_id: int) -> HttpResponse:
    """Ask, for a worker within reach, that he goes elsewhere."""
    found = desk.find_worker(request.actor, worker_id, desk.KEEP)
    form = forms.AskTransferForm(request.POST)
    if form.is_valid():
        try:
            asked = services.ask_for_worker(found, **form.cleaned_data, by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            form.add_error("to_name", told(error))
        else:
            messages.success(request, _("提好了；放行以后会籍和在办的事一起转过去。"))
            return redirect("membership:transfer", asked.pk)
    return worker_answer(request, found, transfer_form=form)
