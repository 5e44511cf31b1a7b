"""Every messenger keeps the same promise: the console, the gateway, and the fake that stands in for them in tests."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any

import pytest

from niangjia.outside.messages import ConsoleMessenger, FakeMessenger, GatewayMessenger, Messenger, NotSent, gateway

PHONE, TEXT = "13800001111", "【娘家】验证码 204117"


class Answer:
    """What a gateway answers."""

    def __init__(self, status: int) -> None:
        self.status = status

    def read(self, most: int) -> bytes:
        return b"{}"[:most]


class Line:
    """A line to a gateway that never leaves this process: it answers ``status``, or breaks."""

    def __init__(self, status: int | None) -> None:
        self.status, self.asked, self.closed = status, [], False

    def request(self, *asked: Any) -> None:
        if self.status is None:
            raise TimeoutError
        self.asked.append(asked)

    def getresponse(self) -> Answer:
        assert self.status is not None
        return Answer(self.status)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], Line]:
    def laid(status: int | None) -> Line:
        made = Line(status)
        monkeypatch.setattr(gateway, "connection_to", lambda _parts, **_seconds: made)
        return made

    return laid


@pytest.fixture(params=["console", "fake", "gateway"])
def carrier(request: pytest.FixtureRequest, line: Callable[[int | None], Line]) -> Messenger:
    if request.param == "console":
        return ConsoleMessenger(io.StringIO())
    if request.param == "fake":
        return FakeMessenger()
    line(200)
    return GatewayMessenger("https://sms.example/send")


def test_a_message_goes_out(carrier: Messenger) -> None:
    carrier.send(PHONE, TEXT)


@pytest.mark.parametrize(
    ("phone", "text"), [("1380000111", TEXT), ("+8613800001111", TEXT), (PHONE, " "), (PHONE, "长" * 301)]
)
def test_what_no_carrier_would_take_is_refused(carrier: Messenger, phone: str, text: str) -> None:
    with pytest.raises(NotSent) as refused:
        carrier.send(phone, text)
    assert phone not in str(refused.value)


def test_nothing_of_a_message_is_logged(carrier: Messenger, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        carrier.send(PHONE, TEXT)
    assert PHONE not in caplog.text
    assert "204117" not in caplog.text


@pytest.mark.parametrize("status", [None, 302, 400, 503])
def test_a_gateway_that_says_no_or_nothing_has_not_sent(
    status: int | None, line: Callable[[int | None], Line], caplog: pytest.LogCaptureFixture
) -> None:
    laid = line(status)
    with pytest.raises(NotSent), caplog.at_level(logging.DEBUG):
        GatewayMessenger("https://sms.example/send").send(PHONE, TEXT)
    assert laid.closed
    assert PHONE not in caplog.text
    assert "204117" not in caplog.text


def test_a_fake_that_fails_fails_like_a_gateway() -> None:
    carrier = FakeMessenger(fails=True)
    with pytest.raises(NotSent):
        carrier.send(PHONE, TEXT)
    assert carrier.sent == []


def test_a_gateway_is_told_number_text_and_token(line: Callable[[int | None], Line]) -> None:
    laid = line(204)
    GatewayMessenger("https://sms.example/send?union=1", token="letters").send(PHONE, TEXT)  # noqa: S106  own-input
    [(method, path, body, headers)] = laid.asked
    assert (method, path) == ("POST", "/send?union=1")
    assert json.loads(body) == {"phone": PHONE, "text": TEXT}
    assert headers["Authorization"] == "Bearer letters"


def test_a_gateway_has_an_address_of_the_web() -> None:
    parts = gateway.urlsplit("https://sms.example:8443/")
    connection = gateway.connection_to(parts, seconds=2.0)
    assert isinstance(connection, HTTPConnection)
    assert (connection.host, connection.port, connection.timeout) == ("sms.example", 8443, 2.0)
    with pytest.raises(ValueError, match="https"):
        gateway.connection_to(gateway.urlsplit("file:///etc/hosts"), seconds=2.0)
