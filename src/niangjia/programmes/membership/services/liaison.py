"""Keeping contact with the unions at the base: an area handed to somebody at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from niangjia.casework import liaison as desk
from niangjia.records.unions.models import Account, Liaison, Union


def assign_area(unions: Iterable[Union], *, account: Account, on: date, by: Account, at: datetime) -> list[Liaison]:
    """Let ``account`` keep contact with each of ``unions`` from a day on."""
    return [desk.assign_liaison(one, account=account, on=on, by=by, at=at) for one in unions]
