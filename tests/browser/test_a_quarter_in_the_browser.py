"""A quarter walked in a real browser, from the chair's workbook to the leader's scorecard: with script and without."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from played_quarter import DEEP, NONE, PERIOD, RELATIVE, household, id_number
from playwright.sync_api import Browser
from small_county import AT, PASSWORD, County, build_county

from niangjia.casework import payment
from niangjia.programmes.hardship import services
from niangjia.records.accounts.models import Bucket
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Return
from niangjia.stories.county import workbook_of
from niangjia.values.periods import Quarter
from tests.browser.shown import Dress
from tests.browser.walking import Visitor, visiting

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRONG_NUMBER = id_number(5)[:-1] + "0"
ROWS: list[dict[str, Any]] = [
    household(1, "赵一", income_fen=DEEP, ill_fen=0),
    household(2, "钱二", income_fen=RELATIVE, ill_fen=0),
    household(3, "孙三", income_fen=NONE, ill_fen=0),
    household(4, "李四", persons="三口或四口", ill_fen=0),
    household(5, "周五", id_number=WRONG_NUMBER, ill_fen=0),
]
MENDED = household(5, "周五", ill_fen=0)
BAD_CELLS = {"G7", "B8"}
"""Where the two bad cells stand in the sheet: the fourth household's persons, the fifth's identity number."""
LIVING_AID_HELD_FEN, ONE_DEEP_FEN = 10_000_00, 7_500_00
"""The fund holds one payout to a household in deep difficulty, and not two."""


@dataclass
class Hall:
    """The site of a small county, and how it is looked at."""

    chromium: Browser
    url: str
    dress: Dress
    county: County
    folder: Path

    def enter(self, username: str) -> AbstractContextManager[Visitor]:
        return visiting(self.chromium, self.url, dress=self.dress, username=username, password=PASSWORD)

    def case(self, name: str) -> Case:
        return Case.everywhere.get(household__head_name=name, period=PERIOD)


def workbook(county: County, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a workbook as a browser sends it."""
    content = workbook_of(county.unions["street"].name, Quarter.parse(PERIOD), rows)
    return {"name": "三季度摸排表.xlsx", "mimeType": XLSX, "buffer": content}


@pytest.fixture
def quarter_opened(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    """Return the small county on the thirteenth of October: returns are owed, and there is a little money."""
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())
    county = build_county()
    services.open_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    finance = county.accounts["finance"]
    fund = payment.open_fund(county.unions["county"], name="专项资金", source="示例", by=finance, at=AT)
    bucket = payment.open_bucket(fund, purpose="living_aid", year=2026, by=finance, at=AT)
    payment.allocate(bucket, amount_fen=LIVING_AID_HELD_FEN, key="示例-1", note="", by=finance, at=AT)
    return county


@pytest.mark.parametrize(
    "dress",
    [Dress(1440), Dress(320, care=True), Dress(1440, script=False)],
    ids=["desk", "长辈版 at 320 px", "without script"],
)
def test_a_quarter_is_walked_from_the_workbook_to_the_scorecard(
    chromium: Browser, live_server: Any, quarter_opened: County, tmp_path: Path, dress: Dress
) -> None:
    hall = Hall(chromium, live_server.url, dress, quarter_opened, tmp_path)

    with hall.enter("chair") as chair:
        the_chair_sends_the_return(hall, chair)
        the_chair_fetches_the_marked_copy(hall, chair)
        the_chair_mends_both_rows(hall, chair)
        nothing_is_left_after_signing_out(chair)
    with hall.enter("cadre") as cadre:
        the_cadre_runs_the_quarter(cadre)
        the_cadre_signs(hall, cadre, "赵一")
        the_cadre_signs(hall, cadre, "李四")
        the_cadre_proposes_another_tier(hall, cadre)
        the_cadre_sends_one_back(hall, cadre)
    with hall.enter("leader") as leader:
        the_leader_confirms(hall, leader)
    with hall.enter("cadre") as cadre:
        the_cadre_signs(hall, cadre, "钱二")
        in_difficulty = the_figure_is_its_rows(hall, cadre, "本期签字的困难家庭")
    with hall.enter("finance") as finance:
        finance_reserves_until_the_fund_says_no(finance)
    with hall.enter("leader") as leader:
        assert the_figure_is_its_rows(hall, leader, "本期签字的困难家庭") == in_difficulty == 3
    assert payment.discrepancies() == []


def the_chair_sends_the_return(hall: Hall, chair: Visitor) -> None:
    chair.look()
    chair.follow("2026 年第三季度摸排表", within=chair.main.locator("tr").filter(has_text="street").first)
    assert chair.path == f"/hardship/quarters/{PERIOD}/upload/"
    chair.look()
    assert chair.page.input_value("[name=union]") == str(hall.county.unions["street"].pk)
    chair.page.set_input_files("[name=file]", workbook(hall.county, ROWS))
    chair.press("上传")

    chair.look()
    assert chair.main.locator("h1").inner_text() == "读完了，有 2 格要改"
    assert "5 行里 3 行可以直接用" in chair.main.inner_text()
    assert chair.main.locator("[data-keys] tbody th .code").all_inner_texts() == ["摸排表!G7", "摸排表!B8"]


def the_chair_fetches_the_marked_copy(hall: Hall, chair: Visitor) -> None:
    with chair.page.expect_download() as download:
        chair.main.get_by_role("link", name="下载批注过的表格").click()
    kept = hall.folder / "marked.xlsx"
    download.value.save_as(kept)

    sheet = openpyxl.load_workbook(BytesIO(kept.read_bytes()))["摸排表"]
    commented = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert commented == BAD_CELLS
    assert sheet["G7"].value == "三口或四口", "what was written stays as it was"


def the_chair_mends_both_rows(hall: Hall, chair: Visitor) -> None:
    chair.follow("摸排表!G7")
    chair.look()
    chair.page.fill("[name=persons]", "好几口")
    chair.press("保存，改下一行")
    assert "还有 1 格要改" in chair.said()
    chair.page.fill("[name=persons]", "3")
    chair.press("保存，改下一行")
    assert "改好了" in chair.said()

    chair.go(f"/hardship/returns/{Return.everywhere.get(owner_union=hall.county.unions['street']).pk}/")
    assert chair.main.locator("h1").inner_text() == "读完了，有 1 格要改"
    chair.page.set_input_files("[name=file]", workbook(hall.county, [MENDED]))
    chair.press("上传")

    chair.look()
    assert chair.main.locator("h1").inner_text() == "读完了，都能用"
    assert Return.everywhere.get(owner_union=hall.county.unions["street"]).state == "complete"
    assert "这份表没有要办的了" in chair.main.inner_text()


def nothing_is_left_after_signing_out(chair: Visitor) -> None:
    seen = chair.page.url
    chair.sign_out()
    assert chair.path == "/login/"
    chair.page.go_back()
    assert chair.path == "/login/", f"{seen} was still there"


def the_cadre_runs_the_quarter(cadre: Visitor) -> None:
    cadre.look()
    cadre.go("/hardship/")
    cadre.look()
    cadre.press("运行季度认定")
    assert "判好了 5 户。" in cadre.said()
    cadre.look()


def the_verdict_of(hall: Hall, visitor: Visitor, name: str) -> None:
    """Open the verdict from the list of households."""
    visitor.go("/hardship/households/")
    visitor.follow(name)
    assert visitor.path == f"/hardship/cases/{hall.case(name).pk}/"


def the_cadre_signs(hall: Hall, cadre: Visitor, name: str) -> None:
    the_verdict_of(hall, cadre, name)
    cadre.look()
    cadre.press("签署结论")
    assert "签好了：深度困难" in cadre.said()
    cadre.look()


def the_cadre_proposes_another_tier(hall: Hall, cadre: Visitor) -> None:
    the_verdict_of(hall, cadre, "钱二")
    assert cadre.main.locator("h1").inner_text() == "相对困难"
    cadre.main.get_by_text("提出改判", exact=True).click()
    cadre.page.select_option("[name=tier]", label="深度困难")
    cadre.page.fill("form[action$='override/'] [name=reason]", "太短")
    cadre.press("提交改判，请同事复核")
    assert "至少 10 个字" in cadre.main.inner_text()
    assert cadre.page.input_value("form[action$='override/'] [name=reason]") == "太短", "what was written stays"
    cadre.look()
    cadre.page.fill("form[action$='override/'] [name=reason]", "走访看到户主九月已停工，收入证明还没有开出来")
    cadre.press("提交改判，请同事复核")
    assert "等另一位同事复核" in cadre.said()
    assert "提议人自己不能复核" in cadre.main.inner_text()


def the_cadre_sends_one_back(hall: Hall, cadre: Visitor) -> None:
    the_verdict_of(hall, cadre, "周五")
    cadre.main.get_by_text("退回补充", exact=True).click()
    cadre.page.fill("form[action$='send-back/'] [name=reason]", "补上次子的在读证明")
    cadre.press("退回")
    assert "退回了" in cadre.said()
    assert "补上次子的在读证明" in cadre.main.inner_text()


def the_leader_confirms(hall: Hall, leader: Visitor) -> None:
    leader.look()
    leader.follow("待办", within=leader.page.locator("body"))
    leader.look()
    leader.follow("钱二")
    assert leader.path == f"/hardship/cases/{hall.case('钱二').pk}/"
    leader.look()
    leader.press("同意改判")
    assert "同意了" in leader.said()


def the_figure_is_its_rows(hall: Hall, visitor: Visitor, label: str) -> int:
    """Open a figure of the scorecard and return it, once it equals the rows it opens."""
    visitor.go("/scorecards/")
    visitor.look()
    figure = visitor.page.locator(".figures > div").filter(has_text=label).first
    shown = re.sub(r"\D", "", figure.locator(".big").inner_text())
    with visitor.page.expect_navigation():
        figure.get_by_role("link").click()
    visitor.look()
    assert visitor.main.get_by_role("row").count() - 1 == int(shown)
    return int(shown)


def finance_reserves_until_the_fund_says_no(finance: Visitor) -> None:
    finance.look()
    finance.go("/funds/")
    finance.look()
    assert finance.page.locator("[name=decision]").count() == 3
    finance.press("预留勾选的")
    assert "预留好了 1 笔。" in finance.said()
    assert "不够 7,500.00 元" in finance.said()
    left = LIVING_AID_HELD_FEN - ONE_DEEP_FEN
    assert Bucket.everywhere.get().available_fen == left

    finance.page.locator("[name=decision]").first.check()
    finance.press("预留勾选的")
    assert "不够 7,500.00 元；请先拨入" in finance.said()
    assert Bucket.everywhere.get().available_fen == left
    finance.look()
    finance.follow("2026 年生活救助")
    finance.look()
    assert "2,500.00" in finance.main.inner_text()
