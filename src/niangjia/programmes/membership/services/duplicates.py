"""Registrations that may be one human: found by the weights of the charter, joined and taken apart by a person."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from niangjia.casework import duplicates
from niangjia.outside.linkage import Weights
from niangjia.programmes.membership.programme import CHARTER
from niangjia.records.people.models import Likeness
from niangjia.records.unions.models import Account

WEIGHTS = Weights(
    prior=CHARTER["likeness"]["prior"],
    at_least=CHARTER["likeness"]["at_least"],
    levels=CHARTER["likeness"]["levels"],
)


def find_duplicates(*, at: datetime) -> int:
    """Put before a person who may be one human; return how many pairs are new.

    Errors: ``LinkageMissing`` when the extra is not installed.
    """
    return duplicates.find_likenesses(weights=WEIGHTS, on=timezone.localdate(at), at=at)


def decide(likeness: Likeness, *, answer: str, by: Account, at: datetime) -> None:
    """Decide on a pair: ``first`` or ``second`` for who goes on as one, anything else for two humans.

    Errors: ``DecidedAlready``, ``NotAlike``, ``MovedMeanwhile``.
    """
    if answer in {"first", "second"}:
        kept = likeness.first_id if answer == "first" else likeness.second_id
        duplicates.merge(likeness, kept_id=kept, by=by, at=at)
    else:
        duplicates.keep_apart(likeness, by=by, at=at)
