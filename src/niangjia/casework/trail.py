"""The trail desk: every deed, sensitive look, export and refusal leaves an event, and the events form a chain.

An event is written in the transaction of its deed, so neither is there without the other. Right after the commit the
new events are sealed in order: each seal is a keyed digest of the event and of the seal before it, and the end of the
chain stands in a row of its own. Changing, taking out, adding or re-ordering events, or cutting the end, breaks it.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Model

from niangjia.records.sealing import key_ring
from niangjia.records.trail.models import Event, Head

if TYPE_CHECKING:
    from niangjia.casework.access.actor import Actor
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
    """
    Event.objects.create(
        at=at,
        actor_id=None if account is None else account.pk,
        actor_name="系统" if account is None else account.name,
        union_id=union_id if union_id is not None else getattr(subject, "owner_union_id", None),
        verb=verb,
        subject="" if subject is None else subject._meta.model_name or "",
        subject_id=None if subject is None else subject.pk,
        detail=detail,
    )
    transaction.on_commit(seal)


def refuse(actor: Actor, *, capability: str, address: str, at: datetime) -> None:
    """Write that ``actor`` was refused."""
    home = actor.home
    with transaction.atomic():
        record(
            actor.account,
            "refused",
            None,
            at=at,
            union_id=None if home is None else home.pk,
            capability=capability,
            address=address,
        )


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


def seal() -> int:
    """Seal what is not sealed yet, in order; return how many events that were.

    Two at once do no harm: the end of the chain is moved only from where it was read, and whoever comes second
    leaves the rest to the next call.
    """
    with transaction.atomic():
        head, _ = Head.objects.get_or_create(pk=1)
        fresh = list(Event.objects.filter(sequence__isnull=True).order_by("id")[:SEALED_AT_ONCE])
        if not fresh:
            return 0
        last = head.seal
        for number, event in enumerate(fresh, start=head.sequence + 1):
            event.sequence = number
            event.seal = last = digest(event, last)
        moved = Head.objects.filter(pk=1, sequence=head.sequence, seal=head.seal).update(
            sequence=head.sequence + len(fresh), seal=last
        )
        if not moved:
            return 0
        Event.objects.bulk_update(fresh, ["sequence", "seal"], batch_size=200)
    return len(fresh)


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a walk along the chain found: how many events hold, and the first number that does not."""

    events: int
    broken_at: int | None
    head: str


def verify() -> ChainCheck:
    """Walk the whole chain from its beginning to its end."""
    head = Head.objects.filter(pk=1).first() or Head()
    last, number = "", 0
    for event in Event.objects.filter(sequence__isnull=False).order_by("sequence").iterator(chunk_size=2000):
        number += 1
        if event.sequence != number or event.seal != digest(event, last):
            return ChainCheck(number - 1, number, head.seal)
        last = event.seal
    whole = number == head.sequence and last == head.seal
    return ChainCheck(number, None if whole else number + 1, head.seal)
