"""The finance desk opens a fund for a purpose and a year, and puts into it what was allocated."""

from __future__ import annotations

import pytest
from django.urls import reverse
from signing_in import by_password
from small_county import County, build_county

from niangjia.casework.queries.money import bucket_for
from niangjia.records.accounts.models import Bucket, Entitlement, Fund
from niangjia.records.cases.models import Case

TOLD = {"name": "省级专项", "source": "示例〔2026〕1 号", "purpose": "living_aid", "year": "2026"}


@pytest.fixture
def county(db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", "2026-10-13")
    return build_county()


def test_finance_opens_a_fund_of_the_own_union_and_puts_money_in(county: County) -> None:
    finance = by_password("finance")
    opened = finance.post(reverse("open_bucket"), TOLD)
    bucket = Bucket.everywhere.get()
    assert opened["Location"] == reverse("fund", args=[bucket.pk])
    assert (bucket.owner_union, bucket.purpose, bucket.year) == (county.unions["county"], "living_aid", 2026)
    assert (bucket.fund.name, bucket.fund.source) == ("省级专项", "示例〔2026〕1 号")

    finance.post(reverse("allocate", args=[bucket.pk]), {"yuan": "1000.50", "voucher": "v-1"})
    assert Bucket.everywhere.get().available_fen == 100050


def test_a_second_press_opens_nothing_more(county: County) -> None:
    finance = by_password("finance")
    first, second = (finance.post(reverse("open_bucket"), TOLD)["Location"] for _press in range(2))
    assert first == second
    assert (Fund.everywhere.count(), Bucket.everywhere.count()) == (1, 1)


def test_what_is_missing_is_asked_for_and_what_was_written_stays(county: County) -> None:
    answer = by_password("finance").post(reverse("open_bucket"), TOLD | {"source": "", "purpose": "holidays"})
    assert answer.status_code == 422
    assert 'value="省级专项"' in answer.content.decode()
    assert set(answer.context["open_form"].errors) == {"source", "purpose"}
    assert not Fund.everywhere.exists()


@pytest.mark.parametrize("who", ["cadre", "leader", "chair", "helper", "partner"])
def test_who_moves_no_money_opens_no_fund_and_is_not_asked_to(who: str, county: County) -> None:
    somebody = by_password(who)
    assert somebody.post(reverse("open_bucket"), TOLD).status_code == 404
    assert not Fund.everywhere.exists()
    page = somebody.get(reverse("funds"))
    assert page.status_code == 404 or page.context["open_form"] is None


def test_of_two_funds_of_one_purpose_the_one_that_holds_enough_pays() -> None:
    owed = Entitlement(benefit="living_aid", amount_fen=500, case=Case(period="2026Q3"))
    empty, full = (Bucket(purpose="living_aid", year=2026, available_fen=held) for held in (499, 500))
    other = Bucket(purpose="medical_aid", year=2026, available_fen=500)
    assert bucket_for(owed, [other, empty, full]) is full
    assert bucket_for(owed, [other, empty]) is empty
    assert bucket_for(owed, [other]) is None
