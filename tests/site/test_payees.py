"""Whoever pays reads bank and card of the payout in front of him: for that purpose, with a trace, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from played_quarter import PlayedQuarter

from niangjia.casework.intake.households import keep_person
from niangjia.records.accounts.models import Entitlement
from niangjia.records.people.models import Person
from niangjia.records.sealing import unseal
from niangjia.records.trail.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

LOOKS_PERSONAL = re.compile(r"(?<![0-9A-Za-z.])(?:\d{17}[\dXx]|1[3-9]\d{9}|62\d{14,17})(?![0-9A-Za-z])")


def personal(text: str) -> set[str]:
    return set(LOOKS_PERSONAL.findall(text))


def reveals() -> list[Event]:
    return list(Event.objects.filter(verb="reveal").order_by("id"))


def waiting_payout(played: PlayedQuarter, state: str) -> Entitlement:
    """Return a payout of the county that waits, to a household whose every number is known."""
    found = Entitlement.everywhere.filter(owner_union__code__in=("street", "community"), state=state).order_by("id")[0]
    return Entitlement.everywhere.select_related("household", "bucket").get(pk=found.pk)


def head_of(payout: Entitlement) -> Person:
    return Person.everywhere.get(household=payout.household, relation="本人")


@pytest.mark.parametrize("state", ["entitled", "reserved"])
def test_who_pays_reads_bank_and_card_of_the_row_in_front_of_him_and_nothing_else(
    state: str, played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    payout = waiting_payout(played, state)
    head = head_of(payout)
    number = str(unseal(head, "card_number"))
    response = visitors["finance"].post(reverse("payee"), {"reservation": payout.pk, "purpose": "payout"})
    page = response.content.decode()
    assert personal(page) == {number}
    assert head.bank in page
    assert response["Cache-Control"] == "no-store"
    (event,) = reveals()
    assert (event.actor_id, event.subject_id) == (played.county.accounts["finance"].pk, head.pk)
    assert event.detail == {"field": "card_number", "purpose": "payout"}
    listed = reverse("funds") if payout.bucket is None else reverse("fund", args=[payout.bucket_id])
    listing = visitors["finance"].get(listed).content.decode()
    assert personal(listing) == set()
    assert f'form="payee" name="reservation" value="{payout.pk}"' in listing


@pytest.mark.parametrize(
    ("who", "purpose", "status"),
    [
        ("GET finance", "payout", 405),
        ("POST finance", "", 302),
        ("POST finance", "identity", 302),
        ("POST cadre", "payout", 404),
        ("POST leader", "payout", 404),
        ("POST chair", "payout", 404),
        ("POST stranger", "payout", 404),
        ("POST ", "payout", 302),
    ],
)
def test_a_card_is_shown_to_nobody_else_and_for_nothing_else(
    who: str, purpose: str, status: int, played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    method, _space, username = who.partition(" ")
    payout = waiting_payout(played, "reserved")
    send = visitors[username].get if method == "GET" else visitors[username].post
    response = send(reverse("payee"), {"reservation": payout.pk, "purpose": purpose})
    assert response.status_code == status
    assert personal(response.content.decode()) == set()
    assert reveals() == []


def test_once_the_bank_has_paid_there_is_no_card_to_read(played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    payout = waiting_payout(played, "reserved")
    Entitlement.everywhere.filter(pk=payout.pk).update(state="paid")
    asked = {"reservation": payout.pk, "purpose": "payout"}
    assert visitors["finance"].post(reverse("payee"), asked).status_code == 404
    assert reveals() == []


def test_a_household_without_a_card_is_named_before_its_money_moves(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    waits, reserved = waiting_payout(played, "entitled"), waiting_payout(played, "reserved")
    assert reserved.bucket is not None
    lists = {reverse("funds"): waits, reverse("fund", args=[reserved.bucket_id]): reserved}
    for url, payout in lists.items():
        before = visitors["finance"].get(url).content.decode().count("没有银行卡")
        Person.everywhere.filter(pk=head_of(payout).pk).update(card_number=None)
        page = visitors["finance"].get(url).content.decode()
        assert page.count("没有银行卡") > before
        assert f'form="payee" name="reservation" value="{payout.pk}"' not in page
        assert f'name="decision" value="{payout.pk}" checked' not in page
    assert reveals() == []


CARD = {"bank": "示例银行", "card_number": "6222 9900 0000 0418", "consent": "on"}


def test_whoever_answers_for_a_household_adds_its_missing_card_once_and_cannot_lead_money_elsewhere(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    payout, cadre = waiting_payout(played, "entitled"), visitors["cadre"]
    head = head_of(payout)
    page = reverse("care:bank", args=[payout.household_id])
    assert "已经登记了" in cadre.get(page).content.decode()
    cadre.post(page, CARD)
    assert unseal(head_of(payout), "card_number") == unseal(head, "card_number"), "a card that is told is not changed"

    Person.everywhere.filter(pk=head.pk).update(card_number=None, bank="")
    assert page in cadre.get(reverse("funds")).content.decode()
    assert page in cadre.get(reverse("care:household", args=[payout.household_id])).content.decode()
    assert page not in visitors["finance"].get(reverse("funds")).content.decode(), "who pays writes no cards"
    assert set(cadre.post(page, {**CARD, "consent": ""}).context["form"].errors) == {"consent"}
    assert set(cadre.post(page, {**CARD, "card_number": "6222"}).context["form"].errors) == {"card_number"}
    assert cadre.post(page, CARD).status_code == 302
    kept = head_of(payout)
    assert (kept.bank, unseal(kept, "card_number")) == ("示例银行", "6222990000000418")
    (event,) = Event.objects.filter(verb="add_card")
    assert (event.subject_id, event.actor_id) == (head.pk, played.county.accounts["cadre"].pk)
    assert "没有银行卡" not in cadre.get(reverse("care:household", args=[payout.household_id])).content.decode()


@pytest.mark.parametrize("who", ["finance", "leader", "stranger", "helper"])
def test_nobody_else_adds_a_card(who: str, played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    payout = waiting_payout(played, "entitled")
    Person.everywhere.filter(pk=head_of(payout).pk).update(card_number=None)
    assert visitors[who].post(reverse("care:bank", args=[payout.household_id]), CARD).status_code == 404
    assert head_of(payout).card_number is None


def test_a_filing_that_tells_no_card_leaves_the_one_that_was_told(played: PlayedQuarter) -> None:
    head = head_of(waiting_payout(played, "entitled"))
    told = {"name": head.name, "relation": "本人", "id_number": str(unseal(head, "id_number"))}
    kept = keep_person(head.household, told)
    assert (kept.pk, kept.bank, unseal(kept, "card_number")) == (head.pk, head.bank, unseal(head, "card_number"))
    assert head.bank
