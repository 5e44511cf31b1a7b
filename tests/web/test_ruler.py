"""The ruler puts a household where it stands, keeps every line in sight, and never letters outside itself."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from niangjia.web.ruler import Axis, Mark, drawn

ZONES = ("深度困难", "相对困难", "范围外")
UNIT = "fen / person / month"
values = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=48)
lines = st.integers(min_value=1, max_value=10**7)


def place(text: str | None) -> float:
    assert text is not None
    return float(text.removesuffix("%"))


@given(values, lines, lines)
def test_everything_stands_inside_the_drawing_in_its_order(value: Fraction, one: int, other: int) -> None:
    assume(one != other)
    drawing = drawn(Axis(value, [Mark(one, "低保标准"), Mark(other, "两倍低保")], UNIT, zones=ZONES))
    low, high = (place(line.x) for line in drawing.lines)

    assert 0 <= low <= high <= 100
    assert 0 <= place(drawing.here) <= 100
    assert [zone.here for zone in drawing.zones].index(True) == (value >= min(one, other)) + (value >= max(one, other))


@given(values, lines)
def test_a_household_stands_on_its_own_side_of_the_line(value: Fraction, line: int) -> None:
    drawing = drawn(Axis(value, [Mark(line, "低保标准")], UNIT))
    here, there = place(drawing.here), place(drawing.lines[0].x)

    assert here <= there if value < line else here >= there


def test_a_household_on_the_line_belongs_to_the_stretch_above() -> None:
    drawing = drawn(Axis(75000, [Mark(75000, "低保标准"), Mark(150000, "两倍低保")], UNIT, zones=ZONES))
    assert [zone.here for zone in drawing.zones] == [False, True, False]


def test_a_household_far_beyond_stands_behind_a_break() -> None:
    far = drawn(Axis(10**8, [Mark(75000, "低保标准"), Mark(150000, "两倍低保")], UNIT, zones=ZONES))
    near = drawn(Axis(112833, [Mark(75000, "低保标准"), Mark(150000, "两倍低保")], UNIT, zones=ZONES))

    assert (far.break_at, near.break_at) == ("91%", None)
    assert [line.x for line in far.lines] == ["28%", "56%"]


def test_what_cannot_be_worked_out_is_not_drawn() -> None:
    drawing = drawn(Axis(None, [Mark(75000, "低保标准")], UNIT, zones=("深度困难", "范围外")))

    assert (drawing.here, drawing.here_label, drawing.gaps) == (None, None, ())
    assert not any(zone.here for zone in drawing.zones)


def test_lettering_near_an_edge_hangs_inwards() -> None:
    low = drawn(Axis(0, [Mark(75000, "低保标准")], UNIT))
    high = drawn(Axis(10**9, [Mark(75000, "低保标准")], UNIT))

    assert low.here_label is not None
    assert high.here_label is not None
    assert (low.here_label.anchor, high.here_label.anchor) == ("start", "end")


def test_the_distance_to_the_nearest_lines_is_lettered() -> None:
    drawing = drawn(Axis(Fraction(5416000, 48), [Mark(75000, "低保标准"), Mark(150000, "两倍低保")], UNIT))

    assert drawing.distances is not None
    assert drawing.distances.text == "高 378.33\u3000低 371.67"


def test_a_long_name_is_left_to_the_text_beside() -> None:
    drawing = drawn(Axis(1, [Mark(75000, "青川市城乡居民最低生活保障标准")], UNIT))
    assert drawing.lines[0].text == "750.00"
