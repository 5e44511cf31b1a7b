"""A household that comes onto the register, stands above the line and leaves: the steps that the tests walk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from played_quarter import NONE, RELATIVE, file_return, household, sign
from small_county import AT, County

from niangjia.casework import leaving, review
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.services import exits
from niangjia.records.cases.models import Case, Exit
from niangjia.records.people.models import Household
from niangjia.records.unions.models import Union
from niangjia.values.periods import Quarter

TOLD = "您家的情况我们核过了，有变化请打 12351。"
Q1, Q2, Q3 = "2026Q1", "2026Q2", "2026Q3"


def after(period: str, days: int = 13) -> datetime:
    """Return a morning some days after the end of a quarter."""
    day = Quarter.parse(period).last_day + timedelta(days=days)
    return AT.replace(year=day.year, month=day.month, day=day.day)


def surveyed(county: County, period: str, *rows: dict[str, Any]) -> list[Case]:
    """Survey the street for a quarter, judge it, and return its cases."""
    at = after(period)
    services.open_quarter(county.actor("cadre", at.date()), period=period, at=at)
    file_return(county, "street", list(rows), period=period, at=at)
    services.run_quarter(county.actor("cadre", at.date()), period=period, at=at)
    return list(Case.everywhere.filter(period=period, programme="hardship").order_by("id"))


def entered(county: County, period: str = Q1) -> Household:
    """Let one household come onto the register in a quarter."""
    [case] = surveyed(county, period, household(1, "赵一", income_fen=RELATIVE))
    sign(case, by="cadre", county=county, at=after(period))
    return case.household


def above(county: County, period: str) -> Case:
    """Survey the household above the line in a quarter."""
    [case] = surveyed(county, period, household(1, "赵一", income_fen=NONE))
    return case


def kept(case: Case, county: County, period: str) -> None:
    """Sign the quarter of a household that is watched on."""
    newest = review.latest_assessment(case)
    assert newest is not None
    services.sign(case, seen=newest.fingerprint, keeps_standing=True, by=county.accounts["cadre"], at=after(period))


def six_months(county: County) -> Household:
    """Let a household come, and stand above the line for two quarters."""
    home = entered(county)
    kept(above(county, Q2), county, Q2)
    above(county, Q3)
    return home


def left_after(county: County, home: Household, period: str = Q3, *, reason: str = "out_of_hardship") -> Exit:
    """Let a household leave, proposed by one and confirmed by another."""
    at = after(period)
    made = exits.leave(home, reason=reason, told=TOLD, on=at.date(), by=county.accounts["cadre"], at=at)
    return (
        leaving.check_exit(made, agreed=True, by=county.accounts["second"], at=at) if made.state == "proposed" else made
    )


def undone(county: County, gone: Exit, at: datetime) -> None:
    leaving.propose_undo(gone, told="收入算错了", by=county.accounts["cadre"], at=at)
    leaving.check_undo(gone, agreed=True, by=county.accounts["second"], at=at)


def everywhere() -> Any:
    return Union.objects.values("pk")


def span(period: str) -> dict[str, date]:
    """Return the quarter in which the deeds after ``period`` are done."""
    quarter = Quarter.of(after(period).date())
    return {"first": quarter.first_day, "last": quarter.last_day}
