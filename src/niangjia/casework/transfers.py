"""The desk of transfers: a member goes from one union to another; the old one lets go or objects, within a time.

Where it says nothing, the time moves him on, if he asked himself or was told. What was objected to, the union above
decides. Who asked for it lets nobody go.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from niangjia.casework import delegation, trail
from niangjia.casework.belonging import move_member
from niangjia.casework.messages import notify
from niangjia.casework.progress import MovedMeanwhile, advance, start_clocks
from niangjia.casework.queries.belonging import open_membership
from niangjia.casework.search import index_workers
from niangjia.records.cases.models import Case, Clock, Transfer
from niangjia.records.notices.models import Message
from niangjia.records.people.models import Worker
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter

MEMBERSHIP = "membership"


class NoMember(NiangjiaError):
    """Somebody was to go elsewhere who is a member nowhere."""

    code = "no_member"


class ThereAlready(NiangjiaError):
    """Somebody was to go where he is."""

    code = "there_already"


class TransferWaits(NiangjiaError):
    """A transfer of this worker waits already."""

    code = "transfer_waits"


class OwnAsking(NiangjiaError):
    """Somebody would let a member go for whom he asked himself."""

    code = "own_asking"


def ask_transfer(worker: Worker, *, to: Union, employer: str = "", by: Account | None, at: datetime) -> Transfer:
    """Ask that a member goes to ``to``; the union that he is in now has until the day of the charter to answer.

    Whoever asks by his own account agrees to it, whoever lets a colleague act for him asks too; a worker for whom
    somebody else asks is told. ``employer`` is where he says that he works now.

    Errors: ``NoMember`` for who is a member nowhere; ``ThereAlready``; ``TransferWaits`` when one is under way.
    """
    membership = open_membership(worker)
    if membership is None:
        raise NoMember("他现在不是会员，不用转接；请直接办入会")
    if membership.owner_union_id == to.pk:
        raise ThereAlready("他的会籍已经在这个工会了")
    himself = by is not None and by.pk == worker.account_id
    try:
        with transaction.atomic():
            by_worker = himself or acts_for(worker, by=by, at=at)
            case = Case(
                owner_union_id=membership.owner_union_id,
                programme=MEMBERSHIP,
                matter="transfer",
                period=str(Quarter.of(timezone.localdate(at))),
                worker=worker,
                state="transfer_asked",
                opened_at=at,
                opened_by=by,
            )
            case.number = f"ZJ-{case.uid.hex[:12]}"
            case.save()
            transfer = Transfer.everywhere.create(
                case=case,
                worker=worker,
                owner_union_id=membership.owner_union_id,
                to_union=to,
                asked_by_worker=by_worker,
                employer=employer,
                agreed_at=at if himself else None,
            )
            trail.record(by, "ask_transfer", transfer, at=at, to=to.pk, by_worker=by_worker, himself=himself)
            start_clocks(case, at=at)
            if not himself:
                tell_worker(
                    transfer, text=f"工会的同事替您提出转会，转到{to.name}；您不愿意，点开就能撤回", by=by, at=at
                )
    except IntegrityError as error:
        raise TransferWaits("他已经有一个转接在办；请等那一个办完，或者先撤回") from error
    return transfer


def acts_for(worker: Worker, *, by: Account | None, at: datetime) -> bool:
    """Return whether the worker lets ``by`` go through his transfer for him; what is done so is written for him."""
    on = timezone.localdate(at)
    given = delegation.in_force(by, on=on).filter(worker=worker, matter="transfer").first() if by else None
    if by is None or given is None:
        return False
    delegation.act(by, delegation_id=given.pk, verb="ask_transfer", on=on, at=at)
    return True


def asked_for(transfer: Transfer, by: Account) -> bool:
    """Return whether this human asked for the transfer."""
    asker = transfer.case.opened_by
    return asker is not None and asker.natural_person == by.natural_person


def release(transfer: Transfer, *, on: date, by: Account, at: datetime) -> Transfer:
    """Let a member go: from the day ``on`` he is counted in the other union.

    Errors: ``OwnAsking`` for who asked for it; ``StepNotAllowed``, ``MovedMeanwhile``; ``BeforeItBegan`` for a day
    before his membership.
    """
    return settle(transfer, step="release", on=on, by=by, at=at)


def insist(transfer: Transfer, *, on: date, by: Account, at: datetime) -> Transfer:
    """Decide, against the objection, that he goes.

    Errors: as ``release``.
    """
    return settle(transfer, step="insist", on=on, by=by, at=at)


def settle(transfer: Transfer, *, step: str, on: date, by: Account | None, at: datetime) -> Transfer:
    """Take the ``step`` with which a member goes, and let him go.

    Errors: as ``release``; ``MovedMeanwhile`` also when he is no longer where the transfer found him.
    """
    if by is not None and asked_for(transfer, by):
        raise OwnAsking("这次转会是您提出的；请另一位同事来放行")
    with transaction.atomic():
        advance(transfer.case, step=step, by=by, at=at)
        membership = open_membership(transfer.worker)
        if membership is None or membership.owner_union_id == transfer.to_union_id:
            raise MovedMeanwhile("他的会籍刚刚变了，这个转接办不成；请刷新页面看最新情况")
        move_member(membership, to=transfer.to_union, on=on, by=by, at=at)
        Transfer.everywhere.filter(pk=transfer.pk).update(closed_at=at, settled_on=on)
        works_now(transfer)
        tell_worker(transfer, text=f"您的会籍转到{transfer.to_union.name}了，在办的事和福利一起过去", by=by, at=at)
    transfer.closed_at, transfer.settled_on = at, on
    return transfer


def object_to(transfer: Transfer, *, reason: str, by: Account, at: datetime) -> Transfer:
    """Say that the member should stay, with a ``reason`` of the charter; the union above decides.

    Errors: ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    with transaction.atomic():
        advance(transfer.case, step="object", by=by, at=at)
        Transfer.everywhere.filter(pk=transfer.pk).update(objection=reason)
        tell_worker(transfer, text=f"{transfer.owner_union.name}对您的转会有异议，由上级工会定", by=by, at=at)
    transfer.objection = reason
    return transfer


def let_stay(transfer: Transfer, *, by: Account, at: datetime) -> Transfer:
    """Decide that the member stays where he is.

    Errors: ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    with transaction.atomic():
        close(transfer, step="stay", by=by, at=at)
        tell_worker(transfer, text=f"这次没有转成，您的会籍还在{transfer.owner_union.name}", by=by, at=at)
    return transfer


def take_back(transfer: Transfer, *, by: Account, at: datetime) -> Transfer:
    """Take a transfer back that waits.

    Errors: ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    return close(transfer, step="take_back", by=by, at=at)


def close(transfer: Transfer, *, step: str, by: Account, at: datetime) -> Transfer:
    """Take the ``step`` with which a transfer ends and nobody moves.

    Errors: as ``let_stay`` and ``take_back``.
    """
    with transaction.atomic():
        advance(transfer.case, step=step, by=by, at=at)
        Transfer.everywhere.filter(pk=transfer.pk).update(closed_at=at)
    transfer.closed_at = at
    return transfer


def works_now(transfer: Transfer) -> None:
    """Write where a worker works now, as he said when he asked for his transfer."""
    if not transfer.employer:
        return
    Worker.everywhere.filter(pk=transfer.worker_id).update(employer=transfer.employer)
    index_workers([Worker.everywhere.get(pk=transfer.worker_id)])


def tell_worker(transfer: Transfer, *, text: str, by: Account | None, at: datetime) -> None:
    """Tell the worker, if he has an account, how his transfer stands."""
    worker = Worker.everywhere.select_related("account").get(pk=transfer.worker_id)
    notify(
        [worker.account] if worker.account is not None else [],
        key=f"transfer:{transfer.pk}:{transfer.case.state}",
        kind="transfer",
        text=text,
        union=transfer.owner_union,
        address=reverse("membership:my_transfer"),
        by=by,
        at=at,
    )


def out_of_time(*, on: date) -> QuerySet[Transfer]:
    """Return the transfers that nobody answered by their day: it lies before ``on``."""
    late = Clock.objects.filter(
        case__programme=MEMBERSHIP, case__state="transfer_asked", step="release", due_on__lt=on, stopped_at__isnull=True
    )
    return Transfer.everywhere.filter(closed_at__isnull=True, case__in=late.values("case")).order_by("pk")


def moves_by_rule(transfer: Transfer) -> bool:
    """Return whether the time may move a member on: he agreed himself, or was told when somebody else asked."""
    told = Message.everywhere.filter(key__startswith=f"transfer:{transfer.pk}:transfer_asked:")
    return transfer.agreed_at is not None or told.exists()


def move_out_of_time(*, at: datetime) -> int:
    """Let every member go whose old union said nothing in time; return how many. Running it again moves nobody twice.

    Who neither asked nor was told waits for a person. One that somebody answers at this very moment is left to them.
    """
    moved, today = 0, timezone.localdate(at)
    for transfer in out_of_time(on=today).select_related("case", "worker", "to_union"):
        if not moves_by_rule(transfer):
            continue
        try:
            settle(transfer, step="time_out", on=today, by=None, at=at)
        except MovedMeanwhile:
            continue
        moved += 1
    return moved
