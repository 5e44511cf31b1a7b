"""The tests of a verdict as its page shows them: result, what is known, value and line, clause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia.casework.review import CANNOT_TELL
from niangjia.engines.rules import Verdict
from niangjia.engines.rules.verdict import ComparisonShown, TestShown, UsedParameter
from niangjia.web.sentences import told

GROUPS = (
    ("precondition", gettext_noop("先决条件"), gettext_noop("每一条都要满足")),
    ("need", gettext_noop("档次标准"), gettext_noop("从上往下，先满足哪条算哪档")),
    ("exclusion", gettext_noop("排除情形"), gettext_noop("触及一条，就不能认定它所排除的档次")),
    ("exception", gettext_noop("排除的例外"), gettext_noop("满足一条，排除就不算")),
    ("other", gettext_noop("另外看到的"), ""),
)
RESULTS = {
    ("exclusion", "pass"): "hit",
    ("exclusion", "fail"): "clear",
    ("other", "pass"): "met",
    ("other", "fail"): "not_met",
}
PLAIN_RESULTS = {"pass": "met", "fail": "not_met", CANNOT_TELL: "unknown"}


def groups(verdict: Verdict) -> list[dict[str, Any]]:
    """Return the tests in the order of the policy, in groups by the part they play."""
    found = []
    for role, label, note in GROUPS:
        tests = [shown_test(verdict, test) for test in verdict.tests if test.role == role]
        if tests:
            found.append({"key": role, "label": _(label), "note": _(note) if note else "", "tests": tests})
    return found


def shown_test(verdict: Verdict, test: TestShown) -> dict[str, Any]:
    """Return one test: result, what is known, value and line, clause."""
    measured = [one for one in test.comparisons if one.threshold is not None]
    measure = measured[-1] if measured else None
    result = RESULTS.get((test.role, test.outcome), PLAIN_RESULTS[test.outcome])
    said = known_words(verdict, test, but=measure)
    used = [used for used in verdict.parameters if used.from_on and measure and used.label in measure.threshold_label]
    return {
        "label": test.label,
        "result": result,
        "said": said,
        "measure": None if measure is None else shown_measure(verdict, measure),
        "clause": test.source,
        "clause_url": reverse("hardship:policy", args=[verdict.policy]) + f"#{test.key}",
        "source": value_words(used),
        "line_word": "limit" if test.role == "exclusion" else "threshold",
        "no_bearing": "",
    }


def shown_measure(verdict: Verdict, measure: ComparisonShown) -> dict[str, Any]:
    """Return the numbers of one comparison as the page draws them."""
    return {
        "value": measure.value.exact if measure.value else None,
        "op": measure.comparator,
        "line": measure.threshold.exact if measure.threshold else None,
        "unit": measure.threshold.unit if measure.threshold else "",
        "line_label": line_words(verdict, measure.threshold_label),
    }


def known_words(verdict: Verdict, test: TestShown, *, but: ComparisonShown | None) -> str:
    """Return what is known for a test in words; the number that is measured is left to its own line."""
    facts = {fact.key: fact for fact in verdict.facts}
    known = [facts[key] for key in test.facts if key in facts]
    if but is not None and len(test.comparisons) == 1:
        return ""
    if but is None:
        return "，".join(f"{fact.label}：{fact.text}" if fact.text in {"是", "否"} else fact.text for fact in known)
    return "，".join(fact.text for fact in known if fact.key in {"homes"})


def value_words(used: Sequence[UsedParameter]) -> str:
    """Return where the value of a line comes from: its place, its first day, who set it."""
    return "；".join(
        _("%(label)s取 %(day)s 起的值，%(origin)s")
        % {"label": told(one.label), "day": one.from_on, "origin": told(one.place or one.origin)}
        for one in used[:1]
    )


def line_words(verdict: Verdict, label: str) -> str:
    """Return the name of a line with its plain numbers filled in: 2 × 低保标准."""
    for used in verdict.parameters:
        if used.unit == "1" and used.text:
            label = label.replace(used.label, used.text)
    return label
