"""One quarter from its opening to its brief, by clicks alone: only the unions, their people and the days are given."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from played_quarter import DEEP, PERIOD, household
from playwright.sync_api import Browser
from small_county import PASSWORD, County, build_county
from visiting import with_visits

from niangjia.casework import payment
from niangjia.stories.county import workbook_of
from niangjia.values.periods import Quarter
from tests.browser.shown import Dress
from tests.browser.walking import Visitor, visiting

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "赵一"
RETURN, VISIT, NOTICE_ENDED, PAID = "2026-10-13", "2026-10-14", "2026-10-23", "2026-10-26"
"""The days: the return comes, the family is visited and published, the notice has ended, the money arrives."""
QUARTER = "2026 年第三季度"
DESK, PHONE = Dress(1440), Dress(360)


@dataclass
class Walk:
    """The site, whoever walks it, and the day it is."""

    chromium: Browser
    url: str
    monkeypatch: pytest.MonkeyPatch
    county: County
    folder: Path
    visitors: list[str] = field(default_factory=list)
    paired: str = ""

    def day(self, on: str) -> None:
        self.monkeypatch.setenv("NIANGJIA_DEMO_DAY", on)

    def named_in(self, shown: str) -> list[str]:
        """Return the accounts whose names a page shows."""
        names = set(re.findall(r"[a-z-]+ 某", shown))
        return [username for username, one in self.county.accounts.items() if one.name in names]

    def as_(self, username: str, walk: Callable[[Visitor], None], *, dress: Dress = DESK) -> None:
        with visiting(self.chromium, self.url, dress=dress, username=username, password=PASSWORD) as visitor:
            walk(visitor)


@pytest.fixture
def walk(
    chromium: Browser, live_server: Any, transactional_db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Walk:
    county = build_county()
    with_visits(county, "assign", "publish")
    return Walk(chromium, live_server.url, monkeypatch, county, tmp_path)


def test_one_household_is_walked_from_the_opening_of_the_quarter_to_its_brief(walk: Walk) -> None:
    walk.day(RETURN)
    walk.as_("cadre", open_the_quarter)
    walk.as_("finance", open_the_fund)
    walk.as_("chair", lambda chair: send_the_return(walk, chair))
    walk.as_("mill-chair", send_a_nil_return)
    walk.day(VISIT)
    walk.as_("cadre", judge)
    walk.as_("cadre", lambda cadre: send_two_visitors(walk, cadre))
    first, second = walk.visitors
    walk.as_(first, write_down_the_visit, dress=PHONE)
    walk.as_(second, sign_the_visit, dress=PHONE)
    walk.as_("cadre", publish)
    walk.day(NOTICE_ENDED)
    walk.as_(next(one for one in ("second", "cadre") if one not in walk.visitors), sign)
    walk.day(PAID)
    walk.as_("finance", reserve_and_pay)
    walk.as_("cadre", lambda cadre: pair(walk, cadre))
    walk.as_(walk.paired, call, dress=PHONE)
    walk.as_("cadre", clear_the_need)
    walk.as_("cadre", lambda cadre: read_the_file(walk, cadre))
    walk.as_("leader", lambda leader: read_the_brief(walk, leader))
    assert payment.discrepancies() == []


def open_the_quarter(cadre: Visitor) -> None:
    cadre.follow("摸排", within=cadre.page.locator("body"))
    cadre.page.get_by_label(QUARTER).check()
    cadre.press("开启")
    assert "开启了。各工会都能上报了。" in cadre.said()
    cadre.press("催一下没报的")
    cadre.look()


def open_the_fund(finance: Visitor) -> None:
    finance.follow("资金", within=finance.page.locator("body"))
    finance.main.get_by_text("开一笔专项资金", exact=True).click()
    finance.page.fill("[name=name]", "省级专项帮扶资金")
    finance.page.fill("[name=source]", "示例〔2026〕1 号")
    finance.page.select_option("[name=purpose]", label="生活救助")
    finance.press("开好，去入账")
    finance.look()
    finance.page.fill("[name=yuan]", "20000")
    finance.page.fill("[name=voucher]", "示例-1")
    finance.press("入账")
    assert "20,000.00" in finance.main.inner_text()


def send_the_return(walk: Walk, chair: Visitor) -> None:
    rows = [household(1, NAME, income_fen=DEEP, ill_fen=0)]
    content = workbook_of(walk.county.unions["street"].name, Quarter.parse(PERIOD), rows)
    chair.follow("2026 年第三季度摸排表", within=chair.main.locator("tr").filter(has_text="street").first)
    chair.page.set_input_files("[name=file]", {"name": "三季度.xlsx", "mimeType": XLSX, "buffer": content})
    chair.press("上传")
    assert chair.main.locator("h1").inner_text() == "读完了，都能用"


def send_a_nil_return(chair: Visitor) -> None:
    chair.follow("2026 年第三季度摸排表", within=chair.main.locator("tr").filter(has_text="mill").first)
    chair.press("零报告")


def judge(cadre: Visitor) -> None:
    cadre.follow("摸排", within=cadre.page.locator("body"))
    cadre.press("运行季度认定")
    assert "判好了 1 户。" in cadre.said()


def send_two_visitors(walk: Walk, cadre: Visitor) -> None:
    cadre.go("/hardship/visits/")
    cadre.follow("看看怎么派")
    cadre.press("就这样派")
    row = cadre.main.get_by_role("row").filter(has_text=NAME)
    walk.visitors = walk.named_in(row.locator("td[data-label=走访人]").inner_text())


def write_down_the_visit(visitor: Visitor) -> None:
    visitor.go("/hardship/visits/mine/")
    visitor.follow(f"{NAME}家")
    visitor.look()
    visitor.page.get_by_label("同意，已经当面签了授权书").check()
    visitor.page.fill("[name=signer]", NAME)
    visitor.page.get_by_label("另外同意：公示时写姓，名字用星号代替").check()
    visitor.press("记下，接着走访")
    for look in ("看人口", "看收入", "看病残", "看上学", "看住房", "看家当"):
        if look not in visitor.main.locator("h1").inner_text():
            visitor.follow(look)
        visitor.press("这一页都一样")
    visitor.main.get_by_text("当场看到什么难处", exact=True).click()
    visitor.page.select_option("[name=kind]", label="住房")
    visitor.page.fill("[name=text]", "厨房屋顶漏雨")
    visitor.press("记下这个需求")
    visitor.press("签字交上去")
    visitor.look()


def sign_the_visit(visitor: Visitor) -> None:
    visitor.go("/hardship/visits/mine/")
    visitor.follow(f"{NAME}家")
    visitor.page.get_by_label("是，我签字").check()
    visitor.press("就这样答复")
    assert "两位都签了，走访办完了。" in visitor.said()


def publish(cadre: Visitor) -> None:
    cadre.follow("摸排", within=cadre.page.locator("body"))
    cadre.follow("公示和异议")
    cadre.press("公示出去")
    assert "公示出去 1 户。" in cadre.said()


def sign(cadre: Visitor) -> None:
    cadre.follow("家庭", within=cadre.page.locator("body"))
    cadre.follow(NAME)
    cadre.press("签署结论")
    assert "签好了：深度困难" in cadre.said()


def reserve_and_pay(finance: Visitor) -> None:
    finance.follow("资金", within=finance.page.locator("body"))
    finance.press("预留勾选的")
    assert "预留好了 1 笔。" in finance.said()
    finance.follow("2026 年生活救助")
    finance.press("银行已到账")
    assert "记下了：银行已到账。" in finance.said()


def pair(walk: Walk, cadre: Visitor) -> None:
    cadre.follow("帮扶", within=cadre.page.locator("body"))
    cadre.follow("一对一结对")
    cadre.press("出结对方案")
    cadre.main.get_by_role("button", name="户结对").click()
    cadre.page.wait_for_load_state()
    assert "今天每一户都要联系到。" in cadre.said()
    [walk.paired] = walk.named_in(cadre.main.get_by_role("row").filter(has_text=NAME).inner_text())


def call(visitor: Visitor) -> None:
    visitor.follow(NAME, within=visitor.main.locator("tr").filter(has_text="联系这一户"))
    visitor.page.get_by_label("怎么联系的").select_option(label="打电话")
    visitor.page.get_by_label("联系上了", exact=True).check()
    visitor.page.get_by_label("说了什么").fill("都好，孩子开学了")
    visitor.press("记下来")
    assert "记下了。下次联系的日子已经排好。" in visitor.said()


def clear_the_need(cadre: Visitor) -> None:
    cadre.follow("帮扶", within=cadre.page.locator("body"))
    cadre.follow("需求")
    cadre.follow(NAME)
    assert "厨房屋顶漏雨" in cadre.main.inner_text()
    cadre.page.get_by_label("怎么办好的").fill("瓦工今天上门补好了")
    cadre.page.get_by_label("照片或单据").set_input_files(ROOT / "docs/images/verdict.png")
    cadre.press("办好了")
    assert "等本人确认" in cadre.main.inner_text()


def read_the_file(walk: Walk, somebody: Visitor) -> None:
    """Read what is kept of the household, and take it away as a PDF."""
    somebody.follow("家庭", within=somebody.page.locator("body"))
    somebody.follow(NAME)
    somebody.follow("一户一档")
    somebody.look()
    assert taken(walk, somebody, "导出 PDF").read_bytes().startswith(b"%PDF")


def read_the_brief(walk: Walk, leader: Visitor) -> None:
    """The quarter shows whom it found; the money went out in the quarter after it."""
    leader.follow("成绩单", within=leader.page.locator("body"))
    leader.look()
    assert "本期签字的困难家庭：1 户" in text_of(taken(walk, leader, "简报 Word"))
    leader.follow("2026 年第四季度")
    assert "支出帮扶资金：7,500.00 元" in text_of(taken(walk, leader, "简报 Word"))
    assert taken(walk, leader, "简报 PDF").read_bytes().startswith(b"%PDF")


def taken(walk: Walk, visitor: Visitor, label: str) -> Path:
    """Follow a link that is a file, and return where it was kept."""
    with visitor.page.expect_download() as kept:
        visitor.main.get_by_role("link", name=label, exact=True).click()
    path = walk.folder / kept.value.suggested_filename
    kept.value.save_as(path)
    return path


def text_of(brief: Path) -> str:
    return "\n".join(one.text for one in Document(str(brief)).paragraphs)
