"""The message desk: what one account is told, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from niangjia.casework import trail
from niangjia.records.notices.models import Message
from niangjia.records.unions.models import Account, Union


def notify(to: Iterable[Account], *, key: str, kind: str, text: str, union: Union, address: str, at: datetime) -> int:
    """Send one message to each of ``to``; return how many are new. The same ``key`` reaches an account once."""
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
                trail.record(None, "notify", message, at=at, kind=kind)
                fresh += 1
    return fresh
