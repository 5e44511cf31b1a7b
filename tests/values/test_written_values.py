"""Numbers, dates and identity numbers, written in every way and read in only one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.ric import calc_check_digit

from niangjia.values.dates import excel_day, written_date
from niangjia.values.identifiers import identity, mask, plain_identity, same_person_number, whole_years
from niangjia.values.numerals import chinese_number, written_number
from niangjia.values.text import folded, is_dash, masked, person_name, squeezed, without_asides

LATE = date(2026, 12, 31)
DIGITS = "零一二三四五六七八九"


def full_width(text: str) -> str:
    return "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in text)


def in_chinese(number: int) -> str:
    """A whole number below ten thousand, as it is written out."""
    text, zero = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if zero else "") + DIGITS[digit] + unit
        zero = bool(text) and not digit
    return text or "零"


@given(st.integers(0, 9999))
def test_chinese_numerals_name_their_number(number: int) -> None:
    assert chinese_number(in_chinese(number)) == number


@given(st.integers(0, 9999), st.integers(1, 9999))
def test_chinese_numerals_count_ten_thousands(low: int, high: int) -> None:
    rest = in_chinese(low) if low >= 1000 else ("零" + in_chinese(low) if low else "")
    assert chinese_number(f"{in_chinese(high)}万{rest}") == high * 10_000 + low


@given(st.decimals(0, 10**7, places=2, allow_nan=False))
def test_a_number_is_read_the_same_in_every_dress(value: Decimal) -> None:
    for written in (
        f"{value}",
        f"{value:,}",
        f"{value}元",
        f" {value:,} 元 ",
        full_width(f"{value:,}"),
        f"￥{value}",
        f"{value}（税后）",
    ):
        read = written_number(written)
        assert read is not None, written
        assert read.value == value


@given(
    st.decimals(0, 10**6, places=3, allow_nan=False),
    st.sampled_from([("千", 1000), ("万", 10_000), ("k", 1000), ("w", 10_000)]),
)
def test_a_scale_beside_a_number_multiplies_it(value: Decimal, scale: tuple[str, int]) -> None:
    read = written_number(f"{value}{scale[0]}")
    assert read is not None
    assert (read.value, read.scaled) == (value * scale[1], True)


@given(st.integers(1, 10**6))
def test_brackets_and_every_kind_of_minus_make_a_number_negative(value: int) -> None:
    for written in (f"({value})", f"（{value}）", f"-{value}", f"−{value}", f"－{value}", f"负{value}"):
        read = written_number(written)
        assert read is not None, written
        assert read.value == -value


@given(st.integers(1, 10**5), st.integers(1, 10**5))
def test_two_numbers_in_a_cell_are_no_number(first: int, second: int) -> None:
    for written in (
        f"{first}-{second}",
        f"{first}~{second}",
        f"{first}+{second}",
        f"{first}×{second}",
        f"{first}/{second}",
    ):
        assert written_number(written) is None, written


@pytest.mark.parametrize(
    "rough", ["约3万", "近三万", "1.2.5万", "12,00", "1,2000", "不详", "待核实", "元", "万", "", "3万65", "1.2万3千"]
)
def test_what_names_no_one_number_is_no_number(rough: str) -> None:
    assert written_number(rough) is None


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2100元/月", "month"),
        ("每月2100", "month"),
        ("月均2100元", "month"),
        ("1.2万元/年", "year"),
        ("全年36000", "year"),
        ("3万（年）", "year"),
        ("36000元", None),
    ],
)
def test_a_number_says_which_period_it_covers(written: str, period: str | None) -> None:
    read = written_number(written)
    assert read is not None
    assert read.period == period


@given(st.dates(date(1930, 1, 1), date(2026, 12, 31)))
def test_a_day_is_read_the_same_in_every_dress(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    dresses = [
        day.isoformat(),
        f"{year}/{month}/{number}",
        f"{year}.{month}.{number}",
        f"{year}年{month}月{number}日",
        f"{day:%Y%m%d}",
    ]
    dresses += [
        full_width(dresses[2]),
        f"{day.isoformat()} 09:30",
        f"{year} 年 {month} 月 {number} 号",
        f"{year}.{month}.{number}.",
    ]
    for written in dresses:
        assert written_date(written, not_after=LATE) == day, written


@given(st.dates(date(2024, 1, 1), LATE))
def test_a_year_of_two_digits_is_of_this_century_when_only_that_fits(day: date) -> None:
    assert written_date(f"{day:%y}.{day.month}.{day.day}", not_before=date(2024, 1, 1), not_after=LATE) == day


@given(st.dates(date(1930, 1, 1), LATE))
def test_the_day_number_of_excel_is_a_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert excel_day(serial) == day
    assert written_date(str(serial), not_after=LATE) == day


@pytest.mark.parametrize(
    "vague",
    ["2026年10月", "10月3日", "2026-13-05", "2026.2.30", "9/10/2026", "2026.10.3-10.5", "十月", "", "2062-01-01"],
)
def test_what_names_no_one_day_is_no_day(vague: str) -> None:
    assert written_date(vague, not_after=LATE) is None


BIRTHS = st.dates(date(1930, 1, 1), date(2009, 12, 31))


@given(BIRTHS, st.integers(1, 999), st.integers(100_000, 799_999))
def test_a_right_number_tells_birth_and_sex_whatever_its_area(birth: date, order: int, area: int) -> None:
    seventeen = f"{area}{birth:%Y%m%d}{order:03d}"
    number = seventeen + calc_check_digit(seventeen + "0")
    for written in (
        number,
        number.lower(),
        full_width(number),
        f" {number[:6]} {number[6:14]} {number[14:]}",
        f"'{number}",
    ):
        read = identity(written, on=LATE)
        assert (read.number, read.kind, read.birth, read.flaw) == (number, "resident", birth, None)
        assert read.sex == ("M" if order % 2 else "F")


@given(BIRTHS, st.integers(1, 999), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(birth: date, order: int, place: int, step: int) -> None:
    seventeen = f"640397{birth:%Y%m%d}{order:03d}"
    number = seventeen + calc_check_digit(seventeen + "0")
    if number[place] == "X":
        return
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert identity(wrong, on=LATE).flaw is not None


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("110105491231002", "resident_15"),
        ("H12345678", "permit_hong_kong_macau"),
        ("M1234567801", "permit_hong_kong_macau"),
        ("01234567", "permit_taiwan"),
        ("ABC123456789012", "permanent_residence_old"),
        ("E12345678", "passport"),
    ],
)
def test_every_kind_of_number_is_known_by_its_shape(written: str, kind: str) -> None:
    assert identity(written, on=LATE).kind == kind


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ("810000", "residence_permit_hong_kong"),
        ("820000", "residence_permit_macau"),
        ("830000", "residence_permit_taiwan"),
        ("911156", "permanent_residence_2023"),
    ],
)
def test_residence_permits_are_known_by_their_first_digits(start: str, kind: str) -> None:
    seventeen = f"{start}19850412001"
    read = identity(seventeen + calc_check_digit(seventeen + "0"), on=LATE)
    assert (read.kind, read.birth) == (kind, date(1985, 4, 12))


@pytest.mark.parametrize(
    ("written", "flaw"),
    [
        ("11010519491231002", "id_length"),
        ("110105194912310021", "bad_check_digit"),
        ("6.40397E+17", "id_digits_lost"),
        ("1101O519491231002X", "id_letters"),
        ("110105491331002", "id_bad_date"),
        ("6403********0282", "id_length"),
    ],
)
def test_every_flaw_of_a_number_is_told_apart(written: str, flaw: str) -> None:
    assert identity(written, on=LATE).flaw == flaw


def test_a_birth_after_the_day_is_impossible() -> None:
    seventeen = "64039720301231001"
    assert identity(seventeen + calc_check_digit(seventeen + "0"), on=LATE).flaw == "id_bad_date"


def test_an_old_and_a_new_number_of_one_person_are_the_same() -> None:
    assert same_person_number("11010519491231002X") == same_person_number("110105491231002")
    assert same_person_number("110105200512310021") == "110105200512310021"


def test_nothing_of_the_middle_of_a_number_is_shown() -> None:
    assert mask("11010519491231002X") == "1101**********002X"
    assert masked("12345") == "*****"


@given(st.dates(date(1950, 1, 1), LATE), st.integers(0, 70))
def test_a_birthday_makes_a_year(birth: date, years: int) -> None:
    try:
        birthday = birth.replace(year=birth.year + years)
    except ValueError:
        return
    assert whole_years(birth, on=birthday) == years
    if years:
        assert whole_years(birth, on=birthday - timedelta(days=1)) == years - 1


def test_text_is_compared_without_its_dress() -> None:
    assert folded("\ufeff　ＡＢ１，２\u200b ") == "AB1,2"
    assert squeezed(" 姓　 名\n") == "姓名"
    assert without_asides("是(已签(两份))") == "是"
    assert (is_dash("———"), is_dash("／"), is_dash("-1"), is_dash("")) == (True, True, False, False)
    assert plain_identity("6403-9719 9112060282") == "640397199112060282"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("蒋　华 ", "蒋华"),
        ("买买提 • 艾力", "买买提·艾力"),
        ("张三（组长）", "张三"),
        ("Maria  Silva", "Maria Silva"),
        ("孙𬭎", "孙𬭎"),
    ],
)
def test_a_name_is_filed_plainly(written: str, name: str) -> None:
    assert person_name(written) == name
