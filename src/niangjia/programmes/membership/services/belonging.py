"""Where people belong: membership kept, ended and moved on, and registered beside, by the words of the charter."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from django.utils import timezone

from niangjia.casework import belonging, privacy, transfers
from niangjia.casework.access import tries
from niangjia.casework.queries import workers as desk
from niangjia.casework.queries.belonging import open_membership
from niangjia.programmes.membership.programme import CHARTER
from niangjia.records.cases.models import Transfer
from niangjia.records.people.models import Membership, Tie, Worker
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

NO_SUCH_UNION = "没有找到叫这个名字的工会；请写全称"
NO_SUCH_WORKER = "办不成：请对着证件核对姓名、证件号或手机号；都对，就请他用自己的手机申请，或打 12351"
"""Said whether we know nobody, or know him and he is not for this desk to hear of."""
FREELANCE_KINDS = frozenset(CHARTER["freelance_kinds"])


class NobodyOfThisName(NiangjiaError):
    """No member goes by this name and number, or there is no union of this name."""

    code = "nobody_of_this_name"


def change_membership(worker: Worker, *, becomes: str, on: date, by: Account, at: datetime) -> Membership:
    """Keep, bring back or end the membership of ``worker``; ``becomes`` is an end of the charter, or ``returned``.

    Errors: ``NoMember`` for who is none; ``StandsSo``, ``BeforeItBegan``, ``MovedMeanwhile``.
    """
    membership = open_membership(worker)
    if membership is None:
        raise transfers.NoMember("他现在不是会员，会籍没有可改的")
    if becomes == "returned":
        return belonging.bring_back(membership, on=on, by=by, at=at)
    if becomes in CHARTER["reserves"]:
        return belonging.reserve(membership, ends_as=becomes, on=on, by=by, at=at)
    return belonging.end_membership(membership, ends_as=becomes, on=on, by=by, at=at)


def leave(worker: Worker, *, by: Account, at: datetime) -> Membership:
    """Let a member leave his union himself, from today on.

    Errors: as ``change_membership``.
    """
    return change_membership(worker, becomes="left", on=timezone.localdate(at), by=by, at=at)


def go_freelance(worker: Worker, *, federation_name: str, on: date, by: Account, at: datetime) -> Membership:
    """Let a member who works for himself now be counted in the federation of his trade, which goes by a name.

    Errors: ``NobodyOfThisName``, ``NoMember``, ``NotForFreelance``, ``BeforeItBegan``, ``MovedMeanwhile``.
    """
    federation = desk.union_named(federation_name)
    if federation is None:
        raise NobodyOfThisName(NO_SUCH_UNION)
    membership = open_membership(worker)
    if membership is None:
        raise transfers.NoMember("他现在不是会员，会籍没有可改的")
    return belonging.go_freelance(membership, federation=federation, kinds=FREELANCE_KINDS, on=on, by=by, at=at)


def register_by_number(
    union: Union, *, name: str, number: str, phone: str, kind: str, on: date, by: Account, at: datetime
) -> Tie:
    """Register with ``union`` a worker who came to it in person (双报到), wherever he is counted.

    Errors: ``NobodyOfThisName``, ``TiedAlready``; ``TooManyTries`` after too many who were not found.
    """
    tries.must_not_ask_too_often(by, at=at)
    worker = desk.known_to_himself(name=name, number=number, phone=phone)
    if worker is None:
        tries.count_miss(by, at=at)
        raise NobodyOfThisName(NO_SUCH_WORKER)
    return belonging.register_tie(worker, union=union, kind=kind, on=on, by=by, at=at)


def take_in(to: Union, *, name: str, number: str, phone: str, by: Account, at: datetime) -> Transfer:
    """Ask, as the new union, for a member who came to it in person.

    Whether we know him, and whether he is on his way elsewhere, is not for a union that he does not belong to: it hears
    the same. What is asked for, the worker is told and his own union sees.

    Errors: ``NobodyOfThisName``, ``ThereAlready``; ``TooManyTries`` after too many who were not found.
    """
    tries.must_not_ask_too_often(by, at=at)
    worker = desk.known_to_himself(name=name, number=number, phone=phone)
    if worker is not None:
        with suppress(transfers.NoMember, transfers.TransferWaits):
            return transfers.ask_transfer(worker, to=to, by=by, at=at)
    tries.count_miss(by, at=at)
    raise NobodyOfThisName(NO_SUCH_WORKER)


def ask_for_worker(worker: Worker, *, to_name: str, by: Account, at: datetime) -> Transfer:
    """Ask, as a desk that has him or as whom he lets act for him, that he goes to the union of a name.

    Errors: ``NobodyOfThisName`` when no union or several go by it; ``NoMember``, ``ThereAlready``, ``TransferWaits``.
    """
    to = desk.union_named(to_name)
    if to is None:
        raise NobodyOfThisName(NO_SUCH_UNION)
    return transfers.ask_transfer(worker, to=to, by=by, at=at)


def ask_own_transfer(worker: Worker, *, to: Union, employer: str, by: Account, at: datetime) -> Transfer:
    """Ask, as the member himself, that he goes to ``to``; ``employer`` is where he says that he works now.

    Errors: ``NoMember``, ``ThereAlready``, ``TransferWaits``.
    """
    return transfers.ask_transfer(worker, to=to, employer=employer, by=by, at=at)


def answer_transfer(transfer: Transfer, *, answer: str, reason: str = "", by: Account, at: datetime) -> Transfer:
    """Answer a transfer: ``release``, ``object``, ``insist``, ``stay`` or ``take_back``.

    Errors: ``OwnAsking``, ``StepNotAllowed``, ``MovedMeanwhile``, ``BeforeItBegan``.
    """
    today = timezone.localdate(at)
    if answer == "release":
        return transfers.release(transfer, on=today, by=by, at=at)
    if answer == "insist":
        return transfers.insist(transfer, on=today, by=by, at=at)
    if answer == "object":
        return transfers.object_to(transfer, reason=reason, by=by, at=at)
    return (transfers.let_stay if answer == "stay" else transfers.take_back)(transfer, by=by, at=at)


def reveal(worker: Worker, *, field: str, purpose: str, by: Account, at: datetime) -> str:
    """Show one sealed value of a worker once, with a purpose.

    Errors: ``PurposeMissing``.
    """
    return privacy.reveal(worker, field=field, purpose=purpose, by=by, at=at) or ""
