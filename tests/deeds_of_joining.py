"""The deeds of the joining desk, ready to be done once to the played quarter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from small_county import AT

from niangjia.casework import joining

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter

    from niangjia.records.people.models import Worker


def chair(played: PlayedQuarter) -> dict[str, Any]:
    return {"by": played.county.accounts["chair"], "at": AT}


def somebody(played: PlayedQuarter) -> Worker:
    told = {"name": "丁一", "id_number": "11010519491231002X", "phone": "13800000001", "group": "courier"}
    return joining.know_worker(played.county.unions["street"], **told, **chair(played))


DEEDS_OF_JOINING: dict[str, Callable[[PlayedQuarter], Any]] = {
    "joining.know_worker": somebody,
    "joining.admit": lambda p: joining.admit(somebody(p), union=p.county.unions["street"], on=AT.date(), **chair(p)),
}
PARTS_OF_JOINING = {"joining.new_worker"}
