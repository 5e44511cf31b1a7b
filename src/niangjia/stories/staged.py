"""The stage of a replay: a tree of invented unions with their people, founded through the desks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from niangjia.casework import payment
from niangjia.casework.access import Actor, actor_of
from niangjia.casework.access.roster import enter_roster
from niangjia.records.unions.models import Account, Union
from niangjia.values.money import Money

BEIJING = ZoneInfo("Asia/Shanghai")
PASSWORD = "nobody-signs-in-to-a-replay"  # noqa: S105  own-input: the database is gone when the replay is over


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return an hour of a day in Beijing time.

    >>> moment(date(2026, 10, 13), 9, 30).isoformat()
    '2026-10-13T09:30:00+08:00'
    """
    return datetime.combine(day, time(hour, minute), tzinfo=BEIJING)


@dataclass(frozen=True, slots=True)
class Place:
    """The unions and the people of a replay, by code and by name."""

    unions: Mapping[str, Union]
    accounts: Mapping[str, Account]

    def actor(self, username: str, on: date) -> Actor:
        """Return somebody as they act on a day."""
        return actor_of(self.accounts[username], on=on)


def union_row(code: str, name: str, kind: str, above: str = "", *, files_returns: bool = True) -> dict[str, Any]:
    """Return one union of a roster.

    >>> union_row("C1", "示例县总工会", "county")["kind"]
    'county'
    """
    row = {"code": code, "name": name, "short_name": name, "kind": kind, "files_returns": files_returns}
    return {**row, "territory": above} if above else row


def account_row(username: str, name: str, role: str, union: str) -> dict[str, str]:
    """Return one account of a roster."""
    return {"username": username, "name": name, "role": role, "title": role, "union": union}


def found(unions: Iterable[Mapping[str, Any]], accounts: Iterable[Mapping[str, str]], *, place: str, on: date) -> Place:
    """Found unions and open accounts; return them by code and by name."""
    roster = {"union": list(unions), "account": list(accounts)}
    entered = enter_roster(roster, place=place, from_on=on, password=lambda _name: PASSWORD, at=moment(on))
    return Place(*entered)


def fill(
    owner: Union, amounts: Mapping[str, int], *, name: str, year: int, by: Account, at: datetime
) -> dict[str, Any]:
    """Open a fund with a bucket for each purpose and put money in; return the buckets by purpose.

    Units: ``amounts`` in whole yuan.
    """
    fund = payment.open_fund(owner, name=name, source="示例", by=by, at=at)
    buckets: dict[str, Any] = {}
    for purpose, yuan in amounts.items():
        bucket = payment.open_bucket(fund, purpose=purpose, year=year, by=by, at=at)
        payment.allocate(bucket, amount_fen=Money.yuan(yuan).fen, key="示例-1", note=name, by=by, at=at)
        buckets[purpose] = bucket
    return buckets
