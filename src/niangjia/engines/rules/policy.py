"""A policy: dated, placed, sourced numbers and what is asked of the facts with them. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, Literal

from niangjia.engines.rules.facts import FactSchema, FactValue
from niangjia.engines.rules.tree import Comparator, Extreme, Node
from niangjia.engines.rules.units import Unit

CANNOT_TELL = "cannot_tell"
"""The tier, test or amount that the known facts do not settle."""

Value = Fraction | Comparator
"""What a parameter may be: an exact number in base units of its unit, or a comparator."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """What a parameter is, somewhere, from a day on.

    ``place`` empty means everywhere; ``until_on`` is the last day, ``None`` means until another follows.
    """

    value: Value
    text: str
    from_on: date
    until_on: date | None
    place: str
    source: str

    def holds(self, on: date) -> bool:
        """Whether it is in force on that day.

        >>> DatedValue("<", "<", date(2026, 1, 1), date(2026, 6, 30), "", "示例").holds(date(2026, 7, 1))
        False
        """
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number (or comparator) that the rules may use; ``unit`` is ``None`` for a comparator.

    Units: ``least`` and ``most`` bound what a union may choose, in base units.
    """

    key: str
    label: str
    unit: Unit | None
    values: tuple[DatedValue, ...]
    least: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Variable:
    """A named figure that tests and benefits share."""

    key: str
    label: str
    unit: Unit
    tree: Node
    text: str


@dataclass(frozen=True, slots=True)
class Test:
    """One question to the facts, with the clause it comes from."""

    __test__: ClassVar[bool] = False
    key: str
    label: str
    tree: Node
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A test that bars a tier when it holds, unless one of the exceptions holds."""

    test: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """A degree of hardship: every need must hold and no exclusion."""

    key: str
    label: str
    needs: tuple[str, ...]
    exclusions: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What a household is in no tier, and where it is led instead: guidance key → label."""

    key: str
    label: str
    guidance: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rounding:
    """The one rounding at the end of a benefit, to a whole number of ``step_fen``."""

    rule: Literal["half_up", "down", "up"]
    step_fen: int


@dataclass(frozen=True, slots=True)
class Benefit:
    """An amount by tier, with its ceiling; a tier that is not listed gets nothing."""

    key: str
    label: str
    unit: Unit
    amounts: tuple[tuple[str, Node, str], ...]
    ceilings: tuple[tuple[str, Node, str], ...]
    once_per: tuple[str, ...]
    rounding: Rounding
    source: str

    @property
    def capped(self) -> dict[str, Node]:
        """The amount of each tier with its ceiling, before rounding."""
        ceilings = {tier: tree for tier, tree, _ in self.ceilings}
        return {
            tier: Extreme("least", (tree, ceilings[tier])) if tier in ceilings else tree
            for tier, tree, _ in self.amounts
        }


@dataclass(frozen=True, slots=True)
class Stacking:
    """In that tier only the largest of these benefits is paid; of equals, the first."""

    tier: str
    of: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Example:
    """A worked case: facts of a household and what the policy must give."""

    name: str
    line: int
    on: date
    place: str
    facts: Mapping[str, FactValue]
    gives: Mapping[str, object]


@dataclass(frozen=True, eq=False)
class Policy:
    """A whole policy as loaded and checked; two are the same when their texts are.

    ``variables`` stand in an order in which each needs only those before it.
    """

    key: str
    label: str
    note: str
    hash: str
    source_text: str
    name: str
    schema: FactSchema
    parameters: tuple[Parameter, ...]
    variables: tuple[Variable, ...]
    tests: tuple[Test, ...]
    preconditions: tuple[str, ...]
    tiers: tuple[Tier, ...]
    otherwise: Otherwise
    benefits: tuple[Benefit, ...]
    stackings: tuple[Stacking, ...] = ()
    examples: tuple[Example, ...] = field(default=())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and self.hash == other.hash and self.schema == other.schema

    def __hash__(self) -> int:
        return hash(self.hash)

    @cached_property
    def parameter_by_key(self) -> Mapping[str, Parameter]:
        """Its parameters by key."""
        return {parameter.key: parameter for parameter in self.parameters}

    @cached_property
    def variable_by_key(self) -> Mapping[str, Variable]:
        """Its variables by key."""
        return {variable.key: variable for variable in self.variables}

    @cached_property
    def test_by_key(self) -> Mapping[str, Test]:
        """Its tests by key."""
        return {test.key: test for test in self.tests}

    @cached_property
    def tier_labels(self) -> Mapping[str, str]:
        """The label of each tier, with that of no tier and of *cannot tell*."""
        known = {tier.key: tier.label for tier in self.tiers}
        return {**known, self.otherwise.key: self.otherwise.label, CANNOT_TELL: "暂时无法判断"}
