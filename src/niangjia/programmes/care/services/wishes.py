"""Wishes: raised with consent, released for the wall, claimed by anybody, granted or put up again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from niangjia.casework import wishes
from niangjia.casework.queries import needs as desk
from niangjia.programmes.care.programme import CHARTER
from niangjia.programmes.care.services.needs import File, kept
from niangjia.records.people.models import Household
from niangjia.records.tasks.models import Claim, Wish
from niangjia.records.unions.models import Account

LIMITS = wishes.ClaimLimits(
    a_phone=CHARTER["wishes"]["claims_a_phone"]["count"], an_hour=CHARTER["wishes"]["claims_an_hour"]["count"]
)


def raise_wish(
    household: Household,
    *,
    kind: str,
    text: str,
    consent: str,
    released: str = "",
    age_group: str = "",
    by: Account | None,
    at: datetime,
) -> Wish:
    """Keep a wish of ``household`` and, with words for the wall, hang it there."""
    with transaction.atomic():
        wish = wishes.raise_wish(household, kind=kind, text=text, consent=consent, by=by, at=at)
        if released and by is not None:
            wishes.release_wish(wish, text=released, age_group=age_group, by=by, at=at)
            wish.refresh_from_db()
    return wish


def release_wish(wish: Wish, *, text: str, age_group: str = "", by: Account, at: datetime) -> None:
    """Hang a wish on the wall in words that name nobody."""
    wishes.release_wish(wish, text=text, age_group=age_group, by=by, at=at)


def claim_wish(wish: Wish, *, name: str, phone: str, at: datetime) -> Claim:
    """Let anybody take a wish up, within what the charter lets through."""
    return wishes.claim_wish(
        wish, name=name, phone=phone, agreed_to=CHARTER["wishes"]["agree_to"]["label"], limits=LIMITS, at=at
    )


def fulfil(
    wish: Wish, *, told: str = "", files: Sequence[File] = (), thanks: str = "", by: Account, at: datetime
) -> None:
    """Say that a wish came true, with what shows it and, for the wall, a word of thanks."""
    with transaction.atomic():
        proofs = [kept(wish.need.case, file, kind="proof", by=by, at=at) for file in files]
        wishes.fulfil(wish, told=told, papers=proofs, thanks=thanks, by=by, at=at)


def drop_stale_claims(*, at: datetime) -> int:
    """Put the wishes back on the wall whose claims ran out of time; return how many that were."""
    stale = desk.stale_claims(on=timezone.localdate(at))
    for claim in stale:
        wishes.fall_through(claim, why="timed_out", by=None, at=at)
    return len(stale)
