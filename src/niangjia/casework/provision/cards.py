"""Cards: a code that nobody can guess shows what a household may still have, and opens nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from niangjia.casework import trail
from niangjia.casework.intake.households import gone_on_as
from niangjia.casework.progress import MovedMeanwhile
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import CardShowing, HouseholdCard
from niangjia.records.sealing import blind_index, seal, secret_code, unseal
from niangjia.records.unions.models import Account

CARD_LENGTH, SHOWN_LENGTH = 16, 10


def index_of(code: str) -> str:
    """Return the index under which a code is found, however it was typed."""
    return blind_index("card", code)


def issue_card(household: Household, *, by: Account, at: datetime) -> HouseholdCard:
    """Return the live card of a household, issued if it has none."""
    household = gone_on_as(household)
    known = live_card(household)
    if known is not None:
        return known
    code = secret_code(CARD_LENGTH)
    card = HouseholdCard(
        owner_union_id=household.owner_union_id,
        household=household,
        code_index=index_of(code),
        issued_by=by,
        issued_at=at,
    )
    seal(card, "code", code)
    try:
        with transaction.atomic():
            card.save()
            trail.record(by, "issue_card", card, at=at)
    except IntegrityError as error:
        raise MovedMeanwhile("别的同事刚刚发了这张卡；请刷新页面") from error
    return card


def revoke_card(card: HouseholdCard, *, by: Account, at: datetime) -> None:
    """End a card at once: lost, or seen by somebody else. Ending it again changes nothing."""
    with transaction.atomic():
        if HouseholdCard.everywhere.filter(pk=card.pk, revoked_at__isnull=True).update(revoked_at=at):
            trail.record(by, "revoke_card", card, at=at)


def live_card(household: Household) -> HouseholdCard | None:
    """Return the card of a household that holds."""
    return (
        HouseholdCard.everywhere.filter(household=gone_on_as(household), revoked_at__isnull=True)
        .select_related("household", "issued_by")
        .first()
    )


def code_on(card: HouseholdCard) -> str:
    """Return the code of a card as it is printed: in fours."""
    return in_fours(unseal(card, "code") or "")


def in_fours(code: str) -> str:
    """Return a code in groups of four.

    >>> in_fours("ABCDEFGHJK")
    'ABCD-EFGH-JK'
    """
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def card_with(code: str) -> HouseholdCard | None:
    """Return the card that has this code."""
    return (
        HouseholdCard.everywhere.filter(code_index=index_of(code), revoked_at__isnull=True)
        .select_related("household")
        .first()
    )


def show_card(card: HouseholdCard, *, lasting: timedelta, at: datetime) -> str:
    """Show a card on a phone: return a code that a place can read for so long."""
    code = secret_code(SHOWN_LENGTH)
    with transaction.atomic():
        showing = CardShowing.everywhere.create(
            owner_union_id=card.owner_union_id, card=card, code_index=index_of(code), shown_at=at, ends_at=at + lasting
        )
        trail.record(None, "show_card", showing, at=at)
    return in_fours(code)


def card_shown(code: str, *, now: datetime) -> HouseholdCard | None:
    """Return the card that a place has before it: shown on a phone and still in time, or printed."""
    showing = (
        CardShowing.everywhere.filter(code_index=index_of(code), ends_at__gt=now, card__revoked_at__isnull=True)
        .select_related("card__household")
        .first()
    )
    return card_with(code) if showing is None else showing.card
