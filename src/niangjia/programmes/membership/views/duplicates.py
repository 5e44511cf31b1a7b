"""Pages of registrations that may be one human: side by side, and a person decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework import duplicates as duplicates_desk
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.queries import workers as desk
from niangjia.programmes.membership.queries import duplicates as pages
from niangjia.programmes.membership.services import duplicates as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.sentences import told


@require_safe
def duplicates(request: ActingRequest) -> HttpResponse:
    """Show the pairs that wait, and what was joined."""
    return render(
        request,
        "membership/duplicates.html",
        pages.duplicates_page(request.actor, request.GET.dict(), today=clock.today()),
    )


@require_POST
def decide_likeness(request: ActingRequest, likeness_id: int) -> HttpResponse:
    """Decide on one pair."""
    found = desk.find_likeness(request.actor, likeness_id)
    answer = request.POST.get("answer", "")
    if answer not in {"first", "second", "apart"}:
        messages.error(request, _("请选以哪一份为准，或者不是同一个人"))
        return redirect("membership:duplicates")
    try:
        services.decide(found, answer=answer, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        apart = _("记下了：是两个人。")
        messages.success(request, apart if answer == "apart" else _("合并好了，往后算一个人；可以撤销。"))
    return redirect("membership:duplicates")


@require_POST
def take_apart(request: ActingRequest, merge_id: int) -> HttpResponse:
    """Take a merge back."""
    found = desk.find_merge(request.actor, merge_id)
    try:
        duplicates_desk.take_apart(found, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("撤销了，两份登记都回到合并以前的样子。"))
    return redirect("membership:duplicates")
