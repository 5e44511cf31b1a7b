"""wuxi-join-and-serve: drivers and couriers join on the phone, are members at once, and the benefits begin that day.

What the newspaper printed: a city-level union of the truck drivers' trade with branches in towns and parks; the eight
groups; identity checked by name, membership at once; health checks, summer packs, recuperation. How the members were
spread no page tells: here every enterprise that is covered is a union group below a branch. Who joined is played at a
scale; the benefits are not, so those who were members before claim them as well. Everybody is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from niangjia.batch.members import Entered, enter_people
from niangjia.casework.access.offices import found_union
from niangjia.casework.adoption import adopt, choose_value
from niangjia.casework.benefits import deliver_benefit, open_trade_door
from niangjia.programmes.membership.services import benefits, joining
from niangjia.records.joinings.models import Joining, MemberBenefit
from niangjia.records.people.models import Worker
from niangjia.records.unions.models import TERRITORY, Union
from niangjia.stories import invented
from niangjia.stories.replays import Reached, Stage
from niangjia.stories.staged import Place, account_row, found, moment, union_row

PRACTICE = "wuxi-join-and-serve"
OPENED, FOUNDED, ASKED, DELIVERED = date(2021, 1, 4), date(2021, 6, 1), date(2021, 7, 1), date(2021, 8, 2)
BRANCHES, ENTERPRISES, MEMBERS = 19, 968, 54_600
BENEFITS = {"health_check": 3_000, "summer_pack": 2_200, "recuperation": 80}
BEFORE = 1_000_000
"""The number of the first invented person who was a member before anybody joined on the phone."""
GROUPS = ("truck", "courier", "ride_hailing", "food_delivery", "domestic", "mall", "agent", "guard")
FIGURES = {"health_checks": "health_check", "summer_packs": "summer_pack", "recuperation_places": "recuperation"}


def play(stage: Stage) -> Mapping[str, Reached]:
    """Found the unions, let everybody join on the phone, and hand over what begins with it."""
    place = city()
    unions = trade_unions(place)
    cover_enterprises(unions, stage=stage)
    joined = join_all(unions, stage=stage)
    workers = [*joined, *members_before(unions[0], max(BENEFITS.values()) - len(joined))]
    for kind, number in BENEFITS.items():
        for done, worker in enumerate(workers[:number], start=1):
            claimed = benefits.claim(worker, kind=kind, at=moment(ASKED, 18))
            deliver_benefit(claimed, by=place.accounts["cadre"], at=moment(DELIVERED, 10))
            stage.say("会员福利", done, number)
    return figures()


def city() -> Place:
    """Found the city's union, and let it run the practice: whose name and number go together is a member."""
    place = found(
        [union_row("city", "示例市总工会", "city", files_returns=False)],
        [account_row("cadre", "沈某", "county", "city")],
        place="示例市",
        on=OPENED,
    )
    by, at = place.accounts["cadre"], moment(FOUNDED)
    adopted = adopt(place.unions["city"], practice=PRACTICE, policy="", from_on=FOUNDED, by=by, at=at)
    choose_value(adopted, parameter="admits_at_once", is_text="1", from_on=FOUNDED, source="示例", by=by, at=at)
    return place


def trade_unions(place: Place) -> list[Union]:
    """Found the union of the trade and its branches in towns and parks; each takes in the eight groups."""
    by, at = place.accounts["cadre"], moment(FOUNDED)
    head = Union(
        code="trade", name="示例市货运行业工会联合会", short_name="货运行业", kind="federation", place="示例市",
        files_returns=False, founded_on=FOUNDED,
    )  # fmt: skip
    founded = [found_union(head, parents={TERRITORY: place.unions["city"]}, by=by, at=at)]
    for number in range(BRANCHES):
        name = f"示例 {number + 1} 镇货运行业分工会"
        branch = Union(
            code=f"B{number:02d}", name=name, short_name=name, kind="branch", place=f"示例 {number + 1} 镇",
            files_returns=False, founded_on=FOUNDED,
        )  # fmt: skip
        founded.append(found_union(branch, parents={TERRITORY: head}, by=by, at=at))
    for union in founded:
        for group in GROUPS:
            open_trade_door(union, group=group, by=by, at=at)
    return founded


def cover_enterprises(unions: list[Union], *, stage: Stage) -> None:
    """Form a union group in every enterprise, below the branches in turn."""
    for number in range(ENTERPRISES):
        name = f"示例企业 {number + 1} 工会小组"
        group = Union(
            code=f"E{number:03d}", name=name, short_name=name, kind="group", place="示例市", files_returns=False,
            founded_on=FOUNDED,
        )  # fmt: skip
        above = unions[1 + number % BRANCHES]
        found_union(group, parents={TERRITORY: above}, by=None, at=moment(FOUNDED, 15))
        stage.say("覆盖企业", number + 1, ENTERPRISES)


def join_all(unions: list[Union], *, stage: Stage) -> list[Worker]:
    """Let everybody ask on the phone; return those who are members now."""
    number = stage.share(MEMBERS)
    workers = []
    for one in range(number):
        told = {
            "name": invented.name(one),
            "id_number": invented.id_number(one),
            "phone": invented.phone(one),
            "group": GROUPS[one % len(GROUPS)],
            "employer": f"示例企业 {one % ENTERPRISES + 1}",
        }
        asked, _code = joining.ask(unions[one % len(unions)], told=told, door="trade", at=moment(ASKED, 10))
        if asked.case.worker is not None and asked.admitted:
            workers.append(asked.case.worker)
        stage.say("手机入会", one + 1, number)
    return workers


def members_before(union: Union, number: int) -> list[Worker]:
    """Return so many members whom the union of the trade brought along when it was founded."""
    people = [
        Entered(union, invented.name(one), since=FOUNDED, id_number=invented.id_number(one), phone=invented.phone(one))
        for one in range(BEFORE, BEFORE + max(number, 0))
    ]
    enter_people(people, by=None, at=moment(FOUNDED, 16))
    return list(Worker.everywhere.filter(owner_union=union, verified_at=None).order_by("pk"))


def figures() -> Mapping[str, Reached]:
    """Count what the newspaper counted, from the rows."""
    new = Union.objects.filter(founded_on=FOUNDED, kind__in=("federation", "branch")).count()
    covered = Union.objects.filter(kind="group", dissolved_on=None).count()
    members = Joining.everywhere.filter(admitted=True).values("case__worker").distinct().count()
    delivered = MemberBenefit.everywhere.filter(delivered_at__isnull=False)
    handed = {figure: delivered.filter(kind=kind).count() for figure, kind in FIGURES.items()}
    counted = {"new_unions": new, "enterprises_covered": covered, "members_joined": members, **handed}
    return {figure: Reached(Decimal(count), count) for figure, count in counted.items()}
