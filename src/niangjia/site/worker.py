"""A worker's own pages: 首页 · 办事 · 消息. What is under way comes first: who has it, since when, until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from niangjia import catalogue
from niangjia.casework import own
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.messages import own_messages
from niangjia.casework.progress import switched_off
from niangjia.casework.queries.household import Stand
from niangjia.programmes.hardship.queries.my_progress import matter
from niangjia.site.messages import messages_page
from niangjia.web import clock
from niangjia.web.sentences import told

OPEN_FOR_HIM = 8
"""So many steps of a way are drawn at most; more become too small to see."""
DOORS = (
    (
        "join",
        gettext_noop("入会"),
        gettext_noop("转会"),
        (
            ("membership:join", gettext_noop("申请入会")),
            ("membership:my_joining", gettext_noop("看入会办到哪一步")),
            ("membership:my_card", gettext_noop("电子会员卡")),
            ("membership:my_transfer", gettext_noop("转到新的工会")),
            ("membership:found", gettext_noop("单位还没有工会：申请建会")),
            ("membership:found_progress", gettext_noop("看建会办到哪一步")),
        ),
    ),
    (
        "hardship",
        gettext_noop("困难"),
        gettext_noop("帮扶"),
        (
            ("hardship:check", gettext_noop("先测一测")),
            ("hardship:declare", gettext_noop("申报困难帮扶")),
            ("hardship:my_progress", gettext_noop("凭查询码看结论和金额")),
            ("care:follow", gettext_noop("查需求办到哪一步")),
            ("care:card", gettext_noop("我的帮扶卡")),
        ),
    ),
    ("law", gettext_noop("法律"), gettext_noop("维权"), ()),
    ("mutual", gettext_noop("互助"), gettext_noop("保障"), ()),
    ("skills", gettext_noop("技能"), gettext_noop("提升"), ()),
    ("culture", gettext_noop("文体"), gettext_noop("活动"), ()),
    ("places", gettext_noop("工会"), gettext_noop("驿站"), ()),
    ("mind", gettext_noop("心理"), gettext_noop("关爱"), ()),
)
"""The eight doors: key, two words, and the pages behind it that are open."""
MATTERS = {
    "join": gettext_noop("申请入会"),
    "transfer": gettext_noop("会籍转接"),
    "need": gettext_noop("需求"),
    "wish": gettext_noop("心愿"),
    "emergency": gettext_noop("应急帮扶"),
    "award": gettext_noop("项目申请"),
}


PAGES = {
    "transfer": ("membership:my_transfer", gettext_noop("看这次转会，或者撤回")),
    "join": ("membership:my_joining", gettext_noop("看这次申请，补齐或者撤回")),
}
"""Matters that have a page of their own for the worker, and the words that lead there."""


def address(name: str) -> str:
    """Return the address of a page, or nothing where that window is not open here."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def doors() -> list[dict[str, Any]]:
    """Return the eight doors with what is open behind each."""
    return [
        {
            "key": key,
            "words": (_(first), _(second)),
            "open": [{"label": _(label), "url": address(name)} for name, label in pages if address(name)],
        }
        for key, first, second, pages in DOORS
    ]


def own_matters(request: ActingRequest) -> list[dict[str, Any]]:
    """Return everything that is under way or was for whoever is signed in, what still runs first."""
    worker = own.worker_of(request.actor.account)
    stands = [] if worker is None else own.own_stands(worker, off=switched_off)
    known = {stand.case.pk for stand in stands}
    asked = [one for one in own.asked_stands(request.actor.account, off=switched_off) if one.case.pk not in known]
    found = [told_of(stand, today=clock.today()) for stand in (*asked, *stands)]
    return sorted(found, key=lambda one: not is_live(one))


def is_live(one: dict[str, Any]) -> bool:
    """Return whether a matter is under way: somebody owes a step, or it waits for him."""
    return one["now"] is not None or bool(one["yours"])


def told_of(stand: Stand, *, today: date) -> dict[str, Any]:
    """Return one case as a worker reads it: where it is, and what is awaited from whom. Amounts stand elsewhere."""
    found = matter(stand, proved=False, today=today)
    taken, coming = len({step.key for step in stand.taken}), len(stand.coming)
    states = catalogue.programme(stand.case.programme).lifecycle.states
    whole = taken + coming
    page, words = PAGES.get(stand.case.matter, ("", ""))
    return {
        **found,
        "label": _(MATTERS[stand.case.matter]) if stand.case.matter in MATTERS else found["label"],
        "word": told(states.get(stand.case.state, stand.case.state)),
        "here": min(taken + 1, whole),
        "whole": whole,
        "ticks": range(1, whole + 1) if whole <= OPEN_FOR_HIM else (),
        "yours": [told(step.label) for step in stand.may_do if step.key in {"complete", "confirm"}],
        "steps": [told(step.label) for step in stand.coming],
        "more": address(page),
        "more_label": _(words) if words else "",
    }


@require_safe
def my_home(request: ActingRequest) -> HttpResponse:
    """Show what is under way for whoever is signed in, the eight doors, and whom to call."""
    matters = own_matters(request)
    under_way = [one for one in matters if is_live(one)]
    return render(
        request,
        "site/worker_home.html",
        {
            "name": request.actor.account.name,
            "known": own.worker_of(request.actor.account) is not None,
            "today": clock.today(),
            "live": under_way[0] if under_way else None,
            "others": len(under_way[1:]),
            "doors": doors(),
        },
    )


@require_safe
def my_services(request: ActingRequest) -> HttpResponse:
    """Show everything that is his, each with who has it and until when, and what can be done here."""
    page = {
        "matters": own_matters(request),
        "doors": doors(),
        "known": own.worker_of(request.actor.account) is not None,
    }
    return render(request, "site/worker_services.html", page)


def my_messages(request: ActingRequest) -> HttpResponse:
    """Show what he was told, newest first; a post opens one of them, or marks all as read."""
    return messages_page(request, own_messages(request.actor), here="my_messages")
