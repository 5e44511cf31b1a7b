"""A verdict: what the rules say of frozen facts, with every reason, as data that reads the same for ever."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, Literal, TypeVar

from niangjia.engines.rules.facts import FactValue
from niangjia.engines.rules.units import Unit, quantity_text
from niangjia.values.money import half_away_from_zero

ENGINE_VERSION = "1"
"""Changes only if the same policy and facts could ever yield another verdict."""

TestOutcome = Literal["pass", "fail", "cannot_tell"]
TestRole = Literal["precondition", "need", "exclusion", "exception", "other"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: exact, rounded to whole base units (halves away from zero), and as people read it.

    >>> Quantity.of(Fraction(610000, 9), Unit.parse("fen / person / month")).text
    '677.78 元'
    """

    exact: Fraction
    rounded: int
    unit: str
    text: str

    @classmethod
    def of(cls, value: Fraction | int, unit: Unit) -> Quantity:
        """Return ``value`` base units of ``unit``."""
        exact = Fraction(value)
        return cls(exact, half_away_from_zero(exact), str(unit), quantity_text(exact, unit))


@dataclass(frozen=True, slots=True)
class FrozenFact:
    """A fact as it was known when the verdict was made."""

    key: str
    label: str
    value: FactValue
    text: str


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that nobody knows yet, and how to ask for it."""

    key: str
    label: str
    question: str


@dataclass(frozen=True, slots=True)
class UsedParameter:
    """A value the rules used: how it is written, from when, where, by what source, and who set it.

    ``value`` is ``None`` for a comparator and for a value that is missing; ``text`` is empty only for the latter.
    """

    key: str
    label: str
    unit: str
    value: Fraction | None
    text: str
    place: str
    from_on: date | None
    until_on: date | None
    source: str
    origin: str

    @property
    def missing(self) -> bool:
        """Whether there was no value on that day at that place."""
        return self.text == ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a working: ``sign`` is ``+``, ``-``, ``×`` or ``÷``."""

    sign: str
    label: str
    value: Quantity | None


@dataclass(frozen=True, slots=True)
class VariableShown:
    """A named figure and how it came about."""

    key: str
    label: str
    value: Quantity | None
    formula: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ComparisonShown:
    """本户 / 门槛 / 差距: ``distance`` is the household's value minus the threshold."""

    value_label: str
    value: Quantity | None
    comparator: str | None
    threshold_label: str
    threshold: Quantity | None
    distance: Quantity | None
    holds: bool | None


@dataclass(frozen=True, slots=True)
class TestShown:
    """One test with all its reasons."""

    __test__: ClassVar[bool] = False
    key: str
    label: str
    role: TestRole
    outcome: TestOutcome
    comparisons: tuple[ComparisonShown, ...]
    facts: tuple[str, ...]
    source: str
    missing_facts: tuple[str, ...]
    missing_parameters: tuple[str, ...]

    @property
    def passed(self) -> bool | None:
        """Whether it holds; ``None`` where that cannot be told."""
        return {"pass": True, "fail": False}.get(self.outcome)


@dataclass(frozen=True, slots=True)
class BenefitShown:
    """One benefit: the amount, how it came about, and what is missing if it cannot be told.

    ``capped`` says that the ceiling held; ``given_way`` that a larger benefit is paid instead of this.
    """

    key: str
    label: str
    amount_fen: int | None
    formula: str
    pieces: tuple[Piece, ...]
    before_ceiling: Quantity | None
    ceiling: Quantity | None
    capped: bool
    given_way: bool
    once_per: tuple[str, ...]
    source: str
    missing_facts: tuple[str, ...]
    missing_parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guidance:
    """Where a household in no tier is led instead."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class TierShown:
    """A tier by key and label."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of frozen facts on a day at a place (near to far).

    ``tier`` is ``cannot_tell`` when more than one tier is ``possible``. ``total_fen`` is ``None`` as soon as one
    amount cannot be told.
    """

    policy: str
    policy_label: str
    policy_hash: str
    engine: str
    on: date
    place: tuple[str, ...]
    facts: tuple[FrozenFact, ...]
    parameters: tuple[UsedParameter, ...]
    variables: tuple[VariableShown, ...]
    tests: tuple[TestShown, ...]
    tier: str
    tier_label: str
    possible: tuple[TierShown, ...]
    benefits: tuple[BenefitShown, ...]
    total_fen: int | None
    guidance: tuple[Guidance, ...]
    missing_facts: tuple[MissingFact, ...]
    missing_parameters: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it: fractions as ``a/b``, days as ISO texts."""
        plain: dict[str, Any] = _plain(self)
        return plain

    def to_json(self) -> str:
        """Return the one way to write it: the same verdict is always the same text, byte for byte."""
        return json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, content: str | dict[str, Any]) -> Verdict:
        """Return the verdict that ``to_json`` or ``as_json`` wrote."""
        verdict: Verdict = _typed(cls, json.loads(content) if isinstance(content, str) else content)
        return verdict

    def test(self, key: str) -> TestShown:
        """Return one test. Errors: ``KeyError`` for none of that name."""
        return _by_key(self.tests, key)

    def benefit(self, key: str) -> BenefitShown:
        """Return one benefit. Errors: ``KeyError`` for none of that name."""
        return _by_key(self.benefits, key)

    def variable(self, key: str) -> VariableShown:
        """Return one variable. Errors: ``KeyError`` for none of that name."""
        return _by_key(self.variables, key)

    def parameter(self, key: str) -> UsedParameter:
        """Return one parameter. Errors: ``KeyError`` for none of that name."""
        return _by_key(self.parameters, key)

    @property
    def known_facts(self) -> dict[str, FactValue]:
        """The frozen facts by key, as ``judge`` takes them."""
        return {fact.key: fact.value for fact in self.facts}


class _Keyed(typing.Protocol):
    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=_Keyed)


def _by_key(items: tuple[K, ...], key: str) -> K:
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)


def _plain(value: Any) -> Any:
    """Return a part of a verdict as JSON can hold it; a fraction as ``a/b``."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return value.isoformat() if isinstance(value, date) else value


def _typed(kind: Any, value: Any) -> Any:
    """Return JSON as the part of a verdict it was."""
    hints = _hints(kind)
    return kind(**{one.name: _part(hints[one.name], value[one.name]) for one in fields(kind)})


@lru_cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _part(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, types.UnionType):
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
    if typing.get_origin(kind) is tuple:
        return tuple(_part(typing.get_args(kind)[0], one) for one in value)
    if is_dataclass(kind):
        return _typed(kind, value)
    if kind is Fraction:
        return Fraction(value)
    return date.fromisoformat(value) if kind is date else value
