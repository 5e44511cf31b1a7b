"""A session that nobody uses ends kindly: the door leads back, and what was begun waits for the same account."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from deeds_of_accounts import authenticator
from django.test import Client
from django.urls import reverse
from signing_in import by_password, by_phone
from small_county import AT, PASSWORD, County
from time_machine import TimeMachineFixture

from niangjia.casework import drafts
from niangjia.casework.access.doors import DOORS
from niangjia.records.papers.models import Draft
from niangjia.records.trail.models import Event

pytestmark = pytest.mark.django_db
RULE = DOORS["session"]
IDLE = timedelta(minutes=RULE["idle_minutes"])
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Hours:
    """The clock of the site, moved by hand."""

    def __init__(self, machine: TimeMachineFixture) -> None:
        self.machine = machine
        self.now: datetime = AT
        self.move(timedelta(0))

    def move(self, by: timedelta) -> None:
        self.now += by
        self.machine.move_to(self.now, tick=False)


@pytest.fixture
def hours(time_machine: TimeMachineFixture) -> Hours:
    return Hours(time_machine)


def door(client: Client, page: str) -> tuple[str, dict[str, list[str]]]:
    """Return the door that a page leads to, and what it was told."""
    answer = client.get(page)
    assert answer.status_code == 302, page
    parts = urlsplit(answer["Location"])
    return parts.path, parse_qs(parts.query)


def test_the_time_is_half_an_hour_and_says_where_it_comes_from() -> None:
    assert (RULE["idle_minutes"], RULE["whole_hours"], RULE["touched_seconds"]) == (30, 12, 60)
    assert RULE["source"]


def test_a_session_that_nobody_uses_ends_and_leads_back(county: County, hours: Hours) -> None:
    client = by_password()
    hours.move(IDLE)
    assert client.get("/funds/").status_code == 200, "to the minute it holds"
    hours.move(IDLE + SECOND)
    assert door(client, "/scorecards/?line=industry") == (
        "/login/",
        {"next": ["/scorecards/?line=industry"], "away": ["yes"]},
    )
    page = client.get("/login/?next=/funds/&away=yes")
    assert "先替您退出了" in page.content.decode()
    assert "30 分钟没有动" in page.content.decode()
    answer = client.post("/login/?away=yes", {"username": "cadre", "password": PASSWORD, "next": "/funds/"})
    assert answer["Location"] == "/funds/"
    assert client.get("/funds/").status_code == 200
    assert Event.objects.filter(verb="session_ran_out", actor_name="cadre 某").count() == 1


def test_who_works_on_is_not_disturbed_but_for_the_longest_day(county: County, hours: Hours) -> None:
    client = by_password()
    for _turn in range(RULE["whole_hours"] * 3):
        hours.move(timedelta(minutes=20))
        assert client.get("/funds/").status_code == 200
    hours.move(SECOND)
    assert door(client, "/funds/")[0] == "/login/"


def test_a_session_is_written_down_once_a_minute_at_most(county: County, hours: Hours) -> None:
    client = by_password()
    begun = client.session["session_used"]
    hours.move(MINUTE - SECOND)
    client.get("/funds/")
    assert client.session["session_used"] == begun
    hours.move(SECOND)
    client.get("/funds/", headers={"HX-Request": "true"})
    assert client.session["session_used"] == begun, "a page that asks by itself is nobody at the desk"
    client.get("/funds/")
    assert client.session["session_used"] == begun + 60


def test_a_button_pressed_too_late_does_nothing_and_says_so(county: County, hours: Hours) -> None:
    client = by_password()
    hours.move(IDLE + SECOND)
    said = {"old": PASSWORD, "password": f"another {PASSWORD}"}
    answer = client.post("/password/", said, headers={"Referer": "http://testserver/password/?a=1"})
    assert parse_qs(urlsplit(answer["Location"]).query) == {"next": ["/password/?a=1"], "away": ["unsent"]}
    assert "请再按一次" in client.get(answer["Location"]).content.decode()
    assert by_password().get("/funds/").status_code == 200, "the password is the old one"
    nowhere = by_password()
    hours.move(IDLE + SECOND)
    assert "next=%2F&" in nowhere.post("/password/", said)["Location"], "a press from nowhere leads to the first page"


def test_a_page_that_asks_by_itself_is_led_to_the_door_whole(county: County, hours: Hours) -> None:
    client = by_password()
    hours.move(IDLE + SECOND)
    answer = client.get("/funds/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/login/?next=%2Ffunds%2F")


def test_a_worker_is_led_to_his_own_door(county: County, hours: Hours) -> None:
    client = by_phone()
    hours.move(IDLE + SECOND)
    assert door(client, "/my/self/") == ("/login/phone/", {"next": ["/my/self/"], "away": ["yes"]})
    assert "先替您退出了" in client.get("/login/phone/?away=yes").content.decode()
    assert "先替您退出了" not in client.get("/login/phone/?away=anything").content.decode()


def test_public_pages_stay_open_to_whoever_is_not_in_any_more(county: County, hours: Hours) -> None:
    client = by_password()
    hours.move(IDLE + SECOND)
    assert client.get(reverse("hardship:public_notices")).status_code == 200
    assert client.get("/funds/").status_code == 302
    assert client.get("/login/").status_code == 200


# ----------------------------------------------------------------------------------------- nothing begun is lost


def declaring(client: Client, county: County) -> str:
    """Begin a declaration on behalf of somebody and return the page of its next answers."""
    client.post(reverse("hardship:declare"), {})
    client.post(reverse("hardship:declare_union"), {"union": county.unions["street"].pk})
    page = reverse("hardship:declare_step", args=["who"])
    assert client.get(page).status_code == 200
    return page


def test_a_draft_waits_for_whoever_was_writing_it_and_for_nobody_else(county: County, hours: Hours) -> None:
    mine, other = by_password("chair"), by_password("chair")
    pages = [declaring(client, county) for client in (mine, other)]
    hours.move(IDLE + SECOND)
    assert door(mine, pages[0]) == ("/login/", {"next": [pages[0]], "away": ["yes"]})
    assert mine.get(pages[0]).status_code == 302, "at the desk that was left alone nobody reads the draft"
    assert "draft" not in mine.session
    by_password("chair", mine)
    assert mine.get(pages[0]).status_code == 200
    door(other, pages[1])
    by_password("cadre", other)
    assert "draft" not in other.session
    assert other.get(pages[1]).status_code == 302


def test_what_was_typed_on_a_page_of_a_draft_is_kept_before_the_door_closes(county: County, hours: Hours) -> None:
    client = by_password("chair")
    declaring(client, county)
    assert not drafts.answers_of(Draft.objects.get())["written"]
    hours.move(IDLE + SECOND)
    page = reverse("hardship:declare_step", args=["home"])
    answer = client.post(page, {"homes": "1", "floor_area_dm2": "60", "vehicle": "无", "controlling_shareholder": "否"})
    assert answer.status_code == 302
    assert drafts.answers_of(Draft.objects.get())["written"]
    assert door(client, reverse("hardship:declare"))[1]["away"] == ["yes"]


def test_what_was_begun_waits_for_the_second_factor_too(county: County, hours: Hours) -> None:
    client = by_password("chair")
    client.get("/login/second/enrol/")
    client.post("/login/second/enrol/", {"code": authenticator(county.accounts["chair"])})
    page = declaring(client, county)
    hours.move(IDLE + SECOND)
    door(client, page)
    by_password("chair", client)
    assert client.get(page).status_code == 302, "half in is not in"
    client.post("/login/second/", {"code": authenticator(county.accounts["chair"])})
    assert client.get(page).status_code == 200
