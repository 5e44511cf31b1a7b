"""What the pages about pairs show: the county's board, a proposal, a cadre's own list, one household."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia.casework import placement
from niangjia.casework import queries as common
from niangjia.casework.access import Actor
from niangjia.casework.privacy import masked
from niangjia.casework.queries import pairs as desk
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.care.programme import CHARTER, PROGRAMME
from niangjia.programmes.care.queries import pairs as reads
from niangjia.programmes.care.queries.pairs import RULES
from niangjia.records.people.models import Household, Person
from niangjia.records.placements.models import Contact, Pairing
from niangjia.web.forms import row_number

ON_A_PAGE = 50
TABS = (
    ("unpaired", gettext_noop("还没结对")),
    ("open", gettext_noop("已结对")),
    ("late", gettext_noop("该联系没联系")),
    ("waiting", gettext_noop("待交接")),
    ("left", gettext_noop("已不在册")),
    ("ended", gettext_noop("已结束")),
)
GROUP_WORDS = {
    "standing": gettext_noop("在册困难家庭"),
    "care": gettext_noop("正在帮扶的家庭"),
    "any": gettext_noop("所有家庭"),
}
KIND_OF_GROUP = {"standing": "hardship", "care": "care", "any": "quarantined"}
ENDS: dict[str, str] = {**RULES["ends"], placement.HANDED_OVER: gettext_noop("交接给别人")}


def board(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return everything that ``care/pairs.html`` shows; ``asked`` is the query of the address."""
    tab = asked.get("tab", "") if asked.get("tab") in dict(TABS) else "unpaired"
    group = asked.get("group", "") if asked.get("group") in GROUP_WORDS else "standing"
    listed = {
        "unpaired": reads.in_group(reads.unpaired(actor), group),
        **pairings_by_tab(actor),
    }
    counts = {key: rows.count() for key, rows in listed.items()}
    chosen = narrowed(listed[tab], asked, by_name="head_name" if tab == "unpaired" else "household__head_name")
    page = Paginator(chosen, ON_A_PAGE).get_page(asked.get("page"))
    kept = {key: asked[key] for key in ("tab", "group", "union", "q") if asked.get(key)}
    return {
        "figures": figures(actor),
        "tab": tab,
        "tabs": [
            {"label": _(label), "count": counts[key], "url": f"?tab={key}", "current": key == tab}
            for key, label in TABS
        ],
        "filters": filters(actor, asked, tab=tab, group=group),
        "group": group,
        "kept": [{"name": key, "value": value} for key, value in kept.items() if key in {"group", "union", "q"}],
        "rows": [unpaired_line(one) for one in page] if tab == "unpaired" else pairing_lines(page, today=actor.on),
        **paged(page, kept),
    }


def pairings_by_tab(actor: Actor) -> dict[str, QuerySet[Pairing]]:
    """Return the pairings that each tab of the board lists."""
    all_here = actor.rows(Pairing, "make_pairs").select_related("household", "cadre", "owner_union")
    kept = desk.keeper(actor.on)
    held = all_here.filter(ended_on__isnull=True)
    return {
        "open": held.annotate(kept=kept).order_by("next_contact_on", "pk"),
        "late": held.filter(kept, next_contact_on__lt=actor.on).order_by("next_contact_on", "pk"),
        "waiting": held.filter(~kept).annotate(kept=kept).order_by("cadre", "owner_union__code", "pk"),
        "left": held.filter(~desk.on_register("household"), kind="hardship")
        .annotate(kept=kept)
        .order_by("owner_union__code", "pk"),
        "ended": all_here.filter(ended_on__isnull=False).order_by("-ended_on", "-pk"),
    }


def narrowed(rows: QuerySet[Any], asked: Mapping[str, str], *, by_name: str) -> QuerySet[Any]:
    """Return the rows that the filters above the list ask for."""
    if asked.get("union"):
        rows = rows.filter(owner_union_id=row_number(asked["union"]))
    wanted = asked.get("q", "").replace("\0", "")  # PostgreSQL knows no such character
    if wanted and by_name == "head_name":
        return rows.filter(head_name__contains=wanted)
    return rows.filter(Q(household__head_name__contains=wanted) | Q(cadre__name__contains=wanted)) if wanted else rows


def paged(page: Page[Any], kept: Mapping[str, str]) -> dict[str, Any]:
    """Return what the foot of a list says: how many, which of them, and the way to the others."""
    return {
        "total": page.paginator.count,
        "first": page.start_index(),
        "last": page.end_index(),
        "pages": {
            "number": page.number,
            "count": page.paginator.num_pages,
            "url": f"?{urlencode(kept)}&page=" if kept else "?page=",
        },
    }


def figures(actor: Actor) -> list[dict[str, Any]]:
    """Return the figures above the board: how many of the register have a cadre, and were called that day."""
    held = actor.rows(Pairing, "make_pairs").filter(ended_on__isnull=True)
    standing = desk.standings(actor)
    covered = standing.filter(household__in=held.values("household")).count()
    in_all, on_register = held.count(), standing.count()
    called = desk.called_in_time(held).count()
    contacts = actor.rows(Contact, "make_pairs")
    share = _("%(part)s / %(whole)s 户")
    return [
        figure(_("结对中"), in_all, _("户"), _("现在有干部负责的家庭，不论为什么结对。")),
        figure(
            _("在册家庭有人管"),
            covered,
            "",
            _("困难档案在册的家庭里，有结对干部的。"),
            said=share % {"part": covered, "whole": on_register},
        ),
        figure(
            _("当天就联系上"),
            called,
            "",
            _("结对当天就联系上的，占现在结对中的家庭。没联系上的尝试不算。"),
            said=share % {"part": called, "whole": in_all},
        ),
        figure(
            _("联系过"),
            contacts.filter(reached=True).count(),
            _("次"),
            _("联系上的次数；另外打过没联系上的不算在内。"),
        ),
    ]


def figure(label: str, value: int, unit: str, definition: str, *, said: str = "") -> dict[str, Any]:
    """Return one figure as ``web/parts/figure.html`` draws it."""
    return {"label": label, "value": value, "unit": unit, "change": said, "definition": definition, "rows_url": ""}


def filters(actor: Actor, asked: Mapping[str, str], *, tab: str, group: str) -> dict[str, Any]:
    """Return the filters above the list."""

    def options(pairs: Iterable[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
        return [{"value": value, "label": label, "selected": value == chosen} for value, label in pairs]

    unions = [(str(one.pk), one.short_name) for one in actor.unions("make_pairs").order_by("code")]
    groups = {
        "name": "group",
        "label": _("哪些家庭"),
        "kind": "select",
        "value": group,
        "options": options(((key, _(label)) for key, label in GROUP_WORDS.items()), group),
    }
    name = {"name": "q", "label": _("姓名"), "kind": "search", "value": asked.get("q", ""), "options": []}
    union = {
        "name": "union",
        "label": _("工会"),
        "kind": "select",
        "value": asked.get("union", ""),
        "options": options([("", _("全部工会")), *unions], asked.get("union", "")),
    }
    return {
        "fields": [name, union, *([groups] if tab == "unpaired" else [])],
        "export_url": "",
        "kept": [{"name": "tab", "value": tab}],
    }


def unpaired_line(household: Household) -> dict[str, Any]:
    """Return one line of those who want a cadre."""
    return {
        "id": household.pk,
        "name": household.head_name,
        "union_label": household.owner_union.short_name,
        "stands": household.stands,  # type: ignore[attr-defined]  # framework-shape: annotated by the query
        "url": f"{reverse('care:pair_choose')}?household={household.pk}",
    }


def pairing_lines(pairings: Iterable[Pairing], *, today: date) -> list[dict[str, Any]]:
    """Return the lines of pairings, each with how many days are left until the next contact."""
    return [
        {
            "id": one.pk,
            "name": one.household.head_name,
            "url": reverse("care:pair", args=[one.pk]),
            "union_label": one.owner_union.short_name,
            "cadre": one.cadre.name,
            "cadre_id": one.cadre_id,
            "kind": RULES["kinds"].get(one.kind, one.kind),
            "from_on": one.from_on,
            "last_reached_on": one.last_reached_on,
            "next_on": one.next_contact_on,
            "left": working_days_between(today, one.next_contact_on) if one.ended_on is None else None,
            "waiting": one.ended_on is None and not getattr(one, "kept", True),
            "ended_on": one.ended_on,
            "ends_as": ENDS.get(one.ends_as, ""),
        }
        for one in pairings
    ]


def own_page(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return everything that ``care/pairs_mine.html`` shows: who is to be called, the most urgent first."""
    rows = desk.own_pairings(actor).select_related("household", "cadre", "owner_union")
    due = rows.filter(next_contact_on__lte=actor.on)
    page = Paginator(rows.order_by("next_contact_on", "pk"), ON_A_PAGE).get_page(asked.get("page"))
    return {
        "due": due.count(),
        "today": actor.on,
        "rows": pairing_lines(page, today=actor.on),
        "may_arrange": actor.may("make_pairs"),
        **paged(page, {}),
    }


def pair_section(actor: Actor, household: Household, *, today: date) -> dict[str, Any]:
    """Return who answers for a household, for a page about it: the cadre, when they last spoke, whom else to call."""
    held = desk.pairing_of(household.pk, on=today)
    seen = held is not None and desk.reachable(actor).filter(pk=held.pk).exists()
    wanting = held is None and actor.may("make_pairs") and household.merged_into_id is None
    return {
        "cadre": held.cadre.name if held else "",
        "from_on": held.from_on if held else None,
        "next_on": held.next_contact_on if held else None,
        "last_reached_on": held.last_reached_on if held else None,
        "url": reverse("care:pair", args=[held.pk]) if held and seen else "",
        "choose_url": f"{reverse('care:pair_choose')}?household={household.pk}" if wanting else "",
        "desk_phone": RULES["desk"]["phone"],
    }


def ways(actor: Actor) -> list[dict[str, Any]]:
    """Return the ways to the pages about pairs, each with how much waits there."""
    found = []
    if actor.may("make_pairs"):
        wanting = reads.in_group(reads.unpaired(actor), "standing").count()
        found.append(
            {
                "label": _("一对一结对"),
                "text": _("在册还没有干部的、待交接的"),
                "url": reverse("care:pairs"),
                "count": wanting + desk.to_hand_over(actor).count(),
            }
        )
    if actor.may("keep_pairs"):
        due = desk.own_pairings(actor).filter(next_contact_on__lte=actor.on).count()
        found.append(
            {"label": _("我结对的家庭"), "text": _("今天要联系的"), "url": reverse("care:my_pairs"), "count": due}
        )
    return found


def pair_page(actor: Actor, pairing: Pairing) -> dict[str, Any]:
    """Return everything that ``care/pair.html`` shows: the least about the household, and the log of contacts."""
    people = common.members(pairing.household_id)
    head: Person | None = people[0] if people else None
    arranges = actor.rows(Pairing, "make_pairs").filter(pk=pairing.pk).exists()
    log = list(desk.contacts_of([pairing.household_id])[:ON_A_PAGE])
    waiting = pairing.ended_on is None and not desk.is_kept(pairing, on=actor.on)
    return {
        "pair": {
            **pairing_lines([pairing], today=actor.on)[0],
            "persons": len(people),
            "masked_phone": masked(head, "phone") if head else "",
            "mine": pairing.cadre_id == actor.account.pk,
            "open": pairing.ended_on is None,
            "waiting": waiting,
        },
        "log": [logged(one) for one in log],
        "needs": open_needs(pairing.household_id),
        "may_arrange": arranges and pairing.ended_on is None,
    }


def logged(contact: Contact) -> dict[str, Any]:
    """Return one line of the log of contacts."""
    return {
        "at": contact.at,
        "by": contact.by.name,
        "channel": contact.get_channel_display(),
        "reached": contact.reached,
        "note": placement.note_of(contact),
        "need": contact.need is not None,
    }


def open_needs(household_id: int) -> list[dict[str, str]]:
    """Return what a household waits for: the kind of each need and how far it is."""
    waiting = desk.unfinished(household_id, programme=PROGRAMME.key, states=reads.UNFINISHED)
    kinds = CHARTER["needs"]["kinds"]
    return [
        {"kind": kinds.get(one.need.kind, ""), "state": PROGRAMME.lifecycle.states[one.state], "number": one.number}
        for one in waiting
    ]
