"""A messenger for a desk without a carrier: it writes what would be sent to the screen of whoever started the site."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TextIO

from niangjia.outside.messages.messenger import must_be_sendable


@dataclass(frozen=True, slots=True)
class ConsoleMessenger:
    """Writes each message to ``screen``. Never in production: the start-up refuses it there."""

    screen: TextIO = field(default_factory=lambda: sys.stdout)

    def send(self, phone: str, text: str) -> None:
        """Write the message, the number masked."""
        must_be_sendable(phone, text)
        self.screen.write(f"短信 → {phone[:3]}****{phone[-4:]}：{text}\n")
        self.screen.flush()
