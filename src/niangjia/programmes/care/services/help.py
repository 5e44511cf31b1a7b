"""Help as this window gives it: the desk's verbs with the days and minutes of the charter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from niangjia.casework.emergency import plan_follow_up, verify_emergency
from niangjia.casework.provision.allowances import EMERGENCY, allow, undo_redemption
from niangjia.casework.provision.cards import show_card
from niangjia.programmes.care.programme import CARD_SHOWN, CHARTER, UNDO_WITHIN
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import (
    Allowance,
    Delivery,
    Emergency,
    FollowUp,
    HouseholdCard,
    Redemption,
    ServiceItem,
)
from niangjia.records.unions.models import Account

HELP = CHARTER["emergency"]
MONTHS = 12


def show(card: HouseholdCard, *, at: datetime) -> str:
    """Show a card on a phone; return the code that holds for some minutes."""
    return show_card(card, lasting=CARD_SHOWN, at=at)


def take_back(redemption: Redemption, *, by: Account, at: datetime) -> None:
    """Take back a redemption that was a mistake, within the minutes of the charter."""
    undo_redemption(redemption, within=UNDO_WITHIN, by=by, at=at)


def month_after(at: datetime, months: int) -> str:
    """Return the month that lies so many months after a moment.

    >>> month_after(datetime(2026, 10, 13, tzinfo=timezone.get_default_timezone()), 11)
    '2027-09'
    """
    on = timezone.localdate(at)
    count = on.year * MONTHS + on.month - 1 + months
    return f"{count // MONTHS}-{count % MONTHS + 1:02d}"


def give_package(
    household: Household,
    services: Iterable[ServiceItem],
    *,
    emergency: Emergency,
    to_month: str = "",
    by: Account,
    at: datetime,
) -> list[Allowance]:
    """Give the long-term package of an emergency: each service with its monthly quota, up to a month.

    Without ``to_month`` it is given for the charter's months.
    """
    until = to_month or month_after(at, HELP["package_months"]["count"] - 1)
    with transaction.atomic():
        return [
            allow(
                household,
                service,
                from_month=month_after(at, 0),
                to_month=until,
                basis=EMERGENCY,
                case=emergency.case,
                by=by,
                at=at,
            )
            for service in services
        ]


def verify_and_help(
    emergency: Emergency, *, services: Iterable[ServiceItem] = (), by: Account, at: datetime
) -> list[Delivery]:
    """Verify an emergency, give what is needed at once, and plan the first call."""
    with transaction.atomic():
        given = verify_emergency(emergency, services=services, on=timezone.localdate(at), by=by, at=at)
        plan(emergency, kind="call", by=by, at=at)
    return given


def plan(emergency: Emergency, *, kind: str, by: Account, at: datetime) -> FollowUp:
    """Plan a follow-up of an emergency for the day that the charter gives."""
    due_on = timezone.localdate(at) + timedelta(days=HELP["first_call"]["count"])
    return plan_follow_up(emergency, kind=kind, due_on=due_on, by=by, at=at)
