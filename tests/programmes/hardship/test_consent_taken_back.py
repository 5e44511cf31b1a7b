"""A household takes its consent to the check back: after the visit, on the way to it, while it stands in public."""

from __future__ import annotations

import pytest
from declaring import declared
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, file_return, household, sign
from small_county import AT, County
from visiting import LATER, Visiting, fresh, visiting

from niangjia.casework import consents, declaration, intake, publication, review, visits
from niangjia.casework.review import NotSettled
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.queries.notices import publishable
from niangjia.records.cases.models import Case
from niangjia.records.notices.models import NoticeEntry
from niangjia.records.papers.models import Paper
from niangjia.records.people.models import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

STEP = "hardship:my_step"


@pytest.fixture
def phone() -> Client:
    return Client()


@pytest.fixture
def town(county: County, phone: Client) -> Visiting:
    """Return a county that visits and publishes, where a household that was new declared itself and was judged."""
    town = visiting(county, "assign", "publish")
    code = declared(phone, "street", 40)
    services.run_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    phone.post(reverse("hardship:my_progress"), {"code": code})
    return town


def case_of(town: Visiting) -> Case:
    return town.case("street", "甲申报")


def take_back(town: Visiting, phone: Client) -> Case:
    """Take the consent back on the phone, and return the case."""
    phone.post(reverse(STEP), {"case": case_of(town).pk, "step": "withdraw_consent"})
    return case_of(town)


def run(town: Visiting) -> None:
    services.run_quarter(town.county.actor("cadre"), period=PERIOD, at=LATER)


def test_after_the_visit_what_was_found_does_not_bring_the_consent_back(town: Visiting, phone: Client) -> None:
    town.confirmed(town.sent(case_of(town)))
    assert (case_of(town).state, case_of(town).tier) == ("visited", "deep")
    case = take_back(town, phone)
    assert not declaration.consent_stands(case)
    run(town)
    assert (case_of(town).state, case_of(town).tier) == ("visited", "none")


def test_nobody_signs_or_publishes_a_tier_without_the_consent(town: Visiting, phone: Client) -> None:
    county = town.county
    town.confirmed(town.sent(case_of(town)))
    assert case_of(town) in [one.case for one in publishable(county.actor("cadre"), PERIOD)]
    case = take_back(town, phone)
    assert case not in [one.case for one in publishable(county.actor("cadre"), PERIOD)]
    with pytest.raises(NotSettled, match="核对授权"):
        sign(case, by="cadre", county=county, at=LATER)
    with pytest.raises(NotSettled, match="核对授权"):
        review.propose_override(case, tier="deep", amounts_fen={}, reason="x", by=county.accounts["cadre"], at=LATER)
    run(town)
    case = case_of(town)
    sign(case, by="cadre", county=county, at=LATER)
    assert (case.state, case.tier) == ("guided", "none")


def test_whoever_stands_in_public_leaves_the_notice_and_is_checked_again(town: Visiting, phone: Client) -> None:
    town.confirmed(town.sent(case_of(town)))
    services.publish(town.county.actor("cadre"), period=PERIOD, at=LATER)
    case = take_back(town, phone)
    assert case.state == "judged"
    assert NoticeEntry.everywhere.get(case=case).lifted_at is not None
    run(town)
    assert case_of(town).tier == "none"
    assert "撤回核对授权，重新核查" in phone.get(reverse("hardship:my_progress")).content.decode()


def test_whoever_takes_the_whole_declaration_back_stands_in_public_no_longer(town: Visiting, phone: Client) -> None:
    town.confirmed(town.sent(case_of(town)))
    services.publish(town.county.actor("cadre"), period=PERIOD, at=LATER)
    phone.post(reverse(STEP), {"case": case_of(town).pk, "step": "withdraw_declaration"})
    assert case_of(town).state == "withdrawn"
    assert publication.entry_of(case_of(town)) is None


def test_visitors_on_their_way_ask_anew_and_a_new_yes_counts(town: Visiting, phone: Client) -> None:
    visit = town.sent(case_of(town))
    first, second = town.two(visit)
    services.record_consent(visit, signer="甲申报", by=first, at=LATER)
    take_back(town, phone)
    with pytest.raises(visits.ConsentMissing):
        services.report_visit(fresh(visit), by=first, at=LATER)
    services.report_visit(fresh(visit), consent="甲申报", by=first, at=LATER)
    services.confirm_visit(fresh(visit), by=second, at=LATER)
    assert declaration.consent_stands(case_of(town))
    assert case_of(town).tier == "deep"


def test_a_report_that_waits_for_its_second_signature_counts_without_the_consent(town: Visiting, phone: Client) -> None:
    visit = town.reported(town.sent(case_of(town)))
    _first, second = town.two(visit)
    take_back(town, phone)
    services.confirm_visit(fresh(visit), by=second, at=LATER)
    assert case_of(town).tier == "none"


def test_declaring_again_with_the_consent_gives_it_anew_to_whoever_shows_who_she_is(
    town: Visiting, phone: Client
) -> None:
    take_back(town, phone)
    declared(Client(), "street", 40)
    assert not declaration.consent_stands(case_of(town))
    services.confirm_identity(case_of(town), by=town.county.accounts["cadre"], at=LATER)
    assert declaration.consent_stands(case_of(town))
    run(town)
    assert case_of(town).tier == "deep"


def test_a_no_at_the_door_is_no_standing_consent_and_nobody_signs_against_it(town: Visiting, phone: Client) -> None:
    visit = town.sent(case_of(town))
    first, second = town.two(visit)
    assert declaration.consent_stands(case_of(town))
    services.record_consent(visit, given=False, signer="", by=first, at=LATER)
    assert not declaration.consent_stands(case_of(town))
    services.report_visit(fresh(visit), by=first, at=LATER)
    services.confirm_visit(fresh(visit), by=second, at=LATER)
    case = case_of(town)
    assert case.tier == "none"
    with pytest.raises(NotSettled, match="核对授权"):
        review.propose_override(
            case, tier="deep", amounts_fen={}, reason="x", by=town.county.accounts["cadre"], at=LATER
        )
    assert set(Paper.everywhere.filter(household=case.home, withdrawn_at__isnull=True).values_list("kind")) >= {
        ("check_refusal",)
    }


def test_a_household_that_never_declared_stands_by_what_its_union_told(town: Visiting) -> None:
    case = town.case("street", "钱二")
    assert not declaration.consent_stands(case)
    assert not consents.refused(case.home, period=PERIOD)
    assert case.tier == "relative"


def test_a_no_holds_under_whichever_filing_of_the_household_it_was_said(town: Visiting) -> None:
    file_return(town.county, "mill", [household(60, "乙在厂")])
    one, other = case_of(town).home, Household.everywhere.get(head_name="乙在厂")
    cadre = town.county.accounts["cadre"]
    consents.keep_answer(other, given=False, period=PERIOD, told={"answer": "refused"}, by=cadre, at=LATER)
    merge = intake.propose_merge(one, other, period=PERIOD, differences=(), at=LATER)
    intake.apply_merge(merge, same=True, by=cadre, at=LATER)
    assert not declaration.consent_stands(case_of(town))
    run(town)
    assert case_of(town).tier == "none"
    consents.keep_answer(one, given=True, period=PERIOD, told={"answer": "given"}, by=cadre, at=LATER)
    assert declaration.consent_stands(case_of(town))
