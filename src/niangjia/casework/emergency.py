"""The emergency desk: verified and helped the same day; papers, work and membership follow, each by its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from niangjia.casework import trail
from niangjia.casework.intake.households import gone_on_as, keep_household, keep_person, open_household_by_name
from niangjia.casework.needs import open_need
from niangjia.casework.progress import MovedMeanwhile, advance
from niangjia.casework.provision.deliveries import deliver
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import Delivery, Emergency, FollowUp, ServiceItem
from niangjia.records.sealing import blind_index, seal
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

UNDER_WAY = "这家人的应急帮扶已经在办；请接着那一件办"


class NotYetDone(NiangjiaError):
    """Something that belongs to the help is still open."""

    code = "not_yet_done"


def keep_reported(union: Union, told: Mapping[str, Any], *, at: datetime) -> Household:
    """Return the household of somebody who was reported, opened with the little that is known.

    ``told`` holds ``name``, perhaps ``phone`` and ``id_number``: with the number the household is known again; without,
    by name and phone. Of whom the name alone is told, nothing is known again: it is a household of its own. ``key`` is
    that of the page, so that a page sent twice opens one.
    """
    if told.get("id_number"):
        return keep_household({"person": dict(told)}, owner_union_id=union.pk, at=at)
    if not told.get("phone"):
        key = told.get("key") or uuid4()
        return open_household_by_name(told["name"], key=key, owner_union_id=union.pk, at=at)
    household, _fresh = Household.everywhere.get_or_create(
        owner_union_id=union.pk,
        head_index=blind_index("reported", f"{told['name']}|{told['phone']}"),
        defaults={"head_name": told["name"][:60], "opened_at": at},
    )
    keep_person(household, {**told, "relation": "本人"})
    return household


def start_emergency(
    household: Household,
    *,
    heard_by: str,
    text: str,
    kind: str = "other",
    key: UUID | None = None,
    by: Account,
    at: datetime,
) -> Emergency:
    """Start emergency help for a household; whoever answers for it verifies the same day.

    Errors: ``MovedMeanwhile`` when an emergency of this household is open already, or was started with this ``key``.
    """
    household = gone_on_as(household)
    still_open = Emergency.everywhere.filter(case__household=household).exclude(case__state="emergency_closed")
    if still_open.exists():
        raise MovedMeanwhile(UNDER_WAY)
    try:
        return open_emergency(household, heard_by=heard_by, text=text, kind=kind, key=key, by=by, at=at)
    except IntegrityError as error:
        raise MovedMeanwhile(UNDER_WAY) from error


def open_emergency(
    household: Household, *, heard_by: str, text: str, kind: str, key: UUID | None, by: Account, at: datetime
) -> Emergency:
    """Open the case of an emergency with what is its own.

    Errors: ``IntegrityError`` when there is one with this ``key`` already.
    """
    with transaction.atomic():
        case = open_need(
            household,
            matter="emergency",
            kind=kind,
            origin="call" if heard_by == "phone" else "visit" if heard_by == "visit" else "survey",
            text=text,
            state="emergency_open",
            number=f"E-{key.hex[:12]}" if key else "",
            by=by,
            at=at,
        )
        emergency = Emergency.everywhere.create(case=case, owner_union_id=case.owner_union_id, heard_by=heard_by)
        trail.record(by, "start_emergency", emergency, at=at, heard_by=heard_by)
    return emergency


def verify_emergency(
    emergency: Emergency, *, services: Iterable[ServiceItem] = (), on: date, by: Account, at: datetime
) -> list[Delivery]:
    """Write that it is true, and what was given at once, before any paper.

    Errors: ``StepNotAllowed`` or ``MovedMeanwhile`` when it was verified already; then nothing is written.
    """
    with transaction.atomic():
        advance(emergency.case, step="verify", by=by, at=at)
        Emergency.everywhere.filter(pk=emergency.pk).update(verified_by=by, verified_at=at)
        trail.record(by, "verify_emergency", emergency, at=at)
        given = [help_at_once(emergency, service, on=on, by=by, at=at) for service in services]
    emergency.verified_by, emergency.verified_at = by, at
    return given


def help_at_once(emergency: Emergency, service: ServiceItem, *, on: date, by: Account, at: datetime) -> Delivery:
    """Write one service given in an emergency, on its own or with the verification."""
    return deliver(
        service,
        union=emergency.owner_union,
        on=on,
        quantity=1,
        household=emergency.case.household,
        case=emergency.case,
        by=by,
        at=at,
    )


def plan_follow_up(emergency: Emergency, *, kind: str, due_on: date, by: Account, at: datetime) -> FollowUp:
    """Plan what goes on afterwards: a job, membership, a call; by a day."""
    with transaction.atomic():
        follow_up = FollowUp.everywhere.create(
            emergency=emergency, owner_union_id=emergency.owner_union_id, kind=kind, due_on=due_on
        )
        trail.record(by, "plan_follow_up", follow_up, at=at, kind=kind)
    return follow_up


def finish_follow_up(follow_up: FollowUp, *, result: str, text: str = "", by: Account, at: datetime) -> None:
    """Write how a follow-up came out: a contract signed, a member joined, a call answered.

    Errors: ``MovedMeanwhile`` when a result stands already.
    """
    with transaction.atomic():
        seal(follow_up, "text", text or None)
        written = FollowUp.everywhere.filter(pk=follow_up.pk, done_at__isnull=True).update(
            result=result, text=follow_up.text, done_by=by, done_at=at
        )
        if not written:
            raise MovedMeanwhile("别的同事刚刚记过这一项的结果；请刷新页面")
        trail.record(by, "finish_follow_up", follow_up, at=at, kind=follow_up.kind, result=result)


def document_emergency(emergency: Emergency, *, papers: Iterable[str], by: Account, at: datetime) -> None:
    """Write that the papers came in afterwards.

    Errors: ``StepNotAllowed`` before it was verified; ``NotYetDone`` when no paper is named.
    """
    kinds = sorted(set(papers))
    if not kinds:
        raise NotYetDone("请勾上补齐了哪些手续")
    with transaction.atomic():
        advance(emergency.case, step="document", by=by, at=at)
        Emergency.everywhere.filter(pk=emergency.pk).update(papers=kinds)
        trail.record(by, "document_emergency", emergency, at=at, count=len(kinds))


def close_emergency(emergency: Emergency, *, by: Account, at: datetime) -> None:
    """Close an emergency whose papers are there and whose follow-ups have their results.

    Errors: ``NotYetDone`` while a follow-up is open; ``StepNotAllowed`` before the papers came.
    """
    if FollowUp.everywhere.filter(emergency=emergency, done_at__isnull=True).exists():
        raise NotYetDone("还有后续没有结果；记完结果再办结")
    with transaction.atomic():
        advance(emergency.case, step="close", by=by, at=at)
        trail.record(by, "close_emergency", emergency, at=at)
