"""One figure: its words, its rows, and how they are added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median_high
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from niangjia.engines.calendar import months_after
from niangjia.reports.scope import Scope

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: its words, its rows, and how they are added up.

    ``unit`` is the key of its counting word (``household``, ``fen``, ``union``, ``person``, ``piece``, ``day`` …);
    ``summed`` names the field that is summed, else rows are counted; ``having`` makes it a share, of those rows that
    fulfil it among all; ``taken`` reckons the figure from its rows in another way (a median). ``reckoned`` and
    ``parts`` say a figure, or part and whole of a share, straight from the scope, where rows are so many that it is
    much quicker than through them; ``behind`` how many rows there are. ``table`` names how its rows are listed.
    ``section`` is the part of the scorecard.
    """

    key: str
    label: StrPromise
    definition: StrPromise
    unit: str
    rows: Callable[[Scope], QuerySet[Any]]
    summed: str = ""
    having: Q | None = None
    taken: Callable[[QuerySet[Any]], int | None] | None = None
    parts: Callable[[Scope], tuple[int, int]] | None = None
    reckoned: Callable[[Scope], int | None] | None = None
    behind: Callable[[Scope], int] | None = None
    table: str = "household"
    section: str = "households"

    def value(self, scope: Scope) -> int | None:
        """Return the figure; none where there is nothing to reckon from."""
        if self.having is not None:
            return share_of(*self.part_and_whole(scope))
        return self.of_rows(scope) if self.reckoned is None else self.reckoned(scope)

    def part_and_whole(self, scope: Scope) -> tuple[int, int]:
        """Return of a share how many rows fulfil it, and how many there are."""
        return self.counted(self.rows(scope)) if self.parts is None else self.parts(scope)

    def counted(self, rows: QuerySet[Any]) -> tuple[int, int]:
        """Return how many of the rows of a share fulfil it, and how many there are."""
        counted = rows.aggregate(whole=Count("pk"), part=Count("pk", filter=self.having))
        return int(counted["part"]), int(counted["whole"])

    def of_rows(self, scope: Scope) -> int | None:
        """Return the figure as its rows give it."""
        rows = self.rows(scope)
        if self.having is not None:
            return share_of(*self.counted(rows))
        if self.taken is not None:
            return self.taken(rows)
        if not self.summed:
            return rows.count()
        return int(rows.aggregate(total=Sum(self.summed))["total"] or 0)

    @property
    def adds_up(self) -> bool:
        """Whether the figures of the parts make the figure of the whole."""
        return self.taken is None and self.having is None

    def by_union(self, scope: Scope) -> dict[int, int]:
        """Return the figure of each owning union; only where figures add up."""
        how = Sum(self.summed) if self.summed else Count("pk")
        return {
            union: int(total or 0)
            for union, total in self.rows(scope).values_list("owner_union").annotate(total=how).order_by("owner_union")
        }


def share_of(part: int, whole: int) -> int | None:
    """Return how many in a hundred ``part`` is of ``whole``, rounded down; none of nothing.

    >>> share_of(2, 3), share_of(0, 0)
    (66, None)
    """
    return 100 * part // whole if whole else None


def days_between(begun: datetime, done: datetime) -> int:
    """Return the calendar days from one moment to another, where the site is: 0 on the same day."""
    return (timezone.localdate(done) - timezone.localdate(begun)).days


def middle(days: Iterable[int]) -> int | None:
    """Return the median; of two in the middle the greater, so that nothing looks faster than it was.

    >>> middle([1, 3, 5, 9]), middle([])
    (5, None)
    """
    known = list(days)
    return median_high(known) if known else None


def months_begun(begun: date, done: date) -> int:
    """Return within how many months something was done: 3 when it was done on the same day of the third month.

    >>> months_begun(date(2026, 4, 10), date(2026, 7, 10)), months_begun(date(2026, 4, 10), date(2026, 7, 11))
    (3, 4)
    """
    months = 0
    while months_after(begun, months) < done:
        months += 1
    return months
