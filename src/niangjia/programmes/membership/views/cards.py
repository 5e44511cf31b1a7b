"""The card of a member, what he may claim, and who checks it; the posters of a union, and what its desk hands over."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.casework import benefits as desk
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.queries import joinings as known_desk
from niangjia.programmes.membership.queries import cards as pages
from niangjia.programmes.membership.queries import joining as joined
from niangjia.programmes.membership.services import benefits as services
from niangjia.programmes.membership.views.joining import opened, own_account, signed_in_first
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import row_number
from niangjia.web.place import place_of
from niangjia.web.sentences import told


def drawn(address: str, sentence: str, *, scale: int = 5) -> SafeString:
    """Return an address as a drawing that a phone's camera opens."""
    drawing = segno.make(address, error="m").svg_inline(
        scale=scale,
        border=4,
        dark="#1d2226",
        light="#ffffff",
        svgclass="qr",
        lineclass=None,
        omitsize=True,
        title=sentence,
    )
    return mark_safe(drawing)  # noqa: S308  own-input: drawn by segno from an address of the house


def message_to_share(invite: str) -> str:
    """Return an address that opens a phone's own short messages, with the link of a member in the words."""
    words = _("工会五问，三分钟入会，不收钱：%(link)s") % {"link": invite}
    return f"sms:?&body={quote(words)}"


def own_worker(request: HttpRequest) -> Any:
    """Return the worker who is signed in, or whom the application that this phone opened made a member."""
    account = own_account(request)
    worker = None if account is None else known_desk.worker_of_account(account)
    if worker is not None:
        return worker
    known = opened(request)
    return None if known is None else known_desk.member_by(known)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_card(request: HttpRequest) -> HttpResponse:
    """Show a member his card and benefits; a code to be scanned is made when he asks for it."""
    worker = own_worker(request)
    page = None if worker is None else pages.member_page(worker, today=clock.today())
    if page is None:
        return redirect("membership:my_joining")
    drawing = None
    if request.method == "POST":
        code = services.show_card(worker, at=clock.now())
        drawing = drawn(request.build_absolute_uri(reverse("membership:check_card", args=[code])), _("会员卡的二维码"))
    invite = request.build_absolute_uri(page["invite"])
    context = {
        "mine": page,
        "drawing": drawing,
        "seconds": joined.RULES["card"]["seconds"],
        "invite": invite,
        "invite_drawing": drawn(invite, _("带同事来的二维码")),
        "share": message_to_share(invite),
        "leave": signed_in_first(request, reverse("membership:leave_union")),
    }
    return render(request, "membership/my_card.html", context)


@require_POST
def claim_benefit(request: HttpRequest) -> HttpResponse:
    """Note that a member wants one of his benefits."""
    worker = own_worker(request)
    kind = request.POST.get("kind", "")
    if worker is not None and kind in pages.KINDS:
        try:
            services.claim(worker, kind=kind, at=clock.now())
        except NiangjiaError as error:
            messages.error(request, told(error))
        else:
            messages.success(request, _("登记好了，工会备好了就给您。"))
    return redirect("membership:my_card")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_card(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether a card holds, and nothing else; looking at the page changes nothing, the button checks."""
    valid, problem = None, ""
    if request.method == "POST":
        actor = getattr(request, "actor", None)
        try:
            valid = services.check_card(
                token, place=place_of(request), by=None if actor is None else actor.account, at=clock.now()
            )
        except NiangjiaError as error:
            problem = told(error)
    return render(request, "membership/check_card.html", {"valid": valid, "problem": problem})


@require_http_methods(["GET", "HEAD", "POST"])
def posters(request: ActingRequest) -> HttpResponse:
    """List the unions that may hang a poster; make one."""
    if request.method == "POST":
        union = pages.find_own_union(request.actor, row_number(request.POST.get("union")))
        poster = desk.make_poster(union, by=request.actor.account, at=clock.now())
        return redirect("membership:poster_sheet", poster.uid)
    return render(request, "membership/posters.html", pages.poster_list(request.actor, request.GET.dict()))


@require_safe
def poster_sheet(request: ActingRequest, poster_uid: UUID) -> HttpResponse:
    """Show a poster as it is printed on A4."""
    poster = pages.find_own_poster(request.actor, poster_uid)
    address = request.build_absolute_uri(reverse("membership:join_poster", args=[poster.uid]))
    drawing = drawn(address, _("扫码入会"), scale=8)
    return render(request, "membership/poster_sheet.html", {"poster": pages.poster_page(poster), "drawing": drawing})


@require_safe
def benefits(request: ActingRequest) -> HttpResponse:
    """List the benefits that wait to be handed over."""
    return render(request, "membership/benefits.html", pages.benefit_list(request.actor, request.GET.dict()))


@require_POST
def benefit_deliver(request: ActingRequest, benefit_id: int) -> HttpResponse:
    """Write that a benefit was handed over."""
    found = pages.find_benefit(request.actor, benefit_id)
    try:
        desk.deliver_benefit(found, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("记下了。"))
    return redirect("membership:benefits")
