"""The phone of a community chair at the doors: its browser, the page it keeps, and what is done there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.played_ledger import card_of, open_grid
from tests.small_county import AT, PASSWORD, County, build_county

OFFLINE = "/membership/offline/"
SENDS = "**/membership/offline/send/"
CHAIR = "community-chair"
PATIENCE = 15_000
KEPT, NOT_KEPT = "没有信号也能打开", "请用系统浏览器打开"
TRY_NOW = "() => { window.dispatchEvent(new Event('online')); }"
SIGNATURE = ((20, 40), (60, 90), (120, 50))


def county_with_doors(monkeypatch: pytest.MonkeyPatch) -> County:
    """Build a county in whose community six doors wait for a chair."""
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


@contextmanager
def without_signal(chromium: Browser, url: str) -> Iterator[Page]:
    """Take the day along, lose the signal, and stand before the page that the phone keeps."""
    with phone(chromium, url) as context:
        context.set_offline(True)
        yield context.pages[0]


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
        page.get_by_role("button", name="记好了").click()
        expect(page.locator("#off-missing")).to_contain_text("要写证件号")
        page.get_by_label("证件号").fill(card_of(number)[:-1])
        page.get_by_role("button", name="记好了").click()
        expect(page.locator("#off-missing")).to_contain_text("写错或写漏了一位")
        page.get_by_label("证件号").fill(card_of(number))
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
