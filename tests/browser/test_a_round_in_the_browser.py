"""A chair keeps a round of door-knocking on real pages: pastes doors, sends people, admits one, ends it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from niangjia.programmes.membership.services import ledger
from niangjia.records.people.models import Membership
from niangjia.records.surveys.models import Round, Survey
from tests.browser.shown import Dress
from tests.browser.walking import Visitor, visiting
from tests.played_ledger import answered, card_of, open_grid
from tests.small_county import AT, PASSWORD, County, build_county

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("NIANGJIA_SHOTS", "")
"""A folder for pictures of the pages, for whoever wants to look at them."""
TABLE = "网格\t门牌\t户主\n4 号楼\t4 号楼 101\t华十\n4 号楼\t4 号楼 102\t金十\n"


@pytest.fixture
def county(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())
    small = build_county()
    stops, by = open_grid(small, "community", doors=3), small.accounts["community-chair"]
    told = {"consent": "given", "answered": answered("华十", 1), "by": by, "at": AT}
    ledger.record_survey(stops[0].door, during=stops[0].round, **told)
    return small


def seen(visitor: Visitor, name: str) -> None:
    """Hold a page against what every page keeps to."""
    visitor.look()
    if SHOTS:
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}-{visitor.dress.width}.png", full_page=True)


@pytest.mark.parametrize("dress", [Dress(360, script=False), Dress(1440)], ids=("phone", "desk"))
def test_a_chair_keeps_a_round_from_its_doors_to_its_end(
    chromium: Browser, live_server: Any, county: County, dress: Dress
) -> None:
    going, survey = Round.everywhere.get(), Survey.everywhere.get()
    with visiting(chromium, live_server.url, dress=dress, username="community-chair", password=PASSWORD) as chair:
        chair.go(f"/membership/rounds/{going.pk}/")
        chair.main.locator("#id_grid").fill("4 号楼")
        chair.main.locator("#id_addresses").fill(TABLE)
        chair.press("记下这些门")
        expect(chair.main.get_by_role("link", name="4 号楼")).to_be_visible()
        chair.main.locator("#give_grid").select_option("3 号楼")
        chair.main.locator("#give_account").select_option(index=1)
        chair.press("派好")
        assert "换人去" in chair.main.locator(".errors").inner_text()
        seen(chair, "given-already")
        chair.main.get_by_label("换人去").check()
        chair.press("派好")
        seen(chair, "round")
        chair.follow("4 号楼")
        seen(chair, "doors-of-a-grid")
        chair.press("删掉 4 号楼 102")
        expect(chair.main.get_by_text("4 号楼 102")).to_have_count(0)
        chair.press("这一轮走完了")
        assert "还有 3 户没有走" in chair.main.inner_text()
        seen(chair, "closing")
        chair.press("就这样结束")
        assert Round.everywhere.get().to_on == AT.date()
        chair.go(f"/membership/ledger/{survey.pk}/")
        chair.press("就用这份登记入会")
        seen(chair, "number-missing")
        chair.main.get_by_label("证件号").fill(card_of(1))
        chair.press("就用这份登记入会")
        seen(chair, "joined")
    assert Membership.everywhere.get().worker == survey.worker
