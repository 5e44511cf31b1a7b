"""The library of practices: another county takes one over, with numbers of its own, each with its source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from small_county import County

from niangjia import catalogue
from niangjia.casework.adoption import held_number
from niangjia.casework.liaison import PRACTICE, next_contact
from niangjia.records.practices.models import Adoption, ChosenValue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

HERE = f"/membership/practices/{PRACTICE}/"
NUMBER = {
    "deed": "number",
    "number": "contact_every",
    "value": "14",
    "from_on": "2026-10-13",
    "source": "某工发〔2026〕3 号",
}


def held(county: County, union: str, on: date = date(2026, 10, 13)) -> tuple[int, str]:
    one = held_number(county.unions[union].pk, practice=PRACTICE, number="contact_every", on=on)
    return one.value, one.origin


def test_the_library_shows_every_practice_of_the_hall(county: County, sign_in: Callable[[str], Client]) -> None:
    page = sign_in("leader").get(reverse("membership:practices")).content.decode()
    for programme in catalogue.programmes():
        assert programme.practice in programme.practices
        for key, one in programme.practices.items():
            assert one.label in page
            assert sign_in("leader").get(reverse("membership:practice", args=[key])).status_code == 200


def test_a_cadre_of_another_county_takes_it_over_with_numbers_of_its_own(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    cadre, stranger = sign_in("cadre"), sign_in("stranger")
    assert cadre.post(HERE, {"deed": "adopt", "from_on": "2026-10-13", "taken_from": ""}).status_code == 302
    assert cadre.post(HERE, NUMBER).status_code == 302
    assert held(county, "mill") == (14, "county 工会")
    assert held(county, "foreign") == (30, "")
    taken = {"deed": "adopt", "from_on": "2026-10-13", "taken_from": county.unions["county"].pk}
    assert stranger.post(HERE, taken).status_code == 302
    assert held(county, "foreign") == (14, "other-county 工会")
    assert "沿用county 工会" in stranger.get(HERE).content.decode()
    later = {**NUMBER, "value": "7", "from_on": "2026-10-20", "source": "本会规定"}
    assert stranger.post(HERE, later).status_code == 302
    assert held(county, "foreign", date(2026, 10, 19)) == (14, "other-county 工会")
    assert held(county, "foreign", date(2026, 10, 20)) == (7, "other-county 工会")
    assert held(county, "mill", date(2026, 10, 20)) == (14, "county 工会")
    assert next_contact(county.unions["foreign"].pk, on=date(2026, 10, 20)) == date(2026, 10, 20) + timedelta(days=7)


def test_what_cannot_be_is_refused_and_nothing_is_kept(county: County, sign_in: Callable[[str], Client]) -> None:
    cadre = sign_in("cadre")
    assert cadre.post(HERE, NUMBER).status_code == 422
    cadre.post(HERE, {"deed": "adopt", "from_on": "2026-10-13", "taken_from": ""})
    assert cadre.post(HERE, {"deed": "adopt", "from_on": "2026-10-13", "taken_from": ""}).status_code == 422
    hour = {**NUMBER, "number": "decided_if_complete_by"}
    assert cadre.post(HERE, {**hour, "value": "25"}).status_code == 422
    assert cadre.post(HERE, {**NUMBER, "value": "", "source": ""}).status_code == 422
    assert cadre.post(HERE, NUMBER).status_code == 302
    assert cadre.post(HERE, NUMBER).status_code == 422
    assert cadre.get("/membership/practices/nothing/").status_code == 404
    assert sign_in("chair").post(HERE, NUMBER).status_code == 404
    assert ChosenValue.objects.filter(adoption__practice=PRACTICE).count() == 1
    assert Adoption.objects.filter(practice=PRACTICE).count() == 1
