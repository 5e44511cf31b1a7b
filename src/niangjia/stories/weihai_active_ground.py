"""weihai-active-ground: three levels, four industry unions, a ledger built at the doors, everybody on it joins.

What the newspaper printed: 78 joined online in one day, 1,983 in all: everyone on the ledger. Service places, grid
officers, commendations and volunteers belong to windows that are not open yet. How many communities there were, and on
which days people joined, no page tells. Everybody is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count

from niangjia.casework.access import Actor
from niangjia.casework.canvass import Answered
from niangjia.casework.queries import canvass as desk
from niangjia.programmes.membership.services import ledger
from niangjia.records.people.models import Membership
from niangjia.records.surveys.models import Door, Round, Stop, Survey
from niangjia.records.unions.models import Union
from niangjia.stories import invented
from niangjia.stories.replays import Reached, Stage
from niangjia.stories.staged import Place, account_row, found, moment, union_row

BEGINS = date(2023, 3, 1)
ON_THE_LEDGER, A_DAY = 1983, 78
TRADES = {"food_delivery": "外卖配送", "courier": "快递", "ride_hailing": "网约车", "truck": "货运"}
DISTRICTS, COMMUNITIES = 2, 6
GRIDS = 4
REFUSE_EVERY = 40
"""Every so many doors somebody does not want to be entered; nothing but that is kept of them."""


def play(stage: Stage) -> Mapping[str, Reached]:
    """Found the three levels, knock on the doors grid by grid, and let everybody on the ledger join, day by day."""
    place = grounds()
    rounds = [open_grids(place, number) for number in range(COMMUNITIES)]
    stage.say("三级工会、四个行业工会、网格", COMMUNITIES, COMMUNITIES)
    knock(place, rounds, stage=stage)
    join_day_by_day(place, stage=stage)
    return figures()


def grounds() -> Place:
    """Found the street, its business districts and communities, and four industry unions below it."""
    unions = [union_row("street", "示例街道总工会", "street", files_returns=False)]
    unions += [union_row(f"D{n}", f"第 {n} 商圈工会", "district", "street") for n in range(DISTRICTS)]
    unions += [union_row(f"C{n}", f"第 {n} 社区工会", "community", f"D{n % DISTRICTS}") for n in range(COMMUNITIES)]
    unions += [union_row(key, f"示例{label}行业工会", "industry", "street") for key, label in TRADES.items()]
    accounts = [account_row("street-chair", "沈某", "grassroots", "street")]
    accounts += [account_row(f"chair-{n}", f"主席 {n}", "grassroots", f"C{n}") for n in range(COMMUNITIES)]
    return found(unions, accounts, place="示例区", on=date(2022, 1, 1))


def open_grids(place: Place, number: int) -> Round:
    """Open the round of one community, write its doors grid by grid, and hand them to its chair."""
    chair = place.actor(f"chair-{number}", BEGINS)
    at = moment(BEGINS, 8)
    going = ledger.open_round(place.unions[f"C{number}"], title="全员摸底", by=chair.account, at=at)
    mine = ON_THE_LEDGER // COMMUNITIES + 2
    doors = mine + mine // REFUSE_EVERY + 1
    for grid in range(GRIDS):
        addresses = [f"第 {number} 社区 {grid + 1} 网格 {door + 1} 号" for door in range(grid, doors, GRIDS)]
        ledger.enter_doors(going, grid=f"{grid + 1} 网格", addresses=addresses, by=chair.account, at=at)
    hand_out(chair, going, at=at)
    return going


def hand_out(chair: Actor, going: Round, *, at: datetime) -> None:
    """Hand the grids to their chair one after another, each day as many doors as one person walks."""
    day = BEGINS
    for grid in (f"{number + 1} 网格" for number in range(GRIDS)):
        wanted = Door.everywhere.filter(owner_union=going.owner_union_id, grid=grid).count()
        while wanted:
            try:
                wanted -= ledger.give_grid(chair, going, grid=grid, to=chair.account, on=day, at=at)
            except ledger.DayIsFull:
                day += timedelta(days=1)


def knock(place: Place, rounds: list[Round], *, stage: Stage) -> None:
    """Let each chair knock on the doors handed to her; who is on the ledger works in one of the four trades."""
    entered = 0
    for number, going in enumerate(rounds):
        by = place.accounts[f"chair-{number}"]
        stops = Stop.everywhere.filter(round=going).select_related("door", "owner_union").order_by("on", "id")
        for count, stop in enumerate(stops, start=1):
            at = moment(stop.on, 9 + count % 9)
            if count % REFUSE_EVERY == 0:
                ledger.record_survey(stop.door, during=going, consent="refused", by=by, at=at)
            elif entered < ON_THE_LEDGER:
                ledger.record_survey(stop.door, during=going, consent="given", answered=somebody(entered), by=by, at=at)
                entered += 1
        stage.say("上门登记", entered, ON_THE_LEDGER)


def somebody(number: int) -> Answered:
    """Return what one worker of the ledger answers."""
    trade = list(TRADES)[number % len(TRADES)]
    person = {"name": invented.name(number), "phone": invented.phone(number), "group": trade}
    person["id_number"] = invented.id_number(number)
    return Answered(person=person, answers={"occupation": trade, "wish": "yes" if number % 3 else "thinking"})


def join_day_by_day(place: Place, *, stage: Stage) -> None:
    """Let everybody on the ledger join with what was answered, at most so many on a day."""
    waiting = list(
        Survey.everywhere.filter(worker__isnull=False).select_related("worker", "owner_union").order_by("id")
    )
    chairs = {place.unions[f"C{n}"].pk: place.accounts[f"chair-{n}"] for n in range(COMMUNITIES)}
    for number, survey in enumerate(waiting):
        day = BEGINS + timedelta(days=30 + number // A_DAY)
        ledger.join_at_the_door(survey, by=chairs[survey.owner_union_id], at=moment(day, 9 + number % 9))
        if number % A_DAY == 0:
            stage.say("入会", number, len(waiting))


def figures() -> Mapping[str, Reached]:
    """Return the industry unions, who joined, how many on the busiest day; nobody of the ledger is left out."""
    trades = Union.objects.filter(kind="industry").count()
    joined = Membership.everywhere.filter(begins_as="joined", to_on__isnull=True)
    by_day = joined.values_list("from_on").annotate(count=Count("pk")).order_by("from_on")
    busiest = max((count for _day, count in by_day), default=0)
    last = max((day for day, _count in by_day), default=BEGINS)
    ids = list(Door.everywhere.order_by("owner_union").values_list("owner_union", flat=True).distinct())
    left = desk.known_workers(ids, on=last).filter(~desk.in_a_union(last)).count()
    members = joined.count() if left == 0 else 0
    return {
        "industry_unions": Reached(Decimal(trades), trades),
        "members_joined": Reached(Decimal(members), joined.count()),
        "joined_in_one_day": Reached(Decimal(busiest), busiest),
    }
