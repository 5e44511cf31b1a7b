"""The history of a household on the register: every standing, every leaving, what was noted, what it is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from niangjia.casework.families import root_of
from niangjia.casework.queries import standings as register
from niangjia.engines.calendar import months_after, working_days_between
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.records.cases.models import Exit, Signal, Standing
from niangjia.records.sealing import unseal

BEGINS = {
    "entered": gettext_lazy("列为困难家庭"),
    "returned": gettext_lazy("返困，重新列入"),
    "changed": gettext_lazy("换档"),
    "followed": gettext_lazy("与另一份申报合并"),
}
EXIT_STATES = {
    "proposed": gettext_lazy("待复核"),
    "dropped": gettext_lazy("没有采纳"),
    "stands": gettext_lazy("已退出"),
    "undoing": gettext_lazy("撤销待复核"),
    "undone": gettext_lazy("已撤销"),
}
SIGNAL_STATES = {
    "kept": gettext_lazy("记下"),
    "open": gettext_lazy("待核查"),
    "reopened": gettext_lazy("已重新受理"),
    "dismissed": gettext_lazy("核查过，不影响"),
}


def history_of(household_id: int) -> dict[str, Any]:
    """Return the history of a household on the register: every standing, every leaving, how often it returned."""
    family = root_of(household_id)
    standings = register.register_of([family])
    exits = register.exits_of([family])
    return {
        "standings": [standing_shown(one) for one in standings],
        "exits": [exit_shown(one) for one in exits],
        "returns": sum(one.begins_as == "returned" for one in standings),
        "keep_until": keep_until(exits),
    }


def standing_shown(one: Standing) -> dict[str, Any]:
    """Return one standing of the history."""
    reason = PROGRAMME.exits.get(one.ends_as)
    return {
        "tier_label": PROGRAMME.tiers.get(one.tier, one.tier),
        "from_on": one.from_on,
        "ended_on": one.ended_on,
        "begins": str(BEGINS[one.begins_as]),
        "ends": reason.label if reason else "",
        "union_label": one.owner_union.short_name,
    }


def exit_shown(one: Exit) -> dict[str, Any]:
    """Return one leaving of the history."""
    return {
        "label": PROGRAMME.exits[one.reason].label,
        "left_on": one.left_on,
        "state": str(EXIT_STATES[one.state]),
        "by": one.proposed_by.name,
        "checked_by": one.checked_by.name if one.checked_by else "",
        "url": reverse("hardship:exit", args=[one.pk]),
    }


def keep_until(exits: Iterable[Exit]) -> date | None:
    """Return the day until which the file of a household that left is kept."""
    days = [one.left_on for one in exits if one.state in register.STANDING_EXITS]
    return months_after(max(days), PROGRAMME.aftercare["keep_file"].count) if days else None


def farewell_of(household_id: int, *, today: date) -> dict[str, Any] | None:
    """Return what a household that left is told, for its own page; nothing when it has not left, or came back.

    ``told`` are the words of whoever decided, ``kind`` those of the charter.
    """
    family = root_of(household_id)
    if register.now_of([family]).exists():
        return None
    last = next((one for one in register.exits_of([family]) if one.state in register.STANDING_EXITS), None)
    return farewell(last, today=today) if last else None


def farewell(one: Exit, *, today: date) -> dict[str, Any]:
    """Return what one leaving tells its household."""
    reason = PROGRAMME.exits[one.reason]
    return {
        "label": reason.label,
        "kind": reason.text,
        "told": unseal(one, "told") or "",
        "left_on": one.left_on,
        "aid_until": one.watched_until if one.aid_goes_on else None,
        "watched_until": one.watched_until if one.watched_until and one.watched_until > today else None,
        "union_label": one.owner_union.name,
        "contact": "12351",
    }


def signal_shown(one: Signal, *, today: date) -> dict[str, Any]:
    """Return one signal as a line."""
    return {
        "id": one.pk,
        "name": one.family.head_name,
        "url": reverse("hardship:signal", args=[one.pk]),
        "kind": PROGRAMME.signals[one.kind].label,
        "origin": CHARTER["origins"].get(one.origin, one.origin),
        "told": unseal(one, "told") or "",
        "happened_on": one.happened_on,
        "relevant_until": one.relevant_until,
        "due_on": one.due_on if one.state == "open" else None,
        "working_days_left": working_days_between(today, one.due_on) if one.due_on and one.state == "open" else None,
        "state": one.state,
        "state_label": str(SIGNAL_STATES[one.state]),
        "by": one.noted_by.name,
        "at": one.noted_at,
        "union_label": one.owner_union.short_name,
    }
