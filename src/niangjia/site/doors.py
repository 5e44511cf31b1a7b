"""The doors beside the password: a code on the phone for workers, the second factor for everybody who decides."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from niangjia.casework.access import actor_of, freshness
from niangjia.casework.access import second_factor as factors
from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.gate import AWAY, UNSENT
from niangjia.casework.access.phone_codes import carried, phone_carried, send_code, sign_in_by_code
from niangjia.records.unions.models import Account
from niangjia.site.forms import AuthenticatorForm, CodeForm, PhoneForm
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted
from niangjia.web.place import place_of
from niangjia.web.sentences import told

LEADER = "leader"
ASKED_FOR = "phone_asked_for"
"""What a session remembers between the two steps of signing in by phone: the number, sealed, till the code is back."""
SHOWN = "code_shown"


def first_page(account: Account) -> str:
    """Return the page that somebody begins on: a worker his own, who leads and does nothing else the figures."""
    if account.is_worker:
        return reverse("my_home")
    posts = actor_of(account, on=clock.today()).posts
    leads = bool(posts) and all(post.role == LEADER for post in posts)
    return reverse("leader" if leads else "inbox")


def way_on(request: HttpRequest, otherwise: str) -> str:
    """Return where somebody was going, if that lies within this site."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe else otherwise


def was_away(request: HttpRequest) -> dict[str, Any]:
    """Return what a door says to somebody whose session ended because nobody used it."""
    away = request.GET.get("away", "")
    return {"away": away if away in {AWAY, UNSENT} else "", "idle": DOORS["session"]["idle_minutes"]}


@sensitive_post_parameters()
@never_cache
def phone_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a phone and send a code to it; the answer is the same for every phone."""
    form = PhoneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            shown = send_code(phone, place=place_of(request), at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            request.session[ASKED_FOR] = carried(phone)
            request.session[SHOWN] = shown
            return redirect(f"{reverse('phone_code')}?{urlencode({'next': way_on(request, '')})}")
    page = {"form": form, "next": way_on(request, ""), **was_away(request)}
    return render(request, "site/phone_sign_in.html", page, status=422 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
def phone_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent, and let its owner in."""
    phone = phone_carried(request.session.get(ASKED_FOR))
    if not phone:
        return redirect("phone_sign_in")
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            account = sign_in_by_code(request, phone, form.cleaned_data["code"], at=clock.now())
        except NiangjiaError as error:
            form.add_error("code", told(error))
        else:
            request.session.pop(ASKED_FOR, None)
            request.session.pop(SHOWN, None)
            return redirect(way_on(request, first_page(account)))
    page = {
        "form": form,
        "next": way_on(request, ""),
        "phone": f"{phone[:3]}****{phone[-4:]}",
        "minutes": DOORS["phone_code"]["minutes"],
        "shown": request.session.get(SHOWN, "") if clock.demonstration_day() is not None else "",
    }
    return render(request, "site/phone_code.html", page, status=422 if form.errors else 200)


def half_in(request: HttpRequest) -> Account:
    """Return who gave a right password, whether or not a second factor is still owed.

    Errors: ``Http404`` for everybody else, and for an account that holds no post: workers have a phone instead.
    """
    if not isinstance(request.user, Account) or request.user.is_worker:
        raise Http404
    return request.user


@sensitive_post_parameters()
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the authenticator, after the password and again before what decides, shows or takes away."""
    if not isinstance(request.user, Account):
        return redirect("login")
    account = half_in(request)
    if not freshness.is_enrolled(request):
        return redirect("second_factor_enrol")
    form = AuthenticatorForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            factors.show(request, account, form.cleaned_data["code"], at=clock.now())
        except NiangjiaError as error:
            form.add_error("code", told(error))
        else:
            return redirect(way_on(request, first_page(account)))
    page = {
        "form": form,
        "next": way_on(request, ""),
        "entering": freshness.is_owed(request),
        "minutes": DOORS["second_factor"]["fresh_minutes"],
    }
    return render(request, "site/second_factor.html", page, status=422 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
def second_factor_enrol(request: HttpRequest) -> HttpResponse:
    """Show the secret once, as a picture and as letters; the first right code enrols, and recovery codes are shown."""
    if not isinstance(request.user, Account):
        return redirect("login")
    account = half_in(request)
    if freshness.is_owed(request):
        return redirect("second_factor")
    if freshness.is_enrolled(request):
        return render(request, "site/second_factor_there.html", {"next": way_on(request, first_page(account))})
    form = AuthenticatorForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            codes = factors.confirm(request, account, form.cleaned_data["code"], at=clock.now())
        except NiangjiaError as error:
            form.add_error("code", told(error))
        else:
            page = {"codes": codes, "next": way_on(request, first_page(account))}
            return render(request, "site/recovery_codes.html", page)
    return render(request, "site/second_factor_enrol.html", enrol_page(request, account, form), status=status(form))


def enrol_page(request: HttpRequest, account: Account, form: CodeForm) -> dict[str, Any]:
    """Return what the page of enrolling shows."""
    factor = factors.begin(account, at=clock.now())
    picture = segno.make(factors.address_of(factor, issuer="niangjia"), error="m", micro=False)
    secret = factors.secret_of(factor)
    return {
        "form": form,
        "next": way_on(request, ""),
        "later": way_on(request, first_page(account)) if settings.NIANGJIA_SECOND_FACTOR == freshness.OFFERED else "",
        "picture": mark_safe(picture.svg_inline(scale=5, border=4, svgclass="qr", lineclass="qr-line")),  # noqa: S308  own-input: drawn here from a secret of this house
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }


def status(form: CodeForm) -> int:
    """Return the status of a page with a form."""
    return 422 if form.errors else 200
