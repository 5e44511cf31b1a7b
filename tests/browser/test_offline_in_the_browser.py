"""A community chair knocks on doors in a cellar without signal and loses nothing: a real browser, the network cut."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from niangjia.records.people.models import Membership, Worker
from niangjia.records.surveys.models import Submission, Survey
from niangjia.records.visits.models import Report
from tests.browser.phone_without_signal import (
    OFFLINE,
    SENDS,
    TRY_NOW,
    answer,
    county_with_doors,
    everything_kept,
    finish,
    open_door,
    phone,
    unsent,
    until,
    without_signal,
)
from tests.browser.walking import WIDER_THAN_THE_WINDOW, barriers
from tests.small_county import County
from tests.visiting import visiting as judged

pytestmark = pytest.mark.browser

DRAFT_IS_KEPT = """async () => {
  const ids = await niangjia.box.ids('draft');
  const drafts = await Promise.all(ids.map((id) => niangjia.box.unseal('draft', id)));
  return drafts.some((one) => one.content.wish === 'yes');
}"""


@pytest.fixture
def county(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    return county_with_doors(monkeypatch)


def test_doors_are_answered_without_signal_and_each_counts_once(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        assert barriers(page) == []
        context.set_offline(True)
        page.goto(live_server.url + OFFLINE)
        expect(page.locator("#off-signal")).to_contain_text("没有信号")
        for number in (1, 2, 3):
            answer(page, number, joins=number == 1, signs=number == 2)
            assert page.evaluate(WIDER_THAN_THE_WINDOW) <= 0
            finish(page)
        unsent(page, 3)
        kept = everything_kept(page)
        assert "卫1" not in kept
        assert "3 号楼" not in kept
        assert Survey.everywhere.count() == 0
        context.set_offline(False)
        unsent(page, 0)
        expect(page.locator("#off-sent")).to_have_text("已送达 3")
    assert Survey.everywhere.count() == Submission.everywhere.count() == 3
    assert {one.name for one in Worker.everywhere.all()} == {"卫1", "卫2", "卫3"}
    assert Membership.everywhere.get().worker.name == "卫1"
    assert Submission.everywhere.exclude(signature=None).count() == 1


def test_a_page_that_dies_between_finishing_and_sending_sends_when_it_is_opened_again(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        context.set_offline(True)
        answer(page, 1)
        finish(page)
        answer(page, 2)
        until(page, lambda: bool(page.evaluate(DRAFT_IS_KEPT)))
        assert len(page.evaluate("niangjia.box.ids('draft')")) == 1, "what is finished is no draft any more"
        page.close()
        page = context.new_page()
        page.goto(live_server.url + OFFLINE)
        unsent(page, 1)
        open_door(page, 2)
        assert page.get_by_label("姓名").input_value() == "卫2", "what was half written is there again"
        finish(page)
        page.close()
        context.set_offline(False)
        page = context.new_page()
        page.goto(live_server.url + OFFLINE)
        unsent(page, 0)
    assert Survey.everywhere.count() == 2


def test_a_browser_within_a_chat_says_so_and_still_loses_nothing(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with phone(chromium, live_server.url, keeps_pages=False) as context:
        page = context.pages[0]
        context.set_offline(True)
        answer(page, 1)
        finish(page)
        answer(page, 2)
        until(page, lambda: bool(page.evaluate(DRAFT_IS_KEPT)))
        page.close()
        context.set_offline(False)
        page = context.new_page()
        page.goto(live_server.url + OFFLINE)
        unsent(page, 0)
        assert Survey.everywhere.count() == 1
        open_door(page, 2)
        assert page.get_by_label("姓名").input_value() == "卫2", "what was half written is there again"
        finish(page)
        until(page, lambda: Survey.everywhere.count() == 2)
        unsent(page, 0)


def test_replies_that_are_lost_and_two_tabs_that_send_count_each_once(
    chromium: Browser, live_server: Any, county: County
) -> None:
    lost = 0

    def lose(route: Route) -> None:
        nonlocal lost
        route.fetch()
        lost += 1
        route.abort()

    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        other = context.new_page()
        other.goto(live_server.url + OFFLINE)
        context.set_offline(True)
        for number in (1, 2):
            answer(page, number)
            finish(page)
        for number in (3, 4):
            answer(other, number)
            finish(other)
        context.route(SENDS, lose)
        context.set_offline(False)
        until(page, lambda: lost >= 4, trying=(page, other))
        assert Survey.everywhere.count() >= 1, "the server had it, though the phone never heard so"
        context.unroute(SENDS)
        page.evaluate(TRY_NOW)
        unsent(page, 0)
    assert Survey.everywhere.count() == 4
    assert Submission.everywhere.count() == 4


def test_two_phones_at_one_door_keep_both_and_a_person_chooses(
    chromium: Browser, live_server: Any, county: County
) -> None:
    url = live_server.url
    with phone(chromium, url) as one, phone(chromium, url) as two:
        for context in (one, two):
            context.set_offline(True)
            answer(context.pages[0], 1)
            context.pages[0].get_by_label("姓名").fill("甲" if context is one else "乙")
            finish(context.pages[0])
        for context in (one, two):
            unsent(context.pages[0], 1)
            context.set_offline(False)
            unsent(context.pages[0], 0)
        desk = one.new_page()
        desk.goto(url + "/membership/submissions/")
        with desk.expect_navigation():
            desk.locator("main .tasks a").click()
        text = desk.locator("main").inner_text()
        assert "甲" in text
        assert "乙" in text
        assert barriers(desk) == []
        desk.get_by_label("两份都计入").check()
        with desk.expect_navigation():
            desk.get_by_role("button", name="就这样定").click()
    assert Survey.everywhere.count() == 2
    assert {one.name for one in Worker.everywhere.all()} == {"甲", "乙"}


def test_a_home_visit_is_written_without_signal_and_filed_once(
    chromium: Browser, live_server: Any, county: County
) -> None:
    town = judged(county)
    visit = town.sent(town.case("community", "孙三"))
    first, _second = town.two(visit)
    with phone(chromium, live_server.url, first.username) as context:
        page = context.pages[0]
        context.set_offline(True)
        page.get_by_role("button", name="孙三家").click()
        page.get_by_label("同意，已经当面签了授权书").check()
        page.get_by_label("谁签的字").fill("孙三")
        for same in page.locator("#off-fields input[value=same]").all():
            same.check()
        assert "申报的" in page.locator("#off-fields").inner_text()
        assert barriers(page) == []
        assert page.evaluate(WIDER_THAN_THE_WINDOW) <= 0
        finish(page)
        unsent(page, 1)
        context.set_offline(False)
        unsent(page, 0)
    assert Report.everywhere.get().visit == visit
    assert Submission.everywhere.get().state == "counted"


def test_two_tabs_that_finish_at_one_time_both_keep_their_number(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with without_signal(chromium, live_server.url) as page:
        assert page.evaluate(
            "async () => { const item = { kind: 'door', subject: 's', version: 1, title: 't' }; "
            "const made = await Promise.all([1, 2, 3].map(() => niangjia.send.finish(item, {}, {}))); "
            "const own = (await niangjia.box.value('keep','own')).s; "
            "return own.length === 3 && made.every((uid) => own.includes(uid)); }"
        )
