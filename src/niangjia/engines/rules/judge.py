"""Judges one household with every reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from niangjia.engines.rules.facts import FactValue
from niangjia.engines.rules.outcome import Outcome, check_facts, program
from niangjia.engines.rules.parameters import ChosenValues, InForce, near_to_far, values_in_force
from niangjia.engines.rules.policy import CANNOT_TELL, Benefit, DatedValue, Policy, Test
from niangjia.engines.rules.reasons import Missing, Reasons
from niangjia.engines.rules.verdict import (
    ENGINE_VERSION,
    BenefitShown,
    FrozenFact,
    Guidance,
    MissingFact,
    Piece,
    Quantity,
    TestOutcome,
    TestRole,
    TestShown,
    TierShown,
    UsedParameter,
    VariableShown,
    Verdict,
)
from niangjia.engines.rules.words import fact_text

OUTCOMES: Mapping[bool | None, TestOutcome] = {True: "pass", False: "fail", None: "cannot_tell"}


def judge(
    policy: Policy,
    facts: Mapping[str, FactValue],
    *,
    on: date,
    place: str | Sequence[str],
    chosen: Sequence[ChosenValues] = (),
) -> Verdict:
    """Return the verdict of ``policy`` on one household, with every reason.

    A fact that is missing or ``None`` is not known; what hangs on it *cannot be told*. ``place`` runs from near to
    far; ``chosen`` is what the unions have set, the nearest first.
    Units: integer facts in the base units of the programme (fen, dm²).
    Errors: ``UnknownFact``, ``FactNotUnderstood``, ``FactOutOfRange``, ``ValueNotAccepted``.
    """
    check_facts(facts, program(policy).facts)
    in_force = values_in_force(policy, on=on, place=place, chosen=chosen)
    return _Judgement(policy, facts, on, near_to_far(place), in_force).verdict()


def rejudge(policy: Policy, verdict: Verdict) -> Verdict:
    """Return the verdict again from its own frozen facts and values: byte for byte the same, for ever.

    Errors: ``ValueError`` when ``policy`` is not the text the verdict was made under.
    """
    if policy.hash != verdict.policy_hash:
        raise ValueError("这份结论不是按这一版政策作出的；请用当时保存的政策原文")
    return _Judgement(policy, verdict.known_facts, verdict.on, verdict.place, frozen_values(policy, verdict)).verdict()


def frozen_values(policy: Policy, verdict: Verdict) -> dict[str, InForce]:
    """Return the values a verdict was made with, whatever has been chosen since."""
    in_force = {}
    for used in verdict.parameters:
        dated = None
        if used.from_on is not None:
            value: Any = used.text if used.value is None else used.value
            dated = DatedValue(value, used.text, used.from_on, used.until_on, used.place, used.source)
        in_force[used.key] = InForce(policy.parameter_by_key[used.key], dated, used.origin)
    return in_force


def frozen_known(policy: Policy, verdict: Verdict) -> dict[str, Any]:
    """Return facts, values and variables of a verdict by name, as the compiled policy takes them."""
    values = {key: one.value for key, one in frozen_values(policy, verdict).items()}
    return program(policy).known(verdict.known_facts, values)


def amounts_in_tier(policy: Policy, verdict: Verdict, *, tier: str) -> dict[str, int | None]:
    """Return what the household of a verdict would be entitled to in another tier.

    Units: whole fen; ``None`` where a missing fact or value leaves it open.
    """
    return program(policy).amounts(tier, frozen_known(policy, verdict))


@lru_cache(maxsize=64)
def _reasons(policy: Policy) -> Reasons:
    return Reasons(policy)


class _Judgement:
    """One household before one policy: puts the outcome and its reasons together."""

    def __init__(
        self,
        policy: Policy,
        facts: Mapping[str, FactValue],
        on: date,
        places: tuple[str, ...],
        in_force: Mapping[str, InForce],
    ) -> None:
        self._policy, self._on, self._places, self._in_force = policy, on, places, in_force
        self._facts = {key: value for key, value in facts.items() if value is not None}
        values = {key: one.value for key, one in in_force.items()}
        self._known = program(policy).known(self._facts, values)
        self._outcome: Outcome = program(policy).outcome(self._known)
        self._reasons = _reasons(policy)

    def verdict(self) -> Verdict:
        """Return the verdict."""
        policy, labels = self._policy, self._policy.tier_labels
        tests = tuple(self._test(test) for test in policy.tests)
        benefits = tuple(self._benefit(benefit) for benefit in policy.benefits)
        amounts = [benefit.amount_fen for benefit in benefits]
        unknown = Missing()
        open_tests = [test for test in tests if self._matters(test.key)]
        lacking: list[TestShown | BenefitShown] = [*open_tests, *benefits]
        for shown in lacking:
            unknown.facts |= dict.fromkeys(shown.missing_facts)
            unknown.parameters |= dict.fromkeys(shown.missing_parameters)
        settled_otherwise = self._outcome.tier == policy.otherwise.key
        return Verdict(
            policy=policy.key,
            policy_label=policy.label,
            policy_hash=policy.hash,
            engine=ENGINE_VERSION,
            on=self._on,
            place=self._places,
            facts=tuple(self._fact(key) for key in sorted(self._facts)),
            parameters=tuple(_used(one) for one in self._in_force.values()),
            variables=tuple(self._variable(variable.key) for variable in policy.variables),
            tests=tests,
            tier=self._outcome.tier,
            tier_label=labels[self._outcome.tier],
            possible=tuple(TierShown(key, labels[key]) for key in self._outcome.possible),
            benefits=benefits,
            total_fen=None if None in amounts else sum(amount for amount in amounts if amount is not None),
            guidance=tuple(Guidance(*one) for one in policy.otherwise.guidance) if settled_otherwise else (),
            missing_facts=tuple(self._missing_fact(key) for key in unknown.facts),
            missing_parameters=tuple(unknown.parameters),
        )

    def _matters(self, test: str) -> bool:
        """Whether a test that cannot be told leaves the tier open."""
        return self._outcome.tier == CANNOT_TELL and test in _decisive(self._policy, self._outcome)

    def _fact(self, key: str) -> FrozenFact:
        fact, value = self._policy.schema[key], self._facts[key]
        return FrozenFact(key, fact.label, value, fact_text(fact, value))

    def _missing_fact(self, key: str) -> MissingFact:
        fact = self._policy.schema[key]
        return MissingFact(key, fact.label, fact.question)

    def _variable(self, key: str) -> VariableShown:
        variable = self._policy.variable_by_key[key]
        value = self._outcome.variables[key]
        return VariableShown(
            key,
            variable.label,
            None if value is None else Quantity.of(value, variable.unit),
            self._reasons.in_words(variable.tree),
            self._reasons.pieces(variable.tree, self._known),
        )

    def _test(self, test: Test) -> TestShown:
        missing = self._reasons.missing(test.tree, self._known)
        return TestShown(
            key=test.key,
            label=test.label,
            role=role_of(self._policy, test.key),
            outcome=OUTCOMES[self._outcome.tests[test.key]],
            comparisons=self._reasons.comparisons(test.tree, self._known),
            facts=self._reasons.facts_of(test.tree),
            source=test.source,
            missing_facts=tuple(missing.facts),
            missing_parameters=tuple(missing.parameters),
        )

    def _benefit(self, benefit: Benefit) -> BenefitShown:
        tier, amount = self._outcome.tier, self._outcome.benefits[benefit.key]
        trees = {key: tree for key, tree, _ in benefit.amounts}
        ceilings = {key: tree for key, tree, _ in benefit.ceilings}
        before = ceiling = None
        missing, formula = Missing(), ""
        pieces: tuple[Piece, ...] = ()
        if tier in trees:
            tree = trees[tier]
            before, formula = self._reasons.quantity(tree, self._known), self._reasons.in_words(tree)
            pieces = self._reasons.pieces(tree, self._known)
            missing = self._reasons.missing(self._reasons.capped[benefit.key][tier], self._known)
            if tier in ceilings:
                ceiling = self._reasons.quantity(ceilings[tier], self._known)
        capped = before is not None and ceiling is not None and before.exact > ceiling.exact
        return BenefitShown(
            key=benefit.key,
            label=benefit.label,
            amount_fen=amount,
            formula=formula,
            pieces=pieces,
            before_ceiling=before,
            ceiling=ceiling,
            capped=capped,
            given_way=self._given_way(benefit, before),
            once_per=benefit.once_per,
            source=benefit.source,
            missing_facts=tuple(missing.facts),
            missing_parameters=tuple(missing.parameters),
        )

    def _given_way(self, benefit: Benefit, before: Quantity | None) -> bool:
        stacked = any(
            stacking.tier == self._outcome.tier and benefit.key in stacking.of for stacking in self._policy.stackings
        )
        return stacked and self._outcome.benefits[benefit.key] == 0 and before is not None and before.exact > 0


def role_of(policy: Policy, test: str) -> TestRole:
    """Return what part a test plays in the tiers of a policy."""
    exclusions = [one for tier in policy.tiers for one in tier.exclusions]
    if test in policy.preconditions:
        return "precondition"
    if any(test in tier.needs for tier in policy.tiers):
        return "need"
    if any(one.test == test for one in exclusions):
        return "exclusion"
    return "exception" if any(test in one.unless for one in exclusions) else "other"


def _decisive(policy: Policy, outcome: Outcome) -> set[str]:
    """Return the tests that the tiers still open hang on."""
    found = set(policy.preconditions)
    for tier in policy.tiers:
        if tier.key in outcome.possible:
            found |= {*tier.needs, *(key for one in tier.exclusions for key in (one.test, *one.unless))}
    return found


def _used(one: InForce) -> UsedParameter:
    parameter, dated = one.parameter, one.dated
    return UsedParameter(
        key=parameter.key,
        label=parameter.label,
        unit=str(parameter.unit) if parameter.unit else "comparator",
        value=dated.value if dated and isinstance(dated.value, Fraction) else None,
        text=dated.text if dated else "",
        place=dated.place if dated else "",
        from_on=dated.from_on if dated else None,
        until_on=dated.until_on if dated else None,
        source=dated.source if dated else "",
        origin=one.origin,
    )
