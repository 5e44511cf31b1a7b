"""What a scorecard looks at: within which unions, in which quarter or statistical year."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from niangjia.values.periods import Quarter, StatisticalYear, period_of

Counted = TypeVar("Counted")


@dataclass(frozen=True, slots=True)
class Scope:
    """Within which unions (ids, or a subquery of them), in which period.

    ``period`` is a quarter (2026Q3) or a statistical year (2026Y). ``on`` is the day of whoever looks: what is not
    over yet is counted as it stands then. ``hears`` are the unions whose complaints of an employer may be counted: a
    figure holds no more than its reader may open. ``counted`` keeps what several figures of one page are reckoned from.
    """

    union_ids: Iterable[int] | QuerySet[Any]
    period: str
    on: date | None = None
    hears: Iterable[int] | QuerySet[Any] = ()
    counted: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def span(self) -> Quarter | StatisticalYear:
        """The period itself."""
        return period_of(self.period)

    @property
    def quarters(self) -> tuple[str, ...]:
        """The quarters of the period, earliest first."""
        span = self.span
        return tuple(map(str, span.quarters)) if isinstance(span, StatisticalYear) else (str(span),)

    @property
    def days(self) -> tuple[date, date]:
        """Its first day and its last."""
        return self.span.first_day, self.span.last_day

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The moment it begins and the moment after its end, where the site is."""
        first, last = self.days
        begin, end = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
        return timezone.make_aware(begin), timezone.make_aware(end)

    @property
    def as_of(self) -> date:
        """The day on which what stands is counted: the last of the period, or today while it goes on."""
        last = self.days[1]
        return last if self.on is None else min(last, self.on)

    def once(self, count: Callable[[Scope], Counted]) -> Counted:
        """Return what ``count`` says of this scope; it is asked once, however many figures are reckoned from it."""
        if count not in self.counted:
            self.counted[count] = count(self)
        told: Counted = self.counted[count]
        return told

    @property
    def before(self) -> Scope:
        """The same unions one period earlier."""
        return replace(self, period=str(self.span.previous))

    def within(self, union_ids: Iterable[int] | QuerySet[Any]) -> Scope:
        """Return the same period for other unions."""
        return replace(self, union_ids=union_ids)

    def during(self, period: str) -> Scope:
        """Return the same unions in another period."""
        return replace(self, period=period)
