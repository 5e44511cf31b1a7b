"""Help goes on after a household left, for as long as it was told, and not a day longer."""

from __future__ import annotations

import pytest
from played_exits import let_leave, on_register
from small_county import AT, LONG_AGO, County

from niangjia.casework import leaving
from niangjia.casework.provision.allowances import STANDING, allow, end_allowance
from niangjia.casework.provision.awards import NotForThem, ask_award, tier_of
from niangjia.engines.calendar import months_after
from niangjia.programmes.care.services.library import adopt_project, adopt_service
from niangjia.records.cases.models import Exit
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import Allowance, Award, Project, ServiceItem

MONTHS = 6
pytestmark = pytest.mark.django_db


def gone(county: County, reason: str) -> Exit:
    """Let a household in relative hardship leave, watched for six months."""
    now = on_register(county, "street", "吕一", 1)
    made = let_leave(now, reason=reason, by=county.accounts["cadre"], months=MONTHS)
    if made.state == "proposed":
        leaving.check_exit(made, agreed=True, by=county.accounts["second"], at=AT)
    return made


def kept_by_the_county(county: County) -> tuple[Project, ServiceItem]:
    """Return a project and a service with a monthly quota, both for households in hardship alone."""
    union, by = county.unions["county"], county.accounts["cadre"]
    project = adopt_project(union, "living", from_on=LONG_AGO, by=by, at=AT)
    return project, adopt_service(
        union, "supermarket", places=[county.unions["street"]], from_on=LONG_AGO, by=by, at=AT
    )


def give_both(county: County, home: Household, project: Project, service: ServiceItem, *, months: int) -> None:
    """Ask for the project and give the quota some months after the household left."""
    on = months_after(AT.date(), months)
    at = AT.replace(year=on.year, month=on.month, day=on.day)
    by = county.accounts["cadre"]
    ask_award(home, project, amount_fen=100_00, reason="入冬了", by=by, at=at)
    allow(home, service, from_month=f"{at:%Y-%m}", basis=STANDING, by=by, at=at)


def test_a_household_has_the_help_of_its_last_tier_while_help_goes_on_and_not_after(county: County) -> None:
    home, kept = gone(county, "floor_support").standing.family, kept_by_the_county(county)
    give_both(county, home, *kept, months=MONTHS - 1)
    assert (Award.everywhere.count(), Allowance.everywhere.count()) == (1, 1)
    project, service = kept
    at = AT.replace(year=2027, month=4, day=AT.day)
    with pytest.raises(NotForThem, match="这一档"):
        ask_award(home, project, amount_fen=100_00, reason="入冬了", by=county.accounts["cadre"], at=at)
    end_allowance(Allowance.everywhere.get(), by=county.accounts["cadre"], at=at)
    with pytest.raises(NotForThem, match="这一档"):
        allow(home, service, from_month="2027-04", basis=STANDING, by=county.accounts["cadre"], at=at)


@pytest.mark.parametrize("reason", ["asked", "untruthful"])
def test_where_help_does_not_go_on_the_tier_ends_with_the_leaving(county: County, reason: str) -> None:
    home, kept = gone(county, reason).standing.family, kept_by_the_county(county)
    with pytest.raises(NotForThem, match="这一档"):
        give_both(county, home, *kept, months=1)
    assert not Award.everywhere.exists()


def test_a_later_leaving_without_help_ends_what_went_on_after_an_earlier_one(county: County) -> None:
    left = gone(county, "floor_support")
    home = left.standing.family
    assert tier_of(home, on=AT.date()) == "relative"
    back = on_register(county, "street", "吕一", 1, on=AT.date())
    let_leave(back, reason="died", by=county.accounts["cadre"])
    assert tier_of(home, on=AT.date()) == "none"
