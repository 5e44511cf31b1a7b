"""What every messenger promises, whoever carries the message."""

from __future__ import annotations

import re
from typing import Protocol

from niangjia.values.errors import NiangjiaError

PHONE = re.compile(r"1\d{10}")
LONGEST = 300
"""Letters that one message may have; longer ones are charged and split differently by every carrier."""


class NotSent(NiangjiaError):
    """A message did not go out, or nobody knows whether it did. It says nothing of the text or the number."""

    code = "message_not_sent"


class Messenger(Protocol):
    """Carries short messages.

    Errors: ``NotSent`` when the number is none, the text is empty or too long, or the carrier did not say yes in time.
    """

    def send(self, phone: str, text: str) -> None:
        """Send ``text`` to ``phone``, eleven digits."""
        ...


def must_be_sendable(phone: str, text: str) -> None:
    """Refuse what no carrier would take.

    >>> must_be_sendable("13800001111", "您好")
    """
    if not PHONE.fullmatch(phone) or not text.strip() or len(text) > LONGEST:
        raise NotSent("短信没有发出去：手机号要 11 位，内容不能空、不能太长")
