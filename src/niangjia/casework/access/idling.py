"""How long a session may lie unused: then it ends, and what was begun in it waits for the same account.

Times are those of the clock of the server, in a demonstration too. A page that asks by itself is nobody at the desk.
"""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth import logout
from django.http import HttpRequest

from niangjia.casework.access.doors import DOORS
from niangjia.records.unions.models import Account
from niangjia.web import clock

BEGUN, USED, KEPT = "session_begun", "session_used", "session_kept"
OF_SIGNING_IN = "_auth_user_"
SECONDS_OF_A_MINUTE, SECONDS_OF_AN_HOUR = 60, 3600


def begin(request: HttpRequest) -> None:
    """Let a session count from now."""
    request.session[BEGUN] = request.session[USED] = clock.server_time().timestamp()


def has_run_out(request: HttpRequest) -> bool:
    """Whether the session lay unused for too long, or has gone on for the most hours that any session may."""
    rule, now = DOORS["session"], clock.server_time().timestamp()
    unused = now - float(request.session.get(USED, 0))
    whole = now - float(request.session.get(BEGUN, 0))
    return bool(unused > rule["idle_minutes"] * SECONDS_OF_A_MINUTE or whole > rule["whole_hours"] * SECONDS_OF_AN_HOUR)


def touch(request: HttpRequest) -> None:
    """Remember that the session is used; written down no oftener than the rule says."""
    now = clock.server_time().timestamp()
    by_itself = bool(request.headers.get("HX-Request"))
    if not by_itself and now - float(request.session.get(USED, 0)) >= DOORS["session"]["touched_seconds"]:
        request.session[USED] = now


def end(request: HttpRequest, account: Account, *, without: Collection[str]) -> bool:
    """End the session; what was begun in it is kept for the same account. Return whether there was any such thing.

    ``without`` names what belongs to signing in and is gone for good.
    """
    gone = {BEGUN, USED, KEPT, *without}
    kept = {
        key: value
        for key, value in request.session.items()
        if key not in gone and not key.startswith(OF_SIGNING_IN) and not key.startswith("_")
    }
    logout(request)
    if kept:
        request.session[KEPT] = {"account": account.pk, "begun": kept}
    return bool(kept)


def take_up(request: HttpRequest, account: Account) -> None:
    """Give an account that is wholly in what it had begun when its session ran out; anybody else gets none of it."""
    kept = request.session.pop(KEPT, None)
    if kept is not None and kept["account"] == account.pk:
        for key, value in kept["begun"].items():
            request.session.setdefault(key, value)
