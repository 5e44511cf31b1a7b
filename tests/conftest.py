"""What every test may use: a small county with its people, and a database that keeps its guards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from browsers import chromium
from django.conf import settings
from django.core.management import call_command
from django.db.backends.sqlite3.base import DatabaseOperations
from django.test import Client
from played_quarter import PlayedQuarter, play_quarter
from pytest_django import DjangoDbBlocker
from signing_in import by_password, by_phone
from small_county import AT, County, build_county

from niangjia.casework.access.doors import DOORS
from niangjia.records.immutable import ALL_GUARDS

__all__ = ["chromium"]

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
def _untouched_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no page write down that a session is used, where questions are counted: a slow machine would ask more."""
    monkeypatch.setitem(DOORS["session"], "touched_seconds", 10**9)


@pytest.fixture
def county(db: None) -> County:
    return build_county()


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def sign_in(county: County) -> Callable[[str], Client]:
    """Return a browserless client signed in as one of the county."""

    return by_password


@pytest.fixture
def phone(db: None) -> Client:
    """Return the phone of a worker, on which somebody signed in by its number."""
    return by_phone()


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[PlayedQuarter]:
    """Play a quarter once for all tests of a file, for real: committed, and gone when the file is done."""
    with django_db_blocker.unblock():
        quarter = play_quarter()
    yield quarter
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def sessions(played: PlayedQuarter, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """Sign everybody in once, and keep the number of each session."""
    with django_db_blocker.unblock():
        return {name: by_password(name).cookies[settings.SESSION_COOKIE_NAME].value for name in played.county.accounts}


@pytest.fixture
def visitors(db: None, sessions: dict[str, str]) -> dict[str, Client]:
    """Return a browserless client for everybody of the county, signed in, and one for nobody."""
    clients = {name: Client() for name in ("", *sessions)}
    for name, number in sessions.items():
        clients[name].cookies[settings.SESSION_COOKIE_NAME] = number
    return clients


@pytest.fixture
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site's clock stand on the day of the played quarter."""
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())
