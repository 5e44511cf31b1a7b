"""A courier joins from his phone: asked, told once what is missing, admitted, a card that says no more than it must."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import segno
from django.test import Client
from django.urls import reverse
from signing_in import by_phone
from small_county import AT, LONG_AGO, County
from time_machine import TimeMachineFixture

from niangjia.casework.adoption import adopt, choose_value
from niangjia.casework.applications import admit_applicant, ask_to_join
from niangjia.casework.benefits import open_trade_door
from niangjia.casework.joining import admit, know_worker, phone_index
from niangjia.programmes.membership.services.benefits import show_card
from niangjia.programmes.membership.services.joining import PRACTICE
from niangjia.records.cases.models import Clock, Transfer
from niangjia.records.credentials.models import ProvenPhone
from niangjia.records.joinings.models import Joining, MemberBenefit, Poster
from niangjia.records.people.models import Membership, Worker
from niangjia.records.unions.models import Account, Union
from niangjia.stories import invented

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
WHO = {"name": "丁一", "id_number": "11010519491231002X", "phone": "13800000001"}
FORM = {**WHO, "group": "courier", "employer": "云雀速运", "agreed": "on"}


@pytest.fixture(autouse=True)
def _in_the_morning(time_machine: TimeMachineFixture) -> None:
    """Let the clock stand on a working morning: what is complete then is decided that day."""
    time_machine.move_to(AT, tick=False)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def at_street(query: str = "") -> str:
    return reverse("membership:join_at", args=["street"]) + query


def asked(client: Client, query: str = "", **changes: str) -> Joining:
    answer = client.post(at_street(query), {**FORM, **changes})
    assert answer.status_code == 302, text(answer)
    return Joining.everywhere.order_by("-pk")[0]


def test_a_courier_joins_and_is_a_member_the_same_day(county: County, sign_in: SignIn) -> None:
    phone = Client()
    assert reverse("membership:join_trade") in text(phone.get(reverse("membership:join")))
    joining = asked(phone, "?group=courier")
    page = text(phone.get(reverse("membership:my_joining")))
    code = re.search(r"big-code\">([0-9A-Z-]+)<", page)
    assert code is not None
    assert "今天答复您" in page
    assert WHO["id_number"] not in page
    assert code[1] not in text(phone.get(reverse("membership:my_joining")))
    chair = sign_in("chair")
    assert "丁一" in text(chair.get(reverse("inbox")))
    assert "丁一" in text(chair.get(reverse("membership:joinings")))
    chair.post(reverse("membership:joinings"), {"joining": [joining.case_id]})
    held = Membership.everywhere.get(owner_union=county.unions["street"])
    assert (held.worker.name, held.from_on, held.begins_as) == ("丁一", AT.date(), "joined")
    assert "您是会员了" in text(phone.get(reverse("membership:my_joining")))
    other = Client()
    other.post(reverse("membership:my_joining"), {"code": code[1].lower()})
    assert "丁*" in text(other.get(reverse("membership:my_card")))


def test_a_card_is_checked_once_while_it_is_fresh_and_tells_nothing_else(
    county: County, sign_in: SignIn, time_machine: TimeMachineFixture
) -> None:
    phone = Client()
    joining = asked(phone)
    sign_in("chair").post(reverse("membership:joining_admit", args=[joining.case_id]))
    codes = [card_code(phone) for _time in range(2)]
    partner = sign_in("partner")
    assert "无效" in text(partner.post(codes[0]))
    looked = text(Client().get(codes[1]))
    assert "有效还是无效" in looked
    checked = text(Client().post(codes[1]))
    assert "会员，有效" in checked
    assert not any(word in checked for word in ("丁", "street", "云雀", AT.strftime("%Y")))
    assert "无效" in text(partner.post(codes[1]))
    late = card_code(phone)
    time_machine.move_to(AT + timedelta(seconds=121))
    assert "无效" in text(Client().post(late))


def card_code(phone: Client) -> str:
    """Return the address that the drawing of a card would open: the code is made as the page makes it."""
    assert "<svg" in text(phone.post(reverse("membership:my_card")))
    return reverse("membership:check_card", args=[show_card(Worker.everywhere.get(), at=AT)])


def test_what_is_missing_is_said_once_and_completed_by_code(county: County, sign_in: SignIn) -> None:
    phone, chair = Client(), sign_in("chair")
    joining = asked(phone)
    url = reverse("membership:joining_ask", args=[joining.case_id])
    assert chair.post(url, {}).status_code == 422
    chair.post(url, {"missing": ["phone", "work"], "told": "写站点全称"})
    page = text(phone.get(reverse("membership:my_joining")))
    assert all(word in page for word in ("还要补一点", "能打通的手机号", "写站点全称"))
    work = {"group": "courier", "employer": "云雀速运江阴城东站"}
    bad = phone.post(reverse("membership:join_complete"), {**work, "phone": "12"})
    assert bad.status_code == 422
    assert 'value="12"' in text(bad)
    phone.post(reverse("membership:join_complete"), {**work, "phone": "13800000009"})
    assert "申请交上了" in text(phone.get(reverse("membership:my_joining")))
    chair.post(reverse("membership:joining_admit", args=[joining.case_id]))
    assert Membership.everywhere.count() == 1


def test_an_error_keeps_what_was_typed_and_says_how_to_mend_it(county: County) -> None:
    answer = Client().post(at_street(), {**FORM, "id_number": "110105194912310021"})
    assert answer.status_code == 422
    page = text(answer)
    assert "最后一位" in page
    assert 'value="13800000001"' in page
    assert not Joining.everywhere.exists()


def test_a_no_gives_its_reason_and_what_else(county: County, sign_in: SignIn) -> None:
    phone, chair = Client(), sign_in("chair")
    joining = asked(phone)
    url = reverse("membership:joining_decline", args=[joining.case_id])
    assert chair.post(url, {"told": " "}).status_code == 422
    chair.post(url, {"told": "您在外市工作，请到那里申请"})
    assert "您在外市工作" in text(phone.get(reverse("membership:my_joining")))


def test_an_applicant_takes_it_back(county: County, sign_in: SignIn) -> None:
    phone = Client()
    joining = asked(phone)
    phone.post(reverse("membership:join_withdraw"))
    assert "申请撤回了" in text(phone.get(reverse("membership:my_joining")))
    sign_in("chair").post(reverse("membership:joinings"), {"joining": [joining.case_id]})
    assert not Membership.everywhere.exists()


def test_after_five_in_the_afternoon_it_is_the_next_working_day(
    county: County, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(AT.replace(hour=17, minute=1))
    joining = asked(Client())
    assert Clock.objects.get(case=joining.case, step="admit").due_on == AT.date() + timedelta(days=1)


def test_a_name_that_does_not_go_with_the_number_waits_for_a_person(
    county: County, sign_in: SignIn, settings: Any
) -> None:
    settings.NIANGJIA_IDENTITY = ""
    joining = asked(Client())
    assert joining.agrees == "unknown"
    assert joining.case.worker is not None
    assert joining.case.worker.id_index == ""
    chair, url = sign_in("chair"), reverse("membership:joining_admit", args=[joining.case_id])
    chair.post(reverse("membership:joinings"), {"joining": [joining.case_id]})
    assert chair.post(url).status_code == 422
    assert not Membership.everywhere.exists()
    chair.post(url, {"card_seen": "on"})
    assert Membership.everywhere.get().worker.id_index
    assert Joining.everywhere.get().seen_by == county.accounts["chair"]


def test_a_member_elsewhere_is_told_so_only_if_it_is_he(county: County) -> None:
    worker = know_worker(county.unions["foreign"], by=None, at=AT, **WHO)
    admit(worker, union=county.unions["foreign"], on=LONG_AGO, by=None, at=AT)
    own = by_phone(WHO["phone"])
    told = text(own.post(at_street(), FORM))
    assert "转会" in told
    assert "foreign" not in told
    asked(Client())
    asked(Client(), phone="13899999999")
    assert Joining.everywhere.count() == 2


def test_a_member_elsewhere_begins_his_transfer_from_the_form_and_follows_it(county: County) -> None:
    worker = know_worker(county.unions["mill"], by=None, at=AT, **WHO)
    admit(worker, union=county.unions["mill"], on=LONG_AGO, by=None, at=AT)
    way = f"{reverse('membership:my_transfer')}?to=street"
    stranger = text(Client().get(at_street()))
    assert f"{reverse('phone_sign_in')}?{urlencode({'next': way})}" in stranger, "first it is seen that it is he"
    phone = by_phone(WHO["phone"])
    Worker.everywhere.update(account=Account.objects.get(is_worker=True))
    assert f'href="{way}"' in text(phone.post(at_street(), FORM))
    phone.post(way, {"deed": "ask", "employer": "云雀速运", "agreed": "on"})
    transfer = Transfer.everywhere.get()
    assert (transfer.to_union.code, transfer.owner_union.code, transfer.asked_by_worker) == ("street", "mill", True)
    assert transfer.case.number in text(phone.get(reverse("membership:my_transfer")))


def test_a_chair_sees_no_application_of_another_county(county: County, sign_in: SignIn) -> None:
    joining = asked(Client())
    stranger = sign_in("stranger")
    assert stranger.get(reverse("membership:joining", args=[joining.case_id])).status_code == 404
    stranger.post(reverse("membership:joinings"), {"joining": [joining.case_id]})
    assert not Membership.everywhere.exists()


def test_trade_and_place_lead_to_the_union_of_the_trade(county: County) -> None:
    url = reverse("membership:join_trade")
    asked_for = {"group": "courier", "place": "community"}
    assert reverse("membership:join_at", args=["community"]) in text(Client().get(url, asked_for))
    open_trade_door(county.unions["mill"], group="courier", by=None, at=AT)
    assert reverse("membership:join_at", args=["mill"]) in text(Client().get(url, asked_for))
    open_trade_door(county.unions["street"], group="courier", by=None, at=AT)
    assert reverse("membership:join_at", args=["street"]) in text(Client().get(url, asked_for))
    for asked, told in (({"place": "x"}, "请选一样"), ({"group": "courier", "place": ""}, "请写街道或社区的名字")):
        page = text(Client().get(url, asked))
        assert page.count(told) == 2, "on top, and beside the field"
    assert "错误：" not in text(Client().get(url))


def test_no_list_of_unions_comes_without_a_name(county: County) -> None:
    Union.objects.filter(code="street").update(name="柳堤街道总工会")
    url = reverse("membership:join")
    assert "柳堤" not in text(Client().get(url)) + text(Client().get(url, {"q": "堤"}))
    assert at_street() in text(Client().get(url, {"q": "柳堤"}))
    assert Client().get(reverse("membership:join_at", args=["county"])).status_code == 404


def test_a_poster_opens_the_form_with_its_union(county: County, sign_in: SignIn) -> None:
    chair = sign_in("chair")
    made = chair.post(reverse("membership:posters"), {"union": county.unions["street"].pk})
    assert "<svg" in text(chair.get(made["Location"]))
    poster = Poster.everywhere.get()
    led = Client().get(reverse("membership:join_poster", args=[poster.uid]))
    assert led["Location"] == at_street(f"?door=poster&poster={poster.uid}")
    assert asked(Client(), f"?door=poster&poster={poster.uid}").poster == poster
    assert chair.post(reverse("membership:posters"), {"union": county.unions["foreign"].pk}).status_code == 404


def test_who_keeps_a_reserved_membership_or_whose_union_gives_none_is_not_told_that_he_had_it(
    county: County, sign_in: SignIn
) -> None:
    phone = Client()
    joining = asked(phone)
    sign_in("chair").post(reverse("membership:joining_admit", args=[joining.case_id]))
    by = {"from_on": LONG_AGO, "by": county.accounts["cadre"], "at": AT}
    adopted = adopt(county.unions["street"], practice=PRACTICE, policy="", **by)
    choose_value(adopted, parameter="health_check", is_text="0", source="示例", **by)
    card = text(phone.get(reverse("membership:my_card")))
    assert card.count("本工会今年没有这一项") == 1
    assert "领过了" not in card
    Membership.everywhere.update(standing="reserved")
    card = text(phone.get(reverse("membership:my_card")))
    assert card.count("本工会今年没有这一项") == 1
    assert "保留会籍期间不发" in card
    assert "领过了" not in card


def test_benefits_begin_on_joining_and_come_once_a_year(county: County, sign_in: SignIn) -> None:
    phone, chair = Client(), sign_in("chair")
    joining = asked(phone)
    claim = reverse("membership:claim_benefit")
    phone.post(claim, {"kind": "health_check"})
    assert not MemberBenefit.everywhere.exists()
    chair.post(reverse("membership:joining_admit", args=[joining.case_id]))
    for _time in range(2):
        phone.post(claim, {"kind": "health_check"})
        phone.post(claim, {"kind": "summer_pack"})
    benefit = MemberBenefit.everywhere.get()
    assert benefit.kind == "health_check"
    assert "丁一" in text(chair.get(reverse("membership:benefits")))
    chair.post(reverse("membership:benefit_deliver", args=[benefit.pk]))
    assert "领过了" in text(phone.get(reverse("membership:my_card")))
    phone.post(claim, {"kind": "health_check"})
    assert MemberBenefit.everywhere.get().delivered_by == county.accounts["chair"]


def own_link(phone: Client) -> str:
    """Return the link for colleagues as a member's page shows it."""
    link = re.search(r"(http[^<>\"]+/join/with/[0-9a-f-]+/)<", text(phone.get(reverse("membership:my_card"))))
    assert link is not None
    return link[1]


def test_a_member_shows_his_link_as_a_code_and_sends_it_from_his_phone(county: County, sign_in: SignIn) -> None:
    phone = Client()
    joining = asked(phone)
    sign_in("chair").post(reverse("membership:joining_admit", args=[joining.case_id]))
    link, page = own_link(phone), text(phone.get(reverse("membership:my_card")))
    drawn = str(segno.make(link, error="m").svg_inline(scale=5, border=4, omitsize=True))
    modules = re.findall(r'\bd="([^"]+)"', drawn)[-1]
    assert page.count('class="qr"') == 1
    assert modules in page, "the code says the very link that stands below it"
    assert f"sms:?&amp;body={quote('工会五问，三分钟入会，不收钱：' + link)}" in page
    shown = text(phone.post(reverse("membership:my_card")))
    assert "二维码截图" not in shown, "the only code on the screen is his own card"
    assert shown.count('class="qr"') == 1, "only the card's own code can be scanned while it is shown"
    assert modules not in shown
    assert link in shown


def test_who_brings_a_colleague_is_credited(county: County, sign_in: SignIn) -> None:
    phone, chair = Client(), sign_in("chair")
    first = asked(phone)
    chair.post(reverse("membership:joining_admit", args=[first.case_id]))
    link = own_link(phone)
    friend = Client()
    page = text(friend.get(link))
    assert "您的同事是会员" in page
    assert "丁" not in page
    way = re.search(r'href="([^"]*with=[^"]+)"', page)
    assert way is not None
    told = {"name": invented.name(5), "id_number": invented.id_number(5), "phone": invented.phone(5)}
    second = asked(friend, "?" + way[1].split("?", 1)[1].replace("&amp;", "&"), **told)
    assert second.door == "member"
    assert "0 位入会了" in text(phone.get(reverse("membership:my_card")))
    chair.post(reverse("membership:joining_admit", args=[second.case_id]))
    assert "1 位入会了" in text(phone.get(reverse("membership:my_card")))


def test_too_many_applications_from_one_place_rest_for_a_while(county: County) -> None:
    for number in range(30):
        told = {"name": invented.name(number), "id_number": invented.id_number(number)}
        asked(Client(), **told)
    late = Client().post(at_street(), FORM)
    assert "试得太多了" in text(late)


def test_the_account_of_a_worker_who_is_signed_in_is_linked(county: County) -> None:
    own = county.accounts["newcomer"]
    own.is_worker = True
    own.save()
    ProvenPhone.objects.create(account=own, phone_index=phone_index(WHO["phone"]), proven_at=AT)
    joining = ask_to_join(county.unions["street"], door="trade", agrees="agree", account=own, at=AT, **WHO)
    admit_applicant(joining, by=county.accounts["chair"], at=AT)
    assert Worker.everywhere.get().account == own


def test_the_five_questions_are_answered_for_one_union(county: County) -> None:
    page = text(Client().get(reverse("membership:faq", args=["street"])))
    assert "工会是什么" in page
    assert "单位有什么好处" in page
    assert at_street() in page
