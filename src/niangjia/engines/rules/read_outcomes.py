"""Reads what follows from the tests in a policy file: tiers, what is offered otherwise, benefits, stacking."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, cast

import yaml

from niangjia.engines.rules.faults import Faults, did_you_mean
from niangjia.engines.rules.policy import Benefit, Exclusion, Otherwise, Rounding, Stacking, Tier
from niangjia.engines.rules.read_expressions import Expressions
from niangjia.engines.rules.source import NAME, Section, line_of, text_of
from niangjia.engines.rules.tree import Node
from niangjia.engines.rules.units import FEN, FEN_A_YEAR, Unit
from niangjia.engines.rules.words import CYCLE_WORDS, SPAN_BY_WORD

ROUNDED = re.compile(r"^(half_up|down|up) to (fen|yuan)$")
STEPS = {"fen": 1, "yuan": 100}
BENEFIT_KEYS = ("label", "is", "at_most", "once_per", "round", "source")

ByTier = tuple[tuple[str, Node, str], ...]


def known_words(words: Iterable[tuple[str, int]], known: Iterable[str], kind: str, faults: Faults) -> tuple[str, ...]:
    """Return those of ``words`` that are known, noting the others with their line.

    >>> faults = Faults("a.yaml")
    >>> known_words([("belongs", 3), ("belong", 4)], ["belongs"], "测试", faults), faults.found[0].line
    (('belongs',), 4)
    """
    allowed, found = list(known), []
    for word, line in words:
        if word in allowed:
            found.append(word)
        else:
            faults.add(line, f"没有叫“{word}”的{kind}{did_you_mean(word, allowed)}")
    return tuple(found)


def tiers_in(section: Section, tests: Iterable[str]) -> list[Tier]:
    """Return the tiers in their order, noting every fault."""
    known, found = list(tests), []
    for entry in section.entries.values():
        what = f"档次 {entry.key}"
        one = Section.of(entry.node, section.faults, what, keys=("label", "needs", "unless"), line=entry.line)
        if "needs" not in one.entries:
            one.faults.add(one.line, f"{what}缺少 needs（要满足哪些测试）")
        needs = known_words(one.words("needs"), known, "测试", one.faults)
        exclusions = tuple(_exclusion(node, what, known, one.faults) for node in one.items("unless"))
        found.append(Tier(entry.key, one.text("label"), needs, exclusions))
    return found


def _exclusion(node: yaml.Node, what: str, known: list[str], faults: Faults) -> Exclusion:
    word = text_of(node)
    if word is not None:
        return Exclusion(word if known_words([(word, line_of(node))], known, "测试", faults) else "")
    one = Section.of(node, faults, f"{what}的排除情形", keys=("test", "except"))
    test = one.text("test")
    exceptions = known_words(one.words("except"), known, "测试", faults)
    return Exclusion(
        "".join(known_words([(test, one.line_of("test"))] if test else [], known, "测试", faults)), exceptions
    )


def otherwise_in(top: Section) -> Otherwise:
    """Return what holds for a household in no tier."""
    if "otherwise" not in top.entries:
        top.faults.add(top.line, "政策缺少 otherwise（不在任何档次时怎么说、能去哪里）")
    one = top.section("otherwise", "otherwise", keys=("key", "label", "then"))
    label = one.text("label") if "otherwise" in top.entries else ""
    then = one.section("then", "otherwise 的 then")
    guidance = tuple((key, then.text(key)) for key in then.entries)
    return Otherwise(one.text("key", "none"), label, guidance)


def benefits_in(section: Section, tiers: list[Tier], expressions: Expressions) -> list[Benefit]:
    """Return the benefits, noting every fault."""
    found = []
    for entry in section.entries.values():
        what = f"救助 {entry.key}"
        one = Section.of(entry.node, section.faults, what, keys=BENEFIT_KEYS, line=entry.line)
        if "is" not in one.entries:
            one.faults.add(one.line, f"{what}缺少 is（金额怎么算）")
        label, source = one.text("label"), one.text("source")
        amounts, ceilings = (_by_tier(one, key, what, tiers, expressions) for key in ("is", "at_most"))
        unit = _unit_of(one, what, (*amounts, *ceilings), expressions)
        cycles = _cycles(one, what)
        found.append(Benefit(entry.key, label, unit, amounts, ceilings, cycles, _rounding(one, what), source))
    return found


def _cycles(one: Section, what: str) -> tuple[str, ...]:
    """Return for whom and in which span a benefit is had once; whoever says for whom says in which span, too."""
    words = [(part.strip(), line) for word, line in one.words("once_per") for part in word.split(",")]
    found = known_words(words, CYCLE_WORDS, "周期", one.faults)
    if found and not set(found) & set(SPAN_BY_WORD):
        one.faults.add(
            one.line_of("once_per"),
            f"{what}的 once_per 没有说多久一次；请加上 quarter（每季度）、twelve_months（每十二个月）或 year（每年）",
        )
    return found


def _by_tier(one: Section, key: str, what: str, tiers: list[Tier], expressions: Expressions) -> ByTier:
    """Return the expressions beside ``key`` by tier; one expression alone is meant for every tier."""
    if key not in one.entries:
        return ()
    node = one.entries[key].node
    if not isinstance(node, yaml.MappingNode):
        tree, text = expressions.read(f"{what}的 {key}", node, "number"), (text_of(node) or "").strip()
        return tuple((tier.key, tree, text) for tier in tiers) if tree is not None else ()
    found = []
    for entry in Section.of(node, one.faults, f"{what}的 {key}").entries.values():
        tree = expressions.read(f"{what}的 {key}（{entry.key}）", entry.node, "number")
        known = known_words([(entry.key, entry.line)], [tier.key for tier in tiers], "档次", one.faults)
        if tree is not None and known:
            found.append((entry.key, tree, (text_of(entry.node) or "").strip()))
    return tuple(found)


def _unit_of(one: Section, what: str, trees: ByTier, expressions: Expressions) -> Unit:
    """Return the one unit of all amounts of a benefit: fen, or fen a year."""
    units = {unit for _, tree, _ in trees if (unit := expressions.sort_of(tree).unit) is not None}
    for unit in units:
        if unit not in (FEN, FEN_A_YEAR):
            one.faults.add(one.line_of("is"), f"{what}要算出 fen 或 fen / year，这里算出来是 {unit}")
    if len(units) > 1:
        one.faults.add(one.line_of("is"), f"{what}各档和上限的单位不一样：{'；'.join(sorted(map(str, units)))}")
    return min(units, key=str, default=FEN)


def _rounding(one: Section, what: str) -> Rounding:
    text = one.text("round", "half_up to fen")
    found = ROUNDED.match(text)
    if found is None:
        one.faults.add(
            one.line_of("round"),
            f"{what}的 round 不认识“{text}”；可以写 half_up（四舍五入）、down（舍去）或 up（进位），"
            "后面跟 to fen 或 to yuan，例如 half_up to fen",
        )
        return Rounding("half_up", 1)
    return Rounding(cast("Literal['half_up', 'down', 'up']", found[1]), STEPS[found[2]])


def stackings_in(top: Section, tiers: list[Tier], benefits: list[Benefit]) -> list[Stacking]:
    """Return which benefits exclude each other, noting every fault."""
    found = []
    for node in top.items("stacking"):
        one = Section.of(node, top.faults, "stacking", keys=("tier", "of", "keep", "source"))
        tier, source = one.text("tier"), one.text("source")
        if tier:
            known_words([(tier, one.line_of("tier"))], [tier.key for tier in tiers], "档次", one.faults)
        of = known_words(one.words("of"), [benefit.key for benefit in benefits], "救助", one.faults)
        if one.text("keep") not in ("largest", ""):
            one.faults.add(one.line_of("keep"), "stacking 的 keep 目前只能写 largest（只给最多的一项）")
        if len(of) < 2:
            one.faults.add(one.line_of("of"), "stacking 的 of 至少要列两项救助，例如 [living_aid, medical_aid]")
        found.append(Stacking(tier, of, source))
    return found


def check_names(section: Section, taken: dict[str, str], kind: str) -> None:
    """Note names that are malformed or already taken by something else in the policy."""
    for entry in section.entries.values():
        if not re.fullmatch(NAME, entry.key):
            section.faults.add(entry.line, f"名称“{entry.key}”要用小写英文字母、数字和下划线，以字母开头")
        if entry.key in taken:
            section.faults.add(entry.line, f"名称“{entry.key}”已经是{taken[entry.key]}了；请给{kind}换一个")
        taken[entry.key] = kind
