"""The tree of an expression: what every executor prints or runs. It has no meaning but the one written here.

Numbers are exact. Every node may be *unknown*; unless its docstring says otherwise, a node is unknown as soon as
one of its parts is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Comparator = Literal["<", "<=", ">", ">=", "=", "<>"]
COMPARATORS: tuple[Comparator, ...] = ("<", "<=", ">", ">=", "=", "<>")
CHOSEN_COMPARATORS: tuple[Comparator, ...] = ("<", "<=", ">", ">=")
"""What a comparator parameter may be."""


@dataclass(frozen=True, slots=True)
class FactName:
    """The fact of that key; unknown when it is missing."""

    key: str


@dataclass(frozen=True, slots=True)
class ParameterName:
    """The parameter of that key; unknown where and when it has no value."""

    key: str


@dataclass(frozen=True, slots=True)
class VariableName:
    """The variable of that key."""

    key: str


@dataclass(frozen=True, slots=True)
class Number:
    """Nought or one: the only numbers an expression may contain."""

    value: int


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false."""

    value: bool


@dataclass(frozen=True, slots=True)
class Word:
    """One of the values of a choice."""

    text: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Sum, difference, product or quotient; a quotient by zero is unknown."""

    operator: Literal["+", "-", "*", "/"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Converted:
    """A yearly figure per month, or a monthly figure per year (12 months in a year)."""

    to: Literal["per_month", "per_year"]
    of: Node


@dataclass(frozen=True, slots=True)
class PerPerson:
    """A figure divided by the number of persons, which is the fact ``persons``."""

    of: Node
    persons: FactName


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether left stands to right as the comparator says; the comparator itself may be a parameter."""

    left: Node
    comparator: Comparator | ParameterName
    right: Node


@dataclass(frozen=True, slots=True)
class OneOf:
    """Whether a choice is one of the words."""

    of: Node
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """False if one part is false; else unknown if one is unknown; else true."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True if one part is true; else unknown if one is unknown; else false."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; of unknown, unknown."""

    of: Node


@dataclass(frozen=True, slots=True)
class Case:
    """The value beside the first condition that is true; unknown if a condition before it is unknown."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Extreme:
    """The greatest or least of its parts; unknown if one is unknown, however the others stand."""

    kind: Literal["greatest", "least"]
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class FirstKnown:
    """The first part that is known (``coalesce``); unknown only if all are."""

    parts: tuple[Node, ...]


Node = (
    FactName
    | ParameterName
    | VariableName
    | Number
    | Truth
    | Word
    | Arithmetic
    | Converted
    | PerPerson
    | Comparison
    | OneOf
    | AllOf
    | AnyOf
    | Not
    | Case
    | Extreme
    | FirstKnown
)


def parts_of(node: Node) -> tuple[Node, ...]:  # noqa: PLR0911  one-branch-per-kind: one answer for each kind of node
    """Return what a node is made of, in reading order.

    >>> parts_of(Not(FactName("member")))
    (FactName(key='member'),)
    """
    match node:
        case FactName() | ParameterName() | VariableName() | Number() | Truth() | Word():
            return ()
        case Arithmetic(left=left, right=right):
            return (left, right)
        case Comparison(left=left, comparator=comparator, right=right):
            return (left, comparator, right) if isinstance(comparator, ParameterName) else (left, right)
        case Converted(of=of) | OneOf(of=of) | Not(of=of):
            return (of,)
        case PerPerson(of=of, persons=persons):
            return (of, persons)
        case AllOf(parts=parts) | AnyOf(parts=parts) | Extreme(parts=parts) | FirstKnown(parts=parts):
            return parts
        case _:
            return (*(part for branch in node.branches for part in branch), node.otherwise)


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, each before its parts.

    >>> [type(part).__name__ for part in walk(Not(FactName("member")))]
    ['Not', 'FactName']
    """
    yield node
    for part in parts_of(node):
        yield from walk(part)
