"""Exact arithmetic in whole numbers: how a numerator and a denominator are carried through a tree.

Written once, for two readers: ``bounds`` (how large can every whole number become?) and the printer of
``engines.columnar`` (the same whole numbers as SQL). A denominator is always above zero, a numerator carries the
sign; a number is unknown where either of the two is.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

from niangjia.engines.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Case,
    Comparator,
    Comparison,
    Converted,
    Extreme,
    FactName,
    FirstKnown,
    Node,
    Not,
    Number,
    OneOf,
    ParameterName,
    PerPerson,
    Truth,
    VariableName,
    Word,
)

MONTHS_IN_A_YEAR = 12


class Whole(Protocol):
    """A whole number that knows its bounds."""

    @property
    def low(self) -> int:
        """The least it can be."""

    @property
    def high(self) -> int:
        """The most it can be."""

    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...

    def size(self) -> Self:
        """Return its absolute value; of nought, unknown."""

    def sign(self) -> Self:
        """Return 1 or -1; of nought, unknown."""

    def within(self, low: int, high: int) -> Self:
        """Return the same, known to lie between ``low`` and ``high``."""


W = TypeVar("W", bound=Whole)
P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Ratio(Generic[W]):
    """A number as numerator over denominator; ``fixed`` is the denominator where it is always the same."""

    numerator: W
    denominator: W
    fixed: int | None


class Exact(ABC, Generic[W, P]):
    """Walks a tree: numbers become ratios of ``W``, truths and choices become ``P``."""

    @abstractmethod
    def constant(self, value: int) -> W:
        """Return a whole number that is always the same."""

    @abstractmethod
    def number_named(self, node: FactName | ParameterName | VariableName) -> Ratio[W]:
        """Return the number behind a name."""

    @abstractmethod
    def plain_fact(self, key: str) -> P:
        """Return a fact that is a truth or a choice."""

    @abstractmethod
    def plain_constant(self, value: bool | str) -> P:  # noqa: FBT001  truth-is-the-value: a truth is the value itself
        """Return a truth or a choice that is always the same."""

    @abstractmethod
    def one_of(self, choice: P, words: tuple[str, ...]) -> P:
        """Return whether a choice is one of the words."""

    @abstractmethod
    def all_of(self, truths: Sequence[P]) -> P:
        """Return whether all hold, in three values."""

    @abstractmethod
    def any_of(self, truths: Sequence[P]) -> P:
        """Return whether any holds, in three values."""

    @abstractmethod
    def negation(self, truth: P) -> P:
        """Return the opposite."""

    @abstractmethod
    def known(self, ratio: Ratio[W]) -> P:
        """Return whether a number is known: true or false, never unknown."""

    @abstractmethod
    def comparison(self, left: W, comparator: Comparator | ParameterName, right: W) -> P:
        """Return how two whole numbers stand."""

    @abstractmethod
    def picked(self, branches: Sequence[tuple[P, W]], otherwise: W) -> W:
        """Return the number beside the first true condition; unknown if one before it is unknown."""

    @abstractmethod
    def plain_picked(self, branches: Sequence[tuple[P, P]], otherwise: P) -> P:
        """Return the truth or choice beside the first true condition, likewise."""

    @abstractmethod
    def plain_first_known(self, parts: Sequence[P]) -> P:
        """Return the first truth or choice that is known."""

    @abstractmethod
    def kept(self, whole: W) -> W:
        """Return the same number, in a form that may be used more than once."""

    @abstractmethod
    def whole_part(self, above: W, below: W) -> W:
        """Return how often ``below`` (above zero) goes into ``above`` (not below zero)."""

    def rounded(self, ratio: Ratio[W], rule: str, step: int) -> W:
        """Return a ratio that is not below zero, rounded once to a whole number of ``step``."""
        below = ratio.denominator * self.constant(step)
        if rule == "half_up":
            two = self.constant(2)
            steps = self.whole_part(ratio.numerator * two + below, below * two)
        elif rule == "up":
            steps = self.whole_part(ratio.numerator + below - self.constant(1), below)
        else:
            steps = self.whole_part(ratio.numerator, below)
        return steps * self.constant(step)

    def number(self, node: Node) -> Ratio[W]:  # noqa: PLR0911  one-branch-per-kind: one answer for each kind of node
        """Return a number as a ratio."""
        match node:
            case FactName() | ParameterName() | VariableName():
                return self.number_named(node)
            case Number(value=value):
                return self._over(self.constant(value), 1)
            case Arithmetic():
                return self._arithmetic(node)
            case Converted(to=to, of=of):
                factor = self._over(self.constant(MONTHS_IN_A_YEAR), 1)
                return (
                    self._quotient(self.number(of), factor)
                    if to == "per_month"
                    else self._product(self.number(of), factor)
                )
            case PerPerson(of=of, persons=persons):
                return self._quotient(self.number(of), self.number(persons))
            case Case(branches=branches, otherwise=otherwise):
                conditions = [self.plain(condition) for condition, _ in branches]
                return self._pick(conditions, [*(self.number(value) for _, value in branches), self.number(otherwise)])
            case Extreme():
                return self._extreme(node)
            case FirstKnown(parts=parts):
                ratios = [self.number(part) for part in parts]
                return self._pick([self.known(ratio) for ratio in ratios[:-1]], ratios)
        raise TypeError(f"{type(node).__name__} is no number")

    def plain(self, node: Node) -> P:  # noqa: PLR0911  one-branch-per-kind: one answer for each kind of node
        """Return a truth or a choice."""
        match node:
            case FactName(key=key):
                return self.plain_fact(key)
            case Truth(value=value):
                return self.plain_constant(value)
            case Word(text=text):
                return self.plain_constant(text)
            case Comparison(left=left, comparator=comparator, right=right):
                first, second = self._aligned([self.number(left), self.number(right)])
                return self.comparison(first, comparator, second)
            case OneOf(of=of, words=words):
                return self.one_of(self.plain(of), words)
            case AllOf(parts=parts):
                return self.all_of([self.plain(part) for part in parts])
            case AnyOf(parts=parts):
                return self.any_of([self.plain(part) for part in parts])
            case Not(of=of):
                return self.negation(self.plain(of))
            case Case(branches=branches, otherwise=otherwise):
                pairs = [(self.plain(condition), self.plain(value)) for condition, value in branches]
                return self.plain_picked(pairs, self.plain(otherwise))
            case FirstKnown(parts=parts):
                return self.plain_first_known([self.plain(part) for part in parts])
        raise TypeError(f"{type(node).__name__} is a number")

    def _over(self, numerator: W, fixed: int) -> Ratio[W]:
        return Ratio(numerator, self.constant(fixed), fixed)

    def _arithmetic(self, node: Arithmetic) -> Ratio[W]:
        left, right = self.number(node.left), self.number(node.right)
        if node.operator == "*":
            return self._product(left, right)
        if node.operator == "/":
            return self._quotient(left, right)
        if left.fixed and right.fixed:
            common = math.lcm(left.fixed, right.fixed)
            first, second = self._scaled(left, common), self._scaled(right, common)
            return self._over(first + second if node.operator == "+" else first - second, common)
        first, second = left.numerator * right.denominator, right.numerator * left.denominator
        return Ratio(
            first + second if node.operator == "+" else first - second, left.denominator * right.denominator, None
        )

    def _scaled(self, ratio: Ratio[W], common: int) -> W:
        factor = common // (ratio.fixed or 1)
        return ratio.numerator if factor == 1 else ratio.numerator * self.constant(factor)

    def _product(self, left: Ratio[W], right: Ratio[W]) -> Ratio[W]:
        numerator = left.numerator * right.numerator
        if left.fixed and right.fixed:
            return self._over(numerator, left.fixed * right.fixed)
        return Ratio(numerator, left.denominator * right.denominator, None)

    def _quotient(self, left: Ratio[W], right: Ratio[W]) -> Ratio[W]:
        below = right.numerator
        if below.low == below.high > 0 and left.fixed and right.fixed:
            return self._over(left.numerator * right.denominator, left.fixed * below.low)
        if below.low > 0:
            return Ratio(left.numerator * right.denominator, left.denominator * below, None)
        below = self.kept(below)
        numerator = left.numerator * right.denominator * below.sign()
        return Ratio(numerator, left.denominator * below.size(), None)

    def _aligned(self, ratios: Sequence[Ratio[W]]) -> list[W]:
        """Return the numerators of one or two ratios over one denominator."""
        if all(ratio.fixed for ratio in ratios):
            common = math.lcm(*(ratio.fixed or 1 for ratio in ratios))
            return [self._scaled(ratio, common) for ratio in ratios]
        left, right = ratios
        return [left.numerator * right.denominator, right.numerator * left.denominator]

    def _pick(self, conditions: Sequence[P], ratios: Sequence[Ratio[W]]) -> Ratio[W]:
        """Return the ratio beside the first true condition; the last one has none."""
        if all(ratio.fixed for ratio in ratios):
            common = math.lcm(*(ratio.fixed or 1 for ratio in ratios))
            *numerators, last = [self._scaled(ratio, common) for ratio in ratios]
            return self._over(self.picked(list(zip(conditions, numerators, strict=True)), last), common)
        *first, final = ratios
        above = [(c, ratio.numerator) for c, ratio in zip(conditions, first, strict=True)]
        below = [(c, ratio.denominator) for c, ratio in zip(conditions, first, strict=True)]
        return Ratio(self.picked(above, final.numerator), self.picked(below, final.denominator), None)

    def _extreme(self, node: Extreme) -> Ratio[W]:
        result, *others = [self.number(part) for part in node.parts]
        for other in others:
            left, right = self._aligned([result, other])
            better = self.comparison(left, ">=" if node.kind == "greatest" else "<=", right)
            chosen = self._pick([better], [result, other])
            result = self._narrowed(node.kind, result, other, chosen)
        return result

    def _narrowed(self, kind: str, left: Ratio[W], right: Ratio[W], chosen: Ratio[W]) -> Ratio[W]:
        """Return the greater or lesser of two, with the bounds that follow from being so."""
        best = max if kind == "greatest" else min
        low, high = chosen.numerator.low, chosen.numerator.high
        if chosen.fixed:
            first, second = self._aligned([left, right])
            low, high = best(first.low, second.low), best(first.high, second.high)
        elif kind == "greatest" and max(left.numerator.low, right.numerator.low) >= 0:
            low = max(low, 0)
        elif kind == "least" and min(left.numerator.high, right.numerator.high) <= 0:
            high = min(high, 0)
        return Ratio(chosen.numerator.within(low, high), chosen.denominator, chosen.fixed)
