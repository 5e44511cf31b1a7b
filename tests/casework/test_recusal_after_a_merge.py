"""Two filings turn out to be one household: who must keep away from the one keeps away from both."""

from __future__ import annotations

import pytest
from played_quarter import PERIOD
from small_county import AT, County
from visiting import LATER, Visiting, visiting

from niangjia.casework import intake, visits
from niangjia.programmes.hardship import services
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household
from niangjia.records.placements.models import Pairing
from niangjia.records.unions.models import Account
from niangjia.records.visits.models import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(county: County) -> Visiting:
    return visiting(county)


@pytest.fixture
def case(town: Visiting) -> Case:
    """Return the case of the earlier filing."""
    return town.case("street", "钱二")


@pytest.fixture
def later(town: Visiting) -> Household:
    """Return the household of the later filing."""
    return town.case("mill", "王八").home


def merge(town: Visiting, case: Case, later: Household) -> None:
    proposal = intake.propose_merge(case.home, later, period=PERIOD, differences=(), at=AT)
    intake.apply_merge(proposal, same=True, by=town.county.accounts["second"], at=AT)
    later.refresh_from_db()


def kin(town: Visiting, household: Household, name: str) -> Account:
    account = town.county.accounts[name]
    services.declare_kin(household, account=account, relation="表兄", by=account, at=AT)
    return account


def pair(town: Visiting, household: Household, name: str) -> Account:
    cadre = town.county.accounts[name]
    Pairing.everywhere.create(
        household=household, owner_union=household.owner_union, cadre=cadre, from_on=AT.date(),
        kind="one_to_one", seat=1, next_contact_on=AT.date(), escalates_on=AT.date(), paired_by=cadre, paired_at=AT,
    )  # fmt: skip
    return cadre


def test_kin_and_the_paired_cadre_of_the_later_filing_do_not_visit(
    town: Visiting, case: Case, later: Household
) -> None:
    cousin, cadre = kin(town, later, "community-chair"), pair(town, later, "helper")
    barred = visits.recused([case])[case.pk]
    assert not {cousin.natural_person, cadre.natural_person} & barred.keys()
    merge(town, case, later)
    barred = visits.recused([case])[case.pk]
    assert (barred[cousin.natural_person], barred[cadre.natural_person]) == ("kin", "paired")
    with pytest.raises(visits.TooClose):
        services.assign_by_hand(
            town.county.actor("cadre"), case, accounts=[cadre.pk, town.county.accounts["second"].pk], at=AT
        )


def test_kin_of_the_later_filing_do_not_sign(town: Visiting, case: Case, later: Household) -> None:
    cousin = kin(town, later, "cadre")
    assert not visits.why_not_sign(case, cousin)
    merge(town, case, later)
    assert "亲属关系" in visits.why_not_sign(case, cousin)


def test_whoever_visited_the_later_filing_does_not_sign_for_both(town: Visiting, case: Case, later: Household) -> None:
    visit = town.confirmed(town.sent(town.case("mill", "王八")))
    visitor, _second = town.two(visit)
    assert not visits.why_not_sign(case, visitor)
    merge(town, case, later)
    assert "自己走访" in visits.why_not_sign(case, visitor)


def test_kin_who_are_on_their_way_leave_their_place_when_the_filings_become_one(
    town: Visiting, case: Case, later: Household
) -> None:
    visit = town.sent(case)
    first, second = town.two(visit)
    kin(town, later, first.username)
    assert town.two(visit) == (first, second)
    merge(town, case, later)
    left = Seat.everywhere.get(visit=visit, account=first)
    assert (left.ended_at, left.ends_as) == (AT, "kin")
    with pytest.raises(visits.TooClose):
        services.record_consent(visit, signer="钱二", by=first, at=LATER)


def test_kin_told_after_the_merge_under_either_filing_leave_the_visit(
    town: Visiting, case: Case, later: Household
) -> None:
    visit = town.sent(case)
    first, second = town.two(visit)
    merge(town, case, later)
    kin(town, later, first.username)
    assert [seat.account for seat in Seat.everywhere.filter(visit=visit, ended_at__isnull=True)] == [second]
