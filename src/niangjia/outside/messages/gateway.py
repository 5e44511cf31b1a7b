"""A messenger that hands each message to a carrier's gateway: one POST of JSON, answered in time or not sent.

``NIANGJIA_MESSAGES`` names the gateway, ``NIANGJIA_MESSAGES_TOKEN_FILE`` the file with what opens it. A carrier with
another shape stands behind a small relay of its own, so that no carrier's habits come into this house.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from niangjia.outside.messages.messenger import NotSent, must_be_sendable

log = logging.getLogger(__name__)
MOST_READ = 4096


@dataclass(frozen=True, slots=True)
class GatewayMessenger:
    """Posts ``{"phone", "text"}`` to ``url`` with ``token`` as a bearer; ``seconds`` is how long it waits.

    A redirect counts as a no: it could lead the number elsewhere.
    """

    url: str
    token: str = ""
    seconds: float = 5.0

    def send(self, phone: str, text: str) -> None:
        """Send the message, or say that it did not go out; the log tells the kind of failure and nothing else."""
        must_be_sendable(phone, text)
        body = json.dumps({"phone": phone, "text": text}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        parts = urlsplit(self.url)
        line = connection_to(parts, seconds=self.seconds)
        try:
            line.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
            answer = line.getresponse()
            answer.read(MOST_READ)
            status = answer.status
        except (OSError, HTTPException) as error:
            log.warning("a message was not sent: %s", type(error).__name__)
            raise NotSent("短信没有发出去；请过一会儿再试，或打 12351") from None
        finally:
            line.close()
        if not 200 <= status < 300:
            log.warning("a message was not sent: the gateway answered %s", status)
            raise NotSent("短信没有发出去；请过一会儿再试，或打 12351")


def connection_to(parts: SplitResult, *, seconds: float) -> HTTPConnection:
    """Return a line to a gateway.

    Errors: ``ValueError`` when the address is not one of the web.
    """
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("a gateway has an address that begins with https://")
    if parts.scheme == "https":
        return HTTPSConnection(parts.hostname, parts.port, timeout=seconds)
    return HTTPConnection(parts.hostname, parts.port, timeout=seconds)
