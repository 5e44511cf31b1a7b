"""A member goes to another union himself: he sees who has it and until when, takes it back, and everything follows."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from deeds_of_accounts import NUMBER, PHONE
from django.test import Client
from small_county import AT, LONG_AGO, County

from niangjia.casework import benefits, joining, transfers
from niangjia.casework.queries.belonging import open_membership
from niangjia.records.cases.models import Clock, Transfer
from niangjia.records.credentials.models import Delegation
from niangjia.records.joinings.models import MemberBenefit
from niangjia.records.notices.models import Message
from niangjia.records.people.models import Membership, Worker
from niangjia.records.sealing import blind_index
from niangjia.records.trail.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

PAGE = "/membership/transfers/mine/"
LEAVE = "/membership/leave/"
ASKED = {"deed": "ask", "employer": "云雀快递城东站", "agreed": "on"}


def read(client: Client, address: str = PAGE) -> str:
    return html.unescape(client.get(address).content.decode())


@pytest.fixture
def worker(county: County, phone: Client) -> Worker:
    """A member of the mill whose phone it is."""
    known = joining.know_worker(
        county.unions["mill"], name="陈路遥", id_number=NUMBER, phone=PHONE, employer="青川纺织厂", by=None, at=AT
    )
    joining.admit(known, union=county.unions["mill"], on=LONG_AGO, by=None, at=AT)
    phone.post("/my/self/", {"name": "陈路遥", "id_number": NUMBER})
    return Worker.everywhere.get(id_index=blind_index("id", NUMBER))


def waiting(worker: Worker) -> Transfer:
    return Transfer.everywhere.get(worker=worker, closed_at=None)


def test_a_member_finds_his_new_union_and_asks_to_go_there(phone: Client, worker: Worker) -> None:
    assert "mill 工会" in read(phone)
    assert "?to=street" in read(phone, f"{PAGE}?q=street")
    phone.post(f"{PAGE}?to=street", ASKED)
    asked = waiting(worker)
    assert (asked.to_union.code, asked.employer, asked.asked_by_worker) == ("street", "云雀快递城东站", True)
    assert asked.agreed_at is not None
    assert Event.objects.get(verb="ask_transfer").detail["himself"] is True
    page = read(phone)
    for said in ("转到street 工会", "在谁手里", "mill 工会", "放行转出", "到哪天为止", "撤回转会"):
        assert said in page
    assert "/membership/transfers/mine/" in read(phone, "/my/services/")
    assert "/membership/transfers/mine/" in read(phone, "/my/self/")


def test_he_is_told_when_a_union_asks_for_him_and_the_page_says_who_it_was(
    phone: Client, worker: Worker, county: County, sign_in: Callable[[str], Client]
) -> None:
    mill, cadre = sign_in("mill-chair"), sign_in("cadre")
    mill.post(f"/membership/workers/{worker.pk}/transfer/", {"to_name": "street"})
    asked = waiting(worker)
    assert (asked.asked_by_worker, asked.agreed_at) == (False, None)
    told = Message.everywhere.get(to=worker.account)
    assert "替您提出转会，转到street 工会" in told.text
    assert told.address == PAGE
    page = read(phone)
    assert "<h3>您提出转会" not in page
    assert "工会替您提出转会" in page
    assert "mill-chair 某" in page
    desk = f"/membership/transfers/{asked.pk}/"
    own = read(mill, desk)
    assert "请另一位同事来定" in own
    assert "本人" not in own
    assert 'value="release"' not in own
    mill.post(desk, {"answer": "release"})
    assert waiting(worker) == asked
    cadre.post(desk, {"answer": "release"})
    assert Worker.everywhere.get(pk=worker.pk).owner_union.code == "street"


def test_whom_he_lets_act_for_him_asks_in_his_name_and_lets_him_not_go(
    phone: Client, worker: Worker, county: County, sign_in: Callable[[str], Client]
) -> None:
    Delegation.everywhere.create(
        owner_union=worker.owner_union, worker=worker, delegate=county.accounts["mill-chair"], matter="transfer",
        until_on=AT.date() + timedelta(days=5), asked_at=AT, agreed_at=AT,
    )  # fmt: skip
    sign_in("mill-chair").post(f"/membership/workers/{worker.pk}/transfer/", {"to_name": "street"})
    asked = waiting(worker)
    assert (asked.asked_by_worker, asked.agreed_at) == (True, None)
    assert "您请的同事代您提出转会" in read(phone)
    assert "代您提出了转会" in read(phone, "/my/delegates/")
    with pytest.raises(transfers.OwnAsking):
        transfers.release(asked, on=AT.date(), by=county.accounts["mill-chair"], at=AT)


def test_without_a_yes_nothing_is_asked(phone: Client, worker: Worker) -> None:
    answer = phone.post(f"{PAGE}?to=street", {"deed": "ask", "employer": ""})
    assert answer.status_code == 422
    assert "请勾选自愿转会" in answer.content.decode()
    assert not Transfer.everywhere.filter(worker=worker).exists()
    assert phone.post(PAGE, ASKED).status_code == 200  # nothing chosen: nothing happens
    assert not Transfer.everywhere.filter(worker=worker).exists()


def test_where_he_is_and_where_nobody_is_taken_cannot_be_chosen(phone: Client, worker: Worker) -> None:
    answer = phone.post(f"{PAGE}?to=mill", ASKED)
    assert answer.status_code == 422
    assert "会籍已经在这个工会" in answer.content.decode()
    assert phone.get(f"{PAGE}?to=nowhere").status_code == 404
    assert "没有找到别的工会" in read(phone, f"{PAGE}?q=mill")
    assert open_membership(worker) is not None


def test_he_takes_it_back_while_it_waits(phone: Client, worker: Worker) -> None:
    phone.post(f"{PAGE}?to=street", ASKED)
    phone.post(PAGE, {"deed": "take_back"})
    assert Transfer.everywhere.get(worker=worker).case.state == "transfer_withdrawn"
    assert "申请撤回了" in read(phone)
    phone.post(PAGE, {"deed": "take_back"})  # twice is once
    assert Worker.everywhere.get(pk=worker.pk).employer == "青川纺织厂"


def test_what_is_late_is_ours_and_then_goes_by_the_rule_with_all_that_is_in_flight(
    phone: Client, worker: Worker, county: County
) -> None:
    benefits.claim_benefit(worker, kind="birthday", most=1, by=worker.account, at=AT)
    assert "1 份福利跟着您过去" in read(phone)
    phone.post(f"{PAGE}?to=street", ASKED)
    Clock.objects.filter(case=waiting(worker).case).update(due_on=date(2026, 1, 5))
    page = read(phone)
    assert "对不起，我们晚了" in page
    assert "这不是您的原因" in page
    assert transfers.move_out_of_time(at=AT + timedelta(days=1)) == 1
    moved = Worker.everywhere.get(pk=worker.pk)
    assert (moved.owner_union.code, moved.employer) == ("street", "云雀快递城东站")
    assert MemberBenefit.everywhere.get(worker=worker).owner_union == county.unions["street"]
    assert "转好了" in read(phone)
    assert Message.everywhere.get(to=worker.account).text.startswith("您的会籍转到street 工会了")


def test_an_objection_is_told_and_the_union_above_decides(phone: Client, worker: Worker, county: County) -> None:
    phone.post(f"{PAGE}?to=street", ASKED)
    transfers.object_to(waiting(worker), reason="still_here", by=county.accounts["mill-chair"], at=AT)
    page = read(phone)
    assert "由上级工会定" in page
    assert "county 工会" in page
    transfers.let_stay(waiting(worker), by=county.accounts["cadre"], at=AT)
    assert "上次没有转到street 工会" in read(phone)
    assert Message.everywhere.filter(to=worker.account).count() == 2


def test_who_is_no_member_is_led_to_joining_and_who_is_not_known_says_who_he_is(phone: Client, county: County) -> None:
    assert phone.get(PAGE).headers["Location"].startswith("/my/self/")
    joining.know_worker(county.unions["mill"], name="陈路遥", id_number=NUMBER, phone=PHONE, by=None, at=AT)
    phone.post("/my/self/", {"name": "陈路遥", "id_number": NUMBER})
    assert "直接申请入会" in read(phone)
    assert Client().get(PAGE).status_code == 302


def test_the_union_he_chose_is_not_lost_while_he_says_who_he_is(phone: Client, county: County) -> None:
    known = joining.know_worker(county.unions["mill"], name="陈路遥", id_number=NUMBER, phone=PHONE, by=None, at=AT)
    joining.admit(known, union=county.unions["mill"], on=LONG_AGO, by=None, at=AT)
    wanted = f"{PAGE}?to=street"
    asks_first = phone.get(wanted).headers["Location"]
    assert asks_first == f"/my/self/?{urlencode({'next': wanted})}"
    assert "转会以前先认一下本人" in read(phone, asks_first)
    who = {"name": "陈路遥", "id_number": NUMBER}
    assert phone.post(asks_first, who).headers["Location"] == wanted
    assert "转到street 工会" in read(phone, wanted)


def test_nobody_is_led_out_of_the_house_after_saying_who_he_is(phone: Client, county: County) -> None:
    joining.know_worker(county.unions["mill"], name="陈路遥", id_number=NUMBER, phone=PHONE, by=None, at=AT)
    away = f"/my/self/?{urlencode({'next': 'https://example.org/'})}"
    assert phone.post(away, {"name": "陈路遥", "id_number": NUMBER}).headers["Location"] == "/my/self/"


def test_a_member_leaves_by_himself_after_a_second_question(phone: Client, worker: Worker, county: County) -> None:
    phone.post(f"{PAGE}?to=street", ASKED)
    assert LEAVE in read(phone, "/membership/card/")
    page = read(phone, LEAVE)
    assert all(said in page for said in ("要退出mill 工会吗", "不收钱", "正在等的转会也就不办了"))
    assert phone.post(LEAVE, {}).status_code == 422, "the second question was not answered"
    assert phone.post(LEAVE, {"sure": "on"}).status_code == 302
    left = Membership.everywhere.get(worker=worker)
    assert (left.to_on, left.ends_as) == (AT.date(), "left")
    assert Event.objects.get(verb="end_membership").actor_id == worker.account_id
    assert not Transfer.everywhere.filter(closed_at=None).exists()
    assert "您现在不在哪个工会" in read(phone, LEAVE)
    joining.admit(worker, union=county.unions["street"], on=AT.date(), by=None, at=AT)
    assert "要退出street 工会吗" in read(phone, LEAVE)


def test_who_only_has_the_code_of_an_application_shows_who_he_is_before_he_leaves(worker: Worker) -> None:
    stranger = Client()
    assert stranger.post(LEAVE, {"sure": "on"}).status_code == 302
    assert Membership.everywhere.get(worker=worker).to_on is None
