"""What a policy may ask about: named, typed, bounded facts, each with its unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FactKind = Literal["integer", "boolean", "choice"]
FactValue = int | bool | str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may be known of a household.

    ``None`` is never a value of its own: it always means *not known*.

    Units:  ``unit`` names what one whole step of an ``integer`` fact is, in base units
            (``fen / year``, ``person``, ``dm2`` …); ``minimum`` and ``maximum`` are in the same steps and inclusive.
    Source: the survey forms of the practice; the bounds are what the intake desk accepts.

    >>> Fact("persons", label="家庭人口", kind="integer", unit="person", minimum=1, maximum=30).unit
    'person'
    """

    key: str
    label: str
    kind: FactKind
    unit: str = "1"
    minimum: int = 0
    maximum: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    question: str = ""


@dataclass(frozen=True, slots=True)
class FactSchema:
    """All facts of one programme, by key.

    >>> schema = FactSchema("demo", (Fact("member", label="是否会员", kind="boolean"),))
    >>> schema["member"].label
    '是否会员'
    """

    key: str
    facts: tuple[Fact, ...]

    def __getitem__(self, key: str) -> Fact:
        for fact in self.facts:
            if fact.key == key:
                return fact
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return any(fact.key == key for fact in self.facts)
