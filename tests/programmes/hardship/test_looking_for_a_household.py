"""A household is found by its name or number in whichever quarter it stood, and the list says where it looked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, file_return, household
from small_county import AT, County

from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.queries import household_page, judged_periods
from niangjia.records.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
BEFORE = "2026Q2"


@pytest.fixture
def cadre(county: County, sign_in: Callable[[str], Client]) -> Client:
    """Return the cadre of a county whose newest quarter has one household, and the one before it two."""
    file_return(county, "street", [household(1, "赵一"), household(2, "钱二")], period=BEFORE)
    services.run_quarter(county.actor("cadre"), period=BEFORE, at=AT)
    file_return(county, "street", [household(1, "赵一")])
    services.run_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    return sign_in("cadre")


def listed(client: Client, **asked: str) -> str:
    answer = client.get(reverse("hardship:households"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_is_looked_for_is_found_in_every_quarter_the_newest_first(cadre: Client) -> None:
    assert "钱二" not in listed(cadre)
    number = Case.everywhere.get(household__head_name="钱二").number
    for wanted in ("钱二", f" {number}"):
        page = listed(cadre, q=wanted, period="")
        assert "第 1–1 户" in page
        assert "二季度" in page
    page = listed(cadre, q="赵一")
    both = page[page.index("<tbody>") :]
    assert both.index("三季度") < both.index("二季度")


def test_where_nobody_is_found_the_page_says_where_it_looked_and_how_to_look_everywhere(cadre: Client) -> None:
    page = listed(cadre, q="钱二", period=PERIOD, tier="deep")
    assert "只查了" in page
    assert "period=all" in page
    assert "tier=deep" in page
    assert "全部季度都查过" in listed(cadre, q="没有这个人")


def test_the_next_page_looks_for_the_same_household(cadre: Client, county: County) -> None:
    actor = county.actor("cadre")
    asked = {"q": "赵", "union": "1", "state": "judged", "tier": "deep", "sort": "name", "page": "2"}
    page = household_page(actor, asked, periods=judged_periods(actor), today=AT.date())
    assert page["pages"]["url"] == "?q=%E8%B5%B5&union=1&tier=deep&state=judged&sort=name&page="
