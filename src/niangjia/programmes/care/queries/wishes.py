"""Wishes as their pages show them: the wall that anybody reads, the desk's list, one wish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor
from niangjia.casework.queries import needs as desk
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.care.programme import CHARTER, PROGRAMME
from niangjia.programmes.care.queries.needs import KINDS, proof_line, select, trail_of, working_words
from niangjia.records.sealing import unseal
from niangjia.records.tasks.models import Claim, Wish
from niangjia.web.wording import masked

ON_A_PAGE = 24
GRANTED_SHOWN = 6
WISHES = CHARTER["wishes"]
STATES = ("wish_open", "wish_claimed", "wish_granted", "wish_withdrawn")


def wall_page(asked: Mapping[str, str]) -> dict[str, Any]:
    """Return what the wall shows to anybody: what waits, what came true, and the three figures."""
    page = Paginator(desk.wall("wish_open"), ON_A_PAGE).get_page(asked.get("page"))
    return {
        "waiting": [on_wall(wish) for wish in page.object_list],
        "granted": [on_wall(wish) for wish in desk.wall("wish_granted")[:GRANTED_SHOWN]],
        "counts": desk.wish_counts(desk.wall(*STATES)),
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": "?page="},
    }


def on_wall(wish: Wish) -> dict[str, Any]:
    """Return one wish as the wall shows it: nothing but what was released."""
    return {
        "id": wish.pk,
        "text": wish.released,
        "union_label": wish.owner_union.short_name,
        "who": _(WISHES["age_groups"][wish.age_group]) if wish.age_group else "",
        "thanks": wish.thanks,
        "released": wish.released_at,
        "open": wish.need.case.state == "wish_open",
        "status": wish.need.case.state,
    }


def wish_list(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return everything that ``care/wish_list.html`` shows."""
    reach = desk.wishes(actor)
    state = asked.get("state", "")
    rows = reach.filter(need__case__state=state) if state in STATES else reach
    page = Paginator(rows.order_by("released_at", "-pk"), ON_A_PAGE).get_page(asked.get("page"))
    states = [(key, _(PROGRAMME.lifecycle.states[key])) for key in STATES]
    return {
        "counts": desk.wish_counts(reach),
        "filters": {
            "fields": [select(asked, "state", _("状态"), [("", _("全部")), *states])],
            "export_url": "",
            "kept": [],
        },
        "rows": [
            {
                "name": wish.need.case.home.head_name,
                "url": reverse("care:wish", args=[wish.pk]),
                "number": wish.need.case.number,
                "kind": _(KINDS.get(wish.need.kind, wish.need.kind)),
                "released": wish.released,
                "union_label": wish.owner_union.short_name,
                "raised": wish.need.case.opened_at,
                "status": wish.need.case.state,
            }
            for wish in page.object_list
        ],
        "total": page.paginator.count,
        "first": page.start_index(),
        "last": page.end_index(),
        "pages": {
            "number": page.number,
            "count": page.paginator.num_pages,
            "url": f"?state={state}&page=" if state in STATES else "?page=",
        },
        "may_raise": actor.may("work_on_needs"),
    }


def wish_page(wish: Wish, actor: Actor, *, today: date) -> dict[str, Any]:
    """Return what ``care/wish.html`` shows of one wish to ``actor``; forms are added by the view."""
    case, state = wish.need.case, wish.need.case.state
    clock = desk.clock_of(case)
    claims = desk.claims(wish)
    works = actor.may("work_on_needs")
    return {
        "id": wish.pk,
        "number": case.number,
        "name": case.home.head_name,
        "union_label": wish.owner_union.name,
        "kind": _(KINDS.get(wish.need.kind, wish.need.kind)),
        "text": unseal(wish.need, "text") or "",
        "consent": _(WISHES["consents"][wish.consent]),
        "released": wish.released,
        "released_by": wish.released_by.name if wish.released_by else "",
        "released_at": wish.released_at,
        "who": _(WISHES["age_groups"][wish.age_group]) if wish.age_group else "",
        "thanks": wish.thanks,
        "status": state,
        "raised": case.opened_at,
        "on": clock.due_on if clock else None,
        "working_days_left": working_days_between(today, clock.due_on) if clock else None,
        "working": working_words(clock) if clock else [],
        "claims": [claim_line(one) for one in claims],
        "claim": next((claim_line(one) for one in claims if one.fallen_at is None), None),
        "proofs": [proof_line(one) for one in desk.proofs(wish.need)],
        "may_release": works and state == "wish_open",
        "may_hand_over": works and state == "wish_claimed",
        "may_issue": works and state in {"wish_open", "wish_claimed"},
        "may_withdraw": works and state == "wish_open",
        "trail": trail_of(case),
        "crumbs": [
            {"label": _("心愿"), "url": reverse("care:wish_list")},
            {"label": case.home.head_name, "url": ""},
        ],
    }


def claim_line(one: Claim) -> dict[str, Any]:
    """Return one claim, its name and phone masked."""
    name = unseal(one, "name") or ""
    return {
        "name": name[:1] + "＊" * max(1, len(name) - 1),
        "phone": masked(unseal(one, "phone") or ""),
        "at": one.claimed_at,
        "handed_over": one.handed_over_at,
        "handed_over_by": one.handed_over_by.name if one.handed_over_by else "",
        "fallen": one.fallen_at,
        "fallen_as": _(WISHES["falls_as"].get(one.fallen_as, one.fallen_as)) if one.fallen_as else "",
    }
