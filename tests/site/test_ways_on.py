"""The ways on: few words in the letterhead, the rest one step further, and what needs no account on the first page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, PlayedQuarter
from signing_in import by_phone
from small_county import AT

pytestmark = pytest.mark.django_db

MOST_WORDS = 9
OPEN_TO_ALL = (
    *("hardship:check", "hardship:declare", "hardship:my_progress", "hardship:public_notices"),
    *("care:follow", "care:card", "care:wishes"),
    *("membership:join", "membership:my_joining", "membership:found", "membership:found_progress"),
)
FROM_THE_BOARD = ("hardship:visits", "hardship:my_visits", "hardship:exits", "hardship:watch")


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())


def links(client: Client, address: str) -> set[str]:
    page = client.get(address, follow=True).content.decode()
    return {part.split('"')[0] for part in page.split('href="')[1:]}


def test_the_page_of_signing_in_leads_to_what_needs_no_account() -> None:
    found = links(Client(), reverse("login"))
    assert found >= {reverse(name) for name in OPEN_TO_ALL}
    assert {Client().get(reverse(name)).status_code for name in OPEN_TO_ALL} == {200}


def test_a_code_that_was_entered_on_the_wrong_page_finds_the_way_to_the_right_one() -> None:
    assert reverse("care:follow") in links(Client(), reverse("hardship:my_progress"))
    assert reverse("hardship:my_progress") in links(Client(), reverse("care:follow"))
    of_joining = {reverse("membership:my_joining"), reverse("membership:found_progress")}
    assert of_joining <= links(Client(), reverse("hardship:my_progress"))
    assert {reverse("membership:found_progress"), reverse("hardship:my_progress")} <= links(
        Client(), reverse("membership:my_joining")
    )


def test_who_has_no_union_yet_finds_where_one_is_founded() -> None:
    assert reverse("membership:found") in links(Client(), reverse("membership:join"))
    assert reverse("membership:found") in links(by_phone(), reverse("my_services"))


@pytest.mark.parametrize("username", ["chair", "mill-chair", "cadre", "finance", "leader"])
def test_the_letterhead_is_short(visitors: dict[str, Client], played: PlayedQuarter, username: str) -> None:
    nav = visitors[username].get("/").context["nav"]
    assert 0 < len(nav) <= MOST_WORDS


def test_who_hands_services_over_has_that_at_hand_on_the_phone(
    visitors: dict[str, Client], played: PlayedQuarter
) -> None:
    nav = visitors["partner"].get(reverse("messages")).context["nav"]
    assert reverse("care:redeem_code") in [one["url"] for one in nav[:3]]


def test_the_board_of_the_quarter_leads_on(visitors: dict[str, Client], played: PlayedQuarter) -> None:
    board = reverse("hardship:quarter", args=[PERIOD])
    notices = reverse("hardship:notices", args=[PERIOD])
    assert links(visitors["cadre"], board) >= {notices, *(reverse(name) for name in FROM_THE_BOARD)}
    assert reverse("hardship:told", args=[PERIOD]) in links(visitors["cadre"], board)
    assert notices not in links(visitors["leader"], board)


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("hardship:my_visits", "hardship:visits"),
        ("care:my_pairs", "care:home"),
        ("hardship:watch", "hardship:households"),
    ],
)
def test_a_page_below_says_which_way_led_there(
    visitors: dict[str, Client], played: PlayedQuarter, name: str, way: str
) -> None:
    nav = visitors["cadre"].get(reverse(name)).context["nav"]
    assert [one["url"] for one in nav if one["current"]] == [reverse(way)]


def test_who_may_declare_for_others_finds_it_under_the_own_name(
    visitors: dict[str, Client], played: PlayedQuarter
) -> None:
    assert reverse("hardship:declare_for") in links(visitors["chair"], "/")
    assert reverse("hardship:declare_for") not in links(visitors["finance"], "/")


def test_care_leads_to_everything_that_is_done_there(visitors: dict[str, Client], played: PlayedQuarter) -> None:
    ways = ("pairs", "needs", "wish_list", "library", "awards", "deliveries", "emergencies")
    assert links(visitors["cadre"], reverse("care:home")) >= {reverse(f"care:{way}") for way in ways}
