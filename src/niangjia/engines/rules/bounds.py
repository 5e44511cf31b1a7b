"""How large every whole number in a policy can become, so that no executor ever overflows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from niangjia.engines.rules.exact import Exact, Ratio
from niangjia.engines.rules.facts import Fact, FactSchema
from niangjia.engines.rules.faults import NotWellFormed
from niangjia.engines.rules.policy import Parameter
from niangjia.engines.rules.tree import Comparator, FactName, ParameterName, VariableName

LARGEST = 2**126
"""Signed 128-bit whole numbers end at 2**127; one bit is kept free for rounding."""

BIGINT = 2**63 - 1
"""The largest 64-bit whole number: a fact never passes it."""


class TooLarge(NotWellFormed):
    """A whole number that could pass what an executor can hold."""

    code = "too_large"


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a whole number lies, both ends included.

    >>> Interval(-2, 3) * Interval(4, 5)
    Interval(low=-10, high=15)
    """

    low: int
    high: int

    def __post_init__(self) -> None:
        if max(-self.low, self.high) > LARGEST:
            raise TooLarge(
                f"算到一半的数可能大到 {max(-self.low, self.high):.1e}，超出能精确计算的范围（约 8.5e+37）；"
                "请少乘几次，或者给参数写上 most（最大值）"
            )

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def size(self) -> Interval:
        """Return the absolute value; nought is left out, for by it nothing is divided.

        >>> Interval(-7, 3).size()
        Interval(low=1, high=7)
        """
        least = self.low if self.low > 0 else -self.high if self.high < 0 else 1
        return Interval(least, max(-self.low, self.high, 1))

    def sign(self) -> Interval:
        """Return the sign.

        >>> Interval(-7, 3).sign(), Interval(-7, -3).sign()
        (Interval(low=-1, high=1), Interval(low=-1, high=-1))
        """
        return Interval(1 if self.low > 0 else -1, -1 if self.high < 0 else 1)

    def within(self, low: int, high: int) -> Interval:
        """Return the same, known to lie between ``low`` and ``high``.

        >>> Interval(-7, 3).within(0, 3)
        Interval(low=0, high=3)
        """
        return Interval(low, high)

    def hull(self, other: Interval) -> Interval:
        """Return the least interval that holds both.

        >>> Interval(1, 2).hull(Interval(5, 6))
        Interval(low=1, high=6)
        """
        return Interval(min(self.low, other.low), max(self.high, other.high))


def fact_interval(fact: Fact) -> Interval:
    """Return where a fact lies.

    >>> fact_interval(Fact("persons", label="人口", kind="integer", minimum=1, maximum=20))
    Interval(low=1, high=20)
    """
    if max(-fact.minimum, fact.maximum) > BIGINT:
        raise TooLarge(f"事实 {fact.key}（{fact.label}）的范围超过 64 位整数，不能精确计算")
    return Interval(fact.minimum, fact.maximum)


def parameter_ratio(parameter: Parameter) -> tuple[Interval, int]:
    """Return where the numerator of a parameter lies, and its denominator: the step of its unit."""
    step = parameter.unit.step if parameter.unit else 1
    return Interval(int(parameter.least * step), int(parameter.most * step)), step


class Bounds(Exact[Interval, None]):
    """Walks a tree for its bounds alone; truths and choices have none."""

    def __init__(
        self,
        schema: FactSchema,
        parameter: Callable[[str], Parameter],
        variable: Callable[[str], Ratio[Interval]],
    ) -> None:
        self._schema = schema
        self._parameter = parameter
        self._variable = variable

    def constant(self, value: int) -> Interval:
        """Return the interval of one number."""
        return Interval(value, value)

    def number_named(self, node: FactName | ParameterName | VariableName) -> Ratio[Interval]:
        """Return the bounds of what has a name."""
        match node:
            case FactName(key=key):
                return Ratio(fact_interval(self._schema[key]), self.constant(1), 1)
            case ParameterName(key=key):
                interval, step = parameter_ratio(self._parameter(key))
                return Ratio(interval, self.constant(step), step)
            case _:
                return self._variable(node.key)

    def kept(self, whole: Interval) -> Interval:
        """Return the interval itself."""
        return whole

    def whole_part(self, above: Interval, below: Interval) -> Interval:
        """Return the bounds of a whole quotient."""
        return Interval(above.low // below.high, above.high // below.low)

    def plain_fact(self, key: str) -> None:
        """Nothing to bound."""

    def plain_constant(self, value: bool | str) -> None:  # noqa: FBT001  truth-is-the-value: a truth is the value itself
        """Nothing to bound."""

    def one_of(self, choice: None, words: tuple[str, ...]) -> None:
        """Nothing to bound."""

    def all_of(self, truths: Sequence[None]) -> None:
        """Nothing to bound."""

    def any_of(self, truths: Sequence[None]) -> None:
        """Nothing to bound."""

    def negation(self, truth: None) -> None:
        """Nothing to bound."""

    def known(self, ratio: Ratio[Interval]) -> None:
        """Nothing to bound."""

    def comparison(self, left: Interval, comparator: Comparator | ParameterName, right: Interval) -> None:
        """Both sides were bounded when they were made."""

    def picked(self, branches: Sequence[tuple[None, Interval]], otherwise: Interval) -> Interval:
        """Return the hull of everything that may be picked."""
        for _, interval in branches:
            otherwise = otherwise.hull(interval)
        return otherwise

    def plain_picked(self, branches: Sequence[tuple[None, None]], otherwise: None) -> None:
        """Nothing to bound."""

    def plain_first_known(self, parts: Sequence[None]) -> None:
        """Nothing to bound."""
