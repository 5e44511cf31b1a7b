"""Joining in the invented county: a station that joined, what its members claimed, who asked, and a round of doors."""

from __future__ import annotations

from datetime import date
from typing import Any

from niangjia.casework import applications, benefits
from niangjia.casework.queries.belonging import open_membership
from niangjia.programmes.membership.forms.ledger import SurveyForm
from niangjia.programmes.membership.services import batch, joining, ledger
from niangjia.programmes.membership.services import benefits as claims
from niangjia.records.people.models import Worker
from niangjia.records.unions.models import Account
from niangjia.stories import invented
from niangjia.stories.county_played import Played, Say
from niangjia.stories.staged import moment

STATION, TRADE = "QC05", "QCX2"
GROUPS = ("courier", "food_delivery", "truck", "ride_hailing")
FIRST = 6_000
"""The number of the first invented person who belongs to this part of the county."""
TOGETHER, CLAIMED, DELIVERED = 12, 6, 3
STREET, DOORS, KNOCKED = "QC03", 12, 5


def play(county: Played, *, say: Say) -> None:
    """Let a station join, its members claim, four people ask on the day of the demonstration, and a street knock."""
    today: date = county.book["day"]
    by = county.accounts[county.chair_of(STATION)]
    joined_on = today.replace(day=12)
    for group in GROUPS:
        benefits.open_trade_door(county.unions[TRADE], group=group, by=by, at=moment(joined_on, 9))
    benefits.make_poster(county.unions[STATION], by=by, at=moment(joined_on, 9))
    workers = join_together(county, joined_on, by=by)
    for number, worker in enumerate(workers[:CLAIMED]):
        claimed = claims.claim(worker, kind="health_check", at=moment(joined_on, 12))
        if number < DELIVERED:
            benefits.deliver_benefit(claimed, by=by, at=moment(joined_on.replace(day=20), 15))
    ask_today(county, today, bringer=workers[0], by=by)
    knock(county, today)
    say("入会：一站入会，今天的申请，上门登记", 1, 1)


def join_together(county: Played, on: date, *, by: Account) -> list[Worker]:
    """Let the station join from one table; return its members."""
    rows = [
        [invented.name(one), invented.id_number(one), invented.phone(one), "快递员", "云雀速运"]
        for one in range(FIRST, FIRST + TOGETHER)
    ]
    batch.join_many(county.unions[STATION], rows, by=by, at=moment(on, 10))
    members = Worker.everywhere.filter(owner_union=county.unions[STATION], verified_at__isnull=False)
    return list(members.order_by("pk"))


def ask_today(county: Played, today: date, *, bringer: Worker, by: Account) -> None:
    """Let four ask this morning: two by their trade, one brought by a colleague, one who has to complete something."""
    held = open_membership(bringer)
    link = None if held is None else held.uid
    for number in range(4):
        one = FIRST + TOGETHER + number
        told = {"name": invented.name(one), "id_number": invented.id_number(one), "phone": invented.phone(one)}
        union = county.unions[STATION if number % 2 else TRADE]
        asked, _code = joining.ask(
            union,
            told={**told, "group": GROUPS[number % 2], "employer": "云雀速运"},
            door="member" if number == 1 else "trade",
            brought_by=link if number == 1 else None,
            at=moment(today, 8, 10 * number),
        )
        if number == 3:
            applications.send_back_applicant(asked, missing=["work"], told="站点写全称", by=by, at=moment(today, 9))


def knock(county: Played, today: date) -> None:
    """Let a street open a round: some doors were knocked on this week, the rest are handed to its chair for today."""
    street = county.unions[STREET]
    chair = county.actor(county.chair_of(STREET), today)
    begun = moment(today.replace(day=26), 9)
    going = ledger.open_round(street, title="秋季摸底", by=chair.account, at=begun)
    addresses = [f"柳堤路 {number} 号" for number in range(1, DOORS + 1)]
    doors = ledger.enter_doors(going, grid="三网格", addresses=addresses, by=chair.account, at=begun)
    for number, door in enumerate(doors[:KNOCKED]):
        form = SurveyForm(said(FIRST + 2 * TOGETHER + number, joins=number == 0, refused=number == KNOCKED - 1))
        form.full_clean()
        ledger.record_survey(
            door,
            during=going,
            consent=form.cleaned_data["consent"],
            answered=form.answered,
            joins=bool(form.cleaned_data.get("joins")),
            by=chair.account,
            at=moment(today.replace(day=27), 17, 5 * number),
        )
    ledger.give_grid(chair, going, grid="三网格", to=chair.account, on=today, at=moment(today, 8))


def said(one: int, *, joins: bool, refused: bool) -> dict[str, Any]:
    """Return what is filled in at one door."""
    if refused:
        return {"consent": "refused"}
    told = {"name": invented.name(one), "phone": invented.phone(one), "occupation": GROUPS[one % len(GROUPS)]}
    joining_now = {"joins": "on", "id_number": invented.id_number(one)} if joins else {}
    return {"consent": "given", **told, "wish": "yes", **joining_now}
