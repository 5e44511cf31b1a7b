"""Rates of belonging: numerator, denominator, a day and its rows; each person counted once on any day."""

from __future__ import annotations

from datetime import date

import pytest
from played_belonging import SINCE, member
from small_county import AT, County

from niangjia.casework import belonging, duplicates, joining, transfers
from niangjia.casework.queries.belonging import open_membership
from niangjia.reports.measures import MEASURES
from niangjia.reports.scope import Scope

pytestmark = pytest.mark.django_db

ENOUGH = 25
TODAY = AT.date()


def told(county: County, *codes: str, on: date = TODAY) -> dict[str, int | None]:
    """Return the figures of belonging of some unions on a day."""
    scope = Scope([county.unions[code].pk for code in codes or county.unions], "2026Q4", on=on)
    belonging_here = {key: one for key, one in MEASURES.items() if one.section == "belonging"}
    figures = {key: one.value(scope) for key, one in belonging_here.items()}
    assert figures == {key: one.of_rows(scope) for key, one in belonging_here.items()}
    behind = {key: one.behind(scope) for key, one in belonging_here.items() if one.behind}
    assert behind == {key: belonging_here[key].rows(scope).count() for key in behind}
    return figures


def known(county: County, code: str, name: str) -> None:
    joining.know_worker(county.unions[code], name=name, by=None, at=AT)


def test_the_share_of_members_is_of_all_who_are_known(county: County) -> None:
    for name in ("欧阳晓明", "单小红"):
        member(county, "mill", name)
    known(county, "street", "冯远")
    whole = told(county)
    assert (whole["members_counted"], whole["workers_known"], whole["membership_rate"]) == (2, 3, 66)
    assert told(county, "street")["membership_rate"] == 0
    assert told(county, "community")["membership_rate"] is None


def test_any_day_is_counted_as_it_was_across_moving_retiring_and_joining_two_into_one(county: County) -> None:
    cadre = {"by": county.accounts["cadre"], "at": AT}
    moving, again = member(county, "mill", "欧阳晓明"), member(county, "street-2", "欧阳晓明")
    retiring = open_membership(member(county, "mill", "单小红"))
    assert retiring is not None
    belonging.reserve(retiring, ends_as="retired", on=date(2026, 10, 5), **cadre)
    likeness = duplicates.propose(moving, again, weight=0, agrees=(), at=AT)
    assert told(county)["members_counted"] == 3
    duplicates.merge(likeness, kept_id=moving.pk, **cadre)
    transfer = transfers.ask_transfer(moving, to=county.unions["street"], **cadre)
    transfers.release(transfer, on=date(2026, 10, 10), by=county.accounts["second"], at=AT)
    counted = {
        on.day: [told(county, code, on=on)["members_counted"] for code in ("mill", "street", "street-2")]
        for on in (date(2026, 10, 4), date(2026, 10, 9), date(2026, 10, 10))
    }
    assert counted == {4: [2, 0, 0], 9: [2, 0, 0], 10: [1, 1, 0]}
    assert [told(county, on=date(2026, 10, day))["members_reserved"] for day in (4, 5)] == [0, 1]
    assert [told(county, on=date(2026, 10, day))["workers_known"] for day in (4, 9, 10)] == [2, 2, 2]


def test_a_union_is_due_where_enough_are_members_and_stands_where_one_is_counted_in_its_own(county: County) -> None:
    for number in range(ENOUGH):
        member(county, "community", f"王{chr(0x4E00 + number)}", employer="青川顺达物流有限公司")
        member(county, "mill", f"李{chr(0x4E00 + number)}", employer="石桥纺织厂")
    for number in range(ENOUGH - 1):
        member(county, "community", f"陈{chr(0x4E00 + number)}", employer="云雀速运有限公司")
    whole = told(county)
    assert (whole["employers_due"], whole["founding_rate"]) == (2, 50)
    assert told(county, "community")["founding_rate"] == 0
    assert told(county, on=SINCE.replace(day=1))["employers_due"] == 0
