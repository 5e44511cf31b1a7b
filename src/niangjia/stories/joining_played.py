"""Joining in the invented county: a station that joined, what its members claimed, and who asked this morning."""

from __future__ import annotations

from datetime import date

from niangjia.casework import applications, benefits
from niangjia.casework.queries.belonging import open_membership
from niangjia.programmes.membership.services import batch, joining
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


def play(county: Played, *, say: Say) -> None:
    """Let a station join, its members claim, and four people ask on the day of the demonstration."""
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
    say("入会：一站入会，今天的申请", 1, 1)


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
