"""The trail desk: every deed, sensitive look, export and refusal leaves an event, and the events form a chain.

An event is written in the transaction of its deed, so neither is there without the other. Each is sealed with a keyed
digest of itself and of the seal before it, and the end of the chain stands in a row of its own. Changing, taking out,
adding or re-ordering events, or cutting the end, breaks it. Whoever keeps the end of the chain outside the database
(``verify`` prints it) also finds out when the whole chain was put back to an earlier day.

A database that lets one transaction write at a time seals each event as it is written. One that lets many write seals
right after the commit, so that they do not wait for one another.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Model

from niangjia.records.sealing import key_ring
from niangjia.records.trail.models import Event, Head

if TYPE_CHECKING:
    from niangjia.records.unions.models import Account

SEALED_AT_ONCE = 2000


def record(
    account: Account | None,
    verb: str,
    subject: Model | None,
    *,
    at: datetime,
    union_id: int | None = None,
    **detail: object,
) -> None:
    """Write that ``account`` did ``verb`` to ``subject``, inside the transaction of the deed itself.

    ``detail`` holds only numbers, codes and words of the house – nothing personal.

    Errors: ``TransactionManagementError`` outside a transaction: an event of its own proves nothing.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an event is written in the transaction of its deed")
    event = Event(
        at=at,
        actor_id=None if account is None else account.pk,
        actor_name="系统" if account is None else account.name,
        union_id=union_id if union_id is not None else getattr(subject, "owner_union_id", None),
        verb=verb,
        subject="" if subject is None else subject._meta.model_name or "",
        subject_id=None if subject is None else subject.pk,
        detail=detail,
    )
    if connection.features.has_select_for_update:
        event.save()
        transaction.on_commit(seal)
    else:
        chain([event], end_of_chain())
        event.save()


def refuse(account: Account, *, union_id: int | None, capability: str, address: str, at: datetime) -> None:
    """Write that ``account`` was refused."""
    with transaction.atomic():
        record(account, "refused", None, at=at, union_id=union_id, capability=capability, address=address)


def digest(event: Event, before: str) -> str:
    """Return the seal of ``event`` behind the seal ``before``."""
    content = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.union_id,
        event.verb,
        event.subject,
        event.subject_id,
        event.detail,
    ]
    text = before + json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key_ring().index_key, text.encode(), sha256).hexdigest()


def end_of_chain() -> Head:
    """Return the end of the chain, held against whoever else seals until this transaction ends."""
    return Head.objects.select_for_update().get_or_create(pk=1)[0]


def chain(events: Sequence[Event], head: Head) -> None:
    """Give ``events`` their numbers and seals behind ``head``, and move the end of the chain there."""
    last = head.seal
    for number, event in enumerate(events, start=head.sequence + 1):
        event.sequence = number
        event.seal = last = digest(event, last)
    moved = Head.objects.filter(pk=head.pk, sequence=head.sequence, seal=head.seal).update(
        sequence=head.sequence + len(events), seal=last
    )
    if not moved:
        raise AssertionError("the end of the chain is held, so nobody else moves it")


def seal() -> int:
    """Seal what is not sealed yet, in order; return how many events that were."""
    unsealed = Event.objects.filter(sequence__isnull=True).order_by("id")
    if not unsealed.exists():
        return 0
    with transaction.atomic():
        head = end_of_chain()
        fresh = list(unsealed[:SEALED_AT_ONCE])
        chain(fresh, head)
        Event.objects.bulk_update(fresh, ["sequence", "seal"], batch_size=200)
    return len(fresh)


def end_holds() -> bool:
    """Return whether the event that the end of the chain names is there, with that seal: the quick look of a pulse."""
    head = Head.objects.filter(pk=1).first() or Head()
    if head.sequence == 0:
        return not Event.objects.filter(sequence__isnull=False).exists()
    return Event.objects.filter(sequence=head.sequence, seal=head.seal).exists()


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a walk along the chain found: how many events hold, and the first number that does not.

    ``end`` names the end of the chain, to be kept outside the database: its number and its seal.
    """

    events: int
    broken_at: int | None
    end: str


def verify(*, kept: str = "") -> ChainCheck:
    """Walk the whole chain from its beginning to its end; ``kept`` is an ``end`` written down on an earlier day.

    Errors: ``ValueError`` when ``kept`` is no end of a chain.
    """
    number_kept, _colon, seal_kept = kept.partition(":")
    must_pass = int(number_kept) if kept else 0
    head = Head.objects.filter(pk=1).first() or Head()
    end = f"{head.sequence}:{head.seal}"
    last, number = "", 0
    for event in Event.objects.filter(sequence__isnull=False).order_by("sequence").iterator(chunk_size=2000):
        number += 1
        seal_due = digest(event, last)
        if event.sequence != number or event.seal != seal_due or (number == must_pass and event.seal != seal_kept):
            return ChainCheck(number - 1, number, end)
        last = event.seal
    whole = number == head.sequence and last == head.seal and number >= must_pass
    return ChainCheck(number, None if whole else number + 1, end)
