"""What an application lacks: asked once, filled in and nothing else, kept for the desk, or seen by it at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from small_county import AT, County
from time_machine import TimeMachineFixture

from niangjia.casework.joining import phone_index
from niangjia.records.cases.models import Clock
from niangjia.records.joinings.models import Joining
from niangjia.records.people.models import Membership, Worker

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
WHO = {"name": "丁一", "id_number": "11010519491231002X", "phone": "13800000001"}


@pytest.fixture(autouse=True)
def _in_the_morning(time_machine: TimeMachineFixture) -> None:
    """Let the clock stand on a working morning: what is complete then is decided that day."""
    time_machine.move_to(AT, tick=False)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def asked(client: Client) -> Joining:
    """Let somebody ask the street."""
    form = {**WHO, "group": "courier", "employer": "云雀速运", "agreed": "on"}
    assert client.post(reverse("membership:join_at", args=["street"]), form).status_code == 302
    return Joining.everywhere.get()


def sent_back(joining: Joining, chair: Client, *missing: str, told: str = "") -> None:
    """Let the desk say what is missing."""
    sent = {"missing": list(missing), "told": told}
    assert chair.post(reverse("membership:joining_ask", args=[joining.case_id]), sent).status_code == 302


def test_only_what_was_asked_is_filled_in_and_the_rest_stays_as_it_was(county: County, sign_in: SignIn) -> None:
    phone, chair = Client(), sign_in("chair")
    joining = asked(phone)
    sent_back(joining, chair, "work", told="站点写全称")
    page = text(phone.get(reverse("membership:my_joining")))
    assert all(f'name="{field}"' in page for field in ("group", "employer"))
    assert not any(f'name="{field}"' in page for field in ("name", "id_number", "phone", "agreed"))
    assert WHO["phone"] not in page
    empty = phone.post(reverse("membership:join_complete"), {"group": "courier", "employer": ""})
    assert (empty.status_code, "请写单位、站点或接单平台的名字" in text(empty)) == (422, True)
    phone.post(reverse("membership:join_complete"), {"group": "food_delivery", "employer": "云雀速运江阴城东站"})
    seen = text(chair.get(reverse("membership:joining", args=[joining.case_id])))
    assert all(
        word in seen
        for word in ("要本人补过", "在哪里做、做什么工作", "站点写全称", "云雀速运江阴城东站", "外卖配送员")
    )
    chair.post(reverse("membership:joining_admit", args=[joining.case_id]))
    worker = Worker.everywhere.get(memberships__isnull=False)
    assert (worker.name, worker.group, worker.employer) == ("丁一", "food_delivery", "云雀速运江阴城东站")
    assert worker.phone_index == phone_index(WHO["phone"])


def test_who_only_has_to_show_his_card_says_that_he_was_there(county: County, sign_in: SignIn) -> None:
    phone, chair = Client(), sign_in("chair")
    joining = asked(phone)
    sent_back(joining, chair, "card")
    page = text(phone.get(reverse("membership:my_joining")))
    assert all(word in page for word in ("请带上证件，到", "我去过了"))
    assert not any(f'name="{field}"' in page for field in ("name", "id_number", "phone", "group", "employer"))
    phone.post(reverse("membership:join_complete"), {})
    assert Clock.objects.filter(case=joining.case, step="admit", stopped_at=None).count() == 1
    chair.post(reverse("membership:joinings"), {"joining": [joining.case_id]})
    admit_page = reverse("membership:joining_admit", args=[joining.case_id])
    assert chair.post(admit_page).status_code == 422, "the card was asked for: somebody says that he saw it"
    chair.post(admit_page, {"card_seen": "on"})
    joining.refresh_from_db()
    assert (joining.admitted, joining.seen_by) == (True, county.accounts["chair"])


def test_the_desk_admits_who_comes_with_his_card_before_he_completed_anything(county: County, sign_in: SignIn) -> None:
    chair = sign_in("chair")
    joining = asked(Client())
    sent_back(joining, chair, "card", "work")
    page = text(chair.get(reverse("membership:joining", args=[joining.case_id])))
    assert all(word in page for word in ("在等本人补", "我看过本人的证件", "同意入会"))
    chair.post(reverse("membership:joining_admit", args=[joining.case_id]), {"card_seen": "on"})
    assert Membership.everywhere.count() == 1
    assert not Clock.objects.filter(case=joining.case, stopped_at=None).exists()


def test_a_number_that_is_asked_for_is_not_seen_at_the_desk(county: County, sign_in: SignIn) -> None:
    chair = sign_in("chair")
    joining = asked(Client())
    sent_back(joining, chair, "id_number")
    admit_page = reverse("membership:joining_admit", args=[joining.case_id])
    assert admit_page not in text(chair.get(reverse("membership:joining", args=[joining.case_id])))
    refused = chair.post(admit_page, {"card_seen": "on"})
    assert (refused.status_code, "请他凭查询码补齐" in text(refused)) == (422, True)
    assert not Membership.everywhere.exists()
