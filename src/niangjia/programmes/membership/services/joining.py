"""Joining: asked on the phone, checked through the one door, decided at the desk."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from niangjia.casework import applications, delegation, papers
from niangjia.casework.access.phone_codes import messenger
from niangjia.casework.adoption import held_number
from niangjia.casework.delegation import NotDelegated
from niangjia.casework.joining import AlreadyMember, AnotherName, MemberElsewhere, number_index
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries.joinings import hanging_poster
from niangjia.engines.lifecycle import StepNotAllowed
from niangjia.outside.identity import Answer, door_for
from niangjia.outside.messages import NotSent
from niangjia.outside.messages.messenger import PHONE
from niangjia.programmes.membership.programme import CHARTER
from niangjia.programmes.membership.queries.joining import bringer
from niangjia.records.credentials.models import Delegation
from niangjia.records.joinings.models import Joining, Poster
from niangjia.records.sealing import unseal
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.identifiers import identity, plain_identity

RULES: dict[str, Any] = CHARTER["joining"]
PRACTICE = "wuxi-join-and-serve"
log = logging.getLogger(__name__)


def agreed_by_door(name: str, id_number: str, *, at: datetime) -> Answer:
    """Return what the door of identities says; of a number that cannot be one, nothing."""
    told = identity(id_number, on=timezone.localdate(at))
    if told.flaw is not None or told.kind is None:
        return "unknown"
    door = door_for(settings.NIANGJIA_IDENTITY, token=settings.NIANGJIA_IDENTITY_TOKEN)
    return door.ask(name, told.number, kind=told.kind)


def ask(
    union: Union,
    *,
    told: Mapping[str, str],
    door: str,
    brought_by: UUID | None = None,
    poster: UUID | None = None,
    account: Account | None = None,
    by: Account | None = None,
    place: str = "",
    at: datetime,
) -> tuple[Joining, str]:
    """Keep an application and return it with the code by which it is followed.

    Where the practice of the union admits at once, one whose name and number go together is a member at once. Who sends
    the same twice within the minutes of the charter has the one application, and the code shown last.

    Errors: as ``applications.ask_to_join``; ``TooManyTries`` when too many come from one ``place`` on the net.
    """
    if place:
        papers.count_try(f"join|{place}", most=RULES["asks"]["count"], minutes=RULES["asks"]["minutes"], at=at)
    who = {key: told[key] for key in ("name", "id_number", "phone")}
    since = at - timedelta(minutes=RULES["again"]["minutes"])
    try:
        joining = applications.ask_to_join(
            union,
            name=who["name"],
            id_number=who["id_number"],
            phone=who["phone"],
            group=told.get("group", ""),
            employer=told.get("employer", ""),
            door=door,
            agrees=agreed_by_door(told["name"], told["id_number"], at=at),
            brought_by=bringer(brought_by),
            poster=poster_of(union, poster),
            account=account,
            by=by,
            again_since=since,
            at=at,
        )
    except applications.AskedAlready:
        before = applications.open_application(union, **who) or applications.admitted_since(union, **who, since=since)
        if before is None or before.asked_at < since:
            raise
        joining = before
    code = applications.issue_join_code(joining, by=None, at=at)
    at_once = held_number(union.pk, practice=PRACTICE, number="admits_at_once", on=timezone.localdate(at)).value
    if at_once and joining.agrees == "agree":
        # sent twice, and admitted by the other; or who is a member, here or elsewhere, or stands there under another
        # name, waits for a person: to the asker nothing is told
        with suppress(MovedMeanwhile, StepNotAllowed, AlreadyMember, MemberElsewhere, AnotherName):
            applications.admit_applicant(joining, by=None, at=at)
    return joining, code


def poster_of(union: Union, uid: UUID | None) -> Poster | None:
    """Return the poster of ``union`` that was scanned, if it hangs."""
    found = None if uid is None else hanging_poster(uid)
    return found if found is not None and found.owner_union_id == union.pk else None


def ask_for(
    union: Union, *, given: Delegation, told: Mapping[str, str], door: str, place: str, by: Account, at: datetime
) -> Joining:
    """Keep an application that a colleague fills in for a worker who asked him to; the worker sees that he did.

    Errors: ``NotDelegated`` when the worker has not agreed, no longer does, or is somebody else than the form says;
    as ``ask``.
    """
    worker = given.worker
    number = number_index(plain_identity(told["id_number"]))
    if worker.name != told["name"] or (worker.id_index and worker.id_index != number):
        raise NotDelegated("请您代办的不是这个人；姓名和证件号要和请您代办的职工一样")
    with transaction.atomic():
        delegation.act(by, delegation_id=given.pk, verb="join", on=timezone.localdate(at), at=at)
        joining, _code = ask(union, told=told, door=door, account=worker.account, place=place, by=by, at=at)
    return joining


def complete(joining: Joining, *, told: Mapping[str, str], at: datetime) -> None:
    """Take in what was missing; what is not ``told`` stays as it was said."""
    whole = {**applications.said_by(joining), **told}
    agrees = agreed_by_door(whole["name"], whole["id_number"], at=at)
    applications.complete_applicant(joining, told=told, agrees=agrees, at=at)


def open_by_code(code: str, *, place: str, at: datetime) -> Joining | None:
    """Return the application that a code opens.

    Errors: ``TooManyTries`` when codes were tried too often from one ``place`` on the net.
    """
    papers.count_try(f"joincode|{place}", most=RULES["tries"]["count"], minutes=RULES["tries"]["minutes"], at=at)
    return applications.joining_by_code(code)


def text_applicants(answered: Iterable[Joining], *, page: str) -> int:
    """Send each applicant a text that there is an answer, on ``page``; return how many texts did not go out.

    It says nothing of who he is or what the answer is. The answers stand, whatever becomes of the texts: it is called
    after they were written. Once the carrier says no, the rest is not tried.
    """
    given = [unseal(one, "phone") or "" for one in answered]
    phones = [phone for phone in given if PHONE.fullmatch(phone)]
    for tried, phone in enumerate(phones):
        try:
            messenger().send(phone, f"【娘家】您的入会申请有结果了，凭查询码到 {page} 看。查询码丢了，请工会再给一个")
        except NotSent:
            log.warning("texts to applicants did not go out")
            return len(given) - tried
    return len(given) - len(phones)


def admit_complete(joinings: Iterable[Joining], *, by: Account, at: datetime) -> tuple[list[Joining], list[str]]:
    """Admit those whose name and number go together; return them, and in words why others were left."""
    admitted, left = [], []
    for one in joinings:
        try:
            applications.admit_applicant(one, by=by, at=at)
        except NiangjiaError as error:
            left.append(str(error))
        else:
            admitted.append(one)
    return admitted, left
