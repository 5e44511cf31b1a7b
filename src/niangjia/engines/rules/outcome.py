"""The outcome of a policy for one household, without reasons: what every executor must agree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from niangjia.engines.rules.closure import Run, all_of, any_of, compiled
from niangjia.engines.rules.facts import Fact, FactValue
from niangjia.engines.rules.faults import FactNotUnderstood, FactOutOfRange, UnknownFact, did_you_mean
from niangjia.engines.rules.parameters import ChosenValues, near_to_far, plain_values
from niangjia.engines.rules.policy import CANNOT_TELL, Benefit, Policy, Rounding, Tier
from niangjia.engines.rules.units import Unit, quantity_text, written_as
from niangjia.values.money import half_away_from_zero

Truths = Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a policy says of one household.

    Units: ``benefits`` in whole fen, ``None`` where it cannot tell; ``variables`` exact, in base units.
    ``possible`` lists the tiers still open: one when the tier is settled.
    """

    tier: str
    possible: tuple[str, ...]
    tests: Truths
    benefits: Mapping[str, int | None]
    variables: Mapping[str, Fraction | int | None]


@dataclass(frozen=True, slots=True)
class Program:
    """A policy compiled to functions."""

    policy: Policy
    blank: Mapping[str, None]
    facts: Mapping[str, Fact]
    variables: tuple[tuple[str, Run], ...]
    tests: tuple[tuple[str, Run], ...]
    benefits: tuple[tuple[Benefit, Mapping[str, Run]], ...]

    def known(self, facts: Mapping[str, FactValue], values: Mapping[str, Any]) -> dict[str, Any]:
        """Return facts, parameters and variables by name; a fact that is not given is unknown."""
        known: dict[str, Any] = {**self.blank, **facts, **values}
        for key, run in self.variables:
            known[key] = run(known)
        return known

    def outcome(self, known: Mapping[str, Any]) -> Outcome:
        """Return the outcome over everything that is known."""
        tests = {key: run(known) for key, run in self.tests}
        possible = self.possible_tiers(tests)
        tier = one_tier(possible)
        amounts = self.amounts(tier, known)
        return Outcome(tier, possible, tests, amounts, {key: known[key] for key, _ in self.variables})

    def tier(self, known: Mapping[str, Any]) -> str:
        """Return the tier alone."""
        return one_tier(self.possible_tiers({key: run(known) for key, run in self.tests}))

    def possible_tiers(self, tests: Truths) -> tuple[str, ...]:
        """Return the tiers still open, in order: up to the first that surely holds."""
        open_tiers = []
        before = all_of([tests[key] for key in self.policy.preconditions])
        for tier in self.policy.tiers:
            holds = all_of([before, *tier_truths(tier, tests)])
            if holds is not False:
                open_tiers.append(tier.key)
            if holds:
                return tuple(open_tiers)
        return (*open_tiers, self.policy.otherwise.key)

    def amounts(self, tier: str, known: Mapping[str, Any]) -> dict[str, int | None]:
        """Return what each benefit would be in ``tier``, each rounded once, after what gives way to a larger one."""
        amounts = {benefit.key: self._amount(benefit, runs, tier, known) for benefit, runs in self.benefits}
        for stacking in self.policy.stackings:
            if stacking.tier == tier:
                amounts |= only_largest({key: amounts[key] for key in stacking.of})
        return amounts

    def _amount(self, benefit: Benefit, runs: Mapping[str, Run], tier: str, known: Mapping[str, Any]) -> int | None:
        if tier == CANNOT_TELL:
            return None
        if tier not in runs:
            return 0
        return rounded(runs[tier](known), benefit.rounding)


def one_tier(possible: tuple[str, ...]) -> str:
    """Return the tier when only one is possible.

    >>> one_tier(("deep",)), one_tier(("deep", "none"))
    ('deep', 'cannot_tell')
    """
    return possible[0] if len(possible) == 1 else CANNOT_TELL


def tier_truths(tier: Tier, tests: Truths) -> list[bool | None]:
    """Return what must all hold for a tier, beside the preconditions: its needs, and that no exclusion bars it."""
    barred = []
    for exclusion in tier.exclusions:
        holds = tests[exclusion.test]
        if exclusion.unless:
            excepted = any_of([tests[key] for key in exclusion.unless])
            holds = all_of([holds, None if excepted is None else not excepted])
        barred.append(holds)
    excluded = any_of(barred)
    return [*(tests[key] for key in tier.needs), None if excluded is None else not excluded]


def rounded(amount: Fraction | int | None, rounding: Rounding) -> int | None:
    """Return an amount as whole fen, rounded once by the named rule.

    >>> rounded(Fraction(5, 2), Rounding("half_up", 1)), rounded(Fraction(150), Rounding("down", 100))
    (3, 100)
    """
    if amount is None or (isinstance(amount, int) and rounding.step_fen == 1):
        return amount
    steps = Fraction(amount, rounding.step_fen)
    if rounding.rule == "half_up":
        return half_away_from_zero(steps) * rounding.step_fen
    return (steps.__ceil__() if rounding.rule == "up" else steps.__floor__()) * rounding.step_fen


def only_largest(amounts: Mapping[str, int | None]) -> dict[str, int | None]:
    """Return the amounts when only the largest is paid; one unknown leaves all open; of equals the first is paid.

    >>> only_largest({"a": 5, "b": 7, "c": 7}), only_largest({"a": None, "b": 7})
    ({'a': 0, 'b': 7, 'c': 0}, {'a': None, 'b': None})
    """
    known = {key: amount for key, amount in amounts.items() if amount is not None}
    if len(known) < len(amounts):
        return dict.fromkeys(amounts)
    best = max(known, key=lambda key: known[key])
    return {key: amount if key == best else 0 for key, amount in known.items()}


@lru_cache(maxsize=64)
def program(policy: Policy) -> Program:
    """Return the policy compiled to functions; the same policy is compiled once."""
    return Program(
        policy,
        blank=dict.fromkeys(fact.key for fact in policy.schema.facts),
        facts={fact.key: fact for fact in policy.schema.facts},
        variables=tuple((variable.key, compiled(variable.tree)) for variable in policy.variables),
        tests=tuple((test.key, compiled(test.tree)) for test in policy.tests),
        benefits=tuple(
            (benefit, {tier: compiled(tree) for tier, tree in benefit.capped.items()}) for benefit in policy.benefits
        ),
    )


def check_facts(facts: Mapping[str, FactValue], known: Mapping[str, Fact]) -> None:
    """Refuse facts that no household can have; ``None`` always passes, for it means not known.

    Errors: ``UnknownFact``, ``FactNotUnderstood`` for the wrong kind, ``FactOutOfRange`` for a number below or above
    its bounds.
    """
    for key, value in facts.items():
        fact = known.get(key)
        if fact is None:
            raise UnknownFact(f"没有叫“{key}”的事实{did_you_mean(key, known)}")
        if value is not None:
            _check_fact(fact, value)


def _check_fact(fact: Fact, value: FactValue) -> None:
    if fact.kind == "integer":
        if type(value) is not int:
            raise FactNotUnderstood(
                f"{fact.label}（{fact.key}）要写{written_as(Unit.parse(fact.unit))}；这里是 {value!r}"
            )
        if not fact.minimum <= value <= fact.maximum:
            unit = Unit.parse(fact.unit)
            limits = f"{quantity_text(fact.minimum, unit)} 到 {quantity_text(fact.maximum, unit)}"
            raise FactOutOfRange(f"{fact.label}（{fact.key}）是 {quantity_text(value, unit)}，应当在 {limits} 之间")
    elif fact.kind == "boolean":
        if type(value) is not bool:
            raise FactNotUnderstood(f"{fact.label}（{fact.key}）要写 true 或 false；这里是 {value!r}")
    elif not isinstance(value, str) or value not in fact.choices:
        hint = did_you_mean(str(value), fact.choices)
        raise FactNotUnderstood(f"{fact.label}（{fact.key}）没有“{value}”{hint}；可以写 {'、'.join(fact.choices)}")


def outcome(
    policy: Policy,
    facts: Mapping[str, FactValue],
    *,
    on: date,
    place: str | Sequence[str],
    chosen: Sequence[ChosenValues] = (),
) -> Outcome:
    """Return what the policy says of one household, without reasons.

    Errors: ``UnknownFact``, ``FactNotUnderstood``, ``FactOutOfRange``, ``ValueNotAccepted``.
    """
    compiled_policy = program(policy)
    check_facts(facts, compiled_policy.facts)
    values = plain_values(policy, on, near_to_far(place), tuple(chosen))
    return compiled_policy.outcome(compiled_policy.known(facts, values))
