"""Help in kind and in projects: nothing twice, never more than the quota, two people where two are needed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from played_quarter import fill_buckets, id_number, phone
from small_county import AT, LONG_AGO, County

from niangjia.casework import payment
from niangjia.casework.claims import HadAlready, write_claims
from niangjia.casework.intake.households import keep_household
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.provision.allowances import (
    EMERGENCY,
    STANDING,
    NotHere,
    QuotaUsed,
    TooLate,
    allow,
    end_allowance,
    redeem,
    undo_redemption,
)
from niangjia.casework.provision.awards import NotForThem, OwnRequest, add_papers, ask_award, grant_award, refuse_award
from niangjia.casework.provision.cards import (
    card_shown,
    card_with,
    code_on,
    issue_card,
    live_card,
    revoke_card,
    show_card,
)
from niangjia.casework.provision.deliveries import NothingDelivered, deliver, roster_of
from niangjia.casework.provision.library import AlreadyKept, end_offer, projects_for, services_for
from niangjia.programmes.care.services.library import adopt_project, adopt_service
from niangjia.records.accounts.models import Bucket, Claim
from niangjia.records.cases.models import Case, Decision, Standing
from niangjia.records.people.models import Household, Person
from niangjia.records.provisions.models import Allowance, AllowanceMonth, Award, AwardYear, Delivery, Redemption

pytestmark = pytest.mark.django_db


def home(county: County, code: str, number: int, name: str = "户主", members: tuple[int, ...] = ()) -> Household:
    told = {"person": {"name": name, "id_number": id_number(number), "phone": phone(number)}}
    people = [{"name": f"成员{one}", "id_number": id_number(one), "relation": "配偶"} for one in members]
    return keep_household({**told, "members": people}, owner_union_id=county.unions[code].pk, at=AT)


def stand(household: Household, tier: str) -> None:
    Standing.everywhere.create(
        household=household,
        family=household,
        owner_union_id=household.owner_union_id,
        tier=tier,
        from_on=AT.date(),
    )


def adopt(county: County, key: str, *, union: str = "county", **changes: Any) -> Any:
    by = county.accounts["cadre" if union != "other-county" else "stranger"]
    return adopt_project(county.unions[union], key, from_on=LONG_AGO, by=by, at=AT, **changes)


def supermarket(county: County, *places: str) -> Any:
    at_places = [county.unions[place] for place in places or ("street",)]
    return adopt_service(
        county.unions["county"], "supermarket", places=at_places, from_on=LONG_AGO, by=county.accounts["cadre"], at=AT
    )


def ask(county: County, household: Household, project: Any, fen: int = 100_00, **more: Any) -> Award:
    by = county.accounts[more.pop("by", "chair")]
    return ask_award(household, project, amount_fen=fen, reason="入冬了", by=by, at=more.pop("at", AT), **more)


def grant(county: County, award: Award, by: str = "cadre") -> Any:
    fresh = Award.everywhere.select_related("case__household", "project", "asked_by", "seconded_by").get(pk=award.pk)
    return grant_award(fresh, by=county.accounts[by], at=AT)


# ---------------------------------------------------------------------------------------------------------- awards


def test_an_award_is_asked_granted_reserved_and_paid_like_every_benefit(county: County) -> None:
    fill_buckets(county, "county", by="finance")
    fund = Bucket.everywhere.filter(owner_union=county.unions["county"])[0].fund
    bucket = payment.open_bucket(fund, purpose="condolence", year=2026, by=county.accounts["finance"], at=AT)
    payment.allocate(bucket, amount_fen=1_000_00, key="v", note="", by=county.accounts["finance"], at=AT)
    award = ask(county, home(county, "street", 1), adopt(county, "condolence"))
    entitlement = grant(county, award)
    with pytest.raises(payment.OwnSignature):
        payment.reserve(entitlement, bucket=bucket, by=county.accounts["cadre"], at=AT)
    payment.reserve(entitlement, bucket=bucket, by=county.accounts["finance"], at=AT)
    payment.post(entitlement, by=county.accounts["finance"], at=AT)
    assert Case.everywhere.get(pk=award.case_id).state == "paid"
    assert payment.discrepancies() == []


def test_nobody_grants_what_they_asked_for(county: County) -> None:
    award = ask(county, home(county, "street", 1), adopt(county, "condolence"), by="cadre")
    with pytest.raises(OwnRequest):
        grant(county, award)
    assert Case.everywhere.get(pk=award.case_id).state == "award_asked"


def test_a_large_award_needs_two_people(county: County) -> None:
    award = ask(county, home(county, "street", 1), adopt(county, "condolence", second_above_yuan=100), fen=500_00)
    assert grant(county, award) is None
    with pytest.raises(OwnRequest):
        grant(county, award)
    entitlement = grant(county, award, by="second")
    assert payment.signers(entitlement) == {county.accounts[one].natural_person for one in ("cadre", "second")}


def test_a_person_is_helped_once_by_whichever_union(county: County) -> None:
    ours, theirs = adopt(county, "condolence"), adopt(county, "condolence", union="other-county")
    first = home(county, "street", 1, members=(2,))
    elsewhere = home(county, "foreign", 2)
    second = ask(county, elsewhere, theirs, by="foreign-chair")
    grant(county, ask(county, first, ours))
    with pytest.raises(HadAlready, match="street"):
        grant(county, second, by="stranger")
    with pytest.raises(HadAlready):
        ask(county, elsewhere, theirs, by="foreign-chair")
    assert ask(county, elsewhere, theirs, by="foreign-chair", at=AT.replace(year=2027))


def test_the_claim_of_a_person_can_be_written_once_only(county: County) -> None:
    """What two unions meet that grant in the same moment."""
    write_claims(home(county, "street", 1), benefit="x", period_key="2026", at=AT)
    with pytest.raises(HadAlready, match="另一家工会"):
        write_claims(home(county, "foreign", 1), benefit="x", period_key="2026", at=AT)
    assert Claim.everywhere.filter(benefit="x").count() == 1


def test_a_relative_household_has_one_project_a_year_and_a_deep_one_several(county: County) -> None:
    living, medical = adopt(county, "living"), adopt(county, "medical")
    relative, deep = home(county, "street", 1), home(county, "street", 2)
    stand(relative, "relative")
    stand(deep, "deep")
    papers = ["application", "invoice"]
    for household, refused in ((relative, True), (deep, False)):
        grant(county, ask(county, household, living, papers=papers))
        if refused:
            with pytest.raises(HadAlready):
                ask(county, household, medical, own_paid_fen=1_000_00, papers=papers)
        else:
            grant(county, ask(county, household, medical, own_paid_fen=1_000_00, papers=papers))


@pytest.mark.parametrize(
    ("fen", "own_paid_fen", "said"),
    [(0, 1_000_00, "大于 0"), (90_000_00, 200_000_00, "最多"), (900_00, 1_000_00, "80%"), (100_00, None, "自付")],
)
def test_an_award_stays_within_what_the_project_allows(
    county: County, fen: int, own_paid_fen: int | None, said: str
) -> None:
    household = home(county, "street", 1)
    stand(household, "deep")
    with pytest.raises(NotForThem, match=said):
        ask(county, household, adopt(county, "medical"), fen=fen, own_paid_fen=own_paid_fen)
    assert not Award.everywhere.exists()


def test_a_project_is_not_for_everybody_nor_for_ever(county: County) -> None:
    living, condolence = adopt(county, "living"), adopt(county, "condolence")
    household = home(county, "street", 1)
    with pytest.raises(NotForThem, match="这一档"):
        ask(county, household, living)
    end_offer(condolence, on=AT.date(), by=county.accounts["cadre"], at=AT)
    condolence.refresh_from_db()
    with pytest.raises(NotForThem, match="没有在用"):
        ask(county, household, condolence)


def test_awards_of_a_year_stay_below_the_cap(county: County) -> None:
    project = adopt(county, "condolence", cap_yuan=150, frequency="month")
    household = home(county, "street", 1)
    grant(county, ask(county, household, project))
    later = AT + timedelta(days=31)
    with pytest.raises(NotForThem, match="超过"):
        grant(county, ask(county, household, project, at=later))


@pytest.mark.parametrize(("cap_yuan", "said"), [(150, "超过"), (90, "最多 90"), (200, "")])
def test_a_project_that_is_taken_anew_goes_on_with_the_sum_of_the_year(
    county: County, cap_yuan: int, said: str
) -> None:
    first = adopt(county, "condolence", cap_yuan=150, frequency="month")
    household, later = home(county, "street", 1), AT + timedelta(days=31)
    grant(county, ask(county, household, first))
    end_offer(first, on=later.date(), by=county.accounts["cadre"], at=later)
    anew = adopt(county, "condolence", cap_yuan=cap_yuan, frequency="month")
    award = ask(county, household, anew, fen=80_00 if cap_yuan == 90 else 100_00, at=later)
    if said:
        with pytest.raises(NotForThem, match=said):
            grant(county, award)
    else:
        assert grant(county, award)
    assert AwardYear.everywhere.get().awarded_fen == (100_00 if said else 200_00)


def test_an_award_waits_for_its_papers_and_may_be_refused(county: County) -> None:
    award = ask(county, home(county, "street", 1), adopt(county, "temporary"))
    with pytest.raises(NotForThem, match="手续"):
        grant(county, award)
    add_papers(award, papers=["application"], by=county.accounts["chair"], at=AT)
    refuse_award(award, reason="已经有了别的帮扶", by=county.accounts["cadre"], at=AT)
    assert Case.everywhere.get(pk=award.case_id).state == "refused"
    with pytest.raises(Exception, match="不能做这一步"):
        grant(county, award)
    assert not Claim.everywhere.exists()


def test_two_who_grant_at_once_grant_once(county: County) -> None:
    award = ask(county, home(county, "street", 1), adopt(county, "condolence"))
    one, other = (
        Award.everywhere.select_related("case__household", "project", "asked_by").get(pk=award.pk) for _ in range(2)
    )
    grant_award(one, by=county.accounts["cadre"], at=AT)
    with pytest.raises((MovedMeanwhile, HadAlready)):
        grant_award(other, by=county.accounts["second"], at=AT)
    assert Claim.everywhere.filter(benefit="condolence").count() == 1


# ------------------------------------------------------------------------------------------------ quotas and cards


def allowed(county: County, number: int = 1) -> Allowance:
    household = home(county, "street", number)
    return allow(
        household,
        supermarket(county),
        from_month="2026-10",
        to_month="2026-11",
        basis=EMERGENCY,
        by=county.accounts["chair"],
        at=AT,
    )


def take(
    county: County, allowance: Allowance, key: UUID | None = None, at: datetime = AT, at_place: str = "street"
) -> Redemption:
    place, by = county.unions[at_place], county.accounts["partner"]
    return redeem(allowance, place=place, key=key or uuid4(), by=by, at=at)


def test_three_items_a_month_and_the_fourth_is_refused_in_words(county: County) -> None:
    allowance = allowed(county)
    for _ in range(3):
        take(county, allowance)
    with pytest.raises(QuotaUsed, match="2026-11-01 起又有 3 件"):
        take(county, allowance)
    november = AT.replace(month=11)
    for _ in range(3):
        take(county, allowance, at=november)
    with pytest.raises(QuotaUsed, match="到这个月为止"):
        take(county, allowance, at=november)
    with pytest.raises(NotForThem, match="这个月没有额度"):
        take(county, allowance, at=AT.replace(month=12))
    assert list(AllowanceMonth.everywhere.order_by("month").values_list("month", "used")) == [
        ("2026-10", 3),
        ("2026-11", 3),
    ]


def test_the_same_press_twice_is_one_item(county: County) -> None:
    allowance, key = allowed(county), uuid4()
    assert take(county, allowance, key).pk == take(county, allowance, key).pk
    assert AllowanceMonth.everywhere.get().used == 1


def test_a_mistake_is_taken_back_within_minutes_and_once(county: County) -> None:
    redemption = take(county, allowed(county))
    minute = timedelta(minutes=10)
    for by, at in (("chair", AT), ("partner", AT + 2 * minute)):
        with pytest.raises(TooLate):
            undo_redemption(redemption, within=minute, by=county.accounts[by], at=at)
    undo_redemption(redemption, within=minute, by=county.accounts["partner"], at=AT)
    with pytest.raises(MovedMeanwhile):
        undo_redemption(redemption, within=minute, by=county.accounts["partner"], at=AT)
    assert AllowanceMonth.everywhere.get().used == 0


def test_a_service_is_redeemed_at_its_places_only(county: County) -> None:
    with pytest.raises(NotHere):
        take(county, allowed(county), at_place="street-2")


def test_an_allowance_is_given_once_and_again_after_its_end(county: County) -> None:
    allowance = allowed(county)
    by = county.accounts["chair"]
    again = {"from_month": "2026-10", "basis": EMERGENCY, "by": by, "at": AT}
    with pytest.raises(HadAlready):
        allow(home(county, "foreign", 1), allowance.service, **again)
    end_allowance(allowance, by=by, at=AT)
    assert allow(allowance.household, allowance.service, **again).pk != allowance.pk


def test_an_allowance_is_for_whom_the_list_says(county: County) -> None:
    service, household, by = supermarket(county), home(county, "street", 1), county.accounts["chair"]
    with pytest.raises(NotForThem, match="这一档"):
        allow(household, service, from_month="2026-10", basis=STANDING, by=by, at=AT)
    stand(household, "deep")
    with pytest.raises(NotForThem, match="没有每月次数"):
        allow(household, service, monthly=0, from_month="2026-10", basis=STANDING, by=by, at=AT)


def test_a_card_is_found_by_its_code_until_it_is_ended(county: County) -> None:
    household, by = home(county, "street", 1), county.accounts["chair"]
    card = issue_card(household, by=by, at=AT)
    assert issue_card(household, by=by, at=AT).pk == card.pk
    code = code_on(card)
    assert card_with(code.lower().replace("-", " ")) == card == card_shown(code, now=AT)
    shown = show_card(card, lasting=timedelta(minutes=10), at=AT)
    assert card_shown(shown, now=AT + timedelta(minutes=9)) == card
    assert card_shown(shown, now=AT + timedelta(minutes=11)) is None
    assert card_with(shown) is None, "what is shown for minutes opens no card"
    revoke_card(card, by=by, at=AT)
    assert live_card(household) is None
    assert card_shown(code, now=AT) is card_shown(shown, now=AT) is None


# ---------------------------------------------------------------------------------------------- library, deliveries


def test_a_library_is_handed_down_and_the_nearest_offer_counts(county: County) -> None:
    adopt(county, "living")
    own = adopt(county, "living", union="street", cap_yuan=100)
    with pytest.raises(AlreadyKept):
        adopt(county, "living")
    supermarket(county)
    with pytest.raises(AlreadyKept):
        supermarket(county)
    below = county.unions["community"].pk
    assert [one.pk for one in projects_for(below, on=AT.date())] == [own.pk]
    assert [one.key for one in services_for(below, on=AT.date())] == ["supermarket"]
    assert projects_for(county.unions["foreign"].pk, on=AT.date()) == []


def test_a_delivery_counts_what_stands_behind_it(county: County) -> None:
    given: dict[str, Any] = {"from_on": LONG_AGO, "by": county.accounts["cadre"], "at": AT}
    visits = adopt_service(county.unions["county"], "visits", places=(), **given)
    posts = adopt_service(county.unions["county"], "posts", places=(), **given)
    told: dict[str, Any] = {"union": county.unions["street"], "on": AT.date(), "by": county.accounts["chair"], "at": AT}
    people = deliver(visits, roster=["甲", "乙"], **told)
    offered = deliver(posts, counted=[("青川纺织", 120), ("青川快递", 30)], **told)
    assert (people.headcount, people.quantity, offered.headcount, offered.quantity) == (2, 2, 0, 150)
    assert roster_of(people) == [("甲", 1), ("乙", 1)]
    assert "甲".encode() not in bytes(Delivery.everywhere.get(pk=people.pk).roster or b"")
    key = uuid4()
    assert deliver(posts, quantity=5, key=key, **told).pk == deliver(posts, quantity=5, key=key, **told).pk
    with pytest.raises(NothingDelivered):
        deliver(posts, **told)


def test_a_benefit_of_a_verdict_is_claimed_for_everybody_in_the_household(county: County) -> None:
    household = home(county, "street", 1, members=(2,))
    assert Person.everywhere.filter(household=household).count() == 2
    assert not Decision.everywhere.exists()
    grant(county, ask(county, household, adopt(county, "condolence")))
    assert Claim.everywhere.filter(benefit="condolence").count() == 2
