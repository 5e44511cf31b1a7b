"""Where on the net a request came from: the one place that knows of the web server in front of the site."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def place_of(request: HttpRequest) -> str:
    """Return the address of whoever sent a request, as far as it can be believed.

    Behind proxies named in ``NIANGJIA_TRUSTED_PROXIES`` it is the last address in ``X-Forwarded-For`` that is not one
    of them; whatever stands before it could have been written by anybody. From anywhere else the header counts nothing.
    """
    place = str(request.META.get("REMOTE_ADDR", ""))
    passed = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    while passed and trusted(place) and is_address(passed[-1]):
        place = passed.pop()
    return place


def is_address(text: str) -> bool:
    """Return whether a text is an address on the net.

    >>> is_address("203.0.113.7"), is_address("2001:db8::7"), is_address("unknown")
    (True, True, False)
    """
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def trusted(place: str) -> bool:
    """Return whether an address is one of our own proxies."""
    if not is_address(place):
        return False
    address = ip_address(place)
    return any(address in ip_network(one, strict=False) for one in settings.NIANGJIA_TRUSTED_PROXIES)
