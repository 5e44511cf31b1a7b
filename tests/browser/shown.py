"""Shows gallery pages in a browser without a server: each is rendered here, and answered to the browser's request."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from tests.browser.gallery import pages

HALL = "http://hall.test/"
GALLERY = pages()


@dataclass(frozen=True)
class Dress:
    """How a page is looked at."""

    width: int
    language: str = "zh-hans"
    care: bool = False
    dark: bool = False
    script: bool = True


@dataclass
class Visit:
    """A page being looked at, what the browser complained of, and what it asked for besides."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def see(self, name: str) -> Page:
        self.page.goto(HALL + name)
        self.page.wait_for_load_state()
        return self.page


def rendered(name: str, dress: Dress) -> str:
    template, context = GALLERY[name]
    request = RequestFactory().get(f"/{name}")
    if dress.care:
        request.COOKIES["mode"] = "care"
    with translation.override(dress.language):
        return render_to_string(template, context, request)


def answer(route: Route, dress: Dress, visit: Visit) -> None:
    path = route.request.url.removeprefix(HALL).split("?")[0].split("#")[0]
    if path.startswith("static/"):
        found = finders.find(path.removeprefix("static/"))
        assert isinstance(found, str), f"{path} is not among the static files"
        route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(found)[0])
    elif path in GALLERY and route.request.method == "GET":
        policy = {"Content-Security-Policy": build_policy()}
        route.fulfill(body=rendered(path, dress), content_type="text/html; charset=utf-8", headers=policy)
    else:
        visit.asked.append(f"{route.request.method} /{path}")
        route.fulfill(status=204)


@contextmanager
def looking(chromium: Browser, dress: Dress) -> Iterator[Visit]:
    """Open a browser in one dress; every request is answered from the gallery."""
    context = chromium.new_context(
        viewport={"width": dress.width, "height": 800},
        color_scheme="dark" if dress.dark else "light",
        java_script_enabled=dress.script,
        locale="zh-CN",
    )
    visit = Visit(context.new_page())
    visit.page.on("console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.route("**/*", lambda route: answer(route, dress, visit))
    try:
        yield visit
    finally:
        context.close()
