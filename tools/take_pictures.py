"""Takes the pictures of the documents from the invented county: ``python -m tools.take_pictures``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tools.prepare_environment import ROOT, say

PICTURES = ROOT / "docs" / "images"
CALM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
)
PATIENCE_SECONDS = 60
COUNTY = tomllib.loads((ROOT / "demo" / "county.toml").read_text(encoding="utf-8"))
SHOWN = "田春凯"
"""Of the invented households, one in relative difficulty whose aid has several parts."""


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def county_served(home: Path) -> Iterator[str]:
    """Play the invented county into ``home`` and serve it; give its address."""
    environment = {
        **os.environ,
        "NIANGJIA_HOME": str(home),
        "NIANGJIA_DEMO_DAY": COUNTY["day"].isoformat(),
        "DATABASE_URL": "",
    }
    manage = [sys.executable, "-m", "niangjia.site.manage"]
    subprocess.run([*manage, "demo", "--no-serve"], cwd=ROOT, env=environment, check=True, stderr=subprocess.DEVNULL)
    address = f"127.0.0.1:{free_port()}"
    serving = [*manage, "runserver", address, "--noreload", "--insecure"]
    with subprocess.Popen(
        serving, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as site:
        try:
            wait_for(f"http://{address}/healthz")
            yield f"http://{address}"
        finally:
            site.terminate()


def wait_for(url: str) -> None:
    """Come back once ``url`` answers.

    Errors: ``TimeoutError`` when it does not.
    """
    for _second in range(PATIENCE_SECONDS):
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310  own-input: our own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(1)
    raise TimeoutError(url)


def sign_in(page: Page, site: str, name: str) -> None:
    """Sign in as one of the county."""
    page.goto(f"{site}/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", "niangjia-demo")
    page.click("main button.btn-main")


def main() -> int:
    """Take every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, county_served(Path(folder)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("NIANGJIA_CHROMIUM", "/usr/bin/chromium"), args=list(CALM)
        )
        page = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN").new_page()
        sign_in(page, site, "cadre")
        page.goto(f"{site}/hardship/households/?period=2026Q3&q={SHOWN}")
        page.get_by_role("link", name=SHOWN, exact=True).click()
        page.wait_for_load_state()
        page.screenshot(path=PICTURES / "verdict.png")
        page.goto(f"{site}/scorecards/2026Q2/")
        page.screenshot(path=PICTURES / "scorecard.png")
        browser.close()
    say(f"wrote {PICTURES.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
