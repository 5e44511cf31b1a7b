"""Reads of members: the card and the benefits of one, what the desk has to hand over, the posters of a union."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor, NotYours
from niangjia.casework.adoption import held_number
from niangjia.casework.queries import joinings as desk
from niangjia.casework.queries.belonging import open_membership
from niangjia.programmes.membership.programme import CHARTER
from niangjia.programmes.membership.queries.joining import taking
from niangjia.records.joinings.models import MemberBenefit, Poster
from niangjia.records.people.models import Worker
from niangjia.records.unions.models import Union
from niangjia.values.names import masked_name

ON_A_PAGE = 50
PRACTICE, FORUM, THANKS = "wuxi-join-and-serve", "hainan-courier-forum", "thanks"
MOST_UNIONS = 50
KINDS: dict[str, dict[str, Any]] = CHARTER["benefits"]


def member_page(worker: Worker, *, today: date) -> dict[str, Any] | None:
    """Return what a member sees of his membership; nothing for one who is none."""
    held = open_membership(worker)
    if held is None:
        return None
    by_kind: dict[str, list[MemberBenefit]] = {}
    for one in desk.benefits_in(worker, year=today.year):
        by_kind.setdefault(one.kind, []).append(one)
    lines = [benefit_line(worker, kind, by_kind.get(kind, []), today=today) for kind in KINDS]
    brought, each = desk.brought_by(worker), colleagues_for_thanks(worker.owner_union_id, on=today)
    return {
        "name": masked_name(worker.name),
        "union_label": held.owner_union.name,
        "since": held.from_on,
        "reserved": held.standing == "reserved",
        "benefits": [one for one in lines if one["kind"] != THANKS or one["most"] or one["had"] or one["waits"]],
        "brought": brought,
        "until_thanks": each - brought % each if each else 0,
        "invite": reverse("membership:join_with", args=[held.uid]),
    }


def most_this_year(worker: Worker, kind: str, *, on: date) -> int:
    """Return how often a member may have a benefit in the year of a day, as his union gives it.

    Thanks for colleagues are earned: one for each so many who came along, ever, less those of earlier years.
    """
    if kind != THANKS:
        return held_number(worker.owner_union_id, practice=PRACTICE, number=kind, on=on).value
    each = colleagues_for_thanks(worker.owner_union_id, on=on)
    earned = desk.brought_by(worker) // each if each else 0
    return max(0, earned - desk.benefits_before(worker, kind=kind, year=on.year))


def colleagues_for_thanks(union_id: int, *, on: date) -> int:
    """Return for how many colleagues whom he brought along a union thanks a member once; 0 where it does not."""
    return held_number(union_id, practice=FORUM, number="colleagues_for_thanks", on=on).value


def benefit_line(worker: Worker, kind: str, had: list[MemberBenefit], *, today: date) -> dict[str, Any]:
    """Return one benefit: how often there is one this year, how often it came, whether it can be claimed now."""
    most = most_this_year(worker, kind, on=today)
    months = KINDS[kind].get("months", [])
    waits = any(one.delivered_at is None for one in had)
    in_season = not months or today.month in months
    return {
        "kind": kind,
        "label": _(KINDS[kind]["label"]),
        "told": _(KINDS[kind]["text"]),
        "most": most,
        "had": sum(1 for one in had if one.delivered_at is not None),
        "waits": waits,
        "months": "" if in_season else _("%(first)s 月到 %(last)s 月发") % {"first": months[0], "last": months[-1]},
        "may_claim": in_season and not waits and len(had) < most,
    }


def benefit_list(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the benefits that wait to be handed over, and how many were, by kind."""
    rows = actor.rows(MemberBenefit, "deliver_benefits")
    counts = {
        kind: (whole, done)
        for kind, whole, done in rows.filter(year=actor.on.year)
        .values_list("kind")
        .annotate(whole=Count("pk"), done=Count("pk", filter=Q(delivered_at__isnull=False)))
    }
    owed = rows.filter(delivered_at__isnull=True).select_related("worker", "owner_union").order_by("claimed_at", "pk")
    page = Paginator(owed, ON_A_PAGE).get_page(asked.get("page"))
    return {
        "kinds": [
            {"label": _(told["label"]), "whole": counts.get(kind, (0, 0))[0], "done": counts.get(kind, (0, 0))[1]}
            for kind, told in KINDS.items()
        ],
        "rows": [
            {
                "id": one.pk,
                "name": one.worker.name,
                "label": _(KINDS[one.kind]["label"]) if one.kind in KINDS else one.kind,
                "union_label": one.owner_union.short_name,
                "claimed": one.claimed_at,
            }
            for one in page.object_list
        ],
        "total": page.paginator.count,
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": "?page="},
        "year": actor.on.year,
    }


def find_benefit(actor: Actor, benefit_id: int) -> MemberBenefit:
    """Return a benefit within reach.

    Errors: ``NotYours``.
    """
    return actor.row(MemberBenefit, "deliver_benefits", pk=benefit_id)


def poster_list(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the unions within reach that take members, each with its poster if it has one; found by name."""
    wanted = asked.get("q", "").replace("\0", "").strip()
    unions = actor.unions("decide_joinings").filter(taking(actor.on)).distinct().order_by("code")
    if wanted:
        unions = unions.filter(Q(name__icontains=wanted) | Q(short_name__icontains=wanted))
    shown = list(unions[:MOST_UNIONS])
    hung = desk.posters_of(shown)
    return {
        "q": wanted,
        "rows": [
            {
                "id": one.pk,
                "name": one.name,
                "url": reverse("membership:poster_sheet", args=[hung[one.pk]]) if one.pk in hung else "",
                "all": reverse("membership:posters_of", args=[one.pk]),
                "faq": reverse("membership:faq", args=[one.code]),
            }
            for one in shown
        ],
        "more": len(shown) == MOST_UNIONS,
    }


def find_own_union(actor: Actor, union_id: int) -> Union:
    """Return a union within reach that takes members.

    Errors: ``NotYours``.
    """
    found = actor.unions("decide_joinings").filter(taking(actor.on), pk=union_id).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def find_own_poster(actor: Actor, uid: Any) -> Poster:
    """Return a poster within reach that hangs.

    Errors: ``NotYours``.
    """
    rows = actor.rows(Poster, "decide_joinings").select_related("owner_union")
    found = rows.filter(uid=uid, taken_down_at__isnull=True).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def poster_page(poster: Poster) -> dict[str, Any]:
    """Return what stands on a poster."""
    return {
        "union_label": poster.owner_union.name,
        "benefits": [_(told["label"]) for kind, told in KINDS.items() if kind != THANKS],
    }
