"""Tries at the doors: counted for each account and for each place; too many, and the door rests for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from niangjia.casework import papers
from niangjia.records.papers.models import Attempt
from niangjia.records.sealing import blind_index


def is_resting(what: str, *, most: int, minutes: int, at: datetime) -> bool:
    """Return whether ``what`` was tried ``most`` times within the last ``minutes``."""
    since = at - timedelta(minutes=minutes)
    return Attempt.objects.filter(key=blind_index("try", what), count__gte=most, since__gt=since).exists()


def count_failure(what: str, *, most: int, minutes: int, at: datetime) -> None:
    """Count one failed try; what came to too many rests from then on."""
    try:
        papers.count_try(what, most=most, minutes=minutes, at=at)
    except papers.TooManyTries:
        return
