"""jinfeng-emergency: a father delivers food with his child on the scooter; help the same day, papers after.

What the newspaper printed: free childcare at once; three items a month from the love supermarket, one laundry, one
haircut; a signed contract; membership; calls that go on. Everybody here is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from niangjia.casework.emergency import (
    close_emergency,
    document_emergency,
    finish_follow_up,
    keep_reported,
    start_emergency,
)
from niangjia.casework.provision.allowances import QuotaUsed, redeem
from niangjia.programmes.care.services import help as care_help
from niangjia.programmes.care.services.library import adopt_service
from niangjia.records.provisions.models import Allowance, Emergency, FollowUp, Redemption
from niangjia.records.unions.models import Account, Union
from niangjia.stories import invented
from niangjia.stories.replays import Reached, Stage
from niangjia.stories.staged import Place, account_row, found, moment, union_row

SEEN_ON = date(2025, 3, 3)
MONTHS_PLAYED = 3
QUOTAS = {"supermarket_items_per_month": "supermarket", "laundry_per_month": "laundry", "haircut_per_month": "haircut"}
TRIES = 5
"""How often somebody asks in a month: more often than any quota, so that the quota shows."""


def play(stage: Stage) -> Mapping[str, Reached]:
    """Play the emergency from the video to the last month, and count what was handed over in each month."""
    place = street()
    chair, keeper, street_union = place.accounts["chair"], place.accounts["keeper"], place.unions["street"]
    services = {
        key: adopt_service(
            place.unions["county"],
            key,
            places=[street_union],
            from_on=SEEN_ON,
            by=place.accounts["county"],
            at=moment(SEEN_ON),
        )
        for key in (*QUOTAS.values(), "childcare", "counselling", "volunteers")
    }
    household = keep_reported(
        street_union, {"name": invented.name(1), "phone": invented.phone(1)}, at=moment(SEEN_ON, 10)
    )
    emergency = start_emergency(
        household, heard_by="video", text="单亲父亲带两岁孩子送餐", kind="care", by=chair, at=moment(SEEN_ON, 10)
    )
    care_help.verify_and_help(emergency, services=[services["childcare"]], by=chair, at=moment(SEEN_ON, 16))
    package = [services[key] for key in QUOTAS.values()]
    care_help.give_package(household, package, emergency=emergency, by=chair, at=moment(SEEN_ON, 17))
    stage.say("应急帮扶：当天先帮", 1, 3)
    redeem_for_months(household.pk, street_union, by=keeper)
    stage.say("应急帮扶：按月兑换", 2, 3)
    follow_up(emergency, by=chair)
    stage.say("应急帮扶：补手续，后续", 3, 3)
    return {figure: most_in_a_month(key) for figure, key in QUOTAS.items()}


def street() -> Place:
    """Found a county with one street union, whose station hands things over."""
    unions = [
        union_row("county", "示例区总工会", "county", files_returns=False),
        union_row("street", "示例街道总工会", "street", "county"),
    ]
    accounts = [
        account_row("county", "沈某", "county", "county"),
        account_row("chair", "何某", "grassroots", "street"),
        account_row("keeper", "周某", "partner", "street"),
    ]
    return found(unions, accounts, place="示例区", on=date(2024, 1, 1))


def redeem_for_months(household_id: int, place: Union, *, by: Account) -> None:
    """Ask for more than the quota of each service, month after month; the desk hands over what there is."""
    number = 0
    allowances = Allowance.everywhere.filter(household_id=household_id).select_related("service").order_by("id")
    for month in range(MONTHS_PLAYED):
        for allowance in allowances:
            for _try in range(TRIES):
                number += 1
                try:
                    redeem(
                        allowance,
                        place=place,
                        key=UUID(int=number),
                        by=by,
                        at=moment(SEEN_ON + timedelta(days=1 + 30 * month), 12),
                    )
                except QuotaUsed:
                    break


def follow_up(emergency: Emergency, *, by: Account) -> None:
    """Bring the papers in, find the job and the union, call, and close."""
    for days, (kind, result) in enumerate({"job": "contract_signed", "membership": "joined"}.items(), start=2):
        at = moment(SEEN_ON + timedelta(days=days))
        finish_follow_up(care_help.plan(emergency, kind=kind, by=by, at=at), result=result, by=by, at=at)
    for planned in FollowUp.everywhere.filter(emergency=emergency, done_at__isnull=True):
        finish_follow_up(planned, result="reached", by=by, at=moment(SEEN_ON + timedelta(days=7)))
    emergency.refresh_from_db()
    document_emergency(
        emergency, papers=["application", "check_consent"], by=by, at=moment(SEEN_ON + timedelta(days=8))
    )
    close_emergency(emergency, by=by, at=moment(SEEN_ON + timedelta(days=9)))


def most_in_a_month(service: str) -> Reached:
    """Return the most that anybody got of a service in one month."""
    handed = Redemption.everywhere.filter(service__key=service, undone_at__isnull=True)
    months: dict[str, int] = {}
    for month in handed.values_list("month__month", flat=True):
        months[month] = months.get(month, 0) + 1
    return Reached(Decimal(max(months.values(), default=0)), handed.count())
