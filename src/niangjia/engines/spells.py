"""Spells of days: what is left of one beside others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

Spell = tuple[date, date | None]
"""From a day on, up to the day before another; without one it goes on."""


def left_over(spell: Spell, taken: Iterable[Spell]) -> tuple[Spell, ...]:
    """Return the parts of ``spell`` that lie in none of ``taken``, earliest first; a spell of no day leaves nothing.

    >>> jan, mar, may, jul = (date(2026, month, 1) for month in (1, 3, 5, 7))
    >>> left_over((jan, None), [(mar, may)]) == ((jan, mar), (may, None))
    True
    >>> left_over((mar, may), [(jan, None)]), left_over((jan, jan), [])
    ((), ())
    """
    parts: list[Spell] = [spell]
    for begun, ended in taken:
        parts = [rest for part in parts for rest in without(part, begun, ended)]
    return tuple(sorted((part for part in parts if has_days(part)), key=lambda part: part[0]))


def without(part: Spell, begun: date, ended: date | None) -> list[Spell]:
    """Return what is left of ``part`` before ``begun`` and from ``ended`` on."""
    first, last = part
    before = (first, begun if last is None else min(last, begun))
    rests: list[Spell] = [before]
    if ended is not None:
        rests.append((max(first, ended), last))
    return [rest for rest in rests if has_days(rest)]


def has_days(part: Spell) -> bool:
    """Return whether a spell holds on any day."""
    return part[1] is None or part[0] < part[1]
