"""What every test may use: a small county with its people, and a database that keeps its guards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.sqlite3.base import DatabaseOperations
from niangjia.casework.access import Actor, actor_of
from niangjia.casework.access.offices import found_union, give_post
from niangjia.records.immutable import ALL_GUARDS
from niangjia.records.unions.models import INDUSTRY, TERRITORY, Account, Union

# the tests' own preparations run beside Chromium's event loop
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

AT = datetime(2026, 10, 13, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
LONG_AGO = date(2020, 1, 1)


@pytest.fixture(autouse=True, scope="session")
def _flush_lifts_the_guards() -> Iterator[None]:
    """Let SQLite empty its tables between tests: the guards go for the flush and come back with it."""
    plain = DatabaseOperations.sql_flush

    def lifted(self: DatabaseOperations, style: object, tables: object, **options: object) -> list[str]:
        statements = plain(self, style, tables, **options)
        if not statements:
            return statements
        down = [statement for guard in ALL_GUARDS for statement in guard.dropped("sqlite")]
        up = [statement for guard in ALL_GUARDS for statement in guard.created("sqlite")]
        return [*down, *statements, *up]

    DatabaseOperations.sql_flush = lifted
    yield
    DatabaseOperations.sql_flush = plain


@dataclass
class County:
    """A county with two streets, a community below one, two enterprises, and an industry union beside them."""

    unions: dict[str, Union]
    accounts: dict[str, Account]

    def actor(self, name: str, on: date = AT.date()) -> Actor:
        return actor_of(self.accounts[name], on=on)


PASSWORD = "a-password-for-tests"


@pytest.fixture
def county(db: None) -> County:
    return build_county()


def build_county() -> County:
    """Found the unions and give everybody a post, through the same desk as everywhere."""
    unions: dict[str, Union] = {}

    def found(code: str, kind: str, *, below: str = "", industry: str = "", files: bool = True) -> None:
        union = Union(
            code=code,
            name=f"{code} 工会",
            short_name=code,
            kind=kind,
            place="青川市",
            files_returns=files,
            founded_on=LONG_AGO,
        )
        parents = {TERRITORY: unions[below]} if below else {}
        if industry:
            parents[INDUSTRY] = unions[industry]
        unions[code] = found_union(union, parents=parents, by=None, at=AT)

    found("county", "county", files=False)
    found("other-county", "county", files=False)
    found("industry", "industry", below="county", files=False)
    found("street", "street", below="county")
    found("street-2", "street", below="county")
    found("community", "community", below="street")
    found("mill", "enterprise", below="county", industry="industry")
    found("foreign", "street", below="other-county")
    posts = {
        "chair": ("grassroots", "street"),
        "community-chair": ("grassroots", "community"),
        "mill-chair": ("grassroots", "mill"),
        "cadre": ("county", "county"),
        "second": ("county", "county"),
        "finance": ("finance", "county"),
        "leader": ("leader", "county"),
        "stranger": ("county", "other-county"),
    }
    accounts = {}
    for username, (role, union) in posts.items():
        account = Account.objects.open(username, password=PASSWORD, name=f"{username} 某")
        give_post(account, union=unions[union], role=role, title=role, from_on=LONG_AGO, by=None, at=AT)
        accounts[username] = Account.objects.get(pk=account.pk)
    return County(unions, accounts)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def sign_in(client: object, county: County) -> Callable[[str], object]:
    """Return a browserless client signed in as one of the county."""

    def signed(username: str) -> object:
        client.post("/login/", {"username": username, "password": PASSWORD})
        return client

    return signed
