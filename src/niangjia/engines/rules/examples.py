"""Runs the worked examples of a policy: they are its tests and its manual at once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from niangjia.engines.rules.faults import Fault, PolicyError
from niangjia.engines.rules.outcome import outcome
from niangjia.engines.rules.policy import Example, Policy
from niangjia.engines.rules.units import FEN, Unit, quantity_text


def failing_examples(policy: Policy) -> list[Fault]:
    """Return one fault for each thing an example expects and the policy does not give."""
    return [fault for example in policy.examples for fault in _faults(policy, example)]


def check_examples(policy: Policy) -> None:
    """Refuse a policy whose own examples do not come out.

    Errors: ``PolicyError`` with what was expected and what came out, example by example.
    """
    faults = failing_examples(policy)
    if faults:
        raise PolicyError(faults)


def _faults(policy: Policy, example: Example) -> Sequence[Fault]:
    found = outcome(policy, example.facts, on=example.on, place=example.place)
    given: dict[str, object] = {"tier": found.tier, **found.tests, **found.benefits, **found.variables}
    return [
        Fault(
            policy.name,
            example.line,
            f"例子“{example.name}”：{_label(policy, key)} 应当是 {_said(policy, key, expected)}，"
            f"算出来是 {_said(policy, key, given[key])}",
        )
        for key, expected in example.gives.items()
        if given[key] != expected
    ]


def _label(policy: Policy, key: str) -> str:
    labels = {"tier": "档次"} | {test.key: test.label for test in policy.tests}
    labels |= {benefit.key: benefit.label for benefit in policy.benefits}
    labels |= {variable.key: variable.label for variable in policy.variables}
    return f"{labels[key]}（{key}）"


def _said(policy: Policy, key: str, value: object) -> str:
    if value is None:
        return "无法判断"
    if isinstance(value, str):
        return policy.tier_labels[value]
    if isinstance(value, bool):
        return "满足" if value else "不满足"
    units: dict[str, Unit] = {one.key: one.unit for one in policy.variables}
    return quantity_text(Fraction(str(value)), units.get(key, FEN))
