"""The desk of members: the benefits that begin with joining, the card, the posters and doors by which people come."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries.belonging import open_membership
from niangjia.records.joinings.models import MemberBenefit, MemberCard, Poster, TradeDoor
from niangjia.records.people.models import Worker
from niangjia.records.sealing import blind_index
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

CODE_BYTES = 16


class NotMember(NiangjiaError):
    """A benefit, or a card, of somebody who is no member with full rights now."""

    code = "not_member"


class HadThisYear(NiangjiaError):
    """All there is of a benefit in this year was claimed."""

    code = "had_this_year"


def claim_benefit(worker: Worker, *, kind: str, most: int, by: Account | None, at: datetime) -> MemberBenefit:
    """Claim one benefit of a kind for a member, at most ``most`` times in a calendar year; whoever asks twice gets one.

    Without ``by`` the member asks for himself.

    Errors: ``NotMember`` for one who is none today; ``HadThisYear`` beyond ``most``.
    """
    held = open_membership(worker)
    if held is None or held.standing != "active":
        raise NotMember("这是会员的福利；入会当天起就能领")
    year = timezone.localdate(at).year
    for turn in range(1, most + 1):
        had = MemberBenefit.everywhere.filter(worker=worker, kind=kind, year=year, turn=turn)
        if had.filter(delivered_at__isnull=True).exists():
            raise HadThisYear("已经登记了，等着领就行；领到以后才能再登记下一次")
        if had.exists():
            continue
        try:
            with transaction.atomic():
                benefit = MemberBenefit.everywhere.create(
                    worker=worker, owner_union_id=held.owner_union_id, kind=kind, year=year, turn=turn, claimed_at=at
                )
                trail.record(by, "claim_benefit", benefit, at=at, kind=kind, turn=turn)
        except IntegrityError as error:
            raise HadThisYear("已经登记了，等着领就行；领到以后才能再登记下一次") from error
        return benefit
    raise HadThisYear("今年的这一项已经领过了，明年 1 月 1 日起可以再领")


def deliver_benefit(benefit: MemberBenefit, *, by: Account, at: datetime) -> None:
    """Write that a benefit was handed over or done.

    Errors: ``MovedMeanwhile`` when it was written before.
    """
    with transaction.atomic():
        done = MemberBenefit.everywhere.filter(pk=benefit.pk, delivered_at__isnull=True)
        if not done.update(delivered_at=at, delivered_by=by):
            raise MovedMeanwhile("这一项刚刚记过“已领”；请刷新页面")
        trail.record(by, "deliver_benefit", benefit, at=at, kind=benefit.kind)


def show_card(worker: Worker, *, seconds: int, at: datetime) -> str:
    """Return a fresh code for a member's card; the one before ends.

    Units: it holds for ``seconds``, and for one check.
    Errors: ``NotMember`` for one who is none today.
    """
    held = open_membership(worker)
    if held is None:
        raise NotMember("还不是会员，没有会员卡；入会当天就有")
    code = secrets.token_urlsafe(CODE_BYTES)
    with transaction.atomic():
        card, _made = MemberCard.everywhere.update_or_create(
            worker=worker,
            defaults={
                "owner_union_id": held.owner_union_id,
                "code_index": blind_index("card", code),
                "valid_until": at + timedelta(seconds=seconds),
            },
        )
        trail.record(None, "show_card", card, at=at)
    return code


def check_card(code: str, *, by: Account | None, at: datetime) -> bool:
    """Return whether a code belongs to a member of today: once, while it is fresh. Nothing else is told of him."""
    index = blind_index("card", code)
    with transaction.atomic():
        card = MemberCard.everywhere.select_related("worker").filter(code_index=index).first()
        fresh = MemberCard.everywhere.filter(code_index=index, valid_until__gte=at).update(code_index="")
        held = open_membership(card.worker) if card is not None and fresh else None
        valid = held is not None and held.from_on <= timezone.localdate(at)
        trail.record(by, "check_card", card, at=at, valid=valid)
    return valid


def make_poster(union: Union, *, by: Account, at: datetime) -> Poster:
    """Return the poster of ``union``, made if there is none."""
    with transaction.atomic():
        there = Poster.everywhere.filter(owner_union=union, taken_down_at__isnull=True).first()
        if there is not None:
            return there
        poster = Poster.everywhere.create(owner_union=union, made_by=by, made_at=at)
        trail.record(by, "make_poster", poster, at=at)
    return poster


def take_down_poster(poster: Poster, *, by: Account, at: datetime) -> None:
    """End a poster: its code leads nowhere from now on."""
    with transaction.atomic():
        if Poster.everywhere.filter(pk=poster.pk, taken_down_at__isnull=True).update(taken_down_at=at):
            trail.record(by, "take_down_poster", poster, at=at)


def open_trade_door(union: Union, *, group: str, by: Account | None, at: datetime) -> TradeDoor:
    """Let ``union`` take in the workers of a trade from all around; ``group`` is a key of the charter."""
    with transaction.atomic():
        door, made = TradeDoor.everywhere.get_or_create(owner_union=union, group=group, closed_at=None)
        if made:
            trail.record(by, "open_trade_door", door, at=at, group=group)
    return door


def close_trade_door(union: Union, *, group: str, by: Account | None, at: datetime) -> bool:
    """Let ``union`` no longer take in the workers of a trade from all around; return whether it did."""
    with transaction.atomic():
        door = TradeDoor.everywhere.filter(owner_union=union, group=group, closed_at__isnull=True).first()
        closed = door is not None and bool(
            TradeDoor.everywhere.filter(pk=door.pk, closed_at__isnull=True).update(closed_at=at)
        )
        if closed:
            trail.record(by, "close_trade_door", door, at=at, group=group)
    return closed
