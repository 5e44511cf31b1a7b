"""Pages of the public notices: for everybody what stands in public, for the county what to publish and to answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework import publication
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.queries import notices as stands
from niangjia.programmes.hardship import queries, services
from niangjia.programmes.hardship.forms import notices as forms
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.place import place_of
from niangjia.web.sentences import told


def unlisted(response: HttpResponse) -> HttpResponse:
    """Return a public page that no search engine keeps and no proxy stores."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def public_notices(request: HttpRequest) -> HttpResponse:
    """List what stands in public today."""
    return unlisted(render(request, "hardship/public_notices.html", queries.public_list(today=clock.today())))


@require_safe
def public_notice(request: HttpRequest, notice_uid: UUID) -> HttpResponse:
    """Show one notice; once it is over it is not found."""
    today = clock.today()
    found = stands.public_notice(notice_uid, on=today)
    return unlisted(render(request, "hardship/public_notice.html", queries.public_page(found, today=today)))


@sensitive_post_parameters()
def object_to(request: HttpRequest, entry_uid: UUID) -> HttpResponse:
    """Take what somebody says against a published household, and give the code for the answer."""
    entry = stands.public_entry(entry_uid, on=clock.today())
    form = forms.ObjectionForm(request.POST or None, initial={"key": uuid4()})
    page = queries.entry_page(entry)
    if request.method == "POST" and form.is_valid():
        try:
            objection, code = services.object_to(
                entry, services.Told(**form.cleaned_data), place=place_of(request), at=clock.now()
            )
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            filed = page | {"code": code, "due_on": objection.due_on}
            return unlisted(render(request, "hardship/objection_filed.html", filed))
    status = 422 if request.method == "POST" else 200
    return unlisted(render(request, "hardship/object.html", page | {"form": form}, status=status))


@sensitive_post_parameters()
def objection_answer(request: HttpRequest) -> HttpResponse:
    """Show what was answered to an objection, to whoever has its code."""
    form = forms.CodeForm(request.POST or None)
    page: dict[str, Any] = {"form": form, "answer": None}
    if request.method == "POST" and form.is_valid():
        try:
            services.knock_with_code(place=place_of(request), at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            page["answer"] = queries.answer_behind(form.cleaned_data["code"])
            if page["answer"] is None:
                form.add_error("code", _("没有这个查询码。请看看是不是抄错了一位"))
    status = 422 if form.errors or (request.method == "POST" and not page["answer"]) else 200
    return unlisted(render(request, "hardship/objection_answer.html", page, status=status))


@require_safe
def notices(request: ActingRequest, period: str) -> HttpResponse:
    """Show what may be published now, what stands in public, and who objected."""
    page = queries.notice_board(request.actor, str(queries.quarter_of(period)), today=clock.today())
    return render(request, "hardship/notices.html", page | {"form": forms.PublishForm(page=page)})


@require_POST
def publish(request: ActingRequest, period: str) -> HttpResponse:
    """Publish what may be published: of a tier, of a union, or all."""
    quarter = str(queries.quarter_of(period))
    page = queries.notice_board(request.actor, quarter, today=clock.today())
    form = forms.PublishForm(request.POST, page=page)
    if not form.is_valid():
        return render(request, "hardship/notices.html", page | {"form": form}, status=422)
    try:
        published = services.publish(
            request.actor,
            period=quarter,
            tier=form.cleaned_data["tier"],
            union_id=form.cleaned_data["union"],
            at=clock.now(),
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        count = sum(len(stands.public_entries(one)) for one in published)
        messages.success(request, ngettext("公示出去 %d 户。", "公示出去 %d 户。", count) % count)
    return redirect("hardship:notices", quarter)


def objection(request: ActingRequest, case_id: int) -> HttpResponse:
    """Show what was said against a household, and take the answer."""
    case = queries.find_case(request.actor, case_id, "publish_notices")
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publication.answer_objection(
                queries.open_objection(request.actor, case),
                upheld=form.cleaned_data["result"] == "upheld",
                answer=form.cleaned_data["answer"],
                by=request.actor.account,
                at=clock.now(),
            )
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("答复好了，提异议的人凭查询码能看到。"))
            return redirect("hardship:objection", case_id)
    page = queries.objection_page(case, request.actor, today=clock.today())
    waits = any(one["open"] for one in page["objections"])
    status = 422 if request.method == "POST" else 200
    return render(request, "hardship/objection.html", page | {"form": form if waits else None}, status=status)
