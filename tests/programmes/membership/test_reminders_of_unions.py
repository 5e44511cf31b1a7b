"""Whoever has a term that ends, a certificate to renew, or an application that is late, is told without looking."""

from __future__ import annotations

from datetime import date

import pytest
from deeds_of_unions import code_of
from django.core.management import call_command
from small_county import AT, County, build_county

from niangjia.casework.elections import Result, hold_election, register_certificate
from niangjia.programmes.membership.services.founding import RULES
from niangjia.records.notices.models import Message

HELD, UNTIL = date(2023, 12, 20), date(2026, 12, 20)
RESULT = Result(held_on=HELD, due=30, attended=28, term_years=3, officers=(("chair", "周某"),), no_relatives=True)


@pytest.fixture
def county(db: None) -> County:
    county = build_county()
    hold_election(county.unions["mill"], result=RESULT, rules=RULES, members=3, on=HELD, by=None, at=AT)
    return county


def told(username: str) -> list[str]:
    return list(Message.everywhere.filter(to__username=username).values_list("text", flat=True).order_by("id"))


def test_a_term_that_ends_is_said_once_a_stage_and_no_more_after_the_next_election(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = (("2026-10-13", 0), ("2026-10-21", 1), ("2026-10-30", 1), ("2026-12-10", 2), ("2026-12-21", 3))
    for day, count in days:
        monkeypatch.setenv("NIANGJIA_DEMO_DAY", day)
        call_command("remind")
        call_command("remind")
        assert len(told("mill-chair")) == count, day
    first, *_rest, last = told("mill-chair")
    assert first == "mill的本届委员会到 2026年12月20日 期满，请准备换届"
    assert last == "mill的本届委员会 2026年12月20日 期满了，还没有换届"

    held = date(2026, 12, 21)
    again = Result(held_on=held, due=30, attended=28, term_years=3, officers=RESULT.officers, no_relatives=True)
    hold_election(county.unions["mill"], result=again, rules=RULES, members=3, on=held, by=None, at=AT)
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", "2027-01-20")
    call_command("remind")
    assert len(told("mill-chair")) == 3


def test_a_certificate_that_can_be_renewed_is_said_to_the_chair_or_else_to_the_county(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, code in enumerate(("street", "street-2"), start=81):
        register_certificate(
            county.unions[code],
            code=code_of(number),
            from_on=date(2023, 11, 1),
            until_on=date(2026, 11, 1),
            rules=RULES,
            by=None,
            at=AT,
        )
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", "2026-10-20")
    call_command("remind")
    said = "的法人资格证书到 2026年11月1日 期满，可以换证了"
    assert told("chair") == [f"street{said}"]
    assert f"street-2{said}" in told("cadre")
