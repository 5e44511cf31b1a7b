"""Every page of the first window in a real browser: readable by everybody, at every width, in every dress."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.shown import GALLERY, Dress, looking

pytestmark = pytest.mark.browser

DESK = Dress(1440)
PHONE = Dress(360, language="en", dark=True)
CARE = Dress(320, care=True)
TAPPED = (
    ".btn:not(.btn-small), .foot-nav a, .tools button, .choice, .pager a, .tabs a, "
    "select, textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])"
)
SMALLEST_TAP = {DESK: 24, PHONE: 44, CARE: 60}

TOO_SMALL = """([tapped, least]) => [...document.querySelectorAll(tapped)]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < least - 0.5)
  .map(one => `${one.tagName} ${one.textContent.trim().slice(0, 20)} ${one.getBoundingClientRect().height}`)"""
PAST_THE_EDGE = "() => document.documentElement.scrollWidth - window.innerWidth"
RED_BUTTONS = """() => [...document.querySelectorAll('main .btn-main')]
  .filter(one => !one.closest('.bar') && one.checkVisibility()).length"""


def barriers(page: Page) -> list[str]:
    """Return what axe finds in the way of a reader."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("dress", [DESK, PHONE, CARE], ids=["desk", "phone in English, dark", "长辈版 at 320 px"])
@pytest.mark.parametrize("name", GALLERY)
def test_a_page_is_open_to_everybody(chromium: Browser, name: str, dress: Dress) -> None:
    with looking(chromium, dress) as visit:
        page = visit.see(name)

        assert barriers(page) == []
        assert page.evaluate(PAST_THE_EDGE) <= 0, "the page is wider than the window"
        assert page.evaluate(TOO_SMALL, [TAPPED, SMALLEST_TAP[dress]]) == []
        assert page.locator("h1").count() == 1
        assert page.evaluate(RED_BUTTONS) <= 1, "one red button a page"
        assert visit.complaints == []


@pytest.mark.parametrize("name", ["verdict-relative", "inbox", "return-check", "quarter-running"])
def test_a_page_reads_the_same_without_script(chromium: Browser, name: str) -> None:
    with looking(chromium, DESK) as with_script, looking(chromium, Dress(1440, script=False)) as without:
        assert without.see(name).inner_text("main") == with_script.see(name).inner_text("main")


def test_an_override_can_be_written_without_script(chromium: Browser) -> None:
    with looking(chromium, Dress(1440, script=False)) as visit:
        page = visit.see("verdict-relative")
        page.get_by_text("提出改判", exact=True).click()
        page.get_by_label("理由").fill("走访看到户主九月已停工")
        page.get_by_label("深度困难", exact=True).check()
        page.get_by_role("button", name="提交改判，请同事复核").click()

        assert visit.asked == ["POST /hardship/cases/418/override/"]


def test_the_inbox_is_walked_with_the_keyboard(chromium: Browser) -> None:
    with looking(chromium, DESK) as visit:
        page = visit.see("inbox")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")

        assert page.locator("tr.at th").inner_text().startswith("陈路遥")
        assert page.evaluate("document.activeElement.textContent") == "陈路遥"

        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.type") == "search"
        page.keyboard.press("j")
        assert page.input_value("[type=search]") == "j"


def test_the_keys_are_explained_on_asking(chromium: Browser) -> None:
    with looking(chromium, DESK) as visit:
        page = visit.see("inbox")
        page.keyboard.press("?")

        assert page.locator("#keys").get_by_text("下一件").is_visible()


def test_a_pressed_button_says_that_it_is_working_and_sends_once(chromium: Browser) -> None:
    with looking(chromium, DESK) as visit:
        page = visit.see("verdict-relative")
        button = page.locator("aside .btn-main")
        button.click()
        button.click()

        assert button.inner_text() == "正在签署"
        assert visit.asked == ["POST /hardship/cases/418/sign/"]


def test_what_is_to_mend_is_said_first_and_leads_to_its_field(chromium: Browser) -> None:
    with looking(chromium, DESK) as visit:
        page = visit.see("row-error")

        assert page.evaluate("document.activeElement.className") == "errors"
        page.locator(".errors a").first.click()
        assert page.evaluate("document.activeElement.name") == "income_fen"
        assert page.input_value("[name=income_fen]") == "二万四"


def test_a_long_run_asks_for_its_progress_again(chromium: Browser) -> None:
    with looking(chromium, DESK) as visit:
        page = visit.see("quarter-running")
        with page.expect_response("**/x/"):
            pass

        assert "GET /x/" in visit.asked


def test_on_paper_only_the_words_remain(chromium: Browser) -> None:
    with looking(chromium, DESK) as visit:
        page = visit.see("verdict-relative")
        page.emulate_media(media="print")

        assert not page.locator("aside .btn-main").is_visible()
        assert page.locator("#tier").is_visible()
        assert page.get_by_text("全年净收入", exact=True).is_visible(), "what folds in on the page is open on paper"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
