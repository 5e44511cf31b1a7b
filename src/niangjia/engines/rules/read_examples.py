"""Reads the worked examples of a policy file: tests and manual at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from niangjia.engines.rules.facts import Fact, FactSchema, FactValue
from niangjia.engines.rules.faults import NotWellFormed, did_you_mean
from niangjia.engines.rules.policy import CANNOT_TELL, Example
from niangjia.engines.rules.read_parameters import day
from niangjia.engines.rules.source import Section
from niangjia.engines.rules.units import FEN, Unit, exact_amount

EXAMPLE_KEYS = ("name", "like", "on", "place", "facts", "gives")
TRUTHS = {"true": True, "false": False}
UNKNOWN = ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What an example may say of the outcome: its tier, a test, an amount, a variable with its unit."""

    tiers: tuple[str, ...]
    tests: tuple[str, ...]
    benefits: tuple[str, ...]
    variables: Mapping[str, Unit]

    def read(self, key: str, text: str) -> object:
        """Return the expected value of ``key``: a tier, a truth, fen, a fraction, or ``None`` for cannot tell.

        Errors: ``NotWellFormed`` when it cannot be that.
        """
        if key == "tier":
            if text not in self.tiers:
                raise NotWellFormed(f"没有档次“{text}”{did_you_mean(text, self.tiers)}")
            return text
        known = {*self.tests, *self.benefits, *self.variables}
        if key not in known:
            raise NotWellFormed(f"gives 里没有“{key}”{did_you_mean(key, known)}")
        if text == CANNOT_TELL:
            return None
        if key in self.tests:
            if text not in TRUTHS:
                raise NotWellFormed(f"{key} 要写 true、false 或 {CANNOT_TELL}")
            return TRUTHS[text]
        return exact_amount(text, FEN if key in self.benefits else self.variables[key])


def known_fact(schema: FactSchema, key: str) -> Fact:
    """Return the fact of that key.

    Errors: ``NotWellFormed`` for none, with a hint at the nearest.
    """
    if key not in schema:
        raise NotWellFormed(f"没有叫“{key}”的事实{did_you_mean(key, [fact.key for fact in schema.facts])}")
    return schema[key]


def fact_value(fact: Fact, text: str) -> FactValue:
    """Return what an example writes for a fact; nothing or ``~`` means not known.

    Errors: ``NotWellFormed`` when it is no value of that fact.

    >>> fact_value(Fact("income_fen", label="收入", kind="integer", unit="fen / year", maximum=10**9), "27000 yuan")
    2700000
    """
    if text in UNKNOWN:
        return None
    if fact.kind == "boolean":
        if text not in TRUTHS:
            raise NotWellFormed(f"{fact.key}（{fact.label}）要写 true 或 false")
        return TRUTHS[text]
    if fact.kind == "choice":
        if text not in fact.choices:
            hint = did_you_mean(text, fact.choices)
            raise NotWellFormed(f"{fact.key}（{fact.label}）没有“{text}”{hint}；可以写 {'、'.join(fact.choices)}")
        return text
    value = exact_amount(text, Unit.parse(fact.unit))
    if value.denominator != 1 or not fact.minimum <= value <= fact.maximum:
        raise NotWellFormed(f"{fact.key}（{fact.label}）要是 {fact.minimum} 到 {fact.maximum} 之间的整数")
    return int(value)


def examples_in(top: Section, schema: FactSchema, outcomes: Outcomes) -> list[Example]:
    """Return the examples, noting every fault; ``like`` takes over day, place and facts of an earlier one."""
    found: dict[str, Example] = {}
    for node in top.items("examples"):
        one = Section.of(node, top.faults, "例子", keys=EXAMPLE_KEYS)
        name = one.text("name")
        like = one.text("like", "")
        if like and like not in found:
            one.faults.add(one.line_of("like"), f"前面没有叫“{like}”的例子{did_you_mean(like, found)}")
        if name in found:
            one.faults.add(one.line_of("name"), f"已经有一个例子叫“{name}”（第 {found[name].line} 行）")
        found[name] = _example(one, name, found.get(like), schema, outcomes)
    return list(found.values())


def _example(one: Section, name: str, like: Example | None, schema: FactSchema, outcomes: Outcomes) -> Example:
    on: date | None = like.on if like and "on" not in one.entries else day(one, "on")
    facts = dict(like.facts) if like else {}
    written = one.section("facts", f"例子“{name}”的 facts")
    for entry in written.entries.values():
        text = written.text(entry.key, "")
        try:
            facts[entry.key] = fact_value(known_fact(schema, entry.key), text)
        except NotWellFormed as error:
            one.faults.add(entry.line, f"例子“{name}”：{error}")
    given = one.section("gives", f"例子“{name}”的 gives")
    gives: dict[str, object] = {}
    for entry in given.entries.values():
        try:
            gives[entry.key] = outcomes.read(entry.key, given.text(entry.key))
        except NotWellFormed as error:
            one.faults.add(entry.line, f"例子“{name}”：{error}")
    if not given.entries:
        one.faults.add(one.line, f"例子“{name}”没有写 gives（应当得出什么）")
    place = one.text("place", like.place if like else "")
    return Example(name, one.line, on or date.min, place, facts, gives)
