"""The shipped policies: their own examples come out, and the sample says what is right of the example quarter."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from niangjia.engines.columnar import judge_rows
from niangjia.engines.rules.examples import failing_examples
from niangjia.engines.rules.facts import FactValue
from niangjia.engines.rules.readable import as_markdown
from niangjia.programmes.hardship.facts import FACTS
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.site.shipped import find_policy, shipped_keys

TRUTH = Path(__file__).parent.parent / "input" / "quarterly-2026Q3" / "truth"
BENEFITS = ("living_aid", "medical_aid", "school_aid", "accident_aid")
NOT_IN_EVERY_WORKBOOK: dict[str, FactValue] = {
    "new_employment": "none",
    "ill_fen": 0,
    "disabled_fen": 0,
    "school_fen": 0,
    "housing_fen": 0,
    "employment_cost_fen": 0,
    "sudden_fen": 0,
    "children_high_school": 0,
}


@pytest.mark.parametrize("key", shipped_keys())
def test_every_example_of_a_shipped_policy_comes_out(key: str) -> None:
    policy = find_policy(key)
    assert failing_examples(policy) == []
    assert len(policy.examples) >= 15


@pytest.mark.parametrize("key", shipped_keys())
def test_every_shipped_value_and_clause_names_its_source(key: str) -> None:
    policy = find_policy(key)
    sources = [value.source for parameter in policy.parameters for value in parameter.values]
    sources += [test.source for test in policy.tests] + [benefit.source for benefit in policy.benefits]
    assert all(sources)
    assert policy.label in as_markdown(policy)


def read(name: str) -> list[dict[str, str]]:
    with (TRUTH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def facts_of(row: dict[str, str]) -> dict[str, FactValue]:
    facts: dict[str, FactValue] = dict(NOT_IN_EVERY_WORKBOOK)
    for fact in FACTS.facts:
        text = row.get(fact.key, "")
        if text:
            facts[fact.key] = (
                int(text) if fact.kind == "integer" else text == "true" if fact.kind == "boolean" else text
            )
    return facts


def test_the_sample_policy_says_what_is_right_of_every_household_of_the_quarter() -> None:
    policy = find_policy("sample")
    households = {row["household_key"]: facts_of(row) for row in read("households.csv")}
    decisions = read("decisions.csv")
    rows = [{"key": row["household_key"], **households[row["household_key"]]} for row in decisions]
    answers = judge_rows(policy, rows, on=date(2026, 9, 30), place="青川市")
    for right, answer in zip(decisions, answers, strict=True):
        assert answer["tier"] == right["tier"], right["household_key"]
        told = {key: right[key] == "true" for key in policy.test_by_key if key in right}
        above = told["authorised"] and not told["net_below_twice_line"] and not told["sudden_cost_over_half_income"]
        assert {key: answer[key] for key in policy.test_by_key} == {**told, PROGRAMME.exit_line: above}
        assert [answer[key] for key in BENEFITS] == [int(right[f"{key}_fen"]) for key in BENEFITS]
        assert Fraction(*answer["net_income_per_person_month"]) == Fraction(right["net_income_fen_per_person_month"])
    assert len(decisions) == 305
