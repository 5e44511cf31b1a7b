"""Switching the dress of the pages, and the style page."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from niangjia.web.context import CARE, MODE_COOKIE
from niangjia.web.samples import style_context

REMEMBERED = timedelta(days=365)


def back_with_cookie(request: HttpRequest, *, name: str, value: str) -> HttpResponse:
    """Return to the page the reader came from, keeping one choice in a cookie."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    response.set_cookie(name, value, max_age=REMEMBERED, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


@require_POST
def switch_mode(request: HttpRequest, mode: str) -> HttpResponse:
    """Keep 长辈版 or the standard dress for this reader."""
    if mode not in {CARE, "standard"}:
        raise Http404
    return back_with_cookie(request, name=MODE_COOKIE, value=mode)


@require_POST
def switch_language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the language for this reader."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    return back_with_cookie(request, name=settings.LANGUAGE_COOKIE_NAME, value=code)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "web/style.html", style_context())
