"""Ask a register whether a name and a number go together: over the net, of a local list, or of nobody.

A door that cannot be reached, is too slow or answers in a way that is not understood says ``unknown``: a person looks
at the card then. It is never a yes.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Literal, Protocol
from urllib.parse import urlsplit

from niangjia.values.identifiers import plain_identity
from niangjia.values.text import person_name

Answer = Literal["agree", "differ", "unknown"]
log = logging.getLogger(__name__)
MOST_READ = 4096
ANSWERS: Mapping[object, Answer] = {"agree": "agree", "differ": "differ"}


class IdentityDoor(Protocol):
    """Says whether name and number go together; ``kind`` is the kind of number, as in ``values.identifiers``."""

    def ask(self, name: str, number: str, *, kind: str) -> Answer:
        """Return ``agree``, ``differ``, or ``unknown`` where nobody can tell now."""
        ...


@dataclass(frozen=True, slots=True)
class HttpIdentityDoor:
    """Posts ``{"name", "number", "kind"}`` to ``url``; the answer is ``{"result": "agree" or "differ"}``.

    Units: ``seconds`` is how long it waits. A redirect is no answer: it could lead the number elsewhere.
    """

    url: str
    token: str = ""
    seconds: float = 3.0

    def ask(self, name: str, number: str, *, kind: str) -> Answer:
        """Ask over the net; the log tells the kind of failure and nothing else."""
        parts = urlsplit(self.url)
        opened = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        line = opened(parts.hostname or "", parts.port, timeout=self.seconds)
        told = {"name": person_name(name), "number": plain_identity(number), "kind": kind}
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            line.request("POST", parts.path or "/", json.dumps(told, ensure_ascii=False).encode(), headers)
            answer = line.getresponse()
            status, body = answer.status, answer.read(MOST_READ)
        except (OSError, HTTPException) as error:
            log.warning("the door of identities did not answer: %s", type(error).__name__)
            return "unknown"
        finally:
            line.close()
        if status != 200:
            log.warning("the door of identities answered %s", status)
            return "unknown"
        return understood(body)


def understood(body: bytes) -> Answer:
    """Return what an answer says; whatever is not understood says nothing.

    >>> understood(b'{"result": "differ"}'), understood(b"yes"), understood(b'{"result": true}')
    ('differ', 'unknown', 'unknown')
    """
    try:
        said = json.loads(body)
    except ValueError:
        return "unknown"
    result = said.get("result") if isinstance(said, dict) else None
    return ANSWERS.get(result, "unknown") if isinstance(result, str) else "unknown"


@dataclass(frozen=True, slots=True)
class LocalIdentityDoor:
    """A register in memory, for the demonstration and the tests: names by number.

    Of a number that is not in it, it says ``otherwise``.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    otherwise: Answer = "agree"

    def ask(self, name: str, number: str, *, kind: str) -> Answer:
        """Look the number up; the ``kind`` makes no difference here."""
        held = self.names.get(plain_identity(number))
        if held is None:
            return self.otherwise
        return "agree" if person_name(held) == person_name(name) else "differ"


@dataclass(frozen=True, slots=True)
class ShutDoor:
    """No register is connected: a person looks at every card."""

    def ask(self, name: str, number: str, *, kind: str) -> Answer:
        """Return ``unknown``."""
        return "unknown"


def door_for(place: str, *, token: str = "") -> IdentityDoor:
    """Return the door that the setting ``place`` names: ``local``, an address of the net, or nothing.

    >>> door_for("").ask("丁一", "1", kind="resident")
    'unknown'
    """
    if place == "local":
        return LocalIdentityDoor()
    return HttpIdentityDoor(place, token) if place else ShutDoor()
