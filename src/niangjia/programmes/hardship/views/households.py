"""Pages of the households: the list, the verdict, what is decided on it, pairs to merge."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework import intake, review
from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import queries, services
from niangjia.programmes.hardship.forms import desk as forms
from niangjia.programmes.hardship.queries.visiting import visit_panel
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import row_number
from niangjia.web.sentences import told


@require_safe
def households(request: ActingRequest) -> HttpResponse:
    """List the households of a quarter."""
    periods = queries.judged_periods(request.actor)
    page = queries.household_page(request.actor, request.GET.dict(), periods=periods, today=clock.today())
    return render(request, "hardship/households.html", page)


@require_safe
def verdict(request: ActingRequest, case_id: int) -> HttpResponse:
    """Show one household, judged."""
    return verdict_answer(request, queries.find_case(request.actor, case_id))


def verdict_answer(
    request: ActingRequest, case: Any, *, full_id: str = "", shown_for: str = "", **bound: Any
) -> HttpResponse:
    """Return the verdict page, with the forms this reader may use; ``bound`` ones carry what was entered."""
    page = queries.verdict_page(case, request.actor, today=clock.today())
    decides = request.actor.may("sign_decisions") and case.state in {"judged", "visited"}
    decides = decides and page["decision"]["state"] != "proposed"
    may_fill = {
        "override_form": forms.OverrideForm(but=case.tier) if decides and not page["decision"]["override"] else None,
        "return_form": forms.SendBackForm() if decides else None,
        "reveal_form": forms.RevealForm() if request.actor.may("reveal_personal_values") else None,
    }
    return render(
        request,
        "hardship/verdict.html",
        {
            **page,
            **may_fill,
            **bound,
            "full_id": full_id,
            "shown_for": shown_for,
            "visit": visit_panel(case, request.actor, today=clock.today()),
        },
        status=422 if bound else 200,
    )


@require_POST
def sign(request: ActingRequest, case_id: int) -> HttpResponse:
    """Sign the verdict that was on the page."""
    case = queries.find_case(request.actor, case_id, "sign_decisions")
    try:
        decision = services.sign(
            case,
            seen=request.POST.get("seen", ""),
            keeps_standing=request.POST.get("keep") == "yes",
            by=request.actor.account,
            at=clock.now(),
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("签好了：%(tier)s。") % {"tier": told(queries.tier_label(decision.tier))})
        if over := queries.passed_over(decision):
            messages.info(request, over)
    return redirect("hardship:verdict", case_id)


@require_POST
def sign_many(request: ActingRequest) -> HttpResponse:
    """Sign the ticked verdicts, each exactly as it was listed."""
    signed, refused, passed = 0, [], []
    ticked = [one.partition(":") for one in request.POST.getlist("case")]
    cases = [queries.find_case(request.actor, row_number(number), "sign_decisions") for number, _colon, _seen in ticked]
    for case, (_number, _colon, seen) in zip(cases, ticked, strict=True):
        try:
            decision = services.sign(case, seen=seen, by=request.actor.account, at=clock.now())
            signed += 1
            if over := queries.passed_over(decision):
                passed.append(_("%(name)s：%(why)s") % {"name": case.home.head_name, "why": over})
        except NiangjiaError as error:
            refused.append(_("%(name)s：%(why)s") % {"name": case.home.head_name, "why": told(error)})
    if signed:
        messages.success(request, ngettext("签好了 %d 户。", "签好了 %d 户。", signed) % signed)
    for sentence in passed:
        messages.info(request, sentence)
    for sentence in refused:
        messages.error(request, sentence)
    if not signed and not refused:
        messages.info(request, _("没有勾选。先在前面打勾，再签。"))
    return redirect("hardship:households")


@require_POST
def override(request: ActingRequest, case_id: int) -> HttpResponse:
    """Propose another tier, or answer a colleague's proposal."""
    case = queries.find_case(request.actor, case_id, "check_overrides")
    answer = request.POST.get("answer")
    if answer in {"confirm", "decline"}:
        try:
            review.check_override(
                queries.open_proposal(case), agreed=answer == "confirm", by=request.actor.account, at=clock.now()
            )
        except NiangjiaError as error:
            messages.error(request, told(error))
        else:
            agreed = _("您同意了改判，现在可以按改后的档次签字。")
            messages.success(request, agreed if answer == "confirm" else _("您没有同意改判，还按规则的结论走。"))
        return redirect("hardship:verdict", case_id)
    case = queries.find_case(request.actor, case_id, "sign_decisions")
    form = forms.OverrideForm(request.POST, but=case.tier)
    if not form.is_valid():
        return verdict_answer(request, case, override_form=form)
    try:
        services.propose_override(case, **form.cleaned_data, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("提好了，等另一位同事复核。"))
    return redirect("hardship:verdict", case_id)


@require_POST
def send_back(request: ActingRequest, case_id: int) -> HttpResponse:
    """Send a case back to the union that filed it."""
    case = queries.find_case(request.actor, case_id, "sign_decisions")
    form = forms.SendBackForm(request.POST)
    if not form.is_valid():
        return verdict_answer(request, case, return_form=form)
    try:
        review.send_back(case, reason=form.cleaned_data["reason"], by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("退回了，基层工会会看到您写的话。"))
    return redirect("hardship:verdict", case_id)


@require_POST
def reveal(request: ActingRequest, case_id: int) -> HttpResponse:
    """Show once the head's number that serves a purpose, and leave a trace."""
    case = queries.find_case(request.actor, case_id, "reveal_personal_values")
    form = forms.RevealForm(request.POST)
    if not form.is_valid():
        return verdict_answer(request, case, reveal_form=form)
    purpose = form.cleaned_data["purpose"]
    number = services.reveal_head_number(case, purpose=purpose, by=request.actor.account, at=clock.now())
    return verdict_answer_once(request, case, number or _("没有填"), purpose)


def verdict_answer_once(request: ActingRequest, case: Any, number: str, purpose: str) -> HttpResponse:
    """Return the verdict page with the number in the clear; the page is not kept anywhere."""
    response = verdict_answer(request, case, full_id=number, shown_for=purpose)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def merges(request: ActingRequest) -> HttpResponse:
    """Show the pairs of filings that may be one household."""
    return render(request, "hardship/merges.html", queries.merge_page(request.actor))


@require_POST
def merge(request: ActingRequest, proposal_id: int) -> HttpResponse:
    """Decide on one pair."""
    proposal = queries.find_proposal(request.actor, proposal_id)
    same = request.POST.get("answer") == "same"
    try:
        intake.apply_merge(proposal, same=same, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("合并好了，往后算一户。") if same else _("记下了：不是一家。"))
    return redirect("hardship:merges")
