"""The pages on which a worker writes what is asked, one after the other; each is saved as it is left."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from niangjia.casework import drafts
from niangjia.programmes.hardship import queries, services
from niangjia.programmes.hardship.forms import declaring as forms
from niangjia.programmes.hardship.forms.faults import fault_words
from niangjia.programmes.hardship.programme import DECLARING
from niangjia.programmes.hardship.views.declaring import open_draft
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.sentences import told


@never_cache
@sensitive_post_parameters()
def declare_step(request: HttpRequest, step: str) -> HttpResponse:
    """Show and save one page of a declaration."""
    asked = queries.step_named(step)
    draft = open_draft(request)
    if draft is None or asked is None:
        return redirect("hardship:declare")
    answers = drafts.answers_of(draft)
    form = step_form(request, step, asked, answers)
    if "more" in request.POST and isinstance(form, forms.MembersForm):
        return save_and_add_a_line(request, draft, asked, form)
    if request.method == "POST" and form.is_valid():
        return save_step(request, draft, asked, form)
    if step in answers["pages"] and request.method == "GET" and "lines" not in request.GET:
        faults = services.faults_of_answers(answers, quarter=services.quarter_for(draft.union, on=clock.today()))
        page = step_page(draft, asked, form) | {
            "known_faults": [fault_words(one) for one in faults if one.key in form.keys]
        }
    else:
        page = step_page(draft, asked, form)
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "hardship/declare_step.html", page, status=status)


def step_form(request: HttpRequest, step: str, asked: dict[str, Any], answers: dict[str, Any]) -> forms.StepForm:
    """Return the form of one page, filled with what is known."""
    data = posted(request)
    known = {"keys": asked["fields"], "written": answers["written"], "filled": answers["filled"]}
    if step != "family":
        return forms.StepForm(data, **known)
    bounds = DECLARING["members"]
    wanted = row_number(request.POST.get("lines") or request.GET.get("lines"))
    lines = min(wanted or max(bounds["first"], len(answers["members"])), bounds["most"])
    return forms.MembersForm(data, members=answers["members"], lines=lines, **known)


def step_page(draft: Any, asked: dict[str, Any], form: forms.StepForm) -> dict[str, Any]:
    """Return what one page shows."""
    number = queries.ORDER.index(asked["key"]) + 1
    return {
        "step": {**asked, "number": number, "count": range(1, len(queries.ORDER) + 1), "total": len(queries.ORDER)},
        "form": form,
        "members": isinstance(form, forms.MembersForm),
        "back_url": queries.before(asked["key"]),
        "saved": draft.saved_at,
        "most": DECLARING["members"]["most"],
    }


def save_and_add_a_line(
    request: HttpRequest, draft: Any, asked: dict[str, Any], form: forms.MembersForm
) -> HttpResponse:
    """Save those who are written down before another line is offered; somebody half written is asked for first."""
    form.full_clean()
    if form.lines_wrong:
        return render(request, "hardship/declare_step.html", step_page(draft, asked, form), status=422)
    try:
        services.save_step(
            draft, asked["key"], written=form.answers, members=form.members, on=clock.today(), at=clock.now()
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
        return redirect("hardship:declare")
    here = reverse("hardship:declare_step", args=[asked["key"]])
    return redirect(f"{here}?lines={form.lines + 1}#id_name_{len(form.members)}")


def save_step(request: HttpRequest, draft: Any, asked: dict[str, Any], form: forms.StepForm) -> HttpResponse:
    """Save what is on a page, right or wrong, and go on when it is right; the first page gives the code for later."""
    members = form.members if isinstance(form, forms.MembersForm) else None
    try:
        faults = services.save_step(
            draft, asked["key"], written=form.answers, members=members, on=clock.today(), at=clock.now()
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
        return redirect("hardship:declare")
    if faults:
        form.add_faults(faults)
        return render(request, "hardship/declare_step.html", step_page(draft, asked, form), status=422)
    following = queries.after(asked["key"])
    if draft.code_index is None and asked["key"] == queries.FIRST_STEP:
        code = drafts.issue_resume_code(draft, at=clock.now())
        return render(
            request, "hardship/declare_code.html", {"code": code, "until": draft.expires_on, "next_url": following}
        )
    return redirect(following)
