"""The first page of the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia.casework.access import Actor
from niangjia.casework.queries.belonging import members_on

WAYS: tuple[tuple[str, str, str, str], ...] = (
    # (label, what it is for, address, capability); labels and texts are marked with gettext_noop
    # -- joining
    (
        gettext_noop("入会申请"),
        gettext_noop("材料齐的当天答复；缺什么一次说清。"),
        "membership:joinings",
        "decide_joinings",
    ),
    (gettext_noop("整站入会"), gettext_noop("粘贴一张名单，一站的人一次入会。"), "membership:batch", "decide_joinings"),
    (gettext_noop("入会海报"), gettext_noop("贴在站点墙上，扫码就到入会页。"), "membership:posters", "decide_joinings"),
    (
        gettext_noop("接哪些行业"),
        gettext_noop("没有固定单位的人按行业和地方找来，由哪家工会接。"),
        "membership:trade_doors",
        "decide_joinings",
    ),
    (gettext_noop("会员福利"), gettext_noop("谁登记了什么，发到没有。"), "membership:benefits", "deliver_benefits"),
    # -- founding
    (gettext_noop("组织"), gettext_noop("下面的工会，哪一天有多少会员"), "membership:unions", "see_membership"),
    (gettext_noop("建会申请"), gettext_noop("材料齐的当天答复"), "membership:foundings", "decide_foundings"),
    (gettext_noop("做法库"), gettext_noop("别处好用的做法，拿来换上自己的数"), "membership:practices", "see_practices"),
    # -- liaison
    (gettext_noop("联系基层工会"), gettext_noop("谁联系哪一家，下次在哪天"), "membership:liaison", "keep_liaison"),
    (gettext_noop("基层反映的事"), gettext_noop("每件都有答复的日子"), "membership:raised_list", "raise_matters"),
    # -- belonging
    (
        gettext_noop("会员名册"),
        gettext_noop("会籍在这里的、来这里报到的；点一个人，看他的会籍、办保留会籍和转会。"),
        "membership:members",
        "see_membership",
    ),
    (
        gettext_noop("查人"),
        gettext_noop("按姓名、拼音、单位、证件号或手机号查。"),
        "membership:find_workers",
        "see_membership",
    ),
    (
        gettext_noop("转会"),
        gettext_noop("转出的、转入的；到期没有答复，按规则转。"),
        "membership:transfers",
        "see_membership",
    ),
    (
        gettext_noop("可能重复的登记"),
        gettext_noop("像是同一个人的两份登记，并排看，由您来定；合并了也能撤销。"),
        "membership:duplicates",
        "merge_workers",
    ),
    # -- ledger
    (
        gettext_noop("未入会台账"),
        gettext_noop("还没入会的是谁、在哪个网格、愿不愿意"),
        "membership:ledger",
        "see_membership",
    ),
    (gettext_noop("摸底"), gettext_noop("开一轮，写门牌，派人去"), "membership:rounds", "keep_ledger"),
    (gettext_noop("我要走的门"), gettext_noop("派给您的，没有信号也能记"), "membership:doors", "knock_doors"),
    (
        gettext_noop("等您定的走访记录"),
        gettext_noop("两份不一致，或送的人已不在岗"),
        "membership:submissions",
        "decide_submissions",
    ),
)
"""The ways on from this page."""
PARTS = {
    "membership:joinings": gettext_noop("入会办理"),
    "membership:unions": gettext_noop("组织"),
    "membership:liaison": gettext_noop("联系基层"),
    "membership:members": gettext_noop("会员与会籍"),
    "membership:ledger": gettext_noop("还没入会的"),
}
"""The ways with which a part of the page begins, and what the part is called."""


def home_page(actor: Actor) -> Mapping[str, Any]:
    """Return the context of the first page: how many members there are today, and the ways open to ``actor``."""
    members = members_on(actor.union_ids("see_membership"), on=actor.on)
    return {
        "members": members.count(),
        "reserved": members.filter(standing="reserved").count(),
        "today": actor.on,
        "parts": [part for part in parts_of(actor) if part["ways"]],
    }


def parts_of(actor: Actor) -> list[dict[str, Any]]:
    """Return the parts of the page, each with the ways in it that are open to ``actor``."""
    parts: list[dict[str, Any]] = []
    for label, text, address, capability in WAYS:
        if address in PARTS:
            parts.append({"title": _(PARTS[address]), "ways": []})
        if actor.may(capability):
            parts[-1]["ways"].append({"label": _(label), "text": _(text), "url": reverse(address)})
    return parts
