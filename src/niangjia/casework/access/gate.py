"""The gate: every request passes here; what the table of rights does not allow is not found."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from niangjia.casework import trail
from niangjia.casework.access import freshness, idling
from niangjia.casework.access.actor import Actor, NotYours, actor_of
from niangjia.casework.access.matrix import MATRIX, Address, Capability
from niangjia.records.unions.models import Account
from niangjia.web import clock

EPOCH = "permission_epoch"
PLAIN_PAGES = "read_public_pages"
"""What the doors themselves ask for: they open also for a session that has run out."""
AWAY, UNSENT = "yes", "unsent"


class ActingRequest(HttpRequest):
    """A request after the gate: it knows who acts."""

    actor: Actor


def write_refusal(actor: Actor, *, capability: str, address: str) -> None:
    """Leave a trace of what was refused to whom."""
    home = actor.home
    trail.refuse(
        actor.account,
        union_id=None if home is None else home.pk,
        capability=capability,
        address=address,
        at=clock.now(),
    )


def sent_to_the_door(request: HttpRequest) -> HttpResponseBase:
    """Send somebody who is not in to the page where one signs in, or shows the second factor that is still owed."""
    door = "second_factor" if freshness.is_owed(request) else "login"
    return redirect(f"{reverse(door)}?{urlencode({'next': request.get_full_path()})}")


def page_of(request: HttpRequest) -> str:
    """Return the page that somebody is on: for what is posted, the one that the form stood on."""
    if request.method != "POST":
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return (came_from.path + (f"?{came_from.query}" if came_from.query else "")) or "/"


def sent_to_sign_in_again(request: HttpRequest, account: Account) -> HttpResponseBase:
    """Lead somebody whose session ran out to the door that is his, and from there back to the page he was on."""
    door = reverse("phone_sign_in" if account.is_worker else "login")
    away = UNSENT if request.method == "POST" else AWAY
    url = f"{door}?{urlencode({'next': page_of(request), 'away': away})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def write_run_out(account: Account) -> None:
    """Leave a trace that a session ended because nobody used it."""
    with transaction.atomic():
        trail.record(account, "session_ran_out", None, at=clock.now())


def wants_second_factor(address: Address, capability: Capability, method: str | None) -> bool:
    """Whether a request approves, reveals, exports or administers; to look at a page that could is no such deed yet."""
    return address.second_factor or (capability.second_factor and method == "POST")


def asked_for_second_factor(request: HttpRequest) -> HttpResponseBase:
    """Lead to the page that asks for the second factor, and from there back to the page the deed stood on."""
    page = "second_factor" if freshness.is_enrolled(request) else "second_factor_enrol"
    url = f"{reverse(page)}?{urlencode({'next': page_of(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


class GateMiddleware:
    """Refuses by default: no row in the table, no way in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; pages that show anything personal are never kept by a browser or a proxy."""
        response = self.get_response(request)
        if getattr(request, "actor", None) is not None:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: dict[str, object]
    ) -> HttpResponseBase | None:
        """Let the request through to its view, send it to the door, or answer that there is nothing here."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        address = MATRIX.addresses.get(name)
        if address is None:
            raise Http404
        capability = MATRIX.capabilities[address.asks_for(request.method)]
        run_out = self.run_out(request, capability)
        if run_out is not None:
            return run_out
        actor = self.seated(request)
        if not capability.public:
            if actor is None:
                return sent_to_the_door(request)
            if not actor.may(capability.key):
                write_refusal(actor, capability=capability.key, address=name)
                raise Http404
            if wants_second_factor(address, capability, request.method) and not freshness.is_fresh(request):
                return asked_for_second_factor(request)
        if request.method not in {*address.methods, "HEAD"}:
            return HttpResponseNotAllowed(address.methods)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer a row that is somebody else's exactly like one that is not there, and leave a trace of the try.

        What turned out to want the second factor is answered with the page that asks for it.
        """
        if isinstance(error, freshness.SecondFactorOwed):
            return asked_for_second_factor(request)
        if isinstance(error, NotYours):
            actor = getattr(request, "actor", None)
            if actor is not None:
                name = request.resolver_match.view_name if request.resolver_match else ""
                write_refusal(actor, capability="", address=name)
            raise Http404 from error
        return None

    def run_out(self, request: HttpRequest, capability: Capability) -> HttpResponseBase | None:
        """End a session that nobody used for too long, and lead to the door where what was begun is taken up again.

        What a public page takes, it takes from anybody: a page of a draft that was being written is kept first.
        """
        account = request.user
        if not isinstance(account, Account) or not idling.has_run_out(request):
            return None
        if request.session.get(EPOCH) != account.permission_epoch:
            return None
        if capability.public and request.method == "POST":
            request.user = AnonymousUser()
            return None
        begun = idling.end(request, account, without={EPOCH, freshness.SECOND})
        write_run_out(account)
        if capability.key == PLAIN_PAGES or (capability.public and not begun):
            return None
        return sent_to_sign_in_again(request, account)

    def seated(self, request: HttpRequest) -> Actor | None:
        """Put the actor on the request. A session older than the last change of rights ends here and now.

        Who still owes the second factor is nobody yet.
        """
        account = request.user
        if not isinstance(account, Account):
            return None
        if request.session.get(EPOCH) != account.permission_epoch:
            logout(request)
            return None
        if freshness.is_owed(request):
            return None
        idling.touch(request)
        actor = actor_of(account, on=clock.today())
        request.actor = actor  # type: ignore[attr-defined]  # framework-shape: ActingRequest, as the views call it
        return actor
