"""The line above which a household leaves: its income has to pass it, and nothing else counts as out of hardship."""

from __future__ import annotations

from datetime import date

import pytest
from leaving_walk import Q2, Q3, above, after, entered, everywhere, kept, left_after, surveyed
from played_quarter import RELATIVE, household, sign
from small_county import AT, County

from niangjia.casework import review
from niangjia.casework.adoption import choose_value
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.programmes.hardship.queries.exits import stay_words
from niangjia.programmes.hardship.queries.stays import policy_of, stays
from niangjia.programmes.hardship.services.exits import NotYet
from niangjia.records.practices.models import Adoption


def test_who_refuses_the_check_twice_is_not_let_go_as_out_of_hardship(county: County) -> None:
    home = entered(county)
    refused = household(1, "赵一", income_fen=RELATIVE, authorised=False)
    [case] = surveyed(county, Q2, refused)
    assert case.tier == "none"
    kept(case, county, Q2)
    surveyed(county, Q3, refused)
    [stay] = stays(everywhere(), on=after(Q3).date())
    assert (stay.months, stay.gap, stay.aside, stay.group) == (0, Q3, True, "check")
    assert "没有达到退出标准" in stay_words(stay)
    with pytest.raises(NotYet, match="0 个月"):
        left_after(county, home)


@pytest.mark.parametrize("fact", [{"vehicle": "car"}, {"member": False}])
def test_who_is_in_no_tier_for_another_reason_than_income_is_looked_at_again(
    county: County, fact: dict[str, object]
) -> None:
    entered(county)
    [case] = surveyed(county, Q2, household(1, "赵一", income_fen=RELATIVE, **fact))
    assert case.tier == "none"
    [stay] = stays(everywhere(), on=after(Q2).date())
    assert (stay.months, stay.aside, stay.group) == (0, True, "check")


def test_a_place_may_let_leave_above_a_line_that_lies_within_a_tier(county: County) -> None:
    home = entered(county)
    kept(above(county, Q2), county, Q2)
    choose_value(
        Adoption.objects.get(union=county.unions["county"], practice=PROGRAMME.practice), parameter="exit_multiple",
        is_text="1", from_on=date(2026, 7, 1), source="江苏 2019 年", by=county.accounts["cadre"], at=AT,
    )  # fmt: skip
    [case] = surveyed(county, Q3, household(1, "赵一", income_fen=RELATIVE))
    sign(case, by="cadre", county=county, at=after(Q3))
    [stay] = stays(everywhere(), on=after(Q3).date())
    assert (case.tier, stay.months, stay.ready) == ("relative", 6, True)
    assert left_after(county, home).state == "stands"


def test_a_household_that_a_person_decided_to_be_in_no_tier_is_looked_at_again(county: County) -> None:
    entered(county)
    [case] = surveyed(county, Q2, household(1, "赵一", income_fen=RELATIVE))
    override = services.propose_override(
        case, tier="none", reason="另有收入", by=county.accounts["cadre"], at=after(Q2)
    )
    review.check_override(override, agreed=True, by=county.accounts["second"], at=after(Q2))
    kept(case, county, Q2)
    [stay] = stays(everywhere(), on=after(Q2).date())
    assert (stay.months, stay.group) == (0, "check")


@pytest.mark.parametrize("key", PROGRAMME.policies)
def test_every_policy_says_which_line_a_household_leaves_above(key: str) -> None:
    assert PROGRAMME.exit_line in {test.key for test in policy_of(key).tests}
