"""Needs as their pages show them: the list, households and unions cleared one by one, one need, and what she sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.casework.access import Actor
from niangjia.casework.queries import needs as desk
from niangjia.casework.queries import steps
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.care.programme import CHARTER, PROGRAMME
from niangjia.records.cases.models import Case, Clock
from niangjia.records.people.models import Household
from niangjia.records.sealing import unseal
from niangjia.records.tasks.models import Measure, Need, Proof
from niangjia.web.forms import row_number
from niangjia.web.sentences import told
from niangjia.web.wording import date_text, percent_text

ON_A_PAGE = 50
OPEN, DONE = desk.OPEN, ("need_solved", "need_closed")
KINDS, ORIGINS = CHARTER["needs"]["kinds"], CHARTER["needs"]["origins"]
CONFIRMED_AS = CHARTER["needs"]["confirmed_as"]
MEASURE_KINDS = CHARTER["needs"]["measure_kinds"]


def ways_of_needs(actor: Actor) -> list[dict[str, Any]]:
    """Return the ways on to needs and wishes, each with how much waits there."""
    left = desk.needs(actor).filter(case__state__in=OPEN).count()
    waiting = desk.wish_counts(desk.wishes(actor))["waiting"]
    return [
        {"label": _("需求"), "text": _("每一户的难处，一件件办清"), "url": reverse("care:needs"), "count": left},
        {"label": _("心愿"), "text": _("小心愿，谁都可以认领"), "url": reverse("care:wish_list"), "count": waiting},
    ]


def filtered(rows: QuerySet[Need], asked: Mapping[str, str], *, on: date) -> QuerySet[Need]:
    """Return the needs that the filters ask for; only fields of this list can be asked for."""
    if asked.get("kind") in KINDS:
        rows = rows.filter(kind=asked["kind"])
    if asked.get("origin") in ORIGINS:
        rows = rows.filter(origin=asked["origin"])
    if asked.get("union"):
        rows = rows.filter(owner_union_id=row_number(asked["union"]))
    if asked.get("household"):
        rows = rows.filter(case__household_id=row_number(asked["household"]))
    rows = in_state(rows, asked.get("state", ""), on=on)
    wanted = asked.get("q", "").replace("\0", "")  # PostgreSQL knows no such character
    return rows.filter(case__household__head_name__contains=wanted) if wanted else rows


def in_state(rows: QuerySet[Need], state: str, *, on: date) -> QuerySet[Need]:
    """Return the needs that stand where one choice of the filter says: open, late, major, or in a state."""
    if state == "open":
        return rows.filter(case__state__in=OPEN)
    if state == "late":
        return desk.past(rows, on=on)
    if state == "major":
        return rows.filter(major=True)
    return rows.filter(case__state=state) if state in {*OPEN, *DONE} else rows


def options(pairs: Iterable[tuple[str, Any]], chosen: str) -> list[dict[str, Any]]:
    """Return the choices of one filter."""
    return [{"value": value, "label": label, "selected": value == chosen} for value, label in pairs]


def select(asked: Mapping[str, str], name: str, label: str, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return one filter with its choices."""
    chosen = asked.get(name, "")
    return {"name": name, "label": label, "kind": "select", "value": chosen, "options": options(pairs, chosen)}


def filters(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the filters above the list."""
    states = [(key, _(PROGRAMME.lifecycle.states[key])) for key in (*OPEN, *DONE)]
    unions = [(str(one.pk), one.short_name) for one in actor.unions("see_care").order_by("code")]
    return {
        "fields": [
            {"name": "q", "label": _("姓名"), "kind": "search", "value": asked.get("q", ""), "options": []},
            select(asked, "union", _("工会"), [("", _("全部工会")), *unions]),
            select(asked, "kind", _("哪方面"), [("", _("全部")), *((key, _(word)) for key, word in KINDS.items())]),
            select(asked, "origin", _("来源"), [("", _("全部")), *((key, _(word)) for key, word in ORIGINS.items())]),
            select(
                asked,
                "state",
                _("状态"),
                [("", _("全部")), ("open", _("没有办完的")), ("late", _("超期的")), ("major", _("要上会的")), *states],
            ),
        ],
        "export_url": "",
        "kept": [{"name": "household", "value": asked["household"]}] if asked.get("household") else [],
    }


def page_url(asked: Mapping[str, str]) -> str:
    """Return the address of a list up to the page number."""
    named = {"q", "union", "kind", "origin", "state", "household"}
    kept = {key: value for key, value in asked.items() if key in named and value}
    return f"?{urlencode(kept)}&page=" if kept else "?page="


def need_list(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return everything that ``care/needs.html`` shows; ``asked`` is the query of the address."""
    reach = desk.needs(actor)
    rows = filtered(reach, asked, on=today)
    order = (F("due_on").asc(nulls_last=True), "-id")
    page = Paginator(rows.order_by(*order), ON_A_PAGE).get_page(asked.get("page"))
    whole = desk.cleared(reach, on=today)
    return {
        "tabs": tabs(whole, asked),
        "whole": whole,
        "share": percent_text_of(whole),
        "filters": filters(actor, asked),
        "rows": [listed(need, today=today) for need in page.object_list],
        "total": page.paginator.count,
        "first": page.start_index(),
        "last": page.end_index(),
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": page_url(asked)},
        "may_raise": actor.may("work_on_needs"),
    }


def tabs(whole: desk.Cleared, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the counts above the list, each leading to its rows."""
    counts = (
        ("", _("全部"), whole.found),
        ("open", _("没有办完的"), whole.open),
        ("late", _("超期的"), whole.late),
        ("need_solved", _("待确认"), whole.solved - whole.confirmed),
        ("need_closed", _("已办结"), whole.confirmed),
    )
    return [
        {
            "label": label,
            "count": count,
            "url": f"?state={key}" if key else "?",
            "current": asked.get("state", "") == key,
        }
        for key, label, count in counts
    ]


def percent_text_of(whole: desk.Cleared) -> str:
    """Return the share of what was found that is solved, in words of the page."""
    return "" if whole.share is None else percent_text(whole.share)


def needs_section(actor: Actor, household: Household, *, today: date) -> dict[str, Any]:
    """Return the needs of one household on its page of care: what is open first, and where to raise another."""
    found = desk.needs_of_household(actor, household.pk)
    return {
        "rows": [listed(need, today=today) for need in sorted(found, key=lambda one: one.case.state not in OPEN)],
        "raise_url": f"{reverse('care:raise_need')}?household={household.pk}" if actor.may("work_on_needs") else "",
        "wish_url": f"{reverse('care:raise_wish')}?household={household.pk}" if actor.may("work_on_needs") else "",
    }


def listed(need: Need, *, today: date) -> dict[str, Any]:
    """Return one line of the list."""
    due_on = getattr(need, "due_on", None)
    return {
        "name": need.case.home.head_name,
        "url": reverse("care:need", args=[need.pk]),
        "number": need.case.number,
        "kind": _(KINDS.get(need.kind, need.kind)),
        "origin": _(ORIGINS.get(need.origin, need.origin)),
        "major": need.major,
        "fenced": need.against_employer,
        "union_label": need.owner_union.short_name,
        "raised": need.case.opened_at,
        "on": due_on,
        "working_days_left": working_days_between(today, due_on) if due_on else None,
        "status": need.case.state,
    }


def cleared_page(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return everything that ``care/cleared.html`` shows: unions with their share, households with what is left."""
    reach = desk.needs(actor)
    rows = filtered(reach, {key: asked[key] for key in ("union", "q") if asked.get(key)}, on=today)
    page = Paginator(desk.cleared_by_household(rows, on=today), ON_A_PAGE).get_page(asked.get("page"))
    by_union = desk.cleared_by_union(reach, on=today)
    unions = [
        (union, by_union[union.pk]) for union in actor.unions("see_care").order_by("code") if union.pk in by_union
    ]
    whole = desk.cleared(rows, on=today)
    return {
        "whole": whole,
        "share": percent_text_of(whole),
        "filters": {
            "fields": [
                {"name": "q", "label": _("姓名"), "kind": "search", "value": asked.get("q", ""), "options": []},
                select(
                    asked,
                    "union",
                    _("工会"),
                    [("", _("全部工会")), *((str(union.pk), union.short_name) for union, _counts in unions)],
                ),
            ],
            "export_url": "",
            "kept": [],
        },
        "unions": [
            {
                "label": union.short_name,
                "url": f"{reverse('care:needs')}?union={union.pk}",
                "counts": counts,
                "share": percent_text_of(counts),
            }
            for union, counts in unions
        ],
        "rows": [
            {**line, "url": f"{reverse('care:needs')}?household={line['household']}", "cleared": not line["open"]}
            for line in page.object_list
        ],
        "total": page.paginator.count,
        "first": page.start_index(),
        "last": page.end_index(),
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": page_url(asked)},
    }


def need_page(need: Need, actor: Actor, *, today: date) -> dict[str, Any]:
    """Return what ``care/need.html`` shows of one need to ``actor``; forms are added by the view."""
    case, clock = need.case, desk.solve_clock(need)
    works = actor.may("work_on_needs") and (actor.holds("county") or not need.major)
    return {
        **told_of(need, today=today),
        "id": need.pk,
        "name": case.home.head_name,
        "union_label": need.owner_union.name,
        "at_work": need.kind == "work",
        "household_url": f"{reverse('care:needs')}?household={case.household_id}",
        "text": unseal(need, "text") or "",
        "lacking": unseal(need, "lacking") or "",
        "origin": _(ORIGINS.get(need.origin, need.origin)),
        "fenced": need.against_employer,
        "measures": [measure_line(one, today=today) for one in desk.measures(need)],
        "proofs": [proof_line(one) for one in desk.proofs(need)],
        "working": working_words(clock) if clock else [],
        "may_work": works and case.state in OPEN,
        "why_not": _("这件要上会、招标，由县级工会的帮扶专干来办。")
        if case.state in OPEN and need.major and not works
        else "",
        "may_confirm": actor.may("work_on_needs") and case.state == "need_solved",
        "solved_by": need.solved_by.name if need.solved_by else "",
        "solved_it": need.solved_by_id == actor.account.pk,
        "trail": trail_of(case),
        "crumbs": [{"label": _("需求"), "url": reverse("care:needs")}, {"label": case.home.head_name, "url": ""}],
    }


def told_of(need: Need, *, today: date) -> dict[str, Any]:
    """Return what everybody who follows a need is told: where it stands, by when, and who has it."""
    case, clock = need.case, desk.clock_of(need.case)
    open_clock = desk.solve_clock(need) if case.state in OPEN else clock
    due_on = open_clock.due_on if open_clock else None
    return {
        "number": case.number,
        "kind": _(KINDS.get(need.kind, need.kind)),
        "major": need.major,
        "status": case.state,
        "raised": case.opened_at,
        "on": due_on,
        "working_days_left": working_days_between(today, due_on) if due_on else None,
        "solved_at": need.solved_at,
        "confirmed_at": need.confirmed_at,
        "confirmed_as": _(CONFIRMED_AS[need.confirmed_as]) if need.confirmed_as else "",
        "open": case.state in OPEN,
        "waits": case.state == "need_solved",
        "on_label": _("等您回话到") if case.state == "need_solved" else _("应当办好"),
        "late": case.state != "need_solved" and due_on is not None and due_on < today,
    }


def followed_page(need: Need, *, today: date) -> dict[str, Any]:
    """Return what she sees who follows her own need by its code: no name, no word of what it is about."""
    clock = desk.clock_of(need.case)
    return {
        **told_of(need, today=today),
        "union_label": need.owner_union.name,
        "measures": [
            {
                "kind": _(MEASURE_KINDS.get(one.kind, one.kind)),
                "who": one.department or one.union.short_name,
                "on": one.due_on,
                "done": one.done_at,
            }
            for one in desk.measures(need)
        ],
        "working": working_words(clock) if clock else [],
        "trail": trail_of(need.case),
    }


def measure_line(one: Measure, *, today: date) -> dict[str, Any]:
    """Return one measure: who does what by when."""
    return {
        "id": one.pk,
        "kind": _(MEASURE_KINDS.get(one.kind, one.kind)),
        "plain": one.kind == "plain",
        "what": unseal(one, "what") or "",
        "who": one.department or (one.account.name if one.account else one.union.short_name),
        "on": one.due_on,
        "working_days_left": None if one.done_at else working_days_between(today, one.due_on),
        "done": one.done_at,
        "decided_on": one.decided_on,
        "reference": one.reference,
        "paper": one.paper.name if one.paper else "",
        "by": one.added_by.name,
    }


def proof_line(one: Proof) -> dict[str, Any]:
    """Return one proof."""
    return {
        "told": unseal(one, "told") or "",
        "paper": one.paper.name if one.paper else "",
        "award": one.award.number if one.award else "",
        "by": one.given_by.name,
        "at": one.given_at,
    }


def trail_of(case: Case) -> list[dict[str, Any]]:
    """Return the steps that were taken, the raising first."""
    labels = {(step.key, step.from_state): step.label for step in PROGRAMME.lifecycle.steps}
    return [
        {"text": _(labels.get((one.key, one.from_state), one.key)), "at": one.at, "by": one.by.name if one.by else ""}
        for one in steps(case)
    ]


def not_counted(day: date, why: str) -> str:
    """Return that a day does not count; of a weekend its own name says why."""
    if why.startswith("星期"):
        return _("%(day)s不算。") % {"day": date_text(day)}
    return _("%(day)s不算：%(why)s。") % {"day": date_text(day), "why": told(why)}


def working_words(clock: Clock) -> list[str]:
    """Return how the day of a clock was reached, a sentence each."""
    kept = clock.working
    count, start = int(kept["count"]), date_text(clock.started_at)
    rules = {
        "working_days": ngettext("从 %(start)s起，%(n)s 个工作日。", "从 %(start)s起，%(n)s 个工作日。", count),
        "calendar_days": ngettext("从 %(start)s起，%(n)s 天。", "从 %(start)s起，%(n)s 天。", count),
        "months": ngettext("从 %(start)s起，%(n)s 个月。", "从 %(start)s起，%(n)s 个月。", count),
    }
    said = [rules[kept["unit"]] % {"start": start, "n": count}]
    skipped = [(date.fromisoformat(day), why) for day, why in kept.get("skipped", [])]
    said += [not_counted(day, why) for day, why in skipped]
    if kept.get("provisional"):
        said.append(_("那一年的放假通知还没有出，日子以后可能会变。"))
    return [*said, _("依据：%(source)s。") % {"source": told(kept["source"])}]
