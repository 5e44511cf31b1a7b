"""A verdict gives every reason, and reads the same for ever."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from niangjia.engines.rules import Verdict, judge, load_policy, rejudge
from niangjia.engines.rules.judge import amounts_in_tier
from niangjia.engines.rules.parameters import ChosenValue, ChosenValues
from niangjia.engines.rules.why import why
from tests.engines.rules.small_policy import SCHEMA, TEXT, bent

GOLDEN = Path(__file__).parent / "golden"
ON, PLACE = date(2026, 9, 30), "青川市"
FACTS = {"income": 4_000_000, "cost": 1_300_000, "persons": 3, "area": 6000, "member": True, "vehicle": "none"}
POLICY = load_policy(TEXT, SCHEMA)


def test_a_household_exactly_on_the_line_is_at_no_distance_from_it() -> None:
    verdict = judge(POLICY, FACTS, on=ON, place=PLACE)
    (one,) = verdict.test("poor").comparisons
    assert (one.value_label, one.comparator, one.threshold_label) == ("每人每月净收入", "<", "线")
    assert one.value is not None
    assert (one.value.exact, one.value.text, one.value.unit) == (75_000, "750.00 元", "fen / person / month")
    assert one.distance is not None
    assert (one.distance.exact, one.holds) == (0, False)
    assert (verdict.tier, verdict.tier_label, verdict.total_fen) == ("none", "不在范围", 0)
    assert [(one.key, one.label) for one in verdict.guidance] == [("advice", "咨询")]


def test_a_fen_less_is_below_the_line_by_an_exact_fraction() -> None:
    verdict = judge(POLICY, {**FACTS, "income": 3_999_999}, on=ON, place=PLACE)
    (one,) = verdict.test("poor").comparisons
    assert one.distance is not None
    assert (one.distance.exact, one.distance.rounded) == (Fraction(-1, 36), 0)
    assert verdict.tier == "deep"
    assert verdict.guidance == ()


def test_amounts_show_how_they_came_about_and_which_gives_way() -> None:
    verdict = judge(POLICY, {**FACTS, "cost": 1_400_000}, on=ON, place=PLACE)
    living, medical = verdict.benefit("living"), verdict.benefit("medical")
    assert (living.amount_fen, living.given_way) == (0, True)
    assert [(piece.sign, piece.label, piece.value and piece.value.text) for piece in living.pieces] == [
        ("×", "月数", "10 人·月"),
        ("×", "线", "750.00 元"),
    ]
    assert (medical.amount_fen, medical.capped, medical.given_way) == (1_120_000, False, False)
    assert (medical.formula, medical.once_per, living.once_per) == ("比例 × 支出", (), ("household", "year"))
    assert verdict.total_fen == 1_120_000


def test_a_ceiling_that_holds_is_shown_with_the_amount_before_it() -> None:
    verdict = judge(POLICY, {**FACTS, "cost": 3_000_000}, on=ON, place=PLACE)
    medical = verdict.benefit("medical")
    assert medical.capped
    assert medical.before_ceiling is not None
    assert medical.ceiling is not None
    assert (medical.amount_fen, medical.before_ceiling.exact, medical.ceiling.exact) == (
        1_600_000,
        2_400_000,
        1_600_000,
    )


def test_a_sum_is_shown_term_by_term_with_its_signs() -> None:
    policy = load_policy(bent("is: income - cost", "is: income - (cost - (income - cost))"), SCHEMA)
    pieces = judge(policy, FACTS, on=ON, place=PLACE).variable("net").pieces
    assert [(piece.sign, piece.label) for piece in pieces] == [
        ("+", "收入"),
        ("-", "支出"),
        ("+", "收入"),
        ("-", "支出"),
    ]


def test_a_quotient_is_shown_factor_by_factor() -> None:
    policy = load_policy(bent("cost > income", "per_person(income) / (cost / persons) > share"), SCHEMA)
    shown = judge(policy, FACTS, on=ON, place=PLACE).variable("net_each")
    assert [(piece.sign, piece.label) for piece in shown.pieces] == [("×", "净收入 ÷ 12"), ("÷", "人口")]
    assert shown.formula == "净收入 ÷ 12 ÷ 人口"


def test_a_missing_fact_leaves_open_what_hangs_on_it_and_nothing_else() -> None:
    verdict = judge(POLICY, {**FACTS, "income": None, "vehicle": "none"}, on=ON, place=PLACE)
    assert verdict.tier == "cannot_tell"
    assert [tier.key for tier in verdict.possible] == ["deep", "none"]
    assert (verdict.test("poor").outcome, verdict.test("belongs").outcome) == ("cannot_tell", "pass")
    assert verdict.test("poor").missing_facts == ("income",)
    assert [(fact.key, fact.question) for fact in verdict.missing_facts] == [("income", "收入多少？")]
    assert (verdict.total_fen, verdict.benefit("living").amount_fen) == (None, None)
    (one,) = verdict.test("poor").comparisons
    assert (one.value, one.distance, one.holds) == (None, None, None)
    assert one.threshold is not None


def test_a_missing_fact_that_settles_nothing_is_not_asked_for() -> None:
    verdict = judge(POLICY, {**FACTS, "member": False, "income": None}, on=ON, place=PLACE)
    assert verdict.tier == "none"
    assert verdict.missing_facts == ()
    assert verdict.test("poor").missing_facts == ("income",)


def test_a_missing_value_is_a_missing_parameter_not_a_missing_household() -> None:
    verdict = judge(POLICY, FACTS, on=ON, place="别处")
    assert verdict.tier == "cannot_tell"
    assert verdict.missing_parameters == ("line",)
    assert verdict.parameter("line").missing
    assert verdict.parameter("line").origin == ""
    assert verdict.test("poor").missing_parameters == ("line",)


def test_a_known_tier_may_have_an_amount_that_cannot_be_told() -> None:
    policy = load_policy(bent("is: {deep: share * cost}", "is: {deep: 'coalesce(share * cost, cost)'}"), SCHEMA)
    policy = load_policy(policy.source_text.replace("that: compare(net_each, how, line)", "that: member"), SCHEMA)
    verdict = judge(policy, {**FACTS, "cost": None}, on=ON, place=PLACE)
    assert (verdict.tier, verdict.benefit("medical").amount_fen) == ("deep", None)
    assert verdict.benefit("medical").missing_facts == ("cost",)
    assert verdict.total_fen is None


@pytest.mark.parametrize(
    ("condition", "lacks"),
    [
        ("case when vehicle = 'car' then income else cost end > 0", ("vehicle",)),
        ("case when member then income else cost end > 0", ("income",)),
        ("case when not member then income else cost end > 0", ("cost",)),
        ("greatest(income, persons * per_person(cost)) > 0", ("income", "cost")),
        ("cost / income > 0 or vehicle = 'car'", ("cost", "income", "vehicle")),
        ("persons / (persons - persons) > 0", ()),
    ],
)
def test_what_a_test_lacks_follows_the_path_that_decides(condition: str, lacks: tuple[str, ...]) -> None:
    policy = load_policy(bent("that: cost > income", f"that: {condition}"), SCHEMA)
    verdict = judge(policy, {"member": True, "persons": 3}, on=ON, place=PLACE)
    assert verdict.test("burdened").outcome == "cannot_tell"
    assert verdict.test("burdened").missing_facts == lacks


def test_each_test_knows_its_part_in_the_tiers() -> None:
    policy = load_policy(
        bent("preconditions:", "  spare:\n    label: 闲\n    that: member\n    source: 例\npreconditions:"), SCHEMA
    )
    verdict = judge(policy, FACTS, on=ON, place=PLACE)
    assert [(test.key, test.role) for test in verdict.tests] == [
        ("belongs", "precondition"),
        ("poor", "need"),
        ("drives", "exclusion"),
        ("burdened", "exception"),
        ("spare", "other"),
    ]


def test_the_exception_lets_a_tier_pass_in_spite_of_an_exclusion() -> None:
    driving = {**FACTS, "income": 1_000_000, "vehicle": "car"}
    assert judge(POLICY, {**driving, "cost": 0}, on=ON, place=PLACE).tier == "none"
    assert judge(POLICY, {**driving, "cost": 1_000_001}, on=ON, place=PLACE).tier == "deep"


def test_parameters_are_frozen_with_their_source_and_origin() -> None:
    street = ChosenValues("东渠街道总工会", (ChosenValue("line", date(2026, 9, 1), "760 yuan", "街道文件"),))
    verdict = judge(POLICY, FACTS, on=ON, place=PLACE, chosen=(street,))
    line, how = verdict.parameter("line"), verdict.parameter("how")
    assert (line.value, line.text, line.origin, line.source) == (76_000, "760 yuan", "东渠街道总工会", "街道文件")
    assert (how.value, how.text, how.unit, how.origin) == (None, "<", "comparator", "预设")
    assert rejudge(POLICY, verdict) == verdict


def test_facts_are_frozen_by_name_without_those_not_known() -> None:
    verdict = judge(POLICY, {**FACTS, "vehicle": None}, on=ON, place=("东渠街道", PLACE))
    assert [fact.key for fact in verdict.facts] == ["area", "cost", "income", "member", "persons"]
    assert verdict.known_facts == {key: FACTS[key] for key in ("area", "cost", "income", "member", "persons")}
    assert verdict.place == ("东渠街道", PLACE)


def test_what_is_asked_for_by_a_wrong_name_is_an_error() -> None:
    verdict = judge(POLICY, FACTS, on=ON, place=PLACE)
    for look_up in (verdict.test, verdict.benefit, verdict.variable, verdict.parameter):
        with pytest.raises(KeyError):
            look_up("nothing")


def test_a_verdict_is_not_judged_again_under_another_text() -> None:
    verdict = judge(POLICY, FACTS, on=ON, place=PLACE)
    with pytest.raises(ValueError, match="不是按这一版政策"):
        rejudge(load_policy(TEXT + "\n# 改过\n", SCHEMA), verdict)


def test_the_amounts_of_another_tier_follow_from_the_frozen_facts() -> None:
    verdict = judge(POLICY, FACTS, on=ON, place=PLACE)
    assert amounts_in_tier(POLICY, verdict, tier="deep") == {"living": 0, "medical": 1_040_000}
    assert amounts_in_tier(POLICY, verdict, tier="none") == {"living": 0, "medical": 0}
    assert amounts_in_tier(POLICY, verdict, tier="cannot_tell") == {"living": None, "medical": None}


@pytest.mark.parametrize("name", ["deep", "none", "cannot_tell", "unlisted"])
def test_a_stored_verdict_is_judged_again_byte_for_byte(name: str) -> None:
    stored = (GOLDEN / f"{name}.json").read_text(encoding="utf-8").removesuffix("\n")
    policy = load_policy((GOLDEN / "policy.yaml").read_text(encoding="utf-8"), SCHEMA)
    verdict = Verdict.from_json(stored)
    assert rejudge(policy, verdict).to_json() == stored
    assert judge(policy, verdict.known_facts, on=verdict.on, place=verdict.place).to_json() == stored
    assert Verdict.from_json(verdict.as_json()) == verdict
    assert json.loads(stored) == verdict.as_json()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"income": 3_000_000}, "每人每月净收入 472.22 元，低于线（750.00 元），所以是“困难”。"),
        ({}, "每人每月净收入 750.00 元，没有低于线（750.00 元），够不上任何一档。"),
        ({"member": False}, "先决条件没有满足：是会员。"),
        ({"income": 2_000_000, "vehicle": "car"}, "够得上“困难”的条件，但触及排除情形：有车。"),
        ({"income": None}, "还不知道：收入。目前可能是“困难”、“不在范围”。"),
    ],
)
def test_one_sentence_says_why(facts: dict[str, int | None], sentence: str) -> None:
    assert why(POLICY, judge(POLICY, {**FACTS, **facts}, on=ON, place=PLACE)) == sentence


def test_one_sentence_says_which_values_are_missing() -> None:
    elsewhere = judge(POLICY, FACTS, on=ON, place="别处")
    assert why(POLICY, elsewhere).startswith("政策里没有别处 2026-09-30 的“线”。")
    nowhere = judge(POLICY, FACTS, on=date(2025, 1, 1), place=())
    assert why(POLICY, nowhere).startswith("政策里没有这个地区 2025-01-01 的“怎么比”等 2 项。")


def test_one_sentence_says_when_a_quotient_has_no_value() -> None:
    policy = load_policy(bent("compare(net_each, how, line)", "income / cost > share"), SCHEMA)
    verdict = judge(policy, {**FACTS, "cost": 0}, on=ON, place=PLACE)
    assert why(policy, verdict).startswith("有一项算不出来（除数是零）")


def test_one_sentence_names_only_the_needs_that_are_not_met() -> None:
    policy = load_policy(bent("needs: [poor]", "needs: [burdened, poor]"), SCHEMA)
    verdict = judge(policy, {**FACTS, "income": 2_000_000}, on=ON, place=PLACE)
    assert why(policy, verdict) == "支出 13,000.00 元，没有超过收入（20,000.00 元），够不上任何一档。"


def test_one_sentence_for_needs_without_a_number_and_for_none_at_all() -> None:
    by_truth = load_policy(bent("that: compare(net_each, how, line)", "that: member or vehicle = 'car'"), SCHEMA)
    assert why(by_truth, judge(by_truth, FACTS, on=ON, place=PLACE)) == "低于线，所以是“困难”。"
    no_needs = load_policy(bent("needs: [poor]", "needs: []"), SCHEMA)
    assert why(no_needs, judge(no_needs, FACTS, on=ON, place=PLACE)) == "先决条件都满足，所以是“困难”。"
    failed = load_policy(
        bent("that: compare(net_each, how, line)", "that: not member").replace("[belongs]", "[]"), SCHEMA
    )
    assert why(failed, judge(failed, FACTS, on=ON, place=PLACE)) == "不符合“低于线”，够不上任何一档。"
