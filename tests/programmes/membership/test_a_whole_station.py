"""A whole station joins from one table: what is understood is done, what is not is said beside the row or on top."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from small_county import AT, County
from time_machine import TimeMachineFixture

from niangjia.programmes.membership.services.batch import WORDS
from niangjia.records.joinings.models import Joining
from niangjia.records.people.models import Membership, Worker
from niangjia.stories import invented

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _in_the_morning(time_machine: TimeMachineFixture) -> None:
    """Let the clock stand on a working morning."""
    time_machine.move_to(AT, tick=False)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def sent(county: County, chair: Client, pasted: str) -> str:
    """Let a chair paste a table; return what the page says."""
    told = {"union": county.unions["street"].pk, "pasted": pasted, "agreed": "on"}
    return text(chair.post(reverse("membership:batch"), told))


def table(*rows: int) -> str:
    lines = [f"{invented.name(n)}\t{invented.id_number(n)}\t{invented.phone(n)}\t快递员\t云雀速运" for n in rows]
    return "\n".join(["姓名\t身份证号\t手机号\t群体\t单位", *lines])


def test_a_whole_station_joins_and_the_same_table_twice_changes_nothing(county: County, sign_in: SignIn) -> None:
    chair, url = sign_in("chair"), reverse("membership:batch")
    rows = table(1, 2, 3) + "\n坏号\t110105194912310021\t13800000001\n没号\t\t"
    sent = {"union": county.unions["street"].pk, "pasted": rows, "agreed": "on"}
    page = text(chair.post(url, sent))
    assert "3 人入会了" in page
    assert "2 行要改" in page
    assert "最后一位" in page
    again = text(chair.post(url, sent))
    assert "3 人本来就是会员" in again
    assert Membership.everywhere.filter(worker__group="courier").count() == Joining.everywhere.count() == 3
    assert chair.post(url, {**sent, "union": county.unions["foreign"].pk}).status_code == 422
    assert "请粘贴名单" in text(chair.post(url, {**sent, "pasted": ""}))


def test_the_number_of_a_member_under_another_name_is_a_row_to_mend(county: County, sign_in: SignIn) -> None:
    chair = sign_in("chair")
    assert "1 人入会了" in sent(county, chair, table(1))
    page = sent(county, chair, table(1).replace(invented.name(1), "别的人"))
    assert "本来就是会员" not in page
    assert all(said in page for said in ("1 行要改", "这个证件号登记的是另一个姓名"))
    assert invented.name(1) not in page, "whose number it is stays untold"
    assert Joining.everywhere.count() == Worker.everywhere.count() == 1


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("外卖员", "food_delivery"),
        ("外卖骑手", "food_delivery"),
        ("骑手", "food_delivery"),
        ("快递小哥", "courier"),
        ("快递员", "courier"),
        ("货车司机", "truck"),
        ("网约车司机", "ride_hailing"),
        ("保洁", "domestic"),
        ("家政", "domestic"),
    ],
)
def test_the_words_people_use_name_a_group(word: str, group: str) -> None:
    assert WORDS[word] == group


def test_a_word_that_names_no_group_is_said_beside_the_row(county: County, sign_in: SignIn) -> None:
    page = sent(county, sign_in("chair"), table(1, 2).replace("快递员", "叉车工", 1))
    assert all(said in page for said in ("2 人入会了", "第 2 行", "“叉车工”不在群体的名单里"))
    assert sorted(Worker.everywhere.values_list("group", "occupation")) == [("", "叉车工"), ("courier", "快递员")]


def test_a_heading_that_is_not_known_is_named_on_top(county: County, sign_in: SignIn) -> None:
    chair = sign_in("chair")
    page = sent(county, chair, table(1).replace("群体", "干什么的"))
    assert all(said in page for said in ("1 人入会了", "这几列没有看懂", "干什么的"))
    refused = sent(county, chair, table(2).replace("身份证号", "号头"))
    assert "表头里没有看到“证件号”这一列" in refused
    assert Membership.everywhere.count() == 1


def test_of_two_columns_that_say_the_same_an_empty_one_hides_nothing(county: County, sign_in: SignIn) -> None:
    sent(county, sign_in("chair"), table(1).replace("单位", "联系电话").replace("云雀速运", ""))
    assert Joining.everywhere.exclude(phone_index="").exists()
