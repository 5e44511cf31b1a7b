"""The lists of the desks as tables that may leave the house: who may take which, and what stands in each column.

Names stand in them, and no number of a person: no identity, phone or card is ever exported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia import catalogue
from niangjia.casework import queries as desk
from niangjia.casework.access import Actor
from niangjia.casework.queries import money
from niangjia.casework.queries.needs import needs
from niangjia.casework.queries.visits import overseen
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Membership
from niangjia.site.funds import bucket_line
from niangjia.site.home import ROLE_WORDS, matter_words
from niangjia.values.money import yuan_text
from niangjia.web.sentences import told
from niangjia.web.wording import date_text

Rows = Iterable[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One list: its title, the heads of its columns, and its rows for whoever looks, at most so many.

    ``page`` is the address that shows the same list; ``capability`` what it asks for.
    """

    title: str
    columns: tuple[str, ...]
    rows: Callable[[Actor, int], Rows]
    page: str
    capability: str


def day(on: date | None) -> str:
    """Return a day, or nothing where there is none."""
    return "" if on is None else date_text(on, weekday=False)


def state_word(programme: str, state: str) -> str:
    """Return a state as people call it."""
    return told(catalogue.programme(programme).lifecycle.states.get(state, state))


def inbox_rows(actor: Actor, most: int) -> Rows:
    """Yield what waits, by deadline."""
    for due in desk.dues(actor)[:most]:
        yield (
            due.title or due.union,
            due.number,
            told(matter_words(due)),
            _(ROLE_WORDS.get(due.role, due.role)),
            day(due.due_on),
            due.union,
        )


def household_rows(actor: Actor, most: int) -> Rows:
    """Yield the households of every quarter with where their case stands, newest quarter first."""
    found = actor.rows(Case, "see_verdicts").filter(programme="hardship", household__isnull=False)
    for case in found.select_related("household", "owner_union").order_by("-period", "owner_union__code", "id")[:most]:
        tiers = catalogue.programme("hardship").tiers
        yield (
            case.title,
            case.number,
            case.period,
            case.owner_union.short_name,
            state_word("hardship", case.state),
            told(tiers.get(case.tier, case.tier)),
        )


def member_rows(actor: Actor, most: int) -> Rows:
    """Yield the members of today."""
    found = actor.rows(Membership, "see_membership").filter(to_on__isnull=True)
    for one in found.select_related("worker", "owner_union").order_by("owner_union__code", "worker__name", "id")[:most]:
        yield (one.worker.name, one.owner_union.short_name, _(one.get_standing_display()), day(one.from_on))


def visit_rows(actor: Actor, most: int) -> Rows:
    """Yield the visits, newest first."""
    found = overseen(actor).select_related("household", "owner_union", "assigned_by").order_by("-assigned_at", "-id")
    for one in found[:most]:
        yield (
            one.household.head_name,
            one.owner_union.short_name,
            one.period,
            _(one.get_state_display()),
            one.assigned_by.name,
            day(timezone.localdate(one.assigned_at)),
        )


def need_rows(actor: Actor, most: int) -> Rows:
    """Yield the needs within reach, what is due first on top; what is fenced off stays so."""
    for one in needs(actor).order_by(F("due_on").asc(nulls_last=True), "id")[:most]:
        yield (
            one.case.title,
            one.case.number,
            one.owner_union.short_name,
            state_word("care", one.case.state),
            day(timezone.localdate(one.case.opened_at)),
            day(getattr(one, "due_on", None)),
        )


def fund_rows(actor: Actor, most: int) -> Rows:
    """Yield the buckets of the restricted funds."""
    for one in money.buckets(actor, "see_funds")[:most]:
        amounts: list[Any] = [one.allocated_fen, one.reserved_fen, one.paid_fen, one.available_fen]
        yield (
            str(bucket_line(one)["label"]),
            one.owner_union.short_name,
            str(one.year),
            *(yuan_text(fen) for fen in amounts),
        )


HOUSEHOLD, UNION, STATE = gettext_noop("户主"), gettext_noop("工会"), gettext_noop("状态")
NUMBER, QUARTER = gettext_noop("办件号"), gettext_noop("季度")
TABLES: dict[str, Listed] = {
    "inbox": Listed(
        gettext_noop("待办"),
        (
            gettext_noop("办件"),
            NUMBER,
            gettext_noop("事项"),
            gettext_noop("等谁"),
            gettext_noop("期限"),
            gettext_noop("来自"),
        ),
        inbox_rows,
        "inbox",
        "see_own_inbox",
    ),
    "households": Listed(
        gettext_noop("家庭"),
        (HOUSEHOLD, NUMBER, QUARTER, UNION, STATE, gettext_noop("档次")),
        household_rows,
        "hardship:households",
        "see_verdicts",
    ),
    "members": Listed(
        gettext_noop("会员"),
        (gettext_noop("姓名"), UNION, gettext_noop("会籍"), gettext_noop("从哪天起")),
        member_rows,
        "membership:members",
        "see_membership",
    ),
    "visits": Listed(
        gettext_noop("走访"),
        (HOUSEHOLD, UNION, QUARTER, STATE, gettext_noop("谁派的"), gettext_noop("哪天派的")),
        visit_rows,
        "hardship:visits",
        "assign_visits",
    ),
    "needs": Listed(
        gettext_noop("需求"),
        (HOUSEHOLD, NUMBER, UNION, STATE, gettext_noop("记下"), gettext_noop("期限")),
        need_rows,
        "care:needs",
        "see_care",
    ),
    "funds": Listed(
        gettext_noop("资金"),
        (
            gettext_noop("资金"),
            UNION,
            gettext_noop("年度"),
            gettext_noop("下达（元）"),
            gettext_noop("已预留（元）"),
            gettext_noop("已发放（元）"),
            gettext_noop("可用（元）"),
        ),
        fund_rows,
        "funds",
        "see_funds",
    ),
}
"""By the name in its address."""
