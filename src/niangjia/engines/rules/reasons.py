"""Why a tree yields what it yields: its comparisons, the pieces of its working, and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from niangjia.engines.rules.check import Sort, Sorts, sort_of_fact
from niangjia.engines.rules.closure import Known, compiled
from niangjia.engines.rules.policy import Policy
from niangjia.engines.rules.tree import (
    Arithmetic,
    Case,
    Comparison,
    FactName,
    Node,
    ParameterName,
    PerPerson,
    VariableName,
    parts_of,
    walk,
)
from niangjia.engines.rules.units import Unit
from niangjia.engines.rules.verdict import ComparisonShown, Piece, Quantity
from niangjia.engines.rules.words import in_words

T = TypeVar("T")


@dataclass(slots=True)
class Missing:
    """What a value lacks, in the order in which it is met."""

    facts: dict[str, None] = field(default_factory=dict)
    parameters: dict[str, None] = field(default_factory=dict)


class OncePerNode(Generic[T]):
    """Keeps what is made of a node. The node is kept, too, so that its identity is never another's.

    >>> made = OncePerNode(lambda node: str(node))
    >>> one = FactName("a")
    >>> made(one) is made(one)
    True
    """

    def __init__(self, make: Callable[[Node], T]) -> None:
        self._make = make
        self._kept: dict[int, tuple[Node, T]] = {}

    def __call__(self, node: Node) -> T:
        """Return what is made of ``node``, made at most once."""
        kept = self._kept.get(id(node))
        if kept is None:
            kept = self._kept[id(node)] = (node, self._make(node))
        return kept[1]


class Reasons:
    """Gives the reasons for the trees of one policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.capped = {benefit.key: benefit.capped for benefit in policy.benefits}
        self._run = OncePerNode(compiled)
        self._words = OncePerNode(lambda node: in_words(policy, node))
        self._unit = OncePerNode(lambda node: self._sorts.of(node).unit)
        self._comparisons = OncePerNode(lambda node: tuple(one for one in walk(node) if isinstance(one, Comparison)))
        self.facts_of = OncePerNode(lambda node: facts_in(policy, node))
        names = {fact.key: sort_of_fact(fact) for fact in policy.schema.facts}
        names |= {one.key: Sort("number", one.unit) if one.unit else Sort("comparator") for one in policy.parameters}
        names |= {one.key: Sort("number", one.unit) for one in policy.variables}
        self._sorts = Sorts(names)

    def missing(self, node: Node, known: Known) -> Missing:
        """Return the facts and parameters for lack of which ``node`` is unknown; of a known one, none."""
        found = Missing()
        self._look(node, known, found)
        return found

    def _look(self, node: Node, known: Known, found: Missing) -> None:
        if self._run(node)(known) is not None:
            return
        match node:
            case FactName(key=key):
                found.facts[key] = None
            case ParameterName(key=key):
                found.parameters[key] = None
            case VariableName(key=key):
                self._look(self._policy.variable_by_key[key].tree, known, found)
            case Case(branches=branches, otherwise=otherwise):
                self._look(_deciding(branches, otherwise, known), known, found)
            case _:
                for part in parts_of(node):
                    self._look(part, known, found)

    def in_words(self, node: Node) -> str:
        """Return a tree in words."""
        return self._words(node)

    def comparisons(self, node: Node, known: Known) -> tuple[ComparisonShown, ...]:
        """Return every comparison in a test with its two sides and their distance."""
        return tuple(self._shown(part, known) for part in self._comparisons(node))

    def _shown(self, node: Comparison, known: Known) -> ComparisonShown:
        unit = self._unit(node.left) or self._unit(node.right) or Unit()
        left, right = self._run(node.left)(known), self._run(node.right)(known)
        chosen = known[node.comparator.key] if isinstance(node.comparator, ParameterName) else node.comparator
        return ComparisonShown(
            value_label=self._words(node.left),
            value=_quantity(left, unit),
            comparator=chosen,
            threshold_label=self._words(node.right),
            threshold=_quantity(right, unit),
            distance=None if left is None or right is None else Quantity.of(left - right, unit),
            holds=self._run(node)(known),
        )

    def pieces(self, node: Node, known: Known) -> tuple[Piece, ...]:
        """Return a working line by line: the terms of a sum, or else the factors of a product."""
        if isinstance(node, Arithmetic) and node.operator in "+-":
            return tuple(self._piece(sign, part, known) for sign, part in _terms(node, "+"))
        return tuple(self._piece(sign, part, known) for sign, part in _factors(node, "×"))

    def _piece(self, sign: str, node: Node, known: Known) -> Piece:
        unit = self._unit(node) or Unit()
        return Piece(sign, self._words(node), _quantity(self._run(node)(known), unit))

    def quantity(self, node: Node, known: Known) -> Quantity | None:
        """Return the value of a number with its unit."""
        return _quantity(self._run(node)(known), self._unit(node) or Unit())


def facts_in(policy: Policy, node: Node) -> tuple[str, ...]:
    """Return the facts a tree asks for, also through variables, in reading order."""
    found: dict[str, None] = {}
    for part in walk(node):
        if isinstance(part, FactName):
            found[part.key] = None
        elif isinstance(part, VariableName):
            found |= dict.fromkeys(facts_in(policy, policy.variable_by_key[part.key].tree))
    return tuple(found)


def _quantity(value: Any, unit: Unit) -> Quantity | None:
    return None if value is None else Quantity.of(value, unit)


def _deciding(branches: tuple[tuple[Node, Node], ...], otherwise: Node, known: Known) -> Node:
    """Return the part of a case that decides: the first unknown condition, or what was picked."""
    for condition, value in branches:
        holds = compiled(condition)(known)
        if holds is None:
            return condition
        if holds:
            return value
    return otherwise


def _terms(node: Node, sign: str) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Arithmetic) and node.operator in "+-":
        yield from _terms(node.left, sign)
        flipped = {"+": "-", "-": "+"}[sign]
        yield from _terms(node.right, sign if node.operator == "+" else flipped)
    else:
        yield sign, node


def _factors(node: Node, sign: str) -> Iterator[tuple[str, Node]]:
    """Yield the factors of a product; 12 months and the persons of a household are factors, too."""
    flipped = {"×": "÷", "÷": "×"}[sign]
    match node:
        case Arithmetic(operator="*" | "/" as operator, left=left, right=right):
            yield from _factors(left, sign)
            yield from _factors(right, sign if operator == "*" else flipped)
        case PerPerson(of=of, persons=persons):
            yield from _factors(of, sign)
            yield flipped, persons
        case _:
            yield sign, node
