"""How the rows behind a figure are listed: one table for each kind of row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia import catalogue
from niangjia.casework.access import Actor
from niangjia.reports.measures.households import PROGRAMME
from niangjia.values.money import yuan_text
from niangjia.web.wording import date_text, time_text

Listed = tuple[list[dict[str, Any]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Table:
    """How rows of one kind are listed.

    ``first`` heads the column that names a row, ``heads`` the others; ``numbers`` are those that stand to the right.
    ``name`` and ``texts`` say what a row shows; ``leads_to`` is its page, ``named_by`` the row's number in it, for
    whoever has ``capability``. ``joined`` are the rows read along.
    """

    first: str
    heads: tuple[str, ...]
    name: Callable[[Any], str]
    texts: Callable[[Any], tuple[str, ...]]
    joined: tuple[str, ...]
    leads_to: str = ""
    capability: str = ""
    named_by: Callable[[Any], int | None] = lambda row: int(row.pk)
    numbers: tuple[str, ...] = ()

    def __call__(self, rows: Any, actor: Actor) -> Listed:
        """Return the heads of the columns and the lines of ``rows``."""
        leads = bool(self.leads_to) and actor.may(self.capability)
        numbers = {_(head) for head in self.numbers}
        heads = [_(head) for head in self.heads]
        lines = [
            {
                "label": self.name(row),
                "url": self.url(row) if leads else "",
                "cells": [
                    {"text": text, "head": head, "num": head in numbers}
                    for head, text in zip(heads, self.texts(row), strict=True)
                ],
            }
            for row in rows.select_related(*self.joined)
        ]
        columns = [{"label": _(self.first), "num": False}, *({"label": one, "num": one in numbers} for one in heads)]
        return columns, lines

    def url(self, row: Any) -> str:
        """Return the page of a row, if it has one."""
        named = self.named_by(row)
        return reverse(self.leads_to, args=[named]) if named is not None else ""


def word(of: str, key: str) -> str:
    """Return the word of a key of the charters: of a tier, a benefit, an exit, a signal."""
    for programme in catalogue.programmes():
        words: Mapping[str, Any] = getattr(programme, of)
        if key in words:
            found = words[key]
            return _(found if isinstance(found, str) else found.label)
    return key


def day(on: date | datetime | None) -> str:
    """Return a day, or nothing where none is known."""
    return "" if on is None else date_text(on, weekday=False)


def moment(at: datetime | None) -> str:
    """Return a moment, or nothing where none is known."""
    return "" if at is None else time_text(at)


def union(row: Any) -> str:
    """Return the short name of the union that owns a row."""
    return str(row.owner_union.short_name)


def head_of(row: Any) -> str:
    """Return the head of a row's household."""
    return str(row.household.head_name)


def head_of_case(row: Any) -> str:
    """Return the head of the household of a row's case."""
    return str(row.case.household.head_name)


HOUSEHOLD = gettext_noop("户主")
WORKER = gettext_noop("职工")
MEMBER = gettext_noop("会员")
UNION = gettext_noop("工会")
AMOUNT = gettext_noop("金额（元）")
NUMBER = gettext_noop("数量")
OPENED = gettext_noop("受理")
STATE = gettext_noop("状态")
OF_HOUSEHOLD = ("household", "owner_union")
OF_CASE = ("case__household", "owner_union")

ROWS: Mapping[str, Table] = {
    "household": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("档次"), gettext_noop("签字")),
        head_of,
        lambda case: (union(case), _(tier_of(case.decided)), day(case.decided_at)),
        OF_HOUSEHOLD,
        leads_to="hardship:verdict",
        capability="see_verdicts",
    ),
    "money": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("救助"), AMOUNT, STATE, OPENED, gettext_noop("到账")),
        head_of,
        lambda one: (
            union(one),
            word("benefits", one.benefit),
            yuan_text(one.amount_fen),
            _(one.get_state_display()),
            day(one.case.opened_at),
            day(one.paid_at),
        ),
        ("household", "owner_union", "case"),
        leads_to="hardship:verdict",
        capability="see_verdicts",
        named_by=lambda one: one.case_id if one.case.programme == PROGRAMME else None,
        numbers=(AMOUNT,),
    ),
    "award": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("用途"), AMOUNT, OPENED, gettext_noop("到账")),
        head_of,
        lambda one: (
            union(one),
            word("benefits", one.benefit),
            yuan_text(one.amount_fen),
            day(one.case.opened_at),
            day(one.paid_at),
        ),
        ("household", "owner_union", "case"),
        leads_to="care:award",
        capability="see_care",
        named_by=lambda one: int(one.case_id),
        numbers=(AMOUNT,),
    ),
    "return": Table(
        UNION,
        (STATE, gettext_noop("期限")),
        lambda one: str(one.owner_union.name),
        lambda one: (_(one.get_state_display()), day(one.due_on)),
        ("owner_union",),
        leads_to="hardship:return",
        capability="see_returns",
    ),
    "standing": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("档次"), gettext_noop("上台账"), gettext_noop("怎么来的"), gettext_noop("下台账")),
        head_of,
        lambda one: (
            union(one),
            _(tier_of(one.tier)),
            day(one.from_on),
            _(one.get_begins_as_display()),
            day(one.ended_on),
        ),
        OF_HOUSEHOLD,
        leads_to="care:household",
        capability="see_care",
        named_by=lambda one: int(one.family_id),
    ),
    "standing_paired": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("档次"), gettext_noop("上台账"), gettext_noop("有干部结对")),
        head_of,
        lambda one: (union(one), _(tier_of(one.tier)), day(one.from_on), _("是") if one.paired else _("否")),
        OF_HOUSEHOLD,
        leads_to="care:household",
        capability="see_care",
        named_by=lambda one: int(one.family_id),
    ),
    "exit": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("原因"), gettext_noop("退出"), gettext_noop("看到哪天")),
        lambda one: str(one.standing.household.head_name),
        lambda one: (union(one), word("exits", one.reason), day(one.left_on), day(one.watched_until)),
        ("standing__household", "owner_union"),
        leads_to="hardship:exit",
        capability="see_exits",
    ),
    "signal": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("信号"), gettext_noop("记下"), gettext_noop("核查期限")),
        head_of,
        lambda one: (union(one), word("signals", one.kind), day(one.noted_at), day(one.due_on)),
        OF_HOUSEHOLD,
        leads_to="hardship:signal",
        capability="see_exits",
    ),
    "visit": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("人口"), gettext_noop("两人签字")),
        head_of,
        lambda one: (union(one), str(one.persons), day(one.confirmed_at)),
        OF_HOUSEHOLD,
        leads_to="hardship:verdict",
        capability="see_verdicts",
        named_by=lambda one: int(one.case_id),
        numbers=(gettext_noop("人口"),),
    ),
    "visit_findings": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("两人签字"), gettext_noop("和申报不一样")),
        head_of,
        lambda one: (union(one), day(one.confirmed_at), _("是") if one.differs else _("否")),
        OF_HOUSEHOLD,
        leads_to="hardship:verdict",
        capability="see_verdicts",
        named_by=lambda one: int(one.case_id),
    ),
    "pair": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("结对干部"), gettext_noop("结对"), gettext_noop("上次联系上"), gettext_noop("下次联系")),
        head_of,
        lambda one: (
            union(one),
            str(one.cadre),
            day(one.from_on),
            day(one.last_reached_on),
            "" if one.ended_on else day(one.next_contact_on),
        ),
        ("household", "owner_union", "cadre"),
        leads_to="care:pair",
        capability="make_pairs",
    ),
    "contact": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("联系人"), gettext_noop("方式"), gettext_noop("哪天")),
        head_of,
        lambda one: (union(one), str(one.by), _(one.get_channel_display()), day(one.on)),
        ("household", "owner_union", "by"),
        leads_to="care:pair",
        capability="make_pairs",
        named_by=lambda one: int(one.pairing_id),
    ),
    "delivery": Table(
        gettext_noop("服务"),
        (UNION, gettext_noop("地点"), NUMBER, gettext_noop("哪天")),
        lambda one: _(one.service.label),
        lambda one: (union(one), one.place, f"{one.quantity:,}", day(one.on)),
        ("service", "owner_union"),
        leads_to="care:delivery",
        capability="see_care",
        numbers=(NUMBER,),
    ),
    # -- joining
    "membership": Table(
        MEMBER,
        (UNION, gettext_noop("入会那天")),
        lambda one: str(one.worker.name),
        lambda one: (union(one), day(one.from_on)),
        ("worker", "owner_union"),
    ),
    "joining": Table(
        MEMBER,
        (UNION, gettext_noop("申请"), gettext_noop("同意")),
        lambda one: str(one.name),
        lambda one: (union(one), moment(one.asked_at), moment(one.decided_at)),
        ("owner_union",),
        leads_to="membership:joining",
        capability="decide_joinings",
        named_by=lambda one: int(one.case_id),
    ),
    "member_benefit": Table(
        MEMBER,
        (UNION, gettext_noop("福利"), gettext_noop("发到")),
        lambda one: str(one.worker.name),
        lambda one: (union(one), word("benefits", one.kind), moment(one.delivered_at)),
        ("worker", "owner_union"),
    ),
    "allowance": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("服务"), gettext_noop("每月"), gettext_noop("给的那天")),
        head_of,
        lambda one: (union(one), _(one.service.label), f"{one.monthly} {_(one.service.unit)}", day(one.given_at)),
        ("service", "household", "owner_union"),
        leads_to="care:household",
        capability="see_care",
        named_by=lambda one: int(one.household_id),
    ),
    "redemption": Table(
        gettext_noop("服务"),
        (UNION, gettext_noop("服务点"), gettext_noop("时间")),
        lambda one: _(one.service.label),
        lambda one: (union(one), str(one.place.short_name), moment(one.redeemed_at)),
        ("service", "owner_union", "place"),
    ),
    "emergency": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("怎么知道的"), gettext_noop("知道"), gettext_noop("开始帮")),
        head_of_case,
        lambda one: (union(one), _(one.get_heard_by_display()), moment(one.case.opened_at), moment(one.verified_at)),
        OF_CASE,
        leads_to="care:emergency",
        capability="give_help",
        named_by=lambda one: int(one.case_id),
    ),
    "need": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("要上会招标"), gettext_noop("记下"), gettext_noop("办好"), gettext_noop("确认")),
        head_of_case,
        lambda one: (
            union(one),
            _("是") if one.major else _("否"),
            day(one.case.opened_at),
            day(one.solved_at),
            day(one.confirmed_at),
        ),
        OF_CASE,
        leads_to="care:need",
        capability="see_care",
    ),
    "wish": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("提出"), gettext_noop("实现")),
        head_of_case,
        lambda one: (union(one), day(one.case.opened_at), day(one.solved_at)),
        OF_CASE,
        leads_to="care:wish",
        capability="see_care",
    ),
    "claim": Table(
        HOUSEHOLD,
        (UNION, gettext_noop("认领")),
        lambda one: str(one.wish.need.case.household.head_name),
        lambda one: (union(one), day(one.claimed_at)),
        ("wish__need__case__household", "owner_union"),
        leads_to="care:wish",
        capability="see_care",
        named_by=lambda one: int(one.wish_id),
    ),
    "door": Table(
        gettext_noop("网格"),
        (UNION,),
        lambda one: str(one.grid),
        lambda one: (union(one),),
        ("owner_union",),
    ),
    "survey": Table(
        gettext_noop("姓名"),
        (UNION, gettext_noop("登记"), gettext_noop("哪天")),
        lambda one: str(one.worker.name) if one.worker else _("没有登记"),
        lambda one: (union(one), _(one.get_consent_display()), day(one.asked_at)),
        ("worker", "owner_union"),
        leads_to="membership:ledger_entry",
        capability="see_membership",
    ),
    "member": Table(
        WORKER,
        (UNION, gettext_noop("从哪天起"), gettext_noop("会籍")),
        lambda one: str(one.worker.name),
        lambda one: (union(one), day(one.from_on), _(one.get_standing_display())),
        ("worker", "owner_union"),
        leads_to="membership:worker",
        capability="see_membership",
        named_by=lambda one: int(one.worker_id) if one.to_on is None else None,
    ),
    "worker": Table(
        WORKER,
        (UNION, gettext_noop("会员")),
        lambda one: str(one.name),
        lambda one: (union(one), _("是") if one.belongs else _("否")),
        ("owner_union",),
    ),
    "employer": Table(
        gettext_noop("单位"),
        (gettext_noop("有自己的工会"),),
        lambda one: str(one.employer),
        lambda one: (_("是") if one.organised else _("否"),),
        (),
    ),
}
"""By the name that a measure gives: how its rows are listed."""


def tier_of(key: str) -> str:
    """Return the word of a tier of hardship."""
    return catalogue.programme(PROGRAMME).tiers.get(key, "")
