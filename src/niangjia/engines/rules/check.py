"""Sorts and units of expressions: fen a year is never compared with fen a month, nor a choice with a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from niangjia.engines.rules.facts import Fact
from niangjia.engines.rules.faults import NotWellFormed, did_you_mean
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
from niangjia.engines.rules.units import ONE, PERSON, Unit

KINDS = {"number": "数", "truth": "是或否", "choice": "选项", "comparator": "比较符"}


@dataclass(frozen=True, slots=True)
class Sort:
    """What an expression yields. A number without ``unit`` is nought, which fits every unit."""

    kind: Literal["number", "truth", "choice", "comparator"]
    unit: Unit | None = None
    choices: tuple[str, ...] = ()


TRUTH = Sort("truth")


def sort_of_fact(fact: Fact) -> Sort:
    """Return the sort of a fact.

    >>> sort_of_fact(Fact("persons", label="人口", kind="integer", unit="person")).unit == PERSON
    True
    """
    if fact.kind == "integer":
        return Sort("number", Unit.parse(fact.unit))
    if fact.kind == "boolean":
        return TRUTH
    return Sort("choice", choices=tuple(fact.choices))


class Sorts:
    """Works out the sort of any expression over the names it is given.

    >>> Sorts({"income": Sort("number", ONE)}).of(Comparison(FactName("income"), ">", Number(0))).kind
    'truth'
    """

    def __init__(self, names: Mapping[str, Sort]) -> None:
        self._names = names

    def of(self, node: Node) -> Sort:  # noqa: C901, PLR0911, PLR0912  one-branch-per-kind: one answer for each kind of node
        """Return the sort of ``node``.

        Errors: ``NotWellFormed`` when kinds or units do not fit.
        """
        match node:
            case FactName(key=key) | ParameterName(key=key) | VariableName(key=key):
                return self._names[key]
            case Number(value=value):
                return Sort("number", ONE if value else None)
            case Truth():
                return TRUTH
            case Word(text=text):
                return Sort("choice", choices=(text,))
            case Arithmetic():
                return self._arithmetic(node)
            case Converted():
                return self._converted(node)
            case PerPerson(of=of):
                unit = self._number(of, "per_person")
                return Sort("number", unit and unit / PERSON)
            case Comparison():
                return self._comparison(node)
            case OneOf(of=of, words=words):
                return self._one_of(of, words)
            case AllOf(parts=parts) | AnyOf(parts=parts):
                return self._truths(parts)
            case Not(of=of):
                return self._truths((of,))
            case Case(branches=branches, otherwise=otherwise):
                self._truths([condition for condition, _ in branches])
                return self._alike([value for _, value in branches] + [otherwise], "case")
            case Extreme(kind=kind, parts=parts):
                for part in parts:
                    self._number(part, kind)
                return self._alike(parts, kind)
            case _:
                return self._alike(node.parts, "coalesce")

    def _number(self, node: Node, where: str) -> Unit | None:
        sort = self.of(node)
        if sort.kind != "number":
            raise NotWellFormed(f"{where} 要的是数，这里却是{KINDS[sort.kind]}", where)
        return sort.unit

    def _truths(self, nodes: Sequence[Node]) -> Sort:
        for node in nodes:
            sort = self.of(node)
            if sort.kind != "truth":
                raise NotWellFormed(f"条件要的是“是或否”，这里却是{KINDS[sort.kind]}；请写成比较，例如 a < b")
        return TRUTH

    def _arithmetic(self, node: Arithmetic) -> Sort:
        left, right = self._number(node.left, node.operator), self._number(node.right, node.operator)
        if node.operator in "+-":
            return Sort("number", self._same_unit(left, right, f"相{'加' if node.operator == '+' else '减'}"))
        if node.operator == "*":
            return Sort("number", None if left is None or right is None else left * right)
        if right is None:
            raise NotWellFormed("不能除以 0")
        return Sort("number", None if left is None else left / right)

    def _converted(self, node: Converted) -> Sort:
        unit = self._number(node.of, node.to)
        before, after = ("year", "month") if node.to == "per_month" else ("month", "year")
        if unit is None or unit.power(before) != -1:
            written = "没有单位" if unit is None else f"单位是 {unit}"
            raise NotWellFormed(f"{node.to} 要的是每{'年' if before == 'year' else '月'}的数，这里{written}", node.to)
        return Sort("number", unit * Unit.parse(before) / Unit.parse(after))

    def _comparison(self, node: Comparison) -> Sort:
        if isinstance(node.comparator, ParameterName) and self._names[node.comparator.key].kind != "comparator":
            key = node.comparator.key
            raise NotWellFormed(f"compare 的第二项 {key} 要是单位为 comparator 的参数", key)
        left, right = self.of(node.left), self.of(node.right)
        written = node.comparator if isinstance(node.comparator, str) else "compare"
        for sort in (left, right):
            if sort.kind != "number":
                raise NotWellFormed(f"{written} 两边要都是数，这里有一边是{KINDS[sort.kind]}", written)
        self._same_unit(left.unit, right.unit, "比较")
        return TRUTH

    def _one_of(self, of: Node, words: tuple[str, ...]) -> Sort:
        sort = self.of(of)
        if sort.kind != "choice":
            raise NotWellFormed(f"只有选项才能和 '{words[0]}' 比较，这里却是{KINDS[sort.kind]}", words[0])
        for word in words:
            if word not in sort.choices:
                hint = did_you_mean(word, sort.choices)
                raise NotWellFormed(f"没有“{word}”这个选项{hint}；可以选 {'、'.join(sort.choices)}", word)
        return TRUTH

    def _alike(self, nodes: Sequence[Node], where: str) -> Sort:
        sorts = [self.of(node) for node in nodes]
        kinds = {sort.kind for sort in sorts}
        if len(kinds) > 1 or "comparator" in kinds:
            raise NotWellFormed(f"{where} 的各项要是同一种：{'、'.join(sorted(KINDS[kind] for kind in kinds))}", where)
        if sorts[0].kind == "number":
            unit = None
            for sort in sorts:
                unit = self._same_unit(unit, sort.unit, f"放在同一个 {where} 里")
            return Sort("number", unit)
        known = [
            choice for node, sort in zip(nodes, sorts, strict=True) for choice in sort.choices if node != Word(choice)
        ]
        for node in nodes:
            if isinstance(node, Word) and known and node.text not in known:
                raise NotWellFormed(f"没有“{node.text}”这个选项{did_you_mean(node.text, known)}", node.text)
        choices = [choice for sort in sorts for choice in sort.choices]
        return Sort(sorts[0].kind, choices=tuple(dict.fromkeys(choices)))

    def _same_unit(self, left: Unit | None, right: Unit | None, deed: str) -> Unit | None:
        if left is not None and right is not None and left != right:
            raise NotWellFormed(f"单位不同，不能{deed}：一个是 {left}，一个是 {right}")
        return right if left is None else left
