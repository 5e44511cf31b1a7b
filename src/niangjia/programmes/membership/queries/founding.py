"""Foundings as their pages show them: to whoever applied, and to the union that decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor, NotYours
from niangjia.casework.organising import ENDED
from niangjia.programmes.membership.programme import CHARTER
from niangjia.programmes.membership.queries.joining import label_of
from niangjia.records.cases.models import Clock, Step
from niangjia.records.sealing import unseal
from niangjia.records.tasks.models import Founding
from niangjia.records.unions.models import Union
from niangjia.web.sentences import told

NEWEST = 100
FOUND_AT_MOST = 30
ORGANISING = CHARTER["organising"]
DECIDE = "decide_foundings"


def uppers(like: str) -> list[Union]:
    """Return the unions that may decide about a new one, found by name or place, or the first of them."""
    open_ones = Union.objects.filter(kind__in=ORGANISING["upper"], dissolved_on__isnull=True)
    found = open_ones.filter(name__contains=like) | open_ones.filter(place__contains=like)
    return list((found if like else open_ones).order_by("code")[:FOUND_AT_MOST])


def upper_named(pk: int) -> Union | None:
    """Return one such union."""
    return Union.objects.filter(pk=pk, kind__in=ORGANISING["upper"], dissolved_on__isnull=True).first()


def find_founding(actor: Actor, case_id: int) -> Founding:
    """Return one founding within reach.

    Errors: ``NotYours`` when there is none.
    """
    rows = actor.rows(Founding, DECIDE).select_related("case", "owner_union", "union")
    found = rows.filter(case_id=case_id).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def founding_list(actor: Actor) -> Mapping[str, Any]:
    """Return the foundings within reach, those that wait first."""
    rows = actor.rows(Founding, DECIDE).select_related("case", "owner_union").order_by("-id")
    waiting = rows.exclude(case__state__in=ENDED).order_by("id")
    return {
        "waiting": [founding_line(one) for one in waiting],
        "ended": [founding_line(one) for one in rows.filter(case__state__in=ENDED)[:NEWEST]],
        "crumbs": crumbs(_("建会申请")),
    }


def founding_line(one: Founding) -> dict[str, Any]:
    """Return one founding in a list."""
    return {
        "name": one.name,
        "union_label": one.owner_union.short_name,
        "wishing": one.wishing,
        "since": one.case.opened_at,
        "status": one.case.state,
        "number": one.case.number,
        "url": reverse("membership:founding", args=[one.case_id]),
    }


def told_of(one: Founding) -> dict[str, Any]:
    """Return what both sides read of a founding."""
    state = one.case.state
    clock = Clock.objects.filter(case=one.case, stopped_at__isnull=True).order_by("due_on").first()
    note = Step.objects.filter(case=one.case).exclude(note="").order_by("-id").first()
    return {
        **founding_line(one),
        "state": state,
        "kind": told(ORGANISING["kinds"].get(one.kind, one.kind)),
        "code": one.code,
        "workers": one.workers,
        "papers": [
            {"label": told(label), "in": key in one.papers, "lacking": key in one.lacking}
            for key, label in ORGANISING["papers"].items()
        ],
        "lacking": [told(ORGANISING["papers"][key]) for key in one.lacking] if state == "found_incomplete" else [],
        "meeting_on": one.meeting_on,
        "held_on": one.held_on,
        "due": one.due,
        "attended": one.attended,
        "term_years": one.term_years,
        "elected": [{"office": told(ORGANISING["offices"].get(key, key)), "name": name} for key, name in one.elected],
        "due_on": clock.due_on if clock else None,
        "by_hour": clock.working.get("by_hour") if clock else None,
        "reason": note.note if note and state in {"found_refused", "found_preparing"} else "",
        "union_name": one.union.name if one.union else "",
    }


def founding_page(actor: Actor, one: Founding) -> Mapping[str, Any]:
    """Return the page of one founding at the desk."""
    union_url = ""
    if one.union is not None and actor.may("see_membership"):
        union_url = reverse("membership:union", args=[one.union.pk])
    facts = told_of(one)
    return {
        **facts,
        "facts": facts,
        "contact_name": one.contact_name,
        "contact_phone": unseal(one, "contact_phone"),
        "said_once": one.lacking_told_at is not None,
        "union_url": union_url,
        "trail": [
            {"text": label_of(step.key), "at": step.at, "by": step.by.name if step.by else ""}
            for step in Step.objects.filter(case=one.case_id).select_related("by").order_by("id")
        ],
        "crumbs": crumbs(_("建会申请"), "membership:foundings", one.name),
    }


def crumbs(label: str, name: str = "", below: str = "") -> list[dict[str, str]]:
    """Return the way down from the first page of this window: to a page, or to one thing below the page ``name``."""
    way = [{"label": _("入会建会"), "url": reverse("membership:home")}]
    if not name:
        return [*way, {"label": label, "url": ""}]
    return [*way, {"label": label, "url": reverse(name)}, {"label": below, "url": ""}]
