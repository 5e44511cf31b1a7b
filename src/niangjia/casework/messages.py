"""The message desk: what one account is told, once, and what it has read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from niangjia.casework import trail
from niangjia.casework.access import Actor
from niangjia.records.notices.models import Message
from niangjia.records.unions.models import Account, Union


def notify(
    to: Iterable[Account],
    *,
    key: str,
    kind: str,
    text: str,
    union: Union,
    address: str,
    by: Account | None = None,
    at: datetime,
) -> int:
    """Send one message to each of ``to``; return how many are new. The same ``key`` reaches an account once.

    ``by`` is who asked for it; without one the house speaks by itself.
    """
    fresh = 0
    with transaction.atomic():
        for account in to:
            message, made = Message.everywhere.get_or_create(
                key=f"{key}:{account.pk}",
                defaults={
                    "owner_union": union,
                    "to": account,
                    "kind": kind,
                    "text": text,
                    "address": address,
                    "sent_at": at,
                },
            )
            if made:
                trail.record(by, "notify", message, at=at, kind=kind)
                fresh += 1
    return fresh


def own_messages(actor: Actor) -> QuerySet[Message]:
    """Return the messages to this account, newest first: those of unions that are still within its reach.

    A worker reads whatever was written to him, from whichever union.
    """
    if actor.account.is_worker:
        return Message.everywhere.filter(to=actor.account).order_by("-sent_at", "-id")
    return actor.rows(Message, "see_own_inbox").filter(to=actor.account).order_by("-sent_at", "-id")


def unread(actor: Actor) -> int:
    """Return how many messages this account has not read."""
    return own_messages(actor).filter(read_at__isnull=True).count()


def read_messages(messages: QuerySet[Message], *, by: Account, at: datetime) -> int:
    """Write that ``messages`` were read; return how many were not read before."""
    with transaction.atomic():
        unread = Message.everywhere.filter(pk__in=messages.values("pk"), read_at__isnull=True)
        count = unread.update(read_at=at)
        if count:
            trail.record(by, "read_messages", None, at=at, count=count)
    return count
