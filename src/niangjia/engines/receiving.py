"""What comes in from a phone without signal, perhaps many times, late, out of order: what becomes of it.

A phone gives each finished piece of work a number of its own before it sends it, and sends until it hears an answer.
So the same piece may come twice (an answer was lost), and two phones may have worked on the same thing unseen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

Fate = Literal["again", "count", "conflict", "quarantine"]
Why = Literal["", "twin", "moved", "right", "expired"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A piece that came before under the same number: the print of its content."""

    print: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A piece that comes in: the print of its content, and how things stand with its sender and its subject.

    ``entitled`` says that the sender may still do this, ``in_time`` that the package had not run out, ``moved`` that
    somebody else changed the subject since the phone had seen it. The hour by the phone's own clock is no part of it.
    """

    print: str
    entitled: bool
    in_time: bool
    moved: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a piece, and why it is not simply counted."""

    fate: Fate
    why: Why = ""


def fate_of(arrival: Arrival, *, known: Iterable[Kept]) -> Verdict:
    """Return what becomes of ``arrival`` when ``known`` came before under the same number.

    The same content again changes nothing. Whoever lost the right leaves it to the union that now answers. Another
    content under the same number, or a subject that somebody else changed meanwhile, is for a person to choose: both
    are kept. Everything else is counted.

    >>> here = Arrival("a", entitled=True, in_time=True, moved=False)
    >>> fate_of(here, known=[]).fate, fate_of(here, known=[Kept("a")]).fate, fate_of(here, known=[Kept("b")]).why
    ('count', 'again', 'twin')
    >>> fate_of(Arrival("a", entitled=False, in_time=True, moved=True), known=[])
    Verdict(fate='quarantine', why='right')
    """
    before = {one.print for one in known}
    if arrival.print in before:
        return Verdict("again")
    if not arrival.entitled:
        return Verdict("quarantine", "right")
    if not arrival.in_time:
        return Verdict("quarantine", "expired")
    if before:
        return Verdict("conflict", "twin")
    if arrival.moved:
        return Verdict("conflict", "moved")
    return Verdict("count")


def moved_since(base: int, *, changes: Iterable[tuple[int, str]], own: Collection[str]) -> bool:
    """Return whether somebody else changed a subject after version ``base``.

    ``changes`` gives each kept change as (the version that it made, its number); ``own`` are the numbers of what the
    same phone finished before on the same subject: those are no surprise to it.

    >>> moved_since(1, changes=[(1, "x"), (2, "y")], own=["y"]), moved_since(1, changes=[(2, "z")], own=["y"])
    (False, True)
    """
    return any(version > base and number not in own for version, number in changes)
