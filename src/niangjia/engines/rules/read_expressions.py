"""Reads the variables and tests of a policy file, and checks names, kinds and units as it goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import yaml

from niangjia.engines.rules.check import Sort, Sorts, sort_of_fact
from niangjia.engines.rules.facts import FactSchema
from niangjia.engines.rules.faults import Faults, NotWellFormed
from niangjia.engines.rules.parse import LeansOnFault, Names, parsed
from niangjia.engines.rules.policy import Parameter, Test, Variable
from niangjia.engines.rules.source import Section, line_of, text_of
from niangjia.engines.rules.tree import FactName, Node, ParameterName, VariableName, walk
from niangjia.engines.rules.units import PERSON, Unit


class Expressions:
    """Reads expressions over the facts, parameters and variables of one policy.

    >>> faults = Faults("a.yaml")
    >>> some = Expressions(faults, FactSchema("demo", ()), [], {})
    >>> some.read("例", yaml.compose("1 > 0"), "truth") is not None
    True
    """

    def __init__(
        self,
        faults: Faults,
        schema: FactSchema,
        parameters: list[Parameter],
        variables: Mapping[str, Unit],
        faulty: Iterable[str] = (),
    ) -> None:
        self._faults = faults
        known: dict[str, FactName | ParameterName | VariableName] = {f.key: FactName(f.key) for f in schema.facts}
        sorts = {fact.key: sort_of_fact(fact) for fact in schema.facts}
        for parameter in parameters:
            known[parameter.key] = ParameterName(parameter.key)
            sorts[parameter.key] = Sort("number", parameter.unit) if parameter.unit else Sort("comparator")
        for key, unit in variables.items():
            known[key] = VariableName(key)
            sorts[key] = Sort("number", unit)
        counts = [key for key, sort in sorts.items() if sort.unit == PERSON and isinstance(known[key], FactName)]
        persons = FactName(counts[0]) if len(counts) == 1 else None
        self._names = Names(known, persons, frozenset(faulty) - set(known))
        self._sorts = Sorts(sorts)

    def read(self, what: str, node: yaml.Node, kind: str, unit: Unit | None = None) -> Node | None:
        """Return the tree beside a key; a number has to be in ``unit`` if one is given. Faults are noted."""
        text = text_of(node)
        if text is None or not text.strip():
            self._faults.add(line_of(node), f"{what}要写一条式子")
            return None
        try:
            tree = parsed(text, self._names)
            _check_sort(self._sorts.of(tree), kind, unit)
        except LeansOnFault:
            return None
        except NotWellFormed as error:
            self._faults.add(_line_of_word(node, error.word), f"{what}：{error}")
            return None
        return tree

    def sort_of(self, tree: Node) -> Sort:
        """Return the sort of a tree that was read here."""
        return self._sorts.of(tree)


@dataclass(frozen=True, slots=True)
class Declared:
    """A variable before its expression is read: every expression may name every variable."""

    key: str
    label: str
    unit: Unit | None
    text: str
    node: yaml.Node | None


def declared_variables(section: Section) -> list[Declared]:
    """Return the variables that ``section`` declares, noting every fault."""
    found = []
    for entry in section.entries.values():
        what = f"变量 {entry.key}"
        one = Section.of(entry.node, section.faults, what, keys=("label", "unit", "is"), line=entry.line)
        label, unit_text, text = one.text("label"), one.text("unit"), one.text("is")
        unit = None
        try:
            unit = Unit.parse(unit_text) if unit_text else None
        except NotWellFormed as error:
            section.faults.add(one.line_of("unit"), f"{what}：{error}")
        found.append(Declared(entry.key, label, unit, text, one.entries["is"].node if text else None))
    return found


def variables_in(section: Section, declared: list[Declared], expressions: Expressions) -> list[Variable]:
    """Return the variables, each after those it needs; a circle among them is a fault."""
    found: dict[str, Variable] = {}
    for one in declared:
        tree = expressions.read(f"变量 {one.key}", one.node, "number", one.unit) if one.node else None
        if tree is not None and one.unit is not None:
            found[one.key] = Variable(one.key, one.label, one.unit, tree, one.text)
    return _in_order(found, section)


def tests_in(section: Section, expressions: Expressions) -> list[Test]:
    """Return the tests that ``section`` lists, noting every fault."""
    found = []
    for entry in section.entries.values():
        what = f"测试 {entry.key}"
        one = Section.of(entry.node, section.faults, what, keys=("label", "that", "source"), line=entry.line)
        label, text, source = one.text("label"), one.text("that"), one.text("source")
        tree = expressions.read(what, one.entries["that"].node, "truth") if text else None
        if tree is not None:
            found.append(Test(entry.key, label, tree, text, source))
    return found


def _in_order(found: dict[str, Variable], section: Section) -> list[Variable]:
    needs = {
        key: [node.key for node in walk(variable.tree) if isinstance(node, VariableName) and node.key in found]
        for key, variable in found.items()
    }
    ordered: dict[str, Variable] = {}

    def place(key: str, path: tuple[str, ...]) -> None:
        if key in path:
            circle = " → ".join((*path[path.index(key) :], key))
            section.faults.add(section.line_of(key), f"变量绕成了圈：{circle}；请拆开")
            return
        if key not in ordered:
            for need in needs[key]:
                place(need, (*path, key))
            ordered[key] = found[key]

    for key in found:
        place(key, ())
    return list(ordered.values())


def _check_sort(sort: Sort, kind: str, unit: Unit | None) -> None:
    if sort.kind != kind:
        wanted = "一个条件，例如 a < b" if kind == "truth" else "一个数"
        raise NotWellFormed(f"这里要的是{wanted}")
    if unit is not None and sort.unit is not None and sort.unit != unit:
        raise NotWellFormed(f"单位对不上：写的是 {unit}，算出来是 {sort.unit}")


def _line_of_word(node: yaml.Node, word: str) -> int:
    """Return the line within a (possibly many-lined) expression on which ``word`` stands."""
    first, last = line_of(node), int(node.end_mark.line) + 1
    lines = str(node.start_mark.buffer).splitlines()
    for number in range(first, min(last, len(lines)) + 1):
        if word and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", lines[number - 1]):
            return number
    return first
