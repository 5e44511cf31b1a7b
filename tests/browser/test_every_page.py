"""Every page of the site, for all who use it, signed in or not: open to everybody, and in English when asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from niangjia.records.accounts.models import Fund
from niangjia.records.cases.models import Step
from niangjia.records.papers.models import ReturnRow, Upload
from niangjia.records.people.models import Household, Person, Worker
from niangjia.records.surveys.models import Door, Round
from niangjia.records.tasks.models import Founding
from niangjia.records.unions.models import Account, Officer, Union
from tests.browser.every_page import addresses
from tests.browser.shown import Dress
from tests.browser.walking import WIDER_THAN_THE_WINDOW, barriers, visiting
from tests.played_quarter import play_quarter
from tests.small_county import AT, PASSWORD

pytestmark = pytest.mark.browser

NOBODY = ""
"""Who looks without signing in."""
PEOPLE = {
    "community-chair": Dress(320, language="en", care=True),
    "cadre": Dress(1440, language="en"),
    "finance": Dress(360, language="en", dark=True),
    "leader": Dress(960, language="en"),
    "helper": Dress(360, language="en", care=True, dark=True),
    "partner": Dress(320, language="en"),
    NOBODY: Dress(360, language="en"),
}
FEWEST = 10
CHINESE = re.compile(r"[\u3400-\u9fff]")
QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
"""Words of a workbook that a sentence quotes as they must be written."""
HEARD = """() => {
  const found = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const around = walk.currentNode.parentElement;
    if (!around.closest("[lang|=zh], script, style")) { found.push(walk.currentNode.textContent); }
  }
  for (const attribute of ["aria-label", "title", "placeholder", "alt", "data-label", "data-busy"]) {
    for (const one of document.querySelectorAll(`[${attribute}]`)) {
      if (!one.closest("[lang|=zh]")) { found.push(one.getAttribute(attribute)); }
    }
  }
  return found;
}"""
"""Everything a page says, what is marked as Chinese left out."""


@pytest.fixture
def played(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())
    play_quarter()


@pytest.mark.parametrize("username", PEOPLE, ids=lambda name: name or "nobody")
def test_every_page_is_open_to_everybody_and_wholly_english_when_asked(
    chromium: Browser, live_server: Any, played: None, username: str
) -> None:
    names = sorted(proper_names(), key=len, reverse=True)
    wrong, seen = [], 0
    with visiting(chromium, live_server.url, dress=PEOPLE[username], username=username, password=PASSWORD) as visitor:
        for path in addresses():
            if visitor.go(path).status != 200:
                continue
            seen += 1
            wrong += [f"{path}: {barrier}" for barrier in barriers(visitor.page)]
            wrong += [f"{path}: still Chinese: {words}" for words in chinese_left(visitor.page, names)]
            if visitor.page.locator("h1").count() != 1:
                wrong.append(f"{path}: not one h1")
            if visitor.page.evaluate(WIDER_THAN_THE_WINDOW) > 0:
                wrong.append(f"{path}: wider than the window")
        assert visitor.complaints == []
    assert wrong == [], "\n".join(sorted(set(wrong)))
    assert seen > FEWEST


def chinese_left(page: Page, names: list[str]) -> Iterator[str]:
    """Yield the texts of a page that still hold Chinese once the names are taken out."""
    for text in page.evaluate(HEARD):
        rest = QUOTED.sub("", text)
        for name in names:
            rest = rest.replace(name, "")
        if CHINESE.search(rest):
            yield " ".join(text.split())


def proper_names() -> set[str]:
    """Return what keeps its Chinese on an English page: names of people, unions, places, files and funds, and
    what somebody wrote by hand."""
    return {
        "娘家",
        *Union.objects.values_list("name", flat=True),
        *Union.objects.values_list("short_name", flat=True),
        *Union.objects.values_list("place", flat=True),
        *Account.objects.values_list("name", flat=True),
        *Person.everywhere.values_list("name", flat=True),
        *Household.everywhere.values_list("head_name", flat=True),
        *Worker.everywhere.values_list("name", flat=True),
        *Worker.everywhere.values_list("employer", flat=True),
        *Founding.everywhere.values_list("name", flat=True),
        *Founding.everywhere.values_list("contact_name", flat=True),
        *(name for elected in Founding.everywhere.values_list("elected", flat=True) for _office, name in elected),
        *Officer.everywhere.values_list("name", flat=True),
        *Door.everywhere.values_list("grid", flat=True),
        *Round.everywhere.values_list("title", flat=True),
        *Upload.everywhere.values_list("name", flat=True),
        *ReturnRow.everywhere.values_list("sheet", flat=True),
        *Fund.everywhere.values_list("name", flat=True),
        *Step.objects.values_list("note", flat=True),
    } - {""}
