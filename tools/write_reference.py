"""Writes the reference from what the house runs on: ``python -m tools.write_reference``.

Policies and charters are loaded by the very code that judges with them; permissions are read from the table of rights.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path

from niangjia.catalogue import Programme
from niangjia.engines.rules.load import load_policy
from niangjia.engines.rules.policy import Policy
from niangjia.site.windows import WINDOWS
from tools.prepare_environment import ROOT

REFERENCE = Path("docs/reference")
MATRIX = Path("src/niangjia/casework/access/matrix.toml")
REACH = {"own": "本工会", "below": "本工会及下级"}
ROLES = {
    "anyone": "任何人",
    "member": "职工",
    "grassroots": "基层工会主席",
    "county": "县级工会干部",
    "finance": "财务",
    "leader": "分管领导",
}
NOTICE = "由 `make docs` 从代码写出；过时了测试会失败。"


def cell(content: object) -> str:
    """Return ``content`` as it may stand in a table of Markdown."""
    return str(content).replace("|", "\\|").replace("\n", " ")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return a table in Markdown, and an empty line after it."""
    lines = [head, ["---"] * len(head), *([cell(content) for content in row] for row in rows)]
    return [*(f"| {' | '.join(line)} |" for line in lines), ""]


def code(expression: object) -> str:
    """Return an expression as code."""
    return f"`{expression}`"


def programmes() -> list[Programme]:
    """Return the charter of every open window."""
    return [import_module(f"niangjia.programmes.{key}.programme").PROGRAMME for key in WINDOWS]


def policies(programme: Programme) -> list[Policy]:
    """Return the policies that a window ships, its preset first."""
    folder = ROOT / "src" / "niangjia" / "programmes" / programme.key / "policy"
    return [load_policy(folder / f"{key}.yaml", programme.facts) for key in programme.policies]


def parameters_of(policy: Policy) -> list[str]:
    """Return every number that the policy uses, with place, days and source."""
    rows = [
        (
            parameter.label,
            code(parameter.key),
            parameter.unit or "比较符",
            value.place or "各地",
            value.from_on,
            value.until_on or "",
            code(value.text),
            value.source,
        )
        for parameter in policy.parameters
        for value in parameter.values
    ]
    return ["### 参数", "", *table(("参数", "键", "单位", "地区", "起", "止", "数值", "出处"), rows)]


def questions_of(policy: Policy) -> list[str]:
    """Return the variables and the tests of the policy."""
    variables = [(one.label, code(one.key), one.unit, code(one.text)) for one in policy.variables]
    tests = [(one.label, code(one.key), code(one.text), one.source) for one in policy.tests]
    return [
        *("### 计算量", "", *table(("计算量", "键", "单位", "怎么算"), variables)),
        *("### 条件", "", *table(("条件", "键", "怎么问", "出处"), tests)),
    ]


def outcomes_of(policy: Policy) -> list[str]:
    """Return preconditions, tiers and benefits of the policy."""
    label = {test.key: test.label for test in policy.tests}
    barred = {
        tier.key: "；".join(
            label[one.test] + (f"（{'、'.join(map(label.__getitem__, one.unless))}的除外）" if one.unless else "")
            for one in tier.exclusions
        )
        for tier in policy.tiers
    }
    tiers = [(tier.label, "；".join(label[key] for key in tier.needs), barred[tier.key]) for tier in policy.tiers]
    word = {tier.key: tier.label for tier in policy.tiers}
    benefits = [
        (
            benefit.label,
            "<br>".join(f"{word[tier]}：{code(text)}" for tier, _, text in benefit.amounts),
            "<br>".join(f"{word[tier]}：{code(text)}" for tier, _, text in benefit.ceilings),
            " × ".join(benefit.once_per),
            f"{benefit.rounding.rule}，{benefit.rounding.step_fen} 分",
            benefit.source,
        )
        for benefit in policy.benefits
    ]
    guidance = "、".join(text for _, text in policy.otherwise.guidance)
    return [
        *("### 档次", "", f"先要：{'；'.join(label[key] for key in policy.preconditions) or '无'}。", ""),
        *table(("档次", "要满足", "有一条就不算"), tiers),
        *(f"都不是：{policy.otherwise.label}；指引：{guidance or '无'}。", ""),
        *("### 救助", "", *table(("项目", "数额", "最高", "每…一次", "取整", "出处"), benefits)),
        *(f"- {word[one.tier]}只取最高的一项：{'、'.join(one.of)}（{one.source}）" for one in policy.stackings),
    ]


def examples_of(policy: Policy) -> list[str]:
    """Return the worked examples of the policy: each is run as a test."""
    fact = {one.key: one.label for one in policy.schema.facts}
    rows = [
        (
            one.name,
            one.on,
            one.place,
            "；".join(f"{fact.get(key, key)} {value}" for key, value in one.facts.items()),
            "；".join(f"{key} {value}" for key, value in one.gives.items()),
        )
        for one in policy.examples
    ]
    return ["### 例子", "", *table(("例子", "日期", "地区", "事实", "应得"), rows)]


def page_of_policies() -> str:
    """Return the manual of every shipped policy."""
    lines = ["# 政策", "", NOTICE, ""]
    for programme in programmes():
        for policy in policies(programme):
            lines += [f"## {policy.label}", "", f"`{policy.key}` · {policy.note}", ""]
            lines += [*parameters_of(policy), *questions_of(policy), *outcomes_of(policy), "", *examples_of(policy)]
    return "\n".join(lines).rstrip() + "\n"


def page_of_charters() -> str:
    """Return the way of a case through each window."""
    lines = ["# 章程", "", NOTICE, ""]
    days = {"working_days": "个工作日", "calendar_days": "天"}
    for programme in programmes():
        state = programme.lifecycle.states
        steps = [
            (
                step.label,
                code(step.key),
                state[step.from_state],
                state[step.to_state],
                ROLES[step.role],
                f"{step.within.count} {days[step.within.unit]}" if step.within else "",
                step.within.source if step.within else "",
            )
            for step in programme.lifecycle.steps
        ]
        lines += [f"## {programme.label} `{programme.key}`", "", f"做法：{programme.practice_label}", ""]
        lines += table(("环节", "键", "从", "到", "谁办", "期限", "出处"), steps)
    return "\n".join(lines).rstrip() + "\n"


def page_of_permissions() -> str:
    """Return the table of rights as people read it."""
    rights = tomllib.loads((ROOT / MATRIX).read_text(encoding="utf-8"))
    asked: dict[str, list[str]] = {}
    for address in rights["address"]:
        asked.setdefault(address["capability"], []).append(code(address["name"]))
    rows = [
        (
            one["sentence"],
            code(one["key"]),
            "<br>".join(f"{ROLES[role]}：{REACH[reach]}" for role, reach in one["roles"].items()),
            "、".join(one["fields"]),
            one["purpose"],
            " ".join(asked.get(one["key"], ())),
        )
        for one in rights["capability"]
    ]
    head = ("能做什么", "键", "谁能，管到哪里", "看到哪些信息", "用途", "哪些页面要它")
    text = "没有写在这张表里的，一律不许；不许看和没有，答复一样。"
    return "\n".join(["# 权限", "", NOTICE, text, "", *table(head, rows)]).rstrip() + "\n"


def written() -> dict[Path, str]:
    """Return every page that this tool writes, with its content."""
    return {
        REFERENCE / "policies.md": page_of_policies(),
        REFERENCE / "charters.md": page_of_charters(),
        REFERENCE / "permissions.md": page_of_permissions(),
    }


def main() -> int:
    """Write the pages."""
    for path, content in written().items():
        (ROOT / path).write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
