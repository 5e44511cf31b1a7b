"""Numbers as people write them: 1,200元, 2千, 三万二千, 1.2万元/年. Exact, and only when there is one meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from niangjia.values.text import asides, compatible, without_asides

Period = Literal["year", "month"]

DIGITS = {
    mark: value
    for value, marks in enumerate(
        ("零〇○", "一壹", "二贰两俩", "三叁仨", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for mark in marks
}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8}
SCALES = {
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "k": 1000,
    "万": 10**4,
    "萬": 10**4,
    "w": 10**4,
    "百万": 10**6,
    "亿": 10**8,
}

PLAIN = re.compile(r"^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?$|^\.\d+$")
SCALED = re.compile(r"^((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(百万|[百佰千仟k万萬w亿])(.*)$", re.IGNORECASE)
SQUARE_METRES = re.compile(r"m2|m\^2", re.IGNORECASE)
FORMAL_ENDING = re.compile(r"(?<=[元圆])[整正]$")
ROUGHLY = re.compile(r"^[一二两三四五六七八九]{2,3}$")
SIGN = re.compile(r"^(?:[-−‐-―﹣]|负|\+)")
MONTHLY = re.compile(
    r"^(?:每人每月|人均每月|每月|每个月|一个月|月均|平均每月|月收入|月)|(?:/|每|一个|按|\()(?:个?月)\)?$|/人?月$|(?<=元)每月$|(?<=元)月$"
)
YEARLY = re.compile(r"^(?:每年|全年|一年|年均|年收入|近12个月|年)|(?:/|每|一|全|按|\()年\)?$|(?<=元)年$|/12个月$")
CURRENCY = re.compile(r"^(?:[¥￥]|rmb|cny|人民币|共计|共|合计|计|一家|全家|家有|有)+", re.IGNORECASE)

YUAN = re.compile(r"[¥￥]|rmb|cny|人民币", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A number somebody wrote: its value, the unit beside it, and the period it says it covers.

    Units:  ``value`` is exact; ``unit`` is what was written (``元``, ``人`` …), empty when nothing was;
            ``scaled`` says that 千 or 万 stood beside it and is in the value already.
    """

    value: Decimal
    unit: str = ""
    period: Period | None = None
    scaled: bool = False


def chinese_number(text: str) -> int | None:
    """Return the whole number that Chinese numerals name, or ``None``.

    A closing digit after 万, 千 or 百 counts the next smaller place (三万二 is 32,000), as it is spoken.

    >>> [chinese_number(text) for text in ("三万二千", "十二", "两", "三万二", "二〇二六")]
    [32000, 12, 2, 32000, 2026]
    >>> chinese_number("三多") is None
    True
    """
    if (
        not text
        or text[0] in "百佰千仟万萬亿"
        or any(mark not in DIGITS and mark not in SMALL and mark not in LARGE for mark in text)
    ):
        return None
    if all(mark in DIGITS for mark in text):
        return int("".join(str(DIGITS[mark]) for mark in text))
    return _spoken(text)


def _spoken(text: str) -> int | None:
    total, section, digit, place = 0, 0, None, 0
    for mark in text:
        if mark in DIGITS:
            if digit:
                return None
            digit = DIGITS[mark]
            place = 0 if digit == 0 else place
        elif mark in SMALL:
            section += (1 if digit is None and not section else digit or 0) * SMALL[mark]
            digit, place = None, SMALL[mark] // 10
        else:
            if not section and digit is None and not total:
                return None
            total = (total + section + (digit or 0)) * LARGE[mark]
            section, digit, place = 0, None, LARGE[mark] // 10
    return total + section + (digit or 0) * max(place, 1)


def written_number(text: str) -> Written | None:
    """Return the one number that ``text`` writes, or ``None`` when it writes none, several, or only roughly one.

    A number wholly in brackets is negative, as book-keepers write it; words in brackets beside a number are remarks.

    >>> written_number("1,200元")
    Written(value=Decimal('1200'), unit='元', period=None, scaled=False)
    >>> written_number("1.2万元/年")
    Written(value=Decimal('12000.0'), unit='元', period='year', scaled=True)
    >>> written_number("¥5,900").unit
    '元'
    >>> written_number("(500)").value, written_number("三口人").value, written_number("3万6千").value
    (Decimal('-500'), Decimal('3'), Decimal('36000'))
    >>> [written_number(rough) for rough in ("约3万", "3-5千", "1.2.5万", "12,00")]
    [None, None, None, None]
    >>> written_number("三四人") is None
    True
    >>> written_number("3万多").unit
    '多'
    """
    plain = SQUARE_METRES.sub("㎡", compatible(text).rstrip("。.,;、"))
    bracketed = re.match(r"^\((.+)\)(\D*)$", plain)
    if bracketed and "(" not in bracketed[1]:
        inner = written_number(bracketed[1] + bracketed[2])
        return Written(-inner.value, inner.unit, inner.period, inner.scaled) if inner and inner.value > 0 else None
    remarks = asides(plain)
    if any(re.search(r"\d", remark) for remark in remarks):
        return None
    period = _period_among(remarks)
    plain, own_period = _without_period(FORMAL_ENDING.sub("", without_asides(plain)))
    signed = SIGN.match(plain)
    sign = -1 if signed and signed[0] != "+" else 1
    unsigned = plain[signed.end() :] if signed else plain
    currency = CURRENCY.match(unsigned)
    number = _unsigned(unsigned[currency.end() :] if currency else unsigned)
    if number is None:
        return None
    unit = "元" if not number.unit and currency and YUAN.search(currency[0]) else number.unit
    return Written(sign * number.value, unit, own_period or period, number.scaled)


def _period_among(remarks: tuple[str, ...]) -> Period | None:
    if any(re.search(r"元?/月|每月|月均|^月$", remark) for remark in remarks):
        return "month"
    return "year" if any(re.search(r"元?/年|每年|全年|^年$", remark) for remark in remarks) else None


def _without_period(plain: str) -> tuple[str, Period | None]:
    without_month = MONTHLY.sub("", plain)
    if without_month != plain:
        return without_month, "month"
    without_year = YEARLY.sub("", plain)
    return without_year, "year" if without_year != plain else None


def _unsigned(text: str) -> Written | None:
    """Digits, a scale and a unit; or Chinese numerals and a unit."""
    scaled = SCALED.match(text)
    if scaled:
        return _with_scale(_digits(scaled[1]), scaled[2], scaled[3])
    found = re.match(r"^([\d,.]+)(\D*)$", text)
    if found:
        return Written(_digits(found[1]), found[2]) if PLAIN.match(found[1]) else None
    spoken = re.match(r"^([零〇○一壹二贰两俩三叁仨四肆五伍六陆七柒八捌九玖十拾百佰千仟万萬亿]+)(\D*)$", text)
    value = chinese_number(spoken[1]) if spoken and not ROUGHLY.match(spoken[1]) else None
    if spoken is None or value is None:
        return None
    return Written(Decimal(value), spoken[2], scaled=any(mark in "千仟万萬亿" for mark in spoken[1]))


def _with_scale(head: Decimal, scale: str, rest: str) -> Written | None:
    """``3万6千元`` is 36,000; ``3万6`` too, as it is spoken; ``1.2万3千`` is nothing anybody means."""
    factor = SCALES[scale.lower()]
    value = head * factor
    more = re.match(r"^(\d+)([千百])?(\D*)$", rest)
    if more is None:
        return Written(value, rest, scaled=True) if not re.search(r"\d", rest) else None
    if head != head.to_integral_value() or (not more[2] and len(more[1]) != 1):
        return None
    step = SCALES[more[2]] if more[2] else factor // 10
    added = int(more[1]) * step
    return Written(value + added, more[3], scaled=True) if added < factor else None


def _digits(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
