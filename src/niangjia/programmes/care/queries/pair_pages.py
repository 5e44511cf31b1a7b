"""What the pages about pairs show: the county's board, a proposal, a cadre's own list, one household."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from niangjia.casework import placement
from niangjia.casework import queries as common
from niangjia.casework.access import Actor
from niangjia.casework.privacy import masked
from niangjia.casework.queries import pairs as desk
from niangjia.engines.calendar import working_days_between
from niangjia.engines.matching import ALL_RECUSED, NO_SEAT, NOBODY_REACHES
from niangjia.programmes.care.programme import CHARTER, PROGRAMME
from niangjia.programmes.care.queries import pairs as reads
from niangjia.programmes.care.queries.pairs import MOST, RULES, Candidate, Line, Proposal
from niangjia.records.people.models import Household, Person
from niangjia.records.placements.models import Contact, Pairing
from niangjia.web.forms import row_number

ON_A_PAGE = 50
BEST = 20
TABS = (
    ("unpaired", gettext_noop("还没结对")),
    ("open", gettext_noop("已结对")),
    ("late", gettext_noop("该联系没联系")),
    ("waiting", gettext_noop("待交接")),
    ("ended", gettext_noop("已结束")),
)
GROUP_WORDS = {
    "standing": gettext_noop("在册困难家庭"),
    "care": gettext_noop("正在帮扶的家庭"),
    "any": gettext_noop("所有家庭"),
}
KIND_OF_GROUP = {"standing": "hardship", "care": "care", "any": "quarantined"}
STEP_WORDS = (gettext_noop("同一个工会"), gettext_noop("上一级工会"), gettext_noop("上两级工会"))
FARTHER = gettext_noop("上三级或更远的工会")
LEFT_OVER = {
    NOBODY_REACHES: gettext_noop("没有岗位管得到这家工会的干部"),
    ALL_RECUSED: gettext_noop("管得到的干部都要回避"),
    NO_SEAT: gettext_noop("管得到的干部都满了"),
}
RECUSED_WORDS = {desk.KIN: gettext_noop("是亲属或关系密切"), desk.FILED: gettext_noop("是自己上报的")}
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


def proposal_page(found: Proposal, asked: Mapping[str, str], *, kept: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return everything that ``care/pairs_proposal.html`` shows."""
    page = Paginator(found.lines, ON_A_PAGE).get_page(asked.get("page"))
    gets: dict[int, int] = {}
    for line in found.lines:
        gets[line.cadre.pk] = gets.get(line.cadre.pk, 0) + 1
    after = [found.before[cadre] + more for cadre, more in gets.items()]
    return {
        "rows": [proposed_line(line, before=found.before[line.cadre.pk], gets=gets[line.cadre.pk]) for line in page],
        "unmatched": [
            {"name": one.head_name, "union_label": one.owner_union.short_name, "why": _(LEFT_OVER[why])}
            for one, why in found.unmatched[:ON_A_PAGE]
        ],
        "left_over": len(found.unmatched),
        "cadres": len(gets),
        "fewest": min(after, default=0),
        "most": max(after, default=0),
        "ceiling": MOST,
        "distances": distances(found.lines),
        "recused": [
            {"count": count, "why": _(RECUSED_WORDS[why])} for why, count in sorted(found.recused.items()) if count
        ],
        "seen": found.fingerprint,
        "kept": [{"name": name, "value": value} for name, value in kept],
        **paged(page, {}),
        "pages": {
            "number": page.number,
            "count": page.paginator.num_pages,
            "url": f"?{urlencode(list(kept))}&page=" if kept else "?page=",
        },
    }


def proposed_line(line: Line, *, before: int, gets: int) -> dict[str, Any]:
    """Return one pair of a proposal."""
    return {
        "name": line.household.head_name,
        "union_label": line.household.owner_union.short_name,
        "cadre": line.cadre.name,
        "steps": step_words(line.steps),
        "before": before,
        "after": before + gets,
    }


def step_words(steps: int) -> str:
    """Return how far the post of a cadre lies from a household's union, in words."""
    return _(STEP_WORDS[steps] if steps < len(STEP_WORDS) else FARTHER)


def distances(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return how many pairs lie how far apart, the nearest first."""
    counts: dict[int, int] = {}
    for line in lines:
        near = min(line.steps, len(STEP_WORDS))
        counts[near] = counts.get(near, 0) + 1
    return [{"label": step_words(steps), "count": counts[steps]} for steps in sorted(counts)]


def choice_page(
    actor: Actor, household: Household, asked: Mapping[str, str], *, but: int | None = None
) -> dict[str, Any]:
    """Return who may answer for a household, the best first, and who must keep away, in words.

    ``but`` is the cadre who has it now.
    """
    everybody = [one for one in reads.candidates(actor, household) if one.account.pk != but]
    wanted = asked.get("q", "")
    found = [one for one in everybody if one.may and wanted in one.account.name]
    return {
        "household": {"id": household.pk, "name": household.head_name, "union_label": household.owner_union.short_name},
        "options": [option(one) for one in found[:BEST]],
        "more": max(len(found) - BEST, 0),
        "q": wanted,
        "kept_away": [
            {"name": one.account.name, "why": _(RECUSED_WORDS[one.why_not])} for one in everybody if one.why_not
        ],
        "full": sum(1 for one in everybody if not one.why_not and not one.may),
        "ceiling": MOST,
    }


def option(one: Candidate) -> dict[str, Any]:
    """Return one cadre to choose, with the two things that matter: how near, how laden."""
    loaded = ngettext("已结对 %(n)s 户", "已结对 %(n)s 户", one.load) % {"n": one.load}
    return {"id": one.account.pk, "name": one.account.name, "steps": step_words(one.steps), "load": loaded}


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
