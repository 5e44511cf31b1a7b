"""What a session remembers of the second factor: none, owed, or shown at a moment; and whether that is fresh enough."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from niangjia.casework.access.doors import DOORS
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock

SECOND = "second_factor"
OWED = "owed"
REQUIRED, OFFERED = "required", "offered"
SECONDS_OF_A_MINUTE = 60


class SecondFactorOwed(NiangjiaError):
    """What was asked for wants the second factor, shown just now."""

    code = "second_factor_owed"


def is_owed(request: HttpRequest) -> bool:
    """Whether somebody gave a right password and has yet to show the second factor: until then nobody is in."""
    return request.session.get(SECOND) == OWED


def is_enrolled(request: HttpRequest) -> bool:
    """Whether the account of this session has a second factor; enrolling and resetting end all other sessions."""
    return SECOND in request.session


def is_fresh(request: HttpRequest) -> bool:
    """Whether the second factor was shown in the last minutes, by the clock of the server; or is not wanted here.

    An account that never enrolled is let through where ``NIANGJIA_SECOND_FACTOR`` is ``offered``.
    """
    shown = request.session.get(SECOND)
    if shown is None:
        return bool(settings.NIANGJIA_SECOND_FACTOR == OFFERED)
    if shown == OWED:
        return False
    age = clock.server_time().timestamp() - float(shown)
    return bool(0 <= age <= DOORS["second_factor"]["fresh_minutes"] * SECONDS_OF_A_MINUTE)


def must_be_fresh(request: HttpRequest) -> None:
    """Refuse what wants the second factor, shown just now.

    Errors: ``SecondFactorOwed``; the gate answers it with the page that asks for a code.
    """
    if not is_fresh(request):
        raise SecondFactorOwed("这一步要先输入动态码")


def remember_shown(request: HttpRequest) -> None:
    """Remember that the second factor was shown just now; the session gets a new number."""
    request.session.cycle_key()
    request.session[SECOND] = clock.server_time().timestamp()


def remember_owed(request: HttpRequest) -> None:
    """Remember that the second factor is still to be shown."""
    request.session[SECOND] = OWED
