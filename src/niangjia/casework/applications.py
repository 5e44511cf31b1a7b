"""The desk of applications: somebody asks to join, hears once what is missing, is admitted, or learns why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Literal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from niangjia.casework import trail
from niangjia.casework.applicants import tell_applicant
from niangjia.casework.joining import (
    AlreadyMember,
    AnotherName,
    MemberElsewhere,
    admit,
    know_worker,
    known_by_number,
    phone_index,
)
from niangjia.casework.progress import advance, start_clocks
from niangjia.casework.queries.belonging import open_membership
from niangjia.casework.queries.joinings import seen_at_desk, wants_card
from niangjia.casework.search import index_workers
from niangjia.records.cases.models import Case, Clock
from niangjia.records.credentials.models import ProvenPhone
from niangjia.records.joinings.models import Joining, Poster
from niangjia.records.people.models import Membership, Worker
from niangjia.records.sealing import blind_index, seal, secret_code, unseal
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.identifiers import plain_identity
from niangjia.values.periods import Quarter
from niangjia.values.text import compatible, person_name

MEMBERSHIP, JOIN = "membership", "join"
Agrees = Literal["agree", "differ", "unknown"]


class CardNotSeen(NiangjiaError):
    """Name and number were not found to go together, and nobody looked at the card."""

    code = "card_not_seen"


class NothingAsked(NiangjiaError):
    """An application is sent back without saying what is missing, or refused without a reason."""

    code = "nothing_asked"


class StillMissing(NiangjiaError):
    """What was asked for has not come, and nobody at the desk can see it for himself."""

    code = "still_missing"


class AskedAlready(NiangjiaError):
    """The same person asked the same union with the same words, and that application is still open."""

    code = "asked_already"


UNDER_WAY = gettext_noop("您已经向这家工会申请过了，正在办；用查询码看办到哪一步，查询码丢了请找工会再给一个")


def open_index(union: Union, *, name: str, id_number: str, phone: str) -> str:
    """Return the index that an application holds while it is open: of one person, to one union."""
    words = (str(union.pk), person_name(name), plain_identity(id_number), compatible(phone))
    return blind_index("open_joining", "|".join(words))


def open_application(union: Union, *, name: str, id_number: str, phone: str) -> Joining | None:
    """Return the open application to ``union`` that says the same of a person."""
    index = open_index(union, name=name, id_number=id_number, phone=phone)
    return Joining.everywhere.select_related("case__owner_union", "case__worker").filter(open_index=index).first()


def admitted_since(union: Union, *, name: str, id_number: str, phone: str, since: datetime) -> Joining | None:
    """Return the application to ``union`` that says the same of a person and has made him a member since then."""
    found = Joining.everywhere.select_related("case__owner_union", "case__worker").filter(
        owner_union=union, name=person_name(name), phone_index=phone_index(phone), admitted=True, asked_at__gte=since
    )
    number = plain_identity(id_number)
    return next((one for one in found.order_by("pk") if unseal(one, "id_number") == number), None)


def ask_to_join(
    union: Union,
    *,
    name: str,
    id_number: str,
    phone: str,
    door: str,
    agrees: Agrees,
    group: str = "",
    employer: str = "",
    occupation: str = "",
    brought_by: Worker | None = None,
    poster: Poster | None = None,
    account: Account | None = None,
    by: Account | None = None,
    again_since: datetime | None = None,
    at: datetime,
) -> Joining:
    """Keep an application to join ``union``; it is complete, so its clock starts.

    A member who is signed in with his own phone learns that he is one, and so does a desk that has his papers; to
    anybody else nothing is told, whatever he knows of him. A number that was not found to go with the name becomes
    nobody's before a person looked at the card. What made him a member after ``again_since`` is the same application.

    Errors: ``AskedAlready`` while the same application is open; ``AlreadyMember``, ``MemberElsewhere``;
    ``NumberNotSound`` for a number that cannot be one.
    """
    name = person_name(name)
    who = {"id_number": id_number, "name": name, "phone": phone}
    must_not_be_member(union, **who, account=account, by=by)
    with transaction.atomic():
        told = {"group": group, "employer": employer, "occupation": occupation}
        worker = applicant(union, **who, trusted=agrees == "agree", told=told, by=by, at=at)
        case = open_join_case(union, worker=worker, by=by, at=at)
        joining = Joining(
            case=case,
            owner_union=union,
            door=door,
            group=group,
            employer=employer[:120],
            name=name,
            phone_index=phone_index(phone),
            agrees=agrees,
            account=account,
            brought_by=brought_by,
            poster=poster,
            asked_at=at,
        )
        seal(joining, "id_number", plain_identity(id_number))
        seal(joining, "phone", compatible(phone) or None)
        hold_open(joining, union=union, **who)
        must_not_be_member(union, **who, account=account, by=by)  # admitted meanwhile
        if again_since is not None and admitted_since(union, **who, since=again_since) is not None:
            raise AskedAlready(UNDER_WAY)
        trail.record(by, "ask_to_join", joining, at=at, door=door, agrees=agrees)
        start_clocks(case, at=at)
    return joining


def hold_open(
    joining: Joining, *, union: Union, name: str, id_number: str, phone: str, changed: Sequence[str] = ()
) -> None:
    """Save an application that is open as the one of its person: all of it, or the fields ``changed``.

    Errors: ``AskedAlready`` when there is one.
    """
    joining.open_index = open_index(union, name=name, id_number=id_number, phone=phone)
    try:
        with transaction.atomic():
            joining.save(update_fields=[*changed, "open_index"] if changed else None)
    except IntegrityError as error:
        raise AskedAlready(UNDER_WAY) from error


def open_join_case(union: Union, *, worker: Worker, by: Account | None, at: datetime) -> Case:
    """Open the case of an application; its clock is started once all of it is written."""
    case = Case(
        owner_union=union,
        programme=MEMBERSHIP,
        matter=JOIN,
        period=str(Quarter.of(timezone.localdate(at))),
        worker=worker,
        state="join_asked",
        opened_at=at,
        opened_by=by,
    )
    case.number = f"RH-{case.uid.hex[:12]}"
    case.save()
    return case


def must_not_be_member(
    union: Union, *, id_number: str, name: str, phone: str, account: Account | None, by: Account | None
) -> None:
    """Tell a member that he is one, if name, number and phone are those that are known of him.

    It is told to a desk, and to an ``account`` that is his own: opened with the phone that is known of him.
    """
    if by is None and account is None:
        return
    known = known_by_number(plain_identity(id_number))
    if known is None or known.name != name or known.phone_index != phone_index(phone):
        return
    if by is None and account is not None and not is_own(account, known):
        return
    held = open_membership(known)
    if held is None:
        return
    if held.owner_union_id == union.pk:
        raise AlreadyMember("您已经是这家工会的会员，不用再申请；会员卡在“我的会员卡”里")
    raise MemberElsewhere("您已经是工会会员了。换了单位或住处，请办转会，会籍和福利跟着您走")


def applicant(
    union: Union,
    *,
    name: str,
    id_number: str,
    phone: str,
    trusted: bool,
    told: dict[str, str],
    by: Account | None,
    at: datetime,
) -> Worker:
    """Return whom an application is about. One who is known stays as he was until he is admitted."""
    known = known_by_number(plain_identity(id_number))
    if trusted and known is not None and known.name == name:
        return known
    number = id_number if trusted and known is None else ""
    try:
        return know_worker(union, name=name, id_number=number, phone=phone, by=by, at=at, **told)
    except AnotherName:  # the other came in at this moment: a person looks
        return know_worker(union, name=name, phone=phone, by=by, at=at, **told)


def issue_join_code(joining: Joining, *, by: Account | None, at: datetime) -> str:
    """Return a new code by which the applicant follows and completes what he asked; an older one ends."""
    code = secret_code()
    with transaction.atomic():
        Joining.everywhere.filter(pk=joining.pk).update(code_index=blind_index("join_code", code))
        trail.record(by, "issue_join_code", joining, at=at)
    return code


def joining_by_code(code: str) -> Joining | None:
    """Return the application that a code opens."""
    index = blind_index("join_code", code)
    return Joining.everywhere.select_related("case__owner_union", "case__worker").filter(code_index=index).first()


def admit_applicant(joining: Joining, *, card_seen: bool = False, by: Account | None, at: datetime) -> Membership:
    """Make a member of whoever asked; without ``by`` it is the practice that admits at once.

    Where name and number were not found to go together, or the card was asked for, somebody must have seen it. While
    something is missing that the desk sees for itself, it admits who stands before it. Who is a member is not admitted
    anew: whoever knows his name and number would come by his card.

    Errors: ``CardNotSeen``; ``StillMissing``; ``AnotherName`` when the number is known under another name;
    ``AlreadyMember``, ``MemberElsewhere``; ``MovedMeanwhile`` when somebody was quicker.
    """
    case = joining.case
    if case.state == "join_incomplete" and not seen_at_desk(joining):
        raise StillMissing("要本人补的还没有补；姓名、证件号、手机号，请他凭查询码补齐，再同意")
    if wants_card(joining) and not (card_seen and by is not None):
        raise CardNotSeen("还要看本人的证件；请看过，勾上“我看过证件”，再同意")
    with transaction.atomic():
        moved = advance(copy(case), step="admit", by=by, at=at)  # of two who decide at once, one goes on from here
        before, said = case.worker, said_by(joining)
        worker = know_worker(
            case.owner_union,
            **{**said, "employer": said["employer"] or ("" if before is None else before.employer)},
            occupation="" if before is None else before.occupation,
            by=by,
            at=at,
        )
        membership = admit(worker, union=case.owner_union, on=timezone.localdate(at), anew=True, by=by, at=at)
        Worker.everywhere.filter(pk=worker.pk, verified_at__isnull=True).update(verified_at=at)
        Case.everywhere.filter(pk=case.pk).update(worker=worker)
        case.worker, case.state, case.version = worker, moved.state, moved.version
        seen_by = by if wants_card(joining) else None
        Joining.everywhere.filter(pk=joining.pk).update(decided_at=at, admitted=True, seen_by=seen_by, open_index="")
        Joining.everywhere.filter(pk=joining.pk, brought_by=worker).update(brought_by=None)  # nobody brings himself
        joining.decided_at, joining.admitted = at, True
        if joining.account is not None:
            link_account(worker, account=joining.account, by=by, at=at)
        tell_applicant(joining, by=by, at=at)
    return membership


def is_own(account: Account, worker: Worker) -> bool:
    """Return whether the phone that an account was opened with is the one that is known of ``worker``."""
    known = worker.phone_index
    return bool(known) and ProvenPhone.objects.filter(account=account, phone_index=known).exists()


def link_account(worker: Worker, *, account: Account, by: Account | None, at: datetime) -> bool:
    """Let a worker's own account look after what is his; return whether it does. Neither is ever taken from another.

    The phone that the account was opened with must be his: name and number alone stand on many a list.
    """
    with transaction.atomic():
        free = account.is_worker and is_own(account, worker) and not Worker.everywhere.filter(account=account).exists()
        linked = free and bool(Worker.everywhere.filter(pk=worker.pk, account__isnull=True).update(account=account))
        trail.record(by, "link_account", worker, at=at, linked=linked)
    return linked


def send_back_applicant(joining: Joining, *, missing: Sequence[str], told: str, by: Account, at: datetime) -> None:
    """Say, once and all of it, what an application lacks; ``missing`` are keys of the charter.

    Errors: ``NothingAsked`` when it names nothing; ``MovedMeanwhile`` when somebody was quicker.
    """
    if not missing:
        raise NothingAsked("请勾选要补什么，一次说清")
    with transaction.atomic():
        advance(joining.case, step="send_back", by=by, at=at)
        joining.missing = list(missing)
        seal(joining, "told", told.strip() or None)
        joining.save(update_fields=["missing", "told"])
        trail.record(by, "send_back_applicant", joining, at=at, missing=len(joining.missing))
        tell_applicant(joining, by=by, at=at)


def said_by(joining: Joining) -> dict[str, str]:
    """Return what an application says of the applicant, unsealed."""
    return {
        "name": joining.name,
        "id_number": unseal(joining, "id_number") or "",
        "phone": unseal(joining, "phone") or "",
        "group": joining.group,
        "employer": joining.employer,
    }


def complete_applicant(joining: Joining, *, told: Mapping[str, str], agrees: Agrees, at: datetime) -> None:
    """Take in what was missing, by the names of ``said_by``; what is not ``told`` stays as it was said.

    The clock starts anew, by the hour of the day.

    Errors: ``MovedMeanwhile`` when the application is no longer waiting for it; ``AskedAlready`` when another says so.
    """
    whole = said_by(joining)
    whole |= {key: text for key, text in told.items() if text and key in whole}
    who = {key: whole[key] for key in ("name", "id_number", "phone")}
    with transaction.atomic():
        advance(joining.case, step="complete", by=None, at=at)
        joining.name, joining.agrees = person_name(who["name"]), agrees
        joining.phone_index = phone_index(who["phone"])
        joining.group, joining.employer = whole["group"], whole["employer"][:120]
        seal(joining, "id_number", plain_identity(who["id_number"]))
        seal(joining, "phone", compatible(who["phone"]) or None)
        changed = ("name", "agrees", "phone_index", "id_number", "phone", "group", "employer")
        hold_open(joining, union=joining.case.owner_union, **who, changed=changed)
        correct_worker(joining)
        trail.record(None, "complete_applicant", joining, at=at, agrees=agrees)


def correct_worker(joining: Joining) -> None:
    """Write what was completed into the worker whom nobody knew before this application."""
    worker = joining.case.worker
    if worker is None:
        return
    rows = Worker.everywhere.filter(pk=worker.pk, memberships__isnull=True)
    rows.filter(id_index="").update(name=joining.name)
    own = rows.filter(known_at=joining.asked_at)
    if joining.employer and own.update(group=joining.group, employer=joining.employer):
        index_workers(list(rows))


def decline_applicant(joining: Joining, *, told: str, by: Account, at: datetime) -> None:
    """Say no, with its reason and what to do instead.

    Errors: ``NothingAsked`` without a reason; ``MovedMeanwhile`` when somebody was quicker.
    """
    if not told.strip():
        raise NothingAsked("请写明为什么这次不能入会，本人还能怎么办")
    with transaction.atomic():
        advance(joining.case, step="decline", by=by, at=at)
        joining.decided_at = at
        seal(joining, "told", told.strip())
        joining.open_index = ""
        joining.save(update_fields=["decided_at", "told", "open_index"])
        trail.record(by, "decline_applicant", joining, at=at)
        tell_applicant(joining, by=by, at=at)


def withdraw_applicant(joining: Joining, *, at: datetime) -> None:
    """Take an application back, because the applicant wants it so."""
    with transaction.atomic():
        advance(joining.case, step="withdraw", by=None, at=at)
        Joining.everywhere.filter(pk=joining.pk).update(open_index="")
        trail.record(None, "withdraw_applicant", joining, at=at)


def due_clock(joining: Joining) -> Clock | None:
    """Return the clock that says by when the applicant hears."""
    return Clock.objects.filter(case_id=joining.case_id, step="admit", stopped_at__isnull=True).first()
