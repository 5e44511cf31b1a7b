"""The spans of time in which something is had once, by their keys: a month, a quarter, twelve months, a year, ever."""

from __future__ import annotations

from datetime import date, timedelta

from niangjia.values.periods import Quarter

EVER = "ever"
FOR_TWELVE_MONTHS = "+12m"
"""What follows the quarter from whose first day on a span runs for twelve months."""


def span_key(frequency: str, on: date) -> str:
    """Return the key of the span that ``on`` lies in, for ``month``, ``quarter``, ``year`` or ``ever``.

    ``twelve_months`` is the span that begins with the quarter of that day: what was had in it is not had again in the
    three quarters that follow.

    >>> [span_key(one, date(2026, 10, 13)) for one in ("month", "quarter", "year", "ever")]
    ['2026-10', '2026Q4', '2026', 'ever']
    >>> span_key("twelve_months", date(2026, 10, 13))
    '2026Q4+12m'
    """
    if frequency == "month":
        return f"{on:%Y-%m}"
    if frequency == "quarter":
        return str(Quarter.of(on))
    if frequency == "twelve_months":
        return f"{Quarter.of(on)}{FOR_TWELVE_MONTHS}"
    return str(on.year) if frequency == "year" else EVER


def span_of(key: str) -> tuple[date, date]:
    """Return the first and the last day of the span that a key names.

    Errors: ``NotAQuarter`` when it names none.

    >>> span_of("2026-12")[1], span_of("2026Q1")[0], span_of("2026")[1]
    (datetime.date(2026, 12, 31), datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    >>> span_of("2026Q4+12m")
    (datetime.date(2026, 10, 1), datetime.date(2027, 9, 30))
    """
    if key == EVER:
        return date.min, date.max
    if key.isdigit():
        return date(int(key), 1, 1), date(int(key), 12, 31)
    if "-" in key:
        year, month = map(int, key.split("-"))
        return date(year, month, 1), first_of_next_month(date(year, month, 1)) - timedelta(days=1)
    quarter = Quarter.parse(key.removesuffix(FOR_TWELVE_MONTHS))
    if key.endswith(FOR_TWELVE_MONTHS):
        begin = quarter.first_day
        return begin, begin.replace(year=begin.year + 1) - timedelta(days=1)
    return quarter.first_day, quarter.last_day


def first_of_next_month(day: date) -> date:
    """Return the first day of the month after the one that ``day`` lies in.

    >>> first_of_next_month(date(2026, 12, 9))
    datetime.date(2027, 1, 1)
    """
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def spans_meet(one: str, other: str) -> bool:
    """Return whether two spans share a day: what was had in the year was had in each of its quarters.

    >>> spans_meet("2026", "2026Q3"), spans_meet("2026Q3", "2026-10"), spans_meet("ever", "2025")
    (True, False, True)
    >>> spans_meet("2026Q3+12m", "2027Q2+12m"), spans_meet("2026Q3+12m", "2027Q3+12m")
    (True, False)
    """
    (first, last), (begin, end) = span_of(one), span_of(other)
    return first <= end and begin <= last
