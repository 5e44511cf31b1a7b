"""The page on which a union is moved, merged or dissolved says what is missing, beside what was tried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from small_county import AT, County

from niangjia.casework.joining import admit, know_worker
from niangjia.records.people.models import Membership
from niangjia.records.unions.models import Succession, Union

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.mark.parametrize("deed", ["move", "merge"])
def test_whoever_chose_no_other_union_is_told_so(deed: str, county: County, sign_in: Callable[[str], Client]) -> None:
    url = reverse("membership:reshape", args=[county.unions["mill"].pk])
    answer = sign_in("cadre").post(url, {"deed": deed, "on": AT.date().isoformat()})
    assert answer.status_code == 422
    assert "请先选另一家工会" in answer.content.decode()


def test_a_missing_day_is_asked_for_where_the_union_was_to_be_dissolved(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    url = reverse("membership:reshape", args=[county.unions["mill"].pk])
    answer = sign_in("cadre").post(url, {"deed": "dissolve", "on": ""})
    assert answer.status_code == 422
    _before, ending = answer.content.decode().split("<details open")
    assert "请写日期" in ending


@pytest.mark.parametrize("deed", ["dissolve", "merge"])
def test_no_member_moves_before_the_day_has_come(deed: str, county: County, sign_in: Callable[[str], Client]) -> None:
    url = reverse("membership:reshape", args=[county.unions["mill"].pk])
    tomorrow = (AT.date() + timedelta(days=1)).isoformat()
    answer = sign_in("cadre").post(url, {"deed": deed, "on": tomorrow, "other": county.unions["street"].pk})
    assert answer.status_code == 422
    assert "这一天还没有到" in answer.content.decode()
    assert Union.objects.get(code="mill").dissolved_on is None
    assert not Succession.objects.exists()


def test_a_union_is_split_off_only_when_its_day_has_come(county: County, sign_in: Callable[[str], Client]) -> None:
    union, by = county.unions["street"], county.accounts["cadre"]
    worker = know_worker(union, name="丁一", phone="15400000001", by=by, at=AT)
    admit(worker, union=union, begins_as="joined", on=AT.date(), by=by, at=AT)
    url = reverse("membership:split", args=[union.pk])
    told = {"name": "示例城东站工会", "short_name": "城东站", "kind": "outlet", "people": [worker.pk]}
    tomorrow = (AT.date() + timedelta(days=1)).isoformat()
    answer = sign_in("cadre").post(url, {**told, "on": tomorrow})
    assert (answer.status_code, "这一天还没有到" in answer.content.decode()) == (422, True)
    assert not Union.objects.filter(short_name="城东站").exists()
    assert sign_in("cadre").post(url, {**told, "on": AT.date().isoformat()}).status_code == 302
    assert Membership.everywhere.get(worker=worker, to_on=None).owner_union.short_name == "城东站"


def test_an_election_that_does_not_count_leaves_what_was_written(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    url = reverse("membership:union", args=[county.unions["mill"].pk])
    held = {"held_on": "2026-10-13", "due": "28", "attended": "3", "term_years": "5", "chair": "何某", "member": "李某"}
    answer = sign_in("cadre").post(url, {**held, "deed": "elected", "no_relatives": "on"})
    page = answer.content.decode()
    assert (answer.status_code, "选举不算数" in page, "李某" in page) == (422, True, True)


def test_enter_changes_nothing_and_what_was_ticked_and_written_stays(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    other = county.unions["street"].pk
    url = reverse("membership:reshape", args=[county.unions["mill"].pk])
    answer = sign_in("cadre").post(f"{url}?q=street", {"on": AT.date().isoformat(), "other": other})
    page = answer.content.decode()
    assert (answer.status_code, "请按一个按钮，说明怎么变" in page) == (422, True)
    assert f'value="{other}" checked' in page
    assert page.count(f'value="{AT.date().isoformat()}"') == 2
