"""The posters of a union with what came of them, where a code that ended leads, and who takes in which trade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor
from niangjia.casework.queries import joinings as desk
from niangjia.casework.queries import tree
from niangjia.programmes.membership.programme import CHARTER
from niangjia.programmes.membership.queries.joining import RULES, at_url, taking
from niangjia.records.joinings.models import Joining, Poster, TradeDoor
from niangjia.records.unions.models import TERRITORY, Union

ON_A_PAGE = 50
DECIDE = "decide_joinings"


def posters_page(actor: Actor, union: Union, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return every poster of a union, the one that hangs first, with how many asked and joined by each."""
    hung = actor.rows(Poster, DECIDE).filter(owner_union=union).select_related("made_by")
    page = Paginator(hung.order_by(F("taken_down_at").desc(nulls_first=True), "-pk"), ON_A_PAGE).get_page(
        asked.get("page")
    )
    shown = list(page.object_list)
    counts = {
        poster: (whole, joined)
        for poster, whole, joined in actor.rows(Joining, DECIDE)
        .filter(poster__in=shown)
        .order_by()
        .values_list("poster")
        .annotate(whole=Count("pk"), joined=Count("pk", filter=Q(admitted=True)))
    }
    return {
        "union": union,
        "takes": takes(union, on=actor.on),
        "rows": [
            {
                "uid": one.uid,
                "made": one.made_at,
                "by": one.made_by.name,
                "down": one.taken_down_at,
                "asked": counts.get(one.pk, (0, 0))[0],
                "joined": counts.get(one.pk, (0, 0))[1],
                "url": "" if one.taken_down_at else reverse("membership:poster_sheet", args=[one.uid]),
            }
            for one in shown
        ],
        "hangs": any(one.taken_down_at is None for one in shown),
        "total": page.paginator.count,
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": "?page="},
    }


def takes(union: Union, *, on: date) -> bool:
    """Return whether a union takes members on a day: those above them, and those that ended, do not."""
    return Union.objects.filter(taking(on), pk=union.pk).exists()


def find_any_poster(actor: Actor, uid: UUID) -> Poster:
    """Return a poster within reach, whether it hangs or not.

    Errors: ``NotYours``.
    """
    return actor.row(Poster, DECIDE, uid=uid)


def instead_of(poster: Poster) -> Union | None:
    """Return where somebody joins who scanned a poster that ended: its union, else the one that followed it."""
    union = desk.goes_on_as(poster.owner_union)
    return union if union.dissolved_on is None and union.kind in RULES["takes_members"] else None


def gone_page(poster: Poster) -> dict[str, Any]:
    """Return what whoever scans a poster that was taken down is told."""
    union = instead_of(poster)
    moved = union is not None and union.pk != poster.owner_union_id
    return {
        "was": poster.owner_union.name,
        "union_label": "" if union is None else union.name,
        "url": "" if union is None else at_url(union),
        "moved": moved,
    }


def trades_page(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the unions within reach that take members, those that take in a trade first; found by name."""
    wanted = asked.get("q", "").replace("\0", "").strip()
    opened = actor.rows(TradeDoor, DECIDE).filter(closed_at__isnull=True)
    unions = actor.unions(DECIDE).filter(taking(actor.on))
    if wanted:
        unions = unions.filter(Q(name__icontains=wanted) | Q(short_name__icontains=wanted))
    else:
        unions = unions.filter(pk__in=opened.values("owner_union"))
    page = Paginator(unions.distinct().order_by("code"), ON_A_PAGE).get_page(asked.get("page"))
    shown = list(page.object_list)
    trades: dict[int, list[str]] = {}
    for union_id, group in opened.filter(owner_union__in=shown).order_by("pk").values_list("owner_union_id", "group"):
        trades.setdefault(union_id, []).append(group)
    return {
        "q": wanted,
        "rows": [
            {
                "name": one.name,
                "trades": labels(trades.get(one.pk, ())),
                "url": reverse("membership:trades_of", args=[one.pk]),
            }
            for one in shown
        ],
        "total": page.paginator.count,
        "pages": {
            "number": page.number,
            "count": page.paginator.num_pages,
            "url": f"?{urlencode({'q': wanted})}&page=",
        },
        "seat": actor.seat(DECIDE),
    }


def labels(groups: Iterable[str]) -> list[str]:
    """Return the words for trades of the charter."""
    return [_(CHARTER["groups"][key]) for key in groups if key in CHARTER["groups"]]


def trades_of_page(actor: Actor, union: Union) -> dict[str, Any]:
    """Return which trades a union takes in, from where, and who else around takes in the same."""
    above = [one for one in tree.ancestors(union.pk, line=TERRITORY, on=actor.on) if one.pk != union.pk]
    mine = set(desk.trades_of(union))
    return {
        "union": union,
        "takes": takes(union, on=actor.on),
        "taken": sorted(mine),
        "area": above[0].name if above else "",
        "join_url": at_url(union),
    }
