"""Enter on a keyboard, or the key that sends on a phone, saves what was written and presses nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from played_quarter import id_number, phone
from playwright.sync_api import Browser
from small_county import AT, PASSWORD, County, build_county
from visiting import visiting as county_that_visits

from niangjia.casework import visits
from niangjia.records.unions.models import Account
from niangjia.records.visits.models import Visit
from tests.browser.shown import Dress
from tests.browser.walking import Visitor, visiting

pytestmark = pytest.mark.browser

DRESSES = pytest.mark.parametrize("dress", [Dress(360), Dress(360, script=False)], ids=["with script", "without"])


@pytest.fixture
def county(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())
    return build_county()


def enter(visitor: Visitor, field: str) -> None:
    """Press Enter in a field, and wait for the page that answers."""
    with visitor.page.expect_navigation():
        visitor.page.locator(field).press("Enter")


def income_found(visit: Visit, account: Account) -> Any:
    return visits.draft_of(visit, account).get("income", {}).get("income_fen")


@DRESSES
def test_enter_in_a_look_saves_what_was_found(
    county: County, live_server: Any, chromium: Browser, dress: Dress
) -> None:
    town = county_that_visits(county)
    visit = town.sent(town.case("street", "钱二"))
    account, _second = town.two(visit)
    with visiting(chromium, live_server.url, dress=dress, username=account.username, password=PASSWORD) as visitor:
        visitor.go(f"/hardship/visits/{visit.pk}/looks/income/")
        visitor.look()
        visitor.main.locator("details.ask summary").first.click()
        visitor.page.fill("#id_income_fen_value", "8000")
        visitor.page.select_option("#id_income_fen_reason", "slip")
        enter(visitor, "#id_income_fen_value")
        assert visitor.page.input_value("#id_income_fen_value") == "8000"
        for fact in ("controlling_shareholder", "concealed_income", "refused_work"):
            visitor.page.locator(f"input[name={fact}_seen][value=same]").check()
        enter(visitor, "#id_income_fen_note")
    assert income_found(visit, account) == {"value": 800_000, "reason": "slip", "note": ""}


@DRESSES
def test_enter_among_the_people_of_a_household_saves_them(
    county: County, live_server: Any, chromium: Browser, dress: Dress
) -> None:
    with visiting(chromium, live_server.url, dress=dress) as visitor:
        visitor.go("/hardship/declare/")
        visitor.page.locator("main form button.btn-main").first.click()
        visitor.page.locator("input[name=union]").first.check()
        visitor.page.locator("main .btn-main").first.click()
        visitor.page.fill("#id_name", "甲申报")
        visitor.page.fill("#id_id_number", id_number(80))
        visitor.page.fill("#id_phone", phone(80))
        visitor.page.locator("input[name=member]").first.check()
        visitor.page.locator("input[name=new_employment]").first.check()
        enter(visitor, "#id_phone")
        visitor.go("/hardship/declare/page/family/")
        visitor.look()
        visitor.page.fill("#id_name_0", "乙申报")
        visitor.page.select_option("#id_relation_0", index=1)
        visitor.page.locator("input[name=low_income]").last.check()
        enter(visitor, "#id_name_0")
        assert visitor.path == "/hardship/declare/page/income/"
        visitor.go("/hardship/declare/page/family/")
        visitor.page.fill("#id_name_1", "丙申报")
        visitor.page.select_option("#id_relation_1", index=2)
        visitor.press("再加一个人")
        visitor.go("/hardship/declare/")
        visitor.go("/hardship/declare/page/family/")
        assert visitor.page.input_value("#id_name_0") == "乙申报"
        assert visitor.page.input_value("#id_name_1") == "丙申报"
