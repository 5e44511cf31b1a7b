"""Pages of leaving: the board of the register, one leaving, what is to be chosen beside a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.casework.access import Actor, NotYours
from niangjia.casework.families import root_of
from niangjia.casework.leaving import LEAVES_FROM
from niangjia.casework.queries import standings as register
from niangjia.casework.review import same_human
from niangjia.engines.calendar import months_after
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.programmes.hardship.queries.history import EXIT_STATES, farewell, history_of, signal_shown
from niangjia.programmes.hardship.queries.stays import Stay, stays, stays_of
from niangjia.records.cases.models import Case, Exit
from niangjia.records.people.models import Household
from niangjia.records.sealing import unseal
from niangjia.web.wording import quarter_text

ON_A_PAGE = 50
TABS = (
    ("ready", gettext_lazy("可以退出")),
    ("waiting", gettext_lazy("还在观察")),
    ("check", gettext_lazy("要复核")),
    ("proposed", gettext_lazy("等复核的退出")),
    ("after", gettext_lazy("退出后关注")),
    ("review", gettext_lazy("满一年没有复核")),
)
EMPTY = {
    "ready": gettext_lazy("这个季度还没有满足退出条件的家庭。"),
    "waiting": gettext_lazy("没有正在观察的家庭。"),
    "check": gettext_lazy("没有要复核的在档家庭。"),
    "proposed": gettext_lazy("没有等第二个人看的退出。"),
    "after": gettext_lazy("没有退出后还要关注的家庭。"),
    "review": gettext_lazy("在档家庭都在一年之内认定过。"),
}


def exits_page(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/exits.html`` shows."""
    within = actor.union_ids("see_exits")
    known = stays(within, on=today)
    listed: dict[str, Any] = {
        key: [stay for stay in known if stay.group == key] for key in ("ready", "waiting", "check")
    }
    listed["proposed"] = with_household(Exit.objects.within(within).filter(state__in=("proposed", "undoing")))
    listed["after"] = with_household(register.looked_after(within, on=today)).order_by("revisit_on", "id")
    last = register.last_judged([stay.standing.family_id for stay in known], programme=PROGRAMME.key)
    year_ago = months_after(today, -PROGRAMME.aftercare["review"].count)
    listed["review"] = [stay for stay in known if last.get(stay.standing.family_id, date.min) < year_ago]
    leads = actor.may("decide_exits")
    chosen = asked.get("tab", "")
    counts = {key: count_of(listed[key]) for key, _label in TABS}
    if chosen not in listed:
        chosen = next((key for key, count in counts.items() if count), "ready")
    page = Paginator(listed[chosen], ON_A_PAGE).get_page(asked.get("page"))
    return {
        "tabs": [
            {"label": str(label), "count": counts[key], "url": f"?tab={key}", "current": key == chosen}
            for key, label in TABS
        ],
        "tab": chosen,
        "rows": [line(chosen, one, last=last, today=today, leads=leads) for one in page.object_list],
        "none": str(EMPTY[chosen]),
        "on_register": len(known),
        "watch_url": reverse("hardship:watch"),
        "total": page.paginator.count,
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": f"?tab={chosen}&page="},
    }


def count_of(listed: Any) -> int:
    """Return how many there are in a list or a queryset."""
    return listed.count() if isinstance(listed, QuerySet) else len(listed)


def with_household(exits: QuerySet[Exit]) -> QuerySet[Exit]:
    """Return leavings together with what their lines show."""
    return exits.select_related("standing__family", "owner_union", "proposed_by", "undo_by").order_by("id")


def line(tab: str, one: Any, *, last: Mapping[int, date], today: date, leads: bool) -> dict[str, Any]:
    """Return one line of the board; ``leads`` says whether this reader may let a household leave."""
    if isinstance(one, Exit):
        return exit_line(one, tab, today=today)
    standing = one.standing
    shown = {
        "name": standing.family.head_name,
        "url": reverse("hardship:leave", args=[standing.family_id]) if leads else "",
        "union_label": standing.owner_union.short_name,
        "tier_label": PROGRAMME.tiers.get(standing.tier, standing.tier),
        "on": standing.from_on,
        "words": stay_words(one),
        "day": None,
        "late": False,
    }
    if tab == "review":
        judged = last.get(standing.family_id)
        shown |= {"words": _("上次认定") if judged else _("还没有认定过"), "day": judged}
    return shown


def stay_words(stay: Stay) -> str:
    """Return in words how long a household has stood above the line, and what is still to come."""
    if stay.ready:
        return _("连续 %(months)s 个月高于标准，已满 %(needed)s 个月，可以退出") % {
            "months": stay.months,
            "needed": stay.needed,
        }
    if stay.gap:
        quarter = quarter_text(stay.gap)
        if stay.aside:
            return _("%(quarter)s不在档次之内，但没有达到退出标准，不能算脱困；请复核") % {"quarter": quarter}
        if stay.months:
            return _("%(quarter)s没有结论，说不准；能确认的是 %(months)s 个月") % {
                "quarter": quarter,
                "months": stay.months,
            }
        return _("%(quarter)s没有结论，请先补上摸排") % {"quarter": quarter}
    if stay.months:
        return _("连续 %(months)s 个月高于标准，还差 %(left)s 个月；帮扶不停") % {
            "months": stay.months,
            "left": stay.needed - stay.months,
        }
    return _("本季度仍在困难标准之内")


def exit_line(one: Exit, tab: str, *, today: date) -> dict[str, Any]:
    """Return the line of a leaving: one that waits for its second person, or one that is watched."""
    reason = PROGRAMME.exits[one.reason]
    undone = one.state == "undoing"
    late = one.revisit_on is not None and one.revisit_on <= today
    day = None if tab == "proposed" else one.revisit_on or one.watched_until
    if tab == "proposed":
        who = one.undo_by.name if undone and one.undo_by else one.proposed_by.name
        words = (_("%(who)s提出撤销") if undone else _("%(who)s提出退出")) % {"who": who}
    else:
        words = _("关注到") if one.revisit_on is None else _("下次回访")
    return {
        "name": one.standing.family.head_name,
        "url": reverse("hardship:exit", args=[one.pk]),
        "union_label": one.owner_union.short_name,
        "tier_label": reason.label,
        "on": one.left_on,
        "words": words,
        "day": day,
        "late": late and tab == "after",
    }


def find_household(actor: Actor, pk: int, capability: str) -> Household:
    """Return a household within reach, as the one that it goes on as.

    Errors: ``NotYours`` when there is none.
    """
    found = actor.row(Household, capability, pk=pk)
    return found if found.merged_into_id is None else actor.row(Household, capability, pk=root_of(pk))


def find_exit(actor: Actor, pk: int, capability: str) -> Exit:
    """Return a leaving within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = (
        actor.rows(Exit, capability)
        .select_related("standing__family", "owner_union", "case", "proposed_by", "checked_by", "undo_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def leave_page(household: Household, *, today: date) -> dict[str, Any]:
    """Return what ``hardship/exits_leave.html`` shows, the form apart."""
    stay = next(iter(stays_of([household.pk], on=today)), None)
    waiting = register.proposal_on(stay.standing) if stay else None
    return {
        "name": household.head_name,
        "union_label": household.owner_union.name,
        "stands": stay is not None,
        "words": stay_words(stay) if stay else "",
        "ready": stay.ready if stay else False,
        "since": stay.since if stay else None,
        "needed": stay.needed if stay else 0,
        "proposed_url": reverse("hardship:exit", args=[waiting.pk]) if waiting else "",
        "reasons": [
            {"label": one.label, "second": one.second_person, "aid": one.aid_goes_on, "source": one.source}
            for one in PROGRAMME.exits.values()
        ],
        "history": history_of(household.pk),
        "crumbs": crumbs(household.head_name),
    }


def exit_page(one: Exit, actor: Actor, *, today: date) -> dict[str, Any]:
    """Return what ``hardship/exits_one.html`` shows, the forms apart."""
    household = one.standing.family
    asker = one.undo_by if one.state == "undoing" else one.proposed_by
    own = asker is not None and same_human(asker, actor.account)
    waits = one.state in {"proposed", "undoing"}
    return {
        "id": one.pk,
        "name": household.head_name,
        "state": one.state,
        "state_label": str(EXIT_STATES[one.state]),
        "told": farewell(one, today=today),
        "source": PROGRAMME.exits[one.reason].source,
        "by": one.proposed_by.name,
        "at": one.proposed_at,
        "checked_by": one.checked_by.name if one.checked_by else "",
        "undo_told": unseal(one, "undo_told") or "",
        "undo_by": one.undo_by.name if one.undo_by else "",
        "may_check": waits and actor.may("check_exits") and not own,
        "own": waits and own,
        "may_undo": one.state == "stands" and actor.may("decide_exits"),
        "may_visit": one.state == "stands" and one.watched_until is not None and actor.may("note_signals"),
        "revisit_on": one.revisit_on,
        "revisits": [
            {"on": visit.visited_on, "by": visit.by.name, "is_well": visit.is_well, "told": unseal(visit, "told") or ""}
            for visit in register.revisits_of(one)
        ],
        "signals": [signal_shown(signal, today=today) for signal in register.signals_of(household.pk)],
        "signal_url": reverse("hardship:note_signal", args=[household.pk]) if actor.may("note_signals") else "",
        "history": history_of(household.pk),
        "crumbs": crumbs(household.head_name),
    }


def crumbs(name: str) -> list[dict[str, str]]:
    """Return the way to a household of the register."""
    return [
        {"label": _("在档和退出"), "url": reverse("hardship:exits")},
        {"label": _("%(name)s家庭") % {"name": name}, "url": ""},
    ]


def register_choice(case: Case, *, tier: str, today: date) -> dict[str, Any] | None:
    """Return what is to be chosen of a household on the register that this quarter found above the line.

    Nothing for any other case: it is signed as usual.
    """
    if tier != "none" or case.state not in LEAVES_FROM:
        return None
    stay = next(iter(stays_of([case.home_id], on=today)), None)
    if stay is None:
        return None
    return {
        "ready": stay.ready,
        "words": stay_words(stay),
        "leave_url": reverse("hardship:leave", args=[stay.standing.family_id]),
    }
