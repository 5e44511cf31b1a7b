"""At the place: a masked name, what is left this month, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from niangjia.casework.access import Actor
from niangjia.casework.provision.allowances import allowances_in, just_redeemed, used_in
from niangjia.casework.provision.cards import card_shown
from niangjia.programmes.care.programme import UNDO_WITHIN
from niangjia.programmes.care.queries.words import masked_name
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import Allowance, Redemption
from niangjia.records.unions.models import Union
from niangjia.values.spans import first_of_next_month, span_key


def household_shown(code: str, *, now: datetime) -> Household | None:
    """Return the household whose card is before the place; ``None`` when the code does not hold (any more)."""
    card = card_shown(code, now=now)
    return None if card is None else card.household


def offers_here(actor: Actor, household: Household, *, now: datetime) -> list[tuple[Allowance, Union]]:
    """Return the allowances of a household that may be redeemed at a place of the reader, each with that place."""
    mine = set(actor.unions("redeem_services").values_list("pk", flat=True))
    offers = []
    for allowance in allowances_in(household, on=timezone.localdate(now)).prefetch_related("service__places__union"):
        place = next((one.union for one in allowance.service.places.all() if one.union_id in mine), None)
        if place is not None:
            offers.append((allowance, place))
    return offers


def redeem_page(actor: Actor, household: Household, *, now: datetime) -> dict[str, Any]:
    """Return what a place sees of a card."""
    offers, today = offers_here(actor, household, now=now), timezone.localdate(now)
    used = used_in(span_key("month", today), allowances_in(household, on=today))
    undoable = last_here(actor, household, now=now)
    return {
        "name": masked_name(household.head_name),
        "next_on": first_of_next_month(today),
        "lines": [
            {
                "id": allowance.pk,
                "label": allowance.service.label,
                "unit": allowance.service.unit,
                "monthly": allowance.monthly,
                "left": allowance.monthly - used.get(allowance.pk, 0),
                "key": str(uuid4()),
            }
            for allowance, _place in offers
        ],
        "undoable": undoable and {"label": undoable.service.label, "at": undoable.redeemed_at},
    }


def last_here(actor: Actor, household: Household, *, now: datetime) -> Redemption | None:
    """Return what the reader handed over last and may still take back."""
    return just_redeemed(household, by=actor.account, since=now - UNDO_WITHIN)
