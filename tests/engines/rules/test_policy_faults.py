"""A malformed policy is refused with file, line and a sentence that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from niangjia.engines.rules import load_policy
from niangjia.engines.rules.examples import check_examples
from niangjia.engines.rules.facts import Fact, FactSchema
from niangjia.engines.rules.faults import PolicyError
from tests.engines.rules.malformed_policies import FAULTS
from tests.engines.rules.small_policy import SCHEMA, TEXT, bent, line_of


@pytest.mark.parametrize("kind", FAULTS)
def test_a_malformed_policy_is_refused_with_its_line_and_a_helpful_sentence(kind: str) -> None:
    old, new, at, *words = FAULTS[kind]
    text = bent(old, new)
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA, name="small.yaml")
    line = line_of(text, at)
    said = [fault.sentence for fault in refused.value.faults if fault.line == line]
    assert any(all(word in sentence for word in words) for sentence in said), str(refused.value)
    assert f"small.yaml 第 {line} 行：" in str(refused.value)


def test_the_unbent_policy_has_no_fault_and_its_examples_come_out() -> None:
    check_examples(load_policy(TEXT, SCHEMA))


def test_a_list_of_one_may_be_written_as_a_word_and_an_empty_one_as_nothing() -> None:
    text = bent("needs: [poor]", "needs: poor").replace("once_per: [household, year]", "once_per: household, year")
    policy = load_policy(text.replace("preconditions: [belongs]", "preconditions:"), SCHEMA)
    assert policy.tiers[0].needs == ("poor",)
    assert policy.benefits[0].once_per == ("household", "year")
    assert policy.preconditions == ()


def test_a_fact_is_found_by_its_key_only() -> None:
    assert SCHEMA["vehicle"].label == "车"
    with pytest.raises(KeyError):
        SCHEMA["nothing"]


def test_every_fault_is_listed_at_once_in_the_order_of_the_lines() -> None:
    text = (
        bent("is: 720 yuan", "is: 720")
        .replace("needs: [poor]", "needs: [pour]")
        .replace("label: 净收入\n", "label: \n")
    )
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    lines = [fault.line for fault in refused.value.faults]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_of_two_values_for_one_day_the_later_line_is_named() -> None:
    text = bent(
        "from: 2026-07-01, is: 750.00 元, source: 例}",
        "from: 2026-01-01, is: 750.00 元, source: 例}\n"
        "      - {place: 青川市, from: 2026-09-01, is: 750 yuan, source: 例}",
    )
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    assert [fault.line for fault in refused.value.faults] == [
        line_of(text, "- {place: 青川市, from: 2026-01-01, is: 750")
    ]


def test_what_leans_on_a_fault_is_not_blamed_for_it() -> None:
    text = bent("    unit: person * month\n", "    unit: persons * month\n").replace(
        "is: income - cost", "is: income - costs"
    )
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    assert [fault.line for fault in refused.value.faults] == [line_of(text, "unit: persons"), line_of(text, "- costs")]


def test_the_line_is_found_within_an_expression_of_many_lines() -> None:
    text = bent("    is: income - cost\n", "    is: >\n      income\n      - costs\n")
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    assert [fault.line for fault in refused.value.faults] == [line_of(text, "- costs")]


def test_numbers_that_could_outgrow_exact_arithmetic_are_refused() -> None:
    text = bent("cost > income", "income * income * income * cost > cost * cost * cost * income")
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    assert "超出能精确计算的范围" in str(refused.value)
    assert refused.value.faults[0].line == line_of(text, "burdened:\n    label")


def test_a_variable_that_could_outgrow_exact_arithmetic_is_refused_once() -> None:
    huge = (
        "  huge:\n    label: 巨数\n    unit: 1\n    is: income * income * income * income / cost / cost / cost / cost\n"
    )
    text = bent("variables:\n", f"variables:\n{huge}").replace("that: member", "that: huge > 0")
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    assert [fault.line for fault in refused.value.faults if "精确计算" in fault.sentence] == [line_of(text, "  huge:")]


def test_a_fact_beyond_64_bits_is_refused() -> None:
    schema = FactSchema("small", (*SCHEMA.facts, Fact("huge", label="巨数", kind="integer", maximum=2**63)))
    with pytest.raises(PolicyError, match="64 位"):
        load_policy(bent("cost > income", "huge > 0"), schema)


@pytest.mark.parametrize("extra", [(), (Fact("others", label="别人", kind="integer", unit="person", maximum=9),)])
def test_per_person_needs_exactly_one_count_of_persons(extra: tuple[Fact, ...]) -> None:
    facts = tuple(fact for fact in SCHEMA.facts if extra or fact.key != "persons")
    with pytest.raises(PolicyError, match="不能用 per_person"):
        load_policy(TEXT, FactSchema("small", (*facts, *extra)))


def test_an_example_that_does_not_come_out_says_what_was_expected_and_what_came() -> None:
    text = bent(
        "gives: {tier: deep, living: 7500 yuan, medical: 0 yuan, poor: true, net: 20000 yuan}",
        "gives: {tier: none, living: 7400 yuan, medical: 0 yuan, poor: false, net: 20000.01 yuan}",
    ).replace("gives: {tier: cannot_tell, drives: cannot_tell}", "gives: {living: 0 yuan, drives: true}")
    policy = load_policy(text, SCHEMA, name="small.yaml")
    with pytest.raises(PolicyError) as refused:
        check_examples(policy)
    said = str(refused.value)
    assert (
        f"small.yaml 第 {line_of(text, '- name: 困难')} 行：例子“困难”：档次（tier） 应当是 不在范围，算出来是 困难"
        in said
    )
    assert "生活（living） 应当是 7,400.00 元，算出来是 7,500.00 元" in said
    assert "低于线（poor） 应当是 不满足，算出来是 满足" in said
    assert "净收入（net） 应当是 20,000.01 元，算出来是 20,000.00 元" in said
    assert "有车（drives） 应当是 满足，算出来是 无法判断" in said


def test_a_policy_file_is_read_by_path_and_named_after_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert load_policy(path, SCHEMA) == load_policy(str(path), SCHEMA) == load_policy(TEXT, SCHEMA)
    assert load_policy(path, SCHEMA).name == "mine.yaml"
    assert load_policy(path, SCHEMA) != TEXT


def test_a_policy_file_in_another_encoding_is_refused_kindly(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yaml"
    path.write_bytes(TEXT.encode("gbk"))
    with pytest.raises(PolicyError, match=r"gbk\.yaml 第 1 行：这份文件不是 UTF-8"):
        load_policy(path, SCHEMA)


def test_yaml_nested_without_end_is_refused() -> None:
    with pytest.raises(PolicyError, match="套得太深"):
        load_policy("a: " + "[" * 5000 + "\n", SCHEMA)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(PolicyError, match="名称: 内容"):
        load_policy("\n", SCHEMA)
