"""Pages of contact with the unions at the base, and of what they raise."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from niangjia.casework import liaison as desk
from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.membership.forms import liaison as forms
from niangjia.programmes.membership.queries import liaison as pages
from niangjia.programmes.membership.queries.founding import crumbs
from niangjia.programmes.membership.queries.unions import find_union
from niangjia.programmes.membership.services import liaison as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.sentences import told


def liaison(request: ActingRequest) -> HttpResponse:
    """Show who keeps contact with which union; hand an area to somebody."""
    actor = request.actor
    form = None
    if actor.may("assign_liaison"):
        form = forms.AreaForm(posted(request), areas=pages.areas(actor), people=pages.people(actor))
    if form is not None and request.method == "POST" and form.is_valid():
        unions = pages.base_of(actor, form.cleaned_data["area"])
        account = pages.account_named(actor, form.cleaned_data["account"])
        try:
            given = services.assign_area(unions, account=account, on=clock.today(), by=actor.account, at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            said = ngettext("%(n)s 家基层工会有人联系了。", "%(n)s 家基层工会有人联系了。", len(given))
            messages.success(request, said % {"n": len(given)})
            return redirect("membership:liaison")
    page = {**pages.liaison_page(actor), "form": form}
    return render(request, "membership/liaison.html", page, status=422 if form is not None and form.errors else 200)


def liaison_of(request: ActingRequest, liaison_id: int) -> HttpResponse:
    """Show the contacts with one union, and write one."""
    one = pages.find_liaison(request.actor, liaison_id)
    form = forms.ContactForm(posted(request), initial={"on": clock.today(), "way": "visit"})
    if request.method == "POST" and form.is_valid():
        try:
            desk.log_contact(one, **form.cleaned_data, by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("记下了。"))
            return redirect("membership:liaison_of", liaison_id)
    page = {**pages.liaison_of_page(request.actor, one), "form": form}
    return render(request, "membership/liaison_of.html", page, status=422 if form.errors else 200)


@require_safe
def raised_list(request: ActingRequest) -> HttpResponse:
    """List what the unions within reach raised."""
    return render(request, "membership/raised_list.html", pages.raised_list(request.actor))


def raise_(request: ActingRequest) -> HttpResponse:
    """Write down what a union raises."""
    unions = [(str(one.pk), one.name) for one in request.actor.unions("raise_matters").order_by("code")]
    form = forms.RaiseForm(posted(request), unions=unions, initial={"union": request.GET.get("union", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        union = find_union(request.actor, row_number(data["union"]), "raise_matters")
        opened = desk.raise_matter(
            union, kind=data["kind"], text=data["text"], by=request.actor.account, at=clock.now()
        )
        messages.success(request, _("记下了，到期以前答复您。"))
        return redirect("membership:raised", opened.case_id)
    page = {"form": form, "crumbs": crumbs(_("基层反映的事"), "membership:raised_list", _("反映一件事"))}
    return render(request, "membership/raise.html", page, status=422 if form.errors else 200)


def raised(request: ActingRequest, raised_id: int) -> HttpResponse:
    """Show one thing that was raised; answer it, or say whether it is solved."""
    one = pages.find_raised(request.actor, raised_id)
    if request.method != "POST":
        return raised_answer(request, one)
    deed, by, at = request.POST.get("deed", ""), request.actor.account, clock.now()
    form = forms.AnswerForm(request.POST)
    if deed == "answer":
        one = pages.find_raised(request.actor, raised_id, "answer_matters")
    try:
        if deed == "answer":
            if not form.is_valid():
                return raised_answer(request, one, form=form)
            desk.answer_raised(one, text=form.cleaned_data["text"], by=by, at=at)
            messages.success(request, _("答复了，等反映的人说解决没有。"))
        elif deed in {"solved", "open"}:
            desk.confirm_raised(one, solved=deed == "solved", by=by, at=at)
            messages.success(request, _("记下了。"))
    except NiangjiaError as error:
        messages.error(request, told(error))
    return redirect("membership:raised", raised_id)


def raised_answer(request: ActingRequest, one: Any, **bound: Any) -> HttpResponse:
    """Return the page of one thing that was raised, with the form for where it stands."""
    page = {**pages.raised_page(request.actor, one), "form": None}
    if page["may_answer"]:
        page["form"] = forms.AnswerForm()
    return render(request, "membership/raised.html", {**page, **bound}, status=422 if bound else 200)
