"""Opening a quarter, the tree of its board, and reminders of what was not sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, file_return, household
from small_county import AT, County

from niangjia.casework.intake import file_nil
from niangjia.programmes.hardship import queries, services
from niangjia.records.notices.models import Message
from niangjia.records.papers.models import Return
from niangjia.values.periods import Quarter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

OPENING = reverse("hardship:opening")
BOARD = reverse("hardship:quarter", args=[PERIOD])
REMIND = reverse("hardship:remind", args=[PERIOD])


def returns(period: str = PERIOD) -> list[str]:
    return list(Return.everywhere.filter(period=period).values_list("owner_union__code", flat=True).order_by("pk"))


def open_it(county: County) -> list[Return]:
    return services.open_quarter(county.actor("cadre"), period=PERIOD, at=AT)


def tree(county: County, who: str) -> list[dict[str, Any]]:
    board = queries.board(county.actor(who), Quarter.parse(PERIOD), today=AT.date(), now=AT)
    return list(board["tree"])


def test_a_county_with_nothing_open_is_led_to_opening(sign_in: Callable[[str], Client]) -> None:
    assert sign_in("cadre").get(reverse("hardship:quarters"))["Location"] == OPENING
    assert sign_in("chair").get(reverse("hardship:quarters"))["Location"] == BOARD


def test_one_post_opens_the_quarter_for_every_union_below(county: County, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("cadre")
    assert client.post(OPENING, {"period": PERIOD})["Location"] == BOARD
    assert sorted(returns()) == ["community", "mill", "street", "street-2"]
    assert set(Return.everywhere.values_list("due_on", flat=True)) == {date(2026, 10, 15)}
    assert client.get(reverse("hardship:quarters"))["Location"] == BOARD
    client.post(OPENING, {"period": PERIOD})
    assert len(returns()) == 4


@pytest.mark.parametrize("period", ["", "2026Q1", "2027Q1", "nonsense"])
def test_only_this_quarter_and_the_last_can_be_opened(period: str, sign_in: Callable[[str], Client]) -> None:
    assert sign_in("cadre").post(OPENING, {"period": period}).status_code == 422
    assert not Return.everywhere.exists()


def test_a_chair_opens_no_quarter(sign_in: Callable[[str], Client]) -> None:
    assert sign_in("chair").post(OPENING, {"period": PERIOD}).status_code == 404
    assert sign_in("chair").post(REMIND).status_code == 404


def test_a_nil_return_counts_as_sent_all_the_way_up(county: County) -> None:
    open_it(county)
    file_nil(Return.everywhere.get(owner_union__code="community"), by=county.accounts["chair"], at=AT)
    file_return(county, "mill", [household(7, "郑七")])
    [top] = tree(county, "cadre")
    assert (top["label"], top["sent"], top["owed"], top["households"]) == ("county", 2, 4, 1)
    below = {one["label"]: (one["sent"], one["owed"]) for one in top["below"]}
    assert below == {"street": (1, 2), "street-2": (0, 1), "mill": (1, 1)}


def test_a_union_on_two_lines_counts_once_for_whoever_looks(county: County) -> None:
    open_it(county)
    file_return(county, "mill", [household(7, "郑七")])
    assert [(one["label"], one["sent"], one["owed"]) for one in tree(county, "industry-chair")] == [("industry", 1, 1)]
    assert [(one["label"], one["owed"]) for one in tree(county, "chair")] == [("street", 2)]


def test_the_late_ones_stand_first(county: County, sign_in: Callable[[str], Client]) -> None:
    open_it(county)
    file_return(county, "mill", [household(7, "郑七")])
    Return.everywhere.filter(owner_union__code="street-2").update(due_on=AT.date() - timedelta(days=5))
    lines = queries.board(county.actor("cadre"), Quarter.parse(PERIOD), today=AT.date(), now=AT)["returns"]
    assert (lines[0]["union_label"], lines[-1]["union_label"]) == ("street-2", "mill")
    page = sign_in("cadre").get(BOARD).content.decode()
    assert "晚了 4 个工作日" in page
    assert "催一下没报的" in page


def told(username: str) -> list[str]:
    return list(Message.everywhere.filter(to__username=username).values_list("text", flat=True).order_by("id"))


def test_reminders_go_out_once_a_stage(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    open_it(county)
    for day, count in ((9, 0), (13, 1), (14, 1), (15, 2), (16, 3), (19, 3), (20, 4)):
        monkeypatch.setenv("NIANGJIA_DEMO_DAY", f"2026-10-{day:02d}")
        call_command("remind")
        call_command("remind")
        assert len(told("community-chair")) == count, day
    assert told("community-chair")[1] == "community的季度摸排表今天到期，请报来；没有困难家庭，也请报一声零报告"
    assert all(text.startswith("street-2的") for text in told("cadre"))


def test_who_has_sent_is_left_in_peace_and_who_has_cells_to_mend_is_told(county: County) -> None:
    open_it(county)
    file_return(county, "community", [household(6, "吴六", persons=None)])
    file_return(county, "mill", [household(7, "郑七")])
    services.remind_returns(on=AT.date(), at=AT)
    assert told("mill-chair") == []
    assert told("community-chair") == ["community的季度摸排表还有格子要改，改好标出的格子就行"]


def test_a_union_without_a_chair_is_reminded_through_the_one_above(county: County) -> None:
    open_it(county)
    services.remind_returns(on=AT.date(), at=AT)
    assert [text for text in told("cadre") if text.startswith("street-2")] == told("second")


def test_the_button_reminds_also_when_the_day_is_far(county: County, sign_in: Callable[[str], Client]) -> None:
    open_it(county)
    Return.everywhere.update(due_on=AT.date() + timedelta(days=60))
    assert services.remind_returns(on=AT.date(), at=AT) == 0
    client = sign_in("cadre")
    assert "发出了" in client.post(REMIND, follow=True).content.decode()
    sent = Message.everywhere.count()
    assert len(told("chair")) == 1
    assert "都提醒过了" in client.post(REMIND, follow=True).content.decode()
    assert Message.everywhere.count() == sent


def test_the_foreign_county_is_left_alone(county: County, sign_in: Callable[[str], Client]) -> None:
    services.open_quarter(county.actor("stranger"), period=PERIOD, at=AT)
    sign_in("cadre").post(REMIND)
    assert not Message.everywhere.exists()


def test_a_late_step_is_told_to_whoever_holds_it(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    open_it(county)
    file_return(county, "mill", [household(7, "郑七"), household(8, "王八")])
    services.run_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", "2026-10-21")
    call_command("remind")
    call_command("remind")
    assert [text for text in told("cadre") if "件" in text] == ["“签署结论”有 2 件超期了，最早的晚了 1 个工作日"]
    assert told("helper") == []
