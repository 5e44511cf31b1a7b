"""What the survey told besides hardship is heard: a difficulty at work gets its clock, a wish comes to the wall."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from played_quarter import file_return, household
from small_county import AT, PASSWORD, County

from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.services.told import take_up
from niangjia.records.cases.models import Case, Clock
from niangjia.records.sealing import unseal
from niangjia.records.tasks.models import Need, Wish

PERIOD = "2026Q3"
ROWS = [
    household(41, "郑一", work_difficulty="小区不让骑手进", wish="想要一盏台灯"),
    household(42, "郑二", work_difficulty="车间通风要改", needs_tender=True),
    household(43, "郑三"),
]


@pytest.fixture
def filed(county: County) -> County:
    """The street sends a return in which two households tell of difficulties and one of a wish."""
    services.open_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    file_return(county, "street", ROWS)
    return county


@pytest.mark.django_db
def test_a_chair_takes_up_what_the_survey_told(filed: County) -> None:
    assert take_up(filed.actor("chair"), period=PERIOD, at=AT) == 3
    told = {unseal(need, "text"): (need.kind, need.origin, need.major) for need in Need.everywhere.all()}
    assert told == {
        "小区不让骑手进": ("work", "survey", False),
        "车间通风要改": ("work", "survey", True),
        "想要一盏台灯": ("other", "survey", False),
    }
    clock = Clock.objects.get(case__need__major=True, step="solve")
    assert clock.working["unit"] == "months", "a meeting and a tender have months, not a day"
    assert Wish.everywhere.get().consent == "paper"


@pytest.mark.django_db
def test_taking_up_twice_and_sending_the_file_again_opens_nothing_twice(filed: County) -> None:
    take_up(filed.actor("chair"), period=PERIOD, at=AT)
    assert take_up(filed.actor("cadre"), period=PERIOD, at=AT) == 0
    assert Case.everywhere.filter(programme="care").count() == 3


@pytest.mark.django_db
def test_another_union_does_not_see_it(filed: County) -> None:
    assert take_up(filed.actor("foreign-chair"), period=PERIOD, at=AT) == 0
    assert not Case.everywhere.filter(programme="care").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("on_the_day")
def test_the_page_says_what_waits_and_leads_on(filed: County) -> None:
    client = Client()
    client.post(reverse("login"), {"username": "chair", "password": PASSWORD})
    page = reverse("hardship:told", args=[PERIOD])
    assert "还有 3 件没有人接" in client.get(page).content.decode()
    assert "都有人接了" in client.post(page, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_open_each_thing_once(filed: County) -> None:
    def one(username: str) -> int:
        try:
            return take_up(filed.actor(username), period=PERIOD, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        opened = list(pool.map(one, ["chair", "cadre"]))
    assert sum(opened) == Case.everywhere.filter(programme="care").count() == 3
