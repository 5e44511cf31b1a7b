"""One rule model, two executors: whatever is judged, the closure and the query say the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from niangjia.engines.columnar import judge_rows
from niangjia.engines.rules import ChosenValue, ChosenValues, Policy, judge, load_policy, outcome
from niangjia.engines.rules.faults import FactNotUnderstood, FactOutOfRange, PolicyError, UnknownFact
from niangjia.programmes.hardship.facts import FACTS
from niangjia.site.shipped import find_policy, shipped_keys
from tests.agreement.households_made import DAYS, PLACES, any_household, placed, poor_household
from tests.agreement.policies_made import CORNERS, SCHEMA, PolicyMaker, policy_of

ON, PLACE = date(2026, 9, 30), "青川市"
HOUSEHOLDS_EACH = 6_000
MADE_POLICIES = 240
ADOPTED = (
    ChosenValues(
        "东渠街道总工会",
        (
            ChosenValue("deep_comparator", date(2026, 7, 1), "<=", "街道通知"),
            ChosenValue("subsistence_line", date(2026, 7, 1), "760 yuan", "街道通知", date(2026, 9, 29)),
        ),
    ),
    ChosenValues(
        "青川市总工会",
        (
            ChosenValue("subsistence_line", date(2025, 1, 1), "780.00 元", "市里文件"),
            ChosenValue("medical_share_relative", date(2026, 1, 1), "66.67%", "市里文件"),
            ChosenValue("relative_multiple", date(2026, 10, 1), "1.5", "市里文件"),
        ),
    ),
)


def said_by_the_closure(policy: Policy, row: dict[str, Any], chosen: Sequence[ChosenValues] = ()) -> dict[str, Any]:
    facts = {key: value for key, value in row.items() if key not in ("key", "on", "place")}
    found = outcome(policy, facts, on=row.get("on") or ON, place=row.get("place") or PLACE, chosen=chosen)
    variables = {
        key: None if value is None else Fraction(value).as_integer_ratio() for key, value in found.variables.items()
    }
    return {"key": row["key"], "tier": found.tier, **found.tests, **found.benefits, **variables}


def differences(policy: Policy, rows: list[dict[str, Any]], chosen: Sequence[ChosenValues] = ()) -> list[Any]:
    answered = judge_rows(policy, rows, on=ON, place=PLACE, chosen=chosen)
    expected = [said_by_the_closure(policy, row, chosen) for row in rows]
    return [pair for pair in zip(rows, expected, answered, strict=True) if pair[1] != pair[2]]


@pytest.mark.parametrize("key", shipped_keys())
@pytest.mark.parametrize("chosen", [(), ADOPTED], ids=["preset", "adopted"])
def test_closure_and_query_agree_on_every_made_household(key: str, chosen: tuple[ChosenValues, ...]) -> None:
    policy, random = find_policy(key), Random(20260930)
    poor = (poor_household(random) for _ in range(HOUSEHOLDS_EACH * 4 // 5))
    wild = (any_household(random, FACTS) for _ in range(HOUSEHOLDS_EACH // 5))
    rows = placed(random, (*poor, *wild), [*PLACES, "邢台市"], DAYS)
    assert differences(policy, rows, chosen) == []


def test_the_made_households_reach_every_tier_and_every_answer() -> None:
    policy, random = find_policy("sample"), Random(1)
    rows = placed(random, (poor_household(random) for _ in range(2000)), [PLACE], [ON])
    answered = judge_rows(policy, rows, on=ON, place=PLACE)
    assert {row["tier"] for row in answered} == {"deep", "relative", "accident", "none", "cannot_tell"}
    for test in policy.tests:
        assert {row[test.key] for row in answered} == {True, False, None}


def test_the_verdict_says_what_the_query_says() -> None:
    policy, random = find_policy("xingtai"), Random(2)
    rows = placed(random, (poor_household(random) for _ in range(400)), ["邢台市", "别处"], DAYS)
    for row, answer in zip(rows, judge_rows(policy, rows, on=ON, place=PLACE), strict=True):
        facts = {key: value for key, value in row.items() if key not in ("key", "on", "place")}
        verdict = judge(policy, facts, on=row["on"], place=row["place"])
        assert verdict.tier == answer["tier"]
        assert {test.key: test.passed for test in verdict.tests} == {key: answer[key] for key in policy.test_by_key}
        assert {one.key: one.amount_fen for one in verdict.benefits} == {
            one.key: answer[one.key] for one in policy.benefits
        }
        for one in verdict.variables:
            assert (one.value and one.value.exact.as_integer_ratio()) == answer[one.key]


def small_enough(text: str, seed: int) -> Policy | None:
    """Return a made policy, or nothing if its numbers could outgrow exact arithmetic: no other fault is allowed."""
    try:
        return load_policy(text, SCHEMA, name=f"seed {seed}")
    except PolicyError as error:
        if all("超出能精确计算的范围" in fault.sentence for fault in error.faults):
            return None
        raise


@pytest.mark.parametrize("seed", range(3))
def test_closure_and_query_agree_in_the_corners_of_arithmetic(seed: int) -> None:
    policy, random = load_policy(policy_of(CORNERS), SCHEMA), Random(seed)
    rows = placed(random, (any_household(random, SCHEMA) for _ in range(600)), PLACES, DAYS)
    assert differences(policy, rows) == []


@pytest.mark.parametrize("block", range(8))
def test_closure_and_query_agree_on_made_policies(block: int) -> None:
    accepted = 0
    for seed in range(block * MADE_POLICIES // 8, (block + 1) * MADE_POLICIES // 8):
        text = PolicyMaker(seed).text()
        policy = small_enough(text, seed)
        if policy is None:
            continue
        accepted += 1
        random = Random(seed)
        rows = placed(random, (any_household(random, SCHEMA) for _ in range(60)), PLACES, DAYS)
        assert differences(policy, rows) == [], f"seed {seed}\n{text}"
    assert accepted > MADE_POLICIES // 8 // 2


@pytest.mark.parametrize(
    ("fact", "value", "error"),
    [
        ("income_fen", -1, FactOutOfRange),
        ("persons", 0, FactOutOfRange),
        ("persons", 21, FactOutOfRange),
        ("income_fen", 10**12 + 1, FactOutOfRange),
        ("income_fen", 12.5, FactNotUnderstood),
        ("income_fen", True, FactNotUnderstood),
        ("member", 1, FactNotUnderstood),
        ("vehicle", "飞机", FactNotUnderstood),
        ("vehicle", 3, FactNotUnderstood),
        ("incom_fen", 1, UnknownFact),
    ],
)
def test_both_executors_refuse_what_no_household_can_have(fact: str, value: object, error: type[Exception]) -> None:
    policy, fine = find_policy("sample"), poor_household(Random(3))
    with pytest.raises(error) as alone:
        outcome(policy, {**fine, fact: value}, on=ON, place=PLACE)  # type: ignore[dict-item]  # wrong-on-purpose: wrong on purpose
    with pytest.raises(error) as together:
        judge_rows(policy, [fine, {**fine, fact: value}], on=ON, place=PLACE)
    assert str(alone.value) == str(together.value)
