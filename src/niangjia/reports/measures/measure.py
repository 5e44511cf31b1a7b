"""One figure: its words, its rows, and how they are added up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet, Sum

from niangjia.reports.scope import Scope

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: its words, its rows, and how they are added up.

    ``unit`` is the key of its counting word (``household``, ``fen``, ``union``, ``person``, ``piece``, ``day`` …);
    ``summed`` names the field that is summed, else rows are counted; ``taken`` reckons the figure from its rows in
    another way (a median, a share). ``table`` names how its rows are listed. ``section`` is the part of the scorecard.
    """

    key: str
    label: StrPromise
    definition: StrPromise
    unit: str
    rows: Callable[[Scope], QuerySet[Any]]
    summed: str = ""
    taken: Callable[[QuerySet[Any]], int | None] | None = None
    table: str = "household"
    section: str = "households"

    def value(self, scope: Scope) -> int | None:
        """Return the figure; none where there is nothing to reckon from."""
        rows = self.rows(scope)
        if self.taken is not None:
            return self.taken(rows)
        if not self.summed:
            return rows.count()
        return int(rows.aggregate(total=Sum(self.summed))["total"] or 0)

    @property
    def adds_up(self) -> bool:
        """Whether the figures of the parts make the figure of the whole."""
        return self.taken is None

    def by_union(self, scope: Scope) -> dict[int, int]:
        """Return the figure of each owning union; only where figures add up."""
        how = Sum(self.summed) if self.summed else Count("pk")
        return {
            union: int(total or 0)
            for union, total in self.rows(scope).values_list("owner_union").annotate(total=how).order_by("owner_union")
        }
