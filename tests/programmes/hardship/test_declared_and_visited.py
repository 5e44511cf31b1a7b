"""Whoever declared by phone is met at the visit: her code shows all, what she wrote about herself is taken over."""

from __future__ import annotations

import pytest
from declaring import declared
from django.test import Client
from django.urls import reverse
from small_county import PASSWORD, County
from visiting import LATER, Visiting, fresh, visiting

from niangjia.programmes.hardship import services
from niangjia.records.papers.models import LookupCode
from niangjia.records.people.models import Person
from niangjia.records.sealing import unseal
from niangjia.records.trail.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def town(county: County) -> Visiting:
    """Return a county that visits, where somebody declared for a household that was known."""
    town = visiting(county)
    declared(Client(), "street", 2, name="钱二", card_number="6229990000000099999")
    assert not LookupCode.everywhere.get().proved
    return town


def test_whoever_declared_by_phone_is_met_at_the_visit(town: Visiting) -> None:
    town.confirmed(town.sent(town.case("street", "钱二")))
    assert LookupCode.everywhere.get().proved
    assert Event.objects.filter(verb="confirm_identity").count() == 1


def test_cards_that_nobody_saw_change_no_number(town: Visiting) -> None:
    town.confirmed(town.sent(town.case("street", "钱二")), identity_seen=False)
    assert not LookupCode.everywhere.get().proved
    head = Person.everywhere.get(household=town.case("street", "钱二").home, relation="本人")
    assert unseal(head, "card_number") != "6229990000000099999"


@pytest.mark.parametrize("seen", [True, False])
def test_the_second_visitor_is_asked_for_the_cards(town: Visiting, seen: bool) -> None:
    visit = town.reported(town.sent(town.case("street", "钱二")))
    _first, second = town.two(visit)
    client = Client()
    client.post(reverse("login"), {"username": second.username, "password": PASSWORD})
    assert "我看过原件" in client.get(reverse("hardship:visit", args=[visit.pk])).content.decode()
    answer = {"answer": "confirm"} | ({"identity_seen": "on"} if seen else {})
    client.post(reverse("hardship:answer_visit", args=[visit.pk]), answer)
    assert LookupCode.everywhere.get().proved is seen


def test_a_refusal_at_the_door_confirms_nobody(town: Visiting) -> None:
    visit = town.sent(town.case("street", "钱二"))
    first, second = town.two(visit)
    services.record_consent(visit, given=False, signer="", by=first, at=LATER)
    services.report_visit(fresh(visit), by=first, at=LATER)
    services.confirm_visit(fresh(visit), by=second, at=LATER)
    assert not LookupCode.everywhere.get().proved


def test_a_visit_to_a_household_that_did_not_declare_confirms_nobody(town: Visiting) -> None:
    town.confirmed(town.sent(town.case("community", "孙三")))
    assert not LookupCode.everywhere.get().proved
    assert not Event.objects.filter(verb="confirm_identity").exists()
