"""What would change a verdict: the smallest change of one fact, and what a missing fact would settle."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.engines.rules import judge, load_policy, outcome
from niangjia.engines.rules.changes import changes, nearest_change
from tests.engines.rules.small_policy import SCHEMA, TEXT, bent

ON, PLACE = date(2026, 9, 30), "青川市"
POLICY = load_policy(TEXT, SCHEMA)
FACTS = {"income": 3_000_000, "cost": 0, "persons": 3, "area": 1, "member": True, "vehicle": "none"}


def found(facts: dict[str, Any]) -> dict[tuple[str, str], tuple[object, str]]:
    verdict = judge(POLICY, facts, on=ON, place=PLACE)
    return {(one.fact, one.direction): (one.then, one.tier) for one in changes(POLICY, verdict).changes}


def test_the_smallest_change_of_each_fact_either_way() -> None:
    assert found(FACTS) == {
        ("income", "less"): (2_699_999, "deep"),
        ("cost", "more"): (300_001, "deep"),
        ("persons", "more"): (4, "deep"),
    }


def test_truths_and_choices_change_to_another_value() -> None:
    assert found({**FACTS, "income": 2_000_000}) == {
        ("income", "more"): (2_700_000, "none"),
        ("persons", "less"): (2, "none"),
        ("member", "other"): (False, "none"),
        ("vehicle", "other"): ("car", "none"),
    }


def test_a_change_says_the_difference_and_the_figure_it_makes() -> None:
    verdict = judge(POLICY, FACTS, on=ON, place=PLACE)
    income, cost, persons = changes(POLICY, verdict).changes
    assert (income.by, income.now_text, income.then_text) == ("3,000.01 元", "30,000.00 元", "26,999.99 元")
    assert [(one.label, one.text) for one in income.figures] == [("每人每月净收入", "约 750.00 元")]
    assert [(one.label, one.text) for one in persons.figures] == [("每人每月净收入", "625.00 元")]
    assert (income.total_fen, income.tier_label) == (750_000, "困难")
    assert cost.label == "支出"


def test_a_figure_that_cannot_be_told_is_left_out() -> None:
    verdict = judge(POLICY, {"income": 1, "member": False, "vehicle": "none", "persons": 2}, on=ON, place=PLACE)
    (member,) = changes(POLICY, verdict).changes
    assert (member.fact, member.tier, member.figures, member.total_fen) == ("member", "cannot_tell", (), None)


@given(
    income=st.integers(0, 10**8),
    cost=st.integers(0, 10**8),
    persons=st.integers(1, 20),
    vehicle=st.sampled_from(["none", "car"]),
)
def test_one_step_less_than_a_change_leaves_the_tier(income: int, cost: int, persons: int, vehicle: str) -> None:
    facts = {"income": income, "cost": cost, "persons": persons, "member": True, "vehicle": vehicle}
    verdict = judge(POLICY, facts, on=ON, place=PLACE)
    for one in changes(POLICY, verdict).changes:
        assert outcome(POLICY, {**facts, one.fact: one.then}, on=ON, place=PLACE).tier == one.tier != verdict.tier
        if isinstance(one.then, int) and one.direction != "other":
            nearer = one.then + (1 if one.direction == "less" else -1)
            assert outcome(POLICY, {**facts, one.fact: nearer}, on=ON, place=PLACE).tier == verdict.tier


def test_a_verdict_that_cannot_be_told_says_what_would_settle_it() -> None:
    verdict = judge(POLICY, {**FACTS, "income": None}, on=ON, place=PLACE)
    both = changes(POLICY, verdict)
    assert both.changes == ()
    (income,) = both.settlings
    assert (income.fact, income.question, income.decides) == ("income", "收入多少？", True)
    assert [(one.text, one.tier, one.first_total_fen, one.last_total_fen) for one in income.outcomes] == [
        ("0.00 元 到 26,999.99 元", "deep", 750_000, 750_000),
        ("27,000.00 元以上", "none", 0, 0),
    ]


def test_a_missing_choice_is_settled_value_by_value() -> None:
    verdict = judge(POLICY, {**FACTS, "income": 1, "vehicle": None}, on=ON, place=PLACE)
    (vehicle,) = changes(POLICY, verdict).settlings
    assert [(one.text, one.tier) for one in vehicle.outcomes] == [("无", "deep"), ("汽车", "none")]


def test_a_missing_fact_may_leave_the_tier_alone_and_move_only_an_amount() -> None:
    policy = load_policy(bent("that: compare(net_each, how, line)", "that: member"), SCHEMA)
    verdict = judge(policy, {**FACTS, "cost": None}, on=ON, place=PLACE)
    (cost,) = changes(policy, verdict).settlings
    assert not cost.decides
    assert [(one.tier, one.first_total_fen, one.last_total_fen) for one in cost.outcomes] == [
        ("deep", 750_000, 1_600_000)
    ]


@given(start=st.integers(-100, 100), at=st.integers(-1000, 1000), limit=st.integers(-1000, 1000), narrow=st.booleans())
def test_the_nearest_change_is_found_wherever_it_is(start: int, at: int, limit: int, narrow: bool) -> None:
    up = limit >= start
    expected = at if (start < at <= limit if up else limit <= at < start) else None
    differs = (lambda value: value >= at) if up else (lambda value: value <= at)
    if not differs(start):
        assert nearest_change(start, limit, differs, narrow=narrow) == expected


@pytest.mark.parametrize("narrow", [True, False])
def test_no_change_is_found_where_there_is_none(narrow: bool) -> None:
    assert nearest_change(0, 1000, lambda value: False, narrow=narrow) is None
