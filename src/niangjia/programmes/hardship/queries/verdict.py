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
from niangjia.casework.queries.guided import guided_to
from niangjia.casework.review import CANNOT_TELL, NO_TIER, open_override
from niangjia.engines.rules import Policy, Verdict, load_policy
from niangjia.engines.rules.changes import Change, Settling, changes
from niangjia.engines.rules.verdict import ComparisonShown, TestShown, VariableShown
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.programmes.hardship.queries.amounts import amount, given_before, overridden_amounts
from niangjia.programmes.hardship.queries.decision import decision_panel
from niangjia.programmes.hardship.queries.overriding import told_in_the_trail
from niangjia.programmes.hardship.queries.reasons import groups, line_words
from niangjia.records.cases.models import Assessment, Case
from niangjia.values.money import yuan_text
from niangjia.values.periods import Quarter
from niangjia.web.sentences import told
from niangjia.web.wording import quarter_text

STATUS = {
    "filed": "accepted",
    "judged": "checking",
    "returned": "amend",
    "granted": "approved",
    "reserved": "approved",
    "paid": "paid",
    "guided": "closed",
    "draft": "draft",
    "visiting": "checking",
    "visited": "checking",
    "published": "published",
    "left": "closed",
    "withdrawn": "withdrawn",
}


def verdict_page(case: Case, actor: Actor, *, today: date) -> dict[str, Any]:
    """Return what ``hardship/verdict.html`` shows of ``case`` to ``actor``; forms are added by the view.

    Errors: ``ValueError`` when the case has not been judged yet.
    """
    assessment = latest_assessment(case)
    if assessment is None:
        raise ValueError("a case without a verdict has no verdict page")
    verdict = Verdict.from_json(verdict_of(assessment))
    policy = load_policy(assessment.policy.text, PROGRAMME.facts, name=assessment.policy.key)
    return {
        "verdict": shown(case, assessment, (policy, verdict), actor, today=today),
        "decision": decision_panel(case, assessment, actor, today=today),
        "crumbs": crumbs(case),
    }


def shown(
    case: Case, assessment: Assessment, judged: tuple[Policy, Verdict], actor: Actor, *, today: date
) -> dict[str, Any]:
    """Return the ``verdict`` of the page."""
    policy, verdict = judged
    found = changes(policy, verdict)
    override = open_override(assessment)
    agreed = override is not None and override.state == "confirmed"
    given = given_before(case, policy, tier=override.tier if override and agreed else verdict.tier, on=today)
    if override is not None and agreed:
        tier, amounts = override.tier, overridden_amounts(override, verdict, given)
    else:
        tier, amounts = verdict.tier, [amount(benefit, given) for benefit in verdict.benefits if benefit.formula]
    return {
        "id": case.pk,
        "quarter_label": quarter_text(case.period),
        "status": STATUS[case.state],
        "tier": "unknown" if tier == CANNOT_TELL else tier,
        "tier_label": PROGRAMME.tiers.get(tier, verdict.tier_label),
        "helped": tier not in {NO_TIER, CANNOT_TELL},
        "name": case.home.head_name,
        "persons": verdict.known_facts.get("persons"),
        "because": because(verdict),
        "axis": axis(verdict),
        "workings": workings(verdict),
        "net_fen": rounded(verdict, CHARTER["verdict_page"]["net"]),
        "amounts": amounts,
        "total_fen": sum(one["fen"] or 0 for one in amounts),
        "possible_fen": possible_fen(found.settlings, assessment.total_fen),
        "missing": missing(verdict, case, found.settlings),
        "groups": groups(verdict),
        "changes": [shown_change(one) for one in sorted(found.changes, key=lambda one: one.direction == "other")],
        "guidance": guidance(verdict),
        "opened": opened(case),
        "besides": list(CHARTER["besides"].values()),
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
        "trail": trail(case, actor),
    }


def trail(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Return what was done with a case, the newest first: its steps, and who decided otherwise than the rules."""
    steps = [
        {
            "at": step.at,
            "by": step.by.name if step.by else _("群众") if step.key == "object" else _("本人"),
            "text": step_words(step.key, step.from_state, step.note),
        }
        for step in desk.steps(case)
        if step.key != "object" or actor.may("publish_notices")
    ]
    return sorted([*steps, *told_in_the_trail(case)], key=lambda line: line["at"])[::-1]


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
        {
            "label": case.owner_union.name,
            "url": f"{reverse('hardship:households')}?period={case.period}&union={case.owner_union_id}",
        },
        {"label": _("%(name)s家庭") % {"name": case.home.head_name}, "url": ""},
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
        labels = [_("不满足“%(test)s”") % {"test": _(label)} for label in barred]
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
    if main is None or test.role == "other":
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
            {"at": one.threshold.exact, "label": line_words(verdict, one.threshold_label)}
            for one, _test in lines
            if one.threshold
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


def shown_change(change: Change) -> dict[str, Any]:
    """Return one line of what would change the verdict."""
    number = isinstance(change.now, int) and not isinstance(change.now, bool)
    return {
        "label": change.label,
        "now": change.now if number else change.now_text,
        "then": change.then if number else change.then_text,
        "unit": PROGRAMME.facts[change.fact].unit if number else "",
        "effect": _("，").join(f"{figure.label} {figure.text}" for figure in change.figures[:1]),
        "tier_label": change.tier_label,
    }


def possible_fen(settlings: Sequence[Settling], known_fen: int) -> int | None:
    """Return the most that the amounts may come to once a missing fact is known, when it is more than now."""
    most = max(
        (
            total
            for settling in settlings
            for one in settling.outcomes
            for total in (one.first_total_fen, one.last_total_fen)
            if total is not None
        ),
        default=known_fen,
    )
    return most if most > known_fen else None


def outcomes(settling: Settling) -> list[dict[str, str]]:
    """Return what each answer to a missing fact would bring."""
    return [
        {
            "answer": one.text,
            "effect": one.tier_label
            if one.first_total_fen is None
            else _("%(tier)s，%(yuan)s 元") % {"tier": told(one.tier_label), "yuan": yuan_text(one.first_total_fen)},
        }
        for one in settling.outcomes
    ]


def missing(verdict: Verdict, case: Case, settlings: Sequence[Settling]) -> list[dict[str, Any]]:
    """Return what nobody knows yet, as questions to the union that filed, each with what its answers would bring."""
    decides = verdict.tier == CANNOT_TELL
    by_fact = {settling.fact: settling for settling in settlings}
    row_url = reverse("hardship:row", args=[case.row_id]) if case.row_id else ""
    asked = [
        {
            "question": fact.question or fact.label,
            "outcomes": outcomes(by_fact[fact.key]) if fact.key in by_fact else [],
            "asked_of": case.owner_union.name,
            "ask_url": row_url,
            "decides": by_fact[fact.key].decides if fact.key in by_fact else decides,
        }
        for fact in verdict.missing_facts
    ]
    without_value = [
        {
            "question": _("“%(value)s”在这个地方、这一天没有数值") % {"value": told(label)},
            "outcomes": [],
            "asked_of": _("县级工会（政策）"),
            "ask_url": reverse("hardship:policy", args=[verdict.policy]),
            "decides": decides,
        }
        for label in verdict.missing_parameters
    ]
    return [*asked, *without_value]


def guidance(verdict: Verdict) -> list[Mapping[str, str]]:
    """Return what else there is: of the policy for who is in no tier, of the charter for who cannot be judged yet."""
    offered = CHARTER["guidance"]
    keys = [one.key for one in verdict.guidance] or (list(offered) if verdict.tier in {CANNOT_TELL, NO_TIER} else [])
    return [
        {"label": offered[key]["label"], "text": offered[key]["text"], "url": "", "contact": offered[key]["contact"]}
        for key in keys
        if key in offered
    ]


def opened(case: Case) -> list[dict[str, Any]]:
    """Return the help that a rule opened when the household was led on: what, who answers, by when."""
    found = guided_to(case.home_id) if case.state == "guided" else []
    words = {row["kind"]: row for row in CHARTER["guidance"].values()}
    return [
        {
            "label": words[need.kind]["label"] if need.kind in words else need.kind,
            "number": need.case.number,
            "answers": need.case.owner_union.name,
            "on": next((clock.due_on for clock in desk.running_clocks(need.case)), None),
            "open": need.case.state != "need_closed",
        }
        for need in found
    ]


def file_of(case: Case, actor: Actor) -> dict[str, Any]:
    """Return the file of the household: the head's masked number, the members, the last quarter."""
    members = desk.members(case.home_id)
    head = next((person for person in members if person.relation == "本人"), None)
    before = desk.same_household_case(case, period=str(Quarter.parse(case.period).previous))
    filed_in = case.row.filed_in_id if case.row else None
    return {
        "masked_id": masked(head, "id_number") if head else "",
        "members": [person.name for person in members if person.relation != "本人"],
        "visit": "",
        "last_quarter": PROGRAMME.tiers.get(before.tier, "") if before else "",
        "union_label": case.owner_union.name,
        "union_url": reverse("hardship:return", args=[filed_in]) if filed_in and actor.may("see_returns") else "",
        "facts_url": reverse("hardship:declared", args=[case.pk]) if actor.may("see_verdicts") else "",
        "help_url": reverse("care:household", args=[case.household_id]) if actor.may("see_care") else "",
        "downloads": [
            {"label": _("一户一档"), "url": reverse("hardship:file", args=[case.pk])},
            {"label": "PDF", "url": reverse("hardship:file_pdf", args=[case.pk])},
        ],
    }
