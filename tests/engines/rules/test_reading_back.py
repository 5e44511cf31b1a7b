"""A policy reads back as plain sentences, and says what it changes against another version."""

from __future__ import annotations

import pytest

from niangjia.engines.rules import load_policy
from niangjia.engines.rules.readable import as_markdown, described, differences
from niangjia.engines.rules.words import fact_text
from tests.engines.rules.small_policy import SCHEMA, TEXT, bent

POLICY = load_policy(TEXT, SCHEMA)


def test_a_policy_reads_as_a_page() -> None:
    assert as_markdown(load_policy(bent("label: 小政策\n", "label: 小政策\nnote: 试用。\n"), SCHEMA)) == (
        "# 小政策\n\n试用。\n\n"
        "## 算什么\n\n- 净收入：收入 － 支出。\n- 每人每月净收入：净收入 ÷ 12 ÷ 人口。\n\n"
        "## 先决条件\n\n- 是会员（例一）。\n\n"
        "## 档次（从上往下，先满足哪条算哪档）\n\n"
        "- 困难：低于线，并且没有这些情形：有车（支出超过收入的除外）。\n\n"
        "## 不在任何档次时\n\n- 不在范围。\n- 仍可以申请：咨询。\n\n"
        "## 救助\n\n- 生活（困难）：月数 × 线，每户每年一次，最后四舍五入到分（例五）。\n"
        "- 医疗（困难）：比例 × 支出，以“上限”为限，最后四舍五入到分（例六）。\n\n"
        "## 只给一项\n\n- 困难：生活、医疗只给最多的一项（例七）。\n\n"
        "## 数字和出处\n\n- 线：青川市，2026-01-01 起，720.00 元（例）。\n"
        "- 线：青川市，2026-07-01 起，750.00 元（例）。\n"
        "- 怎么比：2026-01-01 起，低于（例）。\n- 比例：2026-01-01 起，80%（例）。\n"
        "- 月数：2026-01-01 起，10 人·月（例）。\n- 上限：2026-01-01 到 2026-12-31，16,000.00 元（例）。\n"
    )


def test_chapters_without_sentences_are_left_out() -> None:
    text = (
        TEXT[: TEXT.index("stacking:")]
        .replace("preconditions: [belongs]\n", "")
        .replace("  then: {advice: 咨询}\n", "")
    )
    text = text.replace(
        "    needs: [poor]\n    unless: [{test: drives, except: [burdened]}]\n", "    needs: []\n    unless: [drives]\n"
    )
    chapters = {chapter.title: chapter.sentences for chapter in described(load_policy(text, SCHEMA))}
    assert "先决条件" not in chapters
    assert "只给一项" not in chapters
    assert chapters["不在任何档次时"] == ("不在范围。",)
    assert chapters["档次（从上往下，先满足哪条算哪档）"] == ("困难：满足先决条件，并且没有这些情形：有车。",)


def test_a_version_says_what_it_changes() -> None:
    text = (
        bent("is: 80%", "is: 90%")
        .replace("      - {place: 青川市, from: 2026-07-01, is: 750.00 元, source: 例}\n", "")
        .replace("until: 2026-12-31, is: 16000", "from: 2026-01-01, is: 16000", 0)
        .replace("that: cost > income", "that: cost >= income")
        .replace("once_per: [household, year]", "once_per: [household, quarter]")
        .replace("is: income - cost", "is: income - cost - cost")
        .replace("    needs: [poor]", "    needs: [poor, burdened]")
    )
    new = load_policy(text[: text.index("examples:")], SCHEMA)
    assert [(one.kind, one.label, one.before, one.after) for one in differences(POLICY, new)] == [
        ("数字", "比例（2026-01-01 起）", "80%（例）", "90%（例）"),
        ("算法", "净收入", "收入 － 支出", "收入 － 支出 － 支出"),
        ("测试", "支出超过收入", "支出 超过 收入（例四）", "支出 不少于 收入（例四）"),
        (
            "档次",
            "困难",
            "困难：低于线，并且没有这些情形：有车（支出超过收入的除外）。",
            "困难：低于线；支出超过收入，并且没有这些情形：有车（支出超过收入的除外）。",
        ),
        (
            "救助",
            "生活",
            "生活（困难）：月数 × 线，每户每年一次，最后四舍五入到分（例五）。",
            "生活（困难）：月数 × 线，每户每季度一次，最后四舍五入到分（例五）。",
        ),
        ("数字", "线（青川市 2026-07-01 起）", "750.00 元（例）", ""),
    ]
    assert differences(POLICY, POLICY) == ()


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("income - (cost - net) > 0", "收入 － （支出 － 净收入） 超过 0"),
        (
            "(income - cost) * persons > (income + cost) / 1 * persons",
            "（收入 － 支出） × 人口 超过 （收入 ＋ 支出） ÷ 1 × 人口",
        ),
        ("income / (cost * persons) < 1 / persons", "收入 ÷ （支出 × 人口） 低于 1 ÷ 人口"),
        ("per_year(per_month(income)) <> cost", "收入 ÷ 12 × 12 不等于 支出"),
        ("not vehicle in ('none', 'car')", "不符合“车是无、汽车”"),
        ("coalesce(vehicle, 'car') = 'none'", "车（不清楚时按 “car” 算）是无"),
        ("member and (vehicle = 'car' or true)", "会员，并且（车是汽车，或者是）"),
        ("greatest(income, cost) >= least(income, cost)", "收入、支出 中最大的 不少于 收入、支出 中最小的"),
        ("case when member then income else cost end = -cost", "（如果会员，就是收入；否则是支出） 等于 0 － 支出"),
        ("income between cost and net", "收入 不少于 支出，并且收入 不高于 净收入"),
        ("if(member, true, false)", "如果会员，就是是；否则是否"),
        ("case when member then 'none' else vehicle end = 'car'", "如果会员，就是“none”；否则是车是汽车"),
    ],
)
def test_every_kind_of_expression_has_words(condition: str, words: str) -> None:
    policy = load_policy(bent("that: cost > income", f"that: {condition}"), SCHEMA)
    written = {one.label: one.after for one in differences(POLICY, policy)}
    assert written["支出超过收入"] == f"{words}（例四）"


def test_facts_read_as_people_say_them() -> None:
    vehicle, member, area = SCHEMA["vehicle"], SCHEMA["member"], SCHEMA["area"]
    assert [fact_text(vehicle, "car"), fact_text(member, False), fact_text(area, 1234), fact_text(area, None)] == [
        "汽车",
        "否",
        "12.34 平方米",
        "不清楚",
    ]


def test_a_page_without_a_note_begins_with_its_first_chapter() -> None:
    assert as_markdown(POLICY).startswith("# 小政策\n\n## 算什么\n")
