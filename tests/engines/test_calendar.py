"""Working days and deadlines, held against days copied by hand from the State Council's notices."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.engines import calendar
from niangjia.engines.calendar import (
    Deadline,
    day_owed,
    day_received,
    deadline,
    deadline_by_hour,
    settled_years,
    why_off,
    working_days_between,
)

# 国务院办公厅关于2024年、2025年、2026年部分节假日安排的通知
MAKE_UP_WORKDAYS = (
    *("2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12"),
    *("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    *("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
)
OFF_ON_A_WEEKDAY = (
    *("2024-01-01", "2024-02-12", "2024-02-13", "2024-02-14", "2024-02-15", "2024-02-16", "2024-04-04", "2024-04-05"),
    *("2024-05-01", "2024-05-02", "2024-05-03", "2024-06-10", "2024-09-16", "2024-09-17", "2024-10-01", "2024-10-02"),
    *("2024-10-03", "2024-10-04", "2024-10-07"),
    *("2025-01-01", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31", "2025-02-03", "2025-02-04", "2025-04-04"),
    *("2025-05-01", "2025-05-02", "2025-05-05", "2025-06-02", "2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06"),
    *("2025-10-07", "2025-10-08"),
    *("2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23"),
    *("2026-04-06", "2026-05-01", "2026-05-04", "2026-05-05", "2026-06-19", "2026-09-25", "2026-10-01", "2026-10-02"),
    *("2026-10-05", "2026-10-06", "2026-10-07"),
)
PLAIN_WORKDAYS = (
    *("2024-01-02", "2024-02-09", "2024-02-19", "2024-04-03", "2024-04-08", "2024-04-30", "2024-05-06", "2024-06-11"),
    *("2024-09-18", "2024-09-30", "2024-10-08", "2024-12-31", "2025-01-02", "2025-01-27", "2025-02-05", "2025-04-03"),
    *("2025-04-07", "2025-04-30", "2025-05-06", "2025-05-30", "2025-06-03", "2025-09-30", "2025-10-09", "2025-12-31"),
    *("2026-01-05", "2026-02-13", "2026-02-24", "2026-04-03", "2026-04-07", "2026-04-30", "2026-05-06", "2026-06-18"),
    *("2026-06-22", "2026-09-24", "2026-09-28", "2026-09-30", "2026-10-08", "2026-10-09", "2026-12-31"),
)
PLAIN_WEEKENDS = ("2024-01-06", "2024-02-24", "2025-01-25", "2025-02-09", "2026-01-10", "2026-02-21", "2026-10-17")


@pytest.mark.parametrize("day", [*MAKE_UP_WORKDAYS, *PLAIN_WORKDAYS])
def test_a_working_day_has_no_reason_to_be_off(day: str) -> None:
    assert why_off(date.fromisoformat(day)) is None


def test_the_make_up_workdays_all_fall_on_weekends() -> None:
    assert {date.fromisoformat(day).weekday() for day in MAKE_UP_WORKDAYS} <= {5, 6}


@pytest.mark.parametrize("day", OFF_ON_A_WEEKDAY)
def test_a_public_day_off_says_its_name(day: str) -> None:
    reason = why_off(date.fromisoformat(day))
    assert reason
    assert not reason.startswith("星期")


@pytest.mark.parametrize("day", PLAIN_WEEKENDS)
def test_a_weekend_is_off(day: str) -> None:
    assert why_off(date.fromisoformat(day))


DEADLINES = (
    # from, count, unit, due: counted on the fingers from the notices above
    ("2024-02-08", 1, "working_days", "2024-02-09"),
    ("2024-02-09", 1, "working_days", "2024-02-18"),
    ("2024-02-09", 2, "working_days", "2024-02-19"),
    ("2024-04-03", 3, "working_days", "2024-04-09"),
    ("2024-04-26", 3, "working_days", "2024-04-30"),
    ("2024-05-10", 2, "working_days", "2024-05-13"),
    ("2024-09-13", 2, "working_days", "2024-09-18"),
    ("2024-09-28", 3, "working_days", "2024-10-08"),
    ("2024-10-11", 5, "working_days", "2024-10-17"),
    ("2025-01-24", 5, "working_days", "2025-02-07"),
    ("2025-04-25", 5, "working_days", "2025-05-06"),
    ("2025-05-30", 1, "working_days", "2025-06-03"),
    ("2025-09-26", 10, "working_days", "2025-10-16"),
    ("2025-12-31", 1, "working_days", "2026-01-04"),
    ("2026-02-13", 3, "working_days", "2026-02-25"),
    ("2026-02-27", 2, "working_days", "2026-03-02"),
    ("2026-05-08", 1, "working_days", "2026-05-09"),
    ("2026-09-18", 5, "working_days", "2026-09-24"),
    ("2026-09-30", 3, "working_days", "2026-10-10"),
    ("2026-10-12", 0, "working_days", "2026-10-12"),
    ("2026-09-30", 15, "calendar_days", "2026-10-15"),
    ("2026-09-25", 10, "calendar_days", "2026-10-08"),
    ("2026-07-03", 3, "months", "2026-10-08"),
    ("2025-11-30", 3, "months", "2026-02-28"),
    ("2026-09-16", 15, "calendar_days", "2026-10-08"),
    ("2026-09-10", 10, "calendar_days", "2026-09-20"),
    ("2026-02-01", 15, "calendar_days", "2026-02-24"),
    ("2025-01-14", 15, "calendar_days", "2025-02-05"),
    ("2024-02-14", 15, "calendar_days", "2024-02-29"),
    ("2025-02-14", 15, "calendar_days", "2025-03-03"),
    ("2024-12-17", 15, "calendar_days", "2025-01-02"),
    ("2026-10-17", 0, "calendar_days", "2026-10-19"),
)


@pytest.mark.parametrize(("start", "count", "unit", "due"), DEADLINES)
def test_a_deadline_falls_on_the_day_that_a_finger_on_the_calendar_finds(
    start: str, count: int, unit: str, due: str
) -> None:
    found = deadline(date.fromisoformat(start), count=count, unit=unit)
    assert found.due_on == date.fromisoformat(due)
    assert not found.provisional


@pytest.mark.parametrize("day", ["2026-10-01", "2026-10-17", "2026-10-13"])
def test_what_is_owed_the_same_day_is_owed_that_day_be_it_a_holiday(day: str) -> None:
    start = date.fromisoformat(day)
    assert day_owed(start, count=0, unit="calendar_days") == Deadline(start, (), provisional=False)


@pytest.mark.parametrize(("start", "count", "unit", "due"), [one for one in DEADLINES if one[1]])
def test_what_is_owed_in_some_days_is_owed_as_any_deadline(start: str, count: int, unit: str, due: str) -> None:
    assert day_owed(date.fromisoformat(start), count=count, unit=unit).due_on == date.fromisoformat(due)


def test_a_deadline_prints_its_own_working() -> None:
    found = deadline(date(2026, 9, 30), count=2, unit="working_days")
    assert [day.day for day, _why in found.skipped] == [1, 2, 3, 4, 5, 6, 7]
    assert "国庆节" in dict(found.skipped).values()
    assert all(why for _day, why in found.skipped)


def test_a_year_without_its_notice_makes_a_deadline_provisional() -> None:
    last = max(settled_years())
    eve = date(last, 12, 31)
    assert deadline(eve, count=1, unit="calendar_days").provisional
    assert deadline(eve, count=5, unit="working_days").provisional
    assert not deadline(eve - timedelta(days=10), count=3, unit="working_days").provisional
    assert deadline(date(min(settled_years()) - 1, 12, 31), count=1, unit="working_days").provisional


@pytest.mark.parametrize(("count", "unit"), [(1, "weeks"), (-1, "working_days"), (-1, "calendar_days"), (1, "")])
def test_a_deadline_of_another_kind_is_refused(count: int, unit: str) -> None:
    with pytest.raises(ValueError, match="工作日、自然日或月"):
        deadline(date(2026, 1, 5), count=count, unit=unit)


def test_days_that_a_place_knows_better_go_before_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"override": [{"day": date(2026, 10, 8), "why": "本地放假"}, {"day": date(2026, 10, 11), "why": ""}]}
    monkeypatch.setattr(calendar, "calendar_table", lambda: table | {"year": [{"year": 2026, "notice": ""}]})
    assert why_off(date(2026, 10, 8)) == "本地放假"
    assert why_off(date(2026, 10, 11)) is None
    assert deadline(date(2026, 9, 30), count=3, unit="working_days").due_on == date(2026, 10, 11)


DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 1))


@given(start=DAYS, count=st.integers(0, 40))
def test_counting_back_what_a_deadline_counted_gives_the_count(start: date, count: int) -> None:
    due = deadline(start, count=count, unit="working_days").due_on
    assert working_days_between(start, due) == count
    assert working_days_between(due, start) == -count
    assert count == 0 or why_off(due) is None


@given(start=DAYS, count=st.integers(0, 60))
def test_a_deadline_in_calendar_days_never_comes_early_and_ends_on_a_working_day(start: date, count: int) -> None:
    found = deadline(start, count=count, unit="calendar_days")
    assert found.due_on >= start + timedelta(days=count)
    assert why_off(found.due_on) is None
    assert len(found.skipped) == (found.due_on - start).days - count


@pytest.mark.parametrize(
    ("at", "received"),
    [
        ("2026-10-13 08:00", "2026-10-13"),
        ("2026-10-13 17:00", "2026-10-13"),
        ("2026-10-13 17:00:01", "2026-10-14"),
        ("2026-10-10 16:59", "2026-10-10"),
        ("2026-10-16 17:30", "2026-10-19"),
        ("2026-10-17 09:00", "2026-10-19"),
        ("2026-09-30 23:59", "2026-10-08"),
        ("2026-12-31 17:01", "2027-01-04"),
    ],
)
def test_what_is_there_by_the_hour_of_a_working_day_counts_that_day_and_all_else_the_next(
    at: str, received: str
) -> None:
    assert day_received(datetime.fromisoformat(at), cut_off_hour=17) == date.fromisoformat(received)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1)),  # noqa: DTZ001  own-input: the hour of the place
    st.integers(0, 24),
    st.integers(0, 12),
)
def test_nothing_is_received_before_it_arrives_nor_on_a_day_off(at: datetime, hour: int, count: int) -> None:
    received = day_received(at, cut_off_hour=hour)
    assert received >= at.date()
    assert why_off(received) is None
    reached = deadline_by_hour(at, count=count, unit="working_days", cut_off_hour=hour)
    assert reached.due_on == deadline(received, count=count, unit="working_days").due_on
    days = (reached.due_on - at.date()).days + (received == at.date())
    assert len(reached.skipped) == days - count - (received == at.date())


def test_the_whole_day_counts_when_the_cut_off_is_midnight_and_no_day_has_a_twenty_fifth_hour() -> None:
    late = datetime(2026, 10, 13, 23, 59)  # noqa: DTZ001  own-input: the hour of the place
    assert day_received(late, cut_off_hour=24) == date(2026, 10, 13)
    with pytest.raises(ValueError, match="25"):
        day_received(late, cut_off_hour=25)
