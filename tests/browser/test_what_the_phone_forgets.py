"""What a phone kept for the doors is gone after signing out, after its hours, with the post; and stays gone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, expect

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
    phone,
    unsent,
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
    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        context.set_offline(True)
        answer(page, 1)
        finish(page)
        account = county.accounts[CHAIR]
        end_post(Post.objects.get(account=account), on=AT.date(), by=None, at=AT)
        end_sessions(account)
        context.set_offline(False)
        expect(page.locator("#off-wiped")).to_be_visible(timeout=PATIENCE)
        assert page.locator("#off-list li").count() == 0
        assert "body" not in everything_kept(page)
    kept = Submission.everywhere.get()
    assert (kept.state, kept.why) == ("quarantined", "right")
    assert Survey.everywhere.count() == 0


def test_what_the_phone_forgets_is_not_brought_back_by_a_page_that_was_reckoning_its_hours(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        context.set_offline(True)
        assert page.evaluate("async () => (await niangjia.box.value('keep','meta')).hours") == 72
        assert page.evaluate(
            "async () => { await Promise.all([niangjia.send.hoursLeft(), niangjia.box.remove('keep','meta')]); "
            "return [await niangjia.send.hoursLeft(), (await niangjia.box.value('keep','meta')) === undefined]; }"
        ) == [None, True]


def test_after_its_hours_the_phone_forgets_without_being_asked(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        context.set_offline(True)
        assert page.evaluate(
            "async () => { const m = await niangjia.box.value('keep','meta'); m.got -= 73 * 3600e3; "
            "await niangjia.box.put('keep','meta',m); return true; }"
        )
        page.reload()
        expect(page.locator("#off-wiped")).to_be_visible(timeout=PATIENCE)
        assert page.locator("#off-list li").count() == 0
