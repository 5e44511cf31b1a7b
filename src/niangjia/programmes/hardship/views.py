"""Pages of this window: find, form, service, answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework import intake, review
from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import queries, services
from niangjia.programmes.hardship.forms import desk as forms
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter
from niangjia.web import clock
from niangjia.web.answers import file_answer
from niangjia.web.forms import row_number
from niangjia.web.sentences import told

PATIENCE_SECONDS = 5
"""How long a page waits for a run before it shows its progress instead."""


@require_safe
def quarters(request: ActingRequest) -> HttpResponse:
    """Show the newest quarter."""
    known = queries.periods(request.actor)
    return redirect("hardship:quarter", known[0] if known else str(Quarter.of(clock.today()).previous))


@require_safe
def quarter(request: ActingRequest, period: str) -> HttpResponse:
    """Show the board of a quarter."""
    return render(
        request,
        "hardship/quarter.html",
        queries.board(request.actor, queries.quarter_of(period), today=clock.today(), now=clock.now()),
    )


def upload(request: ActingRequest, period: str) -> HttpResponse:
    """Take a return: a file, for one of the unions this person may send for."""
    quarter = queries.quarter_of(period)
    unions = queries.filing_unions(request.actor)
    form = forms.UploadForm(
        request.POST or None,
        request.FILES or None,
        unions=unions,
        initial={"union": request.GET.get("union", "")},
    )
    union = queries.chosen_union(unions, request.POST.get("union") or request.GET.get("union"))
    if request.method == "POST" and (request.POST.get("nil") or form.is_valid()):
        filed_in = services.return_of(request.actor, union, period=str(quarter), at=clock.now())
        if request.POST.get("nil"):
            return file_nil(request, filed_in)
        return receive(request, filed_in, form)
    filed_in_or_none = queries.return_for(request.actor, union, str(quarter))
    page = queries.upload_page(union, str(quarter), filed_in_or_none, today=clock.today())
    return render(request, "hardship/return_upload.html", page | {"form": form}, status=200 if not form.errors else 422)


def file_nil(request: ActingRequest, filed_in: Any) -> HttpResponse:
    """Take a nil return."""
    try:
        intake.file_nil(filed_in, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    return redirect("hardship:return", filed_in.pk)


def receive(request: ActingRequest, filed_in: Any, form: forms.UploadForm) -> HttpResponse:
    """Keep and read the file of a valid form, and show what was read."""
    file = form.cleaned_data["file"]
    _upload, fresh = services.receive_return(
        filed_in, name=file.name, content=file.read(), by=request.actor.account, at=clock.now()
    )
    same = "" if fresh else "?same=1"
    return redirect(reverse("hardship:return", args=[filed_in.pk]) + same)


def returned(request: ActingRequest, return_id: int) -> HttpResponse:
    """Show what was read of a return, and take its mended rows."""
    posting = request.method == "POST"
    filed_in = queries.find_return(request.actor, return_id, "file_returns" if posting else "see_returns")
    may_send = request.actor.may("file_returns")
    form = forms.UploadForm(request.POST or None, request.FILES or None) if may_send else None
    if posting and form is not None and form.is_valid():
        return receive(request, filed_in, form)
    page = queries.return_page(filed_in, request.actor, today=clock.today())
    page["upload_form"] = form
    page["uploaded"] = {"same": True, "mended": 0, "still": 0} if request.GET.get("same") else None
    return render(request, "hardship/return_check.html", page, status=422 if form is not None and form.errors else 200)


@require_safe
def annotated(request: ActingRequest, return_id: int) -> HttpResponse:
    """Send the sender's workbook back with the cells to be mended marked."""
    copy = services.annotated_copy(
        queries.upload_to_mend(request.actor, return_id), by=request.actor.account, at=clock.now()
    )
    return file_answer(copy.data, name=copy.name)


def row(request: ActingRequest, row_id: int) -> HttpResponse:
    """Mend one row on the page."""
    found = queries.find_row(request.actor, row_id)
    form = forms.RowForm(request.POST or None, faults=queries.faults_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            reading = services.mend_row(found, written=form.cleaned_data, by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            return after_mending(request, found, left=len(reading.faults))
    page = queries.row_page(found)
    return render(request, "hardship/return_row.html", page | {"form": form}, status=422 if form.errors else 200)


def after_mending(request: ActingRequest, found: Any, *, left: int) -> HttpResponse:
    """Say how it went, and go on to what is still to be mended: the same row, the next one, or back."""
    if left:
        messages.info(request, ngettext("这一行还有 %d 格要改。", "这一行还有 %d 格要改。", left) % left)
        return redirect("hardship:row", queries.live_row_in_place_of(found).pk)
    messages.success(request, _("改好了，这一行可以用了。"))
    following = queries.next_to_mend(found)
    if following is None:
        return redirect("hardship:return", found.filed_in_id)
    return redirect("hardship:row", following.pk)


@require_POST
def run(request: ActingRequest, period: str) -> HttpResponse:
    """Judge the quarter: a short run is over when the page comes back, a long one shows how far it is."""
    quarter = queries.quarter_of(period)
    try:
        going = services.start_run(request.actor, period=str(quarter), now=clock.now)
    except NiangjiaError as error:
        messages.error(request, told(error))
        return redirect("hardship:quarter", str(quarter))
    if going is not None:
        going.join(timeout=PATIENCE_SECONDS)
    anew = queries.run_result(request.actor, str(quarter))
    if anew is not None:
        words = ngettext("判好了 %d 户。", "判好了 %d 户。", anew) % anew
        messages.success(request, words if anew else _("没有新的要判，都是最新的。"))
    return redirect("hardship:quarter", str(quarter))


@require_safe
def progress(request: ActingRequest, period: str) -> HttpResponse:
    """Say how far the run is; when it is over, the whole page is asked for again."""
    going = queries.run_progress(request.actor, str(queries.quarter_of(period)), now=clock.now())
    if going is None or not going["running"]:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "web/parts/progress.html", {"progress": going})


@require_safe
def households(request: ActingRequest) -> HttpResponse:
    """List the households of a quarter."""
    page = queries.household_page(request.actor, request.GET.dict(), periods=queries.judged_periods(request.actor))
    return render(request, "hardship/households.html", page)


@require_safe
def verdict(request: ActingRequest, case_id: int) -> HttpResponse:
    """Show one household, judged."""
    return verdict_answer(request, queries.find_case(request.actor, case_id))


def verdict_answer(request: ActingRequest, case: Any, *, full_id: str = "", **bound: Any) -> HttpResponse:
    """Return the verdict page, with the forms this reader may use; ``bound`` ones carry what was entered."""
    page = queries.verdict_page(case, request.actor, today=clock.today())
    decides = request.actor.may("sign_decisions") and page["decision"]["state"] in {"waiting", "cannot_sign"}
    may_fill = {
        "override_form": forms.OverrideForm(but=case.tier) if decides else None,
        "return_form": forms.SendBackForm() if decides else None,
        "reveal_form": forms.RevealForm() if request.actor.may("reveal_personal_values") else None,
    }
    return render(
        request,
        "hardship/verdict.html",
        {**page, **may_fill, **bound, "full_id": full_id},
        status=422 if bound else 200,
    )


@require_POST
def sign(request: ActingRequest, case_id: int) -> HttpResponse:
    """Sign the verdict that was on the page."""
    case = queries.find_case(request.actor, case_id, "sign_decisions")
    try:
        decision = services.sign(case, seen=request.POST.get("seen", ""), by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("签好了：%(tier)s。") % {"tier": told(queries.tier_label(decision.tier))})
    return redirect("hardship:verdict", case_id)


@require_POST
def sign_many(request: ActingRequest) -> HttpResponse:
    """Sign the ticked verdicts, each exactly as it was listed."""
    signed, refused = 0, []
    ticked = [one.partition(":") for one in request.POST.getlist("case")]
    cases = [queries.find_case(request.actor, row_number(number), "sign_decisions") for number, _colon, _seen in ticked]
    for case, (_number, _colon, seen) in zip(cases, ticked, strict=True):
        try:
            services.sign(case, seen=seen, by=request.actor.account, at=clock.now())
            signed += 1
        except NiangjiaError as error:
            refused.append(_("%(name)s：%(why)s") % {"name": case.household.head_name, "why": told(error)})
    if signed:
        messages.success(request, ngettext("签好了 %d 户。", "签好了 %d 户。", signed) % signed)
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
    """Show the head's identity number once, with a purpose, and leave a trace."""
    case = queries.find_case(request.actor, case_id, "reveal_personal_values")
    form = forms.RevealForm(request.POST)
    if not form.is_valid():
        return verdict_answer(request, case, reveal_form=form)
    number = services.reveal_head_number(
        case, purpose=form.cleaned_data["purpose"], by=request.actor.account, at=clock.now()
    )
    return verdict_answer_once(request, case, number)


def verdict_answer_once(request: ActingRequest, case: Any, number: str) -> HttpResponse:
    """Return the verdict page with the number in the clear; the page is not kept anywhere."""
    response = verdict_answer(request, case, full_id=number)
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


@require_safe
def policies(request: ActingRequest) -> HttpResponse:
    """List the policies this hall can run."""
    actor = getattr(request, "actor", None)
    return render(
        request, "hardship/policies.html", queries.policy_list(services.all_policies(), actor, on=clock.today())
    )


@require_safe
def policy(request: ActingRequest, key: str) -> HttpResponse:
    """Read one policy back in words."""
    actor = getattr(request, "actor", None)
    return render(
        request, "hardship/policy.html", queries.policy_page(services.policy_named(key), actor, on=clock.today())
    )


def adopt(request: ActingRequest, key: str) -> HttpResponse:
    """Choose values of one's own: see first whom a back-dated value would touch."""
    policy = services.policy_named(key)
    union = queries.home_union(request.actor)
    page = queries.adoption_page(policy, union, on=clock.today())
    form = forms.ValueForm(
        request.POST or None, policy=policy, place=queries.places_of(union, on=clock.today()), origin=union.name
    )
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["chosen"]
        touched = queries.touched_list(policy, union, value, request.actor, today=clock.today())
        if touched is None or form.cleaned_data["understood"]:
            try:
                services.choose_value(union, policy, value, by=request.actor.account, at=clock.now())
            except NiangjiaError as error:
                form.add_error(None, told(error))
            else:
                messages.success(request, _("记下了。数不会被覆盖：旧的留着，从起始日起用新的。"))
                return redirect("hardship:adopt", key)
        page["touched"] = touched
    if page["touched"] is None:
        del form.fields["understood"]
    return render(request, "hardship/adoption.html", page | {"form": form}, status=422 if form.errors else 200)
