"""Whoever asks after somebody by number or phone hears the same, whether we know him or not; and not without end."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from played_belonging import member
from signing_in import by_phone
from small_county import AT, LONG_AGO, County

from niangjia.casework import joining, transfers
from niangjia.casework.access.doors import DOORS
from niangjia.casework.adoption import adopt, choose_value
from niangjia.casework.applications import admit_applicant, ask_to_join
from niangjia.programmes.membership.services.joining import PRACTICE
from niangjia.records.cases.models import Transfer
from niangjia.records.joinings.models import Joining, MemberBenefit
from niangjia.records.people.models import Membership, Tie, Worker
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Account, Union
from niangjia.stories import invented

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_untouched_sessions")]

SignIn = Callable[[str], Client]
WITHIN_REASON = 4
"""How many questions more a page may ask the database of somebody who is known."""


def told(number: int, name: str) -> dict[str, str]:
    return {"name": name, "id_number": invented.id_number(number), "phone": invented.phone(number)}


def asked(client: Client, number: int, name: str) -> Any:
    form = {**told(number, name), "group": "courier", "employer": "", "agreed": "on"}
    return client.post(reverse("membership:join_at", args=["street"]), form)


def words(client: Client) -> str:
    """Return what an applicant reads, but for what is different with every application."""
    page = client.get(reverse("membership:my_joining")).content.decode()
    page = re.sub(r'value="[^"]*"|RH-[0-9a-f]{12}|[0-9]{2}:[0-9]{2}|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}', "", page)
    return re.sub(r"\s+", " ", page)


def known_everywhere(county: County) -> list[tuple[int, str]]:
    """Let a member of this union, a member of another and somebody who is a member nowhere be known."""
    member(county, "street", "欧阳晓明", **{key: text for key, text in told(71, "").items() if key != "name"})
    member(county, "mill", "单小红", **{key: text for key, text in told(72, "").items() if key != "name"})
    joining.know_worker(county.unions["mill"], by=None, at=AT, **told(73, "赵晓红"))
    return [(71, "欧阳晓明"), (72, "单小红"), (73, "赵晓红")]


# ------------------------------------------------------------------------------------------------------- joining


def test_whoever_knows_all_of_a_member_still_does_not_learn_that_he_is_one(county: County) -> None:
    known = known_everywhere(county)
    stranger = Client()
    answer = asked(stranger, 74, "钱晓红")
    heard = words(stranger).replace("钱晓红", "")
    for number, name in known:
        client = Client()
        same = asked(client, number, name)
        assert (same.status_code, same["Location"]) == (answer.status_code, answer["Location"])
        assert words(client).replace(name, "") == heard
    assert Joining.everywhere.filter(admitted=True).count() == 0


def test_where_a_union_admits_at_once_nothing_is_told_either(county: County) -> None:
    known_everywhere(county)
    admits_at_once(county)
    asked(Client(), 74, "钱晓红")
    assert Joining.everywhere.get().admitted, "whom nobody knows is a member at once"
    for number, name, union in ((71, "欧阳晓明", "street"), (72, "单小红", "mill")):
        client = Client()
        assert asked(client, number, name).status_code == 302
        page = words(client)
        assert "另一家" not in page
        assert "会员卡和福利" not in page
        assert "已经是" not in page
        assert not Joining.everywhere.latest("pk").admitted, "who is a member is not admitted anew"
        assert Membership.everywhere.get(worker__name=name, to_on=None).owner_union.code == union


def with_phone(client: Client, number: int, name: str, *, phone: int) -> Joining:
    """Let somebody ask at the street with what he knows of another, and with a phone of his own."""
    form = {**told(number, name), "phone": invented.phone(phone), "group": "courier", "employer": "", "agreed": "on"}
    assert client.post(reverse("membership:join_at", args=["street"]), form).status_code == 302
    return Joining.everywhere.latest("pk")


def application_of_a_stranger(county: County, number: int, name: str, *, at_once: bool) -> tuple[Client, Joining]:
    """Return the phone of a stranger, and what he asks for with the name and number of somebody whom we know."""
    known_everywhere(county)
    if at_once:
        admits_at_once(county)
    stranger = Client()
    return stranger, with_phone(stranger, number, name, phone=79)


@pytest.mark.parametrize("at_once", [True, False])
def test_name_and_number_of_a_member_open_neither_his_card_nor_his_benefits(
    at_once: bool, county: County, sign_in: SignIn
) -> None:
    stranger, application = application_of_a_stranger(county, 71, "欧阳晓明", at_once=at_once)
    desk = sign_in("chair")
    answer = desk.post(reverse("membership:joinings"), {"joining": application.case_id}, follow=True)
    assert "和本人核实后再答复" in answer.content.decode(), "the desk of his union hears that he is a member"
    application.refresh_from_db()
    assert not application.admitted
    assert shows_nothing(stranger)


@pytest.mark.parametrize("at_once", [True, False])
def test_the_card_of_whom_we_knew_before_he_joined_is_for_his_own_phone(
    at_once: bool, county: County, sign_in: SignIn
) -> None:
    stranger, application = application_of_a_stranger(county, 73, "赵晓红", at_once=at_once)
    sign_in("chair").post(reverse("membership:joinings"), {"joining": application.case_id})
    application.refresh_from_db()
    assert application.admitted
    assert shows_nothing(stranger)
    assert reverse("phone_sign_in") in stranger.get(reverse("membership:my_joining")).content.decode()


def test_who_joined_with_the_phone_that_is_known_of_him_sees_his_card_by_the_code(county: County) -> None:
    known_everywhere(county)
    admits_at_once(county)
    own = Client()
    with_phone(own, 73, "赵晓红", phone=73)
    assert reverse("membership:my_card") in own.get(reverse("membership:my_joining")).content.decode()
    assert own.get(reverse("membership:my_card")).status_code == 200


def admits_at_once(county: County) -> None:
    """Let the street make a member at once of whoever's name and number go together."""
    by = {"from_on": LONG_AGO, "by": county.accounts["cadre"], "at": AT}
    adopted = adopt(county.unions["street"], practice=PRACTICE, policy="", **by)
    choose_value(adopted, parameter="admits_at_once", is_text="1", source="示例", **by)


def shows_nothing(client: Client) -> bool:
    """Return whether neither card nor benefits open, to be seen or to be claimed."""
    card, claim = reverse("membership:my_card"), reverse("membership:claim_benefit")
    away = [client.get(card), client.post(card)]
    client.post(claim, {"kind": "health_check"})
    assert not MemberBenefit.everywhere.exists()
    return {answer.get("Location") for answer in away} == {reverse("membership:my_joining")}


def test_a_member_with_his_own_phone_in_hand_is_told(county: County) -> None:
    known_everywhere(county)
    for number, name, sentence in ((71, "欧阳晓明", "这家工会的会员"), (72, "单小红", "转会")):
        client = by_phone(invented.phone(number))
        answer = asked(client, number, name)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    other = by_phone(invented.phone(79))
    assert asked(other, 71, "欧阳晓明").status_code == 302, "with another phone he is anybody"


def test_an_account_with_another_phone_is_never_linked_to_a_known_worker(county: County) -> None:
    known_everywhere(county)
    by_phone(invented.phone(79))
    account = Account.objects.get(is_worker=True)
    application = ask_to_join(
        county.unions["street"], door="trade", agrees="agree", account=account, at=AT, **told(73, "赵晓红")
    )
    admit_applicant(application, by=county.accounts["chair"], at=AT)
    assert Worker.everywhere.get(name="赵晓红").account is None
    event = Event.objects.filter(verb="link_account").latest("id")
    assert event.detail["linked"] is False


# -------------------------------------------------------------------------------------------- who comes in person


def answered(client: Client, page: str, form: dict[str, str]) -> tuple[int, str, int]:
    with CaptureQueriesContext(connection) as questions:
        answer = client.post(reverse(page), form)
    text = answer.content.decode()
    for value in form.values():
        text = text.replace(value, "")
    return answer.status_code, re.sub(r'value="[^"]*"|\s+', " ", text), len(questions)


def in_person(number: int, name: str) -> dict[str, str]:
    return {"name": name, "number": invented.id_number(number)}


def test_a_desk_hears_the_same_of_nobody_of_no_member_and_of_one_on_his_way_elsewhere(
    county: County, sign_in: SignIn
) -> None:
    known_everywhere(county)
    going = Worker.everywhere.get(name="单小红")
    transfers.ask_transfer(going, to=county.unions["community"], by=county.accounts["mill-chair"], at=AT)
    chair = sign_in("chair")
    nobody, no_member, on_his_way, another_name = (
        answered(chair, "membership:take_in", in_person(*who))
        for who in ((74, "钱晓红"), (73, "赵晓红"), (72, "单小红"), (71, "钱晓红"))
    )
    assert nobody[0] == 422
    for heard in (no_member, on_his_way, another_name):
        assert heard[:2] == nobody[:2]
        assert abs(heard[2] - nobody[2]) <= WITHIN_REASON
    assert Event.objects.filter(verb="not_found_in_person", actor_name="chair 某").count() == 4


def test_registering_beside_tells_nothing_of_whom_it_does_not_find(county: County, sign_in: SignIn) -> None:
    known_everywhere(county)
    chair = sign_in("community-chair")
    more = {"kind": "residence", "on": "2026-10-13"}
    nobody = answered(chair, "membership:register", {**in_person(74, "钱晓红"), **more})
    another = answered(chair, "membership:register", {**in_person(71, "钱晓红"), **more})
    assert nobody[0] == 422
    assert another[:2] == nobody[:2]
    assert abs(another[2] - nobody[2]) <= WITHIN_REASON


@pytest.mark.parametrize("page", ["membership:take_in", "membership:register"])
def test_a_desk_that_guesses_rests_even_before_the_right_one(page: str, county: County, sign_in: SignIn) -> None:
    known_everywhere(county)
    chair = sign_in("community-chair")
    more = {"kind": "residence", "on": "2026-10-13"}
    for _turn in range(DOORS["in_person"]["misses"]):
        chair.post(reverse(page), {**in_person(74, "钱晓红"), **more})
    late = chair.post(reverse(page), {**in_person(71, "欧阳晓明"), **more})
    assert late.status_code == 422
    assert "试得太多了" in late.content.decode()
    assert not Transfer.everywhere.exists()
    assert not Tie.everywhere.exists()


# ---------------------------------------------------------------------------------------- phones, codes, links


def test_a_phone_that_is_known_costs_as_many_questions_as_one_that_is_not(county: County) -> None:
    by_phone(invented.phone(71))
    Client().post("/login/phone/", {"phone": invented.phone(78)})
    heard = [answered(Client(), "phone_sign_in", {"phone": invented.phone(number)}) for number in (71, 78)]
    assert heard[0] == heard[1]


def test_an_invitation_that_is_gone_looks_like_one_that_never_was(county: County, sign_in: SignIn) -> None:
    issued = sign_in("cadre").post(
        "/accounts/",
        {"union": Union.objects.get(code="street").pk, "role": "grassroots", "title": "主席", "name": "新"},
    )
    used = str(issued.context["link"]).removeprefix("http://testserver")
    said = {"username": "fresh", "name": "新来的", "password": "correct horse battery"}
    assert Client().post(used, said).status_code == 302
    pages = [Client().get(address) for address in (used, "/invitation/7KDM-XR4TH-9WVCA/")]
    assert {page.status_code for page in pages} == {404}
    said_in_both = [re.sub(r"/invitation/[^/]+/|value=\"[^\"]*\"", "", page.content.decode()) for page in pages]
    assert said_in_both[0] == said_in_both[1]
