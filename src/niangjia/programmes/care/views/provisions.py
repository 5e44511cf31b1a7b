"""Pages of help: the library, awards, packages, deliveries."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.provision.allowances import STANDING, allow, end_allowance
from niangjia.casework.provision.awards import add_papers, ask_award, grant_award, refuse_award
from niangjia.casework.provision.deliveries import deliver
from niangjia.casework.provision.library import end_offer
from niangjia.programmes.care.forms import provisions as forms
from niangjia.programmes.care.queries import finding, helping
from niangjia.programmes.care.queries.household import household_page
from niangjia.programmes.care.queries.library import library_page
from niangjia.programmes.care.services import library as shelf
from niangjia.programmes.care.services.help import month_after
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.sentences import told


@require_safe
def library(request: ActingRequest) -> HttpResponse:
    """Show the project library and the service list."""
    return library_answer(request)


def library_answer(request: ActingRequest, **bound: Any) -> HttpResponse:
    """Return the library with the forms this reader may use; ``bound`` ones carry what was entered."""
    page = library_page(request.actor, today=clock.today())
    fresh = {"from_on": clock.today()}
    forms_here = {
        "preset_form": forms.PresetForm(presets=page["presets"], initial=fresh) if page["presets"] else None,
        "terms_form": forms.TermsForm(presets=page["presets"], initial=fresh, prefix="own")
        if any(one["value"].startswith("project:") for one in page["presets"])
        else None,
    }
    return render(request, "care/library.html", {**page, **forms_here, **bound}, status=422 if bound else 200)


@require_POST
def take_presets(request: ActingRequest) -> HttpResponse:
    """Take presets into the library, as they are."""
    union = request.actor.seat("keep_library")
    page = library_page(request.actor, today=clock.today())
    form = forms.PresetForm(request.POST, presets=page["presets"])
    if union is None or not form.is_valid():
        return library_answer(request, preset_form=form)
    given = {"from_on": form.cleaned_data["from_on"], "by": request.actor.account, "at": clock.now()}
    for kind, _colon, key in (one.partition(":") for one in form.cleaned_data["taken"]):
        if kind == "project":
            shelf.adopt_project(union, key, **given)
        else:
            shelf.adopt_service(union, key, places=request.actor.unions("keep_library"), **given)
    taken = len(form.cleaned_data["taken"])
    messages.success(request, ngettext("采用了 %d 项。", "采用了 %d 项。", taken) % taken)
    return redirect("care:library")


@require_POST
def keep_terms(request: ActingRequest) -> HttpResponse:
    """Take one preset project with numbers of the union's own."""
    union = request.actor.seat("keep_library")
    page = library_page(request.actor, today=clock.today())
    form = forms.TermsForm(request.POST, presets=page["presets"], prefix="own")
    if union is None or not form.is_valid():
        return library_answer(request, terms_form=form)
    data = form.cleaned_data
    shelf.adopt_project(
        union,
        data["preset"],
        from_on=data["from_on"],
        by=request.actor.account,
        at=clock.now(),
        cap_yuan=data["cap_yuan"],
        second_above_yuan=data["second_above_yuan"],
        source=data["source"],
    )
    messages.success(request, _("写进项目库了。"))
    return redirect("care:library")


@require_POST
def end(request: ActingRequest) -> HttpResponse:
    """End a project or a service from today on."""
    kind, _colon, number = request.POST.get("offer", "").partition(":")
    offer = finding.find_offer(request.actor, kind, number)
    end_offer(offer, on=clock.today(), by=request.actor.account, at=clock.now())
    messages.success(request, _("停用了。已经批过的不变。"))
    return redirect("care:library")


def ask(request: ActingRequest, household_id: int) -> HttpResponse:
    """Ask for a project for one household."""
    household = finding.find_household(request.actor, household_id, "give_help")
    asked = request.POST.get("project") or request.GET.get("project")
    project = finding.find_project(household, asked, on=clock.today()) if asked else None
    form = None
    if project is not None:
        form = forms.AwardForm(
            posted(request), papers=project.papers, needs_own_paid=project.own_paid_percent is not None
        )
    if project is not None and form is not None and request.method == "POST" and form.is_valid():
        try:
            ask_award(household, project, **form.asked(), by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("申请好了，等另一位同事批准。"))
            return redirect("care:household", household.pk)
    page = household_page(request.actor, household, today=clock.today())
    return render(
        request,
        "care/ask.html",
        {**page, "project": project, "form": form},
        status=422 if form is not None and form.errors else 200,
    )


@require_safe
def awards(request: ActingRequest) -> HttpResponse:
    """Show the awards that wait, and those decided last."""
    return render(request, "care/awards.html", helping.award_list(request.actor))


def award(request: ActingRequest, award_id: int) -> HttpResponse:
    """Show one award; grant or refuse it. A leader gives the second of two signatures, and nothing else."""
    if request.method != "POST":
        return award_answer(request, finding.find_award(request.actor, award_id))
    found = finding.find_award_to_sign(request.actor, award_id, grants=request.POST.get("answer") == "grant")
    given: Any = {"by": request.actor.account, "at": clock.now()}
    try:
        if request.POST.get("answer") == "grant":
            entitlement = grant_award(found, **given)
            said = _("批准了，等财务预留。") if entitlement else _("您批了，还要另一位同事再批一次。")
        else:
            form = forms.RefusalForm(request.POST)
            if not form.is_valid():
                return award_answer(request, found, refusal_form=form)
            refuse_award(found, reason=form.cleaned_data["refusal"], **given)
            said = _("没有批准。理由写在这里，家庭页上有还能用的项目。")
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, said)
    return redirect("care:award", award_id)


def award_answer(request: ActingRequest, found: Any, **bound: Any) -> HttpResponse:
    """Return the page of one award."""
    page = helping.award_page(request.actor, found)
    form = forms.RefusalForm() if page["refuses"] else None
    return render(request, "care/award.html", {**page, "refusal_form": form, **bound}, status=422 if bound else 200)


@require_POST
def award_papers(request: ActingRequest, award_id: int) -> HttpResponse:
    """Write which papers of an award came in."""
    found = finding.find_award(request.actor, award_id, "give_help")
    came = [one for one in request.POST.getlist("paper") if one in found.project.papers]
    add_papers(found, papers=came, by=request.actor.account, at=clock.now())
    messages.success(request, _("记下了。"))
    return redirect("care:award", award_id)


def package(request: ActingRequest, household_id: int) -> HttpResponse:
    """Give a household monthly quotas."""
    household = finding.find_household(request.actor, household_id, "give_help")
    services = finding.services_at(household, on=clock.today())
    form = forms.PackageForm(posted(request), services=services, today=clock.today())
    if request.method == "POST" and form.is_valid():
        refused = 0
        for service in services:
            if str(service.pk) not in form.cleaned_data["services"]:
                continue
            try:
                allow(
                    household,
                    service,
                    from_month=month_after(clock.now(), 0),
                    to_month=form.cleaned_data["to_month"],
                    basis=STANDING,
                    by=request.actor.account,
                    at=clock.now(),
                )
            except NiangjiaError as error:
                refused += 1
                messages.error(request, told(error))
        if refused < len(form.cleaned_data["services"]):
            messages.success(request, _("给好了，从这个月起可以用。"))
        return redirect("care:household", household.pk)
    page = household_page(request.actor, household, today=clock.today())
    return render(request, "care/package.html", {**page, "form": form}, status=422 if form.errors else 200)


@require_POST
def end_quota(request: ActingRequest, household_id: int) -> HttpResponse:
    """End one of the monthly quotas of a household; what was used of it stays as it is."""
    household = finding.find_household(request.actor, household_id, "give_help")
    quota = finding.find_allowance(request.actor, household, request.POST.get("quota"))
    end_allowance(quota, by=request.actor.account, at=clock.now())
    messages.success(request, _("额度结束了。需要时可以再给。"))
    return redirect("care:household", household.pk)


def deliveries(request: ActingRequest) -> HttpResponse:
    """Show what was delivered; record a delivery."""
    services = helping.services_of_seat(request.actor, today=clock.today())
    may_record = request.actor.may("give_help") and bool(services)
    form = None
    if may_record:
        form = forms.DeliveryForm(posted(request), services=services, initial={"key": uuid4(), "on": clock.today()})
    if request.method == "POST" and form is not None and form.is_valid():
        data, union = form.cleaned_data, request.actor.seat("give_help")
        service = next(one for one in services if one.pk == row_number(data["service"]))
        if union is not None:
            deliver(
                service,
                union=union,
                on=data["on"],
                place=data["place"],
                roster=data["names"],
                counted=data["lines"],
                quantity=data["quantity"] or 0,
                note=data["note"],
                key=data["key"],
                by=request.actor.account,
                at=clock.now(),
            )
        messages.success(request, _("记下了。"))
        return redirect("care:deliveries")
    page = helping.delivery_list(request.actor)
    return render(
        request, "care/deliveries.html", {**page, "form": form}, status=422 if form is not None and form.errors else 200
    )


@require_safe
def delivery(request: ActingRequest, delivery_id: int) -> HttpResponse:
    """Show one delivery with the lines behind it."""
    return render(
        request, "care/delivery.html", helping.delivery_page(finding.find_delivery(request.actor, delivery_id))
    )
