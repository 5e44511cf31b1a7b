"""What a household reads behind its code: who its cadre is, how it left, what stands in public, what it waits for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from leaving_walk import Q1, Q3, after, entered, left_after, six_months, surveyed
from played_exits import bill
from played_notices import object_to, play_noticed
from played_quarter import NONE, PERIOD, bucket_of, fill_buckets, household
from small_county import AT, County
from visiting import Visiting, with_visits

from niangjia.casework import papers, payment, watch
from niangjia.casework.progress import switched_off
from niangjia.casework.queries import dues
from niangjia.casework.queries.household import stands_of
from niangjia.programmes.care.services import needs, pairs
from niangjia.programmes.hardship import services
from niangjia.records.accounts.models import Entitlement
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def page_of(home: Household) -> str:
    """Return what the household reads on a phone of its own."""
    phone = Client()
    phone.post(reverse("hardship:my_progress"), {"code": papers.code_for(home, by=None, at=AT)})
    return phone.get(reverse("hardship:my_progress")).content.decode()


def test_a_household_reads_who_its_cadre_is_and_no_longer_once_she_moved(county: County) -> None:
    home = entered(county, Q1)
    assert "和您家结对的是" not in page_of(home)
    pairs.pair(home, cadre=county.accounts["helper"], kind="care", by=county.accounts["cadre"], at=AT)
    assert "和您家结对的是helper 某" in page_of(home)


def test_a_household_that_left_reads_how_and_what_goes_on(county: County) -> None:
    home = six_months(county)
    assert "退出困难档案" not in page_of(home)
    left_after(county, home)
    page = page_of(home)
    assert "这是好消息" in page
    assert "随时可以再申报" in page


def test_a_case_that_left_has_no_steps_to_come(county: County) -> None:
    home = six_months(county)
    left_after(county, home)
    case = Case.everywhere.get(household=home, period=Q3, programme="hardship")
    assert case.state == "left"
    [stand] = [one for one in stands_of(home, off=switched_off) if one.case == case]
    assert stand.coming == ()
    assert "撤销退出" not in page_of(home)


def test_a_household_reads_that_a_payout_failed_and_of_no_colleague(county: County) -> None:
    home = entered(county, Q1)
    fill_buckets(county, "county", by="finance")
    finance = county.accounts["finance"]
    for one in Entitlement.everywhere.filter(household=home).select_related("decision__signed_by"):
        payment.reserve(one, bucket=bucket_of(county, "county", one.benefit), by=finance, at=AT)
    one = Entitlement.everywhere.filter(household=home).select_related("decision__signed_by")[0]
    payment.release(one, by=finance, at=AT)
    page = page_of(home)
    assert "没有发成，重新办" in page
    assert "释放预留" not in page
    assert page.count(finance.name) == 1, "who reserved it, and nobody for the failure"


def test_a_household_taken_up_again_waits_for_its_union(county: County, sign_in: Callable[[str], Client]) -> None:
    home = entered(county, Q1)
    left_after(county, home, Q1, reason="asked")
    cadre = county.accounts["cadre"]
    signal = bill(home, by=cadre)
    case = watch.reopen(signal, told="看", by=cadre, at=AT)
    page = page_of(home)
    assert "重新摸排您家" in page
    assert "基层工会" in page
    told = sign_in("cadre").get(reverse("hardship:signal", args=[signal.pk])).content.decode()
    assert f"q={case.number}" in told
    assert "等工会重新摸排这一户" in told
    waiting = [
        due for due in dues(county.actor("cadre")) if due.kind in {"case", "resurvey"} and due.subject_id == case.pk
    ]
    assert [(due.step, due.role) for due in waiting] == [("resurvey", "grassroots")]


def test_a_household_reads_until_when_it_stands_in_public_and_not_who_objected(db: None) -> None:
    played = play_noticed()
    case = played.case("street", "钱二")
    [notice] = services.publish(played.county.actor("cadre"), period=PERIOD, at=AT)
    assert f"{notice.last_on.month}月{notice.last_on.day}日" in page_of(case.household)
    object_to(played, "street", "钱二")
    page = page_of(case.household)
    assert "公示期间有人提出" in page
    assert "有心人" not in page
    assert "新车" not in page


def test_a_household_reads_what_it_waits_for_and_until_when(county: County) -> None:
    home = entered(county, Q1)
    case = needs.raise_need(
        home, kind="legal", text="两个月工资没发", origin="visit", by=county.accounts["chair"], at=AT
    )
    page = page_of(home)
    assert case.number in page
    assert "应当办完" in page


def test_a_household_found_above_the_line_on_a_visit_is_chosen_for_like_any_other(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    entered(county, Q1)
    with_visits(county)
    [case] = surveyed(county, Q3, household(1, "赵一", income_fen=NONE))
    town = Visiting(county)
    visit = town.confirmed(town.sent(Case.everywhere.select_related("household", "owner_union", "row").get(pk=case.pk)))
    case.refresh_from_db()
    assert case.state == "visited"
    went = {account.username for account in town.two(visit)}
    signer = next(name for name in ("second", "cadre") if name not in went)
    page = sign_in(signer).get(reverse("hardship:verdict", args=[case.pk])).content.decode()
    assert "这一户还在档，这个季度不在困难职工范围之内" in page
    assert "还在观察，帮扶不停" in page
    assert after(Q3).date() == AT.date()
