"""Households that leave, or may: one at each stage in our county, one in the other, with what was noted of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from small_county import AT, County

from niangjia.casework import intake, leaving, standing, watch
from niangjia.casework.leaving import Parting
from niangjia.records.cases.models import Exit, Signal, Standing
from niangjia.records.people.models import Household
from niangjia.records.unions.models import Account

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter

CAME_ON = date(2026, 4, 20)


def on_register(county: County, code: str, name: str, number: int, *, on: date = CAME_ON) -> Standing:
    """Put an invented household on the register, as if it had been signed for earlier."""
    person = {"name": name, "id_number": f"{99010119900301}{number:04d}"[:18]}
    home = intake.keep_household({"person": person}, owner_union_id=county.unions[code].pk, at=AT)
    return standing.begun(home, decision=None, tier="relative", on=on, begins_as="entered")


def let_leave(
    now: Standing, *, reason: str, by: Account, at: datetime = AT, on: date | None = None, months: int = 24
) -> Exit:
    """Let a household leave, or propose it."""
    parting = Parting(
        reason=reason, told="您家的情况我们核过了，有变化请打 12351。", on=on or at.date(), watched_months=months
    )
    return leaving.leave(now, parting=parting, by=by, at=at)


def bill(home: Household, *, by: Account, at: datetime = AT) -> Signal:
    """Note a large bill."""
    return watch.note_signal(home, kind="bill", origin="visit", told="九月住院", on=at.date(), by=by, at=at)


def play_exits(played: PlayedQuarter) -> None:
    """Let households leave: one has left, one waits for a second person, one is to be undone; one in another county."""
    county = played.county
    cadre, second, stranger = (county.accounts[name] for name in ("cadre", "second", "stranger"))
    for code, name, number, who in (("community", "吕一", 1, cadre), ("foreign", "施二", 2, stranger)):
        gone = let_leave(on_register(county, code, name, number), reason="asked", by=who)
        bill(gone.standing.family, by=who)
        watch.log_revisit(gone, told="都好", is_well=True, on=AT.date(), by=who, at=AT)
    let_leave(on_register(county, "community", "张三三", 3), reason="floor_support", by=cadre)
    undone = let_leave(on_register(county, "mill", "孔四", 4), reason="untruthful", by=cadre)
    leaving.check_exit(undone, agreed=True, by=second, at=AT)
    leaving.propose_undo(undone, told="核对的数据有误", by=cadre, at=AT + timedelta(hours=1))
    on_register(county, "community", "曹五", 5)
