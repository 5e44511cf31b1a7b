"""Working days and deadlines, each able to print its own working."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import holidays

WEEKDAYS = "一二三四五六日"
HOURS = 24


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


def day_owed(start: date, *, count: int, unit: str) -> Deadline:
    """Return the day by which something is owed, as ``deadline``; what is owed the same day is owed that very day.

    A count of 0 calendar days is a promise of the house, no period of the law: it never rolls, be it a Sunday.

    Units:  as ``deadline``, with its errors.

    >>> day_owed(date(2026, 10, 1), count=0, unit="calendar_days").due_on
    datetime.date(2026, 10, 1)
    >>> day_owed(date(2026, 10, 1), count=0, unit="working_days") == deadline(
    ...     date(2026, 10, 1), count=0, unit="working_days"
    ... )
    True
    """
    if count == 0 and unit == "calendar_days":
        return Deadline(start, (), provisional=False)
    return deadline(start, count=count, unit=unit)


def day_received(at: datetime, *, cut_off_hour: int) -> date:
    """Return the working day as of which something counts that arrived at ``at``, the hour being that of the place.

    What is there on a working day by the cut-off, the full hour itself included, counts that day; everything else
    counts as of the next working day.

    Units:  ``cut_off_hour`` is an hour of the day, from 0 to 24.
    Errors: ``ValueError`` for another hour.

    >>> day_received(datetime(2026, 10, 13, 17, 0), cut_off_hour=17)
    datetime.date(2026, 10, 13)
    >>> day_received(datetime(2026, 9, 30, 17, 1), cut_off_hour=17)
    datetime.date(2026, 10, 8)
    """
    if not 0 <= cut_off_hour <= HOURS:
        raise ValueError(f"钟点要在 0 到 {HOURS} 之间，而不是 {cut_off_hour}")
    day = at.date()
    if cut_off_hour < HOURS and at.time() > time(cut_off_hour):
        day += timedelta(days=1)
    while why_off(day):
        day += timedelta(days=1)
    return day


def deadline_by_hour(at: datetime, *, count: int, unit: str, cut_off_hour: int) -> Deadline:
    """Return the day by which something is owed that arrived at ``at``: ``count`` days after ``day_received``.

    With a count of 0 that is the day on which it counts as received: complete by the hour, decided that day.

    Units:  as ``deadline``; ``cut_off_hour`` as ``day_received``, with its errors.

    >>> friday_evening = datetime(2026, 10, 16, 20, 30)
    >>> deadline_by_hour(friday_evening, count=0, unit="working_days", cut_off_hour=17).due_on
    datetime.date(2026, 10, 19)
    """
    received = day_received(at, cut_off_hour=cut_off_hour)
    reached = deadline(received, count=count, unit=unit)
    waited = [at.date() + timedelta(days=step) for step in range((received - at.date()).days)]
    before = tuple((day, why_off(day) or f"{cut_off_hour}点以后到的") for day in waited)
    unsettled = any(year not in settled_years() for year in range(at.year, received.year + 1))
    return Deadline(reached.due_on, before + reached.skipped, reached.provisional or unsettled)


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
