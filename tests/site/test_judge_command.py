"""``niangjia judge``: one household, said as a person would want to read it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from niangjia.engines.rules import Verdict, rejudge
from niangjia.engines.rules.faults import PolicyError
from niangjia.site.judge import run_judge
from niangjia.site.judge_text import aligned, width
from niangjia.site.shipped import PolicyNotFound, find_policy, shipped_keys

FACTS: dict[str, Any] = {
    "member": True,
    "new_employment": "none",
    "authorised": True,
    "persons": 4,
    "income_fen": 9_840_000,
    "ill_fen": 1_170_000,
    "disabled_fen": 0,
    "school_fen": 820_000,
    "housing_fen": 1_440_000,
    "employment_cost_fen": 994_000,
    "sudden_fen": 1_860_000,
    "children_high_school": 1,
    "homes": 0,
    "floor_area_dm2": 5400,
    "vehicle": "mobility_aid",
    "controlling_shareholder": False,
}
ON = date(2026, 9, 30)
Judged = Callable[..., tuple[int, str, str]]
"""What a facts file comes to: exit status, output, errors."""


@pytest.fixture
def judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Judged:
    """Return a function that writes a facts file, runs the command and returns status, output and errors."""

    def run(
        content: Any,
        *,
        policy: str = "sample",
        on: date | None = ON,
        place: str | None = "青川市",
        as_json: bool = False,
    ) -> tuple[int, str, str]:
        path = tmp_path / "一户.json"
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        status = run_judge(path, policy=policy, on=on, place=place, as_json=as_json)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_the_verdict_answers_first_and_then_gives_every_reason(judged: Judged) -> None:
    status, said, errors = judged(FACTS)
    assert (status, errors) == (0, "")
    lines = said.splitlines()
    assert lines[0] == "结论：相对困难"
    assert lines[1] == "每人每月净收入 1,128.33 元，低于相对困难的倍数 × 低保标准（1,500.00 元），所以是“相对困难”。"
    for line in (
        "  生活救助   6,000.00  8 人·月 × 750.00 元，每户每年一次，示例政策 第六条",
        "  医疗救助   9,360.00  80% × 11,700.00 元，每户每年一次，示例政策 第七条",
        "  合计      21,360.00",
        "  不满足    每人每月净收入低于低保标准（深度困难）　示例政策 第二条",
        "            每人每月净收入  本户 1,128.33 元  门槛 低于 750.00 元  差距 高 378.33 元",
        "  未触及    有机动车（代步车除外）　示例政策 第五条",
        "            本户 机动车：代步（残疾人代步车、电动自行车）",
    ):
        assert line in lines
    assert "家庭年总收入多 17,840.00 元" in said
    assert "合计（元）" not in said


def test_a_ceiling_and_a_benefit_that_gives_way_are_explained(judged: Judged) -> None:
    _, said, _ = judged({**FACTS, "ill_fen": 3_000_000})
    assert "按比例是 30,000.00 元，到上限 16,000.00 元 为止" in said
    relative = {**FACTS, "income_fen": 6_900_000, "high_fee_school": False, "refused_verification": False}
    relative |= {"concealed_income": False, "refused_work": False}
    _, said, _ = judged(relative, policy="xingtai", place="邢台市")
    assert said.startswith("结论：深度困难")
    _, said, _ = judged({**relative, "income_fen": 9_000_000}, policy="xingtai", place="邢台市")
    assert said.startswith("结论：相对困难")
    assert "另一项更多，这一项不另给" in said


def test_who_is_in_no_tier_is_told_why_and_led_on(judged: Judged) -> None:
    _, said, _ = judged({**FACTS, "income_fen": 20_000_000})
    assert said.startswith("结论：不在困难职工范围\n")
    assert "还可以申请：法律咨询、就业培训、健康体检、子女入学指导" in said


def test_exactly_on_a_line_is_said_so(judged: Judged) -> None:
    _, said, _ = judged({**FACTS, "income_fen": 4_424_000 + 3_600_000})
    assert "差距 正好相等" in said


def test_what_is_missing_is_asked_for_with_what_each_answer_would_settle(judged: Judged) -> None:
    _, said, _ = judged({**FACTS, "vehicle": None})
    assert said.startswith("结论：暂时无法判断\n还不知道：机动车。")
    assert "还缺：有没有机动车？（vehicle）补上才能定档" in said
    assert "\n  有机动车 " in said
    assert " 不在困难职工范围  合计 0.00 元\n" in said
    assert "什么会改变结论" not in said
    _, said, _ = judged({**FACTS, "children_high_school": None})
    assert "（children_high_school）不影响档次" in said
    assert "合计 15,360.00 到 129,360.00 元" in said
    assert "8 人·月 × 750.00 元 × 不清楚" in said
    _, said, _ = judged({**FACTS, "vehicle": None, "income_fen": None})
    assert "无法判断  每人每月净收入低于低保标准" in said
    assert "本户 不清楚" in said


def test_a_day_or_place_without_values_is_said_not_guessed(judged: Judged) -> None:
    _, said, _ = judged(FACTS, place="别处")
    assert said.startswith("结论：暂时无法判断\n政策里没有别处 2026-09-30 的“低保标准”。")
    assert "政策里没有这一天、这个地区的：低保标准\n" in said
    _, said, _ = judged(FACTS, on=date(2020, 9, 30), place=None, policy="xingtai")
    assert "未写地区" in said
    assert "门槛 比较 不清楚" in said


def test_a_policy_without_variables_is_said_too(judged: Judged, tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text(
        "policy: bare\nlabel: 空\nfacts: hardship\ntests:\n  belongs: {label: 会员, that: member, source: 例}\n"
        "tiers:\n  one: {label: 一档, needs: [belongs]}\notherwise: {label: 无}\n"
        "benefits:\n  aid: {label: 救助, is: ill_fen, source: 例}\n",
        encoding="utf-8",
    )
    status, said, _ = judged({"ill_fen": 5}, policy=str(path))
    assert status == 0
    assert said.startswith("结论：暂时无法判断")
    _, said, _ = judged({"member": True, "ill_fen": 5}, policy=str(path))
    assert "救助  0.05  0.05 元，例" in said


def test_the_file_may_name_day_and_places_and_the_command_goes_before_it(judged: Judged) -> None:
    asked = {"on": "2026-06-30", "place": ["东渠街道", "青川市"], "facts": FACTS}
    _, said, _ = judged(asked, on=None, place=None)
    assert "东渠街道、青川市 · 按 2026-06-30 的标准" in said
    _, said, _ = judged({"on": "2026-06-30", "place": "别处", "facts": FACTS}, place="东渠街道，青川市")
    assert "东渠街道、青川市 · 按 2026-09-30 的标准" in said
    _, said, _ = judged({"facts": FACTS})
    assert "青川市 · 按 2026-09-30 的标准" in said


def test_json_is_the_whole_verdict_and_can_be_judged_again(judged: Judged) -> None:
    status, said, _ = judged(FACTS, as_json=True)
    verdict = Verdict.from_json(said)
    assert (status, verdict.tier) == (0, "relative")
    assert rejudge(find_policy("sample"), verdict).to_json() + "\n" == said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "第 1 行不是 JSON"),
        ("[1]", "要是一组事实"),
        ({"facts": [1]}, "facts 要是一组"),
        ({"facts": {}, "day": "2026-09-30"}, "“day”不认识"),
        ({"facts": {}, "on": "9月30日"}, "不是日期"),
        ({"facts": {}, "on": 20260930}, "不是日期"),
        ({"facts": {}, "place": 3}, "place 要是一个地名"),
        ({"facts": {}, "place": [3]}, "place 要是一个地名"),
        ({"incom_fen": 1}, "没有叫“incom_fen”的事实；是不是 income_fen？"),
        ({"income_fen": "12000元"}, "以分为单位的整数，例如 1200000 就是 12,000.00 元；这里是 '12000元'"),
        ({"income_fen": 120.5}, "以分为单位的整数"),
        ({"floor_area_dm2": 60.5}, "以 0.01 平方米为单位的整数"),
        ({"persons": "三"}, "要写整数"),
        ({"persons": 0}, "家庭人口（persons）是 0 人，应当在 1 人 到 20 人 之间"),
        ({"income_fen": -1}, "-0.01 元，应当在 0.00 元"),
        ({"member": "是"}, "要写 true 或 false"),
        ({"vehicle": "飞机"}, "没有“飞机”"),
        ({"vehicle": 1}, "可以写 none、mobility_aid、car"),
    ],
)
def test_a_facts_file_that_cannot_be_used_is_answered_with_what_to_mend(
    judged: Judged, content: Any, words: str
) -> None:
    status, said, errors = judged(content)
    assert (status, said) == (1, "")
    assert errors.startswith("错误：")
    assert words in errors


def test_without_a_day_the_command_asks_for_one(judged: Judged) -> None:
    status, _, errors = judged(FACTS, on=None)
    assert status == 1
    assert "请加上 --on 2026-09-30" in errors


def test_a_file_that_is_not_there_or_not_utf8_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_judge(tmp_path / "没有.json", policy="sample", on=ON, place=None, as_json=False) == 1
    assert "找不到文件" in capsys.readouterr().err
    path = tmp_path / "gbk.json"
    path.write_bytes('{"vehicle": "无"}'.encode("gbk"))
    assert run_judge(path, policy="sample", on=ON, place=None, as_json=False) == 1
    assert "不是 UTF-8 编码" in capsys.readouterr().err
    assert run_judge(tmp_path, policy="sample", on=ON, place=None, as_json=False) == 1
    assert capsys.readouterr().err.startswith("错误：")


def test_an_unknown_policy_is_answered_with_the_shipped_ones(judged: Judged) -> None:
    status, _, errors = judged(FACTS, policy="sampel")
    assert status == 1
    assert "是不是 sample？" in errors
    assert "xingtai" in errors


def test_a_policy_is_found_by_key_or_file(tmp_path: Path) -> None:
    assert {"sample", "xingtai"} <= set(shipped_keys())
    assert find_policy("sample") is find_policy("sample")
    path = tmp_path / "mine.yaml"
    path.write_text(find_policy("sample").source_text, encoding="utf-8")
    assert find_policy(str(path)) == find_policy("sample")
    path.write_text("policy: mine\n", encoding="utf-8")
    with pytest.raises(PolicyError):
        find_policy(str(path))
    with pytest.raises(PolicyNotFound):
        find_policy(str(tmp_path / "nothing.yaml"))


def test_columns_stand_under_each_other_whatever_the_script() -> None:
    assert [width("低保 750"), width("abc")] == [8, 3]
    assert aligned([["收入", "1.00"], ["a", "20.00"]], right=[1]) == ["  收入   1.00", "  a     20.00"]
