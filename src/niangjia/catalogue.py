"""What a programme is, and which programmes this hall offers. Reports and the batch know windows only through here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from niangjia.engines.lifecycle import Lifecycle, Within
from niangjia.engines.rules.facts import FactSchema


@dataclass(frozen=True, slots=True)
class ExitReason:
    """Why a household may leave the register, and what follows from it.

    ``counts_as`` is ``left`` (out of hardship), ``floor`` (the state's floor carries it) or ``withdrawn``. With
    ``needs_line`` it must have stood above the line long enough; with ``second_person`` another person confirms.
    ``aid_goes_on`` says that help goes on for a while, ``watched`` that somebody still looks after it, ``relapses``
    that coming back counts as a return. ``text`` is what the household reads of it.
    """

    key: str
    label: str
    counts_as: str
    text: str
    source: str
    needs_line: bool = False
    second_person: bool = True
    aid_goes_on: bool = False
    watched: bool = False
    relapses: bool = False


@dataclass(frozen=True, slots=True)
class SignalKind:
    """Something that may throw a household back, and for how long it says anything."""

    key: str
    label: str
    relevant: Within


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a practice that a union may replace by its own, up to ``most``, unless it is set ``by_law``.

    Units: ``unit`` is ``hour`` (of the day), ``working_days``, ``calendar_days``, ``months``, ``years``, ``persons``,
    ``households``, ``items``, ``percent`` or ``yes_no`` (1 or 0).
    """

    key: str
    label: str
    unit: str
    value: int
    source: str
    by_law: bool = False
    most: int | None = None


def number_from(key: str, row: Mapping[str, Any]) -> Number:
    """Return the number that a row of a ``practices.yaml`` describes.

    >>> number_from("a", {"label": "甲", "unit": "hour", "is": 17, "most": 24, "source": "示例"}).most
    24
    """
    by_law = row.get("by_law", False)
    return Number(key, row["label"], row["unit"], row["is"], row["source"], by_law=by_law, most=row.get("most"))


@dataclass(frozen=True, slots=True)
class Practice:
    """A way of doing that one union invented and another may adopt: what it is, where it comes from, its numbers."""

    key: str
    label: str
    told: str
    source: str
    numbers: Mapping[str, Number] = field(default_factory=dict)


def practices_from(table: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Practice]:
    """Return the practices that a ``practices.yaml`` describes, by key.

    >>> table = {"a": {"label": "甲", "told": "乙", "source": "示例", "numbers": {}}}
    >>> practices_from(table)["a"].label
    '甲'
    """
    return {
        key: Practice(
            key,
            row["label"],
            row["told"],
            row["source"],
            {name: number_from(name, told) for name, told in row["numbers"].items()},
        )
        for key, row in table.items()
    }


@dataclass(frozen=True, slots=True)
class Programme:
    """One window of the hall: all that is true of it before anyone applies.

    ``benefits`` and ``tiers`` give the word for each key; ``figures`` names the measures on its scorecard;
    ``policies`` are the keys of the policy files that it ships, the preset first. ``reminders`` says for what is owed
    (``returns``, ``clocks``) when somebody is reminded.
    ``exits`` and ``signals`` say how a household leaves and what may bring it back, ``exit_line`` which test of its
    policy says that it is above the line; ``aftercare`` how often and how fast somebody looks.
    ``practices`` are those that it can run beside the one it is named after, by key.
    """

    key: str
    label: str
    practice: str
    practice_label: str
    facts: FactSchema
    lifecycle: Lifecycle
    policies: tuple[str, ...]
    benefits: Mapping[str, str] = field(default_factory=dict)
    tiers: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[str, ...] = ()
    reminders: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    exit_line: str = ""
    exits: Mapping[str, ExitReason] = field(default_factory=dict)
    signals: Mapping[str, SignalKind] = field(default_factory=dict)
    aftercare: Mapping[str, Within] = field(default_factory=dict)
    practices: Mapping[str, Practice] = field(default_factory=dict)


_OFFERED: dict[str, Programme] = {}


def offer(programme: Programme) -> None:
    """Put ``programme`` into the hall. Each window does so once, when it starts.

    Errors: ``ValueError`` when another programme has the same key.
    """
    if _OFFERED.get(programme.key, programme) != programme:
        raise ValueError(f"已经有一个项目叫 {programme.key}")
    _OFFERED[programme.key] = programme


def programme(key: str) -> Programme:
    """Return the programme ``key``.

    Errors: ``KeyError`` when the hall does not offer it.
    """
    return _OFFERED[key]


def programmes() -> tuple[Programme, ...]:
    """Return all programmes, in the order in which they were offered."""
    return tuple(_OFFERED.values())


def practice(key: str) -> Practice:
    """Return the practice ``key`` of whichever window runs it.

    Errors: ``KeyError`` when no window of the hall runs it.
    """
    for one in _OFFERED.values():
        if key in one.practices:
            return one.practices[key]
    raise KeyError(key)
