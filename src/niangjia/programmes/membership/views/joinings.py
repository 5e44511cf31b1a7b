"""The desk of applications: the list, one application, a whole station at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.casework import applications
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.queries import joinings as desk
from niangjia.outside.workbook import FileRefused
from niangjia.programmes.membership.forms import joining as forms
from niangjia.programmes.membership.queries import cards
from niangjia.programmes.membership.queries import joining as pages
from niangjia.programmes.membership.services import batch as batches
from niangjia.programmes.membership.services import joining as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.sentences import told


def send_texts(request: ActingRequest, *answered: Any) -> None:
    """Send applicants a text that there is an answer; say to the desk whom nobody told."""
    page = request.build_absolute_uri(reverse("membership:my_joining"))
    unsent = services.text_applicants(answered, page=page)
    if unsent:
        words = ngettext(
            "答复记下了，有 %(n)s 条短信没有发出去；请打电话告诉本人。",
            "答复记下了，有 %(n)s 条短信没有发出去；请打电话告诉本人。",
            unsent,
        )
        messages.warning(request, words % {"n": unsent})


@require_http_methods(["GET", "HEAD", "POST"])
def joinings(request: ActingRequest) -> HttpResponse:
    """List the applications; admit together those in which nothing is open."""
    if request.method == "POST":
        chosen = [pages.find_joining(request.actor, row_number(one)) for one in request.POST.getlist("joining")]
        waiting = pages.waiting(request.actor).filter(pk__in=[one.pk for one in chosen])
        found = [one for one in waiting if not desk.wants_card(one)]
        admitted, left = services.admit_complete(found, by=request.actor.account, at=clock.now())
        if admitted:
            words = ngettext("%(n)s 人入会了。", "%(n)s 人入会了。", len(admitted))
            messages.success(request, words % {"n": len(admitted)})
            send_texts(request, *admitted)
        for words in left:
            messages.error(request, told(words))
        if not chosen:
            messages.error(request, _("请先勾选要同意的人，再点“同意勾选的人入会”。"))
        return redirect("membership:joinings")
    return render(
        request,
        "membership/joinings.html",
        pages.joining_list(request.actor, request.GET.dict(), today=clock.today()),
    )


@require_safe
def joining(request: ActingRequest, joining_id: int) -> HttpResponse:
    """Show one application."""
    return joining_answer(request, pages.find_joining(request.actor, joining_id))


def joining_answer(request: ActingRequest, found: Any, **bound: Any) -> HttpResponse:
    """Return the page of an application with its forms; ``bound`` ones carry what was entered."""
    page = pages.joining_page(found, today=clock.today())
    asked = {"admit_form": forms.AdmitForm, "ask_form": forms.AskForm, "decline_form": forms.DeclineForm}
    shown = {key: form() if page["open"] else None for key, form in asked.items()}
    if page["may_admit"]:
        shown["admit_form"] = forms.AdmitForm()
    context = {"one": page, **shown, **bound}
    return render(request, "membership/joining.html", context, status=422 if bound else 200)


@require_POST
def joining_admit(request: ActingRequest, joining_id: int) -> HttpResponse:
    """Admit one applicant."""
    found = pages.find_joining(request.actor, joining_id)
    form = forms.AdmitForm(request.POST)
    form.is_valid()
    try:
        applications.admit_applicant(
            found, card_seen=form.cleaned_data.get("card_seen", False), by=request.actor.account, at=clock.now()
        )
    except NiangjiaError as error:
        form.add_error("card_seen", told(error))
        return joining_answer(request, found, admit_form=form)
    messages.success(request, _("入会了，今天起就是会员。"))
    send_texts(request, found)
    return redirect("membership:joinings")


@require_POST
def joining_ask(request: ActingRequest, joining_id: int) -> HttpResponse:
    """Say once what is missing."""
    found = pages.find_joining(request.actor, joining_id)
    form = forms.AskForm(request.POST)
    if not form.is_valid():
        return joining_answer(request, found, ask_form=form)
    data = form.cleaned_data
    try:
        applications.send_back_applicant(
            found, missing=data["missing"], told=data["told"], by=request.actor.account, at=clock.now()
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("一次说清了，本人凭查询码补。"))
        send_texts(request, found)
    return redirect("membership:joining", joining_id)


@require_POST
def joining_decline(request: ActingRequest, joining_id: int) -> HttpResponse:
    """Say no, with the reason."""
    found = pages.find_joining(request.actor, joining_id)
    form = forms.DeclineForm(request.POST)
    if not form.is_valid():
        return joining_answer(request, found, decline_form=form)
    try:
        applications.decline_applicant(found, told=form.cleaned_data["told"], by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("答复了，本人凭查询码看得到原因。"))
        send_texts(request, found)
    return redirect("membership:joining", joining_id)


@require_POST
@never_cache
def joining_code(request: ActingRequest, joining_id: int) -> HttpResponse:
    """Give the applicant a new code, shown once."""
    found = pages.find_joining(request.actor, joining_id)
    code = applications.issue_join_code(found, by=request.actor.account, at=clock.now())
    response = joining_answer(request, found, code="-".join(code[at : at + 4] for at in range(0, len(code), 4)))
    response.status_code = 200
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: ActingRequest) -> HttpResponse:
    """Let a whole station join; each row that cannot says how to mend it."""
    rows = cards.poster_list(request.actor, {})["rows"]
    form = forms.BatchForm(
        posted(request), request.FILES or None, unions=[(str(one["id"]), one["name"]) for one in rows]
    )
    outcomes: list[batches.Outcome] = []
    unused: list[str] = []
    if request.method == "POST" and form.is_valid():
        union = cards.find_own_union(request.actor, row_number(form.cleaned_data["union"]))
        file = form.cleaned_data["file"]
        try:
            cells = (
                batches.rows_of_file(file.read(), name=file.name)
                if file
                else batches.rows_of_text(form.cleaned_data["pasted"])
            )
            outcomes = batches.join_many(union, cells, by=request.actor.account, at=clock.now())
            unused = batches.unused_heads(cells)
        except (FileRefused, NiangjiaError) as error:
            form.add_error("file" if file else "pasted", told(error))
    page = {
        "form": form,
        "outcomes": [one for one in outcomes if one.result == "mend"],
        "noted": [one for one in outcomes if one.result == "joined" and one.told],
        "unused": unused,
        "joined": sum(1 for one in outcomes if one.result == "joined"),
        "there": sum(1 for one in outcomes if one.result == "there"),
        "done": bool(outcomes),
    }
    return render(request, "membership/batch.html", page, status=422 if form.errors else 200)
