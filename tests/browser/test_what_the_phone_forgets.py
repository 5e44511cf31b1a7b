"""What a phone kept for the doors is gone after signing out, after its hours, with the post; and stays gone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from niangjia.casework.access.offices import end_post
from niangjia.casework.access.sign_in import end_sessions
from niangjia.records.surveys.models import Package, Submission, Survey
from niangjia.records.unions.models import Post
from tests.browser.phone_without_signal import (
    CHAIR,
    OFFLINE,
    PATIENCE,
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
from tests.small_county import AT, County

pytestmark = pytest.mark.browser


@pytest.fixture
def county(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    return county_with_doors(monkeypatch)


def test_signing_out_clears_the_phone(chromium: Browser, live_server: Any, county: County) -> None:
    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        with page.expect_navigation(url="**/login/"):
            page.get_by_role("button", name="退出，清掉手机上的").click()
        assert context.storage_state(indexed_db=True)["origins"] == [] or "body" not in str(
            context.storage_state(indexed_db=True)
        )
        page.goto(live_server.url + OFFLINE)
        expect(page.locator("#off-login")).to_be_visible()
        assert page.locator("#off-list li").count() == 0
    assert Package.everywhere.filter(ended_at__isnull=True).count() == 0


def test_signing_out_from_any_page_clears_the_phone(chromium: Browser, live_server: Any, county: County) -> None:
    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        page.goto(live_server.url + "/")
        with page.expect_navigation(url="**/login/"):
            page.locator("footer form[action$='logout/'] button").click()
        context.set_offline(True)
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(live_server.url + OFFLINE)
    assert Package.everywhere.filter(ended_at__isnull=True).count() == 0


def test_signing_out_elsewhere_asks_first_while_something_is_unsent(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        context.route(SENDS, lambda route: route.abort())
        answer(page, 1)
        finish(page)
        unsent(page, 1)
        page.goto(live_server.url + "/")
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", stay)
        page.locator("footer form[action$='logout/'] button").click()
        assert "没送出" in asked[0]
        page.goto(live_server.url + OFFLINE)
        context.unroute(SENDS)
        page.evaluate(TRY_NOW)
        unsent(page, 0)
    assert Survey.everywhere.count() == 1


def test_whoever_lost_the_post_meanwhile_leaves_it_to_the_union_and_the_phone_is_cleared(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with without_signal(chromium, live_server.url) as page:
        answer(page, 1)
        finish(page)
        account = county.accounts[CHAIR]
        end_post(Post.objects.get(account=account), on=AT.date(), by=None, at=AT)
        end_sessions(account)
        page.context.set_offline(False)
        expect(page.locator("#off-wiped")).to_be_visible(timeout=PATIENCE)
        assert page.locator("#off-list li").count() == 0
        assert "body" not in everything_kept(page)
    kept = Submission.everywhere.get()
    assert (kept.state, kept.why) == ("quarantined", "right")
    assert Survey.everywhere.count() == 0


def test_what_the_phone_forgets_is_not_brought_back_by_a_page_that_was_reckoning_its_hours(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with without_signal(chromium, live_server.url) as page:
        assert page.evaluate("async () => (await niangjia.box.value('keep','meta')).hours") == 72
        assert page.evaluate(
            "async () => { await Promise.all([niangjia.send.hoursLeft(), niangjia.box.remove('keep','meta')]); "
            "return [await niangjia.send.hoursLeft(), (await niangjia.box.value('keep','meta')) === undefined]; }"
        ) == [None, True]


def test_after_its_hours_the_phone_forgets_without_being_asked(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with without_signal(chromium, live_server.url) as page:
        assert page.evaluate(
            "async () => { const m = await niangjia.box.value('keep','meta'); m.passed += 73 * 3600e3; "
            "await niangjia.box.put('keep','meta',m); return true; }"
        )
        page.reload()
        expect(page.locator("#off-wiped")).to_be_visible(timeout=PATIENCE)
        assert page.locator("#off-list li").count() == 0


def test_a_clock_that_leaps_takes_the_list_and_none_of_what_is_finished(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with without_signal(chromium, live_server.url) as page:
        answer(page, 1)
        finish(page)
        open_door(page, 2)
        leap(page, hours=24 * 365)
        page.reload()
        expect(page.locator("#off-wiped")).to_be_visible(timeout=PATIENCE)
        assert page.locator("#off-list li").count() == 0
        unsent(page, 1)
        assert page.evaluate("async () => await niangjia.box.ids('draft')") == []
        page.context.set_offline(False)
        unsent(page, 0)
        expect(page.locator("#off-list li").first).to_be_visible(timeout=PATIENCE)
    assert Submission.everywhere.get().state == "counted"


def test_a_clock_that_is_set_back_starts_the_hours_neither_anew_nor_over(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with without_signal(chromium, live_server.url) as page:
        leap(page, hours=10)
        left = "async () => Math.round(await niangjia.send.hoursLeft())"
        assert page.evaluate(left) == 62
        leap(page, hours=-1000)
        assert [page.evaluate(left) for _look in range(2)] == [62, 62]


def leap(page: Page, *, hours: int) -> None:
    """Let the clock of the phone have been set, seen from its last look at it."""
    page.evaluate(
        f"() => niangjia.box.change('keep','meta', (m) => Object.assign(m, {{ looked: m.looked - {hours} * 3600e3 }}))"
    )


def test_a_session_that_lapsed_keeps_the_list_and_what_is_finished_still_goes(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        context.clear_cookies()
        page.evaluate(TRY_NOW)
        expect(page.locator("#off-login")).to_be_visible(timeout=PATIENCE)
        expect(page.locator("#off-signal")).to_contain_text("登录过期了")
        answer(page, 3)
        finish(page)
        until(page, lambda: Survey.everywhere.count() == 1)
        unsent(page, 0)


def test_what_the_phone_could_not_keep_stays_on_the_page_and_is_said(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with without_signal(chromium, live_server.url) as page:
        answer(page, 4)
        key = "niangjia.box.value('keep','key')"
        page.evaluate(f"async () => {{ window.away = await {key}; await niangjia.box.remove('keep','key'); }}")
        page.get_by_role("button", name="记好了").click()
        expect(page.locator("#off-missing")).to_contain_text("没有存下")
        assert page.get_by_label("姓名").input_value() == "卫4"
        page.evaluate("() => niangjia.box.put('keep','key', window.away)")
        finish(page)
        unsent(page, 1)


def test_what_is_finished_while_something_is_being_sent_follows(
    chromium: Browser, live_server: Any, county: County
) -> None:
    """The first is held up on its way; the second is finished meanwhile, and nothing wakes the phone afterwards."""
    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        held: list[Route] = []
        context.route(SENDS, lambda route: held.append(route) if not held else route.continue_())
        answer(page, 1)
        finish(page)
        until(page, lambda: bool(held))
        answer(page, 2)
        finish(page)
        held[0].continue_()
        until(page, lambda: Survey.everywhere.count() == 2)
        unsent(page, 0)
