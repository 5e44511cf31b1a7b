"""Periods: the quarter a return is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from niangjia.values.errors import NotAQuarter

WRITTEN = re.compile(r"^\s*((?:19|20|21)\d\d)\s*[-年]?\s*[Qq第]?\s*([1-4一二三四])\s*(?:季度)?\s*$")
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
