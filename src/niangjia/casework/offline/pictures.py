"""The photo and the signature that came with a piece: who decides for it may look, and each look is written down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop

from niangjia.casework import trail
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.offline.receiving import DECIDES
from niangjia.records.sealing import unseal_bytes
from niangjia.records.surveys.models import Submission
from niangjia.records.unions.models import Account

PICTURES = {"signature": gettext_noop("签字"), "photo": gettext_noop("照片")}
"""What may come with a piece, and what it is called."""


def illustrated(actor: Actor) -> QuerySet[Submission]:
    """Return the pieces within reach that came with a picture, oldest first."""
    drawn = Q(photo__isnull=False) | Q(signature__isnull=False)
    return actor.rows(Submission, DECIDES).filter(drawn).order_by("received_at", "id")


def illustrating(actor: Actor, uid: UUID) -> list[Submission]:
    """Return the pieces with a picture that were counted under the number ``uid``; none without reach."""
    if not actor.may(DECIDES):
        return []
    found = illustrated(actor).filter(state="counted")
    return list(found.filter(Q(made_as=uid, first=True) | Q(uid=uid)))


def illustrating_subject(actor: Actor, subject: UUID) -> list[Submission]:
    """Return the pieces with a picture that were counted about ``subject``; none without reach."""
    return list(illustrated(actor).filter(state="counted", subject=subject)) if actor.may(DECIDES) else []


def picture_links(pieces: Iterable[Submission]) -> list[dict[str, str]]:
    """Return where the pictures of some pieces can be had, each with its word, not yet translated."""
    return [
        {"label": word, "url": reverse(f"membership:submission_{picture}", args=[piece.pk])}
        for piece in pieces
        for picture, word in PICTURES.items()
        if getattr(piece, picture) is not None
    ]


def picture_of(kept: Submission, picture: str, *, by: Account, at: datetime) -> bytes:
    """Return the photo or the signature that came with a piece, a JPEG; that it was looked at is written first.

    Errors: ``NotYours`` where none came.
    """
    if picture not in PICTURES or getattr(kept, picture) is None:
        raise NotYours("没有找到这一页")
    with transaction.atomic():
        trail.record(by, "look_at_picture", kept, at=at, kind=picture)
    return unseal_bytes(kept, picture)
