"""What stands at the head of every page: whose hall it is, who is in, and the ways on that are theirs."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia.casework.access import Actor
from niangjia.casework.messages import unread
from niangjia.site.exports import export_url

WAYS = (
    ("inbox", gettext_noop("待办"), "see_own_inbox"),
    ("messages", gettext_noop("消息"), "see_own_inbox"),
    ("hardship:quarters", gettext_noop("摸排"), "see_returns"),
    ("hardship:households", gettext_noop("家庭"), "see_verdicts"),
    # -- visits
    ("hardship:visits", gettext_noop("走访"), "assign_visits"),
    ("hardship:my_visits", gettext_noop("我的走访"), "report_visits"),
    # -- notices
    # -- pairs
    ("care:my_pairs", gettext_noop("结对"), "keep_pairs"),
    ("care:home", gettext_noop("帮扶"), "see_care"),
    # -- wishes
    # -- membership
    ("membership:home", gettext_noop("入会建会"), "see_membership"),
    ("membership:doors", gettext_noop("我要走的门"), "knock_doors"),
    ("funds", gettext_noop("资金"), "see_funds"),
    ("scorecards", gettext_noop("成绩单"), "see_scorecards"),
)

FIRST_OF_LEADERS = ("leader", gettext_noop("概览"), "see_scorecards")
"""The first way of who leads."""

GROUPED = {"hardship:my_visits": "hardship:visits", "care:my_pairs": "care:home", "membership:doors": "membership:home"}
"""Ways that stand in the letterhead only for whoever has not the page that leads to them as well."""

OWN_TABS = (
    ("my_home", gettext_noop("首页")),
    ("my_services", gettext_noop("办事")),
    ("my_messages", gettext_noop("消息")),
    ("my_self", gettext_noop("我的")),
)
"""The four tabs of a worker."""

MENU = (
    ("hardship:declare_for", gettext_noop("代职工申报"), "declare_for_others"),
    ("hardship:policies", gettext_noop("政策"), "read_policies"),
    ("accounts", gettext_noop("账号和邀请"), "invite_accounts"),
    ("act_for", gettext_noop("替职工办"), "act_for_workers"),
    ("own_password", gettext_noop("改密码"), "see_own_inbox"),
    ("second_factor_enrol", gettext_noop("动态码"), "see_own_inbox"),
)
"""What is done now and then, under one's own name."""

AT_A_PLACE = ("care:redeem_code", gettext_noop("扫码兑换"), "redeem_services")
"""The one way on of somebody who hands services over and sees no household."""

LEADS_TO = {
    "hardship:quarter": "hardship:quarters",
    "hardship:opening": "hardship:quarters",
    "hardship:upload": "hardship:quarters",
    "hardship:told": "hardship:quarters",
    "hardship:return": "hardship:quarters",
    "hardship:row": "hardship:quarters",
    "hardship:merges": "hardship:quarters",
    "hardship:verdict": "hardship:households",
    "hardship:override": "hardship:households",
    "hardship:send_back": "hardship:households",
    "hardship:reveal": "hardship:households",
    # -- declaring
    "hardship:declared": "hardship:households",
    "hardship:met": "hardship:households",
    "hardship:give_code": "hardship:households",
    # -- visits
    "hardship:assign_visits": "hardship:visits",
    "hardship:visitors": "hardship:visits",
    "hardship:kin_of": "hardship:visits",
    "hardship:visit": "hardship:my_visits",
    "hardship:look": "hardship:my_visits",
    "hardship:consent": "hardship:my_visits",
    "hardship:answer_visit": "hardship:my_visits",
    "hardship:kin": "hardship:my_visits",
    "hardship:visit_phone": "hardship:my_visits",
    "hardship:visit_need": "hardship:my_visits",
    # -- notices
    # -- exits
    "hardship:exits": "hardship:households",
    "hardship:leave": "hardship:households",
    "hardship:exit": "hardship:households",
    "hardship:check_exit": "hardship:households",
    "hardship:undo_exit": "hardship:households",
    "hardship:revisit": "hardship:households",
    "hardship:watch": "hardship:households",
    "hardship:note_signal": "hardship:households",
    "hardship:signal": "hardship:households",
    # -- care
    "hardship:declare_for": "hardship:households",
    "hardship:notices": "hardship:quarters",
    "hardship:objection": "hardship:quarters",
    "care:redeem": "care:redeem_code",
    "care:household": "care:home",
    "care:ask": "care:home",
    "care:package": "care:home",
    "care:card_of": "care:home",
    "care:library": "care:home",
    "care:take_presets": "care:home",
    "care:keep_terms": "care:home",
    "care:awards": "care:home",
    "care:award": "care:home",
    "care:deliveries": "care:home",
    "care:delivery": "care:home",
    "care:emergencies": "care:home",
    "care:report": "care:home",
    "care:emergency": "care:home",
    "care:pair": "care:my_pairs",
    "care:pair_phone": "care:my_pairs",
    "care:pairs": "care:home",
    "care:pair_proposal": "care:home",
    "care:pair_choose": "care:home",
    "care:pair_hand_over": "care:home",
    "care:pairs_hand_over": "care:home",
    **dict.fromkeys(
        (
            "care:needs",
            "care:cleared",
            "care:need",
            "care:find_household",
            "care:raise_need",
            "care:raise_difficulty",
            "care:measure",
            "care:solve",
            "care:issue_code",
            "care:wish_list",
            "care:wish",
            "care:raise_wish",
            "care:release_wish",
            "care:hand_over",
            "care:fulfil",
            "care:wish_code",
        ),
        "care:home",
    ),
    # -- ledger
    "membership:door": "membership:doors",
    **dict.fromkeys(
        (
            "membership:joinings",
            "membership:joining",
            "membership:joining_admit",
            "membership:joining_ask",
            "membership:joining_decline",
            "membership:joining_code",
            "membership:batch",
            "membership:posters",
            "membership:poster_sheet",
            "membership:benefits",
            "membership:ledger",
            "membership:ledger_entry",
            "membership:rounds",
            "membership:round",
            "membership:enter_doors",
            "membership:give_grid",
            "membership:submissions",
            "membership:submission",
        ),
        "membership:home",
    ),
    # -- reports
    "fund": "funds",
    "allocate": "funds",
    "scorecard": "scorecards",
    "figure": "scorecards",
    "hardship:policy": "hardship:policies",
    "hardship:adopt": "hardship:policies",
}
"""Below which way a page lies that is no way of its own."""


def ways_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the ways on that stand in the letterhead for somebody: each address with its word."""
    first = (FIRST_OF_LEADERS,) if actor.holds("leader") else ()
    offered = (*first, *(() if actor.may("see_care") else (AT_A_PLACE,)), *WAYS)
    open_ways = {name: label for name, label, capability in offered if actor.may(capability)}
    return [(name, label) for name, label in open_ways.items() if GROUPED.get(name) not in open_ways]


def way_to(view: str, ways: Collection[str]) -> str:
    """Return which of the ways leads to a page."""
    if view in ways:
        return view
    below = LEADS_TO.get(view, view)
    return below if below in ways else GROUPED.get(below, below)


def head_of_worker(actor: Actor, view: str) -> dict[str, object]:
    """Return the head of a worker's own pages: four tabs, on the phone as the lower menu."""
    fresh = unread(actor)
    return {
        "nav": [
            {
                "label": _(label),
                "url": reverse(name),
                "current": name == ("my_self" if view == "my_delegates" else view),
                "count": fresh if name == "my_messages" else 0,
            }
            for name, label in OWN_TABS
        ],
        "nav_whole": True,
        "menu": [],
        "account": {"name": actor.account.name, "role": ""},
        "brand": "",
        "brand_url": reverse("my_home"),
    }


def letterhead(request: HttpRequest) -> dict[str, object]:
    """Return ``nav``, ``menu``, ``account`` and ``brand`` for the base template."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"nav": [], "menu": [], "account": None, "brand": "", "brand_url": reverse("login")}
    view = request.resolver_match.view_name if request.resolver_match else ""
    if actor.account.is_worker:
        return head_of_worker(actor, view)
    ways = ways_of(actor)
    here = way_to(view, {name for name, _label in ways})
    fresh = {"messages": unread(actor)} if actor.may("see_own_inbox") else {}
    return {
        "nav": [
            {"label": _(label), "url": reverse(name), "current": name == here, "count": fresh.get(name, 0)}
            for name, label in ways
        ],
        "menu": [
            {"label": _(label), "url": reverse(name)} for name, label, capability in MENU if actor.may(capability)
        ],
        "take_away_url": export_url(actor, view),
        "account": {"name": actor.account.name, "role": actor.posts[0].title if actor.posts else ""},
        "brand": actor.home.name if actor.home else "",
        "brand_url": reverse("inbox"),
    }
