"""An applicant is told that there is an answer: in his own messages, by a text that says nothing else, on his pages."""

from __future__ import annotations

import html
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from signing_in import by_phone
from small_county import AT, County
from time_machine import TimeMachineFixture

from niangjia.outside.messages import FakeMessenger
from niangjia.records.joinings.models import Joining
from niangjia.records.notices.models import Message
from niangjia.records.people.models import Membership

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
WHO = {"name": "丁一", "id_number": "11010519491231002X", "phone": "13800000001"}
WHY = "您在外市工作，请到那里申请"


@pytest.fixture(autouse=True)
def _in_the_morning(time_machine: TimeMachineFixture) -> None:
    """Let the clock stand on a working morning."""
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def carrier(settings: Any) -> FakeMessenger:
    """A carrier of this test alone."""
    settings.NIANGJIA_MESSAGES = FakeMessenger()
    return settings.NIANGJIA_MESSAGES


def read(client: Client, address: str) -> str:
    return html.unescape(client.get(address, follow=True).content.decode())


def asked(client: Client) -> Joining:
    """Let somebody ask the street."""
    form = {**WHO, "group": "courier", "employer": "云雀速运", "agreed": "on"}
    assert client.post(reverse("membership:join_at", args=["street"]), form).status_code == 302
    return Joining.everywhere.get()


def answers(joining: Joining, chair: Client, answer: str, **told: Any) -> str:
    """Let the desk answer; return the page it sees then."""
    sent = chair.post(reverse(f"membership:joining_{answer}", args=[joining.case_id]), told, follow=True)
    return html.unescape(sent.content.decode())


def test_his_account_and_his_phone_are_told_of_each_answer(
    county: County, sign_in: SignIn, carrier: FakeMessenger
) -> None:
    phone, chair = by_phone(WHO["phone"]), sign_in("chair")
    joining = asked(phone)
    carrier.sent.clear()
    answers(joining, chair, "ask", missing=["card"], told="站点写全称")
    answers(joining, chair, "admit", card_seen="on")
    told = list(Message.everywhere.filter(to=joining.account).order_by("pk").values_list("text", "address"))
    assert [text.split("；")[0] for text, _address in told] == ["您的入会申请要补一点", "您入会了，今天起就是会员"]
    assert {address for _text, address in told} == {reverse("membership:my_joining")}
    assert "您入会了" in read(phone, reverse("my_messages"))
    assert [to for to, _text in carrier.sent] == [WHO["phone"]] * 2
    for _to, text in carrier.sent:
        assert "凭查询码" in text
        assert reverse("membership:my_joining") in text
        assert not any(said in text for said in (*WHO.values(), "street", "站点", "证件", "补", "会员"))


def test_a_no_is_told_without_its_reason(county: County, sign_in: SignIn, carrier: FakeMessenger) -> None:
    phone, chair = by_phone(WHO["phone"]), sign_in("chair")
    joining = asked(phone)
    answers(joining, chair, "decline", told=WHY)
    assert WHY not in Message.everywhere.get(to=joining.account).text + carrier.sent[-1][1]
    phone.post(reverse("membership:join_leave"))
    assert WHY in read(phone, reverse("membership:my_joining")), "his account opens it without the code"


def test_an_answer_stands_though_the_text_does_not_go_out(
    county: County, sign_in: SignIn, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    chair, joining = sign_in("chair"), asked(Client())
    settings.NIANGJIA_MESSAGES = FakeMessenger(fails=True)
    with caplog.at_level(logging.WARNING):
        page = answers(joining, chair, "admit")
    assert "1 条短信没有发出去" in page
    assert Membership.everywhere.count() == 1
    assert "did not go out" in caplog.text
    assert WHO["phone"] not in caplog.text


def test_who_is_admitted_with_others_is_told_too(county: County, sign_in: SignIn, carrier: FakeMessenger) -> None:
    joining = asked(Client())
    sign_in("chair").post(reverse("membership:joinings"), {"joining": [joining.case_id]})
    assert [to for to, _text in carrier.sent] == [WHO["phone"]]
    assert not Message.everywhere.exists(), "without an account there are no messages"


def test_what_he_asked_from_his_account_is_on_his_pages_before_we_know_him(county: County, sign_in: SignIn) -> None:
    phone = by_phone(WHO["phone"])
    joining = asked(phone)
    for address in (reverse("my_home"), reverse("my_services")):
        page = read(phone, address)
        assert all(said in page for said in ("申请入会", "street 工会", "同意入会"))
    assert joining.case.number not in read(by_phone("13900002222"), reverse("my_services"))
    answers(joining, sign_in("chair"), "ask", missing=["work"], told="")
    for address in (reverse("my_home"), reverse("my_services")):
        page = read(phone, address)
        assert all(said in page for said in ("等您：补齐", reverse("membership:my_joining")))
