"""Logs that name events and never people."""

from __future__ import annotations

import logging
import re

PERSONAL = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|\d{15}|1\d{10}|\d{16,19})(?![0-9A-Za-z])")
"""What looks like an identity number, a phone or a card. The last wall: nothing should log one in the first place."""


def scrubbed(text: str) -> str:
    """Return ``text`` with everything that looks like a personal number replaced.

    >>> scrubbed("retry for 11010519491231002X at 13800001111")
    'retry for [number] at [number]'
    """
    return PERSONAL.sub("[number]", text)


class Scrub(logging.Filter):
    """Takes personal numbers out of every line, arguments and tracebacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite ``record`` in place and let it pass."""
        record.msg = scrubbed(record.getMessage())
        record.args = ()
        if record.exc_info:
            record.exc_text = scrubbed(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


class LineFormatter(logging.Formatter):
    """One line an event: time, level, where, what."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
