"""A messenger for tests: it keeps what it was given, or fails. It passes the same tests as the others."""

from __future__ import annotations

from dataclasses import dataclass, field

from niangjia.outside.messages.messenger import NotSent, must_be_sendable


@dataclass(slots=True)
class FakeMessenger:
    """Keeps each message in ``sent``; with ``fails`` no message goes out."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    fails: bool = False

    def send(self, phone: str, text: str) -> None:
        """Keep the message."""
        must_be_sendable(phone, text)
        if self.fails:
            raise NotSent("短信没有发出去；请过一会儿再试，或打 12351")
        self.sent.append((phone, text))
