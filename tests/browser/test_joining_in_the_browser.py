"""A courier joins from his phone, the chair admits, the card shows, a partner checks it: on real pages."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from niangjia.casework.benefits import open_trade_door
from niangjia.programmes.membership.services.benefits import show_card
from niangjia.records.joinings.models import Joining
from niangjia.records.people.models import Membership, Worker
from tests.browser.shown import Dress
from tests.browser.walking import Visitor, visiting
from tests.small_county import AT, PASSWORD, County, build_county

pytestmark = pytest.mark.browser

PHONE, SMALL, DESK = Dress(360, script=False), Dress(320, care=True), Dress(1440)
SHOTS = os.environ.get("NIANGJIA_SHOTS", "")
"""A folder for pictures of the pages, for whoever wants to look at them."""


@pytest.fixture
def county(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())
    small = build_county()
    open_trade_door(small.unions["street"], group="courier", by=None, at=AT)
    return small


def seen(visitor: Visitor, name: str) -> None:
    """Hold a page against what every page keeps to."""
    visitor.look()
    if SHOTS:
        path = Path(SHOTS) / f"{name}-{visitor.dress.width}.png"
        visitor.page.screenshot(path=path, full_page=True)


def join(courier: Visitor) -> str:
    """Join by trade and place; return the code that was shown."""
    courier.go("/membership/join/")
    seen(courier, "join")
    courier.follow("按行业和地方找")
    courier.main.get_by_label("快递员").check()
    courier.main.get_by_label("在哪个街道、社区干活或住").fill("street")
    courier.press("找工会")
    seen(courier, "trade")
    courier.follow("street")
    courier.press("申请入会")
    assert courier.main.locator(".errors").count() == 1
    seen(courier, "form-errors")
    courier.main.get_by_label("姓名", exact=True).fill("丁一")
    courier.main.get_by_label("证件号", exact=True).fill("11010519491231002X")
    courier.main.get_by_label("手机号", exact=True).fill("15400000077")
    courier.main.get_by_label("我自愿加入工会").check()
    courier.press("申请入会")
    seen(courier, "asked")
    assert "答复您" in courier.main.inner_text()
    return courier.main.locator(".big-code").inner_text()


def test_a_courier_joins_from_his_phone_and_a_partner_checks_his_card(
    chromium: Browser, live_server: Any, county: County
) -> None:
    url = live_server.url
    with visiting(chromium, url, dress=PHONE) as courier:
        code = join(courier)
        with visiting(chromium, url, dress=DESK, username="chair", password=PASSWORD) as chair:
            chair.go("/inbox/" if chair.path == "/login/" else "/membership/joinings/")
            seen(chair, "joinings")
            chair.follow("丁一")
            seen(chair, "joining")
            chair.press("同意入会")
            assert "入会了" in chair.said()
            for name in ("batch", "posters", "benefits"):
                chair.go({"batch": "/membership/joinings/batch/"}.get(name, f"/membership/{name}/"))
                seen(chair, name)
        courier.go("/membership/join/mine/")
        courier.follow("看会员卡和福利")
        courier.press("出示会员码")
        assert courier.main.locator(".qr-frame svg").count() == 1
        seen(courier, "card")
    with visiting(chromium, url, dress=SMALL) as elder:
        for name, path in {
            "join": "",
            "trade": "trade/",
            "form": "at/street/",
            "questions": "questions/street/",
        }.items():
            elder.go(f"/membership/join/{path}")
            seen(elder, name)
        elder.go("/membership/join/mine/")
        elder.main.get_by_label("查询码").fill(code)
        elder.press("查看")
        seen(elder, "mine")
        elder.go("/membership/card/")
        seen(elder, "card")
        assert "丁一" not in elder.page.content()
    token = show_card(Worker.everywhere.get(), at=Membership.everywhere.get().worker.known_at.replace(year=2030))
    with visiting(chromium, url, dress=PHONE, username="partner", password=PASSWORD) as partner:
        partner.go(f"/membership/card/check/{token}/")
        partner.press("看有没有效")
        assert "会员，有效" in partner.main.inner_text()
        seen(partner, "checked")
        assert not re.search("丁|15400000077", partner.page.content())


def test_a_chair_prints_a_poster_and_a_station_joins(chromium: Browser, live_server: Any, county: County) -> None:
    with visiting(chromium, live_server.url, dress=PHONE, username="chair", password=PASSWORD) as chair:
        chair.go("/membership/posters/")
        chair.main.get_by_role("button", name="做一张").first.click()
        chair.page.wait_for_url("**/posters/*-*/")
        seen(chair, "poster")
        chair.go("/membership/joinings/batch/")
        chair.main.get_by_label("从表格里粘贴").fill("丁一\t11010519491231002X\t15400000077\n丁二\t1\t2")
        chair.main.get_by_label("这些人都是本人自愿").check()
        chair.press("让他们入会")
        seen(chair, "batch-done")
        assert "1 人入会了" in chair.main.inner_text()
    assert Joining.everywhere.filter(admitted=True).count() == 1
