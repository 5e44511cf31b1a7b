"""A colleague fills in a form of joining for a worker who asked him to, and for nobody else; the worker sees it."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta

import pytest
from deeds_of_accounts import NUMBER, PHONE
from django.test import Client
from small_county import AT, County

from niangjia.casework import delegation, joining
from niangjia.records.credentials.models import DelegatedAct, Delegation
from niangjia.records.joinings.models import Joining
from niangjia.records.people.models import Worker
from niangjia.records.sealing import blind_index

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

FORM = "/membership/join/at/street/"
TOLD = {"name": "陈路遥", "id_number": NUMBER, "phone": PHONE, "group": "courier", "employer": "云雀", "agreed": "on"}


def read(client: Client, address: str) -> str:
    return html.unescape(client.get(address).content.decode())


@pytest.fixture
def worker(county: County, phone: Client) -> Worker:
    """A worker of the street, a member nowhere, who said who he is."""
    joining.know_worker(county.unions["street"], name="陈路遥", id_number=NUMBER, phone=PHONE, by=None, at=AT)
    phone.post("/my/self/", {"name": "陈路遥", "id_number": NUMBER})
    return Worker.everywhere.get(id_index=blind_index("id", NUMBER))


def agreed(worker: Worker, county: County, *, matter: str = "join") -> Delegation:
    return Delegation.everywhere.create(
        owner_union=worker.owner_union,
        worker=worker,
        delegate=county.accounts["chair"],
        matter=matter,
        until_on=AT.date() + timedelta(days=5),
        asked_at=AT,
        agreed_at=AT,
    )


def test_without_the_consent_of_the_worker_a_colleague_fills_in_nothing(
    county: County, worker: Worker, sign_in: Callable[[str], Client]
) -> None:
    chair = sign_in("chair")
    assert "不能替别人填" in read(chair, FORM)
    answer = chair.post(FORM, TOLD)
    assert answer.status_code == 422
    assert "要先有本人同意" in answer.content.decode()
    agreed(worker, county, matter="care")
    assert chair.post(FORM, TOLD).status_code == 422
    assert not Joining.everywhere.exists()


def test_with_it_he_does_and_the_worker_sees_what_was_done(
    county: County, worker: Worker, phone: Client, sign_in: Callable[[str], Client]
) -> None:
    given = agreed(worker, county)
    chair = sign_in("chair")
    assert "代为申请入会" in read(chair, "/for-others/")
    begun = chair.post("/for-others/", {"row": given.pk, "deed": "open_join"})
    assert begun.headers["Location"] == "/membership/join/"
    assert "您在替陈路遥填" in read(chair, FORM)
    wrong = chair.post(FORM, TOLD | {"name": "陈路近"})
    assert wrong.status_code == 422
    assert "请您代办的不是这个人" in wrong.content.decode()
    assert chair.post(FORM, TOLD).headers["Location"] == "/for-others/"
    asked = Joining.everywhere.get()
    assert (asked.account, asked.case.opened_by) == (worker.account, county.accounts["chair"])
    assert [one.verb for one in DelegatedAct.objects.order_by("pk")] == ["open_join", "join"]
    shown = read(phone, "/my/delegates/")
    assert "代您交了入会申请" in shown
    assert "开始代您申请入会" in shown
    assert chair.post(FORM, TOLD).status_code == 422  # one opening, one form


def test_what_was_ended_meanwhile_no_longer_holds(
    county: County, worker: Worker, sign_in: Callable[[str], Client]
) -> None:
    given = agreed(worker, county)
    chair = sign_in("chair")
    chair.post("/for-others/", {"row": given.pk, "deed": "open_join"})
    assert worker.account is not None
    delegation.end(given, by=worker.account, at=AT)
    assert chair.post(FORM, TOLD).status_code == 422
    assert not Joining.everywhere.exists()


def test_a_worker_fills_in_his_own_form_as_before(worker: Worker, phone: Client) -> None:
    assert phone.post(FORM, TOLD).headers["Location"] == "/membership/join/mine/"
    assert Joining.everywhere.get().account == worker.account
