"""What a member has from the day of joining: benefits, a card; how people come: posters and doors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.casework import benefits, papers
from niangjia.casework.queries.joinings import trades_of
from niangjia.programmes.membership.programme import CHARTER
from niangjia.programmes.membership.queries.cards import THANKS, most_this_year
from niangjia.programmes.membership.services.joining import RULES
from niangjia.records.joinings.models import MemberBenefit
from niangjia.records.people.models import Worker
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

KINDS: dict[str, dict[str, Any]] = CHARTER["benefits"]


class NotEarned(NiangjiaError):
    """Thanks for colleagues of whom too few came along yet."""

    code = "not_earned"


class NotInSeason(NiangjiaError):
    """A pack of another season."""

    code = "not_in_season"


def claim(worker: Worker, *, kind: str, by: Account | None = None, at: datetime) -> MemberBenefit:
    """Claim a benefit of a member, as often in a year as his union gives it.

    Errors: ``KeyError`` for a kind that the charter has not; ``NotInSeason``; ``NotEarned``; as
    ``benefits.claim_benefit``.
    """
    on = timezone.localdate(at)
    months = KINDS[kind].get("months", ())
    if months and on.month not in months:
        raise NotInSeason(f"这一项在 {months[0]} 月到 {months[-1]} 月发，到时候再来登记")
    most = most_this_year(worker, kind, on=on)
    if kind == THANKS and not most:
        raise NotEarned("带来的同事入会满了位数，就有一份；还差几位，写在“带同事来”那里")
    return benefits.claim_benefit(worker, kind=kind, most=most, by=by, at=at)


def take_trades(union: Union, *, groups: Collection[str], by: Account, at: datetime) -> None:
    """Let ``union`` take in exactly the trades ``groups`` from all around; the doors of others close."""
    held = set(trades_of(union))
    with transaction.atomic():
        for group in sorted(held - set(groups)):
            benefits.close_trade_door(union, group=group, by=by, at=at)
        for group in sorted(set(groups) - held):
            benefits.open_trade_door(union, group=group, by=by, at=at)


def show_card(worker: Worker, *, at: datetime) -> str:
    """Return a fresh code for the card of a member."""
    return benefits.show_card(worker, seconds=RULES["card"]["seconds"], at=at)


def check_card(code: str, *, place: str, by: Account | None, at: datetime) -> bool:
    """Return whether a code belongs to a member of today.

    Errors: ``TooManyTries`` when cards were tried too often from one ``place`` on the net.
    """
    if by is None:
        papers.count_try(f"membercard|{place}", most=RULES["tries"]["count"], minutes=RULES["tries"]["minutes"], at=at)
    return benefits.check_card(code, by=by, at=at)
