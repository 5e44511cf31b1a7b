"""Codes that are typed by somebody who is not signed in: how often they may be tried."""

from __future__ import annotations

from datetime import datetime

from niangjia.casework import papers
from niangjia.programmes.care.programme import CHARTER

TRIES = CHARTER["provisions"]["tries"]


def try_code(place: str, *, at: datetime) -> None:
    """Count that a code is tried from a ``place`` on the net, whether it is right or wrong.

    Errors: ``TooManyTries`` when it was tried too often from there.
    """
    papers.count_try(f"care|{place}", most=TRIES["count"], minutes=TRIES["minutes"], at=at)
