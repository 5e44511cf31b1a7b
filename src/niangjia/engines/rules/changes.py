"""What would change a verdict: the smallest change of each fact alone; and what a missing fact would settle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from niangjia.engines.rules.facts import Fact, FactValue
from niangjia.engines.rules.judge import frozen_values
from niangjia.engines.rules.outcome import Outcome, program
from niangjia.engines.rules.policy import CANNOT_TELL, Policy
from niangjia.engines.rules.reasons import facts_in
from niangjia.engines.rules.tree import Comparison, VariableName, walk
from niangjia.engines.rules.units import Unit, quantity_text
from niangjia.engines.rules.verdict import Verdict
from niangjia.engines.rules.words import fact_text

NARROW = 64
"""A fact with no more values than this is tried value by value; a wider one by doubling and halving."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A compared figure as it would then be."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of one fact, all else equal, that changes the tier.

    ``by`` is the difference as people read it; empty for a fact that is no number.
    """

    fact: str
    label: str
    direction: Literal["more", "less", "other"]
    now: FactValue
    then: FactValue
    now_text: str
    then_text: str
    by: str
    tier: str
    tier_label: str
    total_fen: int | None
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows if a missing fact turns out so: for a number, anywhere from ``first`` to ``last``.

    Units: the totals are those at ``first`` and at ``last``, in whole fen; ``None`` where still open.
    """

    text: str
    first: FactValue
    last: FactValue
    tier: str
    tier_label: str
    first_total_fen: int | None
    last_total_fen: int | None


@dataclass(frozen=True, slots=True)
class Settling:
    """A missing fact and what each answer to it would settle; ``decides`` says that the tier hangs on it."""

    fact: str
    label: str
    question: str
    decides: bool
    outcomes: tuple[Settled, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What would change a verdict."""

    changes: tuple[Change, ...]
    settlings: tuple[Settling, ...]


def changes(policy: Policy, verdict: Verdict) -> Changes:
    """Return what would change ``verdict``, each found by judging anew under its own frozen values.

    Between two tried values of a wide fact the tier is taken to change at most once; each change given is exact:
    one step less leaves the tier as it is. A verdict that cannot be told has no changes, only what would settle it.
    """
    return _WhatIf(policy, verdict).found()


class _WhatIf:
    """Judges the household of one verdict again and again, one fact changed at a time."""

    def __init__(self, policy: Policy, verdict: Verdict) -> None:
        self._policy, self._verdict = policy, verdict
        self._program = program(policy)
        self._values = {key: one.value for key, one in frozen_values(policy, verdict).items()}
        self._facts = verdict.known_facts
        self._compared = _compared_variables(policy)

    def found(self) -> Changes:
        """Return all changes and settlings."""
        asked = {key for test in self._policy.tests for key in facts_in(self._policy, test.tree)}
        known = [fact for fact in self._policy.schema.facts if fact.key in asked and fact.key in self._facts]
        settled = self._verdict.tier != CANNOT_TELL
        return Changes(
            tuple(change for fact in known for change in self._changes(fact)) if settled else (),
            tuple(self._settling(self._policy.schema[one.key], one.question) for one in self._verdict.missing_facts),
        )

    def _with(self, key: str, value: FactValue) -> Mapping[str, Any]:
        return self._program.known({**self._facts, key: value}, self._values)

    def _tier(self, key: str, value: FactValue) -> str:
        return self._program.tier(self._with(key, value))

    def _changes(self, fact: Fact) -> Iterator[Change]:
        now = self._facts[fact.key]
        if isinstance(now, bool) or not isinstance(now, int):
            for other in values_of(fact):
                if other != now and self._tier(fact.key, other) != self._verdict.tier:
                    yield self._change(fact, "other", other)
            return
        differs, narrow = self._differs(fact.key, self._verdict.tier), fact.maximum - fact.minimum <= NARROW
        up = nearest_change(now, fact.maximum, differs, narrow=narrow)
        down = nearest_change(now, fact.minimum, differs, narrow=narrow)
        if down is not None:
            yield self._change(fact, "less", down)
        if up is not None:
            yield self._change(fact, "more", up)

    def _differs(self, key: str, tier: str) -> Callable[[int], bool]:
        return lambda value: self._tier(key, value) != tier

    def _change(self, fact: Fact, direction: Literal["more", "less", "other"], then: FactValue) -> Change:
        now = self._facts[fact.key]
        known = self._with(fact.key, then)
        outcome = self._program.outcome(known)
        by = ""
        if isinstance(now, int) and isinstance(then, int) and direction != "other":
            by = quantity_text(abs(then - now), Unit.parse(fact.unit))
        return Change(
            fact=fact.key,
            label=fact.label,
            direction=direction,
            now=now,
            then=then,
            now_text=fact_text(fact, now),
            then_text=fact_text(fact, then),
            by=by,
            tier=outcome.tier,
            tier_label=self._policy.tier_labels[outcome.tier],
            total_fen=_total(outcome),
            figures=self._figures(fact.key, known),
        )

    def _figures(self, key: str, known: Mapping[str, Any]) -> tuple[Figure, ...]:
        """Return the compared figures that hang on this fact."""
        return tuple(
            Figure(variable.label, rounded_text(known[variable.key], variable.unit))
            for variable in self._policy.variables
            if variable.key in self._compared
            and key in facts_in(self._policy, variable.tree)
            and known[variable.key] is not None
        )

    def _settling(self, fact: Fact, question: str) -> Settling:
        outcomes = tuple(self._settled(fact, first, last) for first, last in self._stretches(fact))
        return Settling(fact.key, fact.label, question, self._verdict.tier == CANNOT_TELL, outcomes)

    def _stretches(self, fact: Fact) -> Iterator[tuple[FactValue, FactValue]]:
        """Yield the values of a fact in stretches of one tier; a choice or truth value by value."""
        if fact.kind != "integer":
            yield from ((value, value) for value in values_of(fact))
            return
        first, narrow = fact.minimum, fact.maximum - fact.minimum <= NARROW
        while True:
            tier = self._tier(fact.key, first)
            following = nearest_change(first, fact.maximum, self._differs(fact.key, tier), narrow=narrow)
            yield first, fact.maximum if following is None else following - 1
            if following is None:
                return
            first = following

    def _settled(self, fact: Fact, first: FactValue, last: FactValue) -> Settled:
        one, other = (self._program.outcome(self._with(fact.key, value)) for value in (first, last))
        return Settled(
            stretch_text(fact, first, last),
            first,
            last,
            one.tier,
            self._policy.tier_labels[one.tier],
            _total(one),
            _total(other),
        )


def stretch_text(fact: Fact, first: FactValue, last: FactValue) -> str:
    """Return a stretch of values as people say it: the last one has no upper end, for nobody comes near it.

    >>> stretch_text(Fact("n", label="人数", kind="integer", unit="person", minimum=1, maximum=30), 4, 30)
    '4 人以上'
    """
    if first == last:
        return fact_text(fact, first)
    if fact.kind == "integer" and last == fact.maximum:
        return f"{fact_text(fact, first)}以上"
    return f"{fact_text(fact, first)} 到 {fact_text(fact, last)}"


def rounded_text(value: Fraction | int, unit: Unit) -> str:
    """Return a figure as people read it, saying so when it is not exactly that.

    >>> rounded_text(Fraction(1, 3), Unit.parse("fen")), rounded_text(75000, Unit.parse("fen"))
    ('约 0.00 元', '750.00 元')
    """
    return quantity_text(value, unit) if Fraction(value).denominator == 1 else f"约 {quantity_text(value, unit)}"


def values_of(fact: Fact) -> tuple[FactValue, ...]:
    """Return every value of a truth or a choice.

    >>> values_of(Fact("member", label="会员", kind="boolean"))
    (True, False)
    """
    return (True, False) if fact.kind == "boolean" else tuple(fact.choices)


def nearest_change(start: int, limit: int, differs: Callable[[int], bool], *, narrow: bool) -> int | None:
    """Return the value nearest to ``start`` on the way to ``limit`` at which ``differs`` holds; ``None`` for none.

    ``narrow`` tries every value; else the steps double until it holds, and are halved back to where it begins.

    >>> nearest_change(0, 10**12, lambda value: value >= 123_456_789, narrow=False)
    123456789
    >>> nearest_change(5, 0, lambda value: value < 3, narrow=True)
    2
    """
    sign = 1 if limit > start else -1
    same, step = start, 1
    while same != limit:
        tried = same + sign * min(step, abs(limit - same))
        if differs(tried):
            while abs(tried - same) > 1:
                middle = (same + tried) // 2
                same, tried = (same, middle) if differs(middle) else (middle, tried)
            return tried
        same = tried
        step = step if narrow else 2 * step
    return None


def _compared_variables(policy: Policy) -> set[str]:
    """Return the variables that a test compares."""
    return {
        side.key
        for test in policy.tests
        for one in walk(test.tree)
        if isinstance(one, Comparison)
        for side in (one.left, one.right)
        if isinstance(side, VariableName)
    }


def _total(outcome: Outcome) -> int | None:
    amounts = list(outcome.benefits.values())
    return None if None in amounts else sum(amount for amount in amounts if amount is not None)
