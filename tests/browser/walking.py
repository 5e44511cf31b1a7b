"""Walking through the real site: somebody signed in at a browser, and what every page they see must keep to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Response

from tests.browser.shown import Dress

WIDER_THAN_THE_WINDOW = "() => document.documentElement.scrollWidth - window.innerWidth"
RING = """() => {
  const here = document.activeElement;
  const ringed = (one) => {
    const drawn = getComputedStyle(one);
    return parseFloat(drawn.outlineWidth) >= 2 && drawn.outlineStyle !== 'none' || drawn.boxShadow !== 'none';
  };
  return here !== document.body && [here, here.closest(".choice, .shot-add")].some((one) => one && ringed(one));
}"""
BEGINS_AT = {"leader": "/leader/"}
"""The page that somebody begins on, where it is not the inbox."""
STOPS = 6
"""How many stops of the Tab key are looked at on a page."""


@dataclass
class Visitor:
    """Somebody at a browser: the page they look at, how it is dressed, what the browser complained of, a noted code."""

    page: Page
    url: str
    dress: Dress
    complaints: list[str] = field(default_factory=list)
    noted: str = ""

    def go(self, path: str) -> Response:
        answer = self.page.goto(self.url + path)
        assert answer is not None
        return answer

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def press(self, words: str) -> None:
        """Press the button of these words, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.main.get_by_role("button", name=words, exact=True).click()

    def follow(self, words: str, *, within: Locator | None = None) -> None:
        """Follow the first link of these words."""
        with self.page.expect_navigation():
            (within or self.main).get_by_role("link", name=words).first.click()

    def said(self) -> str:
        """Return what the site said about the last thing done."""
        return "\n".join(self.page.locator(".toast, .note[role=status]").all_inner_texts())

    def sign_out(self) -> None:
        if self.dress.width >= 960:
            self.page.locator("header details.menu summary").click()
            button = self.page.locator("header details.menu button")
        else:
            button = self.page.locator("footer form[action$='logout/'] button")
        with self.page.expect_navigation():
            button.click()

    def look(self) -> None:
        """Hold the page against what every page keeps to; axe and the ring of focus need script."""
        assert self.page.locator("h1").count() == 1, self.path
        assert self.page.evaluate(WIDER_THAN_THE_WINDOW) <= 0, f"{self.path} is wider than the window"
        if self.dress.script:
            assert barriers(self.page) == [], self.path
            assert self.unringed() == [], self.path
        assert self.complaints == []

    def unringed(self) -> list[str]:
        """Return what the Tab key stops at without showing it."""
        bare = []
        for stop in range(STOPS):
            self.page.keyboard.press("Tab")
            if stop and self.page.evaluate("document.activeElement === document.body"):
                break  # behind the last stop the browser's own bar comes
            if not self.page.evaluate(RING):
                bare.append(str(self.page.evaluate("document.activeElement.outerHTML.slice(0, 120)")))
        return bare


def barriers(page: Page) -> list[str]:
    """Return what axe finds in the way of a reader."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@contextmanager
def visiting(chromium: Browser, url: str, *, dress: Dress, username: str = "", password: str = "") -> Iterator[Visitor]:
    """Open a browser in one dress and, if a name is given, sign in."""
    context = chromium.new_context(
        viewport={"width": dress.width, "height": 900},
        color_scheme="dark" if dress.dark else "light",
        java_script_enabled=dress.script,
        locale="zh-CN",
    )
    chosen = {"mode": "care" if dress.care else "standard", "django_language": dress.language}
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in chosen.items()])
    visitor = Visitor(context.new_page(), url, dress)
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    try:
        if username:
            visitor.go("/login/")
            visitor.page.fill("[name=username]", username)
            visitor.page.fill("[name=password]", password)
            with visitor.page.expect_navigation():
                visitor.main.locator("button.btn-main").click()
            assert visitor.path == BEGINS_AT.get(username, "/"), f"{username} did not come in"
        yield visitor
    finally:
        context.close()
