"""The query: readable, closed to the world, and no household lost."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from niangjia.engines.columnar import judge_rows, query
from niangjia.engines.columnar.run import closed_connection
from niangjia.engines.rules import ChosenValue, ChosenValues, load_policy
from tests.engines.rules.small_policy import SCHEMA, TEXT, bent

ON, PLACE = date(2026, 9, 30), "青川市"
POLICY = load_policy(TEXT, SCHEMA)
POOR = {"income": 2_000_000, "cost": 500_000, "persons": 3, "member": True, "vehicle": "none"}


def test_a_row_is_answered_with_its_key_tier_tests_amounts_and_exact_variables() -> None:
    assert judge_rows(POLICY, [{"key": "Q3-0001", **POOR}], on=ON, place=PLACE) == [
        {
            "key": "Q3-0001",
            "tier": "deep",
            "belongs": True,
            "poor": True,
            "drives": False,
            "burdened": False,
            "living": 750_000,
            "medical": 0,
            "net": (1_500_000, 1),
            "net_each": (125_000, 3),
        }
    ]


def test_no_rows_are_no_answers() -> None:
    assert judge_rows(POLICY, [], on=ON, place=PLACE) == []


def test_a_row_without_a_key_is_answered_without_one() -> None:
    (answer,) = judge_rows(POLICY, [POOR], on=ON, place=PLACE)
    assert "key" not in answer


def test_rows_of_an_unlisted_place_or_day_are_kept_in_their_order() -> None:
    rows = [
        {"key": "a", **POOR},
        {"key": "b", "place": "别处", **POOR},
        {"key": "c", "on": date(2025, 1, 1), **POOR},
        {"key": "d", "place": ("东渠街道", PLACE), **POOR},
    ]
    answers = judge_rows(POLICY, rows, on=ON, place=PLACE)
    assert [(answer["key"], answer["tier"], answer["living"]) for answer in answers] == [
        ("a", "deep", 750_000),
        ("b", "cannot_tell", None),
        ("c", "cannot_tell", None),
        ("d", "deep", 750_000),
    ]


def test_chosen_values_hold_in_the_query_too() -> None:
    chosen = (ChosenValues("市总工会", (ChosenValue("line", date(2026, 1, 1), "100 yuan", "例"),)),)
    (answer,) = judge_rows(POLICY, [POOR], on=ON, place=PLACE, chosen=chosen)
    assert answer["tier"] == "none"


def test_more_rows_than_one_piece_come_back_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("niangjia.engines.columnar.run.ROWS_AT_A_TIME", 3)
    answers = judge_rows(POLICY, [{"key": number, **POOR} for number in range(10)], on=ON, place=PLACE)
    assert [answer["key"] for answer in answers] == list(range(10))


def test_a_policy_without_parameters_and_variables_is_a_query_too() -> None:
    text = """
policy: bare
label: 空
facts: small
tests:
  belongs: {label: 会员, that: member or 1 > 0 and 0 - 1 < 1, source: 例}
tiers:
  one: {label: 一, needs: [belongs]}
otherwise: {label: 无}
benefits:
  aid: {label: 救助, is: case when member then income else 0 end, source: 例}
"""
    policy = load_policy(text, SCHEMA)
    rows = [{"member": True, "income": 5}, {"member": False, "income": 5}, {"income": 5}]
    answers = judge_rows(policy, rows, on=ON, place=PLACE)
    assert [(answer["tier"], answer["aid"]) for answer in answers] == [("one", 5), ("one", 0), ("one", None)]


def test_products_beyond_64_bits_are_exact() -> None:
    policy = load_policy(bent("that: cost > income", "that: income * income * persons > cost * cost * persons"), SCHEMA)
    rows = [{**POOR, "income": 10**12, "cost": 10**12 - 1}, {**POOR, "income": 10**12, "cost": 10**12}]
    answers = judge_rows(policy, rows, on=ON, place=PLACE)
    assert [answer["burdened"] for answer in answers] == [True, False]
    assert "HUGEINT" in query(policy)


def test_the_query_is_one_statement_of_named_steps() -> None:
    text = query(POLICY)
    assert text.startswith("WITH step_0 AS NOT MATERIALIZED (")
    assert "LEFT JOIN values_in_force" in text
    assert '"variable_net"' in text
    assert len(duckdb.extract_statements(text)) == 1


def test_a_word_with_a_quote_stays_a_word() -> None:
    policy = load_policy(
        bent("otherwise:\n  label: 不在范围", 'otherwise:\n  key: "no\'ne"\n  label: 不在范围'), SCHEMA
    )
    (answer,) = judge_rows(policy, [{**POOR, "member": False}], on=ON, place=PLACE)
    assert answer["tier"] == "no'ne"


def test_the_database_can_reach_no_file_and_keeps_it_so() -> None:
    with closed_connection() as connection:
        with pytest.raises(duckdb.PermissionException):
            connection.execute("SELECT * FROM read_csv('/etc/hostname')")
        with pytest.raises(duckdb.Error, match="locked"):
            connection.execute("SET enable_external_access = true")
