"""Loads a policy file, and refuses what is wrong with it: file, line, and a sentence that helps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from niangjia.engines.rules.bounds import Bounds, Interval
from niangjia.engines.rules.exact import Ratio
from niangjia.engines.rules.facts import FactSchema
from niangjia.engines.rules.faults import Faults, NotWellFormed, PolicyError
from niangjia.engines.rules.policy import CANNOT_TELL, Benefit, Policy, Variable
from niangjia.engines.rules.read_examples import Outcomes, examples_in
from niangjia.engines.rules.read_expressions import Expressions, declared_variables, tests_in, variables_in
from niangjia.engines.rules.read_outcomes import (
    benefits_in,
    check_names,
    known_words,
    otherwise_in,
    stackings_in,
    tiers_in,
)
from niangjia.engines.rules.read_parameters import parameters_in
from niangjia.engines.rules.source import Section, composed

TOP_KEYS = (
    "policy",
    "label",
    "note",
    "facts",
    "parameters",
    "variables",
    "tests",
    "preconditions",
    "tiers",
    "otherwise",
    "benefits",
    "stacking",
    "examples",
)
RESERVED = {"key": "行的编号", "tier": "档次", "on": "日期", "place": "地区"}


def load_policy(path_or_text: Path | str, schema: FactSchema, *, name: str | None = None) -> Policy:
    """Return the policy that a file or its text writes, fully checked.

    A ``str`` with a line break is the text itself, without one it is a path. ``name`` is what faults call the file.
    Errors: ``PolicyError`` with every fault, each with its line; ``OSError`` when the file cannot be read.
    """
    if isinstance(path_or_text, str) and "\n" in path_or_text:
        text, called = path_or_text, name or "政策"
    else:
        path = Path(path_or_text)
        called = name or path.name
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            faults = Faults(called)
            faults.add(1, "这份文件不是 UTF-8 编码；请另存为 UTF-8 再试")
            raise PolicyError(faults.found) from error
    return _loaded(text, schema, called)


def _loaded(text: str, schema: FactSchema, name: str) -> Policy:
    faults = Faults(name)
    top = Section.of(composed(text, faults), faults, "政策", keys=TOP_KEYS)
    sections = {key: top.section(key, key) for key in ("parameters", "variables", "tests", "tiers", "benefits")}
    _check_top(top, schema, sections)
    parameters = parameters_in(sections["parameters"])
    declared = declared_variables(sections["variables"])
    units = {one.key: one.unit for one in declared if one.unit is not None}
    expressions = Expressions(
        faults, schema, parameters, units, [*sections["parameters"].entries, *sections["variables"].entries]
    )
    variables = variables_in(sections["variables"], declared, expressions)
    tests = tests_in(sections["tests"], expressions)
    test_keys = list(sections["tests"].entries)
    tiers = tiers_in(sections["tiers"], test_keys)
    otherwise = otherwise_in(top)
    benefits = benefits_in(sections["benefits"], tiers, expressions)
    tier_keys = (*(tier.key for tier in tiers), otherwise.key, CANNOT_TELL)
    outcomes = Outcomes(tier_keys, tuple(test_keys), tuple(sections["benefits"].entries), units)
    policy = Policy(
        key=top.text("policy"),
        label=top.text("label"),
        note=top.text("note", ""),
        hash=hashlib.sha256(text.encode()).hexdigest(),
        source_text=text,
        name=name,
        schema=schema,
        parameters=tuple(parameters),
        variables=tuple(variables),
        tests=tuple(tests),
        preconditions=known_words(top.words("preconditions"), test_keys, "测试", faults),
        tiers=tuple(tiers),
        otherwise=otherwise,
        benefits=tuple(benefits),
        stackings=tuple(stackings_in(top, tiers, benefits)),
        examples=tuple(examples_in(top, schema, outcomes)),
    )
    faults.refuse()
    _check_bounds(policy, sections, faults)
    faults.refuse()
    return policy


def _check_top(top: Section, schema: FactSchema, sections: dict[str, Section]) -> None:
    named = top.text("facts")
    if named and named != schema.key:
        top.faults.add(top.line_of("facts"), f"facts 写的是 {named}，这里用的是 {schema.key}；请核对政策属于哪个项目")
    for key in ("tests", "tiers"):
        if not sections[key].entries:
            top.faults.add(top.line_of(key), f"政策缺少 {key}")
    in_expressions = {fact.key: "一项事实" for fact in schema.facts} | RESERVED
    in_outcomes = dict(RESERVED)
    kinds = {"parameters": "参数", "variables": "变量", "tests": "测试", "benefits": "救助"}
    for key, kind in kinds.items():
        if key in ("parameters", "variables"):
            check_names(sections[key], in_expressions, kind)
        if key != "parameters":
            check_names(sections[key], in_outcomes, kind)
    check_names(sections["tiers"], {CANNOT_TELL: "“无法判断”"}, "档次")


def _check_bounds(policy: Policy, sections: dict[str, Section], faults: Faults) -> None:
    """Note every expression that could outgrow exact whole numbers, and every benefit that could fall below zero."""
    ratios: dict[str, Ratio[Interval]] = {}
    bounds = Bounds(policy.schema, policy.parameter_by_key.__getitem__, ratios.__getitem__)

    def bounded(kind: str, key: str, work: Callable[[], object]) -> None:
        try:
            work()
        except NotWellFormed as error:
            faults.add(sections[kind].line_of(key), f"{key}：{error}")

    def bound_variable(variable: Variable) -> None:
        ratios[variable.key] = bounds.number(variable.tree)

    for variable in policy.variables:
        bounded("variables", variable.key, partial(bound_variable, variable))
        if variable.key not in ratios:
            return
    for test in policy.tests:
        bounded("tests", test.key, partial(bounds.plain, test.tree))
    for benefit in policy.benefits:
        bounded("benefits", benefit.key, partial(_check_benefit, benefit, bounds))


def _check_benefit(benefit: Benefit, bounds: Bounds) -> None:
    for tier, tree in benefit.capped.items():
        amount = bounds.number(tree)
        if amount.numerator.low < 0:
            raise NotWellFormed(f"{tier} 档的金额可能低于零；请写成 greatest(…, 0)")
        bounds.rounded(amount, benefit.rounding.rule, benefit.rounding.step_fen)
