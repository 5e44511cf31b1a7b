"""Figures from quarter to quarter: who entered, what changed, and a household filed twice that counts once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Sum
from django.utils.translation import override
from played_quarter import NONE, PERIOD, RELATIVE, file_return, fill_buckets, household
from small_county import AT, County

from niangjia.casework import intake, payment
from niangjia.casework.assessment import latest_assessment
from niangjia.programmes.hardship import services
from niangjia.records.accounts.models import Bucket, Entitlement
from niangjia.records.cases.models import Case
from niangjia.records.people.models import MergeProposal
from niangjia.reports.charts import purpose_bars
from niangjia.reports.figures import change_words, value_words
from niangjia.reports.measures import MEASURES
from niangjia.reports.measures import households as measures
from niangjia.reports.scope import Scope
from niangjia.values.periods import Quarter

pytestmark = pytest.mark.django_db

BEFORE = str(Quarter.parse(PERIOD).previous)
NOW = str(Quarter.parse(PERIOD).next)
"""The quarter in which the returns of ``PERIOD`` are signed: the register goes by days."""


def scope_of(county: County, username: str, period: str = PERIOD) -> Scope:
    return Scope(county.actor(username).union_ids("see_scorecards"), period)


def signed_quarter(county: County, period: str, *rows: tuple[str, dict[str, Any]], at: datetime = AT) -> None:
    """File, judge and sign a quarter of the given households, each filed by a union."""
    for code in dict.fromkeys(code for code, _row in rows):
        file_return(county, code, [row for one, row in rows if one == code], period=period, at=at)
    services.run_quarter(county.actor("cadre"), period=period, at=at)
    for case in Case.everywhere.filter(period=period, state="judged"):
        found = latest_assessment(case)
        assert found is not None
        services.sign(case, seen=found.fingerprint, by=county.accounts["second"], at=at + timedelta(hours=1))


def reserve_all(county: County) -> None:
    finance = county.accounts["finance"]
    for one in Entitlement.everywhere.filter(state="entitled").select_related("decision__signed_by"):
        payment.reserve(one, bucket=Bucket.everywhere.get(purpose=one.benefit), by=finance, at=AT)


def pay_all(county: County) -> None:
    reserve_all(county)
    for one in Entitlement.everywhere.filter(state="reserved").select_related("decision__signed_by"):
        payment.post(one, by=county.accounts["finance"], at=AT)


def test_who_was_there_a_quarter_ago_has_not_entered_now(county: County) -> None:
    out_of_range = household(2, "钱二", income_fen=NONE)
    a_quarter_ago = AT - timedelta(days=92)
    signed_quarter(county, BEFORE, ("street", household(1, "赵一")), ("street", out_of_range), at=a_quarter_ago)
    signed_quarter(
        county,
        PERIOD,
        ("street", household(1, "赵一")),
        ("street", household(2, "钱二")),
        ("mill", household(3, "孙三")),
    )
    scope = scope_of(county, "cadre")
    assert MEASURES["households_filed"].value(scope) == 3
    assert MEASURES["households_filed"].value(scope.before) == 1
    in_this_quarter = scope.during(NOW)
    entered = MEASURES["households_entered"].rows(in_this_quarter)
    assert sorted(standing.household.head_name for standing in entered) == ["孙三", "钱二"]
    assert MEASURES["households_entered"].value(in_this_quarter.before) == 1
    assert MEASURES["on_register"].value(in_this_quarter) == 3


def test_the_change_since_the_last_quarter_is_said_in_words() -> None:
    filed, paid = MEASURES["households_filed"], MEASURES["aid_paid"]
    assert change_words(filed, 3, 3) == "和上期一样"
    assert change_words(filed, 5, 3) == "比上期多 2 户"
    assert change_words(filed, 3, 5) == "比上期少 2 户"
    assert change_words(paid, 0, 50) == "比上期少 0.50 元"
    assert change_words(MEASURES["returns_coverage"], 14, 85) == "比上期少 71 个百分点"
    assert change_words(paid, 123_456_789_00, 0) == "比上期多 12,345.68 万元"
    with override("en"):
        assert value_words(paid, 425_800_00) == ("425,800.00", "yuan"), "English does not count in tens of thousands"


def test_a_household_filed_by_two_unions_and_merged_counts_once(county: County) -> None:
    for code in ("street", "mill"):
        file_return(county, code, [household(1, "赵一")])
    intake.apply_merge(MergeProposal.everywhere.get(), same=True, by=county.accounts["cadre"], at=AT)
    signed_quarter(county, PERIOD)
    assert MEASURES["households_filed"].value(scope_of(county, "cadre")) == 1


def test_two_cases_that_were_signed_before_the_merge_count_once_afterwards(county: County) -> None:
    signed_quarter(
        county, PERIOD, ("street", household(1, "赵一")), ("mill", household(2, "赵一", income_fen=RELATIVE))
    )
    scope = scope_of(county, "cadre")
    assert MEASURES["households_filed"].value(scope) == 2
    first, second = (case.household for case in Case.everywhere.order_by("household_id"))
    proposal = intake.propose_merge(first, second, period=PERIOD, differences=(), at=AT)
    intake.apply_merge(proposal, same=True, by=county.accounts["cadre"], at=AT)
    for key, period in (("households_filed", PERIOD), ("households_entered", NOW), ("on_register", NOW)):
        counted = scope.during(period)
        assert MEASURES[key].value(counted) == len(list(MEASURES[key].rows(counted))) == 1
    assert sum(sum(tiers.values()) for tiers in measures.tiers_by_union(scope).values()) == 1
    mill = Scope([county.unions["mill"].pk], PERIOD)
    assert MEASURES["households_filed"].value(mill) == 1, "the mill alone still sees its own"


def test_a_household_has_not_entered_when_its_other_filing_was_there_before(county: County) -> None:
    file_return(county, "street", [household(1, "赵一", income_fen=NONE)], period="2026Q1")
    signed_quarter(county, BEFORE, ("mill", household(1, "赵一")))
    for code in ("street", "mill"):
        file_return(county, code, [household(1, "赵一")])
    intake.apply_merge(MergeProposal.everywhere.get(state="open"), same=True, by=county.accounts["cadre"], at=AT)
    signed_quarter(county, PERIOD)
    scope = scope_of(county, "cadre")
    assert MEASURES["households_filed"].value(scope) == 1
    assert MEASURES["households_entered"].value(scope.during(NOW)) == 1, "once, by the filing of the quarter before"


def test_money_is_paid_once_it_is_paid_and_reserved_until_then(county: County) -> None:
    signed_quarter(county, PERIOD, ("street", household(1, "赵一")))
    fill_buckets(county, "county", by="finance")
    scope = scope_of(county, "cadre")
    assert MEASURES["aid_paid"].value(scope) == MEASURES["aid_reserved"].value(scope) == 0
    reserve_all(county)
    held = Bucket.everywhere.aggregate(total=Sum("reserved_fen"))["total"]
    assert held > 0
    assert MEASURES["aid_reserved"].value(scope) == 0, "it was reserved after the quarter"
    assert MEASURES["aid_reserved"].value(scope.during(NOW)) == held, "as the funds have it"
    chart = purpose_bars(scope.during(NOW))
    assert chart is not None
    assert sum(bar["whole"] - bar["done"] for bar in chart["bars"]) == held / 100
    pay_all(county)
    assert MEASURES["aid_reserved"].value(scope.during(NOW)) == 0
    assert MEASURES["aid_paid"].value(scope) == sum(Entitlement.everywhere.values_list("amount_fen", flat=True))
    assert MEASURES["spent"].value(scope.during(NOW)) == MEASURES["aid_paid"].value(scope)
    assert MEASURES["spent"].value(scope) == 0, "the money came after the quarter"
