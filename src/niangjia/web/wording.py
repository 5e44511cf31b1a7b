"""How dates, amounts and quantities are written for people, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy

from niangjia.values.errors import NotAQuarter
from niangjia.values.money import half_away_from_zero, yuan_text
from niangjia.values.periods import Quarter, StatisticalYear, period_of
from niangjia.values.spans import FOR_TWELVE_MONTHS

Number = int | Fraction | Decimal

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
COMPARATORS = {
    "<": pgettext_lazy("比较", "低于"),
    "<=": pgettext_lazy("比较", "不高于"),
    ">": pgettext_lazy("比较", "超过"),
    ">=": pgettext_lazy("比较", "不低于"),
}
SOON = 3
"""Working days from which on a deadline is shown as near."""


def in_english() -> bool:
    """Return whether the page is being written in English."""
    return (get_language() or "").startswith("en")


def date_text(day: date, *, weekday: bool = True, year: bool = True) -> str:
    """Return ``day`` as people write it: 2026年10月9日（周五）, 9 Oct 2026 (Fri).

    A moment is taken in the time zone of the site.

    >>> from django.utils.translation import override
    >>> with override("zh-hans"): date_text(date(2026, 10, 9))
    '2026年10月9日（周五）'
    >>> with override("en"): date_text(date(2026, 10, 9), year=False, weekday=False)
    '9 Oct'
    """
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    if in_english():
        written = f"{day.day} {MONTHS_EN[day.month - 1]}" + (f" {day.year}" if year else "")
        return written + (f" ({WEEKDAYS_EN[day.weekday()]})" if weekday else "")
    written = (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日"
    return written + (f"（周{WEEKDAYS_ZH[day.weekday()]}）" if weekday else "")


def quarter_text(quarter: Quarter | StatisticalYear | str) -> str:
    """Return a quarter, or a statistical year, as people write it: 2026 年第三季度, Q3 2026.

    A text that names none is left as it is.

    >>> from django.utils.translation import override
    >>> with override("en"): quarter_text("2026 年第三季度")
    'Q3 2026'
    """
    try:
        known = quarter if isinstance(quarter, Quarter | StatisticalYear) else period_of(quarter)
    except NotAQuarter:
        return gettext(str(quarter)) if quarter else ""
    if isinstance(known, StatisticalYear):
        return f"Statistical year {known.year}" if in_english() else known.label
    return f"Q{known.number} {known.year}" if in_english() else known.label


def span_text(key: str) -> str:
    """Return the span in which something is had once, as people write it: 2026 年, 2026 年第三季度起十二个月.

    >>> from django.utils.translation import override
    >>> with override("en"): span_text("2026Q3")
    'Q3 2026'
    """
    if key.isdigit():
        return gettext("%(year)s 年") % {"year": key}
    if key.endswith(FOR_TWELVE_MONTHS):
        return gettext("%(quarter)s起十二个月") % {"quarter": quarter_text(key.removesuffix(FOR_TWELVE_MONTHS))}
    return quarter_text(key)


def time_text(moment: datetime, *, year: bool = True) -> str:
    """Return ``moment`` as day and minute: 2026年10月12日 15:20.

    >>> from django.utils.translation import override
    >>> with override("zh-hans"): time_text(datetime(2026, 10, 12, 15, 20), year=False)
    '10月12日 15:20'
    """
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    comma = "," if in_english() else ""
    return f"{date_text(local, weekday=False, year=year)}{comma} {local:%H:%M}"


def money_text(fen: Number) -> str:
    """Return an amount with its unit: 1,128.33 元, ¥1,128.33. A part of a fen is rounded, halves away from zero.

    Units: ``fen`` is in fen.

    >>> from django.utils.translation import override
    >>> with override("zh-hans"): money_text(Fraction(338500, 3))
    '1,128.33 元'
    >>> with override("en"): money_text(-5)
    '−¥0.05'
    """
    whole = half_away_from_zero(Fraction(fen))
    if in_english():
        return ("−" if whole < 0 else "") + "¥" + yuan_text(abs(whole))
    return gettext("%(amount)s 元") % {"amount": yuan_text(whole).replace("-", "−")}


def percent_text(share: Number) -> str:
    """Return a share of one as a percentage with two decimals: 18.90%.

    >>> percent_text(Fraction(189, 1000))
    '18.90%'
    """
    hundredths = half_away_from_zero(Fraction(share) * 10000)
    sign = "−" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100:,}.{abs(hundredths) % 100:02d}%"


def two_decimals(value: Fraction) -> str:
    """Return ``value`` with two decimals, halves away from zero.

    >>> two_decimals(Fraction(27, 2))
    '13.50'
    """
    return yuan_text(half_away_from_zero(value * 100)).replace("-", "−")


def count_text(value: Number, *, unit: str) -> str:
    """Return a count in its unit: 4 人, 2 套."""
    exact = Fraction(value)
    number = f"{exact.numerator:,}" if exact.denominator == 1 else two_decimals(exact)
    few = exact.numerator if exact.denominator == 1 else 2
    words = {
        "person": lambda: ngettext("%(n)s 人", "%(n)s 人", few),
        "child": lambda: ngettext("%(n)s 个孩子", "%(n)s 个孩子", few),
        "home": lambda: ngettext("%(n)s 套住房", "%(n)s 套住房", few),
        "person * month": lambda: ngettext("%(n)s 个人月", "%(n)s 个人月", few),
        "month": lambda: ngettext("%(n)s 个月", "%(n)s 个月", few),
        "day": lambda: ngettext("%(n)s 天", "%(n)s 天", few),
    }
    return (words[unit]() if unit in words else "%(n)s") % {"n": number}


def quantity_text(value: object, unit: str) -> str:
    """Return a value in its unit, as a page shows it; a text is shown as it is, what is not known as 没有填.

    Units: the base unit comes first in ``unit``: ``fen / person / month``, ``dm2 / person``, ``person``; ``share`` is
           a part of one, and so is a broken number in unit ``1``.

    >>> from django.utils.translation import override
    >>> with override("zh-hans"): quantity_text(5400, "dm2"), quantity_text(4, "person"), quantity_text(None, "fen")
    ('54.00 平方米', '4 人', '没有填')
    """
    if isinstance(value, bool) or not isinstance(value, int | Fraction | Decimal):
        return uncounted_text(value, unit)
    base = unit.split("/", maxsplit=1)[0].strip()
    if base == "fen":
        return money_text(value)
    if base in {"dm2", "m2"}:
        area = Fraction(value) / (100 if base == "dm2" else 1)
        return gettext("%(area)s 平方米") % {"area": two_decimals(area)}
    if base in {"share", "%"} or (base == "1" and Fraction(value).denominator > 1):
        return percent_text(value)
    return count_text(value, unit=base)


def uncounted_text(value: object, unit: str) -> str:
    """Return a value that is no number: 没有填, 是, 不是, a comparator, or the text it is."""
    if value is None:
        return gettext("没有填")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("不是")
    return str(COMPARATORS.get(str(value), value)) if unit == "comparator" else str(value)


def deadline_words(working_days_left: int) -> str:
    """Return what is left of a deadline: 还剩 3 个工作日, 今天到期, 晚了 2 个工作日.

    >>> from django.utils.translation import override
    >>> with override("zh-hans"): deadline_words(0), deadline_words(-2)
    ('今天到期', '晚了 2 个工作日')
    """
    if working_days_left == 0:
        return gettext("今天到期")
    if working_days_left < 0:
        late = -working_days_left
        return ngettext("晚了 %(n)s 个工作日", "晚了 %(n)s 个工作日", late) % {"n": late}
    return ngettext("还剩 %(n)s 个工作日", "还剩 %(n)s 个工作日", working_days_left) % {"n": working_days_left}


def masked(number: str) -> str:
    """Return an identity, card or phone number with its middle hidden; what is too short is hidden whole.

    >>> masked("990101199001011236")
    '9901**********1236'
    >>> masked("15400001234")
    '154****1234'
    """
    text = str(number)
    if len(text) < 8:
        return "*" * len(text)
    head = 4 if len(text) >= 15 else 3
    return text[:head] + "*" * (len(text) - head - 4) + text[-4:]
