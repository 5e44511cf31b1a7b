"""The board of a quarter says one thing: its numbers agree, and its last run is a run."""

from __future__ import annotations

from typing import Any

import pytest
from played_quarter import DEEP, PERIOD, file_return, household
from small_county import AT, County
from visiting import LATER, visiting

from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.queries import board
from niangjia.records.papers.models import ReturnRow
from niangjia.values.periods import Quarter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def shown(county: County, *, by: str = "cadre") -> Any:
    return board(county.actor(by), Quarter.parse(PERIOD), today=AT.date(), now=LATER)


def test_rows_that_were_rejected_are_no_households_in_the_tree(county: County) -> None:
    file_return(county, "street", [household(1, "赵一"), household(2, "钱二"), household(3, "孙三")])
    ReturnRow.everywhere.filter(household__head_name="孙三").update(verdict="reject")
    page = shown(county)
    [top] = page["tree"]
    assert top["households"] == page["counts"]["households"] == 2


def test_a_visit_that_judges_anew_is_no_run(county: County) -> None:
    town = visiting(county)
    before = shown(county)["run"]["last"]
    assert before["by"] == "cadre 某"
    assert before["judged"] > 1
    town.confirmed(town.sent(town.case("street", "钱二")), income_fen=DEEP)
    assert shown(county)["run"]["last"] == before


def test_running_again_says_how_many_were_judged_this_time(county: County) -> None:
    visiting(county)
    services.run_quarter(county.actor("second"), period=PERIOD, at=LATER)
    assert shown(county)["run"]["last"] == {"at": LATER, "by": "second 某", "judged": 0}
