"""A worker declares herself in a real browser: on a narrow phone, in large type, in English, without script."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.browser.shown import Dress
from tests.browser.walking import Visitor, visiting
from tests.played_quarter import card, id_number, phone, play_quarter
from tests.small_county import AT

pytestmark = pytest.mark.browser

DRESSES = {
    "narrow, large type": Dress(320, care=True),
    "phone, English, dark": Dress(360, language="en", dark=True),
    "phone, no script": Dress(360, script=False),
    "desk": Dress(1440),
}
CODE = re.compile(r"[3479ACDEFGHJKMNPQRTVWXY]{4}-[3479ACDEFGHJKMNPQRTVWXY]{5}-[3479ACDEFGHJKMNPQRTVWXY]{5}")
MAIN = "main .btn-main"


@pytest.fixture
def played(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())
    play_quarter()


def shoot(visitor: Visitor, name: str) -> None:
    """Look at a page; where a folder for pictures is named, keep one."""
    visitor.look()
    folder = os.environ.get("NIANGJIA_SHOTS", "")
    if folder:
        dress = visitor.dress
        mark = f"{dress.width}{'-care' if dress.care else ''}{'' if dress.script else '-plain'}"
        visitor.page.screenshot(path=Path(folder) / f"{name}-{mark}.png", full_page=True)


def go_on(visitor: Visitor) -> None:
    """Press the one red button."""
    with visitor.page.expect_navigation():
        visitor.page.locator(MAIN).first.click()


def a_photo() -> dict[str, Any]:
    kept = io.BytesIO()
    Image.new("RGB", (1200, 900), "grey").save(kept, "JPEG")
    return {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_worker_declares_in_the_browser(chromium: Browser, live_server: Any, played: None, dress: str) -> None:
    with visiting(chromium, live_server.url, dress=DRESSES[dress]) as visitor:
        visitor.go("/hardship/declare/")
        shoot(visitor, "start")
        try_the_rules(visitor)
        say_who_she_is(visitor)
        write_the_pages(visitor)
        hand_in_a_photo(visitor)
        file_and_look(visitor)
        for path in ("declare/resume", "declare/consent"):
            visitor.go(f"/hardship/{path}/")
            shoot(visitor, path.replace("/", "-"))


def try_the_rules(visitor: Visitor) -> None:
    """Answer some of the five questions, one of them wrongly, and go on to declare."""
    page = visitor.page
    visitor.go("/hardship/check/")
    shoot(visitor, "check")
    page.fill("#id_persons", "3")
    page.fill("#id_income_fen", "二万左右吧")
    go_on(visitor)
    shoot(visitor, "check-wrong")
    page.fill("#id_income_fen", "24000")
    page.fill("#id_costs_fen", "6000")
    page.locator("input[name=standing][value=member]").check()
    go_on(visitor)
    shoot(visitor, "check-unsure")
    go_on(visitor)
    shoot(visitor, "union")
    page.locator("input[name=union]").first.check()
    go_on(visitor)


def say_who_she_is(visitor: Visitor) -> None:
    """Write name and number, wrongly first, and take down the code."""
    page = visitor.page
    shoot(visitor, "who")
    page.fill("#id_name", "甲申报")
    page.fill("#id_id_number", id_number(80)[:-1])
    go_on(visitor)
    shoot(visitor, "who-wrong")
    page.fill("#id_id_number", id_number(80))
    page.fill("#id_phone", phone(80))
    page.locator("input[name=member]").first.check()
    page.locator("input[name=new_employment]").first.check()
    go_on(visitor)
    assert CODE.search(page.locator("main").inner_text())
    shoot(visitor, "code")
    go_on(visitor)


def write_the_pages(visitor: Visitor) -> None:
    """Write one thing a page."""
    page = visitor.page
    shoot(visitor, "family")
    page.fill("#id_name_0", "乙申报")
    page.select_option("#id_relation_0", index=1)
    page.locator("input[name=low_income]").last.check()
    go_on(visitor)
    shoot(visitor, "income")
    go_on(visitor)
    shoot(visitor, "costs")
    page.fill("#id_ill_fen", "6000")
    go_on(visitor)
    shoot(visitor, "home")
    page.fill("#id_homes", "1")
    page.fill("#id_floor_area_dm2", "60")
    page.locator("input[name=vehicle]").first.check()
    page.locator("input[name=controlling_shareholder]").last.check()
    go_on(visitor)
    shoot(visitor, "cause")
    page.locator("input[name=cause]").nth(5).check()
    go_on(visitor)
    shoot(visitor, "bank")
    page.fill("#id_bank", "示例银行")
    page.fill("#id_card_number", card(80))
    go_on(visitor)


def hand_in_a_photo(visitor: Visitor) -> None:
    """Put a photograph to the declaration, and see the list of what is done."""
    visitor.page.set_input_files("#id_photo", a_photo())
    with visitor.page.expect_navigation():
        visitor.page.locator("main form[enctype] button").click()
    shoot(visitor, "papers")
    visitor.go("/hardship/declare/")
    shoot(visitor, "tasks")


def file_and_look(visitor: Visitor) -> None:
    """Forget to tick, tick, file, and look with the code how it stands."""
    page = visitor.page
    go_on(visitor)
    shoot(visitor, "confirm")
    go_on(visitor)
    shoot(visitor, "confirm-wrong")
    page.locator("#id_declaration").check()
    page.locator("#id_check_consent").check()
    go_on(visitor)
    shoot(visitor, "done")
    found = CODE.search(page.locator("main").inner_text())
    assert found
    visitor.go("/hardship/my/")
    shoot(visitor, "my-code")
    page.fill("#id_code", found[0])
    go_on(visitor)
    shoot(visitor, "progress")
