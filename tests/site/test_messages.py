"""Messages: one's own and nobody else's, counted in the letterhead, read when opened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from small_county import AT, County

from niangjia.casework.messages import notify
from niangjia.records.notices.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
MESSAGES = reverse("messages")
READ_ON = "/hardship/policies/"


def tell(county: County, *names: str, key: str = "k", address: str = READ_ON, union: str = "street") -> None:
    notify(
        [county.accounts[name] for name in names],
        key=key,
        kind="reminder",
        text=f"请报表 {key}",
        union=county.unions[union],
        address=address,
        at=AT,
    )


def test_a_message_is_counted_shown_and_read_when_it_is_opened(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    tell(county, "chair")
    client = sign_in("chair")
    assert '<span class="count">1' in client.get("/").content.decode()
    assert "请报表 k" in client.get(MESSAGES).content.decode()
    one = Message.everywhere.get()
    assert client.post(MESSAGES, {"message": one.pk})["Location"] == "/hardship/policies/"
    one.refresh_from_db()
    assert one.read_at is not None
    assert '<span class="count">' not in client.get(MESSAGES).content.decode()


def test_nobody_reads_the_messages_of_somebody_else(county: County, sign_in: Callable[[str], Client]) -> None:
    tell(county, "chair")
    cadre = sign_in("cadre")
    assert "请报表" not in cadre.get(MESSAGES).content.decode()
    for wanted in (Message.everywhere.get().pk, 987_654_321, "²", ""):
        assert cadre.post(MESSAGES, {"message": wanted}).status_code == 404
    cadre.post(MESSAGES)
    assert Message.everywhere.get().read_at is None


def test_all_are_read_at_once(county: County, sign_in: Callable[[str], Client]) -> None:
    for key in "ab":
        tell(county, "chair", key=key)
    sign_in("chair").post(MESSAGES)
    assert not Message.everywhere.filter(read_at__isnull=True).exists()


def test_a_message_of_a_union_one_no_longer_serves_is_gone(county: County, sign_in: Callable[[str], Client]) -> None:
    tell(county, "chair", union="foreign")
    assert "请报表" not in sign_in("chair").get(MESSAGES).content.decode()


def test_a_message_never_leads_out_of_the_house(county: County, sign_in: Callable[[str], Client]) -> None:
    tell(county, "chair", address="https://elsewhere.example/")
    assert sign_in("chair").post(MESSAGES, {"message": Message.everywhere.get().pk})["Location"] == MESSAGES
