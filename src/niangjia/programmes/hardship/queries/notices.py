"""Public notices: what may be published, what stands in public, who objected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework import consents
from niangjia.casework import queries as desk
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.queries import notices as stands
from niangjia.casework.review import CANNOT_TELL, NO_TIER
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.records.cases.models import Case
from niangjia.records.notices.models import NoticeEntry, Objection, PublicNotice
from niangjia.records.sealing import unseal
from niangjia.values.names import masked_name
from niangjia.web.wording import quarter_text

NOT_NAMED = frozenset({"", NO_TIER, CANNOT_TELL})
MOST_SHOWN = 20
OBJECTION_STATES = {"open": "checking", "upheld": "closed", "unfounded": "closed"}


@dataclass(frozen=True, slots=True)
class Publishable:
    """A household that may be published now: as what it is shown, in which tier, and whether it stood there before."""

    case: Case
    shown_as: str
    tier: str
    again: bool
    named: bool


def publishable(actor: Actor, period: str) -> list[Publishable]:
    """Return the households of a quarter that may be published now.

    Their next step is the notice (its clock runs), the rules or two people put them in a tier, no override and no
    objection waits, and none has said no to the check of its means. Who has not agreed to be named stands there by the
    number of the case alone.
    """
    cases = list(
        actor.rows(Case, "publish_notices")
        .filter(programme=PROGRAMME.key, period=period, matter="", state__in=("judged", "visited"))
        .filter(household__merged_into__isnull=True)
        .select_related("household", "owner_union")
        .order_by("owner_union__code", "number")
    )
    next_is_notice, objected = stands.cases_on_clock(cases, "publish"), stands.cases_under_objection(cases)
    newest, overrides = desk.newest_assessments(cases), stands.overrides_of(cases)
    before = stands.cases_published_before(cases)
    named = stands.agreed_to_be_named(case.home_id for case in cases)
    refusing = consents.refusing(actor.union_ids("publish_notices"), period=period)
    found = []
    for case in cases:
        override, assessment = overrides.get(case.pk), newest.get(case.pk)
        if case.pk not in next_is_notice or case.pk in objected or assessment is None:
            continue
        if case.household_id in refusing:
            continue
        if override is not None and override.assessment_id == assessment.pk:
            if override.state == "open":
                continue
            tier = override.tier
        else:
            tier = assessment.tier
        if tier in NOT_NAMED:
            continue
        by_name = case.household_id in named
        shown_as = masked_name(case.home.head_name) if by_name else case.number
        found.append(Publishable(case, shown_as, tier, case.pk in before, by_name))
    return found


def notice_board(actor: Actor, period: str, *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/notices.html`` shows."""
    ready = publishable(actor, period)
    by_union: dict[int, list[Publishable]] = defaultdict(list)
    for one in ready:
        by_union[one.case.owner_union_id].append(one)
    tiers = {one.tier for one in ready}
    return {
        "period": period,
        "quarter_label": quarter_text(period),
        "ready": len(ready),
        "unnamed": sum(not one.named for one in ready),
        "tiers": [{"key": key, "label": label} for key, label in PROGRAMME.tiers.items() if key in tiers],
        "unions": [
            {
                "id": union,
                "label": group[0].case.owner_union.short_name,
                "households": len(group),
                "unnamed": sum(not one.named for one in group),
                "again": sum(one.again for one in group),
            }
            for union, group in by_union.items()
        ],
        "notices": [notice_line(one, today=today) for one in stands.notices_of(actor, period=period, most=MOST_SHOWN)],
        "objections": [
            objection_line(one, today=today)
            for one in stands.objections_of(actor).filter(entry__notice__period=period)[:MOST_SHOWN]
        ],
        "crumbs": [
            {"label": quarter_text(period), "url": reverse("hardship:quarter", args=[period])},
            {"label": _("公示"), "url": ""},
        ],
    }


def notice_line(notice: PublicNotice, *, today: date) -> dict[str, Any]:
    """Return one line of the notices: what stands where, until when."""
    runs = today <= notice.last_on
    return {
        "quarter_label": quarter_text(notice.period),
        "again": notice.again,
        "households": getattr(notice, "households", 0),
        "from_on": notice.published_at,
        "last_on": notice.last_on,
        "runs": runs,
        "url": reverse("hardship:public_notice", args=[notice.uid]) if runs else "",
        "working": notice.working,
    }


def objection_line(objection: Objection, *, today: date) -> dict[str, Any]:
    """Return one line of the objections."""
    case = objection.entry.case
    return {
        "name": case.home.head_name,
        "union_label": case.owner_union.short_name,
        "url": reverse("hardship:objection", args=[case.pk]),
        "filed_at": objection.filed_at,
        "due_on": objection.due_on,
        "open": objection.state == "open",
        "state_label": objection.get_state_display(),
        "working_days_left": working_days_between(today, objection.due_on) if objection.state == "open" else None,
    }


def objection_page(case: Case, actor: Actor, *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/objection.html`` shows; the form is added by the view."""
    found = stands.objections_against(actor, case)
    return {
        "name": case.home.head_name,
        "number": case.number,
        "verdict_url": reverse("hardship:verdict", args=[case.pk]),
        "objections": [
            objection_line(one, today=today)
            | {
                "id": one.pk,
                "from": unseal(one, "name"),
                "phone": unseal(one, "phone"),
                "text": unseal(one, "text"),
                "answer": unseal(one, "answer"),
                "answered_by": one.answered_by.name if one.answered_by else "",
                "answered_at": one.answered_at,
            }
            for one in found
        ],
        "crumbs": [
            {"label": _("公示"), "url": reverse("hardship:notices", args=[case.period])},
            {"label": _("%(name)s家庭的异议") % {"name": case.home.head_name}, "url": ""},
        ],
    }


def open_objection(actor: Actor, case: Case) -> Objection:
    """Return the oldest objection against ``case`` that waits for its answer.

    Errors: ``NotYours`` when none does.
    """
    found = [one for one in stands.objections_against(actor, case) if one.state == "open"]
    if not found:
        raise NotYours("没有找到这一页")
    return found[-1]


def public_list(*, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/public_notices.html`` shows to everybody."""
    return {
        "notices": [
            {"union_label": one.owner_union.name, **notice_line(one, today=today)}
            for one in stands.running_notices(on=today)
        ]
    }


def public_page(notice: PublicNotice, *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/public_notice.html`` shows to everybody."""
    return {
        "notice": {"union_label": notice.owner_union.name, **notice_line(notice, today=today)},
        "days_left": (notice.last_on - today).days,
        "working": working_lines(notice.working),
        "entries": [
            {
                "shown_as": one.shown_as,
                "union_label": one.union_label,
                "tier_label": PROGRAMME.tiers.get(one.tier, one.tier),
                "url": reverse("hardship:object", args=[one.uid]),
            }
            for one in stands.public_entries(notice)
        ],
    }


def working_lines(working: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the last day of a notice was reached, in words."""
    return {
        "days": working["count"],
        "in_working_days": working["unit"] == "working_days",
        "source": working["source"],
        "skipped": [{"day": date.fromisoformat(day), "why": why} for day, why in working["skipped"]],
        "provisional": working["provisional"],
    }


def entry_page(entry: NoticeEntry) -> dict[str, Any]:
    """Return what ``hardship/object.html`` shows of the household that is objected to."""
    return {
        "entry": {
            "shown_as": entry.shown_as,
            "union_label": entry.union_label,
            "tier_label": PROGRAMME.tiers.get(entry.tier, entry.tier),
        },
        "notice_url": reverse("hardship:public_notice", args=[entry.notice.uid]),
        "last_on": entry.notice.last_on,
        "asks": entry.notice.owner_union.name,
    }


def answer_behind(code: str) -> dict[str, Any] | None:
    """Return what an objector may read with a code: where it stands, by when, and the answer."""
    found = stands.objection_by_code(code)
    if found is None:
        return None
    return {
        "state": found.state,
        "state_label": found.get_state_display(),
        "filed_at": found.filed_at,
        "due_on": found.due_on,
        "answer": unseal(found, "answer"),
        "answered_at": found.answered_at,
    }
