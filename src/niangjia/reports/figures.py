"""Figures in words: what a reader is told of each measure. Page, paper, Word and Excel all say what stands here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from niangjia.reports import disclosure
from niangjia.reports.measures import MEASURES, Measure
from niangjia.reports.scope import Scope
from niangjia.values.money import yuan_text

UNITS = {
    "household": gettext_noop("户"),
    "union": gettext_noop("家"),
    "fen": gettext_noop("元"),
    "person": gettext_noop("人"),
    "turn": gettext_noop("人次"),
    "visit": gettext_noop("户次"),
    "piece": gettext_noop("件"),
    "wish": gettext_noop("个"),
    "post": gettext_noop("个"),
    "pair": gettext_noop("对"),
    "time": gettext_noop("次"),
    "day": gettext_noop("天"),
    "month": gettext_noop("个月"),
    "percent": gettext_noop("%%"),
}
PEOPLE = {"household", "person", "turn", "visit", "piece", "wish", "pair", "time"}
"""Units of which a handful is not told outside the county."""
TOLD = {"union"}
"""Units that say nothing of anybody."""
MAIN = ("households_filed", "left", "spent", "needs_solved", "returns_coverage")
"""The five figures that stand at the head, and that are compared with the period before."""
SECTIONS = {
    "households": gettext_noop("认定"),
    "exits": gettext_noop("台账和退出"),
    "money": gettext_noop("资金"),
    "services": gettext_noop("服务和应急"),
    "visits": gettext_noop("入户走访"),
    "pairs": gettext_noop("结对"),
    "needs": gettext_noop("需求户清"),
    "wishes": gettext_noop("微心愿"),
    "joining": gettext_noop("入会"),
    "returns": gettext_noop("摸排"),
    "ledger": gettext_noop("上门登记"),
    "belonging": gettext_noop("会籍"),
}
BALANCED = (("households_entered", "left", "left_to_floor", "left_otherwise", "returned"),)
"""Figures that the register adds up from: where one of them is not told, a second is kept back too."""


def value_words(measure: Measure, value: int | None) -> tuple[str, str]:
    """Return a figure and its unit as people read them: in Chinese, large amounts in 万元."""
    unit = _(UNITS[measure.unit]).replace("%%", "%")
    if value is None:
        return "—", ""
    if measure.unit != "fen":
        return f"{value:,}", unit
    if abs(value) >= 100_000_00 and (get_language() or "").startswith("zh"):
        return f"{value / 1_000_000:,.2f}", _("万元")
    return yuan_text(value), unit


def change_words(measure: Measure, now: int | None, before: int | None) -> str:
    """Return how a figure stands against the period before."""
    if now is None or before is None:
        return ""
    if now == before:
        return _("和上期一样")
    number, unit = value_words(measure, abs(now - before))
    if measure.unit == "percent":
        unit = _("个百分点")
    if now > before:
        return _("比上期多 %(number)s %(unit)s") % {"number": number, "unit": unit}
    return _("比上期少 %(number)s %(unit)s") % {"number": number, "unit": unit}


def kept_inside(measure: Measure, scope: Scope, value: int | None) -> bool:
    """Return whether a figure tells of so few that it stays in the county; of other units, how many rows are behind.

    A share tells of few where few fulfil it or few do not: with the whole beside it, either is worked back.
    """
    if measure.unit in TOLD or measure.section == "returns" or measure.table == "delivery":
        return False
    if measure.unit in PEOPLE and disclosure.is_small(value):
        return True
    if measure.having is not None:
        part, whole = measure.part_and_whole(scope)
        return any(map(disclosure.is_small, (part, whole - part, whole)))
    if not (measure.summed or measure.taken):
        return False
    return (
        disclosure.is_small(measure.behind(scope)) if measure.behind else disclosure.is_small_list(measure.rows(scope))
    )


def figure_of(measure: Measure, scope: Scope, *, asked: str, outside: bool, compared: bool = True) -> dict[str, Any]:
    """Return one figure as it is told; outside the county a handful of households is not.

    ``compared`` says whether it is set against the period before, ``asked`` what stands behind its address.
    """
    now = measure.value(scope)
    before = measure.value(scope.before) if compared else None
    number, unit = value_words(measure, now)
    change = change_words(measure, now, before)
    hidden = outside and kept_inside(measure, scope, now)
    if hidden:
        few = measure.unit in PEOPLE and disclosure.is_small(now)
        number, change = disclosure.under() if few else disclosure.HIDDEN, ""
    elif outside and compared and kept_inside(measure, scope.before, before):
        change = ""
    return {
        "key": measure.key,
        "label": str(measure.label),
        "value": number,
        "unit": unit,
        "change": change,
        "definition": str(measure.definition),
        "rows_url": reverse("figure", args=[scope.period, measure.key]) + asked,
        "hidden": hidden,
        "number": now,
    }


def told_figures(
    scope: Scope, *, asked: str, outside: bool, keys: Collection[str] = MEASURES
) -> Mapping[str, dict[str, Any]]:
    """Return every figure as it is told to this reader, by key; of ``keys``, with those that they add up with."""
    groups = [group for group in BALANCED if outside and not set(group).isdisjoint(keys)]
    wanted = {*keys, *(key for group in groups for key in group)}
    shown = {
        key: figure_of(one, scope, asked=asked, outside=outside, compared=key in MAIN)
        for key, one in MEASURES.items()
        if key in wanted
    }
    for group in groups:
        row = [shown[key]["number"] for key in group]
        for key, hidden in zip(group, disclosure.hidden_cells([row])[0], strict=True):
            if hidden and not shown[key]["hidden"]:
                shown[key] |= {"value": disclosure.HIDDEN, "unit": "", "change": "", "hidden": True}
    return shown


def told_figure(measure: Measure, scope: Scope, *, outside: bool) -> dict[str, Any]:
    """Return one figure as it is told to this reader, the same as beside all others."""
    if outside:
        return told_figures(scope, asked="", outside=True, keys=(measure.key,))[measure.key]
    return figure_of(measure, scope, asked="", outside=False, compared=measure.key in MAIN)


def sections(shown: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the figures that do not stand at the head, part by part."""
    parts = [
        {
            "label": _(label),
            "figures": [shown[one.key] for one in MEASURES.values() if one.section == key and one.key not in MAIN],
        }
        for key, label in SECTIONS.items()
    ]
    return [part for part in parts if part["figures"]]


def main_figures(shown: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the figures at the head."""
    return [shown[key] for key in MAIN]
