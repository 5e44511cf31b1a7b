"""The card of a household: printed at the desk, opened on a phone, redeemed at a place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.provision import allowances, cards
from niangjia.programmes.care.forms import provisions as forms
from niangjia.programmes.care.programme import CARD_SHOWN
from niangjia.programmes.care.queries import finding, redeeming
from niangjia.programmes.care.queries.household import household_page, masked_card
from niangjia.programmes.care.services import codes
from niangjia.programmes.care.services import help as helped
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.place import place_of
from niangjia.web.sentences import told


def qr(request: HttpRequest, code: str, sentence: str) -> SafeString:
    """Return the code of a card as a drawing that a phone's camera opens."""
    address = request.build_absolute_uri(reverse("care:redeem", args=[code]))
    drawing = segno.make(address, error="m").svg_inline(
        scale=5, border=4, dark="#1d2226", light="#ffffff", svgclass="qr", lineclass=None, omitsize=True, title=sentence
    )
    return mark_safe(drawing)  # noqa: S308  own-input: drawn by segno from an address of the house


@require_http_methods(["GET", "HEAD", "POST"])
def card_of(request: ActingRequest, household_id: int) -> HttpResponse:
    """Issue, print or revoke the card of a household."""
    household = finding.find_household(request.actor, household_id, "give_help")
    if request.method == "POST":
        by, at, known = request.actor.account, clock.now(), cards.live_card(household)
        if request.POST.get("answer") == "revoke" and known is not None:
            cards.revoke_card(known, by=by, at=at)
            messages.success(request, _("这张卡作废了。可以再发一张。"))
        else:
            cards.issue_card(household, by=by, at=at)
            messages.success(request, _("发好了，可以打印给本人。"))
        return redirect("care:card_of", household.pk)
    card = cards.live_card(household)
    code = cards.code_on(card) if card else ""
    page = household_page(request.actor, household, today=clock.today())
    drawing = qr(request, code, _("帮扶卡的二维码")) if card else ""
    context = {
        "card": card,
        "code": code,
        "drawing": drawing,
        "address": request.build_absolute_uri(reverse("care:card")),
    }
    return render(request, "care/card_of.html", {**page, **context})


def card_typed(request: HttpRequest, form: forms.CodeForm) -> Any:
    """Return the card whose code was typed; if there is none, or it was tried too often, the form says so."""
    try:
        codes.try_code(place_of(request), at=clock.now())
    except NiangjiaError as error:
        form.add_error("code", told(error))
        return None
    found = cards.card_with(form.cleaned_data["code"])
    if found is None:
        form.add_error("code", _("没有这张卡，或者已经作废。请看看卡上的码，或问发卡的工会"))
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    """Open a card on one's own phone, with the code printed on it."""
    form = forms.CodeForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "care/card.html", {"form": form, "shown": None}, status=422 if form.errors else 200)
    found = card_typed(request, form)
    if found is None:
        return render(request, "care/card.html", {"form": form, "shown": None}, status=422)
    code = helped.show(found, at=clock.now())
    shown = {
        **masked_card(found.household, today=clock.today()),
        "code": code,
        "drawing": qr(request, code, _("给服务点扫的二维码")),
        "until": clock.now() + CARD_SHOWN,
    }
    return render(request, "care/card.html", {"form": None, "shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def redeem_code(request: ActingRequest) -> HttpResponse:
    """Type the code of a card at a place."""
    form = forms.CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return redirect(
            "care:redeem", cards.in_fours(form.cleaned_data["code"].upper().replace("-", "").replace(" ", ""))
        )
    return render(request, "care/redeem_code.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request: ActingRequest, code: str) -> HttpResponse:
    """Show what a card still gives this month, and hand over one of it."""
    household = redeeming.household_shown(code, now=clock.now())
    if household is None:
        form = forms.CodeForm({"code": code})
        form.is_valid()
        form.add_error("code", _("这个码过时了，或者卡已作废。请本人把手机上的卡再打开一次"))
        return render(request, "care/redeem_code.html", {"form": form}, status=422)
    if request.method == "POST":
        try:
            messages.success(request, redeemed(request, household))
        except NiangjiaError as error:
            messages.error(request, told(error))
        return redirect("care:redeem", code)
    return render(request, "care/redeem.html", redeeming.redeem_page(request.actor, household, now=clock.now()))


def redeemed(request: ActingRequest, household: Any) -> str:
    """Hand over what was pressed, or take the last one back; return what is said."""
    by, at = request.actor.account, clock.now()
    if request.POST.get("answer") == "undo":
        last = redeeming.last_here(request.actor, household, now=at)
        if last is None:
            raise allowances.TooLate("过了可以撤回的时间；请联系发额度的工会")
        helped.take_back(last, by=by, at=at)
        return _("撤回了，次数还给本人。")
    number = row_number(request.POST.get("allowance"))
    offers = redeeming.offers_here(request.actor, household, now=at)
    allowance, place = next(((one, at_place) for one, at_place in offers if one.pk == number), (None, None))
    if allowance is None or place is None:
        raise allowances.NotHere("这项服务不在这个服务点兑换")
    allowances.redeem(allowance, place=place, key=pressed(request.POST.get("key", "")), by=by, at=at)
    return _("兑换好了：%(service)s 1 %(unit)s。") % {
        "service": told(allowance.service.label),
        "unit": told(allowance.service.unit),
    }


def pressed(text: str) -> UUID:
    """Return the number of one press of a button.

    Errors: ``NotHere`` when the page did not send one.
    """
    try:
        return UUID(text)
    except ValueError as error:
        raise allowances.NotHere("这一页不完整；请重新扫码") from error
