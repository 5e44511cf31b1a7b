"""Nothing twice: not for one event in two quarters, not through two doors of money, not under two names."""

from __future__ import annotations

import pytest
from leaving_walk import Q1, Q2, Q3, after, surveyed
from played_quarter import household, sign
from small_county import AT, County

from niangjia.programmes.hardship.queries import verdict_page
from niangjia.records.accounts.models import Entitlement
from niangjia.records.cases.models import Case

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
