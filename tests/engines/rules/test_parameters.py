"""Which value holds: by day, by place, by the nearest union that has chosen."""

from __future__ import annotations

from datetime import date

import pytest

from niangjia.engines.rules import ChosenValue, ChosenValues, load_policy, origin_of
from niangjia.engines.rules.faults import ValueNotAccepted
from niangjia.engines.rules.parameters import values_in_force
from niangjia.engines.rules.touched import touched
from tests.engines.rules.small_policy import SCHEMA, bent

VALUES = """    values:
      - {place: 青川市, from: 2026-01-01, is: 720 yuan, source: 例}
      - {place: 青川市, from: 2026-07-01, is: 750.00 元, source: 例}
"""
RICHER = (
    VALUES
    + """      - {place: 东渠街道, from: 2026-08-01, until: 2026-08-31, is: 700 yuan, source: 例}
      - {place: 青川市, from: 2026-07-10, until: 2026-07-20, is: 900 yuan, source: 例}
      - {from: 2026-01-01, is: 600 yuan, source: 例}
"""
)
POLICY = load_policy(bent(VALUES, RICHER), SCHEMA)
NEAR = ChosenValues("街道总工会", (ChosenValue("line", date(2026, 7, 1), "760 yuan", "街道文件", date(2026, 7, 31)),))
FAR = ChosenValues(
    "市总工会",
    (
        ChosenValue("line", date(2026, 6, 1), "740 yuan", "市里文件"),
        ChosenValue("line", date(2026, 9, 1), "745 yuan", "市里文件"),
        ChosenValue("how", date(2026, 6, 1), "<=", "市里文件"),
    ),
)


@pytest.mark.parametrize(
    ("on", "place", "value"),
    [
        (date(2025, 12, 31), "青川市", None),
        (date(2026, 1, 1), "青川市", 72_000),
        (date(2026, 6, 30), "青川市", 72_000),
        (date(2026, 7, 1), "青川市", 75_000),
        (date(2026, 7, 10), "青川市", 90_000),
        (date(2026, 7, 20), "青川市", 90_000),
        (date(2026, 7, 21), "青川市", 75_000),
        (date(2026, 8, 1), ("东渠街道", "青川市"), 70_000),
        (date(2026, 8, 31), ("东渠街道", "青川市"), 70_000),
        (date(2026, 9, 1), ("东渠街道", "青川市"), 75_000),
        (date(2026, 8, 1), "别处", 60_000),
        (date(2026, 8, 1), (), 60_000),
    ],
)
def test_the_value_of_the_nearest_place_that_began_last_holds(
    on: date, place: str | tuple[str, ...], value: int | None
) -> None:
    assert values_in_force(POLICY, on=on, place=place)["line"].value == value


@pytest.mark.parametrize(
    ("on", "value", "origin"),
    [
        (date(2026, 5, 31), 72_000, "预设"),
        (date(2026, 6, 30), 74_000, "市总工会"),
        (date(2026, 7, 1), 76_000, "街道总工会"),
        (date(2026, 7, 31), 76_000, "街道总工会"),
        (date(2026, 8, 1), 74_000, "市总工会"),
        (date(2026, 9, 1), 74_500, "市总工会"),
        (date(2025, 12, 31), None, ""),
    ],
)
def test_the_nearest_union_that_sets_a_value_that_day_goes_before_the_preset(
    on: date, value: int | None, origin: str
) -> None:
    found = origin_of(POLICY, "line", on=on, place="青川市", chosen=(NEAR, FAR))
    assert (found.value, found.origin) == (value, origin)


def test_a_comparator_can_be_chosen_too() -> None:
    found = origin_of(POLICY, "how", on=date(2026, 6, 1), place="青川市", chosen=(NEAR, FAR))
    assert (found.value, found.origin) == ("<=", "市总工会")


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (ChosenValue("lines", date(2026, 1, 1), "1 yuan", "例"), "不是这份政策的参数；是不是 line？"),
        (ChosenValue("line", date(2026, 1, 1), "1 yuan", " "), "没有写出处"),
        (ChosenValue("line", date(2026, 1, 2), "1 yuan", "例", date(2026, 1, 1)), "早于第一天"),
        (ChosenValue("line", date(2026, 1, 1), "1", "例"), "没有写单位"),
        (ChosenValue("line", date(2026, 1, 1), "75000 yuan", "例"), "75,000.00 元，不在 0.00 元 到 9,000.00 元 之间"),
        (ChosenValue("line", date(2026, 1, 1), "-1 yuan", "例"), "请看看单位写对没有"),
        (ChosenValue("how", date(2026, 1, 1), "=", "例"), "比较符只能是"),
    ],
)
def test_a_chosen_value_that_cannot_be_taken_is_refused_by_union_and_reason(chosen: ChosenValue, words: str) -> None:
    with pytest.raises(ValueNotAccepted, match=r"^市总工会定的") as refused:
        values_in_force(POLICY, on=date(2026, 1, 1), place="青川市", chosen=(ChosenValues("市总工会", (chosen,)),))
    assert words in str(refused.value)


def test_two_values_of_one_union_for_one_day_are_refused() -> None:
    twice = ChosenValues("市总工会", (FAR.values[0], FAR.values[0]))
    with pytest.raises(ValueNotAccepted, match="两个值"):
        values_in_force(POLICY, on=date(2026, 1, 1), place="青川市", chosen=(twice,))


def test_the_origin_of_the_unknown_is_refused_with_a_hint() -> None:
    with pytest.raises(ValueNotAccepted, match="是不是 line？"):
        origin_of(POLICY, "lime", on=date(2026, 1, 1), place="青川市")


def test_a_back_dated_value_lists_whom_it_would_touch_and_no_others() -> None:
    poor = {"income": 2_000_000, "cost": 0, "persons": 3, "member": True, "vehicle": "none"}
    rows = [
        {"key": "stays deep, other amount", "on": date(2026, 7, 1), "place": "青川市", **poor},
        {"key": "becomes deep", "on": date(2026, 7, 1), "place": "青川市", **poor, "income": 2_718_000},
        {"key": "before that day", "on": date(2026, 6, 30), "place": "青川市", **poor, "income": 2_718_000},
        {"key": "far above", **poor, "income": 9_000_000},
        {"key": "unknown before and after", **poor, "income": None},
        {"key": "no longer told", **poor, "income": 2_718_000, "vehicle": None},
    ]
    found = touched(POLICY, (), (NEAR,), rows, on=date(2026, 7, 2), place="青川市")
    assert [(one.key, one.before.tier, one.after.tier, one.difference_fen) for one in found] == [
        ("stays deep, other amount", "deep", "deep", 10_000),
        ("becomes deep", "none", "deep", 760_000),
        ("no longer told", "none", "cannot_tell", None),
    ]


def test_touched_needs_a_day() -> None:
    with pytest.raises(ValueError, match="日期"):
        touched(POLICY, (), (NEAR,), [{"key": "1"}])
