"""Reads of joining: which union takes whom, what an applicant sees, what lies on the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor, NotYours
from niangjia.casework.queries import joinings as desk
from niangjia.casework.queries.belonging import open_membership
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.membership.programme import CHARTER, PROGRAMME
from niangjia.records.cases.models import Clock, Step
from niangjia.records.joinings.models import Joining, Poster
from niangjia.records.people.models import Membership, Worker
from niangjia.records.sealing import unseal
from niangjia.records.unions.models import TERRITORY, Path, Union
from niangjia.values.text import masked
from niangjia.web.sentences import told

RULES: dict[str, Any] = CHARTER["joining"]
ON_A_PAGE = 50
OPEN = ("join_asked", "join_incomplete")
BROAD = ("county", "city")


def taking(on: date) -> Q:
    """Return what a union must be to take members on a day."""
    return Q(kind__in=RULES["takes_members"]) & (Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=on))


def unions_named(text: str, *, on: date, kinds: Sequence[str] = ()) -> list[Union]:
    """Return the few unions whose name holds ``text``; nothing for a text too short to mean one."""
    wanted = text.replace("\0", "").strip()
    if len(wanted) < RULES["search"]["letters"]:
        return []
    found = Union.objects.filter(taking(on) | Q(kind__in=kinds))
    named = found.filter(Q(name__icontains=wanted) | Q(short_name__icontains=wanted))
    return list(named.order_by("code")[: RULES["search"]["most"]])


def find_union(code: str, *, on: date) -> Union:
    """Return the union of this code that takes members.

    Errors: ``NotYours`` when there is none.
    """
    found = Union.objects.filter(taking(on), code=code).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def union_for(group: str, place: Union, *, on: date) -> Union:
    """Return the union that takes the workers of a trade who live or work at ``place``.

    The nearest body above ``place`` below which some union has a door for the trade decides; without any it is
    ``place`` itself.
    """
    doors = desk.trade_doors(group)
    if not doors:
        return place
    open_on = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    above = Path.objects.filter(open_on, descendant=place, line=TERRITORY).order_by("depth")
    for step in above:
        nearest = (
            Path.objects.filter(open_on, ancestor_id=step.ancestor_id, line=TERRITORY, descendant_id__in=doors)
            .filter(taking_descendant(on))
            .order_by("depth", "descendant__code")
            .select_related("descendant")
            .first()
        )
        if nearest is not None:
            return nearest.descendant
    return place


def taking_descendant(on: date) -> Q:
    """Return ``taking``, said of the lower end of a path."""
    dissolved = Q(descendant__dissolved_on__isnull=True) | Q(descendant__dissolved_on__gt=on)
    return Q(descendant__kind__in=RULES["takes_members"]) & dissolved


def trade_page(asked: Mapping[str, str], *, on: date) -> dict[str, Any]:
    """Return the page that asks for trade and place, with the unions that take in who answered."""
    group, place = asked.get("group", ""), asked.get("place", "")
    known = group in CHARTER["groups"]
    places = unions_named(place, on=on, kinds=BROAD) if known else []
    found: dict[int, dict[str, Any]] = {}
    for one in places:
        union = union_for(group, one, on=on)
        if union.kind in RULES["takes_members"]:
            found.setdefault(union.pk, {"name": union.name, "near": one.name, "url": at_url(union, group=group)})
    return {
        "groups": [(key, _(label), key == group) for key, label in CHARTER["groups"].items() if key != "none"],
        "group_missing": not known and ("group" in asked or "place" in asked),
        "place_missing": known and "place" in asked and not place,
        "place": place,
        "searched": known and bool(place),
        "unions": list(found.values()),
    }


def at_url(union: Union, *, group: str = "") -> str:
    """Return the address of the form of a union."""
    return reverse("membership:join_at", args=[union.code]) + (f"?group={group}" if group else "")


def find_poster(uid: UUID) -> Poster:
    """Return a poster, whether it hangs or was taken down.

    Errors: ``NotYours`` when there is none.
    """
    found = desk.poster_known(uid)
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def bringer_membership(uid: UUID | None) -> Membership | None:
    """Return the membership that a personal link names."""
    return None if uid is None else desk.membership_named(uid)


def bringer(uid: UUID | None) -> Worker | None:
    """Return the member whose link was followed, if he is one today."""
    named = bringer_membership(uid)
    return named.worker if named is not None and named.to_on is None else None


def applicant_page(joining: Joining, *, today: date) -> dict[str, Any]:
    """Return what an applicant sees: where it stands, who has it, by when he hears, what is missing."""
    case = joining.case
    clock = Clock.objects.filter(case=case, step="admit", stopped_at__isnull=True).first()
    left = working_days_between(today, clock.due_on) if clock is not None else None
    return {
        "number": case.number,
        "union_label": case.owner_union.name,
        "asked": joining.asked_at,
        "status": case.state,
        "state": case.state,
        "on": None if clock is None else clock.due_on,
        "today": clock is not None and clock.due_on == today,
        "late": left is not None and left < 0,
        "working_days_left": left,
        "missing": [_(RULES["missing"][key]) for key in joining.missing if key in RULES["missing"]],
        "brings_card": "card" in joining.missing,
        "told": unseal(joining, "told") or "",
        "may_withdraw": case.state in OPEN,
        "may_complete": case.state == "join_incomplete",
        "decided": joining.decided_at,
        "card": desk.member_by(joining) is not None,
        "trail": [
            {"text": label_of(step.key), "at": step.at, "by": step.by.name if step.by else ""}
            for step in Step.objects.filter(case=case).select_related("by").order_by("id")
        ],
    }


def label_of(step: str) -> str:
    """Return the word of a step of the charter."""
    return next((_(one.label) for one in PROGRAMME.lifecycle.steps if one.key == step), step)


def find_joining(actor: Actor, case_id: int) -> Joining:
    """Return an application within reach.

    Errors: ``NotYours``.
    """
    rows = actor.rows(Joining, "decide_joinings").select_related("case__owner_union", "case__worker")
    found = rows.filter(case_id=case_id).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def waiting(actor: Actor) -> Any:
    """Return the applications that wait for the desk, the oldest first."""
    rows = actor.rows(Joining, "decide_joinings").filter(case__state="join_asked")
    return rows.select_related("case__owner_union", "case__worker").order_by("asked_at", "pk")


def joining_list(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return the list of applications: those that wait, those sent back, those decided."""
    tab = asked.get("tab", "waiting")
    rows = actor.rows(Joining, "decide_joinings").select_related("case__owner_union", "case__worker", "brought_by")
    tabs = {
        "waiting": rows.filter(case__state="join_asked").order_by("asked_at", "pk"),
        "incomplete": rows.filter(case__state="join_incomplete").order_by("asked_at", "pk"),
        "decided": rows.exclude(case__state__in=OPEN).order_by("-asked_at", "-pk"),
    }
    labels = {"waiting": _("等我们答复"), "incomplete": _("等本人补齐"), "decided": _("办完的")}
    tab = tab if tab in tabs else "waiting"
    page = Paginator(tabs[tab], ON_A_PAGE).get_page(asked.get("page"))
    shown = list(page.object_list)
    owed = Clock.objects.filter(case__in=[one.case_id for one in shown], step="admit", stopped_at__isnull=True)
    clocks = dict(owed.values_list("case_id", "due_on"))
    return {
        "tabs": [
            {"label": labels[key], "count": found.count(), "url": f"?tab={key}", "current": key == tab}
            for key, found in tabs.items()
        ],
        "rows": [line(one, clocks.get(one.case_id), today=today) for one in shown],
        "may_choose": tab == "waiting" and any(not desk.wants_card(one) for one in shown),
        "total": page.paginator.count,
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": f"?tab={tab}&page="},
    }


def line(one: Joining, due_on: date | None, *, today: date) -> dict[str, Any]:
    """Return one line of the list."""
    return {
        "id": one.case_id,
        "name": one.name,
        "url": reverse("membership:joining", args=[one.case_id]),
        "number": one.case.number,
        "union_label": one.case.owner_union.short_name,
        "door": _(RULES["doors"].get(one.door, one.door)),
        "group": _(CHARTER["groups"][one.group]) if one.group in CHARTER["groups"] else "",
        "agrees": one.agrees,
        "asked": one.asked_at,
        "on": due_on,
        "working_days_left": working_days_between(today, due_on) if due_on else None,
        "status": one.case.state,
        "choosable": not desk.wants_card(one) and one.case.state == "join_asked",
    }


def joining_page(joining: Joining, *, today: date) -> dict[str, Any]:
    """Return one application as the desk sees it; number and phone are masked."""
    worker = joining.case.worker
    held = open_membership(worker) if worker is not None else None
    return {
        **applicant_page(joining, today=today),
        "id": joining.case_id,
        "name": joining.name,
        "id_number": masked(unseal(joining, "id_number") or ""),
        "phone": masked(unseal(joining, "phone") or "", head=3),
        "employer": joining.employer or ("" if worker is None else worker.employer),
        "door": _(RULES["doors"].get(joining.door, joining.door)),
        "group": _(CHARTER["groups"][joining.group]) if joining.group in CHARTER["groups"] else "",
        "agrees": joining.agrees,
        "elsewhere": held is not None and joining.case.state in OPEN,
        "brought": joining.brought_by_id is not None,
        "open": joining.case.state == "join_asked",
        "may_admit": joining.case.state == "join_asked"
        or (joining.case.state == "join_incomplete" and desk.seen_at_desk(joining)),
        "wants_card": desk.wants_card(joining),
        "seen_by": joining.seen_by.name if joining.seen_by else "",
    }


def faq_page(union: Union) -> dict[str, Any]:
    """Return the five questions with their answers, for one union."""
    return {
        "union_label": union.name,
        "url": at_url(union),
        "questions": [
            {"ask": told(one["label"]), "answer": [told(text) for text in one["text"]]} for one in CHARTER["faq"]
        ],
    }


def remembered_until(joining_since: datetime, *, at: datetime) -> bool:
    """Return whether a phone still remembers what it opened."""
    return (at - joining_since).total_seconds() < 60 * int(RULES["code_minutes"]["count"])
