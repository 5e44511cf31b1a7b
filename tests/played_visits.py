"""Visits of the played quarter: one in each county, as if their counties visited; nothing of them is reported yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from small_county import AT, County

from niangjia.records.visits.models import Seat, Visit

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter


def play_visits(played: PlayedQuarter) -> None:
    """Send two people to a household of the mill, and two to one of the other county."""
    send(played, "mill", "郑七", by="cadre", two=(("helper", "county"), ("industry-chair", "industry")))
    send(played, "foreign", "陈十", by="stranger", two=(("foreign-chair", "foreign"), ("stranger", "other-county")))


def send(played: PlayedQuarter, code: str, name: str, *, by: str, two: tuple[tuple[str, str], ...]) -> Visit:
    case, county = played.case(code, name), played.county
    visit = Visit.everywhere.create(
        case=case,
        household=case.household,
        owner_union=case.owner_union,
        period=case.period,
        assigned_by=county.accounts[by],
        assigned_at=AT,
    )
    for place, (username, union) in enumerate(two, start=1):
        seat(visit, county, place=place, username=username, union=union)
    return visit


def seat(visit: Visit, county: County, *, place: int, username: str, union: str) -> None:
    Seat.everywhere.create(
        visit=visit,
        owner_union=visit.owner_union,
        place=place,
        account=county.accounts[username],
        through=county.unions[union],
        assigned_by=visit.assigned_by,
        assigned_at=AT,
    )
