"""The doors of one grid, one by one, for who keeps the round."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from niangjia.casework import canvass
from niangjia.casework.access import NotYours
from niangjia.records.surveys.models import Door, Round
from niangjia.web.paging import keyed_page

ON_A_PAGE = 50


def doors_of_grid(going: Round, *, grid: str, page: str | None) -> dict[str, Any] | None:
    """Return the doors of a grid as ``membership/round.html`` lists them; nothing where no grid is asked for."""
    if not grid:
        return None
    doors = Door.objects.within([going.owner_union_id]).filter(grid=grid)
    shown = keyed_page(doors.order_by("place", "id"), ON_A_PAGE, page)
    return {
        "grid": grid,
        "doors": [
            {"id": door.pk, "address": canvass.address_of(door), "may_remove": not door.version and not going.to_on}
            for door in shown.rows(doors)
        ],
        "pages": {"number": shown.number, "count": shown.pages, "url": f"?{urlencode({'grid': grid})}&page="},
    }


def find_door(going: Round, pk: int) -> Door:
    """Return one door of the union of a round.

    Errors: ``NotYours`` when there is none.
    """
    found = Door.objects.within([going.owner_union_id]).filter(pk=pk).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found
