"""Writes the reference from what the house runs on: ``python -m tools.write_reference``.

Policies and charters are loaded by the very code that judges with them; permissions are read from the table of rights.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from importlib import import_module
from pathlib import Path

from niangjia.catalogue import Programme
from niangjia.engines.rules import CANNOT_TELL, Policy, load_policy
from niangjia.engines.rules.readable import described, value_text
from niangjia.engines.rules.units import quantity_text
from niangjia.engines.rules.words import fact_text, in_words
from niangjia.site.windows import WINDOWS
from tools.prepare_environment import ROOT

NUMBERS = "数字和出处"
REFERENCE = Path("docs/reference")
MATRIX = Path("src/niangjia/casework/access/matrix.toml")
REACH = {"own": "本工会", "below": "本工会及下级", "assigned": "交给本人的", "self": "本人的"}
ROLES = {
    "anyone": "任何人",
    "member": "职工",
    "grassroots": "基层工会主席",
    "county": "县级工会干部",
    "finance": "财务",
    "leader": "分管领导",
    "helper": "结对干部",
    "partner": "服务点",
    "worker": "职工本人",
    "rule": "到期，按规则",
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


def chapters_of(policy: Policy) -> list[str]:
    """Return what the policy says, in the sentences that the public page shows; its numbers follow in a table."""
    chapters = [chapter for chapter in described(policy) if chapter.title != NUMBERS]
    return [
        line
        for chapter in chapters
        for line in (f"### {chapter.title}", "", *(f"- {sentence}" for sentence in chapter.sentences), "")
    ]


def numbers_of(policy: Policy) -> list[str]:
    """Return every number that the policy uses, with place, days and source."""
    rows = [
        (
            parameter.label,
            code(parameter.key),
            value.place or "各地",
            value.from_on,
            value.until_on or "",
            value_text(parameter, value),
            value.source,
        )
        for parameter in policy.parameters
        for value in parameter.values
    ]
    return [f"### {NUMBERS}", "", *table(("参数", "键", "地区", "起", "止", "数值", "出处"), rows)]


def questions_of(policy: Policy) -> list[str]:
    """Return the tests of the policy, in words and as the file writes them."""
    rows = [(one.label, in_words(policy, one.tree), code(one.text), one.source) for one in policy.tests]
    return ["### 条件", "", *table(("条件", "怎么问", "式子", "出处"), rows)]


def examples_of(policy: Policy) -> list[str]:
    """Return the worked examples of the policy, which are run as tests; of each, what differs from the first."""
    if not policy.examples:
        return []
    fact, first = {one.key: one for one in policy.schema.facts}, policy.examples[0]
    rows = []
    for one in policy.examples:
        told = {key: value for key, value in one.facts.items() if one is first or first.facts.get(key) != value}
        known = "；".join(f"{fact[key].label} {fact_text(fact[key], value)}" for key, value in told.items())
        gives = "；".join(given(policy, key, value) for key, value in one.gives.items())
        rows.append(
            (one.name, one.on, one.place, known if one is first else f"同第一例{known and '，只是'}{known}", gives)
        )
    return ["### 例子", "", *table(("例子", "日期", "地区", "事实", "应得"), rows)]


def given(policy: Policy, key: str, value: object) -> str:
    """Return one thing that an example must give, as people read it."""
    if key == "tier":
        return policy.tier_labels.get(
            str(value), policy.otherwise.label if value == policy.otherwise.key else str(value)
        )
    units = {one.key: (one.label, one.unit) for one in policy.benefits}
    units |= {one.key: (one.label, one.unit) for one in policy.variables}
    if key in units and isinstance(value, Fraction):
        label, unit = units[key]
        return f"{label} {quantity_text(value, unit)}"
    labels = {test.key: test.label for test in policy.tests} | {name: label for name, (label, _) in units.items()}
    words = {True: "满足", False: "不满足", CANNOT_TELL: "无法判断", None: "无法判断"}
    return f"{labels.get(key, key)}：{words.get(value, value) if isinstance(value, bool | str | None) else value}"


def page_of_policies() -> str:
    """Return the manual of every shipped policy."""
    lines = ["# 政策", "", NOTICE, ""]
    for programme in programmes():
        for policy in policies(programme):
            lines += [f"## {policy.label}", "", f"`{policy.key}` · {policy.note}", ""]
            lines += [*chapters_of(policy), *questions_of(policy), *numbers_of(policy), *examples_of(policy)]
    return "\n".join(lines).rstrip() + "\n"


def page_of_charters() -> str:
    """Return the way of a case through each window."""
    lines = ["# 章程", "", NOTICE, ""]
    days = {"working_days": "个工作日", "calendar_days": "天", "months": "个月"}
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
                "、".join("或".join(programme.lifecycle.papers[kind] for kind in group) for group in step.papers),
            )
            for step in programme.lifecycle.steps
        ]
        lines += [f"## {programme.label} `{programme.key}`", "", f"做法：{programme.practice_label}", ""]
        lines += table(("环节", "键", "从", "到", "谁办", "期限", "出处", "先要有"), steps)
    return "\n".join(lines).rstrip() + "\n"


def page_of_permissions() -> str:
    """Return the table of rights as people read it."""
    rights = tomllib.loads((ROOT / MATRIX).read_text(encoding="utf-8"))
    asked: dict[str, list[str]] = {}
    for address in rights["address"]:
        asked.setdefault(address["capability"], []).append(code(address["name"]))
        if "posting" in address:
            asked.setdefault(address["posting"], []).append(f"{code(address['name'])}（提交）")
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
