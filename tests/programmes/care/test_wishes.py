"""Wishes: a wall that names nobody, one claim at a time, granted with proof or put up again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from small_county import AT, County, build_county

from niangjia.casework import wishes as desk
from niangjia.casework.access import NotYours
from niangjia.casework.needs import ProofMissing
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries import dues
from niangjia.casework.queries import needs as reads
from niangjia.casework.wishes import AlreadyClaimed, NamesSomebody, NotReleased, StillTime, TooManyClaims
from niangjia.programmes.care.services import wishes
from niangjia.records.people.models import Household, Person
from niangjia.records.tasks.models import Claim, Wish

pytestmark = pytest.mark.django_db

SAID = "一个读三年级的孩子想要一盏台灯"
PHONE = "15400099001"


def hung(county: County, code: str = "mill", name: str = "郑七", **told: Any) -> Wish:
    household, _fresh = Household.everywhere.get_or_create(
        owner_union=county.unions[code], head_index=f"{code} {name}", defaults={"head_name": name, "opened_at": AT}
    )
    known = {"kind": "reading", "text": "想要一盏灯", "consent": "spoken", "released": SAID}
    return wishes.raise_wish(household, **{**known, **told}, by=county.accounts["cadre"], at=AT)


def claimed(wish: Wish, phone: str = PHONE) -> Claim:
    return wishes.claim_wish(reads.find_on_wall(wish.pk), name="热心人", phone=phone, at=AT)


def state(wish: Wish) -> str:
    return Wish.everywhere.select_related("need__case").get(pk=wish.pk).need.case.state


def test_a_wish_hangs_on_the_wall_in_words_that_name_nobody(county: County) -> None:
    wish = hung(county, released="")
    Person.everywhere.create(
        owner_union=wish.owner_union, household=wish.need.case.household, name="郑小七", relation="子女"
    )
    told = {"by": county.accounts["cadre"], "at": AT}
    for words in ("郑七家想要一盏灯", "郑小七想要一盏灯", "请打 154 0009 9001", "住在 12345 号"):
        with pytest.raises(NamesSomebody):
            wishes.release_wish(wish, text=words, **told)
    with pytest.raises(NotYours):
        reads.find_on_wall(wish.pk)
    with pytest.raises(NotReleased):
        wishes.claim_wish(wish, name="某", phone=PHONE, at=AT)
    wishes.release_wish(wish, text=SAID, **told)
    assert reads.find_on_wall(wish.pk).released == SAID


def test_the_wall_shows_what_was_released_and_nothing_else(county: County) -> None:
    hung(county, age_group="child")
    page = Client().get(reverse("care:wishes"))
    shown = page.content.decode()
    assert page.status_code == 200
    assert SAID in shown
    assert "儿童" in shown
    for secret in ("郑七", "想要一盏灯"):
        assert secret not in shown


def test_of_two_who_come_one_after_the_other_the_second_is_told_kindly(county: County) -> None:
    wish = hung(county)
    claimed(wish)
    with pytest.raises(AlreadyClaimed, match="谢谢您"):
        claimed(wish, "15400099002")
    with pytest.raises(MovedMeanwhile):
        wishes.release_wish(wish, text="别的话", by=county.accounts["cadre"], at=AT)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_one_gets_it() -> None:
    county = build_county()
    for number in range(6):
        wish = hung(county, name=f"户主{number}")
        gate = threading.Barrier(4, timeout=60)

        def rush(seat: int, pk: int = wish.pk, gate: threading.Barrier = gate, turn: int = number) -> str:
            mine = reads.find_on_wall(pk)
            gate.wait()
            try:
                wishes.claim_wish(mine, name="热心人", phone=f"1540{turn:03d}{seat:04d}", at=AT)
            except AlreadyClaimed:
                return "told kindly"
            finally:
                connections.close_all()
            return "claimed"

        with ThreadPoolExecutor(4) as seats:
            assert Counter(seats.map(rush, range(4))) == {"claimed": 1, "told kindly": 3}
        assert Claim.everywhere.filter(wish=wish).count() == 1


def test_one_phone_holds_only_so_many_and_the_wall_takes_only_so_many_an_hour(county: County) -> None:
    first, second, third = (hung(county, name=name) for name in ("甲", "乙", "丙"))
    claimed(first)
    claimed(second)
    with pytest.raises(TooManyClaims, match="还没有实现完"):
        claimed(third)
    limits = desk.ClaimLimits(a_phone=9, an_hour=2)
    told = {"name": "某", "phone": "15400099009", "agreed_to": "同意", "limits": limits}
    with pytest.raises(TooManyClaims, match="一个小时"):
        desk.claim_wish(reads.find_on_wall(third.pk), **told, at=AT + timedelta(minutes=5))
    desk.claim_wish(reads.find_on_wall(third.pk), **told, at=AT + timedelta(hours=2))
    assert state(third) == "wish_claimed"


def test_a_claim_that_falls_through_puts_the_wish_back(county: County) -> None:
    wish = hung(county)
    one = claimed(wish)
    with pytest.raises(StillTime):
        desk.fall_through(one, why="timed_out", by=None, at=AT)
    assert wishes.drop_stale_claims(at=AT + timedelta(days=2)) == 0
    assert wishes.drop_stale_claims(at=AT + timedelta(days=30)) == 1
    assert state(wish) == "wish_open"
    other = claimed(wish)
    desk.fall_through(other, why="gave_up", by=county.accounts["cadre"], at=AT)
    assert [line.fallen_as for line in reads.claims(wish)] == ["gave_up", "timed_out"]
    assert desk.live_claim(wish) is None


def test_a_wish_comes_true_with_proof_and_a_word_of_thanks(county: County) -> None:
    wish, by = hung(county), county.accounts["mill-chair"]
    claimed(wish)
    with pytest.raises(ProofMissing):
        wishes.fulfil(wish, by=by, at=AT)
    with pytest.raises(NamesSomebody):
        wishes.fulfil(wish, told="送到了", thanks="郑七谢谢您", by=by, at=AT)
    wishes.fulfil(wish, told="送到了", thanks="孩子很喜欢", by=by, at=AT)
    assert state(wish) == "wish_granted"
    assert "孩子很喜欢" in Client().get(reverse("care:wishes")).content.decode()
    assert reads.wish_counts(reads.wishes(county.actor("cadre"))) == {
        "found": 1,
        "waiting": 0,
        "claimed": 0,
        "granted": 1,
    }


def test_she_takes_her_wish_back(county: County) -> None:
    wish = hung(county)
    desk.withdraw_wish(wish, by=county.accounts["cadre"], at=AT)
    assert SAID not in Client().get(reverse("care:wishes")).content.decode()


def test_she_sees_the_clock_of_her_wish_by_the_code_that_the_desk_gave_her(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    wish, chair = hung(county), sign_in("mill-chair")
    assert reverse("care:wish_code", args=[wish.pk]) in chair.get(reverse("care:wish", args=[wish.pk])).content.decode()
    given = chair.post(reverse("care:wish_code", args=[wish.pk]))
    assert reverse("care:follow") in given.content.decode()
    code = given.context["code"]
    claimed(wish)
    shown = Client().post(reverse("care:follow"), {"code": code}).content.decode()
    assert "已认领" in shown
    assert "期限是怎么算的" in shown
    assert "热心人" not in shown


def test_wishes_stay_within_their_unions_and_wait_in_the_inbox(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    wish, foreign = hung(county), hung(county, "foreign", "冯九")
    assert set(reads.wishes(county.actor("cadre"))) == {wish}
    assert sign_in("cadre").get(reverse("care:wish", args=[foreign.pk])).status_code == 404
    claimed(wish)
    due = next(due for due in dues(county.actor("mill-chair")) if due.matter == "wish")
    assert (due.step, due.page_id, due.title) == ("fulfil", wish.pk, "郑七")
    lines = sign_in("cadre").get(reverse("inbox"), {"tab": "all"}).context["rows"]
    assert reverse("care:wish", args=[wish.pk]) in {line["url"] for line in lines}


@pytest.mark.usefixtures("on_the_day")
def test_a_wish_is_raised_claimed_brought_together_and_granted_on_its_pages(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    household = hung(county, released="").need.case.household
    chair, nobody = sign_in("mill-chair"), Client()
    form = {"kind": "reading", "text": "想要一盏灯", "consent": "spoken", "released": "郑七想要灯"}
    raise_at = reverse("care:raise_wish") + f"?household={household.pk}"
    assert chair.post(raise_at, form).status_code == 422
    assert chair.post(raise_at, {**form, "released": SAID}).status_code == 302
    wish = Wish.everywhere.exclude(released="").get()
    claim_at = reverse("care:claim", args=[wish.pk])
    assert nobody.post(claim_at, {"name": "热心人", "phone": "12", "agreed": "on"}).status_code == 422
    assert nobody.post(claim_at, {"name": "热心人", "phone": "154 0009 9001"}).status_code == 422
    thanks = nobody.post(claim_at, {"name": "热心人", "phone": "154 0009 9001", "agreed": "on"})
    assert "认领好了" in thanks.content.decode()
    late = nobody.post(claim_at, {"name": "晚来的", "phone": "15400099002", "agreed": "on"})
    assert (late.status_code, "刚刚有人认领了" in late.content.decode()) == (422, True)
    page = reverse("care:wish", args=[wish.pk])
    assert PHONE not in chair.get(page).content.decode()
    assert PHONE in chair.post(reverse("care:hand_over", args=[wish.pk])).content.decode()
    chair.post(reverse("care:fall_through", args=[wish.pk]), {"why": "timed_out"})
    assert state(wish) == "wish_claimed"
    assert chair.post(reverse("care:fulfil", args=[wish.pk]), {"told": ""}).status_code == 422
    chair.post(reverse("care:fulfil", args=[wish.pk]), {"told": "送到了", "thanks": "孩子很喜欢"})
    assert state(wish) == "wish_granted"
    chair.post(reverse("care:hand_over", args=[wish.pk]))
    chair.post(reverse("care:withdraw_wish", args=[wish.pk]))
    assert state(wish) == "wish_granted"
