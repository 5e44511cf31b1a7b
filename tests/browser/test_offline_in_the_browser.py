"""A community chair knocks on doors in a cellar without signal and loses nothing: a real browser, the network cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect

from niangjia.casework.access.offices import end_post
from niangjia.casework.access.sign_in import end_sessions
from niangjia.records.people.models import Membership, Worker
from niangjia.records.surveys.models import Package, Submission, Survey
from niangjia.records.unions.models import Post
from niangjia.records.visits.models import Report
from tests.browser.walking import WIDER_THAN_THE_WINDOW, barriers
from tests.played_ledger import open_grid
from tests.small_county import AT, PASSWORD, County, build_county
from tests.visiting import visiting as judged

pytestmark = pytest.mark.browser

OFFLINE = "/membership/offline/"
SENDS = "**/membership/offline/send/"
CHAIR = "community-chair"
PATIENCE = 15_000
KEPT, NOT_KEPT = "没有信号也能打开", "请用系统浏览器打开"
TRY_NOW = "() => { window.dispatchEvent(new Event('online')); }"
DRAFT_IS_KEPT = """async () => {
  const ids = await niangjia.box.ids('draft');
  const drafts = await Promise.all(ids.map((id) => niangjia.box.unseal('draft', id)));
  return drafts.some((one) => one.content.wish === 'yes');
}"""
SIGNATURE = ((20, 40), (60, 90), (120, 50))


@pytest.fixture
def county(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())
    county = build_county()
    open_grid(county, "community", doors=6)
    return county


@contextmanager
def phone(
    chromium: Browser, url: str, username: str = CHAIR, *, width: int = 360, keeps_pages: bool = True
) -> Iterator[BrowserContext]:
    """Open a phone, sign in, and take the day along; a browser within a chat keeps no pages."""
    context = chromium.new_context(viewport={"width": width, "height": 740}, locale="zh-CN", has_touch=True)
    context.set_default_timeout(PATIENCE)
    if not keeps_pages:
        context.add_init_script("delete Navigator.prototype.serviceWorker")
    try:
        page = context.new_page()
        sign_in(page, url, username)
        take_along(page, url, mode=KEPT if keeps_pages else NOT_KEPT)
        yield context
    finally:
        context.close()


def sign_in(page: Page, url: str, username: str) -> None:
    page.goto(url + "/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("main button.btn-main").click()


def take_along(page: Page, url: str, *, mode: str = KEPT) -> None:
    """Open the page that the phone keeps, and wait until it says in which mode it is."""
    page.goto(url + OFFLINE)
    expect(page.locator("#off-mode")).to_contain_text(mode, timeout=PATIENCE)
    expect(page.locator("#off-list li").first).to_be_visible(timeout=PATIENCE)


def open_door(page: Page, number: int) -> None:
    page.get_by_role("button", name=f"3 号楼 {number:03d}").click()
    expect(page.locator("#off-heading")).to_contain_text(f"{number:03d}")


def answer(page: Page, number: int, *, joins: bool = False, signs: bool = False) -> None:
    """Answer at one door: consent, a name, what is needed."""
    open_door(page, number)
    page.get_by_label("愿意登记", exact=True).check()
    page.get_by_label("姓名").fill(f"卫{number}")
    page.get_by_label("手机号").fill(f"1540008{number:04d}")
    page.get_by_label("快递员").check()
    page.get_by_label("愿意", exact=True).check()
    if joins:
        page.get_by_label("现在就入会").check()
    if signs:
        pad = page.locator("#off_signature")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 10, box["y"] + 20)
        page.mouse.down()
        for right, down in SIGNATURE:
            page.mouse.move(box["x"] + right, box["y"] + down)
        page.mouse.up()


def finish(page: Page) -> None:
    page.get_by_role("button", name="记好了").click()
    expect(page.locator("#off-home")).to_be_visible()


def unsent(page: Page, count: int) -> None:
    expect(page.locator("#off-unsent")).to_have_text(f"未发送 {count}", timeout=PATIENCE)


def until(page: Page, holds: Callable[[], bool], *, trying: tuple[Page, ...] = ()) -> None:
    """Wait until something holds; meanwhile let these tabs try to send, again and again."""
    for _again in range(60):
        for tab in trying:
            tab.evaluate(TRY_NOW)
        page.wait_for_timeout(200)  # the route is answered while the browser is listened to
        if holds():
            return
    pytest.fail("it never came to that")


def everything_kept(page: Page) -> str:
    """Return all that lies in the phone's box, as somebody who found the phone would read it."""
    return str(
        page.evaluate(
            """async () => {
              const answer = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
              const db = await answer(indexedDB.open('niangjia-offline'));
              let text = '';
              for (const store of db.objectStoreNames) {
                for (const one of await answer(db.transaction(store).objectStore(store).getAll())) {
                  text += JSON.stringify(one);
                  if (one && one.body) { text += new TextDecoder('utf-8').decode(one.body); }
                }
              }
              db.close();
              return text;
            }"""
        )
    )


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
        unsent(page, 0)
    assert Survey.everywhere.count() == 2


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


def test_two_tabs_that_finish_at_one_time_both_keep_their_number(
    chromium: Browser, live_server: Any, county: County
) -> None:
    with phone(chromium, live_server.url) as context:
        page = context.pages[0]
        context.set_offline(True)
        assert page.evaluate(
            "async () => { const item = { kind: 'door', subject: 's', version: 1, title: 't' }; "
            "const made = await Promise.all([1, 2, 3].map(() => niangjia.send.finish(item, {}, {}))); "
            "const own = (await niangjia.box.value('keep','own')).s; "
            "return own.length === 3 && made.every((uid) => own.includes(uid)); }"
        )


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
