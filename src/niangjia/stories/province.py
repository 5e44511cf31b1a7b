"""An invented province: unions from the province down to communities and enterprises, and as many people as wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from niangjia.batch.doors import Walked, enter_surveys
from niangjia.batch.members import Entered
from niangjia.casework import canvass
from niangjia.casework.access.offices import found_union
from niangjia.records.people.models import Worker
from niangjia.records.unions.models import TERRITORY, Account, Union
from niangjia.stories import invented

AT = datetime(2026, 10, 13, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SINCE = date(2024, 1, 1)
CITIES, COUNTIES, STREETS = 10, 10, 5
BELOW_A_STREET = ("community", "enterprise", "enterprise")
TRADES = ("物流", "速运", "家政", "出行", "餐饮", "物业", "制衣", "机械", "电子", "建材")
TOLD_TRADES = ("courier", "ride_hailing", "food_delivery", "none")
WISHES = ("yes", "thinking", "no")
DOORS_OF_A_GRID = 50
PLACES = ("青川", "云雀", "石桥", "河东", "柳堤", "新园", "白鹭", "枫林", "东湖", "南屏")


@transaction.atomic
def build_tree(*, cities: int = CITIES, counties: int = COUNTIES, streets: int = STREETS) -> list[Union]:
    """Found a province with its cities, counties and streets; return the unions right below the streets.

    Ten cities of ten counties of five streets, with a community and two enterprises each, come to 2,111 unions.
    """
    province = below(None, "province", 0)
    of_cities = [below(province, "city", number) for number in range(cities)]
    of_counties = [below(city, "county", number) for city in of_cities for number in range(counties)]
    of_streets = [below(county, "street", number) for county in of_counties for number in range(streets)]
    return [below(street, kind, number) for street in of_streets for number, kind in enumerate(BELOW_A_STREET)]


def below(parent: Union | None, kind: str, number: int) -> Union:
    """Found one union below another."""
    code = f"{parent.code}-{number}" if parent else "p"
    union = Union(
        code=code, name=f"示例{code}工会", short_name=f"示例{code}", kind=kind, place="示例省", founded_on=SINCE
    )
    return found_union(union, parents={TERRITORY: parent} if parent else {}, by=None, at=AT)


def people_of(leaves: Sequence[Union], people: int) -> Iterator[Entered]:
    """Yield invented people, union by union as rosters come: nine in ten are members, seven gave a number."""
    for number in range(people):
        numbered = number % 10 < 7
        yield Entered(
            union=leaves[number * len(leaves) // people],
            name=invented.name(number * 37 + number // 2257),
            since=SINCE + timedelta(days=number % 900) if number % 10 else None,
            id_number=invented.id_number(number) if numbered else "",
            phone=invented.phone(number),
            employer=f"{PLACES[number % 10]}{PLACES[number // 10 % 10]}{TRADES[number // 100 % 10]}有限公司",
        )


@transaction.atomic
def canvass_community(union: Union, *, by: Account) -> int:
    """Let somebody knock on the doors of a community, one for each worker it knows; return how many there are.

    One in twenty does not want to be entered. The grids have fifty doors each.
    """
    workers = list(Worker.objects.within([union.pk]).order_by("pk"))
    going = canvass.open_round(union, title="秋季摸底", on=AT.date(), by=by, at=AT)
    doors = [
        door
        for start in range(0, len(workers), DOORS_OF_A_GRID)
        for door in canvass.enter_doors(
            union,
            grid=f"第 {start // DOORS_OF_A_GRID + 1} 网格",
            addresses=[
                f"示例路 {start + number} 号" for number in range(len(workers[start : start + DOORS_OF_A_GRID]))
            ],
            by=by,
            at=AT,
        )
    ]
    walked = [
        Walked(door, answers={"occupation": TOLD_TRADES[number % 4], "wish": WISHES[number % 3]}, worker=worker)
        if number % 20
        else Walked(door)
        for number, (door, worker) in enumerate(zip(doors, workers, strict=True))
    ]
    return enter_surveys(walked, during=going, by=by, at=AT)
