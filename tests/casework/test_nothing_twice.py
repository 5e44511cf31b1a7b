"""Nothing twice: not for one event in two quarters, not through two doors of money, not under two names."""

from __future__ import annotations

import pytest
from leaving_walk import Q1, Q2, Q3, after, surveyed
from played_quarter import RELATIVE, household, sign
from small_county import AT, County
from test_provisions import adopt, ask, grant, home, stand

from niangjia.casework import payment
from niangjia.casework.claims import HadAlready
from niangjia.programmes.hardship.queries import passed_over, verdict_page
from niangjia.programmes.hardship.queries.amounts import choices_in
from niangjia.programmes.hardship.services.policies import policy_named
from niangjia.records.accounts.models import Claim, Entitlement
from niangjia.records.cases.models import Assessment, Case, Decision
from niangjia.records.papers.models import FrozenFacts
from niangjia.records.people.models import Household
from niangjia.records.practices.models import PolicyVersion

pytestmark = pytest.mark.django_db

HURT = {"income_fen": 90_000_00, "ill_fen": 0, "sudden_fen": 60_000_00}
"""An income far above the line, and a blow that cost two thirds of it: 15 % of it is 9000 yuan."""


def quarter_of(county: County, period: str, **told: int) -> Case:
    """Survey the household for a quarter and sign what the rules say."""
    [case] = surveyed(county, period, household(1, "赵一", **told))
    sign(case, by="cadre", county=county, at=after(period))
    return case


def given() -> list[tuple[str, str, int]]:
    """Return what was entitled to, oldest first: benefit, span, amount."""
    return list(Entitlement.everywhere.order_by("id").values_list("benefit", "period_key", "amount_fen"))


# ------------------------------------------------------------------------------------------- one event, many quarters


def test_an_accident_is_paid_once_though_its_cost_stands_in_the_sums_of_four_quarters(county: County) -> None:
    quarter_of(county, Q1, **HURT)
    [case] = surveyed(county, Q2, household(1, "赵一", **HURT))
    page = verdict_page(case, county.actor("cadre"), today=AT.date())
    notes = [one["note"] for one in page["verdict"]["amounts"] if one["fen"] == 0]
    assert notes == ["2026 年第一季度起十二个月已领过 9,000.00 元，不重复发"]
    sign(case, by="cadre", county=county, at=after(Q2))
    quarter_of(county, Q3, **HURT)
    assert given() == [("accident_aid", "2026Q1+12m", 9_000_00)]


def test_an_accident_of_the_next_year_is_paid_again(county: County) -> None:
    for period in (Q1, "2027Q1"):
        quarter_of(county, period, **HURT)
    assert [period_key for _benefit, period_key, _fen in given()] == ["2026Q1+12m", "2027Q1+12m"]


# ------------------------------------------------------------------------------------------------- two doors of money


def decided(county: County, home: Household, period: str, benefit: str) -> Decision:
    """Return a signed decision that puts a household into the middle tier and brings it one benefit."""
    cadre, owned = county.accounts["cadre"], {"owner_union": home.owner_union}
    case = Case.everywhere.create(
        **owned,
        number=f"T-{period}",
        programme="hardship",
        period=period,
        household=home,
        state="granted",
        opened_at=AT,
        opened_by=cadre,
    )
    policy, _fresh = PolicyVersion.objects.get_or_create(
        sha256="0" * 64, defaults={"key": "t", "label": "t", "text": "t", "stored_at": AT}
    )
    facts = FrozenFacts.everywhere.create(
        **owned, household=home, content=b"", fingerprint=period, count=0, frozen_at=AT
    )
    judged = {"fingerprint": period, "tier": "relative", "total_fen": 100_00}
    assessment = Assessment.everywhere.create(
        **owned,
        **judged,
        case=case,
        facts=facts,
        policy=policy,
        verdict=b"",
        amounts_fen={benefit: 100_00},
        judged_by=cadre,
        judged_at=AT,
    )
    return Decision.everywhere.create(**owned, **judged, assessment=assessment, signed_by=cadre, signed_at=AT)


def entitled(decision: Decision, period_key: str) -> int:
    """Write what a decision under the policy of one benefit only entitles to."""
    [benefit], case = decision.assessment.amounts_fen, decision.assessment.case
    choices = choices_in(policy_named("xingtai"), case, on=AT.date())["relative"]
    return payment.entitle(decision, case=case, period_keys={benefit: period_key}, choices=choices, at=AT)


def test_who_may_have_one_benefit_has_no_other_in_a_later_quarter_of_the_year(county: County) -> None:
    family = home(county, "street", 1)
    assert entitled(decided(county, family, Q1, "medical_aid"), "2026") == 1
    second = decided(county, family, Q2, "living_aid")
    assert entitled(second, "2026") == 0
    assert passed_over(second).startswith("生活救助这次不另给")
    assert entitled(decided(county, family, "2027Q1", "living_aid"), "2027") == 1


def test_who_was_given_one_benefit_by_another_union_has_no_other(county: County) -> None:
    assert entitled(decided(county, home(county, "foreign", 1), Q1, "medical_aid"), "2026") == 1
    assert entitled(decided(county, home(county, "street", 1), Q2, "living_aid"), "2026") == 0
    assert Claim.everywhere.filter(benefit="group:aid").count() == 1


def test_who_was_helped_by_a_verdict_is_not_awarded_another_project_of_the_group(county: County) -> None:
    adopt(county, "living")
    schooling = adopt(county, "schooling")
    case = quarter_of(county, "2026Q3", income_fen=RELATIVE, ill_fen=2_000_00, children_high_school=0)
    assert [benefit for benefit, _key, _fen in given()] == ["living_aid", "medical_aid"], "the policy gives several"
    with pytest.raises(HadAlready, match="一年只给一项"):
        ask(county, case.household, schooling, papers=["application", "enrolment"])


def test_who_was_awarded_a_project_is_given_nothing_else_of_the_group_and_the_signer_is_told(county: County) -> None:
    family = home(county, "street", 1)
    stand(family, "relative")
    grant(county, ask(county, family, adopt(county, "living"), papers=["application"]))
    [case] = surveyed(county, Q3, household(1, "赵一", income_fen=RELATIVE, ill_fen=2_000_00))
    page = verdict_page(case, county.actor("cadre"), today=AT.date())
    notes = {one["label"]: (one["fen"], one["note"]) for one in page["verdict"]["amounts"]}
    assert notes["医疗救助"] == (0, "street今年给过“生活救助”，这一档一年只给一项")
    sign(case, by="cadre", county=county, at=after(Q3))
    assert given() == [("living_aid", "2026", 100_00)]
    assert "医疗救助" in passed_over(Decision.everywhere.get())


def test_who_may_have_several_has_what_the_verdict_brings_beside_an_award(county: County) -> None:
    family = home(county, "street", 1)
    stand(family, "deep")
    grant(county, ask(county, family, adopt(county, "living"), papers=["application"]))
    quarter_of(county, Q3)
    assert "medical_aid" in [benefit for benefit, _key, _fen in given()]
