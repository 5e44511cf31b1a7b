"""What the survey also told becomes cases: difficulties at work with their clock, wishes for the wall."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError

from niangjia.casework import needs, wishes
from niangjia.casework.access import Actor
from niangjia.programmes.hardship.queries.told import Told, taken_up, told_in


def take_up(actor: Actor, *, period: str, at: datetime) -> int:
    """Open a case for all that the survey of a quarter told within reach and nobody took up; return how many.

    What needs a meeting and a tender has its months, all else is due at once. Two at once open each thing once.
    """
    told = told_in(actor, period)
    known = taken_up(told)
    return sum(opened(one, actor, at=at) for one in told if one.number not in known)


def opened(one: Told, actor: Actor, *, at: datetime) -> bool:
    """Open the case of one thing told; return whether nobody else was quicker."""
    try:
        if one.matter == "wish":
            wishes.raise_wish(
                one.household,
                kind="other",
                text=one.text,
                consent="paper",
                origin="survey",
                number=one.number,
                by=actor.account,
                at=at,
            )
        else:
            needs.open_need(
                one.household,
                matter="need",
                kind="work",
                origin="survey",
                text=one.text,
                state="major_open" if one.major else "need_open",
                major=one.major,
                number=one.number,
                by=actor.account,
                at=at,
            )
    except IntegrityError:
        return False
    return True
