"""Pages of the returns: send, see what was read, mend."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from niangjia.casework import intake
from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import queries, services
from niangjia.programmes.hardship.forms import desk as forms
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.answers import file_answer
from niangjia.web.sentences import told


def upload(request: ActingRequest, period: str) -> HttpResponse:
    """Take a return: a file, for one of the unions this person may send for."""
    quarter = queries.quarter_of(period)
    unions = queries.filing_unions(request.actor)
    own = request.actor.seat("file_returns")
    union = queries.chosen_union(unions, request.POST.get("union") or request.GET.get("union"), own=own)
    form = forms.UploadForm(request.POST or None, request.FILES or None, unions=unions, initial={"union": union.pk})
    paste = forms.PasteForm(request.POST if "pasted" in request.POST else None)
    if paste.is_bound:
        form = forms.UploadForm(unions=unions, initial={"union": union.pk})
        if paste.is_valid() and (answer := pasted(request, paste, union, str(quarter))):
            return answer
    elif request.method == "POST" and (request.POST.get("nil") or form.is_valid()):
        filed_in = services.return_of(request.actor, union, period=str(quarter), at=clock.now())
        if request.POST.get("nil"):
            return file_nil(request, filed_in)
        return receive(request, filed_in, form)
    filed_in_or_none = queries.return_for(request.actor, union, str(quarter))
    page = queries.upload_page(union, str(quarter), filed_in_or_none, today=clock.today())
    wrong = form.errors or paste.errors
    return render(
        request,
        "hardship/return_upload.html",
        page | {"form": form, "paste": paste},
        status=422 if wrong else 200,
    )


def pasted(request: ActingRequest, form: forms.PasteForm, union: Any, period: str) -> HttpResponse | None:
    """Take what was pasted and show what was read; where it cannot be read, say why beside what was pasted."""
    text = form.cleaned_data["pasted"]
    try:
        services.pasted_table(text)
        filed_in = services.return_of(request.actor, union, period=period, at=clock.now())
        upload, fresh = services.paste_return(filed_in, text=text, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        form.add_error("pasted", told(error))
        return None
    if upload.state == "refused":
        form.add_error("pasted", told(upload.refusal))
        return None
    return redirect(reverse("hardship:return", args=[filed_in.pk]) + ("" if fresh else "?same=1"))


@require_safe
def template(request: ActingRequest, period: str) -> HttpResponse:
    """Hand out the form of a quarter, holding the households that the union reported last."""
    quarter = queries.quarter_of(period)
    own = request.actor.seat("file_returns")
    union = queries.chosen_union(queries.filing_unions(request.actor), request.GET.get("union"), own=own)
    form = services.return_template(request.actor, union, period=str(quarter), at=clock.now())
    return file_answer(form.data, name=form.name)


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
