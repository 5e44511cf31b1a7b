"""One visit as the visitor sees it on her phone, and the list of her own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework import queries as desk
from niangjia.casework import visits as visiting
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.offline import illustrating_subject, picture_links
from niangjia.casework.privacy import masked
from niangjia.casework.queries import visits as visit_desk
from niangjia.casework.queries.visits import find_visit
from niangjia.engines.rules.words import fact_text
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.programmes.hardship.queries.visits import STATES, due_of
from niangjia.records.cases.models import Case
from niangjia.records.sealing import unseal
from niangjia.records.visits.models import OPEN, Report, Visit
from niangjia.web.sentences import told
from niangjia.web.wording import quarter_text

__all__ = ["find_visit", "find_visit_to_arrange", "look_page", "own_visits", "visit_page", "visit_panel"]
VISITS = CHARTER["visits"]


def own_visits(actor: Actor, *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/visits/mine.html`` shows: what is before this visitor, and what is done."""
    seats = visit_desk.own_seats(actor).select_related("visit__household", "visit__owner_union", "visit__case")
    visits = [seat.visit for seat in seats.order_by("visit__id")]
    clocks = visit_desk.visit_clocks(visit.case_id for visit in visits)
    others = visit_desk.seated(visits)
    filed = set(
        Report.objects.within(visit.owner_union_id for visit in visits)
        .filter(visit__in=visits, state="waiting", filed_by=actor.account)
        .values_list("visit", flat=True)
    )
    lines = [
        {
            "name": visit.household.head_name,
            "url": reverse("hardship:visit", args=[visit.pk]),
            "union_label": visit.owner_union.short_name,
            "with": _("、").join(one.account.name for one in others[visit.pk] if one.account_id != actor.account.pk),
            "state": _("等另一位签字") if visit.pk in filed else own_words(visit),
            "yours": visit.state in OPEN and visit.state != "contested" and visit.pk not in filed,
            "open": visit.state in OPEN,
            "done": visit.confirmed_at,
            **due_of(clocks.get(visit.case_id), today=today),
        }
        for visit in visits
    ]
    going = [line for line in lines if line["open"]]
    going.sort(key=lambda line: (not line["yours"], line["on"] or date.max))
    return {"going": going, "done": [line for line in lines if not line["open"]][-20:]}


def own_words(visit: Visit) -> str:
    """Return what a visit waits for, as its visitor reads it."""
    return _("等您签字") if visit.state == "reported" else _(STATES[visit.state])


def visit_page(visit: Visit, actor: Actor, *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/visits/visit.html`` shows; forms are added by the view."""
    people = desk.members(visit.household_id)
    head = people[0] if people else None
    mine = visit_desk.own_seats(actor).filter(visit=visit).exists()
    report = visiting.standing_report(visit)
    draft = visiting.draft_of(visit, actor.account) if mine else {}
    seats = visit_desk.seated([visit]).get(visit.pk, [])
    looks = looks_of(visit, draft)
    own_report = report is not None and report.filed_by.natural_person == actor.account.natural_person
    return {
        "visit": {
            "id": visit.pk,
            "name": visit.household.head_name,
            "number": visit.case.number,
            "quarter_label": quarter_text(visit.period),
            "union_label": visit.owner_union.short_name,
            "state": visit.state,
            "state_words": _(STATES[visit.state]),
            "consent": visit.consent,
            "mine": mine,
            "stage": stage(visit, mine=mine, own_report=own_report, looks=looks),
            "members": [{"name": one.name, "relation": one.relation} for one in people],
            "masked_phone": masked(head, "phone") if head else "",
            "visitors": [{"name": seat.account.name, "union_label": seat.through.short_name} for seat in seats],
            "done": visit.confirmed_at,
            **due_of(visit_desk.visit_clocks([visit.case_id]).get(visit.case_id), today=today),
        },
        "looks": looks,
        "report": report_shown(report) if report else None,
        "pictures": picture_links(illustrating_subject(actor, visit.uid)),
        "outcome": outcome(visit, visit.case) if visit.state == "confirmed" else None,
        "manage_url": reverse("hardship:visitors", args=[visit.case_id])
        if actor.may("assign_visits") and visit_desk.overseen(actor).filter(pk=visit.pk).exists()
        else "",
    }


def stage(visit: Visit, *, mine: bool, own_report: bool, looks: list[dict[str, Any]]) -> str:
    """Return what this reader may do now: ``consent``, ``look``, ``file``, ``answer`` – or only ``read``."""
    if not mine or visit.state in {"contested", "confirmed", "withdrawn"}:
        return "read"
    if visit.state == "reported":
        return "read" if own_report else "answer"
    if not visit.consent:
        return "consent"
    return "file" if visit.consent == "refused" or all(one["done"] for one in looks) else "look"


def looks_of(visit: Visit, draft: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the looks of a visit in order: which are done, and how many things were found otherwise."""
    return [
        {
            "key": key,
            "label": _(look["label"]),
            "text": _(look["text"]),
            "url": reverse("hardship:look", args=[visit.pk, key]),
            "done": key in draft,
            "differing": sum(1 for answer in draft.get(key, {}).values() if not answer.get("same")),
        }
        for key, look in VISITS["looks"].items()
    ]


def find_visit_to_arrange(actor: Actor, pk: int) -> Visit:
    """Return one visit whose visitors this person may change.

    Errors: ``NotYours`` when there is none.
    """
    found = (
        actor.rows(Visit, "assign_visits").select_related("case__household", "case__owner_union").filter(pk=pk).first()
    )
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def look_page(visit: Visit, key: str, actor: Actor) -> dict[str, Any]:
    """Return what ``hardship/visits/look.html`` shows besides its form.

    Errors: ``NotYours`` for a look that is not there.
    """
    look = find_look(key)
    draft = visiting.draft_of(visit, actor.account)
    looks = list(VISITS["looks"])
    number = looks.index(key) + 1
    home = reverse("hardship:visit", args=[visit.pk])
    after = [one for one in looks[number:] if one not in draft]
    return {
        "mine": visit_desk.own_seats(actor).filter(visit=visit).exists(),
        "look": {"label": _(look["label"]), "text": _(look["text"])},
        "facts": list(look["facts"]),
        "name": visit.household.head_name,
        "number": number,
        "count": len(looks),
        "steps": range(1, len(looks) + 1),
        "answers": draft.get(key, {}),
        "back_url": home,
        "next_url": reverse("hardship:look", args=[visit.pk, after[0]]) if after else home,
    }


def find_look(key: str) -> Mapping[str, Any]:
    """Return one look of the charter.

    Errors: ``NotYours`` when there is none.
    """
    if key not in VISITS["looks"]:
        raise NotYours("没有找到这一页")
    found: Mapping[str, Any] = VISITS["looks"][key]
    return found


def report_shown(report: Report) -> dict[str, Any]:
    """Return a report line by line, what differs first."""
    content = visiting.content_of(report)
    why = {one.fact: one for one in visiting.discrepancies_of(report)}
    lines = []
    for look in VISITS["looks"].values():
        for key in look["facts"]:
            fact, one = PROGRAMME.facts[key], why.get(key)
            lines.append(
                {
                    "label": fact.label,
                    "declared": told(fact_text(fact, content["declared"].get(key))),
                    "found": told(fact_text(fact, content["facts"].get(key))),
                    "differs": one is not None,
                    "reason": _(VISITS["reasons"][one.reason]) if one else "",
                    "note": (unseal(one, "note") or "") if one else "",
                }
            )
    return {
        "by": report.filed_by.name,
        "at": report.filed_at,
        "checked_by": report.checked_by.name if report.checked_by else "",
        "checked_at": report.checked_at,
        "contradicted": report.state == "contradicted",
        "objection": unseal(report, "objection") or "",
        "differing": [line for line in lines if line["differs"]],
        "same": [line for line in lines if not line["differs"]],
    }


def outcome(visit: Visit, case: Case) -> dict[str, Any]:
    """Return the tier before the visit and now."""
    words = PROGRAMME.tiers
    return {
        "before": words.get(visit.tier_before, ""),
        "after": words.get(case.tier, ""),
        "changed": bool(visit.tier_before) and visit.tier_before != case.tier,
    }


def visit_panel(case: Case, actor: Actor, *, today: date) -> dict[str, Any] | None:
    """Return what the verdict page says of the visit to this household; nothing where there was none."""
    visit = visit_desk.newest_visit(case)
    if visit is None:
        owed = case.state == "judged" and visit_desk.visit_clocks([case.pk]).get(case.pk)
        return {"owed": True, "url": visitors_url(case, actor), **due_of(owed, today=today)} if owed else None
    may_see = visit_desk.visible_visits(actor).filter(pk=visit.pk).exists()
    report = visiting.standing_report(visit)
    return {
        "owed": False,
        "url": reverse("hardship:visit", args=[visit.pk]) if may_see else visitors_url(case, actor),
        "state": _(STATES[visit.state]),
        "visitors": [seat.account.name for seat in visit_desk.seated([visit]).get(visit.pk, [])],
        "done": visit.confirmed_at,
        "differing": report.differing if report and visit.state == "confirmed" else None,
        "outcome": outcome(visit, case) if visit.state == "confirmed" else None,
        **due_of(visit_desk.visit_clocks([case.pk]).get(case.pk), today=today),
    }


def visitors_url(case: Case, actor: Actor) -> str:
    """Return where the county arranges the visit, for who may."""
    return reverse("hardship:visitors", args=[case.pk]) if actor.may("assign_visits") else ""
