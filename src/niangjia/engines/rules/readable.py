"""A policy read back: plain sentences for the public page, and what one version changes against another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from niangjia.engines.rules.policy import Benefit, DatedValue, Parameter, Policy, Tier
from niangjia.engines.rules.units import quantity_text
from niangjia.engines.rules.words import COMPARATOR_WORDS, CYCLE_WORDS, ROUNDING_WORDS, in_words


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of a policy in words."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs between two versions; ``before`` or ``after`` is empty where there is none."""

    kind: str
    label: str
    before: str
    after: str


def described(policy: Policy) -> tuple[Chapter, ...]:
    """Return a policy chapter by chapter, in the words of its labels; empty chapters are left out."""
    chapters = (
        Chapter("算什么", tuple(f"{v.label}：{in_words(policy, v.tree)}。" for v in policy.variables)),
        Chapter(
            "先决条件",
            tuple(
                f"{policy.test_by_key[key].label}（{policy.test_by_key[key].source}）。" for key in policy.preconditions
            ),
        ),
        Chapter("档次（从上往下，先满足哪条算哪档）", tuple(_tier(policy, tier) for tier in policy.tiers)),
        Chapter("不在任何档次时", tuple(_otherwise(policy))),
        Chapter("救助", tuple(sentence for benefit in policy.benefits for sentence in _benefit(policy, benefit))),
        Chapter("只给一项", tuple(_stackings(policy))),
        Chapter("数字和出处", tuple(_value(p, value) for p in policy.parameters for value in p.values)),
    )
    return tuple(chapter for chapter in chapters if chapter.sentences)


def as_markdown(policy: Policy) -> str:
    """Return a policy as a page of the manual."""
    lines = [f"# {policy.label}", ""]
    if policy.note:
        lines += [policy.note, ""]
    for chapter in described(policy):
        lines += [f"## {chapter.title}", "", *(f"- {sentence}" for sentence in chapter.sentences), ""]
    return "\n".join(lines)


def differences(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """Return what ``new`` changes against ``old``, in the order of the new one."""
    before, after = dict(_parts(old)), dict(_parts(new))
    keys = [*after, *(key for key in before if key not in after)]
    return tuple(
        Difference(
            key[0], (after.get(key) or before[key])[0], before.get(key, ("", ""))[1], after.get(key, ("", ""))[1]
        )
        for key in keys
        if before.get(key, ("", ""))[1] != after.get(key, ("", ""))[1]
    )


def value_text(parameter: Parameter, value: DatedValue) -> str:
    """Return a value as people read it."""
    if isinstance(value.value, Fraction) and parameter.unit is not None:
        return quantity_text(value.value, parameter.unit)
    return COMPARATOR_WORDS[str(value.value)]


def _tier(policy: Policy, tier: Tier) -> str:
    needs = "；".join(policy.test_by_key[key].label for key in tier.needs)
    barred = []
    for exclusion in tier.exclusions:
        label = policy.test_by_key[exclusion.test].label
        excepted = "、".join(policy.test_by_key[key].label for key in exclusion.unless)
        barred.append(f"{label}（{excepted}的除外）" if excepted else label)
    without = f"，并且没有这些情形：{'；'.join(barred)}" if barred else ""
    return f"{tier.label}：{needs or '满足先决条件'}{without}。"


def _otherwise(policy: Policy) -> Iterator[str]:
    yield f"{policy.otherwise.label}。"
    if policy.otherwise.guidance:
        yield f"仍可以申请：{'、'.join(label for _, label in policy.otherwise.guidance)}。"


def _benefit(policy: Policy, benefit: Benefit) -> Iterator[str]:
    ceilings = {tier: tree for tier, tree, _ in benefit.ceilings}
    cycle = "".join(CYCLE_WORDS[one] for one in benefit.once_per)
    for tier, tree, _ in benefit.amounts:
        most = f"，以“{in_words(policy, ceilings[tier])}”为限" if tier in ceilings else ""
        rounding = ROUNDING_WORDS[(benefit.rounding.rule, benefit.rounding.step_fen)]
        once = f"，{cycle}一次" if cycle else ""
        label = policy.tier_labels[tier]
        yield f"{benefit.label}（{label}）：{in_words(policy, tree)}{most}{once}，最后{rounding}（{benefit.source}）。"


def _stackings(policy: Policy) -> Iterator[str]:
    labels = {benefit.key: benefit.label for benefit in policy.benefits}
    for stacking in policy.stackings:
        names = "、".join(labels[key] for key in stacking.of)
        yield f"{policy.tier_labels[stacking.tier]}：{names}只给最多的一项（{stacking.source}）。"


def _value(parameter: Parameter, value: DatedValue) -> str:
    where = f"{value.place}，" if value.place else ""
    until = f"到 {value.until_on}" if value.until_on else "起"
    return f"{parameter.label}：{where}{value.from_on} {until}，{value_text(parameter, value)}（{value.source}）。"


def _parts(policy: Policy) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield every part of a policy: its kind and identity, then its label and text."""
    for parameter in policy.parameters:
        for value in parameter.values:
            where = f"{value.place} " if value.place else ""
            until = f" 到 {value.until_on}" if value.until_on else " 起"
            label = f"{parameter.label}（{where}{value.from_on}{until}）"
            text = f"{value_text(parameter, value)}（{value.source}）"
            yield ("数字", f"{parameter.key} {value.place} {value.from_on}"), (label, text)
    for variable in policy.variables:
        yield ("算法", variable.key), (variable.label, in_words(policy, variable.tree))
    for test in policy.tests:
        yield ("测试", test.key), (test.label, f"{in_words(policy, test.tree)}（{test.source}）")
    for tier in policy.tiers:
        yield ("档次", tier.key), (tier.label, _tier(policy, tier))
    for benefit in policy.benefits:
        yield ("救助", benefit.key), (benefit.label, "".join(_benefit(policy, benefit)))
