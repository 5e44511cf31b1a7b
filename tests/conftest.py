"""What every test may use: a small county with its people, and a database that keeps its guards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db.backends.sqlite3.base import DatabaseOperations
from django.test import Client
from niangjia.records.immutable import ALL_GUARDS
from small_county import AT, PASSWORD, County, build_county

# the tests' own preparations run beside Chromium's event loop
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


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


@pytest.fixture
def county(db: None) -> County:
    return build_county()


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def sign_in(client: Client, county: County) -> Callable[[str], Client]:
    """Return a browserless client signed in as one of the county."""

    def signed(username: str) -> Client:
        client.post("/login/", {"username": username, "password": PASSWORD})
        return client

    return signed
