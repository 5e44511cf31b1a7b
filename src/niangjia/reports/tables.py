"""The tables of a scorecard: union by union, each with all below it; tier by tier, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia import catalogue
from niangjia.casework.access import Actor
from niangjia.casework.queries import standings
from niangjia.casework.queries.tree import parents
from niangjia.records.unions.models import Union
from niangjia.reports import disclosure
from niangjia.reports.measures import MEASURES
from niangjia.reports.measures.households import PROGRAMME, tiers_by_union
from niangjia.reports.scope import Scope
from niangjia.values.money import yuan_text
from niangjia.values.periods import Quarter

TIER_COLUMNS = ("deep", "relative", "accident")
QUARTERS_SHOWN = 5
COUNTED = ("on_register", "left", "needs_solved")
PAID = {"aid_reserved": gettext_noop("已预留（元）"), "spent": gettext_noop("支出（元）")}
FLOWS = (gettext_noop("新进"), gettext_noop("返困"), gettext_noop("退出"))


def tier_words() -> dict[str, str]:
    """Return the tiers that have a column, each with its word."""
    tiers = catalogue.programme(PROGRAMME).tiers
    return {key: _(tiers[key]) for key in TIER_COLUMNS if key in tiers}


@dataclass(frozen=True, slots=True)
class Tree:
    """The unions that a scorecard looks at: ``above`` is the one right above each, ``root`` the one above all."""

    within: Mapping[int, Union]
    above: Mapping[int, int]
    root: int | None

    def summed(self, values: Mapping[int, int]) -> dict[int, int]:
        """Return the figure of each child of the root with all below it, and what the root has by itself."""
        return summed(values, self.within, self.above, root=self.root)


def tree_of(actor: Actor, scope: Scope, *, union: Union | None) -> Tree:
    """Return the unions that a scorecard looks at, as they lie today."""
    within = {one.pk: one for one in Union.objects.filter(pk__in=scope.union_ids).order_by("code")}
    above = parents(list(within), on=actor.on)
    return Tree(within, above, union.pk if union else sole_top(within, above))


def union_table(scope: Scope, tree: Tree, *, outside: bool) -> dict[str, Any]:
    """Return the table of unions, each with all below it: households by tier, and the money.

    The rows add up to the whole. Outside the county small numbers are hidden.
    """
    within, root, tiers = tree.within, tree.root, tier_words()
    by_tier = tiers_by_union(scope)
    by = {key: tree.summed(MEASURES[key].by_union(scope)) for key in ("households_filed", *COUNTED, *PAID)}
    by |= {tier: tree.summed({pk: found.get(tier, 0) for pk, found in by_tier.items()}) for tier in tiers}
    shown = [pk for pk in within if any(by[key].get(pk) for key in ("households_filed", *COUNTED, *PAID))]
    parted = [[by[key].get(pk, 0) for key in ("households_filed", *tiers)] for pk in shown]
    texts = told_cells(parted, outside=outside)
    for key in COUNTED:
        column = told_cells([[by[key].get(pk, 0)] for pk in shown], outside=outside)
        texts = [[*row, *cell] for row, cell in zip(texts, column, strict=True)]
    heads = [
        _("签字的困难家庭"),
        *tiers.values(),
        *(str(MEASURES[key].label) for key in COUNTED),
        *(_(head) for head in PAID.values()),
    ]
    rows = []
    for pk, told in zip(shown, texts, strict=True):
        kept = {disclosure.HIDDEN, disclosure.under()} & set(told) if outside else set()
        amounts = [disclosure.HIDDEN if kept else yuan_text(by[key].get(pk, 0)) for key in PAID]
        opens = pk != root and (not outside or disclosure.is_told_of(within[pk]))
        name = within[pk].short_name
        rows.append(
            {
                "label": _("%(union)s（本级）") % {"union": name} if pk == root else name,
                "url": f"{reverse('scorecard', args=[scope.period])}?union={pk}" if opens else "",
                "cells": [{"text": text, "head": head} for text, head in zip([*told, *amounts], heads, strict=True)],
            }
        )
    return {"columns": heads, "rows": rows, "hidden_note": outside}


def told_cells(counts: Sequence[Sequence[int]], *, outside: bool) -> list[list[str]]:
    """Return counts as they are told: outside the county without small ones, and none that can be worked back."""
    return disclosure.cell_texts(counts) if outside else [[str(number) for number in row] for row in counts]


def sole_top(within: Iterable[int], above: Mapping[int, int]) -> int | None:
    """Return the one union that all others lie below, if there is one."""
    tops = [pk for pk in within if pk not in above]
    return tops[0] if len(tops) == 1 else None


def summed(
    values: Mapping[int, int], within: Iterable[int], above: Mapping[int, int], *, root: int | None
) -> dict[int, int]:
    """Return the figure of each child of ``root`` with all below it, and what ``root`` has by itself.

    >>> summed({1: 1, 2: 5, 4: 7}, [1, 2, 3, 4], {2: 1, 3: 1, 4: 3}, root=1)
    {1: 1, 2: 5, 3: 7}
    """
    added: dict[int, int] = {}
    for pk in within:
        if pk in values:
            row = pk
            while row in above and row != root and above[row] != root:
                row = above[row]
            added[row] = added.get(row, 0) + values[pk]
    return added


def last_quarters(scope: Scope) -> list[Quarter]:
    """Return the quarters that are shown beside each other, the earliest first."""
    shown = [Quarter.parse(scope.quarters[-1])]
    while len(shown) < QUARTERS_SHOWN:
        shown.append(shown[-1].previous)
    return shown[::-1]


def quarter_table(scope: Scope, *, outside: bool) -> dict[str, Any] | None:
    """Return the register by quarter and tier: who stands on it at the end, who entered, returned and left.

    Outside the county only the sums of a quarter are told, and only so that no handful can be worked back.
    """
    tiers = tier_words()
    counted = {quarter: counts_of(scope.during(str(quarter))) for quarter in last_quarters(scope)}
    if not any(any(numbers) for found in counted.values() for numbers in found.values()):
        return None
    heads = [_("期末在册"), *(_(flow) for flow in FLOWS)]
    rows = []
    for quarter, found in counted.items():
        lines = {"": [sum(numbers[column] for numbers in found.values()) for column in range(len(heads))]}
        lines |= {} if outside else {tier: found.get(tier, [0] * len(heads)) for tier in tiers}
        for tier, numbers in lines.items():
            texts = told_cells([numbers], outside=outside)[0]
            rows.append(
                {
                    "label": quarter_words(quarter) if not tier else f"{quarter_words(quarter)} · {tiers[tier]}",
                    "whole": not tier,
                    "numbers": numbers,
                    "cells": [{"text": text, "head": head} for text, head in zip(texts, heads, strict=True)],
                }
            )
    return {"columns": heads, "rows": rows, "hidden_note": outside}


def counts_of(scope: Scope) -> dict[str, list[int]]:
    """Return for each tier how many stand on the register at the end of a quarter, entered, returned and left."""
    first, last = scope.days
    found: dict[str, list[int]] = {}
    empty = [0] * (1 + len(FLOWS))
    on_register = standings.on_register(scope.union_ids, on=scope.as_of)
    for tier, total in on_register.values_list("tier").annotate(total=Count("pk")).order_by("tier"):
        found.setdefault(tier, list(empty))[0] = int(total)
    came = standings.came(scope.union_ids, first=first, last=last)
    for tier, how, total in came.values_list("tier", "begins_as").annotate(total=Count("pk")).order_by("tier"):
        found.setdefault(tier, list(empty))[1 + standings.CAME.index(how)] = int(total)
    left = standings.left(scope.union_ids, first=first, last=last).values_list("standing__tier")
    for tier, total in left.annotate(total=Count("pk")).order_by("standing__tier"):
        found.setdefault(tier, list(empty))[3] = int(total)
    return found


def quarter_words(quarter: Quarter) -> str:
    """Return a quarter in few words: 26 年三季."""
    return _("%(year)s 年%(number)s季") % {"year": quarter.year % 100, "number": quarter.number}
