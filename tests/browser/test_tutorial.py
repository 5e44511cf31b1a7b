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
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.shown import Dress
from tests.browser.tutorial import Command, Step, commands, items
from tests.browser.walking import Visitor, visiting

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs/tutorials/a-quarter.md"
IN_CHINESE = TUTORIAL.with_name("a-quarter.zh-CN.md")
COUNTY = tomllib.loads((ROOT / "demo/county.toml").read_text(encoding="utf-8"))
PASSWORD = COUNTY["password"]
DESK, PHONE = 1440, 360
"""How wide the window is at a desk, and on a phone."""
CODE = re.compile(r"\b[0-9A-Z]{4}(?:[ -][0-9A-Z]{4,5})+\b")
PATIENCE_SECONDS = 60
ASKED_FIRST = {"make demo"}
"""What is done before the walk begins: the fixture plays and serves the same county."""


def manage(*words: str) -> list[str]:
    return [sys.executable, "-m", "niangjia.site.manage", *words]


def surroundings(home: Path) -> dict[str, str]:
    return {**os.environ, "NIANGJIA_HOME": str(home), "NIANGJIA_ENV": "", "DATABASE_URL": ""} | {
        "DJANGO_SETTINGS_MODULE": "niangjia.site.settings",
        "NIANGJIA_DEMO_DAY": COUNTY["day"].isoformat(),
        "PYTHONUNBUFFERED": "1",  # the server says that it starts when it starts, also to a pipe
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
    with visiting(chromium, demo, dress=Dress(DESK)) as reader:
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
    assert {certify.line, judge.line} <= set(re.findall(r"^ +(\.venv/bin/niangjia .*)$", text, flags=re.MULTILINE))
    assert set(re.findall(r"\d{3}(?= 行| rows| 户| households)", text)) == set(
        re.findall(r"\d{3}", " ".join(certify.answers))
    )


def named(page: Page, role: Literal["link", "button"], label: str) -> Locator:
    """Return the first link or button of exactly this name, else the first whose name or text holds it."""
    for found in (
        page.get_by_role(role, name=label, exact=True),
        page.get_by_role(role, name=label),
        page.get_by_role(role).filter(has_text=label),
    ):
        if found.count():
            return found.first
    return page.get_by_role(role, name=label).first


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


def save(reader: Visitor, step: Step) -> None:
    with reader.page.expect_download() as kept:
        named(reader.page, "link", step.label).click()
    assert kept.value.suggested_filename.endswith(step.typed)
    assert kept.value.path().stat().st_size


def sit(reader: Visitor, width: int) -> None:
    reader.page.set_viewport_size({"width": width, "height": 900})
    reader.dress = Dress(width)


def open_page(reader: Visitor, step: Step) -> None:
    assert reader.go(step.typed).ok


def note_code(reader: Visitor, _step: Step) -> None:
    found = CODE.search(reader.main.inner_text())
    assert found, f"{reader.path} shows no code"
    reader.noted = found[0]


def see(reader: Visitor, step: Step) -> None:
    shown = expect(reader.page.locator("body"), f"{reader.path} does not show {step.label}")
    shown.to_contain_text(step.label, use_inner_text=True, timeout=PATIENCE_SECONDS * 1000)


def choose(reader: Visitor, step: Step) -> None:
    """Choose from a list, or the radio button of that word in the group of that name."""
    group = reader.main.get_by_role("group", name=step.label)
    if group.count():
        group.first.get_by_label(step.typed).check()
    else:
        field_of(reader, step.label, "select").select_option(label=step.typed)


def field_of(reader: Visitor, label: str, kinds: str) -> Locator:
    """Return the first field of these kinds that a label names."""
    return reader.main.locator(kinds).and_(reader.main.get_by_label(label)).first


def write(reader: Visitor, step: Step) -> None:
    field_of(reader, step.label, "input, textarea").fill(step.typed)


DEEDS: dict[str, Callable[[Visitor, Step], None]] = {
    "sign in": sign_in,
    "sign out": lambda reader, _step: reader.sign_out(),
    "follow": follow,
    "press": press,
    "unfold": lambda reader, step: reader.main.get_by_text(step.label, exact=True).first.click(),
    "write": write,
    "write code": lambda reader, step: write(reader, replace(step, typed=reader.noted)),
    "note": note_code,
    "tick": lambda reader, step: field_of(reader, step.label, "input").check(),
    "phone": lambda reader, _step: sit(reader, PHONE),
    "desk": lambda reader, _step: sit(reader, DESK),
    "open": open_page,
    "save": save,
    "choose": choose,
    "hand in": lambda reader, step: field_of(reader, step.label, "input").set_input_files(ROOT / step.typed),
    "see": see,
}
