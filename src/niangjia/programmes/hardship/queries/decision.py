"""The panel beside the verdict: who signs by when, what follows, what a colleague proposed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework import queries as desk
from niangjia.casework.access import Actor
from niangjia.casework.queries import money, notices
from niangjia.casework.review import CANNOT_TELL, NO_TIER, open_override, same_human
from niangjia.casework.visits import why_not_sign
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.programmes.hardship.queries.exits import register_choice
from niangjia.programmes.hardship.queries.overriding import in_force
from niangjia.records.cases.models import Assessment, Case, Override
from niangjia.records.unions.models import Account
from niangjia.values.periods import Quarter
from niangjia.web.sentences import told

WAITS = {"assign": "to_assign", "visit": "visiting", "publish": "to_publish", "notice": "published"}
"""What is awaited before a signature → the state of the panel."""


def decision_panel(case: Case, assessment: Assessment, actor: Actor, *, today: date) -> dict[str, Any]:
    """Return the ``decision`` of the verdict page."""
    override = open_override(assessment)
    clock = desk.running_clock(case, "grant")
    panel: dict[str, Any] = {
        "on": clock.due_on if clock else None,
        "working_days_left": working_days_between(today, clock.due_on) if clock else None,
        "signer": _("帮扶专干"),
        "mine": False,
        "why_not": "",
        "seen": assessment.fingerprint,
        "after": [],
        "bucket": None,
        "proposed": None,
        "override": in_force(override, assessment),
        "signed": None,
        "left": None,
        "reserved": None,
        "returned": None,
        "register": None,
        "reserve_url": "",
        "url": "",
        "days_left": None,
        "objections": 0,
        "objections_open": 0,
        "objections_url": "",
    }
    if override is not None and override.state == "open":
        panel["proposed"] = proposal(override, actor)
    if case.state == "returned":
        return panel | {"state": "returned", "returned": sent_back(case)}
    if case.state == "left":
        return panel | {"state": "left", "left": left_register(case)}
    if case.state in {"judged", "visiting", "visited", "published"}:
        return panel | on_the_way(case, assessment, override, actor, today=today)
    return panel | settled(case, assessment, actor)


def on_the_way(
    case: Case, assessment: Assessment, override: Override | None, actor: Actor, *, today: date
) -> dict[str, Any]:
    """Return the panel of a case that is judged and not signed: what is awaited, from whom, until when."""
    signing = waiting(case, assessment, override, actor, today=today)
    tier = override.tier if override else assessment.tier
    ahead = step_ahead(case, tier, today=today)
    if signing["state"] != "waiting" or ahead is None:
        return signing
    clock = desk.running_clock(case, ahead)
    panel = {
        "state": WAITS[ahead],
        "on": clock.due_on if clock else None,
        "working_days_left": working_days_between(today, clock.due_on) if clock else None,
        "url": reverse("hardship:notices", args=[case.period])
        if ahead == "publish" and actor.may("publish_notices")
        else "",
    }
    if ahead == "notice":
        last_on = notices.last_days([case])[case.pk]
        panel |= {"on": last_on, "working_days_left": None, "days_left": (last_on - today).days}
    return panel | objections(case, actor)


def step_ahead(case: Case, tier: str, *, today: date) -> str | None:
    """Return what must come before a signature: two people, their visit, the notice, its end; nothing when it is time.

    Whoever is in no tier needs no notice: that verdict is signed, and leads on, at once.
    """
    if case.state == "visiting":
        return "visit"
    if case.state == "published":
        last_on = notices.last_days([case]).get(case.pk)
        return "notice" if last_on is not None and today <= last_on else None
    if tier == NO_TIER or desk.running_clock(case, "grant"):
        return None
    return next((step for step in ("assign", "publish") if desk.running_clock(case, step)), None)


def objections(case: Case, actor: Actor) -> dict[str, Any]:
    """Return how many objected, for whoever may answer; nobody else learns of it."""
    if not actor.may("publish_notices"):
        return {}
    found = notices.objections_against(actor, case)
    return {
        "objections": len(found),
        "objections_open": sum(one.state == "open" for one in found),
        "objections_url": reverse("hardship:objection", args=[case.pk]) if found else "",
    }


def proposal(override: Override, actor: Actor) -> dict[str, Any]:
    """Return what a colleague proposed instead, and whether this person may confirm it."""
    return {
        "tier_label": PROGRAMME.tiers[override.tier],
        "total_fen": override.total_fen,
        "reason": override.reason,
        "by": override.proposed_by.name,
        "at": override.proposed_at,
        "may_confirm": actor.may("check_overrides") and not same_human(override.proposed_by, actor.account),
    }


def sent_back(case: Case) -> dict[str, Any]:
    """Return who sent the case back, and what for."""
    step = next(step for step in reversed(desk.steps(case)) if step.key == "send_back")
    return {
        "by": step.by.name if step.by else "",
        "at": step.at,
        "reason": step.note,
        "to_label": case.owner_union.name,
    }


def left_register(case: Case) -> dict[str, Any]:
    """Return who let the household leave the register, and when: that verdict is never signed."""
    step = next(step for step in reversed(desk.steps(case)) if step.key == "leave")
    return {"by": step.by.name if step.by else "", "at": step.at}


def filer_of(case: Case) -> Account | None:
    """Return who sent the file that the case rests on, or declared it on behalf of the household."""
    if case.row is None:
        return None
    return case.row.upload.received_by if case.row.upload else case.row.declared_by


def waiting(
    case: Case, assessment: Assessment, override: Override | None, actor: Actor, *, today: date
) -> dict[str, Any]:
    """Return the panel of a verdict that nobody has signed yet."""
    if override is not None and override.state == "open":
        return {"state": "proposed"}
    tier = override.tier if override else assessment.tier
    if tier == CANNOT_TELL:
        return {"state": "cannot_sign", "why_not": _("还缺事实，档次定不下来。请先退回补充，补齐就能判。")}
    filed_by = filer_of(case)
    own = filed_by is not None and same_human(filed_by, actor.account)
    close = why_not_sign(case, actor.account) if actor.may("sign_decisions") else ""
    mine = actor.may("sign_decisions") and not own and not close
    why_not = told(close)
    if own and actor.may("sign_decisions"):
        why_not = _("这一户的摸排表是您自己上报的；请另一位同事签字。")
    choice = register_choice(case, tier=tier, today=today)
    if choice is not None and not actor.may("decide_exits"):
        choice["leave_url"] = ""
    after = [_("由财务从专项资金里预留。")] if (override or assessment).total_fen else []
    return {
        "state": "waiting",
        "mine": mine,
        "why_not": why_not,
        "after": after,
        "register": choice,
        "bucket": bucket_for(case, assessment, actor) if actor.may("see_funds") else None,
    }


def bucket_for(case: Case, assessment: Assessment, actor: Actor) -> dict[str, Any] | None:
    """Return how much the restricted money for these benefits still holds."""
    wanted = {benefit: fen for benefit, fen in assessment.amounts_fen.items() if fen}
    if not wanted:
        return None
    year = Quarter.parse(case.period).year
    held = money.held_for(actor, wanted, year=year)
    return {
        "label": _("%(year)s 年困难帮扶专项") % {"year": year},
        "available_fen": sum(held.values()),
        "url": reverse("funds"),
        "enough": all(held.get(benefit, 0) >= fen for benefit, fen in wanted.items()),
    }


def settled(case: Case, assessment: Assessment, actor: Actor) -> dict[str, Any]:
    """Return the panel of a verdict that was signed."""
    decision = desk.decision_on(assessment)
    if decision is None:
        return {"state": "signed", "signed": None}
    parts: dict[str, Any] = {
        "state": "overridden" if decision.override else "signed",
        "signed": {"by": decision.signed_by.name, "at": decision.signed_at},
    }
    promised = money.reserved_under(decision)
    if promised and promised[0].bucket and promised[0].reserved_by:
        if not decision.override:
            parts["state"] = "reserved"
        parts["reserved"] = {
            "fen": sum(one.amount_fen for one in promised),
            "by": promised[0].reserved_by.name,
            "at": promised[0].reserved_at,
            "bucket_label": promised[0].bucket.fund.name,
            "url": reverse("fund", args=[promised[0].bucket_id]) if actor.may("see_funds") else "",
        }
    elif case.state == "granted" and actor.may("move_money"):
        parts["reserve_url"] = reverse("funds")
    return parts
