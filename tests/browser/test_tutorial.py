"""The tutorial cannot lie: what it tells its reader to do is done here, and what it promises is looked for."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.shown import Dress
from tests.browser.tutorial import Command, Step, commands, items
from tests.browser.walking import Visitor, visiting

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs/tutorials/a-quarter.md"
IN_CHINESE = TUTORIAL.with_name("a-quarter.zh-CN.md")
PASSWORD = tomllib.loads((ROOT / "demo/county.toml").read_text(encoding="utf-8"))["password"]
PATIENCE_SECONDS = 60
ASKED_FIRST = {"make demo"}
"""What is done before the walk begins: the fixture plays and serves the same county."""


def manage(*words: str) -> list[str]:
    return [sys.executable, "-m", "niangjia.site.manage", *words]


def surroundings(home: Path) -> dict[str, str]:
    return {**os.environ, "NIANGJIA_HOME": str(home), "NIANGJIA_ENV": "", "DATABASE_URL": ""} | {
        "DJANGO_SETTINGS_MODULE": "niangjia.site.settings",
        "NIANGJIA_DEMO_DAY": "2026-10-13",
    }


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Play the invented county once, serve it as the demonstration does, and return its address."""
    here = surroundings(tmp_path_factory.mktemp("demo"))
    subprocess.run(manage("demo", "--no-serve"), cwd=ROOT, env=here, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = manage("runserver", f"127.0.0.1:{port}", "--noreload", "--insecure")
    with subprocess.Popen(words, cwd=ROOT, env=here, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_open(server, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_until_open(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server says that it starts, then until it lets somebody in."""
    assert server.stdout is not None
    for line in server.stdout:
        if b"Starting" in line:
            break
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS).close()
        except ConnectionRefusedError:
            continue
        return
    pytest.fail("the demonstration did not open")


def test_the_walk_of_the_tutorial_is_as_it_says(chromium: Browser, demo: str) -> None:
    with visiting(chromium, demo, dress=Dress(1440)) as reader:
        for steps in items(TUTORIAL):
            assert steps, "an item of a numbered list says nothing to do or to see"
            for step in steps:
                DEEDS[step.verb](reader, step)


def test_both_languages_tell_the_same_walk() -> None:
    assert items(IN_CHINESE) == items(TUTORIAL)
    assert commands(IN_CHINESE) == commands(TUTORIAL)


@pytest.mark.parametrize(
    "command", [one for one in commands(TUTORIAL) if one.line not in ASKED_FIRST], ids=lambda command: command.line[:40]
)
def test_a_command_of_the_tutorial_answers_as_it_says(command: Command, tmp_path: Path) -> None:
    (tmp_path / "demo").symlink_to(ROOT / "demo")
    line = command.line.replace(".venv/bin/", f"{Path(sys.executable).parent}/")
    done = subprocess.run(line.split(), cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert [answer for answer in command.answers if answer not in done.stdout] == [], done.stdout


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_gives_the_same_commands_and_the_same_numbers(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    certify, judge = [one for one in commands(TUTORIAL) if one.line not in ASKED_FIRST]
    assert {certify.line, judge.line} == set(re.findall(r"^ +(\.venv/bin/niangjia .*)$", text, flags=re.MULTILINE))
    assert set(re.findall(r"\d{3}(?= 行| rows| 户| households)", text)) == set(
        re.findall(r"\d{3}", " ".join(certify.answers))
    )


def named(page: Page, role: str, label: str) -> Locator:
    """Return the first link or button of exactly this name, else the first whose name holds it."""
    exact = page.get_by_role(role, name=label, exact=True)
    return exact.first if exact.count() else page.get_by_role(role, name=label).first


def sign_in(reader: Visitor, step: Step) -> None:
    reader.go("/login/")
    reader.page.fill("[name=username]", step.typed)
    reader.page.fill("[name=password]", PASSWORD)
    with reader.page.expect_navigation():
        reader.main.locator("button.btn-main").click()


def follow(reader: Visitor, step: Step) -> None:
    with reader.page.expect_navigation():
        named(reader.page, "link", step.label).click()


def press(reader: Visitor, step: Step) -> None:
    with reader.page.expect_navigation():
        named(reader.page, "button", step.label).click()


def download(reader: Visitor, step: Step) -> None:
    with reader.page.expect_download() as kept:
        named(reader.page, "link", step.label).click()
    book = openpyxl.load_workbook(BytesIO(kept.value.path().read_bytes()))
    assert sum(bool(cell.comment) for sheet in book for row in sheet.iter_rows() for cell in row) == int(step.typed)


def see(reader: Visitor, step: Step) -> None:
    shown = expect(reader.page.locator("body"), f"{reader.path} does not show {step.label}")
    shown.to_contain_text(step.label, use_inner_text=True, timeout=PATIENCE_SECONDS * 1000)


def choose(reader: Visitor, step: Step) -> None:
    reader.main.get_by_label(step.label).first.select_option(label=step.typed)


DEEDS: dict[str, Callable[[Visitor, Step], None]] = {
    "sign in": sign_in,
    "sign out": lambda reader, _step: reader.sign_out(),
    "follow": follow,
    "press": press,
    "unfold": lambda reader, step: reader.main.get_by_text(step.label, exact=True).first.click(),
    "write": lambda reader, step: reader.main.get_by_label(step.label).first.fill(step.typed),
    "choose": choose,
    "hand in": lambda reader, step: reader.main.get_by_label(step.label).first.set_input_files(ROOT / step.typed),
    "download": download,
    "see": see,
}
