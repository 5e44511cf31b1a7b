"""Deliveries (送服务): what was brought to people, counted by what stands behind it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from niangjia.casework import trail
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import Delivery, ServiceItem
from niangjia.records.sealing import seal, unseal
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError


class NothingDelivered(NiangjiaError):
    """Neither a roster nor a number above zero was given."""

    code = "nothing_delivered"


def deliver(
    service: ServiceItem,
    *,
    union: Union,
    on: date,
    place: str = "",
    roster: Sequence[str] = (),
    counted: Sequence[tuple[str, int]] = (),
    quantity: int = 0,
    note: str = "",
    household: Household | None = None,
    case: Case | None = None,
    key: UUID | None = None,
    by: Account,
    at: datetime,
) -> Delivery:
    """Write that ``union`` delivered a service on a day.

    ``roster`` names people: they are the headcount. ``counted`` are lines with a number each (employers with their
    posts). Else ``quantity`` counts. The same ``key`` again changes nothing.

    Errors: ``NothingDelivered`` when that comes to nothing.
    """
    lines = [(name, 1) for name in roster] or list(counted)
    amount = sum(number for _text, number in lines) if lines else quantity
    if amount < 1:
        raise NothingDelivered("请贴上名单，或写上数量，例如 3584")
    delivery = Delivery(
        key=uuid4() if key is None else key,
        owner_union=union,
        service=service,
        kind=service.kind,
        on=on,
        place=place,
        quantity=amount,
        headcount=len(roster),
        note=note,
        household=household,
        case=case,
        recorded_by=by,
        recorded_at=at,
    )
    seal(delivery, "roster", json.dumps(lines, ensure_ascii=False) if lines else None)
    try:
        with transaction.atomic():
            delivery.save()
            trail.record(by, "deliver", delivery, at=at, kind=service.kind, quantity=amount, headcount=len(roster))
    except IntegrityError:
        return Delivery.everywhere.get(key=delivery.key)
    return delivery


def roster_of(delivery: Delivery) -> list[tuple[str, int]]:
    """Return the lines behind a delivery: a name or an employer, and a number."""
    return [(text, number) for text, number in json.loads(unseal(delivery, "roster") or "[]")]
