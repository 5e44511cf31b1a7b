"""A member is asked for and let go, found again, and two registrations are joined: on real pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from niangjia.casework import duplicates
from niangjia.records.people.models import Membership, Worker
from niangjia.stories import invented
from tests.browser.shown import Dress
from tests.browser.walking import Visitor, visiting
from tests.played_belonging import member
from tests.small_county import AT, PASSWORD, County, build_county

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("NIANGJIA_SHOTS", "")
"""A folder for pictures of the pages, for whoever wants to look at them."""


@pytest.fixture
def county(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())
    small = build_county()
    told = {"employer": "青川顺达物流有限公司", "address": "河东路 12 号 3 栋 201 室", "phone": invented.phone(71)}
    one = member(small, "mill", "欧阳晓明", id_number=invented.id_number(71), **told)
    other = member(small, "community", "欧阳晓明", **told)
    duplicates.propose(one, other, weight=22_000, agrees=("name", "phone", "address"), at=AT)
    return small


def seen(visitor: Visitor, name: str) -> None:
    """Hold a page against what every page keeps to."""
    visitor.look()
    if SHOTS:
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}-{visitor.dress.width}.png", full_page=True)


@pytest.mark.parametrize("dress", [Dress(360), Dress(1440), Dress(320, care=True, language="en", dark=True)])
def test_the_pages_of_belonging_are_whole_in_every_dress(
    dress: Dress, county: County, live_server: Any, chromium: Browser
) -> None:
    with visiting(chromium, live_server.url, dress=dress, username="cadre", password=PASSWORD) as cadre:
        for name in ("members", "find", "transfers", "transfers/in", "register", "duplicates"):
            cadre.go(f"/membership/{name}/")
            seen(cadre, name.replace("/", "-"))
        cadre.go("/membership/find/")
        cadre.page.fill("#q", "oyxm")
        with cadre.page.expect_navigation():
            cadre.main.locator("form button.btn-main").click()
        seen(cadre, "found")
        with cadre.page.expect_navigation():
            cadre.main.locator("tbody th a").first.click()
        seen(cadre, "worker")
        with cadre.page.expect_navigation():
            cadre.main.locator("form[action$='/standing/'] button").click()
        assert cadre.main.locator(".errors").count() == 1
        seen(cadre, "worker-errors")


def test_a_member_is_asked_for_and_let_go_without_script(county: County, live_server: Any, chromium: Browser) -> None:
    plain = Dress(360, script=False)
    with visiting(chromium, live_server.url, dress=plain, username="chair", password=PASSWORD) as asking:
        asking.go("/membership/transfers/in/")
        asking.main.get_by_label("姓名", exact=True).fill("欧阳晓明")
        asking.main.get_by_label("证件号").fill(invented.id_number(71))
        asking.press("请原工会放行")
        seen(asking, "transfer-asked")
    with visiting(chromium, live_server.url, dress=plain, username="mill-chair", password=PASSWORD) as letting_go:
        letting_go.go("/?tab=all")
        letting_go.follow("欧阳晓明")
        seen(letting_go, "transfer")
        letting_go.press("放行")
        seen(letting_go, "transferred")
    worker = Worker.everywhere.exclude(id_index="").get()
    assert Membership.everywhere.get(worker=worker, to_on=None).owner_union.code == "street"


def test_a_pair_is_joined_and_taken_apart(county: County, live_server: Any, chromium: Browser) -> None:
    with visiting(chromium, live_server.url, dress=Dress(1440), username="cadre", password=PASSWORD) as cadre:
        cadre.go("/membership/duplicates/")
        cadre.press("同一个人，以第一份（mill）为准")
        seen(cadre, "joined")
        assert Worker.everywhere.filter(merged_into__isnull=False).count() == 1
        with cadre.page.expect_navigation():
            cadre.main.locator("form[action$='/undo/'] button").click()
        assert Worker.everywhere.filter(merged_into__isnull=False).count() == 0
