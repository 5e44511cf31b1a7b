"""Why a verdict is what it is, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from niangjia.engines.rules.policy import CANNOT_TELL, Policy, Tier
from niangjia.engines.rules.verdict import ComparisonShown, Quantity, TestShown, Verdict
from niangjia.engines.rules.words import COMPARATOR_WORDS, label_of

FAILED_WORDS = {"<": "没有低于", "<=": "高于", ">": "没有超过", ">=": "少于", "=": "不等于", "<>": "等于"}


def why(policy: Policy, verdict: Verdict) -> str:
    """Return one sentence that says why the tier is what it is."""
    if verdict.tier == CANNOT_TELL:
        return _cannot_tell(policy, verdict)
    tier = next((one for one in policy.tiers if one.key == verdict.tier), None)
    if tier is not None:
        reasons = [_reason(verdict.test(key)) for key in tier.needs] or ["先决条件都满足"]
        return f"{'；'.join(reasons)}，所以是“{tier.label}”。"
    unmet = [test.label for test in verdict.tests if test.role == "precondition" and test.outcome == "fail"]
    if unmet:
        return f"先决条件没有满足：{'；'.join(unmet)}。"
    barred = next((one for one in policy.tiers if _needs_met(one, verdict)), None)
    if barred is not None:
        labels = [verdict.test(one.test).label for one in barred.exclusions if verdict.test(one.test).outcome == "pass"]
        return f"够得上“{barred.label}”的条件，但触及排除情形：{'；'.join(labels)}。"
    unmet = [_reason(verdict.test(key)) for key in _unmet(policy.tiers, verdict)]
    return f"{'；'.join(unmet)}，够不上任何一档。"


def comparison_text(one: ComparisonShown) -> str:
    """Return a comparison as it came out: the household's value, how it stands, the threshold."""
    words = COMPARATOR_WORDS if one.holds else FAILED_WORDS
    threshold = f"{one.threshold_label}（{_said(one.threshold)}）"
    return f"{one.value_label} {_said(one.value)}，{words[one.comparator or '=']}{threshold}"


def _cannot_tell(policy: Policy, verdict: Verdict) -> str:
    possible = "、".join(f"“{one.label}”" for one in verdict.possible)
    lacking = []
    if verdict.missing_facts:
        lacking.append(f"还不知道：{'、'.join(fact.label for fact in verdict.missing_facts)}")
    if verdict.missing_parameters:
        first, *others = [label_of(policy, key) for key in verdict.missing_parameters]
        where = verdict.place[0] if verdict.place and verdict.place[0] else "这个地区"
        lacking.append(f"政策里没有{where} {verdict.on} 的“{first}”{f'等 {len(others) + 1} 项' if others else ''}")
    return f"{'；'.join(lacking) or '有一项算不出来（除数是零）'}。目前可能是{possible}。"


def _reason(test: TestShown) -> str:
    if len(test.comparisons) == 1 and test.comparisons[0].holds is not None:
        return comparison_text(test.comparisons[0])
    return test.label if test.outcome == "pass" else f"不符合“{test.label}”"


def _needs_met(tier: Tier, verdict: Verdict) -> bool:
    return all(verdict.test(key).outcome == "pass" for key in tier.needs)


def _unmet(tiers: Iterable[Tier], verdict: Verdict) -> list[str]:
    """Return the unmet needs; of several about the same figure only the last, which is the widest."""
    found: dict[str, str] = {}
    for tier in tiers:
        for key in tier.needs:
            test = verdict.test(key)
            if test.outcome != "pass":
                found[test.comparisons[0].value_label if len(test.comparisons) == 1 else key] = key
    return list(found.values())


def _said(value: Quantity | None) -> str:
    return value.text if value else "不清楚"
