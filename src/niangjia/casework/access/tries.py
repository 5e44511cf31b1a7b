"""Tries at the doors: counted for each account and for each place; too many, and the door rests for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from niangjia.casework import papers, trail
from niangjia.casework.access.doors import DOORS
from niangjia.records.papers.models import Attempt
from niangjia.records.sealing import blind_index
from niangjia.records.unions.models import Account


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


def must_not_ask_too_often(account: Account, *, at: datetime) -> None:
    """Refuse to look up one more person who is said to stand at the desk, after too many who were not found.

    Errors: ``TooManyTries``.
    """
    rule = DOORS["in_person"]
    if is_resting(f"in-person:{account.pk}", most=rule["misses"], minutes=rule["minutes"], at=at):
        minutes = rule["minutes"]
        raise papers.TooManyTries(f"试得太多了，请过 {minutes} 分钟再来；急的话请打 12351")


def count_miss(account: Account, *, at: datetime) -> None:
    """Count that somebody at the desk was not found, and leave a trace of who asked."""
    rule = DOORS["in_person"]
    count_failure(f"in-person:{account.pk}", most=rule["misses"], minutes=rule["minutes"], at=at)
    with transaction.atomic():
        trail.record(account, "not_found_in_person", None, at=at)
