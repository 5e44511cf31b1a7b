"""Units are an algebra, and figures are written and read with them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.engines.rules.bounds import Bounds, Interval
from niangjia.engines.rules.exact import Ratio
from niangjia.engines.rules.tree import Number, Truth
from niangjia.engines.rules.units import DIMENSIONS, ONE, Unit, exact_amount, quantity_text, written_as
from tests.engines.rules.small_policy import SCHEMA

units = st.dictionaries(st.sampled_from(list(DIMENSIONS)), st.integers(-3, 3).filter(bool)).map(
    lambda powers: Unit(tuple((word, powers[word]) for word in DIMENSIONS if word in powers))
)


@given(one=units, other=units)
def test_units_multiply_and_divide_like_numbers(one: Unit, other: Unit) -> None:
    assert one * other == other * one
    assert one * other / other == one
    assert one / one == ONE
    assert Unit.parse(str(one)) == one


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Fraction(5, 2), "fen", "0.03 元"),
        (-123_456_789, "fen / year", "-1,234,567.89 元"),
        (4_000, "dm2 / person", "40.00 平方米"),
        (3, "person", "3 人"),
        (Fraction(7, 2), "person", "3.5 人"),
        (Fraction(1, 3), "1", "33.33%"),
        (Fraction(1, 2), "1", "50%"),
        (2, "1", "2"),
        (10, "1", "10"),
        (8, "person * month", "8 人·月"),
        (Fraction(1, 8), "1 / month", "0.125"),
    ],
)
def test_figures_read_as_people_write_them(value: int | Fraction, unit: str, text: str) -> None:
    assert quantity_text(value, Unit.parse(unit)) == text


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1,234.56 元", "fen", 123_456),
        ("1.6万元", "fen / year", 1_600_000),
        ("5 分", "fen", 5),
        ("40㎡", "dm2 / person", 4_000),
        ("7 dm2", "dm2", 7),
        ("-3", "1", -3),
    ],
)
def test_amounts_are_read_in_the_units_people_use(text: str, unit: str, value: int) -> None:
    assert exact_amount(text, Unit.parse(unit)) == value


def test_a_person_is_told_how_a_whole_figure_is_written() -> None:
    assert [written_as(Unit.parse(unit)) for unit in ("fen / year", "dm2", "person")] == [
        "以分为单位的整数，例如 1200000 就是 12,000.00 元",
        "以 0.01 平方米为单位的整数，例如 6000 就是 60.00 平方米",
        "整数，例如 3",
    ]


@given(
    low=st.integers(-100, 100),
    high=st.integers(0, 50),
    other=st.integers(-100, 100),
    reach=st.integers(0, 50),
    at=st.data(),
)
def test_an_interval_holds_whatever_is_computed_within_it(
    low: int, high: int, other: int, reach: int, at: st.DataObject
) -> None:
    one, two = Interval(low, low + high), Interval(other, other + reach)
    a, b = at.draw(st.integers(one.low, one.high)), at.draw(st.integers(two.low, two.high))
    for interval, value in ((one + two, a + b), (one - two, a - b), (one * two, a * b), (one.hull(two), b)):
        assert interval.low <= value <= interval.high
    if a:
        assert one.size().low <= abs(a) <= one.size().high
        assert one.sign().low <= (a > 0) - (a < 0) <= one.sign().high


def test_a_truth_is_no_number_and_a_number_no_truth() -> None:
    def no_parameter(key: str) -> Ratio[Interval]:
        raise KeyError(key)

    bounds = Bounds(SCHEMA, {}.__getitem__, no_parameter)
    with pytest.raises(TypeError, match="Truth is no number"):
        bounds.number(Truth(value=True))
    with pytest.raises(TypeError, match="Number is a number"):
        bounds.plain(Number(1))
