"""Help seen on real pages: a library is taken over, somebody is helped the same day, and redeems at a place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser

from niangjia.records.provisions.models import AllowanceMonth, HouseholdCard
from tests.browser.shown import Dress
from tests.browser.walking import Visitor, visiting
from tests.small_county import AT, PASSWORD, County, build_county

pytestmark = pytest.mark.browser

NOT_FOUND = 404
PHONE, SMALL, DESK = Dress(360, script=False), Dress(320, language="en", care=True), Dress(1440)


@pytest.fixture
def county(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())
    return build_county()


def adopt_everything(cadre: Visitor) -> None:
    cadre.go("/care/")
    cadre.look()
    cadre.follow("项目库和服务清单")
    cadre.look()
    for box in cadre.main.locator("[name=taken]").all():
        box.check()
    cadre.press("采用勾上的")
    assert "采用了 16 项" in cadre.said()
    cadre.look()


def help_at_once(chair: Visitor) -> str:
    """Report, verify, help, give the package; return the code of the card."""
    chair.go("/care/emergencies/")
    chair.look()
    chair.follow("有人急需帮助")
    chair.press("记下，今天去核实")
    assert chair.main.locator(".errors").count() == 1
    chair.main.get_by_label("姓名").fill("丁师傅")
    chair.main.get_by_label("电话").first.fill("15400000077")
    chair.main.get_by_label("短视频").check()
    chair.main.get_by_label("出了什么事").fill("带着两岁孩子送外卖，没人看孩子")
    chair.press("记下，今天去核实")
    assert "今天之内要核实" in chair.main.inner_text()
    chair.look()
    chair.main.get_by_label("免费托管").check()
    chair.press("核实了，先帮")
    chair.main.locator("details", has_text="给每月的额度").locator("summary").click()
    for words in ("爱心超市物品 · 3 件", "工装洗涤 · 1 次", "理发 · 1 次"):
        chair.main.get_by_label(words).check()
    chair.main.get_by_role("button", name="从这个月起给").click()
    chair.look()
    chair.follow("看这家人的帮扶")
    chair.look()
    chair.follow("帮扶卡")
    chair.press("发一张卡")
    chair.look()
    return chair.main.locator(".big-code").inner_text()


def open_card(owner: Visitor, code: str) -> str:
    """Open the card on one's own phone; return the code that holds for minutes."""
    owner.go("/care/card/")
    owner.look()
    owner.main.locator("[name=code]").fill("NO-SUCH-CARD")
    owner.press("Open my card")
    assert "There is no such card" in owner.main.inner_text()
    owner.main.locator("[name=code]").fill(code.lower())
    owner.press("Open my card")
    owner.look()
    assert "丁**" in owner.main.inner_text()
    assert "丁师傅" not in owner.page.content()
    return owner.main.locator(".big-code").inner_text()


def redeem_all(partner: Visitor, code: str) -> None:
    """Redeem three items; the fourth is not offered, and says from when there are more. Take one back."""
    partner.go("/care/redeem/")
    partner.look()
    partner.main.get_by_label("卡上的码").fill(code)
    partner.press("看还剩什么")
    partner.look()
    for _ in range(3):
        partner.press("兑换 1 件：爱心超市物品")
        assert "兑换好了" in partner.said()
    assert "11月1日" in partner.main.inner_text()
    assert partner.main.get_by_role("button", name="兑换 1 件：爱心超市物品").count() == 0
    partner.look()
    partner.press("点错了，撤回")
    assert "撤回了" in partner.said()
    assert not re.search("丁师傅|154000", partner.page.content())


def test_a_lone_father_is_helped_today_and_redeems_his_three_items(
    chromium: Browser, live_server: Any, county: County
) -> None:
    url = live_server.url
    with visiting(chromium, url, dress=DESK, username="cadre", password=PASSWORD) as cadre:
        adopt_everything(cadre)
    with visiting(chromium, url, dress=PHONE, username="chair", password=PASSWORD) as chair:
        card = help_at_once(chair)
    with visiting(chromium, url, dress=SMALL) as owner:
        shown = open_card(owner, card)
    with visiting(chromium, url, dress=PHONE, username="partner", password=PASSWORD) as partner:
        redeem_all(partner, shown)
        assert partner.go("/care/").status == NOT_FOUND, "a place sees no list of households"
    assert HouseholdCard.everywhere.count() == 1
    assert AllowanceMonth.everywhere.get().used == 2
