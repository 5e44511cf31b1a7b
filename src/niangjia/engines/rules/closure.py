"""Runs a tree: compiled once to plain functions, judging one household in microseconds.

A value is ``int`` or ``Fraction`` (both exact), ``bool``, ``str``, or ``None`` for *unknown*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import Any

from niangjia.engines.rules.exact import MONTHS_IN_A_YEAR
from niangjia.engines.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Case,
    Comparison,
    Converted,
    Extreme,
    FactName,
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

Known = Mapping[str, Any]
"""Facts, parameters and variables by name."""

Run = Callable[[Known], Any]

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}


def compiled(node: Node) -> Run:  # noqa: C901, PLR0911, PLR0912  one-branch-per-kind: one answer for each kind of node
    """Return the function that yields the value of ``node``.

    >>> compiled(Comparison(FactName("a"), "<", Number(1)))({"a": 0})
    True
    """
    match node:
        case FactName(key=key) | ParameterName(key=key) | VariableName(key=key):
            return lambda known: known[key]
        case Number(value=value) | Truth(value=value):
            return lambda known: value
        case Word(text=text):
            return lambda known: text
        case Arithmetic(operator="/", left=left, right=right):
            return _quotient(compiled(left), compiled(right))
        case Arithmetic(operator=operator, left=left, right=right):
            return _both(compiled(left), {"+": add, "-": sub, "*": mul}[operator], compiled(right))
        case Converted(to="per_year", of=of):
            return _both(compiled(of), mul, lambda known: MONTHS_IN_A_YEAR)
        case Converted(of=of):
            return _quotient(compiled(of), lambda known: MONTHS_IN_A_YEAR)
        case PerPerson(of=of, persons=persons):
            return _quotient(compiled(of), compiled(persons))
        case Comparison(left=left, comparator=comparator, right=right):
            if isinstance(comparator, ParameterName):
                return _compared(compiled(left), comparator.key, compiled(right))
            return _both(compiled(left), COMPARE[comparator], compiled(right))
        case OneOf(of=of, words=words):
            return _one_of(compiled(of), frozenset(words))
        case AllOf(parts=parts):
            return _all_of([compiled(part) for part in parts])
        case AnyOf(parts=parts):
            return _any_of([compiled(part) for part in parts])
        case Not(of=of):
            return _opposite(compiled(of))
        case Case(branches=branches, otherwise=otherwise):
            return _picked([(compiled(if_), compiled(then)) for if_, then in branches], compiled(otherwise))
        case Extreme(kind=kind, parts=parts):
            return _extreme(max if kind == "greatest" else min, [compiled(part) for part in parts])
        case _:
            return _first_known([compiled(part) for part in node.parts])


def all_of(truths: Sequence[bool | None]) -> bool | None:
    """Return whether all hold: one false settles it, else one unknown leaves it open.

    >>> all_of([True, None]), all_of([False, None])
    (None, False)
    """
    if False in truths:
        return False
    return None if None in truths else True


def any_of(truths: Sequence[bool | None]) -> bool | None:
    """Return whether any holds: one true settles it, else one unknown leaves it open.

    >>> any_of([False, None]), any_of([True, None])
    (None, True)
    """
    if True in truths:
        return True
    return None if None in truths else False


def _both(left: Run, operator: Callable[[Any, Any], Any], right: Run) -> Run:
    def run(known: Known) -> Any:
        first, second = left(known), right(known)
        return None if first is None or second is None else operator(first, second)

    return run


def _quotient(above: Run, below: Run) -> Run:
    def run(known: Known) -> Any:
        first, second = above(known), below(known)
        return None if first is None or not second else Fraction(first, second)

    return run


def _compared(left: Run, comparator: str, right: Run) -> Run:
    def run(known: Known) -> bool | None:
        first, chosen, second = left(known), known[comparator], right(known)
        return None if first is None or chosen is None or second is None else COMPARE[chosen](first, second)

    return run


def _one_of(of: Run, words: frozenset[str]) -> Run:
    def run(known: Known) -> bool | None:
        choice = of(known)
        return None if choice is None else choice in words

    return run


def _all_of(parts: Sequence[Run]) -> Run:
    return lambda known: all_of([part(known) for part in parts])


def _any_of(parts: Sequence[Run]) -> Run:
    return lambda known: any_of([part(known) for part in parts])


def _opposite(of: Run) -> Run:
    def run(known: Known) -> bool | None:
        truth = of(known)
        return None if truth is None else not truth

    return run


def _picked(branches: Sequence[tuple[Run, Run]], otherwise: Run) -> Run:
    def run(known: Known) -> Any:
        for condition, value in branches:
            holds = condition(known)
            if holds is None:
                return None
            if holds:
                return value(known)
        return otherwise(known)

    return run


def _extreme(best: Callable[[list[Any]], Any], parts: Sequence[Run]) -> Run:
    def run(known: Known) -> Any:
        values = [part(known) for part in parts]
        return None if None in values else best(values)

    return run


def _first_known(parts: Sequence[Run]) -> Run:
    def run(known: Known) -> Any:
        for part in parts:
            value = part(known)
            if value is not None:
                return value
        return None

    return run
