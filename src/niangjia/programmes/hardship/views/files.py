"""一户一档: one household's file as a page, and as PDF."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework import publication
from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import queries, services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.answers import file_answer
from niangjia.web.sentences import told

PDF = "application/pdf"


@require_safe
def household_file(request: ActingRequest, case_id: int) -> HttpResponse:
    """Show everything that is kept of a household."""
    case = queries.find_case(request.actor, case_id)
    return render(request, "hardship/file.html", page_of(request, case))


def page_of(request: ActingRequest, case: Any) -> dict[str, Any]:
    """Return the file as the page shows it to this person."""
    page = queries.file_page(case, request.actor)
    return page | {"may_consent": request.actor.may("publish_notices") and not page["named"]}


@require_safe
def file_pdf(request: ActingRequest, case_id: int) -> HttpResponse:
    """Send the file as PDF, marked with who takes it and when; that it went out is written."""
    case = queries.find_case(request.actor, case_id)
    try:
        content = services.file_pdf(
            case, queries.file_page(case, request.actor), by=request.actor.account, at=clock.now()
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
        return redirect("hardship:file", case_id)
    return file_answer(content, name=_("一户一档 %(number)s.pdf") % {"number": case.number}, content_type=PDF)


@require_POST
def notice_consent(request: ActingRequest, case_id: int) -> HttpResponse:
    """Keep that a household agreed, by itself and for this alone, to be named in public; or that it takes it back."""
    case = queries.find_case(request.actor, case_id, "publish_notices")
    if request.POST.get("answer") == "take_back":
        return name_taken_back(request, case)
    services.keep_notice_consent(case, by=request.actor.account, at=clock.now())
    messages.success(request, _("记下了：这一户同意公示姓名。公示时只写姓，名字用星号。"))
    return redirect("hardship:file", case_id)


def name_taken_back(request: ActingRequest, case: Any) -> HttpResponse:
    """Keep that a household does not want to be named any more."""
    try:
        publication.take_back_name(case, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("记下了：公示里这一户只写办件号，正在公示的也换了。"))
    return redirect("hardship:file", case.pk)
