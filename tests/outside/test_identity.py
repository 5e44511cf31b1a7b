"""The door of identities: the door over the net and the one in memory keep the same promises."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from niangjia.outside.identity import HttpIdentityDoor, IdentityDoor, LocalIdentityDoor, ShutDoor, door_for

NUMBER, UNKNOWN = "11010519491231002X", "640397199112060282"
REGISTER = {NUMBER: "丁一"}


class Register(BaseHTTPRequestHandler):
    """A register that knows one person, fails for one path, and leads elsewhere for another."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/")
            self.end_headers()
            return
        said = {"result": LocalIdentityDoor(REGISTER, "unknown").ask(asked["name"], asked["number"], kind="resident")}
        self.send_response(500 if self.path == "/broken" else 200)
        self.end_headers()
        self.wfile.write(b"<html>" if self.path == "/odd" else json.dumps(said).encode())

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Register)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["net", "memory"])
def door(request: pytest.FixtureRequest, address: str) -> IdentityDoor:
    return (
        HttpIdentityDoor(f"{address}/ask", "secret")
        if request.param == "net"
        else LocalIdentityDoor(REGISTER, "unknown")
    )


def test_name_and_number_that_go_together_agree(door: IdentityDoor) -> None:
    assert door.ask("丁一", NUMBER, kind="resident") == "agree"
    assert door.ask(" 丁 一", "110105 19491231 002x", kind="resident") == "agree"


def test_another_name_differs(door: IdentityDoor) -> None:
    assert door.ask("丁二", NUMBER, kind="resident") == "differ"


def test_nobody_can_tell_of_a_number_that_the_register_does_not_hold(door: IdentityDoor) -> None:
    assert door.ask("丁一", UNKNOWN, kind="resident") == "unknown"


@pytest.mark.parametrize("path", ["/broken", "/odd", "/elsewhere"])
def test_an_answer_that_is_none_is_never_a_yes(address: str, path: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert HttpIdentityDoor(f"{address}{path}").ask("丁一", NUMBER, kind="resident") == "unknown"
    assert NUMBER not in caplog.text
    assert "丁一" not in caplog.text


def test_a_door_that_nobody_opens_says_that_it_cannot_tell(caplog: pytest.LogCaptureFixture) -> None:
    assert HttpIdentityDoor("http://127.0.0.1:9", seconds=0.2).ask("丁一", NUMBER, kind="resident") == "unknown"
    assert NUMBER not in caplog.text


def test_the_setting_chooses_the_door() -> None:
    assert isinstance(door_for(""), ShutDoor)
    assert isinstance(door_for("local"), LocalIdentityDoor)
    assert isinstance(door_for("https://register.example/ask"), HttpIdentityDoor)
