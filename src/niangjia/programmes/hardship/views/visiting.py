"""Pages of the visitor, phone first: her own visits, consent, one look after the other, the two signatures."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.forms import visits as forms
from niangjia.programmes.hardship.queries import visiting
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.sentences import told


@require_safe
def mine(request: ActingRequest) -> HttpResponse:
    """List the visits before this visitor."""
    return render(request, "hardship/visits/mine.html", visiting.own_visits(request.actor, today=clock.today()))


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: ActingRequest, visit_id: int) -> HttpResponse:
    """Show one visit; when it is posted, file what was found."""
    found = visiting.find_visit(request.actor, visit_id)
    if request.method != "POST":
        return visit_answer(request, found)
    try:
        services.file_draft(found, uid=uid_of(request.POST.get("uid", "")), by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("交好了。等另一位走访人在自己的手机上签字。"))
    return redirect("hardship:visit", visit_id)


def uid_of(text: str) -> UUID:
    """Return the number that a report was given where it was written; what is none gets a fresh one."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def visit_answer(request: ActingRequest, found: Any, *, phone: str = "", **bound: Any) -> HttpResponse:
    """Return the page of one visit, with the forms of the stage that it is in."""
    page = visiting.visit_page(found, request.actor, today=clock.today())
    stage = page["visit"]["stage"]
    held = page["visit"]["mine"]
    filled = {
        "consent_form": forms.ConsentForm() if stage == "consent" else None,
        "answer_form": answer_form(found) if stage == "answer" else None,
        "kin_form": forms.KinForm() if held and stage != "read" else None,
        "need_form": forms.NeedForm() if held else None,
        "uid": uuid4() if stage == "file" else "",
        "phone": phone,
    }
    return render(request, "hardship/visits/visit.html", {**page, **filled, **bound}, status=422 if bound else 200)


def answer_form(found: Any, data: Any = None) -> forms.AnswerForm:
    """Return the form of the second signature; it asks for the cards where somebody declared by phone."""
    return forms.AnswerForm(data, asks_identity=services.identity_waits(found.case))


@require_POST
def consent(request: ActingRequest, visit_id: int) -> HttpResponse:
    """Write down whether the household agreed to the check."""
    found = visiting.find_visit(request.actor, visit_id)
    form = forms.ConsentForm(request.POST, request.FILES)
    if not form.is_valid():
        return visit_answer(request, found, consent_form=form)
    data = form.cleaned_data
    given = data["answer"] == "given"
    try:
        services.record_consent(
            found,
            given=given,
            named=data["named"],
            signer=data["signer"],
            **(data["photo"] or {}),
            by=request.actor.account,
            at=clock.now(),
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        agreed = _("记下了。接着看这家的情况，一项一项来。")
        messages.success(request, agreed if given else _("记下了：这家不同意核对。"))
    return redirect("hardship:visit", visit_id)


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: ActingRequest, visit_id: int, look: str) -> HttpResponse:
    """Ask for one look; what is answered is kept at once."""
    found = visiting.find_visit(request.actor, visit_id)
    page = visiting.look_page(found, look, request.actor)
    if not page["mine"]:
        return redirect("hardship:visit", visit_id)
    asked: dict[str, Any] = {"look": look, "declared": services.declared_facts(found.case), "period": found.period}
    if request.method != "POST":
        form = forms.LookForm(initial=forms.initial_of(page["answers"]), **asked)
        return render(request, "hardship/visits/look.html", {**page, "form": form})
    form = forms.LookForm(forms.as_meant(request.POST, page["facts"]), **asked)
    if not form.is_valid():
        return render(request, "hardship/visits/look.html", {**page, "form": form}, status=422)
    try:
        services.save_look(
            found, look=look, answers=form.cleaned_data["answers"], by=request.actor.account, at=clock.now()
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
        return redirect("hardship:visit", visit_id)
    return redirect(page["next_url"])


@require_POST
def answer(request: ActingRequest, visit_id: int) -> HttpResponse:
    """Sign as the second visitor, or say that it was not so."""
    found = visiting.find_visit(request.actor, visit_id)
    form = answer_form(found, request.POST)
    if not form.is_valid():
        return visit_answer(request, found, answer_form=form)
    data = form.cleaned_data
    account, now = request.actor.account, clock.now()
    try:
        if data["answer"] == "contradict":
            services.contradict_visit(found, objection=data["objection"], by=account, at=now)
            messages.success(request, _("记下了，县里会来定。"))
        else:
            services.confirm_visit(found, identity_seen=data.get("identity_seen", False), by=account, at=now)
            messages.success(request, _("两位都签了，走访办完了。"))
    except NiangjiaError as error:
        messages.error(request, told(error))
    return redirect("hardship:visit", visit_id)


@require_POST
def kin(request: ActingRequest, visit_id: int) -> HttpResponse:
    """Let a visitor say that she is kin to the household: somebody else goes."""
    found = visiting.find_visit(request.actor, visit_id)
    form = forms.KinForm(request.POST)
    if not form.is_valid():
        return visit_answer(request, found, kin_form=form)
    account = request.actor.account
    services.declare_kin(
        found.household, account=account, relation=form.cleaned_data["relation"], by=account, at=clock.now()
    )
    messages.success(request, _("谢谢您说明。这一家会派别人去。"))
    return redirect("hardship:my_visits")


@require_POST
def phone(request: ActingRequest, visit_id: int) -> HttpResponse:
    """Show the phone of the household once, to arrange the visit; that it was shown is written."""
    found = visiting.find_visit(request.actor, visit_id)
    number = services.reveal_head_phone(found, by=request.actor.account, at=clock.now())
    response = visit_answer(request, found, phone=number)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def need(request: ActingRequest, visit_id: int) -> HttpResponse:
    """Write down a need that was seen on the spot."""
    found = visiting.find_visit(request.actor, visit_id)
    form = forms.NeedForm(request.POST)
    if not form.is_valid():
        return visit_answer(request, found, need_form=form)
    try:
        services.note_need(found, **form.cleaned_data, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("记下了，会有人接着办。"))
    return redirect("hardship:visit", visit_id)
