"""Pages of the desk about what households declared: their papers, each look at one, meeting the declarer, codes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import queries, services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.answers import file_answer
from niangjia.web.sentences import told


@require_safe
def declared(request: ActingRequest, case_id: int) -> HttpResponse:
    """Show what a household declared, and the papers in its file."""
    case = queries.find_declared(request.actor, case_id)
    return render(request, "hardship/declared.html", queries.declared_page(case, request.actor))


@require_POST
def met(request: ActingRequest, case_id: int) -> HttpResponse:
    """Write that the declarer was met in person."""
    case = queries.find_declared(request.actor, case_id, "declare_for_others")
    try:
        services.confirm_identity(case, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("记下了：当面核对过本人。"))
    return redirect("hardship:declared", case_id)


@require_POST
def give_code(request: ActingRequest, case_id: int) -> HttpResponse:
    """Show a new code for a household once, to be printed and handed over."""
    case = queries.find_declared(request.actor, case_id, "declare_for_others")
    code = services.lookup_code(case, by=request.actor.account, at=clock.now())
    page = queries.declared_page(case, request.actor) | {"code": code}
    response = render(request, "hardship/declared.html", page)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def paper(request: ActingRequest, paper_id: int) -> HttpResponse:
    """Send one paper to be saved, never opened in the browser; the look leaves an event."""
    found = queries.find_paper(request.actor, paper_id)
    content = services.paper_content(found, by=request.actor.account, at=clock.now())
    return file_answer(content, name=queries.paper_name(found), content_type=queries.paper_type(found))
