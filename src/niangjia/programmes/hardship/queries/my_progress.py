"""How a household's matters stand, for whoever shows its code: whose turn, until when, every step, what was decided."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia import catalogue
from niangjia.casework import declaration
from niangjia.casework.assessment import latest_assessment, verdict_of
from niangjia.casework.progress import switched_off
from niangjia.casework.queries import needs, notices
from niangjia.casework.queries.household import Stand, stands_of, who_answers
from niangjia.casework.queries.pairs import cadre_of
from niangjia.casework.queries.surveys import waits_for_survey
from niangjia.engines.calendar import working_days_between
from niangjia.engines.rules import Verdict
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.programmes.hardship.queries.history import farewell_of
from niangjia.programmes.hardship.queries.verdict import guidance, opened
from niangjia.records.cases.models import Clock, Step
from niangjia.records.papers.models import LookupCode
from niangjia.web.sentences import told
from niangjia.web.wording import date_text

FAMILIES = {"withdrawn": "idle", "draft": "idle", "left": "idle", "returned": "yours", "refused": "no"}
HELPED = frozenset({"granted", "reserved", "paid", "guided"})
MINE = frozenset({"confirm", "reopen"})
"""Steps of the household that are one press of a button here; taking back a declaration has a page of its own."""
MATTERS = {"need": "需求", "wish": "心愿", "emergency": "应急帮扶", "award": "项目申请"}
TITLES = {"release": gettext_noop("没有发成，重新办")}
"""Steps that a household reads in other words than the desk."""
ROLE_WORDS = {
    "grassroots": "基层工会",
    "county": "帮扶专干",
    "finance": "财务",
    "leader": "负责人",
    "helper": "结对干部",
}


def progress_page(code: LookupCode, *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/my_progress.html`` shows for a code."""
    stands = stands_of(code.household, off=switched_off)
    if not code.proved:
        stands = [one for one in stands if one.case.programme == PROGRAMME.key][:1]
    cadre = cadre_of(code.household_id, on=today) if code.proved else None
    return {
        "proved": code.proved,
        "name": code.household.head_name,
        "cadre": cadre.name if cadre else "",
        "farewell": farewell_of(code.household_id, today=today) if code.proved else None,
        "matters": [matter(stand, proved=code.proved, today=today) for stand in stands],
    }


def matter(stand: Stand, *, proved: bool, today: date) -> dict[str, Any]:
    """Return one case as its page shows it."""
    case = stand.case
    programme = catalogue.programme(case.programme)
    clock = stand.clocks[0] if stand.clocks else None
    late = working_days_between(clock.due_on, today) if clock and clock.due_on < today else 0
    return {
        "id": case.pk,
        "number": case.number,
        "label": told(MATTERS.get(case.matter, programme.label)),
        "word": told(programme.lifecycle.states.get(case.state, case.state)) if proved else _("已收到"),
        "family": family(stand),
        "opened": case.opened_at,
        "union_label": case.owner_union.name,
        "now": now(stand, clock, today=today) if clock else None,
        "late": late,
        "track": track(stand, clock) if proved else [],
        "workings": workings(clock) if clock else "",
        "outcome": outcome(stand) if proved else None,
        "published_until": notices.last_days([case]).get(case.pk) if case.state == "published" else None,
        "opened_for": opened(case) if proved else [],
        "mine": [{"key": step.key, "label": told(step.label)} for step in stand.may_do if step.key in MINE],
        "takes_back": takes_back(stand) if proved else None,
        "named": proved and is_named(stand),
    }


def family(stand: Stand) -> str:
    """Return the shape of a state's word."""
    known = FAMILIES.get(stand.case.state)
    if known is not None:
        return known
    return "helped" if stand.case.state in HELPED or not stand.coming else "moving"


def now(stand: Stand, clock: Clock, *, today: date) -> dict[str, Any]:
    """Return whose turn it is, what for, and until when."""
    case = stand.case
    on = {
        "since": timezone.localdate(clock.started_at),
        "on": clock.due_on,
        "working_days_left": working_days_between(today, clock.due_on),
    }
    if waits_for_survey(case):
        return on | {
            "union_label": case.owner_union.name,
            "role": told(ROLE_WORDS["grassroots"]),
            "waits_for": _("重新摸排您家"),
        }
    union = who_answers(case.owner_union, clock.role, on=today)
    steps = catalogue.programme(case.programme).lifecycle.steps
    label = next((step.label for step in steps if step.key == clock.step), clock.step)
    return on | {"union_label": union.name, "role": told(ROLE_WORDS.get(clock.role, "")), "waits_for": told(label)}


def track(stand: Stand, clock: Clock | None) -> list[dict[str, str]]:
    """Return every step: those taken, the one that is on, those to come if all goes on as usual."""
    lifecycle = catalogue.programme(stand.case.programme).lifecycle
    labels = {(step.key, step.from_state): step.label for step in lifecycle.steps}
    steps = [
        {
            "state": "past",
            "title": _(TITLES[one.key]) if one.key in TITLES else told(labels.get((one.key, one.from_state), one.key)),
            "when": _("，").join(filter(None, (date_text(timezone.localdate(one.at)), who_took(stand, one)))),
            "text": "",
        }
        for one in stand.taken
    ]
    first = clock is not None and waits_for_survey(stand.case)
    if first and clock is not None:
        until = _("%(day)s前") % {"day": date_text(clock.due_on)}
        steps.append({"state": "now", "title": _("重新摸排您家"), "when": until, "text": ""})
    for position, step in enumerate(stand.coming):
        on = position == 0 and not first
        when = _("%(day)s前") % {"day": date_text(clock.due_on)} if on and clock and clock.step == step.key else ""
        steps.append({"state": "now" if on else "next", "title": told(step.label), "when": when, "text": ""})
    return steps


def who_took(stand: Stand, step: Step) -> str:
    """Return who took a step: a colleague by name, the household itself, a rule, or somebody who stays unnamed.

    Of a payout that failed it is told that it failed, and of nobody: it is no colleague's doing.
    """
    if step.key in TITLES:
        return ""
    if step.by is not None:
        return str(step.by.name)
    if step.key == "object":
        return _("公示期间有人提出")
    if step.key == "confirm" and needs.confirmed_by_rule(stand.case):
        return _("满期没有回音，按规则确认")
    return _("您")


def workings(clock: Clock) -> str:
    """Return how a day was worked out."""
    told_of = clock.working
    units = {"working_days": _("个工作日"), "calendar_days": _("个自然日"), "months": _("个月")}
    words = _("从 %(start)s 的次日起，%(count)s %(unit)s。") % {
        "start": date_text(timezone.localdate(clock.started_at)),
        "count": told_of.get("count", ""),
        "unit": units.get(told_of.get("unit", ""), ""),
    }
    skipped = [
        _("%(day)s（%(why)s）")
        % {"day": date_text(date.fromisoformat(day), year=False, weekday=False), "why": told(why)}
        for day, why in told_of.get("skipped", [])
    ]
    if skipped:
        words += _("这些天不算：%(days)s。") % {"days": _("、").join(skipped)}
    if told_of.get("provisional"):
        words += _("明年的放假通知还没有出来，这一天是暂按的。")
    return words


def outcome(stand: Stand) -> dict[str, Any] | None:
    """Return what was signed: the tier in words, the amounts, and what else there is when it was a no."""
    if stand.decision is None:
        return None
    tier = stand.decision.tier
    programme = catalogue.programme(stand.case.programme)
    assessment = latest_assessment(stand.case)
    refused = tier == "none"
    return {
        "tier_label": told(programme.tiers.get(tier, tier)),
        "on": timezone.localdate(stand.decision.signed_at),
        "by": stand.decision.signed_by.name,
        "refused": refused,
        "benefits": [
            {
                "label": told(programme.benefits.get(one.benefit, one.benefit)),
                "fen": one.amount_fen,
                "paid": one.state == "paid",
            }
            for one in stand.benefits
        ],
        "guidance": guidance(Verdict.from_json(verdict_of(assessment))) if refused and assessment else [],
    }


def is_named(stand: Stand) -> bool:
    """Return whether the household agreed to be named in public, so that it may take that back."""
    case = stand.case
    return case.programme == PROGRAMME.key and bool(notices.agreed_to_be_named([case.home_id]))


def takes_back(stand: Stand) -> dict[str, bool] | None:
    """Return what of a declaration may be taken back now."""
    case = stand.case
    if case.programme != PROGRAMME.key or case.state not in declaration.TAKES_BACK:
        return None
    if declaration.declared_row(case) is None:
        return None
    return {"declaration": True, "consent": declaration.consent_stands(case)}
