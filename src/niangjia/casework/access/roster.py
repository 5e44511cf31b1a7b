"""The roster: a county's unions and people from one file, entered once however often it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from niangjia.casework.access.matrix import MATRIX
from niangjia.casework.access.offices import found_union, give_post, start_line
from niangjia.records.unions.models import INDUSTRY, TERRITORY, Account, Union
from niangjia.values.errors import NiangjiaError

ROLES = frozenset(role for capability in MATRIX.capabilities.values() for role in capability.roles) - {
    "anyone",
    "worker",
}


class RosterNotUnderstood(NiangjiaError):
    """A roster names a union, a role or a parent that is not there."""

    code = "roster_not_understood"


def enter_roster(
    roster: Mapping[str, Any], *, place: str, from_on: date, password: Callable[[str], str], at: datetime
) -> tuple[dict[str, Union], dict[str, Account]]:
    """Enter the unions and accounts of ``roster`` that are not there yet; return all of them, by code and by name.

    A parent may stand anywhere in the file. ``password`` is asked once for each new account.

    Errors: ``RosterNotUnderstood``; then nothing at all was entered.
    """
    with transaction.atomic():
        unions = {union.code: union for union in Union.objects.all()}
        left = [row for row in roster.get("union", ()) if row["code"] not in unions]
        while left:
            ready = [row for row in left if all(row[line] in unions for line in (TERRITORY, INDUSTRY) if line in row)]
            if not ready:
                raise RosterNotUnderstood(f"工会 {left[0]['code']} 的上级没有写在名册里；请补上，或改正上级的编号")
            for row in ready:
                unions[row["code"]] = enter_union(row, unions, place=place, from_on=from_on, at=at)
            left = [row for row in left if row["code"] not in unions]
        accounts = {
            row["username"]: enter_account(row, unions, from_on=from_on, password=password, at=at)
            for row in roster.get("account", ())
        }
    return unions, accounts


def enter_union(
    row: Mapping[str, Any], unions: Mapping[str, Union], *, place: str, from_on: date, at: datetime
) -> Union:
    """Put one union of a roster into the tree; an industry union starts a line of its own."""
    union = Union(
        code=row["code"],
        name=row["name"],
        short_name=row.get("short_name", row["name"]),
        kind=row["kind"],
        place=row.get("place", place),
        files_returns=row.get("files_returns", True),
        founded_on=from_on,
    )
    parents = {line: unions[row[line]] for line in (TERRITORY, INDUSTRY) if line in row}
    found_union(union, parents=parents, by=None, at=at)
    if row["kind"] == "industry":
        start_line(union, line=INDUSTRY, by=None, at=at)
    return union


def enter_account(
    row: Mapping[str, Any],
    unions: Mapping[str, Union],
    *,
    from_on: date,
    password: Callable[[str], str],
    at: datetime,
) -> Account:
    """Open one account of a roster and give it its post; one that is there is left as it is."""
    known = Account.objects.filter(username=row["username"]).first()
    if known is not None:
        return known
    if row["union"] not in unions or row["role"] not in ROLES:
        words: Sequence[str] = sorted(ROLES)
        raise RosterNotUnderstood(
            f"账号 {row['username']} 的工会或角色认不出；工会要写编号，角色可以是 {'、'.join(words)}"
        )
    account = Account.objects.open(row["username"], password=password(row["username"]), name=row["name"])
    give_post(
        account,
        union=unions[row["union"]],
        role=row["role"],
        title=row["title"],
        from_on=from_on,
        by=None,
        at=at,
    )
    return Account.objects.get(pk=account.pk)
