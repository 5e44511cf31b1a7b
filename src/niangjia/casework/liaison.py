"""The desk of liaison: somebody keeps contact with each union at the base; what it raises is answered by a day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.adoption import held_number
from niangjia.casework.organising import MEMBERSHIP
from niangjia.casework.progress import MovedMeanwhile, advance, start_clocks
from niangjia.engines.calendar import deadline
from niangjia.records.cases.models import Case
from niangjia.records.sealing import seal
from niangjia.records.tasks.models import Raised
from niangjia.records.unions.models import Account, Liaison, LiaisonContact, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter

PRACTICE = "chengmai-online-approval"


class NotYoursToSay(NiangjiaError):
    """Whether something is solved is said by who raised it."""

    code = "not_yours_to_say"


def next_contact(union_id: int, *, on: date) -> date:
    """Return by when the contact after one of the day ``on`` is due, by the number that holds for the union."""
    every = held_number(union_id, practice=PRACTICE, number="contact_every", on=on)
    return deadline(on, count=every.value, unit="calendar_days").due_on


def assign_liaison(union: Union, *, account: Account, on: date, by: Account | None, at: datetime) -> Liaison:
    """Let ``account`` keep contact with ``union`` from a day on, instead of whoever did; the same one stays as he is.

    Errors: ``MovedMeanwhile`` when somebody else was assigned at this moment.
    """
    try:
        with transaction.atomic():
            now = Liaison.everywhere.filter(owner_union=union, to_on__isnull=True).first()
            if now is not None and now.account_id == account.pk:
                return now
            if now is not None:
                Liaison.everywhere.filter(pk=now.pk, to_on__isnull=True).update(to_on=on)
            liaison = Liaison.everywhere.create(
                owner_union=union,
                account=account,
                from_on=on,
                next_contact_on=next_contact(union.pk, on=on),
                by=by,
                at=at,
            )
            trail.record(by, "assign_liaison", liaison, at=at, liaison=account.pk)
    except IntegrityError as error:
        raise MovedMeanwhile("别的同事刚刚给这家工会派了联系人；请刷新页面") from error
    return liaison


def log_contact(liaison: Liaison, *, on: date, way: str, told: str = "", by: Account, at: datetime) -> LiaisonContact:
    """Write a contact with the union; the next is due from that day on.

    Errors: ``MovedMeanwhile`` when the union has another liaison by now; ``ContactToCome`` for a day to come.
    """
    if on > timezone.localdate(at):
        raise ContactToCome("联系的日子还没有到；请写实际联系的那一天")
    with transaction.atomic():
        contact = LiaisonContact(liaison=liaison, owner_union_id=liaison.owner_union_id, on=on, way=way, by=by, at=at)
        seal(contact, "told", told or None)
        contact.save()
        due = next_contact(liaison.owner_union_id, on=on)
        still = Liaison.everywhere.filter(pk=liaison.pk, to_on__isnull=True)
        if not still.exists():
            raise MovedMeanwhile("这家工会已经换了联系人；请刷新页面")
        still.filter(next_contact_on__lt=due).update(next_contact_on=due)
        trail.record(by, "log_contact", liaison, at=at, way=way)
    return contact


class ContactToCome(NiangjiaError):
    """A contact of a day that has not come."""

    code = "contact_to_come"


def raise_matter(union: Union, *, kind: str, text: str, by: Account, at: datetime) -> Raised:
    """Open the case of what ``union`` raises; its clock runs by the number that holds for it."""
    case = Case(
        owner_union=union,
        programme=MEMBERSHIP,
        matter="raise",
        period=str(Quarter.of(timezone.localdate(at))),
        state="raised",
        opened_at=at,
        opened_by=by,
    )
    case.number = f"R-{case.uid.hex[:12]}"
    raised = Raised(case=case, owner_union=union, kind=kind, raised_by=by)
    seal(raised, "text", text)
    with transaction.atomic():
        case.save()
        raised.save()
        trail.record(by, "open", case, at=at, matter="raise", kind=kind)
        start_clocks(case, at=at)
    return raised


def answer_raised(raised: Raised, *, text: str, by: Account, at: datetime) -> None:
    """Answer what was raised; whoever raised it says whether it is solved.

    Errors: ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    with transaction.atomic():
        advance(raised.case, step="answer_raised", by=by, at=at)
        seal(raised, "answer", text)
        Raised.everywhere.filter(pk=raised.pk).update(answer=raised.answer, answered_by=by, answered_at=at)


def confirm_raised(raised: Raised, *, solved: bool, by: Account, at: datetime) -> None:
    """Say whether what was raised is solved; if not, it is to be answered anew, with a clock of its own.

    Errors: ``NotYoursToSay`` for anybody but who raised it; ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    if raised.raised_by.natural_person != by.natural_person:
        raise NotYoursToSay("解决了没有，由反映的人来说")
    with transaction.atomic():
        advance(raised.case, step="confirm_raised" if solved else "reopen_raised", by=by, at=at)
        if solved:
            Raised.everywhere.filter(pk=raised.pk).update(confirmed_at=at)
