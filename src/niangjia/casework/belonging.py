"""The desk of belonging: spells of membership end, are kept for later, go on elsewhere; ties stand beside them.

A worker is counted in one union at a time. Each change ends one spell and begins the next on the same day, so that
every day before it still answers as it did.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from niangjia.casework import trail
from niangjia.casework.following import hand_on
from niangjia.casework.progress import MovedMeanwhile, advance
from niangjia.casework.queries.belonging import open_membership
from niangjia.records.cases.models import Transfer
from niangjia.records.people.models import Membership, Tie, Worker
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

ACTIVE, RESERVED = "active", "reserved"
MOVED = "别的同事刚刚动过这个人的会籍；请刷新页面，看过最新情况再办"


class BeforeItBegan(NiangjiaError):
    """A membership was to change on a day before it began."""

    code = "before_it_began"


class StandsSo(NiangjiaError):
    """A membership stands already as it was to be."""

    code = "stands_so"


class TiedAlready(NiangjiaError):
    """A worker is registered with a union already."""

    code = "tied_already"


class NotForFreelance(NiangjiaError):
    """A union takes in nobody without an employer."""

    code = "not_for_freelance"


def close_spell(membership: Membership, *, ends_as: str, on: date) -> None:
    """End the open spell ``membership`` on a day: the first on which it no longer holds.

    Errors: ``BeforeItBegan`` for a day before its first; ``MovedMeanwhile`` when somebody ended it before.
    """
    if on < membership.from_on:
        raise BeforeItBegan("这一天早于会籍开始的那天；请改一个日期")
    ended = Membership.everywhere.filter(pk=membership.pk, to_on__isnull=True).update(to_on=on, ends_as=ends_as)
    if not ended:
        raise MovedMeanwhile(MOVED)
    membership.to_on, membership.ends_as = on, ends_as


def begin_spell(worker_id: int, *, union_id: int, standing: str, begins_as: str, on: date) -> Membership:
    """Begin a spell in ``union_id``, the worker's primary union from now on.

    Errors: ``MovedMeanwhile`` when there is an open one.
    """
    try:
        with transaction.atomic():
            spell = Membership.everywhere.create(
                worker_id=worker_id, owner_union_id=union_id, standing=standing, begins_as=begins_as, from_on=on
            )
    except IntegrityError as error:
        raise MovedMeanwhile(MOVED) from error
    Worker.everywhere.filter(pk=worker_id).update(owner_union=union_id)
    return spell


def end_membership(membership: Membership, *, ends_as: str, on: date, by: Account | None, at: datetime) -> Membership:
    """End a membership on a day, for good; a transfer that waits comes to nothing.

    Errors: ``BeforeItBegan``, ``MovedMeanwhile``.
    """
    with transaction.atomic():
        close_spell(membership, ends_as=ends_as, on=on)
        lapse_transfer(membership.worker_id, at=at)
        trail.record(by, "end_membership", membership, at=at, ends_as=ends_as, on=on.isoformat())
    return membership


def reserve(membership: Membership, *, ends_as: str, on: date, by: Account, at: datetime) -> Membership:
    """Keep the membership of one who retired or lost the job: he stays a member of the union, with it reserved.

    Errors: ``StandsSo`` when it is reserved; ``BeforeItBegan``, ``MovedMeanwhile``.
    """
    return change_standing(membership, RESERVED, ends_as=ends_as, begins_as="reserved", on=on, by=by, at=at)


def bring_back(membership: Membership, *, on: date, by: Account, at: datetime) -> Membership:
    """Let one whose membership was reserved be an active member again, in the same union.

    Errors: ``StandsSo`` when it is active; ``BeforeItBegan``, ``MovedMeanwhile``.
    """
    return change_standing(membership, ACTIVE, ends_as="returned", begins_as="returned", on=on, by=by, at=at)


def change_standing(
    membership: Membership, standing: str, *, ends_as: str, begins_as: str, on: date, by: Account, at: datetime
) -> Membership:
    """Let one spell follow another in the same union, with another standing.

    Errors: as ``reserve`` and ``bring_back`` tell them.
    """
    if membership.standing == standing:
        raise StandsSo("会籍已经是这样了，不用再改")
    with transaction.atomic():
        close_spell(membership, ends_as=ends_as, on=on)
        spell = begin_spell(
            membership.worker_id,
            union_id=membership.owner_union_id,
            standing=standing,
            begins_as=begins_as,
            on=on,
        )
        trail.record(by, "change_standing", spell, at=at, standing=standing, ends_as=ends_as, on=on.isoformat())
    return spell


def move_member(
    membership: Membership,
    *,
    to: Union,
    ends_as: str = "transferred",
    begins_as: str = "transferred",
    standing: str = "",
    on: date,
    by: Account | None,
    at: datetime,
) -> Membership:
    """Let a member be counted in another union from a day on; what is in flight goes along.

    A tie to that union ends: he need not be registered beside himself. The standing stays unless another is given.

    Errors: ``BeforeItBegan``, ``MovedMeanwhile``.
    """
    with transaction.atomic():
        close_spell(membership, ends_as=ends_as, on=on)
        spell = begin_spell(
            membership.worker_id,
            union_id=to.pk,
            standing=standing or membership.standing,
            begins_as=begins_as,
            on=on,
        )
        beside = Tie.everywhere.filter(worker=membership.worker_id, owner_union=to, to_on__isnull=True)
        beside.filter(from_on__lte=on).update(to_on=on)
        handed = hand_on([membership.worker_id], from_id=membership.owner_union_id, to_id=to.pk)
        trail.record(
            by,
            "move_member",
            spell,
            at=at,
            came_from=membership.owner_union_id,
            on=on.isoformat(),
            went_along={model: len(keys) for model, keys in handed.items()},
        )
    return spell


def go_freelance(
    membership: Membership, *, federation: Union, kinds: frozenset[str], on: date, by: Account, at: datetime
) -> Membership:
    """Let one who left an employer to work for himself be counted in the federation of his trade, at once.

    ``kinds`` are the kinds of union that take in whoever has no employer. Nobody need let go: the work there is over.

    Errors: ``NotForFreelance`` for a union of another kind; ``BeforeItBegan``, ``MovedMeanwhile``.
    """
    if federation.kind not in kinds:
        raise NotForFreelance("没有固定单位的，会籍放在产业工会或者行业工会联合会；请换一个工会")
    with transaction.atomic():
        lapse_transfer(membership.worker_id, at=at)
        return move_member(membership, to=federation, ends_as="transferred", standing=ACTIVE, on=on, by=by, at=at)


def register_tie(worker: Worker, *, union: Union, kind: str, on: date, by: Account | None, at: datetime) -> Tie:
    """Register a worker with a union beside the one he is counted in (双报到); it counts nobody twice.

    ``kind`` is ``residence``, ``workplace`` or ``industry``.

    Errors: ``TiedAlready`` when he is registered there, or counted there.
    """
    counted = open_membership(worker)
    if counted is not None and counted.owner_union_id == union.pk:
        raise TiedAlready("他的会籍就在这个工会，不用再报到")
    try:
        with transaction.atomic():
            tie = Tie.everywhere.create(worker=worker, owner_union=union, kind=kind, from_on=on)
            trail.record(by, "register_tie", tie, at=at, kind=kind, on=on.isoformat())
    except IntegrityError as error:
        raise TiedAlready("他已经在这个工会报到过了") from error
    return tie


def end_tie(tie: Tie, *, on: date, by: Account | None, at: datetime) -> Tie:
    """End a registration on a day.

    Errors: ``BeforeItBegan``; ``MovedMeanwhile`` when it was ended before.
    """
    if on < tie.from_on:
        raise BeforeItBegan("这一天早于报到的那天；请改一个日期")
    with transaction.atomic():
        if not Tie.everywhere.filter(pk=tie.pk, to_on__isnull=True).update(to_on=on):
            raise MovedMeanwhile(MOVED)
        trail.record(by, "end_tie", tie, at=at, kind=tie.kind, on=on.isoformat())
    tie.to_on = on
    return tie


def lapse_transfer(worker_id: int, *, at: datetime) -> None:
    """Let a transfer that waits come to nothing: the membership it was about is over."""
    waiting = Transfer.everywhere.filter(Q(worker=worker_id), closed_at__isnull=True).select_related("case").first()
    if waiting is not None:
        advance(waiting.case, step="lapse", by=None, at=at)
        Transfer.everywhere.filter(pk=waiting.pk, closed_at__isnull=True).update(closed_at=at)
