"""The ledger of who is not yet in, the rounds of door-knocking, and the doors before one visitor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.casework import canvass
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.adoption import held_number
from niangjia.casework.offline import illustrating, picture_links
from niangjia.casework.queries import canvass as desk
from niangjia.engines.calendar import months_after
from niangjia.programmes.membership.programme import CHARTER, INDICATORS, choices_of
from niangjia.records.sealing import unseal
from niangjia.records.surveys.models import Door, Round, Stop, Survey
from niangjia.web.paging import keyed_page
from niangjia.web.wording import masked, percent_text

ON_A_PAGE = 50
MOST_GRIDS = 200
GROUND, KNOCKED = "weihai-active-ground", "luxi-1345"
GROUPS: Mapping[str, str] = CHARTER["groups"]
FILTERS = frozenset({"q", "wish", "group", "grid", "union", "asked"})
SEES, KEEPS = "see_membership", "keep_ledger"


def select(asked: Mapping[str, str], name: str, label: str, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return one filter with its choices."""
    chosen = asked.get(name, "")
    shown = [{"value": value, "label": word, "selected": value == chosen} for value, word in pairs]
    return {"name": name, "label": label, "kind": "select", "value": chosen, "options": shown}


def wish_words() -> Mapping[str, str]:
    """Return the words for what somebody said about joining."""
    return next(choices_of(one) for one in INDICATORS if one["key"] == "wish")


def long_ago(actor: Actor, *, on: date) -> datetime:
    """Return the moment before which whoever was asked is to be asked again, as the reader's union has it.

    Errors: ``NotYours`` for one who sees no ledger.
    """
    union = actor.seat(SEES)
    if union is None:
        raise NotYours("没有找到这一页")
    months = held_number(union.pk, practice=KNOCKED, number="asked_again_after", on=on).value
    return timezone.make_aware(datetime.combine(months_after(on, -months), time()))


def filtered(rows: QuerySet[Survey], asked: Mapping[str, str], *, on: date, before: datetime) -> QuerySet[Survey]:
    """Return those of the ledger that the filters of the page ask for; ``before`` is what is long ago."""
    for name, field in (("wish", "answers__wish"), ("group", "answers__occupation"), ("grid", "door__grid")):
        if asked.get(name):
            rows = rows.filter(**{field: asked[name]})
    if asked.get("union", "").isdigit():
        rows = rows.filter(owner_union=int(asked["union"]))
    if asked.get("asked") == "long_ago":
        rows = rows.filter(asked_at__lt=before)
    if asked.get("q"):
        rows = rows.filter(worker__name__contains=asked["q"])
    member = desk.in_a_union(on)
    return rows.filter(member, was_member=False) if asked.get("tab") == "joined" else rows.filter(~member)


def ledger_page(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return everything that ``membership/ledger.html`` shows; ``asked`` is the query of the address."""
    within = actor.union_ids(SEES)
    known = desk.known_workers(within, on=today)
    tab = "joined" if asked.get("tab") == "joined" else "not_yet"
    people, doors = desk.people_of_grids(within, on=today), desk.doors_of_grids(within)
    tabs = {"not_yet": sum(one.not_yet for one in people), "joined": sum(one.joined for one in people)}
    kept = {key: value for key, value in asked.items() if key in FILTERS and value}
    before = long_ago(actor, on=today)
    rows = filtered(known, {**asked, "tab": tab}, on=today, before=before)
    page = keyed_page(
        rows.order_by("owner_union__code", "door__grid", "door__place", "pk"),
        ON_A_PAGE,
        asked.get("page"),
        total=None if kept else tabs[tab],
    )
    return {
        "rates": rates(people, doors, refused=desk.standing(within).filter(consent="refused").count()),
        "today": today,
        "tab": tab,
        "narrowed": bool(kept),
        "tabs": [
            {
                "label": label,
                "count": tabs[key],
                "url": "?" + urlencode({**kept, "tab": key}),
                "current": key == tab,
            }
            for key, label in (("not_yet", _("还没入会")), ("joined", _("登记后入会的")))
        ],
        "filters": {"fields": fields_of(asked, doors), "export_url": "", "kept": [{"name": "tab", "value": tab}]},
        "rows": [
            line(one, before=before if tab == "not_yet" else None)
            for one in page.rows(known.select_related("worker", "door", "owner_union"))
        ],
        "total": page.total,
        "pages": {
            "number": page.number,
            "count": page.pages,
            "url": f"?{urlencode({**kept, 'tab': tab})}&page=",
        },
        "grids": by_grid(people, doors),
        "may_keep": actor.may(KEEPS),
    }


def fields_of(asked: Mapping[str, str], doors: Sequence[desk.DoorsOfGrid]) -> list[dict[str, Any]]:
    """Return the filters of the ledger; of unions and grids those that have doors."""
    unions = {str(one.union): one.union_label for one in doors}
    grids = sorted({one.grid for one in doors})[:MOST_GRIDS]
    return [
        {"name": "q", "label": _("姓名"), "kind": "search", "value": asked.get("q", ""), "options": []},
        select(asked, "union", _("工会"), [("", _("全部工会")), *unions.items()]),
        select(asked, "grid", _("网格"), [("", _("全部")), *((one, one) for one in grids)]),
        select(asked, "wish", _("入会意愿"), [("", _("全部")), *((k, _(w)) for k, w in wish_words().items())]),
        select(asked, "group", _("职业"), [("", _("全部")), *((k, _(w)) for k, w in GROUPS.items())]),
        select(asked, "asked", _("登记"), [("", _("全部")), ("long_ago", _("该再问一次的"))]),
    ]


def line(survey: Survey, *, before: datetime | None) -> dict[str, Any]:
    """Return one line of the ledger: who, where, what was said of joining, whether he is to be asked again."""
    worker = survey.worker
    return {
        "name": worker.name if worker else "",
        "url": reverse("membership:ledger_entry", args=[survey.pk]),
        "grid": survey.door.grid,
        "union_label": survey.owner_union.short_name,
        "group": _(GROUPS.get(survey.answers.get("occupation", ""), "")) or _("没有说"),
        "wish": _(wish_words().get(survey.answers.get("wish", ""), "")) or _("没有说"),
        "asked": survey.asked_at,
        "again": before is not None and survey.asked_at < before,
        "wants_in": before is not None and survey.wants_in,
    }


def rates(
    people: Iterable[desk.PeopleOfGrid], doors: Iterable[desk.DoorsOfGrid], *, refused: int
) -> list[dict[str, Any]]:
    """Return the rates of the ledger, each with what it is taken of."""
    found = joined = there = visited = 0
    for one in people:
        found, joined = found + one.found, joined + one.joined
    for grid in doors:
        there, visited = there + grid.doors, visited + grid.visited
    of_doors = _("{whole} 户门里走过 {part} 户")
    of_people = _("登记时没有入会的 {whole} 人里，{part} 人后来入会")
    of_visits = _("走过的 {whole} 户里 {part} 户")
    return [
        rate(_("走过的门"), of_doors, part=visited, whole=there),
        rate(_("登记后入会"), of_people, part=joined, whole=found),
        rate(_("不愿登记"), of_visits, part=refused, whole=visited),
    ]


def rate(label: str, told: str, *, part: int, whole: int) -> dict[str, Any]:
    """Return a rate: its label, its share, and in words how many of how many."""
    return {"label": label, "told": told.format(part=part, whole=whole), "share": share(part, whole)}


def share(part: int, whole: int) -> str:
    """Return how much of the whole a part is; nothing of nothing."""
    return percent_text(Fraction(part, whole)) if whole else ""


def by_grid(people: Iterable[desk.PeopleOfGrid], doors: Iterable[desk.DoorsOfGrid]) -> list[dict[str, Any]]:
    """Return the counts of each grid: doors, those visited, who is not yet in."""
    missing = {(one.union, one.grid): one.not_yet for one in people}
    named = sorted(doors, key=lambda one: (one.union_label, one.grid))
    return [
        {
            "union_label": one.union_label,
            "grid": one.grid,
            "doors": one.doors,
            "visited": one.visited,
            "not_yet": missing.get((one.union, one.grid), 0),
        }
        for one in named[:MOST_GRIDS]
    ]


def find_survey(actor: Actor, pk: int, capability: str = SEES) -> Survey:
    """Return one survey of the ledger with its worker.

    Errors: ``NotYours`` when there is none.
    """
    found = (
        actor.rows(Survey, capability)
        .filter(pk=pk)
        .select_related("worker", "door", "owner_union", "round", "asked_by")
        .first()
    )
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def said(indicator: Mapping[str, Any], value: object) -> str:
    """Return the words for what was answered to one indicator."""
    if indicator["kind"] == "text" or not value:
        return str(value or "")
    words = choices_of(indicator)
    keys = value if isinstance(value, list) else [value]
    return _("、").join(_(words[str(key)]) for key in keys if key in words)


def entry_page(actor: Actor, survey: Survey, *, today: date) -> dict[str, Any]:
    """Return everything that ``membership/ledger_entry.html`` shows: one person of the ledger."""
    worker = canvass.worker_of(survey)
    told = canvass.told_of(survey)
    member = worker is not None and desk.belongs(worker, on=today)
    keeps = actor.may(KEEPS)
    return {
        "id": survey.pk,
        "name": worker.name if worker else "",
        "consent": survey.consent,
        "phone": masked(unseal(worker, "phone") or "") if worker and worker.phone else "",
        "union_label": survey.owner_union.short_name,
        "grid": survey.door.grid,
        "address": canvass.address_of(survey.door) if keeps else "",
        "asked_by": survey.asked_by.name,
        "asked": survey.asked_at,
        "member": member,
        "joined_since": member and not survey.was_member,
        "wants_in": survey.wants_in and not member,
        "may_join": keeps and worker is not None and not member,
        "needs_number": keeps and not member and needs_number(survey),
        "pictures": picture_links(illustrating(actor, survey.uid)),
        "answers": [
            {"label": _(one["label"]), "said": said(one, survey.answers.get(one["key"]))}
            for one in INDICATORS
            if survey.answers.get(one["key"])
        ],
        "personal": [
            {"label": _(one["label"]), "said": said(one, told.get(one["key"]))}
            for one in INDICATORS
            if keeps and told.get(one["key"])
        ],
    }


def needs_number(survey: Survey) -> bool:
    """Return whether somebody answered whose identity number nobody knows."""
    worker = canvass.worker_of(survey)
    return worker is not None and not worker.id_index


def rounds_page(actor: Actor) -> dict[str, Any]:
    """Return everything that ``membership/rounds.html`` shows: the rounds within reach."""
    rounds = actor.rows(Round, KEEPS).select_related("owner_union")
    return {
        "rounds": [
            {
                "title": one.title,
                "union_label": one.owner_union.short_name,
                "url": reverse("membership:round", args=[one.pk]),
                "from_on": one.from_on,
                "to_on": one.to_on,
            }
            for one in rounds.order_by("-from_on", "-pk")[:100]
        ]
    }


def find_round(actor: Actor, pk: int) -> Round:
    """Return one round that this person keeps.

    Errors: ``NotYours`` when there is none.
    """
    found = actor.rows(Round, KEEPS).filter(pk=pk).select_related("owner_union").first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def grids_of(going: Round) -> list[str]:
    """Return the grids of the union of a round."""
    doors = Door.objects.within([going.owner_union_id]).order_by("grid")
    return list(doors.values_list("grid", flat=True).distinct())


def people_of(going: Round, *, on: date) -> list[tuple[int, str]]:
    """Return who may be sent, as choices."""
    posts = desk.people_who_knock(going.owner_union, on=on)
    return [(pk, f"{post.account.name} · {post.union.short_name}") for pk, post in posts.items()]


def round_page(going: Round, *, on: date) -> dict[str, Any]:
    """Return everything that ``membership/round.html`` shows besides its forms: the round, grid by grid."""
    answered, given = desk.answers_at("pk", round=going), desk.handed_out(going)
    grids = (
        Door.objects.within([going.owner_union_id])
        .values("grid")
        .annotate(doors=Count("pk"), visited=Count("pk", filter=answered), given=Count("pk", filter=given))
        .order_by("grid")
    )
    return {
        "round": {
            "id": going.pk,
            "title": going.title,
            "union_label": going.owner_union.short_name,
            "from_on": going.from_on,
            "to_on": going.to_on,
        },
        "grids": [{**one, "query": urlencode({"grid": one["grid"]})} for one in grids],
        "walks": [
            {"on": on, "who": who, "grid": grid, "doors": doors} for on, who, grid, doors in desk.walks_of(going)
        ],
        "a_day": held_number(going.owner_union_id, practice=GROUND, number="doors_a_day", on=on).value,
    }


def doors_page(actor: Actor, *, today: date) -> dict[str, Any]:
    """Return everything that ``membership/doors.html`` shows: the doors before this visitor, today's first."""
    stops = desk.own_stops(actor).filter(on__lte=today).order_by("door__grid", "door__place", "id")
    done = desk.answered_in_open_rounds(stops)
    lines = [
        {
            "address": canvass.address_of(stop.door),
            "grid": stop.door.grid,
            "url": reverse("membership:door", args=[stop.pk]),
            "done": done.get(stop.door_id, ""),
            "union_label": stop.owner_union.short_name,
        }
        for stop in stops[:200]
    ]
    return {
        "left": [one for one in lines if one["done"] in {"", "absent"}],
        "done": [one for one in lines if one["done"] not in {"", "absent"}],
        "next_day": desk.own_stops(actor).filter(on__gt=today).order_by("on").values_list("on", flat=True).first(),
    }


def door_page(stop: Stop) -> dict[str, Any]:
    """Return what ``membership/door.html`` shows besides its form: the least that is needed at the door."""
    before = desk.standing([stop.owner_union_id]).filter(door=stop.door).order_by("-id")
    return {
        "address": canvass.address_of(stop.door),
        "grid": stop.door.grid,
        "round_title": stop.round.title,
        "before": [{"consent": one.consent, "asked": one.asked_at, "id": one.pk} for one in before[:5]],
    }


def survey_lines(door: Door) -> list[tuple[str, str]]:
    """Return what is kept at a door now, line by line."""
    lines: list[tuple[str, str]] = []
    kept = desk.standing([door.owner_union_id]).filter(door=door).select_related("worker", "asked_by").order_by("id")
    for survey in kept:
        lines.append((_("谁登记的"), survey.asked_by.name))
        if survey.consent != canvass.GIVEN:
            lines.append((_("登记"), _("不愿意登记") if survey.consent == canvass.REFUSED else _("没有人在家")))
            continue
        told = {**survey.answers, **canvass.told_of(survey)}
        lines.append((_("姓名"), survey.worker.name if survey.worker else ""))
        lines += [(_(one["label"]), said(one, told[one["key"]])) for one in INDICATORS if told.get(one["key"])]
    return lines
