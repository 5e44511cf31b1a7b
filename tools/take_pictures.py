"""Takes the pictures of the documents from the invented county: ``python -m tools.take_pictures``.

Plays the county into a folder of its own, serves it, opens the pages in Chromium, and writes ``docs/images``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tools.prepare_environment import ROOT, say
from tools.prepare_test_services import browser, may_install

IMAGES = ROOT / "docs" / "images"
PORT = 8964
DESK: ViewportSize = {"width": 1280, "height": 860}
LARGEST_BYTES = 300_000
CALM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def county_served() -> Iterator[str]:
    """Serve the invented county for as long as the pictures take."""
    book = tomllib.loads((ROOT / "demo" / "county.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="niangjia-pictures-") as home:
        here = {**os.environ, "NIANGJIA_HOME": home, "NIANGJIA_DEMO_DAY": book["day"].isoformat(), "DATABASE_URL": ""}
        manage = [sys.executable, "-m", "niangjia.site.manage"]
        subprocess.run([*manage, "demo", "--no-serve"], cwd=ROOT, env=here, check=True, capture_output=True)
        serve = [*manage, "runserver", f"127.0.0.1:{PORT}", "--noreload", "--insecure"]
        with subprocess.Popen(serve, cwd=ROOT, env=here, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
            try:
                if server.stdout is not None:
                    next(line for line in server.stdout if b"Starting" in line)
                yield f"http://127.0.0.1:{PORT}"
            finally:
                server.terminate()


def sign_in(page: Page, address: str, *, username: str, password: str) -> None:
    """Go in as one of the county."""
    page.goto(f"{address}/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.locator("main button.btn-main").click()


def take_verdict(page: Page, address: str) -> bytes:
    """Return a picture of a verdict that waits for its signature."""
    page.goto(f"{address}/hardship/households/?tier=relative&state=judged")
    with page.expect_navigation():
        page.locator("tbody th a").nth(2).click()
    return page.screenshot(type="png")


def main() -> int:
    """Take the pictures; the exit code says whether each is small enough for a page."""
    chromium = browser(install=may_install())
    if chromium is None:
        say("no Chromium found, and none could be installed")
        return 1
    password = tomllib.loads((ROOT / "demo" / "county.toml").read_text(encoding="utf-8"))["password"]
    with county_served() as address, sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=CALM)
        page = opened.new_page(viewport=DESK, locale="zh-CN")
        sign_in(page, address, username="cadre", password=password)
        IMAGES.mkdir(exist_ok=True)
        picture = take_verdict(page, address)
        (IMAGES / "verdict.png").write_bytes(picture)
        opened.close()
    say(f"docs/images/verdict.png: {len(picture):,} bytes")
    return 0 if len(picture) <= LARGEST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
