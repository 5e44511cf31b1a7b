"""Periods: the quarter a return is for; the statistical year of a union, which ends in September."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from niangjia.values.errors import NotAQuarter

WRITTEN = re.compile(r"^\s*((?:19|20|21)\d\d)\s*[-年]?\s*[Qq第]?\s*([1-4一二三四])\s*(?:季度)?\s*$")
YEAR_WRITTEN = re.compile(r"^\s*((?:19|20|21)\d\d)\s*(?:Y|年?统计年度)\s*$")
ORDINALS = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a calendar year.

    >>> Quarter.parse("2026Q3").last_day
    datetime.date(2026, 9, 30)
    >>> str(Quarter(2026, 3)), Quarter(2026, 3).label
    ('2026Q3', '2026 年第三季度')
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Return the quarter that ``text`` names: ``2026Q3``, ``2026-3``, ``2026年第三季度``.

        Errors: ``NotAQuarter`` when it names none.

        >>> Quarter.parse("2026年第三季度")
        Quarter(year=2026, number=3)
        """
        found = WRITTEN.match(text)
        if found is None:
            raise NotAQuarter(f"“{text}”不是季度；请写成 2026Q3 的样子")
        return cls(int(found[1]), ORDINALS.get(found[2]) or int(found[2]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter that ``day`` lies in.

        >>> Quarter.of(date(2026, 10, 1))
        Quarter(year=2026, number=4)
        """
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first_day(self) -> date:
        """The day it begins."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """The day it ends: the day whose values judge its returns."""
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after."""
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def previous(self) -> Quarter:
        """The quarter before."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def label(self) -> str:
        """Its Chinese name."""
        return f"{self.year} 年第{'一二三四'[self.number - 1]}季度"

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


@dataclass(frozen=True, slots=True, order=True)
class StatisticalYear:
    """The year of the unions' annual statistics: from 1 October to 30 September, named after the year it ends in.

    Source: 全总年度统计，统计期上年 10 月 1 日至当年 9 月 30 日.

    >>> StatisticalYear(2026).first_day, StatisticalYear(2026).last_day
    (datetime.date(2025, 10, 1), datetime.date(2026, 9, 30))
    >>> [str(quarter) for quarter in StatisticalYear.parse("2026Y").quarters]
    ['2025Q4', '2026Q1', '2026Q2', '2026Q3']
    """

    year: int

    @classmethod
    def parse(cls, text: str) -> StatisticalYear:
        """Return the year that ``text`` names: ``2026Y``, ``2026统计年度``.

        Errors: ``NotAQuarter`` when it names none.
        """
        found = YEAR_WRITTEN.match(text)
        if found is None:
            raise NotAQuarter(f"“{text}”不是统计年度；请写成 2026Y 的样子")
        return cls(int(found[1]))

    @classmethod
    def of(cls, day: date) -> StatisticalYear:
        """Return the year that ``day`` lies in.

        >>> StatisticalYear.of(date(2026, 10, 1))
        StatisticalYear(year=2027)
        """
        return cls(Quarter.of(day).next.year)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """Its four quarters."""
        return (Quarter(self.year - 1, 4), *(Quarter(self.year, number) for number in (1, 2, 3)))

    @property
    def first_day(self) -> date:
        """The day it begins."""
        return self.quarters[0].first_day

    @property
    def last_day(self) -> date:
        """The day it ends."""
        return self.quarters[-1].last_day

    @property
    def previous(self) -> StatisticalYear:
        """The year before."""
        return StatisticalYear(self.year - 1)

    @property
    def label(self) -> str:
        """Its Chinese name."""
        return f"{self.year} 统计年度"

    def __str__(self) -> str:
        return f"{self.year}Y"


def period_of(text: str) -> Quarter | StatisticalYear:
    """Return the quarter or the statistical year that ``text`` names.

    Errors: ``NotAQuarter`` when it names neither.

    >>> period_of("2026Y").label, period_of("2026Q3").label
    ('2026 统计年度', '2026 年第三季度')
    """
    return StatisticalYear.parse(text) if YEAR_WRITTEN.match(text) else Quarter.parse(text)
