"""Pages about pairs: the county's board and its proposals, a cadre's own list, one household and its contacts."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.care.forms import pairs as forms
from niangjia.programmes.care.queries import pair_pages, pair_proposals, pairs
from niangjia.programmes.care.services import pairs as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import row_number
from niangjia.web.sentences import told

ON_PAPER = ("group", "union", "q")


@require_safe
def board(request: ActingRequest) -> HttpResponse:
    """Show the county who has a cadre, who wants one, who was not called, who is to be handed over."""
    return render(request, "care/pairs.html", pair_pages.board(request.actor, request.GET.dict()))


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: ActingRequest) -> HttpResponse:
    """Show who should answer for whom, and pair them when that is confirmed."""
    asked = request.POST if request.method == "POST" else request.GET
    ticked = [row_number(one) for one in asked.getlist("household")]
    group = asked.get("group", "") if asked.get("group") in pairs.GROUPS else "standing"
    if ticked:
        households = pairs.find_unpaired(request.actor, ticked)
    else:
        found = pairs.in_group(pairs.unpaired(request.actor), group)
        households = list(pair_pages.narrowed(found, asked.dict(), by_name="head_name"))
    kept = [(name, asked[name]) for name in ON_PAPER if asked.get(name)] + [("household", str(one)) for one in ticked]
    try:
        proposed = pairs.proposal(request.actor, households)
    except NiangjiaError as error:
        messages.error(request, told(error))
        return redirect("care:pairs")
    form = forms.PairForm(
        request.POST if request.method == "POST" else None, initial={"kind": pair_pages.KIND_OF_GROUP[group]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.confirm(
                proposed,
                seen=request.POST.get("seen", ""),
                kind=form.cleaned_data["kind"],
                by=request.actor.account,
                at=clock.now(),
            )
        except NiangjiaError as error:
            messages.error(request, told(error))
            return redirect("care:pairs")
        words = ngettext("结好了 %d 户，今天每一户都要联系到。", "结好了 %d 户，今天每一户都要联系到。", len(made))
        messages.success(request, words % len(made))
        return redirect(f"{reverse('care:pairs')}?tab=open")
    page = pair_proposals.proposal_page(proposed, request.GET.dict(), kept=kept)
    context = {**page, "form": form, "action": reverse("care:pair_proposal"), "taking_over": ""}
    return render(request, "care/pairs_proposal.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: ActingRequest) -> HttpResponse:
    """Pair one household by hand: choose among those whose post reaches it."""
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("household"):
        return redirect("care:pairs")
    found = pairs.find_unpaired(request.actor, [row_number(asked["household"])])
    if not found:
        messages.info(request, _("这一户已经有结对干部了。"))
        return redirect("care:pairs")
    household = found[0]
    form = forms.PairForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        cadre = pairs.find_candidate(request.actor, household, row_number(request.POST.get("to")))
        if form.is_valid():
            try:
                services.pair(household, cadre=cadre, by=request.actor.account, at=clock.now(), **form.cleaned_data)
            except NiangjiaError as error:
                messages.error(request, told(error))
            else:
                messages.success(request, _("结好了：%(cadre)s，今天就要联系。") % {"cadre": cadre.name})
            return redirect("care:pairs")
    page = pair_proposals.choice_page(request.actor, household, request.GET.dict())
    context = {**page, "form": form, "action": reverse("care:pair_choose"), "pair": None}
    return render(request, "care/pairs_choose.html", context, status=422 if form.errors else 200)


@require_safe
def mine(request: ActingRequest) -> HttpResponse:
    """Show a cadre the households that are hers, the most urgent first."""
    return render(request, "care/pairs_mine.html", pair_pages.own_page(request.actor, request.GET.dict()))


@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: ActingRequest, pairing_id: int) -> HttpResponse:
    """Show one household to its cadre, and write down a contact."""
    pairing = pairs.find_pairing(request.actor, pairing_id)
    if request.method != "POST":
        return pair_answer(request, pairing)
    form = forms.ContactForm(request.POST)
    if not form.is_valid():
        return pair_answer(request, pairing, form=form)
    written = form.cleaned_data
    reached = written.pop("reached") == "yes"
    try:
        services.log_contact(pairing, reached=reached, by=request.actor.account, at=clock.now(), **written)
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        tried = _("记下了：没联系上，这一户还留在今天要联系的名单里。")
        messages.success(request, _("记下了。下次联系的日子已经排好。") if reached else tried)
    return redirect("care:pair", pairing_id)


def pair_answer(request: ActingRequest, pairing: Any, *, phone: str = "", **bound: Any) -> HttpResponse:
    """Return the page of one pair; ``bound`` forms carry what was entered."""
    page = pair_pages.pair_page(request.actor, pairing)
    fresh = {
        "form": forms.ContactForm(initial={"key": uuid.uuid4()}) if page["pair"]["open"] else None,
        "end_form": forms.EndForm() if page["may_arrange"] else None,
    }
    return render(request, "care/pair.html", {**page, **fresh, **bound, "phone": phone}, status=422 if bound else 200)


@require_POST
def phone(request: ActingRequest, pairing_id: int) -> HttpResponse:
    """Show the phone of a household once, to call; it leaves a trace."""
    pairing = pairs.find_pairing(request.actor, pairing_id)
    if pairing.ended_on is not None:
        messages.info(request, _("这个结对已经结束，不再显示手机号。"))
        return redirect("care:pair", pairing_id)
    number = services.reveal_phone(pairing, by=request.actor.account, at=clock.now())
    if not number:
        messages.info(request, _("档案里没有这一户的手机号。请上门，或问一问基层工会。"))
        return redirect("care:pair", pairing_id)
    response = pair_answer(request, pairing, phone=number)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: ActingRequest, pairing_id: int) -> HttpResponse:
    """Hand one household over to another cadre."""
    pairing = pairs.find_pairing(request.actor, pairing_id, "make_pairs")
    form = forms.HandOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.POST.get("to"):
        cadre = pairs.find_candidate(request.actor, pairing.household, row_number(request.POST["to"]))
        if form.is_valid():
            try:
                services.hand_over(pairing, to=cadre, by=request.actor.account, at=clock.now(), **form.cleaned_data)
            except NiangjiaError as error:
                messages.error(request, told(error))
                return redirect("care:pairs")
            messages.success(request, _("交接好了，联系记录都跟着走，现在由 %(cadre)s 负责。") % {"cadre": cadre.name})
            return redirect(f"{reverse('care:pairs')}?tab=open")
    elif request.method == "POST":
        form.add_error(None, _("请先选一位干部"))
    page = pair_proposals.choice_page(request.actor, pairing.household, request.GET.dict(), but=pairing.cadre_id)
    context = {**page, "form": form, "action": reverse("care:pair_hand_over", args=[pairing_id]), "pair": pairing}
    return render(request, "care/pairs_choose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_all(request: ActingRequest) -> HttpResponse:
    """Hand over all households of one cadre, as the engine proposes."""
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("cadre"):
        return redirect("care:pairs")
    pairings = pairs.pairings_of(request.actor, row_number(asked["cadre"]))
    try:
        proposed = pairs.proposal(
            request.actor,
            [one.household for one in pairings],
            instead_of={one.household_id: one for one in pairings},
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
        return redirect("care:pairs")
    form = forms.HandOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.hand_over_many(
                proposed,
                seen=request.POST.get("seen", ""),
                by=request.actor.account,
                at=clock.now(),
                **form.cleaned_data,
            )
        except NiangjiaError as error:
            messages.error(request, told(error))
            return redirect(f"{reverse('care:pairs')}?tab=waiting")
        messages.success(request, ngettext("交接好了 %d 户。", "交接好了 %d 户。", count) % count)
        return redirect(f"{reverse('care:pairs')}?tab=open")
    page = pair_proposals.proposal_page(proposed, request.GET.dict(), kept=[("cadre", asked["cadre"])])
    context = {
        **page,
        "form": form,
        "action": reverse("care:pairs_hand_over"),
        "taking_over": pairings[0].cadre.name,
    }
    return render(request, "care/pairs_proposal.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: ActingRequest, pairing_id: int) -> HttpResponse:
    """End a pairing for one of the charter's reasons."""
    pairing = pairs.find_pairing(request.actor, pairing_id, "make_pairs")
    form = forms.EndForm(request.POST)
    if not form.is_valid():
        return pair_answer(request, pairing, end_form=form)
    try:
        services.end_pairing(pairing, by=request.actor.account, at=clock.now(), **form.cleaned_data)
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("结对结束了，联系记录还在档案里。"))
    return redirect("care:pair", pairing_id)
