"""Contact with the unions at the base: by area, by its day, and what is raised is answered and confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from founding import founded
from small_county import AT, LONG_AGO, County

from niangjia.casework import adoption, liaison
from niangjia.casework.liaison import ContactToCome, NotYoursToSay
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries import dues
from niangjia.records.cases.models import Clock
from niangjia.records.unions.models import Liaison

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def waiting(county: County, who: str, days: int) -> list[str]:
    on = AT.date() + timedelta(days=days)
    return [one.union for one in dues(county.actor(who, on)) if one.step == "liaise"]


def test_an_area_is_handed_to_somebody_and_the_contact_waits_by_its_day(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    founded(county)
    client, chair = sign_in("cadre"), county.accounts["chair"]
    told = {"area": county.unions["street"].pk, "account": chair.pk}
    assert client.post(reverse("membership:liaison"), told).status_code == 302
    assert Liaison.everywhere.filter(account=chair).count() == 2
    assert waiting(county, "chair", 10) == []
    assert set(waiting(county, "chair", 31)) == {"community", "示例第 1 配送站"}
    assert waiting(county, "cadre", 31) == []
    one = Liaison.everywhere.get(owner_union=county.unions["community"])
    here = reverse("membership:liaison_of", args=[one.pk])
    mine = sign_in("chair")
    assert mine.post(here, {"on": "2026-10-13", "way": "visit", "told": "屋顶漏雨"}).status_code == 302
    assert "屋顶漏雨" in mine.get(here).content.decode()
    assert sign_in("stranger").get(here).status_code == 404


def test_the_number_of_the_nearest_union_says_how_often(county: County) -> None:
    cadre = county.accounts["cadre"]
    adopted = adoption.adopt(
        county.unions["county"], practice=liaison.PRACTICE, policy="", from_on=LONG_AGO, by=cadre, at=AT
    )
    adoption.choose_value(
        adopted, parameter="contact_every", is_text="7", from_on=LONG_AGO, source="本会规定", by=cadre, at=AT
    )
    on = AT.date()
    assert liaison.next_contact(county.unions["mill"].pk, on=on) == on + timedelta(days=7)
    assert liaison.next_contact(county.unions["foreign"].pk, on=on) > on + timedelta(days=29)


def test_another_liaison_takes_over_and_the_one_before_writes_no_more(county: County) -> None:
    told = {"on": AT.date(), "by": county.accounts["cadre"], "at": AT}
    first = liaison.assign_liaison(county.unions["mill"], account=county.accounts["chair"], **told)
    assert liaison.assign_liaison(county.unions["mill"], account=county.accounts["chair"], **told) == first
    liaison.assign_liaison(county.unions["mill"], account=county.accounts["second"], **told)
    with pytest.raises(MovedMeanwhile):
        liaison.log_contact(first, on=AT.date(), way="phone", by=county.accounts["chair"], at=AT)
    with pytest.raises(ContactToCome):
        liaison.log_contact(first, on=AT.date() + timedelta(days=1), way="phone", by=county.accounts["chair"], at=AT)


def test_what_is_raised_is_answered_by_its_day_and_confirmed_by_who_raised_it(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    chair, cadre = sign_in("chair"), sign_in("cadre")
    told = {"union": county.unions["community"].pk, "kind": "activity", "text": "活动室漏雨，请派人修"}
    here = chair.post(reverse("membership:raise"), told)["Location"]
    assert Clock.objects.get(case__matter="raise", stopped_at__isnull=True).due_on == AT.date() + timedelta(days=7)
    assert "活动室漏雨" in chair.get(here).content.decode()
    assert chair.post(here, {"deed": "answer", "text": "自己答自己"}).status_code == 404
    assert cadre.post(here, {"deed": "answer", "text": ""}).status_code == 422
    cadre.post(here, {"deed": "answer", "text": "周五来修"})
    cadre.post(here, {"deed": "solved"})
    assert Clock.objects.filter(case__matter="raise", stopped_at__isnull=True).count() == 0
    chair.post(here, {"deed": "open"})
    assert Clock.objects.get(case__matter="raise", stopped_at__isnull=True).step == "answer_raised"
    cadre.post(here, {"deed": "answer", "text": "修好了"})
    chair.post(here, {"deed": "solved"})
    assert "已办结" in chair.get(here).content.decode()
    assert sign_in("stranger").get(here).status_code == 404


def test_nobody_else_says_that_it_is_solved(county: County) -> None:
    raised = liaison.raise_matter(
        county.unions["mill"], kind="dues", text="经费", by=county.accounts["mill-chair"], at=AT
    )
    liaison.answer_raised(raised, text="已拨", by=county.accounts["cadre"], at=AT)
    with pytest.raises(NotYoursToSay):
        liaison.confirm_raised(raised, solved=True, by=county.accounts["cadre"], at=AT)
