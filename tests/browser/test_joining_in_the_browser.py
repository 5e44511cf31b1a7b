"""A courier joins from his phone, has his card checked, claims a benefit and brings a colleague: on real pages."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from niangjia.casework.benefits import open_trade_door
from niangjia.programmes.membership.services.benefits import show_card
from niangjia.records.cases.models import Case, Clock
from niangjia.records.joinings.models import Joining, Poster
from niangjia.records.people.models import Membership, Worker
from niangjia.stories import invented
from tests.browser.shown import Dress
from tests.browser.walking import Visitor, visiting
from tests.small_county import AT, PASSWORD, County, build_county

pytestmark = pytest.mark.browser

PHONE, ELDER, DESK = Dress(360, script=False), Dress(320, care=True), Dress(1440)
Person = tuple[str, str, str]
COURIER: Person = ("丁一", "11010519491231002X", "15400000077")
COLLEAGUE: Person = (invented.name(5), invented.id_number(5), invented.phone(5))
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


def tell(courier: Visitor, told: Person) -> None:
    """Fill in the one form of joining."""
    for label, words in zip(("姓名", "证件号", "手机号"), told, strict=True):
        courier.main.get_by_label(label, exact=True).fill(words)
    group = courier.main.get_by_label("您做什么")
    if not group.input_value():
        group.select_option("courier")
    courier.main.get_by_label("我自愿加入工会").check()
    courier.press("申请入会")


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
    tell(courier, COURIER)
    seen(courier, "asked")
    answer = courier.main.inner_text()
    case, due = Case.everywhere.get(), Clock.objects.get(step="admit", stopped_at=None).due_on
    assert case.number in answer, "he has a number"
    assert "今天答复您" in answer or f"{due.month}月{due.day}日" in answer.replace(" ", ""), "and the day of the answer"
    return courier.main.locator(".big-code").inner_text()


def answer(chair: Visitor, name: str, *, missing: str = "") -> None:
    """Let the chair open an application and admit, or say what is missing."""
    chair.go("/membership/joinings/")
    seen(chair, "joinings")
    chair.follow(name)
    if missing:
        chair.main.get_by_text("要补材料", exact=True).click()
        chair.main.get_by_label(missing).check()
        chair.press("一次说清，请本人补")
    else:
        chair.press("同意入会")
        assert "入会了" in chair.said()
    seen(chair, "joining")


@pytest.mark.parametrize("dress", [PHONE, ELDER])
def test_a_courier_joins_from_his_phone_and_has_his_card_benefit_and_colleague(
    dress: Dress, chromium: Browser, live_server: Any, county: County
) -> None:
    """From the two doors to the colleague who came along: nobody types an address or reads a manual."""
    url = live_server.url
    with (
        visiting(chromium, url, dress=dress) as courier,
        visiting(chromium, url, dress=DESK, username="chair", password=PASSWORD) as chair,
    ):
        code = join(courier)
        answer(chair, "丁一", missing="能打通的手机号")
        courier.go("/membership/join/mine/")
        seen(courier, "missing")
        courier.main.get_by_label("手机号", exact=True).fill(COURIER[2])
        courier.press("补齐，再交")
        assert "补齐了" in courier.said()
        answer(chair, "丁一")
        courier.go("/membership/join/mine/")
        seen(courier, "member")
        courier.follow("看会员卡和福利")
        courier.press("出示会员码")
        assert courier.main.locator(".qr-frame svg").count() == 1
        seen(courier, "card-code")
        check(chromium, url, dress=dress)
        claim(courier, chair)
        bring(courier, chair, chromium)
        courier.go("/membership/join/mine/")
        courier.press("这不是我的手机，退出")
        courier.main.get_by_label("查询码").fill(code)
        courier.press("查看")
        assert "您是会员了" in courier.main.inner_text()


def check(chromium: Browser, url: str, *, dress: Dress) -> None:
    """Let a partner scan the card: he learns that it holds, and no more; a second time it holds no longer."""
    token = show_card(Worker.everywhere.get(), at=Membership.everywhere.get().worker.known_at.replace(year=2030))
    with visiting(chromium, url, dress=dress, username="partner", password=PASSWORD) as partner:
        for told in ("会员，有效", "无效"):
            partner.go(f"/membership/card/check/{token}/")
            partner.press("看有没有效")
            assert partner.main.locator("h1").inner_text() == told
            seen(partner, "checked")
            assert not re.search("丁|15400000077", partner.page.content())


def claim(courier: Visitor, chair: Visitor) -> None:
    """Claim the health check on the day of joining; the union hands it over."""
    courier.go("/membership/card/")
    row = courier.main.locator("ul.tasks > li", has_text="健康体检")
    with courier.page.expect_navigation():
        row.get_by_role("button", name="登记要领").click()
    assert "登记好了" in courier.said()
    assert "等着领" in row.inner_text()
    seen(courier, "claimed")
    chair.go("/membership/benefits/")
    seen(chair, "benefits")
    with chair.page.expect_navigation():
        chair.main.locator("form[action$='/deliver/'] button").first.click()
    courier.go("/membership/card/")
    assert "领过了" in row.inner_text()


def bring(courier: Visitor, chair: Visitor, chromium: Browser) -> None:
    """Show a colleague the code: he joins from it, and it is counted to who brought him."""
    courier.go("/membership/card/")
    assert courier.main.locator(".qr-frame svg").count() == 1
    seen(courier, "bring")
    link = courier.main.locator("#invite").inner_text()
    assert str(courier.main.get_by_role("link", name="用短信发给同事").get_attribute("href")).startswith("sms:")
    with visiting(chromium, courier.url, dress=courier.dress) as colleague:
        colleague.page.goto(link)
        seen(colleague, "questions")
        assert "丁一" not in colleague.page.content()
        colleague.follow("加入工会")
        colleague.press("申请入会")
        assert colleague.main.locator(".errors").count() == 1, "a mistake does not lose who brought him"
        tell(colleague, COLLEAGUE)
        assert "答复您" in colleague.main.inner_text()
    answer(chair, COLLEAGUE[0])
    courier.go("/membership/card/")
    assert "您带来的同事，1 位入会了" in courier.main.inner_text()
    brought = Joining.everywhere.get(name=COLLEAGUE[0])
    assert (brought.door, brought.brought_by) == ("member", Worker.everywhere.get(name=COURIER[0]))


def test_a_chair_prints_a_poster_and_a_station_joins(chromium: Browser, live_server: Any, county: County) -> None:
    with visiting(chromium, live_server.url, dress=PHONE, username="chair", password=PASSWORD) as chair:
        chair.go("/membership/posters/")
        chair.main.get_by_role("button", name="做一张").first.click()
        chair.page.wait_for_url("**/posters/*-*/")
        seen(chair, "poster")
        assert chair.main.locator(".qr-frame svg").count() == 1
    with visiting(chromium, live_server.url, dress=ELDER) as courier:
        poster = Poster.everywhere.get()
        courier.go(f"/membership/join/poster/{poster.uid}/")
        assert poster.owner_union.name in courier.main.locator("h1").inner_text()
        tell(courier, COLLEAGUE)
        assert "答复您" in courier.main.inner_text()
        seen(courier, "asked-by-poster")
        assert Joining.everywhere.get().door == "poster"
    with visiting(chromium, live_server.url, dress=PHONE, username="chair", password=PASSWORD) as chair:
        chair.go("/membership/joinings/batch/")
        chair.main.get_by_label("从表格里粘贴").fill("丁一\t11010519491231002X\t15400000077\n丁二\t1\t2")
        chair.main.get_by_label("这些人都是本人自愿").check()
        chair.press("让他们入会")
        seen(chair, "batch-done")
        assert "1 人入会了" in chair.main.inner_text()
    assert Joining.everywhere.get(admitted=True).door == "batch"
