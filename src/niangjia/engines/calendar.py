"""Working days and deadlines, each able to print its own working."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import holidays

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something is owed, and how it was reached.

    ``skipped`` lists the days that did not count, each with why; ``provisional`` is true when one of the days lies in
    a year whose notice is not out yet.
    """

    due_on: date
    skipped: tuple[tuple[date, str], ...]
    provisional: bool


@lru_cache(maxsize=1)
def calendar_table() -> dict[str, Any]:
    """Return ``calendar_years.toml``."""
    return tomllib.loads((Path(__file__).parent / "calendar_years.toml").read_text(encoding="utf-8"))


def settled_years() -> dict[int, str]:
    """Return the years whose notice is out, each with the notice."""
    return {row["year"]: row["notice"] for row in calendar_table()["year"]}


def overrides() -> dict[date, str]:
    """Return the days that are other than the package knows: why nobody works then, or blank for a working day."""
    return {row["day"]: row["why"] for row in calendar_table().get("override", [])}


@lru_cache(maxsize=32)
def days_off(year: int) -> holidays.HolidayBase:
    """Return the public days off of ``year``, make-up workdays known."""
    return holidays.country_holidays("CN", years=year, language="zh_CN")


def why_off(day: date) -> str | None:
    """Return why nobody works on ``day``, or nothing when it is a working day.

    Source: the State Council's yearly notices, as kept by the ``holidays`` package.

    >>> why_off(date(2026, 10, 1)), why_off(date(2026, 10, 9)), why_off(date(2026, 10, 10))
    ('国庆节', None, None)
    """
    if day in overrides():
        return overrides()[day] or None
    year = days_off(day.year)
    if year.is_working_day(day):
        return None
    named = year.get(day)
    return str(named) if named else f"星期{WEEKDAYS[day.weekday()]}"


def months_after(start: date, count: int) -> date:
    """Return the day of the same number ``count`` months after ``start``; the last of the month where there is none.

    >>> months_after(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def deadline(start: date, *, count: int, unit: str) -> Deadline:
    """Return the day that lies ``count`` days after ``start``; the start day itself does not count.

    Working days skip days off. Calendar days and months that end on a day off roll forward to the next working day;
    a month ends on the day of the same number, or on its last day where it has none.

    Units:  ``unit`` is ``working_days``, ``calendar_days`` or ``months``.
    Errors: ``ValueError`` for another unit or a count below zero.
    Source: 民法典 第二百零一条、第二百零二条、第二百零三条.

    >>> deadline(date(2026, 9, 30), count=3, unit="working_days").due_on
    datetime.date(2026, 10, 10)
    >>> deadline(date(2026, 9, 28), count=3, unit="calendar_days").due_on
    datetime.date(2026, 10, 8)
    >>> deadline(date(2026, 8, 31), count=3, unit="months").due_on
    datetime.date(2026, 11, 30)
    """
    if unit not in {"working_days", "calendar_days", "months"} or count < 0:
        raise ValueError(f"期限要写成工作日、自然日或月的数目，而不是 {count} {unit}")
    skipped: list[tuple[date, str]] = []
    day, left = start, count
    if unit != "working_days":
        day, left = start + timedelta(days=count) if unit == "calendar_days" else months_after(start, count), 0
        while off := why_off(day):
            skipped.append((day, off))
            day += timedelta(days=1)
    while left:
        day += timedelta(days=1)
        if off := why_off(day):
            skipped.append((day, off))
        else:
            left -= 1
    unsettled = any(year not in settled_years() for year in range(start.year, day.year + 1))
    return Deadline(day, tuple(skipped), unsettled)


@lru_cache(maxsize=4096)
def working_days_between(start: date, end: date) -> int:
    """Return how many working days lie after ``start`` up to and with ``end``; below zero when ``end`` is earlier.

    >>> before, after = date(2026, 9, 30), date(2026, 10, 9)
    >>> working_days_between(before, after), working_days_between(after, before)
    (2, -2)
    """
    if end < start:
        return -working_days_between(end, start)
    span = (end - start).days
    return sum(1 for step in range(1, span + 1) if why_off(start + timedelta(days=step)) is None)
