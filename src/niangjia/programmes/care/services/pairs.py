"""Pairing as verbs: pair, speak, hand over, let go. The days come from the charter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.casework import placement, privacy
from niangjia.casework import queries as desk
from niangjia.casework.messages import notify
from niangjia.casework.placement import FoundNeed, Owed
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries import pairs
from niangjia.casework.review import ChangedSinceSeen
from niangjia.engines.calendar import day_owed
from niangjia.programmes.care.queries.pairs import MOST, RULES, Proposal
from niangjia.records.people.models import Household
from niangjia.records.placements.models import Contact, Pairing
from niangjia.records.unions.models import Account


def owed(rule: str, *, on: date) -> Owed:
    """Return when a contact is owed by a rule of the charter, counted from ``on``."""
    due = day_after(on, RULES[rule])
    return Owed(due, day_after(due, RULES["escalation"]))


def day_after(on: date, rule: Mapping[str, Any]) -> date:
    """Return the day on which something is owed that a rule of the charter counts from ``on``."""
    return day_owed(on, count=rule["count"], unit=rule["unit"]).due_on


def pair(household: Household, *, cadre: Account, kind: str, by: Account, at: datetime) -> Pairing:
    """Pair one household with a cadre; the first contact is owed the same day."""
    first = owed("first_contact", on=timezone.localdate(at))
    return placement.pair(household, cadre=cadre, kind=kind, owed=first, most=MOST, by=by, at=at)


def pair_many(proposed: Sequence[tuple[Household, Account]], *, kind: str, by: Account, at: datetime) -> list[Pairing]:
    """Pair all of ``proposed``, or none; a household that has a cadre already keeps hers."""
    first = owed("first_contact", on=timezone.localdate(at))
    return placement.pair_many(proposed, kind=kind, owed=first, most=MOST, by=by, at=at)


def confirm(proposal: Proposal, *, seen: str, kind: str, by: Account, at: datetime) -> list[Pairing]:
    """Pair as proposed, exactly as it was seen.

    Errors: ``ChangedSinceSeen`` when the proposal is another by now: somebody paired, moved or recused meanwhile.
    """
    refuse_unseen(proposal, seen)
    return pair_many([(one.household, one.cadre) for one in proposal.lines], kind=kind, by=by, at=at)


def refuse_unseen(proposal: Proposal, seen: str) -> None:
    """Refuse to carry out another proposal than the one that was on the page."""
    if not proposal.lines or proposal.fingerprint != seen:
        raise ChangedSinceSeen("方案在您打开页面以后变过：可能别的同事已经结了对。请看过新的方案再确认")


def log_contact(
    pairing: Pairing,
    *,
    key: UUID,
    channel: str,
    reached: bool,
    note: str = "",
    need_kind: str = "",
    need_text: str = "",
    by: Account,
    at: datetime,
) -> Contact:
    """Write down a try to speak with the household; one that reached somebody starts the cadence anew."""
    return placement.log_contact(
        pairing,
        key=key,
        channel=channel,
        reached=reached,
        note=note,
        need=FoundNeed(need_kind, need_text) if need_kind else None,
        owed=owed("cadence", on=timezone.localdate(at)),
        by=by,
        at=at,
    )


def hand_over(pairing: Pairing, *, to: Account, reason: str, by: Account, at: datetime) -> Pairing:
    """Let another cadre answer for the household and tell her; she calls within the days of the charter."""
    with transaction.atomic():
        row = taken_over(pairing, to=to, reason=reason, by=by, at=at)
        tell_cadre([row], by=by, at=at)
    return row


def taken_over(pairing: Pairing, *, to: Account, reason: str, by: Account, at: datetime) -> Pairing:
    """Let another cadre answer for the household."""
    first = owed("after_hand_over", on=timezone.localdate(at))
    return placement.hand_over(pairing, to=to, reason=reason, owed=first, most=MOST, by=by, at=at)


def tell_cadre(rows: Sequence[Pairing], *, by: Account, at: datetime) -> None:
    """Tell a cadre that households are hers from now on: how many and by when to call, never whose they are."""
    first = rows[0]
    address = reverse("care:pair", args=[first.pk]) if len(rows) == 1 else reverse("care:my_pairs")
    notify(
        [first.cadre],
        key=f"pair:{first.pk}",
        kind="handed_over",
        text=f"有 {len(rows)} 户交接给您结对，请在 {first.next_contact_on} 前联系",
        union=first.owner_union,
        address=address,
        by=by,
        at=at,
    )


def hand_over_many(proposal: Proposal, *, seen: str, reason: str, by: Account, at: datetime) -> int:
    """Hand over all pairings of a proposal, or none; return how many.

    Errors: as ``confirm`` and ``hand_over``.
    """
    refuse_unseen(proposal, seen)
    taken: dict[int, list[Pairing]] = {}
    with transaction.atomic():
        for line in proposal.lines:
            if line.pairing is not None:
                row = taken_over(line.pairing, to=line.cadre, reason=reason, by=by, at=at)
                taken.setdefault(line.cadre.pk, []).append(row)
        for rows in taken.values():
            tell_cadre(rows, by=by, at=at)
    return len(proposal.lines)


def end_pairing(pairing: Pairing, *, reason: str, by: Account, at: datetime) -> None:
    """End a pairing for one of the charter's reasons."""
    placement.end_pairing(pairing, reason=reason, by=by, at=at)


def end_past_transition(*, at: datetime) -> int:
    """End by rule the pairings of households that left the register and whose transition is over; return how many.

    It may be called any number of times.
    """
    ended = 0
    for pairing, why in pairs.after_transition("hardship", on=timezone.localdate(at)):
        with suppress(MovedMeanwhile):
            placement.end_pairing(pairing, reason=RULES["after_leaving"][why], by=None, at=at)
            ended += 1
    return ended


def reveal_phone(pairing: Pairing, *, by: Account, at: datetime) -> str:
    """Return the phone of the head of the household, to call; that it was shown is written down."""
    head = desk.members(pairing.household_id)[:1]
    return (privacy.reveal(head[0], field="phone", purpose="contact", by=by, at=at) or "") if head else ""
