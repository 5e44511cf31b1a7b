"""Members as their pages show them: the list, one worker, where he is registered beside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.casework.access import Actor
from niangjia.casework.privacy import masked
from niangjia.casework.queries import workers as desk
from niangjia.casework.queries.belonging import members_on
from niangjia.casework.queries.workers import standings_of
from niangjia.casework.search import search
from niangjia.programmes.membership.programme import CHARTER
from niangjia.records.people.models import Membership, Tie, Worker
from niangjia.web.paging import keyed_page

ON_A_PAGE = 50
TABS = (
    ("active", gettext_lazy("会员")),
    ("reserved", gettext_lazy("保留会籍")),
    ("ties", gettext_lazy("来报到的")),
)
TIES = {
    "residence": gettext_lazy("住在这里"),
    "workplace": gettext_lazy("在这里上班"),
    "industry": gettext_lazy("干这一行"),
}
STANDINGS = {"active": gettext_lazy("会员"), "reserved": gettext_lazy("保留会籍")}


def members_page(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return everything that ``membership/members.html`` shows."""
    held = members_on(actor.union_ids(desk.SEE), on=today)
    listed: dict[str, Any] = {
        "active": held.filter(standing="active"),
        "reserved": held.filter(standing="reserved"),
        "ties": desk.ties_on(actor, on=today),
    }
    tab = asked.get("tab", "active")
    tab = tab if tab in listed else "active"
    counts = {key: rows.count() for key, rows in listed.items()}
    page = keyed_page(listed[tab].order_by("-pk"), ON_A_PAGE, asked.get("page"), total=counts[tab])
    rows = page.rows(listed[tab].select_related("worker__owner_union", "owner_union"))
    return {
        "tabs": [
            {"label": str(label), "count": counts[key], "url": f"?tab={key}", "current": key == tab}
            for key, label in TABS
        ],
        "tab": tab,
        "rows": [tie_line(one) if tab == "ties" else member_line(one) for one in rows],
        "total": page.total,
        "first": page.first,
        "last": page.last,
        "pages": {"number": page.number, "count": page.pages, "url": f"?tab={tab}&page="},
        "may_keep": actor.may(desk.KEEP),
        "today": today,
    }


def member_line(one: Membership) -> dict[str, Any]:
    """Return one line of the list of members."""
    return {
        "name": one.worker.name,
        "url": reverse("membership:worker", args=[one.worker_id]),
        "union_label": one.owner_union.short_name,
        "since": one.from_on,
        "how": _(CHARTER["begins"].get(one.begins_as, one.begins_as)),
        "employer": one.worker.employer,
    }


def tie_line(one: Tie) -> dict[str, Any]:
    """Return one line of those registered beside: whom another union counts, and no more of him than that."""
    return {
        "id": one.pk,
        "name": one.worker.name,
        "url": "",
        "union_label": one.owner_union.short_name,
        "since": one.from_on,
        "how": str(TIES[one.kind]),
        "employer": _("会籍在%(union)s") % {"union": one.worker.owner_union.short_name},
    }


def find_page(actor: Actor, *, text: str, number: str) -> dict[str, Any]:
    """Return everything that ``membership/find.html`` shows of whom ``text`` finds within reach."""
    page = keyed_page(search(desk.workers(actor), text), ON_A_PAGE, number) if text else None
    found = page.rows(desk.workers(actor).select_related("owner_union")) if page else []
    held = standings_of([one.pk for one in found])
    return {
        "text": text,
        "rows": [
            {
                "name": one.name,
                "url": reverse("membership:worker", args=[one.pk]),
                "union_label": one.owner_union.short_name,
                "employer": one.employer,
                "standing": str(STANDINGS[held[one.pk]]) if one.pk in held else _("还没有入会"),
            }
            for one in found
        ],
        "total": page.total if page else 0,
        "number": page.number if page else 1,
        "count": page.pages if page else 1,
    }


def worker_page(worker: Worker, actor: Actor) -> dict[str, Any]:
    """Return what ``membership/worker.html`` shows of one worker to ``actor``; forms are added by the view."""
    spells = desk.spells_of(worker)
    current = next((one for one in spells if one.to_on is None), None)
    waiting = desk.open_transfer(worker)
    keeps = actor.may(desk.KEEP)
    group = CHARTER["groups"].get(worker.group, "") if worker.group else ""
    return {
        "id": worker.pk,
        "name": worker.name,
        "union_label": worker.owner_union.name,
        "standing": current.standing if current else "",
        "standing_label": str(STANDINGS[current.standing]) if current else _("还没有入会"),
        "since": current.from_on if current else None,
        "group": _(group) if group and worker.group != "none" else "",
        "employer": worker.employer,
        "number": masked(worker, "id_number"),
        "phone": masked(worker, "phone"),
        "spells": [spell_line(one) for one in spells],
        "ties": [
            {
                "id": one.pk,
                "union_label": one.owner_union.name,
                "kind": str(TIES[one.kind]),
                "since": one.from_on,
                "until": one.to_on,
            }
            for one in desk.ties_of(worker)
        ],
        "transfer": {
            "url": reverse("membership:transfer", args=[waiting.pk]),
            "to": waiting.to_union.name,
            "status": waiting.case.state,
        }
        if waiting
        else None,
        "may_change": keeps and current is not None,
        "may_transfer": keeps and current is not None and waiting is None,
        "may_reveal": actor.may("reveal_members"),
    }


def spell_line(one: Membership) -> dict[str, Any]:
    """Return one spell of membership."""
    return {
        "union_label": one.owner_union.name,
        "standing": str(STANDINGS[one.standing]),
        "from_on": one.from_on,
        "to_on": one.to_on,
        "begins": _(CHARTER["begins"].get(one.begins_as, one.begins_as)),
        "ends": _(CHARTER["ends"].get(one.ends_as, CHARTER["begins"].get(one.ends_as, one.ends_as)))
        if one.ends_as
        else "",
    }
