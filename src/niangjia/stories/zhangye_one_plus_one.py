"""zhangye-one-plus-one: in one day 943 households get a cadre each, and every one is called that day.

What the newspaper printed: hardship workers, quarantined workers and families of the front line; groceries for 15,
reading for children, medicines for the old. How many cadres there were no page tells; here each has four households.
Everybody is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from niangjia.casework.emergency import keep_reported
from niangjia.programmes.care.queries.pairs import proposal
from niangjia.programmes.care.services import needs, pairs
from niangjia.records.people.models import Household
from niangjia.records.placements.models import Pairing
from niangjia.records.tasks.models import Need
from niangjia.stories import invented
from niangjia.stories.replays import Reached, Stage
from niangjia.stories.staged import Place, account_row, found, moment, union_row

THE_DAY = date(2025, 11, 3)
HOUSEHOLDS, CADRES, STREETS = 943, 236, 8
ASKED_FOR = {"groceries": 15, "reading": 40, "medicines": 60}
"""How many households say on the phone that they lack something, by what."""
MET = ("need_solved", "need_closed")


def play(stage: Stage) -> Mapping[str, Reached]:
    """Pair everybody in the morning, let every cadre call, and bring what is lacking."""
    place = county()
    homes = [somebody(place, number) for number in range(HOUSEHOLDS)]
    stage.say("家庭名单", HOUSEHOLDS, HOUSEHOLDS)
    offered = proposal(place.actor("cadre", THE_DAY), homes)
    pairs.confirm(
        offered, seen=offered.fingerprint, kind="quarantined", by=place.accounts["cadre"], at=moment(THE_DAY, 8)
    )
    call_everybody(stage=stage)
    bring_what_is_lacking(place)
    return figures()


def county() -> Place:
    """Found a county with its streets, and give every cadre a post at one of them."""
    unions = [union_row("county", "示例区总工会", "county", files_returns=False)]
    unions += [union_row(f"S{number}", f"第 {number} 街道总工会", "street", "county") for number in range(STREETS)]
    accounts = [account_row("cadre", "沈某", "county", "county")]
    accounts += [
        account_row(f"helper-{number}", f"干部 {number}", "helper", f"S{number % STREETS}") for number in range(CADRES)
    ]
    return found(unions, accounts, place="示例区", on=date(2024, 1, 1))


def somebody(place: Place, number: int) -> Household:
    """Return one household of the list."""
    told = {"name": invented.name(number), "phone": invented.phone(number)}
    return keep_reported(place.unions[f"S{number % STREETS}"], told, at=moment(THE_DAY, 7))


def call_everybody(*, stage: Stage) -> None:
    """Let each cadre call her households and write down what they lack."""
    lacking = iter([kind for kind, count in ASKED_FOR.items() for _one in range(count)])
    paired = list(Pairing.everywhere.filter(ended_on__isnull=True).select_related("household", "cadre").order_by("id"))
    for number, pairing in enumerate(paired, start=1):
        kind = next(lacking, "")
        pairs.log_contact(
            pairing,
            key=UUID(int=number),
            channel="phone",
            reached=True,
            need_kind=kind,
            need_text="电话里说的" if kind else "",
            by=pairing.cadre,
            at=moment(THE_DAY, 9 + number % 9),
        )
        stage.say("当天逐户联系", number, len(paired))


def bring_what_is_lacking(place: Place) -> None:
    """Bring what the households lack, with what shows it."""
    for need in Need.everywhere.filter(origin="call").select_related("case").order_by("id"):
        needs.solve(need.case, told="送到家门口，拍了照", by=place.accounts["cadre"], at=moment(THE_DAY, 19))


def figures() -> Mapping[str, Reached]:
    """Return the pairs, the homes with groceries, and after how many days the last pair had spoken."""
    paired = Pairing.everywhere.filter(ended_on__isnull=True)
    days = [
        (spoken - start).days if spoken else HOUSEHOLDS
        for start, spoken in paired.values_list("from_on", "first_reached_on")
    ]
    fed = Need.everywhere.filter(kind="groceries", case__state__in=MET).values("case__household").distinct()
    return {
        "pairs": Reached(Decimal(paired.count()), paired.count()),
        "households_with_groceries": Reached(Decimal(fed.count()), fed.count()),
        "days_until_every_pair_was_called": Reached(Decimal(max(days, default=HOUSEHOLDS)), len(days)),
    }
