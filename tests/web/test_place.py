"""Where a request came from: the proxies of the house are believed, and nobody else."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings

from niangjia.web.place import place_of

PROXIES = ["127.0.0.1", "10.0.0.0/8"]


@pytest.mark.parametrize(
    ("remote", "passed", "place"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.9, 203.0.113.7, 10.1.2.3", "203.0.113.7"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("203.0.113.7", "198.51.100.9", "203.0.113.7"),
        ("10.1.2.3", "2001:db8::7", "2001:db8::7"),
        ("", "198.51.100.9", ""),
    ],
)
@override_settings(NIANGJIA_TRUSTED_PROXIES=PROXIES)
def test_a_proxy_of_the_house_says_where_a_request_came_from(remote: str, passed: str, place: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": passed})
    assert place_of(request) == place


@override_settings(NIANGJIA_TRUSTED_PROXIES=[])
def test_without_the_setting_no_header_is_believed() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": "203.0.113.7"})
    assert place_of(request) == "127.0.0.1"
