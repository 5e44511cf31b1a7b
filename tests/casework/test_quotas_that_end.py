"""A monthly quota ends: by its last month, by hand, with the standing it was given for; then it may be given again."""

from __future__ import annotations

import pytest
from played_exits import let_leave, on_register
from small_county import AT, County
from test_provisions import allowed, home, supermarket

from niangjia.casework import leaving
from niangjia.casework.claims import HadAlready
from niangjia.casework.provision.allowances import EMERGENCY, STANDING, allow
from niangjia.casework.provision.awards import NotForThem
from niangjia.records.accounts.models import Claim
from niangjia.records.provisions.models import Allowance

pytestmark = pytest.mark.django_db


def test_a_quota_whose_last_month_is_past_is_given_again_by_any_union(county: County) -> None:
    first, by = allowed(county), county.accounts["chair"]
    again = {"from_month": "2026-12", "basis": EMERGENCY, "by": by}
    elsewhere = home(county, "foreign", 1)
    with pytest.raises(HadAlready):
        allow(elsewhere, first.service, **again, at=AT.replace(month=11))
    allow(elsewhere, first.service, **again, at=AT.replace(month=12))
    with pytest.raises(HadAlready):
        allow(first.household, first.service, **again, at=AT.replace(month=12))
    assert Claim.everywhere.filter(is_live=True).count() == 1


@pytest.mark.parametrize(("from_month", "to_month"), [("2026-10", "2020-01"), ("2026-12", "2026-11")])
def test_a_quota_that_would_end_before_it_begins_is_not_given(county: County, from_month: str, to_month: str) -> None:
    service, family = supermarket(county), home(county, "street", 1)
    given = {"basis": EMERGENCY, "by": county.accounts["chair"], "at": AT}
    with pytest.raises(NotForThem, match="已经过去了"):
        allow(family, service, from_month=from_month, to_month=to_month, **given)
    assert allow(family, service, from_month="2026-10", to_month="2026-10", **given)


@pytest.mark.parametrize(("reason", "ends"), [("died", True), ("untruthful", True), ("floor_support", False)])
def test_a_quota_ends_with_the_standing_where_help_does_not_go_on(county: County, reason: str, ends: bool) -> None:
    now, by = on_register(county, "street", "吕一", 1), county.accounts["cadre"]
    given = {"from_month": "2026-10", "by": by, "at": AT}
    allow(now.family, supermarket(county), basis=STANDING, **given)
    made = let_leave(now, reason=reason, by=by, months=6)
    if made.state == "proposed":
        assert Allowance.everywhere.get().ended_at is None, "a leaving that is only proposed ends nothing"
        leaving.check_exit(made, agreed=True, by=county.accounts["second"], at=AT)
    assert (Allowance.everywhere.get().ended_at is not None) is ends
    assert Claim.everywhere.filter(is_live=True).exists() is not ends


def test_what_was_given_in_an_emergency_goes_on_when_the_household_leaves(county: County) -> None:
    now, by = on_register(county, "street", "吕一", 1), county.accounts["cadre"]
    allow(now.family, supermarket(county), from_month="2026-10", basis=EMERGENCY, by=by, at=AT)
    let_leave(now, reason="died", by=by)
    assert Allowance.everywhere.get().ended_at is None
