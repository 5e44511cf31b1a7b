"""What is done in this window, as verbs, in the order of the story."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from niangjia.casework import trail
from niangjia.casework.access import Actor, NotYours
from niangjia.programmes.emptywindow.models import Request


def ask(actor: Actor, *, wish: str, at: datetime) -> Request:
    """Ask the union of ``actor`` for something.

    Errors: ``NotYours`` when the account holds no post in any union.
    """
    home = actor.home
    if home is None:
        raise NotYours("这个账号还没有所属的工会")
    with transaction.atomic():
        asked = Request(owner_union=home, wish=wish, asked_by=actor.account, asked_at=at)
        asked.save()
        trail.record(actor.account, "ask", asked, at=at)
    return asked
