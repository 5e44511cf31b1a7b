"""Pages of emergency help, made for the phone of a street chair: report, verify and help, follow up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from niangjia.casework import emergency as desk
from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.care.forms import provisions as forms
from niangjia.programmes.care.queries import finding, helping
from niangjia.programmes.care.queries.words import HEARD_BY
from niangjia.programmes.care.services import help as helped
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.sentences import told


@require_safe
def emergencies(request: ActingRequest) -> HttpResponse:
    """Show the emergencies, those still open first."""
    return render(request, "care/emergencies.html", helping.emergency_list(request.actor))


def report(request: ActingRequest) -> HttpResponse:
    """Write down somebody who needs help today."""
    unions = helping.helping_unions(request.actor)
    seat = request.actor.seat("give_help")
    first = {"key": uuid4(), "union": str(seat.pk) if seat else "", "heard_by": "phone"}
    form = forms.ReportForm(posted(request), unions=unions, ways=HEARD_BY, initial=first)
    if request.method == "POST" and form.is_valid():
        data, by, at = form.cleaned_data, request.actor.account, clock.now()
        union = next(one for one in unions if one.pk == row_number(data["union"]))
        try:
            household = desk.keep_reported(union, data, at=at)
            told_of = {"heard_by": data["heard_by"], "text": data["text"], "key": data["key"]}
            started = desk.start_emergency(household, **told_of, by=by, at=at)
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("记下了。今天就去核实，先帮上，手续后补。"))
            return redirect("care:emergency", started.case_id)
    return render(
        request,
        "care/report.html",
        {"form": form, "crumbs": helping.crumbs(_("应急帮扶"), "care:emergencies", _("有人急需帮助"))},
        status=422 if form.errors else 200,
    )


def emergency(request: ActingRequest, emergency_id: int) -> HttpResponse:
    """Show one emergency, and take the next step on it."""
    found = finding.find_emergency(request.actor, emergency_id)
    if request.method != "POST":
        return emergency_answer(request, found)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        return redirect("care:emergency", emergency_id)
    name, form = deed[0](request, found)
    if form is not None and not form.is_valid():
        return emergency_answer(request, found, **{name: form})
    try:
        said = deed[1](request, found, form)
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, said)
    return redirect("care:emergency", emergency_id)


def emergency_answer(request: ActingRequest, found: Any, **bound: Any) -> HttpResponse:
    """Return the page of one emergency with the forms for where it stands."""
    page = helping.emergency_page(found, today=clock.today())
    state = found.case.state
    services = finding.services_at(found.case.household, on=clock.today())
    kept = {
        "verify_form": forms.FirstHelpForm(services=services) if state == "emergency_open" else None,
        "package_form": forms.PackageForm(services=services, today=clock.today())
        if state != "emergency_closed"
        else None,
        "papers_form": forms.PapersForm() if state == "emergency_helping" else None,
        "plan_form": forms.PlanForm() if state != "emergency_closed" else None,
        "results": [
            {**one, "form": forms.ResultForm(prefix=f"f{one['id']}")}
            for one in page["follow_ups"]
            if one["done_at"] is None
        ],
        "result_form": None,
        "may_close": state == "emergency_documented",
    }
    return render(request, "care/emergency.html", {**page, **kept, **bound}, status=422 if bound else 200)


Asked = tuple[str, Any]


def ask_first_help(request: ActingRequest, found: Any) -> Asked:
    """Return the form of the verification."""
    services = finding.services_at(found.case.household, on=clock.today())
    return "verify_form", forms.FirstHelpForm(request.POST, services=services)


def verify(request: ActingRequest, found: Any, form: Any) -> str:
    """Verify, and give what is ticked at once."""
    helped.verify_and_help(found, services=ticked(found, form), by=request.actor.account, at=clock.now())
    days = helped.HELP["first_call"]["count"]
    return _("核实了，帮上了。%(days)s 天内打第一个回访电话。") % {"days": days}


def ticked(found: Any, form: Any) -> list[Any]:
    """Return the services that were ticked, of those of the household's unions."""
    services = finding.services_at(found.case.household, on=clock.today())
    return [one for one in services if str(one.pk) in form.cleaned_data["services"]]


def ask_package(request: ActingRequest, found: Any) -> Asked:
    """Return the form of the long-term package."""
    services = finding.services_at(found.case.household, on=clock.today())
    return "package_form", forms.PackageForm(request.POST, services=services, today=clock.today())


def give_package(request: ActingRequest, found: Any, form: Any) -> str:
    """Give the long-term package."""
    helped.give_package(
        found.case.household,
        ticked(found, form),
        emergency=found,
        to_month=form.cleaned_data["to_month"],
        by=request.actor.account,
        at=clock.now(),
    )
    return _("每月的额度给好了，这个月起就能用。")


def ask_papers(request: ActingRequest, _found: Any) -> Asked:
    """Return the form of the papers."""
    return "papers_form", forms.PapersForm(request.POST)


def keep_papers(request: ActingRequest, found: Any, form: Any) -> str:
    """Write that the papers came in."""
    desk.document_emergency(found, papers=form.cleaned_data["papers"], by=request.actor.account, at=clock.now())
    return _("手续补齐了。")


def ask_plan(request: ActingRequest, _found: Any) -> Asked:
    """Return the form of a new follow-up."""
    return "plan_form", forms.PlanForm(request.POST)


def plan(request: ActingRequest, found: Any, form: Any) -> str:
    """Plan a follow-up."""
    helped.plan(found, kind=form.cleaned_data["kind"], by=request.actor.account, at=clock.now())
    return _("排上了。")


def ask_result(request: ActingRequest, found: Any) -> Asked:
    """Return the form of a result; the follow-up that it is of must be this emergency's."""
    follow_up = finding.find_follow_up(found, request.POST.get("follow_up"))
    return "result_form", forms.ResultForm(request.POST, prefix=f"f{follow_up.pk}")


def finish(request: ActingRequest, found: Any, form: Any) -> str:
    """Write how a follow-up came out."""
    follow_up = finding.find_follow_up(found, request.POST.get("follow_up"))
    desk.finish_follow_up(
        follow_up,
        result=form.cleaned_data["result"],
        text=form.cleaned_data["text"],
        by=request.actor.account,
        at=clock.now(),
    )
    return _("记下了结果。")


def ask_nothing(_request: ActingRequest, _found: Any) -> Asked:
    """Return no form: the button says it all."""
    return "", None


def close(request: ActingRequest, found: Any, _form: Any) -> str:
    """Close the emergency."""
    desk.close_emergency(found, by=request.actor.account, at=clock.now())
    return _("办结了。额度照常每月有。")


DEEDS: dict[str, tuple[Callable[[ActingRequest, Any], Asked], Callable[[ActingRequest, Any, Any], str]]] = {
    "verify": (ask_first_help, verify),
    "package": (ask_package, give_package),
    "papers": (ask_papers, keep_papers),
    "plan": (ask_plan, plan),
    "result": (ask_result, finish),
    "close": (ask_nothing, close),
}
"""What may be done on the page of an emergency: what is asked, and how it is done."""
