"""The needs desk: a need, a difficulty or a wish of a household becomes a case, with its clock."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.progress import start_clocks
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household
from niangjia.records.sealing import seal
from niangjia.records.tasks.models import Need
from niangjia.records.unions.models import Account
from niangjia.values.periods import Quarter

CARE = "care"


def open_need(
    household: Household,
    *,
    matter: str,
    kind: str,
    origin: str,
    text: str,
    state: str,
    major: bool = False,
    by: Account | None,
    at: datetime,
) -> Case:
    """Open a case of the care window for ``household``; its clock starts with the state it begins in.

    ``matter`` is ``need``, ``wish``, ``emergency`` or ``award``; ``state`` the state of the care charter it starts in.
    ``by`` is nobody when the person herself asked.
    """
    with transaction.atomic():
        case = Case(
            owner_union_id=household.owner_union_id,
            programme=CARE,
            matter=matter,
            period=str(Quarter.of(timezone.localdate(at))),
            household=household,
            state=state,
            opened_at=at,
            opened_by=by,
        )
        case.number = f"{matter[0].upper()}-{case.uid.hex[:12]}"
        case.save()
        need = Need(case=case, owner_union_id=household.owner_union_id, kind=kind, origin=origin, major=major)
        seal(need, "text", text)
        need.save()
        trail.record(by, "open", case, at=at, matter=matter, kind=kind)
        start_clocks(case, at=at)
    return case
