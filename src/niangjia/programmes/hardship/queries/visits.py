"""Home visits as the county sees them: what is to be assigned, under way, overdue, done, and who goes where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia.casework import visits as visiting
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.queries import visits as desk
from niangjia.casework.visits.assigning import Plan
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.records.cases.models import Case, Clock
from niangjia.records.unions.models import Account, Union
from niangjia.records.visits.models import Seat, Visit
from niangjia.web.forms import row_number
from niangjia.web.wording import quarter_text

ON_A_PAGE = 50
VISITS = CHARTER["visits"]
TABS = (
    ("assign", gettext_noop("待派")),
    ("going", gettext_noop("走访中")),
    ("again", gettext_noop("要重派")),
    ("late", gettext_noop("已超期")),
    ("done", gettext_noop("已走访")),
)
GOING = ("planned", "reported", "contested")
STATES = {
    "planned": gettext_noop("等上门"),
    "reported": gettext_noop("等另一位签字"),
    "contested": gettext_noop("两人说法不一"),
    "confirmed": gettext_noop("已走访"),
    "withdrawn": gettext_noop("已重派"),
}


def cases_to_assign(actor: Actor, asked: Mapping[str, str] | None = None) -> QuerySet[Case]:
    """Return the cases within reach that wait for their two visitors, the one that is due first on top."""
    owed = Clock.objects.filter(step="assign", stopped_at__isnull=True).values("case")
    cases = actor.rows(Case, "assign_visits").filter(
        programme=PROGRAMME.key, state="judged", pk__in=owed, household__merged_into__isnull=True
    )
    wanted = (asked or {}).get("union")
    if wanted:
        cases = cases.filter(owner_union=union_asked_for(actor, wanted))
    return by_due_day(cases.select_related("household", "owner_union", "row"))


def by_due_day(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return cases by the day on which their visitors, or their visit, are due."""
    running = Clock.objects.filter(case=OuterRef("pk"), step__in=("assign", "visit"), stopped_at__isnull=True)
    return cases.annotate(due=Subquery(running.order_by("due_on").values("due_on")[:1])).order_by("due", "id")


def union_asked_for(actor: Actor, wanted: str) -> Union:
    """Return the union that a filter names.

    Errors: ``NotYours`` when it does not lie within reach.
    """
    found = actor.unions("assign_visits").filter(pk=row_number(wanted)).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def find_case_to_visit(actor: Actor, pk: int) -> Case:
    """Return one case whose visit this person may arrange.

    Errors: ``NotYours`` when there is none.
    """
    found = (
        actor.rows(Case, "assign_visits")
        .filter(pk=pk, programme=PROGRAMME.key)
        .select_related("household", "owner_union", "row__filed_in")
        .first()
    )
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def visit_board(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/visits/board.html`` shows."""
    sets = sorted_out(actor, asked, today=today)
    tab = asked.get("tab") if asked.get("tab") in sets else next((key for key in sets if sets[key].exists()), "assign")
    page = Paginator(sets[str(tab)], ON_A_PAGE).get_page(asked.get("page"))
    shown = list(page.object_list)
    kept = {key: value for key, value in asked.items() if key in {"union", "q"} and value}
    drawn = {"assign": case_rows, "late": late_rows}.get(str(tab), visit_rows)
    return {
        "tabs": [
            {
                "label": _(label),
                "count": sets[key].count(),
                "url": f"?{urlencode({**kept, 'tab': key})}",
                "current": key == tab,
            }
            for key, label in TABS
        ],
        "tab": tab,
        "filters": board_filters(actor, asked, str(tab)),
        "rows": drawn(shown, today=today),
        "total": page.paginator.count,
        "pages": {
            "number": page.number,
            "count": page.paginator.num_pages,
            "url": f"?{urlencode({**kept, 'tab': tab})}&page=",
        },
        "assign_url": f"{reverse('hardship:assign_visits')}?{urlencode({'union': asked.get('union', '')})}",
        "fields": discrepancy_lines(actor),
    }


def sorted_out(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, QuerySet[Any]]:
    """Return what stands on the board, by tab."""
    visits = actor.rows(Visit, "assign_visits").filter(case__programme=PROGRAMME.key)
    cases = cases_to_assign(actor, asked)
    if asked.get("union"):
        visits = visits.filter(owner_union=union_asked_for(actor, asked["union"]))
    wanted = asked.get("q", "").replace("\0", "")
    if wanted:
        sought = Q(household__head_name__contains=wanted)
        visits = visits.filter(
            sought | Q(seats__account__name__contains=wanted, seats__ended_at__isnull=True)
        ).distinct()
        cases = cases.filter(sought)
    visits = visits.select_related("household", "owner_union", "case").order_by("id")
    going = visits.filter(state__in=GOING)
    late = Clock.objects.filter(stopped_at__isnull=True, due_on__lt=today)
    late_cases = Q(pk__in=cases.filter(pk__in=late.filter(step="assign").values("case")).order_by().values("pk"))
    late_cases |= Q(pk__in=going.filter(case__in=late.filter(step="visit").values("case")).order_by().values("case"))
    again = desk.vacant(going, on=today).values("pk")
    return {
        "assign": cases,
        "going": going,
        "again": going.filter(Q(pk__in=again) | Q(state="contested")),
        "late": by_due_day(
            actor.rows(Case, "assign_visits").filter(late_cases).select_related("household", "owner_union", "row")
        ),
        "done": visits.filter(state="confirmed").order_by("-confirmed_at", "-id"),
    }


def board_filters(actor: Actor, asked: Mapping[str, str], tab: str) -> dict[str, Any]:
    """Return the filters above the board."""
    chosen = asked.get("union", "")
    unions = [("", _("全部工会"))]
    unions += [(str(one.pk), one.short_name) for one in actor.unions("assign_visits").order_by("code")]
    return {
        "fields": [
            {"name": "q", "label": _("户主或走访人"), "kind": "search", "value": asked.get("q", ""), "options": []},
            {
                "name": "union",
                "label": _("工会"),
                "kind": "select",
                "value": chosen,
                "options": [{"value": key, "label": label, "selected": key == chosen} for key, label in unions],
            },
        ],
        "export_url": "",
        "kept": [{"name": "tab", "value": tab}],
    }


def case_rows(cases: Sequence[Case], *, today: date) -> list[dict[str, Any]]:
    """Return the lines of the cases that wait for their visitors."""
    clocks = desk.visit_clocks(case.pk for case in cases)
    return [
        {
            "name": case.home.head_name,
            "number": case.number,
            "url": reverse("hardship:visitors", args=[case.pk]),
            "union_label": case.owner_union.short_name,
            "visitors": "",
            "state": _("待派"),
            "assigns": True,
            **due_of(clocks.get(case.pk), today=today),
        }
        for case in cases
    ]


def late_rows(cases: Sequence[Case], *, today: date) -> list[dict[str, Any]]:
    """Return the lines of the cases that are past their day: with their visit, or waiting for their visitors."""
    waiting = {case.pk: line for case, line in zip(cases, case_rows(cases, today=today), strict=True)}
    going = desk.under_way(cases)
    under_way = {visit.case_id: line for visit, line in zip(going, visit_rows(going, today=today), strict=True)}
    return [under_way.get(case.pk, waiting[case.pk]) for case in cases]


def visit_rows(visits: Sequence[Visit], *, today: date) -> list[dict[str, Any]]:
    """Return the lines of visits."""
    clocks = desk.visit_clocks(visit.case_id for visit in visits)
    seats = desk.seated(visits)
    gone = set(desk.manned(on=today).filter(visit__in=[one.pk for one in visits]).values_list("pk", flat=True))
    return [
        {
            "name": visit.household.head_name,
            "number": visit.case.number,
            "url": reverse("hardship:visit", args=[visit.pk]),
            "change_url": reverse("hardship:visitors", args=[visit.case_id]) if visit.state != "confirmed" else "",
            "union_label": visit.owner_union.short_name,
            "visitors": _("、").join(
                seat.account.name if seat.pk in gone or visit.state == "confirmed" else _("（空缺）")
                for seat in seats.get(visit.pk, [])
            ),
            "state": _(STATES[visit.state]),
            "done": visit.confirmed_at,
            **due_of(clocks.get(visit.case_id), today=today),
        }
        for visit in visits
    ]


def due_of(clock: Clock | None, *, today: date) -> dict[str, Any]:
    """Return by when something is owed, and how many working days are left."""
    return {
        "on": clock.due_on if clock else None,
        "working_days_left": working_days_between(today, clock.due_on) if clock else None,
    }


def discrepancy_lines(actor: Actor) -> list[dict[str, Any]]:
    """Return for each fact how many visited households it was found otherwise for, of how many visited."""
    visited, differing = discrepancies_by_fact(actor.union_ids("assign_visits"))
    return [
        {"label": PROGRAMME.facts[fact].label, "count": count, "of": visited, "share": f"{100 * count / visited:.1f}%"}
        for fact, count in differing.most_common()
    ]


def discrepancies_by_fact(union_ids: Any, period: str = "") -> tuple[int, Counter[str]]:
    """Return how many visits both signed, and for each fact in how many of them it was found otherwise."""
    done = Visit.objects.within(union_ids).filter(case__programme=PROGRAMME.key, state="confirmed")
    if period:
        done = done.filter(period=period)
    facts = done.filter(reports__state="confirmed", reports__discrepancies__isnull=False)
    return done.count(), Counter(facts.values_list("reports__discrepancies__fact", flat=True))


def assign_page(actor: Actor, plans: Sequence[Plan], asked: Mapping[str, str]) -> dict[str, Any]:
    """Return everything that ``hardship/visits/assign.html`` shows: who would get how many, and who cannot be sent."""
    ready = [plan for plan in plans if len(plan.two) == VISITS["visitors"]["count"]]
    gets: Counter[int] = Counter(one.account_id for plan in ready for one in plan.two)
    open_now = visiting.loads()
    people = desk.accounts_named(gets)
    unions = Union.objects.in_bulk({one.union_id for plan in ready for one in plan.two})
    through = {one.account_id: unions[one.union_id].short_name for plan in ready for one in plan.two}
    return {
        "ready": len(ready),
        "union": asked.get("union", ""),
        "people": [
            {"name": people[pk].name, "union_label": through[pk], "open": open_now.get(pk, 0), "gets": count}
            for pk, count in gets.most_common()
        ],
        "short": [
            {
                "name": plan.case.home.head_name,
                "number": plan.case.number,
                "url": reverse("hardship:visitors", args=[plan.case.pk]),
                "union_label": plan.case.owner_union.short_name,
            }
            for plan in plans
            if len(plan.two) < VISITS["visitors"]["count"]
        ],
        "rules": rules(),
    }


def rules() -> list[dict[str, str]]:
    """Return the rules by which the two are chosen, each with its source."""
    most, count = VISITS["most_open"], VISITS["visitors"]
    return [
        {"text": _("两人同去：就近的先派，手上少的先派"), "source": count["source"]},
        {"text": _("一个人手上最多 %(n)s 户，满了先派别人") % {"n": most["count"]}, "source": most["source"]},
        {"text": _(VISITS["outsider"]["text"]), "source": VISITS["outsider"]["source"]},
        {"text": _(VISITS["signing"]["text"]), "source": VISITS["signing"]["source"]},
    ]


def visitors_page(actor: Actor, case: Case, *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/visits/visitors.html`` shows of one case; forms are added by the view."""
    visit = desk.open_visit(case)
    barred = visiting.recused([case])[case.pk]
    seats = desk.seated([visit]).get(visit.pk, []) if visit else []
    manned = set(desk.manned(on=today).filter(visit=visit).values_list("pk", flat=True)) if visit else set()
    return {
        "case": {
            "id": case.pk,
            "name": case.home.head_name,
            "number": case.number,
            "union_label": case.owner_union.short_name,
            "quarter_label": quarter_text(case.period),
            "waits": case.state == "judged",
            **due_of(desk.visit_clocks([case.pk]).get(case.pk), today=today),
        },
        "visit": {
            "id": visit.pk,
            "url": reverse("hardship:visit", args=[visit.pk]),
            "state": _(STATES[visit.state]),
            "contested": visit.state == "contested",
        }
        if visit
        else None,
        "seats": [seat_line(place, seats, manned) for place in (1, 2)] if visit else [],
        "recused": recused_lines(barred),
        "rules": rules(),
    }


def seat_line(place: int, seats: Iterable[Seat], manned: set[int]) -> dict[str, Any]:
    """Return one place of a visit: who holds it, or that it stands empty."""
    held = next((seat for seat in seats if seat.place == place), None)
    return {
        "place": place,
        "name": held.account.name if held else "",
        "union_label": held.through.short_name if held else "",
        "empty": held is None or held.pk not in manned,
    }


def recused_lines(barred: Mapping[UUID, str]) -> list[dict[str, str]]:
    """Return who may not visit a household, by name, and why."""
    accounts = Account.objects.filter(natural_person__in=list(barred), is_active=True).order_by("id")
    return [
        {"name": account.name, "why": _(VISITS["recusals"][barred[account.natural_person]])} for account in accounts
    ]


def people_to_pick(actor: Actor, case: Case, *, today: date) -> list[tuple[int, str]]:
    """Return who may be picked by hand for a household: everybody of the county who is not recused."""
    barred = visiting.recused([case])[case.pk]
    found = visiting.hand_picks(case.owner_union, within=actor.union_ids("assign_visits"), on=today)
    left = [one for one in found if one.person not in barred]
    people = desk.accounts_named(one.account_id for one in left)
    unions = Union.objects.in_bulk({one.union_id for one in left})
    words = _("%(name)s（%(union)s，手上 %(n)s 户）")
    return [
        (
            one.account_id,
            words % {"name": people[one.account_id].name, "union": unions[one.union_id].short_name, "n": one.load},
        )
        for one in left
    ]


def places_to_fill(page: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Return the two places of a visit as choices, the empty ones first."""
    seats = sorted(page["seats"], key=lambda one: not one["empty"])
    return [(one["place"], one["name"] if not one["empty"] else _("（空缺）%(name)s") % one) for one in seats]
