"""One household, judged: everything that the verdict page shows, out of the kept verdict and the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework import queries as desk
from niangjia.casework.access import Actor
from niangjia.casework.assessment import latest_assessment, verdict_of
from niangjia.casework.privacy import masked
from niangjia.casework.review import CANNOT_TELL, NO_TIER
from niangjia.engines.rules import Verdict
from niangjia.engines.rules.verdict import BenefitShown, ComparisonShown, TestShown, VariableShown
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.programmes.hardship.queries.decision import decision_panel
from niangjia.records.accounts.models import LIVE, Entitlement
from niangjia.records.cases.models import Assessment, Case
from niangjia.values.periods import Quarter

STATUS = {
    "filed": "accepted",
    "judged": "checking",
    "returned": "amend",
    "granted": "approved",
    "reserved": "approved",
    "paid": "paid",
    "guided": "closed",
}
GROUPS = (
    ("precondition", _("先决条件"), _("每一条都要满足")),
    ("need", _("档次标准"), _("从上往下，先满足哪条算哪档")),
    ("exclusion", _("排除情形"), _("触及一条，就不能认定它所排除的档次")),
    ("exception", _("排除的例外"), _("满足一条，排除就不算")),
    ("other", _("另外看到的"), ""),
)
RESULTS = {
    ("exclusion", "pass"): "hit",
    ("exclusion", "fail"): "clear",
    ("other", "pass"): "met",
    ("other", "fail"): "not_met",
}
PLAIN_RESULTS = {"pass": "met", "fail": "not_met", CANNOT_TELL: "unknown"}


def verdict_page(case: Case, actor: Actor, *, today: date) -> dict[str, Any]:
    """Return what ``hardship/verdict.html`` shows of ``case`` to ``actor``; forms are added by the view.

    Errors: ``ValueError`` when the case has not been judged yet.
    """
    assessment = latest_assessment(case)
    if assessment is None:
        raise ValueError("a case without a verdict has no verdict page")
    verdict = Verdict.from_json(verdict_of(assessment))
    return {
        "verdict": shown(case, assessment, verdict, actor),
        "decision": decision_panel(case, assessment, actor, today=today),
        "crumbs": crumbs(case),
    }


def shown(case: Case, assessment: Assessment, verdict: Verdict, actor: Actor) -> dict[str, Any]:
    """Return the ``verdict`` of the page."""
    tier = case.tier or verdict.tier
    override = desk.decision_on(assessment)
    amounts = verdict.benefits
    return {
        "id": case.pk,
        "quarter_label": Quarter.parse(case.period).label,
        "status": STATUS[case.state],
        "tier": "unknown" if tier == CANNOT_TELL else tier,
        "tier_label": PROGRAMME.tiers.get(tier, verdict.tier_label),
        "helped": tier not in {NO_TIER, CANNOT_TELL},
        "name": case.household.head_name,
        "persons": verdict.known_facts.get("persons"),
        "because": because(verdict),
        "axis": axis(verdict),
        "workings": workings(verdict),
        "net_fen": rounded(verdict, CHARTER["verdict_page"]["net"]),
        "amounts": [amount(benefit, case) for benefit in amounts if benefit.formula],
        "total_fen": override.total_fen if override else assessment.total_fen,
        "possible_fen": None,
        "missing": missing(verdict, case),
        "groups": groups(verdict),
        "changes": [],
        "guidance": guidance(verdict),
        "policy": {
            "label": verdict.policy_label,
            "url": reverse("hardship:policy", args=[verdict.policy]),
            "from_day": max((used.from_on for used in verdict.parameters if used.from_on), default=None),
        },
        "seal": {
            "at": assessment.facts.frozen_at,
            "facts": assessment.facts.count,
            "fingerprint": fingerprint(assessment.facts.fingerprint),
        },
        "file": file_of(case, actor),
        "trail": [
            {"at": step.at, "by": step.by.name, "text": step_words(step.key, step.from_state, step.note)}
            for step in reversed(desk.steps(case))
        ],
    }


def fingerprint(text: str) -> str:
    """Return the head of a fingerprint in groups of four, as the seal shows it.

    >>> fingerprint("7c1e90ab44d2ffff")
    '7c1e 90ab 44d2'
    """
    return " ".join(text[start : start + 4] for start in range(0, 12, 4))


def crumbs(case: Case) -> list[dict[str, str]]:
    """Return the way down the tree to this household."""
    return [
        {"label": _("家庭"), "url": f"{reverse('hardship:households')}?period={case.period}"},
        {"label": case.owner_union.name, "url": f"{reverse('hardship:households')}?union={case.owner_union_id}"},
        {"label": _("%(name)s家庭") % {"name": case.household.head_name}, "url": ""},
    ]


def step_words(key: str, state: str, note: str) -> str:
    """Return a step of the charter in its own words, with what was noted."""
    label = next(
        (step.label for step in PROGRAMME.lifecycle.steps if step.key == key and step.from_state == state), key
    )
    return f"{_(label)}：{note}" if note else _(label)


def because(verdict: Verdict) -> list[str]:
    """Return the tests that decided besides income: what bars the household, or the sudden blow that brings help."""
    if verdict.tier == NO_TIER:
        barred = [test.label for test in verdict.tests if test.role == "precondition" and test.outcome == "fail"]
        labels = [_("不满足“%(test)s”") % {"test": label} for label in barred]
        return labels + [test.label for test in verdict.tests if test.role == "exclusion" and test.outcome == "pass"]
    on_axis = {test.key for test in verdict.tests if measured_on_axis(verdict, test)}
    return [
        test.label
        for test in verdict.tests
        if verdict.tier == "accident" and test.role == "need" and test.outcome == "pass" and test.key not in on_axis
    ]


def variable(verdict: Verdict, key: str) -> VariableShown | None:
    """Return one variable of the verdict, if its policy has it."""
    return next((one for one in verdict.variables if one.key == key), None)


def rounded(verdict: Verdict, key: str) -> int | None:
    """Return a variable rounded to whole base units."""
    found = variable(verdict, key)
    return found.value.rounded if found and found.value else None


def measured_on_axis(verdict: Verdict, test: TestShown) -> ComparisonShown | None:
    """Return the comparison of ``test`` that is made on the variable of the big ruler."""
    main = variable(verdict, CHARTER["verdict_page"]["axis"])
    if main is None:
        return None
    return next((one for one in test.comparisons if one.value_label == main.label and one.threshold), None)


def axis(verdict: Verdict) -> dict[str, Any] | None:
    """Return the big ruler: where the household stands, the lines of the tiers, and the stretch of its own tier."""
    main = variable(verdict, CHARTER["verdict_page"]["axis"])
    lines = [
        (comparison, test) for test in verdict.tests if (comparison := measured_on_axis(verdict, test)) is not None
    ]
    if main is None or not lines:
        return None
    lines.sort(key=lambda line: line[0].threshold.exact if line[0].threshold else Fraction(0))
    unit = next(one.threshold.unit for one, _test in lines if one.threshold)
    names = [PROGRAMME.tiers[key] for key in list(PROGRAMME.tiers)[: len(lines)]] + [_("范围外")]
    return {
        "value": main.value.exact if main.value else None,
        "marks": [
            {"at": one.threshold.exact, "label": one.threshold_label} for one, _test in lines if one.threshold
        ],
        "unit": unit,
        "good": verdict.tier not in {NO_TIER, CANNOT_TELL},
        "zones": names,
    }


def workings(verdict: Verdict) -> list[dict[str, Any]]:
    """Return how the yearly net income came about: the income, then each spending that is subtracted."""
    net = variable(verdict, CHARTER["verdict_page"]["net"])
    if net is None:
        return []
    by_label = {one.label: one for one in verdict.variables}
    lines: list[dict[str, Any]] = []
    for piece in net.pieces:
        minus = piece.sign == "-"
        parts = by_label[piece.label].pieces if piece.label in by_label else (piece,)
        lines += [
            {"label": part.label, "fen": part.value.rounded, "minus": minus}
            for part in parts
            if part.value and (part.value.rounded or not minus)
        ]
    return lines


def amount(benefit: BenefitShown, case: Case) -> dict[str, Any]:
    """Return one benefit of the page: its amount and how it came about; what was had before says so."""
    had = had_before(benefit, case)
    note = benefit.formula
    if had is not None:
        note = _("%(period)s年已经领过，这次不重复发") % {"period": had.period_key}
    return {
        "label": benefit.label,
        "fen": benefit.amount_fen,
        "note": note,
        "uncapped_fen": benefit.before_ceiling.rounded if benefit.capped and benefit.before_ceiling else None,
    }


def had_before(benefit: BenefitShown, case: Case) -> Entitlement | None:
    """Return the entitlement by which the household has had a once-a-year benefit in this year in another case."""
    if "year" not in benefit.once_per:
        return None
    year = str(Quarter.parse(case.period).year)
    return (
        Entitlement.everywhere.filter(
            household_id=case.household_id, benefit=benefit.key, period_key=year, state__in=LIVE
        )
        .exclude(case=case)
        .first()
    )


def missing(verdict: Verdict, case: Case) -> list[dict[str, Any]]:
    """Return what nobody knows yet, as questions to the union that filed."""
    decides = verdict.tier == CANNOT_TELL
    row_url = reverse("hardship:row", args=[case.row_id]) if case.row_id else ""
    asked = [
        {
            "question": fact.question or fact.label,
            "outcomes": [],
            "asked_of": case.owner_union.name,
            "ask_url": row_url,
            "decides": decides,
        }
        for fact in verdict.missing_facts
    ]
    for label in verdict.missing_parameters:
        asked.append(
            {
                "question": _("“%(value)s”在这个地方、这一天没有数值") % {"value": label},
                "outcomes": [],
                "asked_of": _("县级工会（政策）"),
                "ask_url": reverse("hardship:policy", args=[verdict.policy]),
                "decides": decides,
            }
        )
    return asked


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
        "measure": None if measure is None else shown_measure(measure),
        "clause": test.source,
        "clause_url": reverse("hardship:policy", args=[verdict.policy]) + f"#{test.key}",
        "source": value_words(used),
        "line_word": "limit" if test.role == "exclusion" else "threshold",
        "no_bearing": "",
    }


def shown_measure(measure: ComparisonShown) -> dict[str, Any]:
    """Return the numbers of one comparison as the page draws them."""
    return {
        "value": measure.value.exact if measure.value else None,
        "op": measure.comparator,
        "line": measure.threshold.exact if measure.threshold else None,
        "unit": measure.threshold.unit if measure.threshold else "",
        "line_label": measure.threshold_label,
    }


def known_words(verdict: Verdict, test: TestShown, *, but: ComparisonShown | None) -> str:
    """Return what is known for a test in words; the number that is measured is left to its own line."""
    facts = {fact.key: fact for fact in verdict.facts}
    told = [facts[key] for key in test.facts if key in facts]
    if but is not None and len(test.comparisons) == 1:
        return ""
    if but is None:
        return "，".join(f"{fact.label}：{fact.text}" if fact.text in {"是", "否"} else fact.text for fact in told)
    return "，".join(fact.text for fact in told if fact.key in {"homes"})


def value_words(used: Sequence[Any]) -> str:
    """Return where the value of a line comes from: its place, its first day, who set it."""
    return "；".join(
        _("%(label)s取 %(day)s 起的值，%(origin)s")
        % {"label": one.label, "day": one.from_on.isoformat(), "origin": one.place or one.origin}
        for one in used[:1]
    )


def guidance(verdict: Verdict) -> list[Mapping[str, str]]:
    """Return what else there is: of the policy for who is in no tier, of the charter for who cannot be judged yet."""
    offered = CHARTER["guidance"]
    keys = [one.key for one in verdict.guidance] or (list(offered) if verdict.tier in {CANNOT_TELL, NO_TIER} else [])
    return [
        {"label": offered[key]["label"], "text": offered[key]["text"], "url": "", "contact": offered[key]["contact"]}
        for key in keys
        if key in offered
    ]


def file_of(case: Case, actor: Actor) -> dict[str, Any]:
    """Return the file of the household: the head's masked number, the members, the last quarter."""
    members = desk.members(case.household_id)
    head = next((person for person in members if person.relation == "本人"), None)
    before = Case.everywhere.filter(
        household_id=case.household_id, programme=case.programme, period=str(Quarter.parse(case.period).previous)
    ).first()
    filed_in = case.row.filed_in_id if case.row else None
    return {
        "masked_id": masked(head, "id_number") if head else "",
        "members": [person.name for person in members if person.relation != "本人"],
        "visit": "",
        "last_quarter": PROGRAMME.tiers.get(before.tier, "") if before else "",
        "union_label": case.owner_union.name,
        "union_url": reverse("hardship:return", args=[filed_in]) if filed_in and actor.may("see_returns") else "",
        "facts_url": "",
        "downloads": [],
    }
