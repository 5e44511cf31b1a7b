"""Dates in any dress, read only when there is one day they can mean."""

from __future__ import annotations

import re
from datetime import date, timedelta

from niangjia.values.numerals import chinese_number
from niangjia.values.text import compatible, folded

EXCEL_EPOCH = date(1899, 12, 30)
CLOCK = re.compile(r"(?<=\d)[\sT]+\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$|(?:上午|下午|中午|晚上?)$")
BIG_FIRST = re.compile(r"^(\d{4}|\d{2})[-./\\年,、_](\d{1,2})[-./\\月,、_](\d{1,2})[日号]?$")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\.0+)?$")
YEAR_LAST = re.compile(r"^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$")
CHINESE = re.compile(
    r"^([零〇○一二三四五六七八九]{4}|[零〇○一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]?$"
)


def written_date(text: str, *, not_after: date, not_before: date = date(1900, 1, 1)) -> date | None:
    """Return the one day that ``text`` names, or ``None`` when it names none or could mean two.

    A year of two digits is read in the century that puts the day between the two bounds; a five-digit number is
    the day number Excel shows when a cell lost its date format; the bounds turn back days nobody can mean.

    >>> early, late = date(2024, 1, 1), date(2026, 12, 31)
    >>> written_date("2026年9月1日", not_after=late), written_date("26.10.3", not_before=early, not_after=late)
    (datetime.date(2026, 9, 1), datetime.date(2026, 10, 3))
    >>> [written_date(vague, not_after=late) for vague in ("2026-13-05", "2026年10月", "10月3日", "9/10/2026")]
    [None, None, None, None]
    """
    plain = CLOCK.sub("", re.sub(r"(?<=\d)\s+(?=[-./年月日])|(?<=[-./年月])\s+(?=\d)", "", folded(text)))
    plain = re.sub(r"(?<=\d)\s+(?=\d)|。(?=\d)", "-", plain)
    plain = re.sub(r"(?:星期|周)[一二三四五六日天]$", "", compatible(plain).removesuffix("."))
    plain = re.sub(r"\((?:星期|周)[一二三四五六日天]\)$", "", plain)
    days = {day for day in _readings(plain) if not_before <= day <= not_after}
    return days.pop() if len(days) == 1 else None


def excel_day(serial: float) -> date | None:
    """Return the day that Excel counts as ``serial``, or ``None`` when there is none.

    >>> excel_day(46216)
    datetime.date(2026, 7, 13)
    """
    whole = int(serial)
    return EXCEL_EPOCH + timedelta(days=whole) if 61 <= whole <= 109_575 else None


def _readings(plain: str) -> list[date]:
    found = BIG_FIRST.match(plain)
    if found:
        return [day for year in _years(found[1]) if (day := _day(year, int(found[2]), int(found[3])))]
    found = COMPACT.match(plain)
    if found:
        return [day for day in (_day(int(found[1]), int(found[2]), int(found[3])),) if day]
    found = YEAR_LAST.match(plain)
    if found:
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        return [day for day in {_day(year, first, second), _day(year, second, first)} if day]
    found = CHINESE.match(plain)
    if found:
        year_digits = str(chinese_number(found[1])).zfill(len(found[1]))
        month, day_number = chinese_number(found[2]), chinese_number(found[3])
        return [day for year in _years(year_digits) if (day := _day(year, month or 0, day_number or 0))]
    if re.match(r"^\d{5}(\.\d+)?$", plain):
        return [day for day in (excel_day(float(plain)),) if day]
    return []


def _years(written: str) -> tuple[int, ...]:
    return (int(written),) if len(written) == 4 else (1900 + int(written), 2000 + int(written))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
