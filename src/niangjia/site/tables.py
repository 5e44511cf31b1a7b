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
from niangjia.casework.queries.canvass import in_a_union, known_workers
from niangjia.casework.queries.needs import needs
from niangjia.casework.queries.visits import overseen
from niangjia.casework.queries.workers import transfers
from niangjia.programmes.membership.programme import CHARTER as MEMBERSHIP
from niangjia.programmes.membership.queries.ledger import wish_words
from niangjia.records.cases.models import Case
from niangjia.records.joinings.models import Joining
from niangjia.records.people.models import Membership
from niangjia.records.tasks.models import Founding, Raised
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


def ledger_rows(actor: Actor, most: int) -> Rows:
    """Yield those of the ledger who are in no union today, by union and grid."""
    today = actor.on
    found = known_workers(actor.union_ids("see_membership"), on=today).filter(~in_a_union(today))
    listed = found.select_related("worker", "door", "owner_union")
    for one in listed.order_by("owner_union__code", "door__grid", "door__place", "id")[:most]:
        group, wish = one.answers.get("occupation", ""), one.answers.get("wish", "")
        yield (
            one.worker.name if one.worker else "",
            one.owner_union.short_name,
            one.door.grid,
            _(MEMBERSHIP["groups"].get(group, "")) if group else "",
            _(wish_words().get(wish, "")) if wish else "",
            day(timezone.localdate(one.asked_at)),
        )


def joining_rows(actor: Actor, most: int) -> Rows:
    """Yield the applications to join, newest first."""
    found = actor.rows(Joining, "decide_joinings").select_related("case__owner_union")
    for one in found.order_by("-asked_at", "-id")[:most]:
        yield (
            one.name,
            one.case.number,
            one.case.owner_union.short_name,
            state_word("membership", one.case.state),
            day(timezone.localdate(one.asked_at)),
            day(timezone.localdate(one.decided_at) if one.decided_at else None),
        )


def transfer_rows(actor: Actor, most: int) -> Rows:
    """Yield the transfers out of the unions within reach and into them, newest first."""
    for one in transfers(actor).order_by("-id")[:most]:
        yield (
            one.worker.name,
            one.case.number,
            one.owner_union.short_name,
            one.to_union.short_name,
            state_word("membership", one.case.state),
            day(timezone.localdate(one.case.opened_at)),
            day(one.settled_on),
        )


def founding_rows(actor: Actor, most: int) -> Rows:
    """Yield the applications to set up a union, newest first."""
    found = actor.rows(Founding, "decide_foundings").select_related("case", "owner_union")
    for one in found.order_by("-id")[:most]:
        yield (
            one.name,
            one.case.number,
            one.owner_union.short_name,
            str(one.workers),
            str(one.wishing),
            state_word("membership", one.case.state),
            day(timezone.localdate(one.case.opened_at)),
        )


def raised_rows(actor: Actor, most: int) -> Rows:
    """Yield what the unions at the base raised, newest first; what was written stays on its page."""
    found = actor.rows(Raised, "raise_matters").select_related("case", "owner_union")
    for one in found.order_by("-id")[:most]:
        yield (
            told(MEMBERSHIP["liaison"]["kinds"].get(one.kind, one.kind)),
            one.case.number,
            one.owner_union.short_name,
            state_word("membership", one.case.state),
            day(timezone.localdate(one.case.opened_at)),
            day(timezone.localdate(one.answered_at) if one.answered_at else None),
        )


def union_rows(actor: Actor, most: int) -> Rows:
    """Yield the unions within reach, those dissolved too, in the order of the tree."""
    for one in actor.unions("see_membership").order_by("code")[:most]:
        yield (one.name, _(one.get_kind_display()), one.place, day(one.founded_on), day(one.dissolved_on))


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
NAME, OPENED, DECIDED = gettext_noop("姓名"), gettext_noop("哪天提的"), gettext_noop("哪天办完")
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
        (NAME, UNION, gettext_noop("会籍"), gettext_noop("从哪天起")),
        member_rows,
        "membership:members",
        "see_membership",
    ),
    "ledger": Listed(
        gettext_noop("未入会台账"),
        (
            NAME,
            UNION,
            gettext_noop("网格"),
            gettext_noop("职业"),
            gettext_noop("入会意愿"),
            gettext_noop("哪天登记的"),
        ),
        ledger_rows,
        "membership:ledger",
        "see_membership",
    ),
    "joinings": Listed(
        gettext_noop("入会申请"),
        (NAME, NUMBER, UNION, STATE, OPENED, DECIDED),
        joining_rows,
        "membership:joinings",
        "decide_joinings",
    ),
    "transfers": Listed(
        gettext_noop("转会"),
        (NAME, NUMBER, gettext_noop("转出"), gettext_noop("转入"), STATE, OPENED, DECIDED),
        transfer_rows,
        "membership:transfers",
        "see_membership",
    ),
    "foundings": Listed(
        gettext_noop("建会申请"),
        (
            gettext_noop("单位"),
            NUMBER,
            UNION,
            gettext_noop("职工数"),
            gettext_noop("愿意入会的"),
            STATE,
            OPENED,
        ),
        founding_rows,
        "membership:foundings",
        "decide_foundings",
    ),
    "raised": Listed(
        gettext_noop("基层反映的事"),
        (gettext_noop("事项"), NUMBER, UNION, STATE, OPENED, gettext_noop("答复")),
        raised_rows,
        "membership:raised_list",
        "raise_matters",
    ),
    "unions": Listed(
        gettext_noop("组织"),
        (
            gettext_noop("名称"),
            gettext_noop("类型"),
            gettext_noop("所在地"),
            gettext_noop("成立"),
            gettext_noop("撤销"),
        ),
        union_rows,
        "membership:unions",
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
