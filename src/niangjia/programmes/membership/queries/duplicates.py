"""Pairs that may be one human, side by side, field by field; and what was joined."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.casework.access import Actor
from niangjia.casework.privacy import masked
from niangjia.casework.queries import workers as desk
from niangjia.programmes.membership.programme import CHARTER
from niangjia.records.people.models import Likeness, Worker
from niangjia.records.sealing import unseal
from niangjia.values.identifiers import identity

ON_A_PAGE = 10
MERGES_SHOWN = 10
SAME_IN = {
    "name": gettext_lazy("姓名"),
    "birth": gettext_lazy("出生日期"),
    "phone": gettext_lazy("手机号"),
    "address": gettext_lazy("住址"),
    "employer": gettext_lazy("单位"),
}


def duplicates_page(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return everything that ``membership/duplicates.html`` shows."""
    waiting = desk.likenesses(actor)
    page = Paginator(waiting, ON_A_PAGE).get_page(asked.get("page"))
    pairs = list(page.object_list)
    held = desk.standings_of([pk for one in pairs for pk in (one.first_id, one.second_id)])
    return {
        "pairs": [pair_shown(one, held, today=today) for one in pairs],
        "waiting": page.paginator.count,
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": "?page="},
        "merges": [
            {
                "id": one.pk,
                "name": one.kept.name,
                "kept": one.kept.owner_union.short_name,
                "gone": one.gone.owner_union.short_name,
                "by": one.merged_by.name,
                "at": one.merged_at,
            }
            for one in desk.merges(actor)[:MERGES_SHOWN]
        ],
    }


def pair_shown(one: Likeness, held: Mapping[int, str], *, today: date) -> dict[str, Any]:
    """Return one pair as it is shown."""
    left, right = (fields_of(worker, held, today=today) for worker in (one.first, one.second))
    return {
        "id": one.pk,
        "left": {"name": one.first.name, "union_label": one.first.owner_union.short_name, "known": one.first.known_at},
        "right": {
            "name": one.second.name,
            "union_label": one.second.owner_union.short_name,
            "known": one.second.known_at,
        },
        "why": [str(SAME_IN[field]) for field in one.agrees if field in SAME_IN],
        "caution": _("姓名不一样，可能是一家人。") if one.first.name != one.second.name else "",
        "rows": [
            {"label": label, "left": mine[0], "right": other[0], "same": bool(mine[1]) and mine[1] == other[1]}
            for (label, mine), other in zip(left.items(), right.values(), strict=True)
        ],
    }


def fields_of(worker: Worker, held: Mapping[int, str], *, today: date) -> dict[str, tuple[str, str]]:
    """Return each field of a worker by its label: what is shown of it, and what it is compared by."""
    number, address = unseal(worker, "id_number") or "", unseal(worker, "address") or ""
    born = identity(number, on=today).birth if number else None
    group = CHARTER["groups"].get(worker.group, "")
    member = {"active": _("会员"), "reserved": _("保留会籍")}.get(held.get(worker.pk, ""), _("还没有入会"))
    return {
        _("姓名"): (worker.name, worker.name),
        _("证件号"): (masked(worker, "id_number"), worker.id_index),
        _("出生年份"): (str(born.year) if born else "", born.isoformat() if born else ""),
        _("手机号"): (masked(worker, "phone"), worker.phone_index),
        _("住址"): (address[:4] + "＊＊" if address else "", address),
        _("单位"): (worker.employer, worker.employer),
        _("新就业形态"): (_(group) if group else "", worker.group),
        _("会籍"): (member, held.get(worker.pk, "")),
    }
