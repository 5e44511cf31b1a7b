"""The posters of a union, with how many came by each, and which trades it takes in from all around."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.casework import benefits as desk
from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.membership.forms.joining import TradesForm
from niangjia.programmes.membership.queries import posters
from niangjia.programmes.membership.queries.unions import find_union
from niangjia.programmes.membership.services import benefits as services
from niangjia.web import clock
from niangjia.web.forms import posted


@require_safe
def posters_of(request: ActingRequest, union_id: int) -> HttpResponse:
    """List the posters of one union, the one that hangs first, with how many asked and joined by each."""
    union = find_union(request.actor, union_id, posters.DECIDE)
    page = posters.posters_page(request.actor, union, request.GET.dict())
    return render(request, "membership/posters_of.html", page)


@require_POST
def poster_down(request: ActingRequest, poster_uid: UUID) -> HttpResponse:
    """Take a poster down; its code tells from now on where to join instead."""
    poster = posters.find_any_poster(request.actor, poster_uid)
    desk.take_down_poster(poster, by=request.actor.account, at=clock.now())
    messages.success(request, _("撤下了。再扫这张海报的人，会看到改到哪里入会。"))
    return redirect("membership:posters_of", poster.owner_union_id)


@require_safe
def trade_doors(request: ActingRequest) -> HttpResponse:
    """List the unions within reach that take members, each with the trades it takes in."""
    return render(request, "membership/trade_doors.html", posters.trades_page(request.actor, request.GET.dict()))


@require_http_methods(["GET", "HEAD", "POST"])
def trades_of(request: ActingRequest, union_id: int) -> HttpResponse:
    """Set which trades one union takes in from all around."""
    union = find_union(request.actor, union_id, posters.DECIDE)
    page = posters.trades_of_page(request.actor, union)
    form = TradesForm(posted(request), initial={"trades": page["taken"]})
    if request.method == "POST" and page["takes"] and form.is_valid():
        services.take_trades(union, groups=form.cleaned_data["trades"], by=request.actor.account, at=clock.now())
        messages.success(request, _("记下了。现在起，按行业找工会的人照这个走。"))
        return redirect("membership:trade_doors")
    context = {"form": form, **page}
    return render(request, "membership/trades_of.html", context, status=422 if request.method == "POST" else 200)
