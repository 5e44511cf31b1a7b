"""What must hold before the site opens, each made not to hold; what production is like; what the pulse says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from small_county import County

from niangjia.records.sealing import new_key_file
from niangjia.records.trail.models import Event, Head
from niangjia.site import checks
from niangjia.site.checks import NotSafeToOpen, refuse_unsafe_start
from niangjia.site.environment import SecretMissing, database_from_url, secret_from_file

ROOT = Path(__file__).parents[2]


def told(messages: list[Any]) -> set[str]:
    return {message.id for message in messages}


# ------------------------------------------------------------------------------------------------------- each check


@pytest.mark.django_db
def test_a_site_in_order_opens() -> None:
    refuse_unsafe_start()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_run_as_it_must_is_refused(settings: Any) -> None:
    """The pragmas of SQLite, one after the other; of PostgreSQL what may be off in a test and never in production."""
    if connection.vendor == "postgresql":
        assert told(checks.the_database_keeps_its_word()) == set()
        settings.PRODUCTION = True
        assert told(checks.the_database_keeps_its_word()) == {"niangjia.E007", "niangjia.E008"}
        return
    for pragma in ("synchronous = 1", "foreign_keys = 0", "busy_timeout = 5", "journal_mode = delete"):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {pragma}")
        assert [message.id for message in checks.the_database_keeps_its_word()] == ["niangjia.E004"], pragma
        with pytest.raises(NotSafeToOpen, match=pragma.partition(" ")[0]):
            refuse_unsafe_start()
        connection.close()
    assert checks.the_database_keeps_its_word() == []


class OldServer:
    """A cursor at a PostgreSQL from before our time, as a superuser."""

    def __init__(self) -> None:
        self.answers = iter(["140011", "on", "on", "off", True])

    def execute(self, _question: str) -> None:
        """Take a question."""

    def fetchone(self) -> tuple[object]:
        return (next(self.answers),)


def test_an_old_server_that_forgets_and_a_superuser_are_refused_in_production(settings: Any) -> None:
    settings.PRODUCTION = True
    found = [message.id for message in checks.postgresql_faults(OldServer())]
    assert found == ["niangjia.E006", "niangjia.E007", "niangjia.E008"]
    settings.PRODUCTION = False
    assert [message.id for message in checks.postgresql_faults(OldServer())] == ["niangjia.E006"]


@pytest.mark.django_db
def test_transactions_that_take_the_lock_too_late_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"transaction_mode": "DEFERRED"})
    with connection.cursor() as cursor:
        found = [message.id for message in checks.sqlite_faults(cursor)] if connection.vendor == "sqlite" else None
    assert found in (["niangjia.E005"], None)


def test_without_a_usable_key_file_the_site_stays_closed(settings: Any, tmp_path: Path) -> None:
    settings.NIANGJIA_KEY_FILE, settings.NIANGJIA_CREATE_KEYS = tmp_path / "data.keys", False
    assert told(checks.keys_are_there()) == {"niangjia.E009"}
    new_key_file(tmp_path / "data.keys")
    assert checks.keys_are_there() == []
    (tmp_path / "data.keys").chmod(0o644)
    assert told(checks.keys_are_there()) == {"niangjia.E009"}


@pytest.mark.django_db
def test_a_year_without_its_notice_is_a_warning_and_no_reason_to_stay_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.the_calendar_is_settled() == [] or checks.clock.today().year > 2026
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", "2033-01-04")
    (warning,) = checks.the_calendar_is_settled()
    assert (warning.id, warning.is_serious()) == ("niangjia.W010", False)
    refuse_unsafe_start()


def test_production_is_refused_with_debug_a_demonstration_day_or_any_host(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRODUCTION, settings.DEBUG, settings.ALLOWED_HOSTS = True, True, ["*"]
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", "2026-10-13")
    assert told(checks.production_is_strict()) == {"niangjia.E011", "niangjia.E012", "niangjia.E013"}
    settings.ALLOWED_HOSTS = []
    assert "niangjia.E013" in told(checks.production_is_strict())
    settings.PRODUCTION = False
    assert checks.production_is_strict() == []


# ---------------------------------------------------------------------------------------------------- the environment


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ITS_FILE", raising=False)
    path = tmp_path / "new" / "secret.key"
    secret = secret_from_file(path, variable="ITS_FILE", create=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(secret) > 60
    monkeypatch.setenv("ITS_FILE", str(path))
    assert secret_from_file(tmp_path / "other", variable="ITS_FILE", create=False) == secret


@pytest.mark.parametrize(
    ("written", "mode", "sentence"), [(None, 0, "没有"), ("x" * 80, 0o644, "chmod"), ("x", 0o600, "太短")]
)
def test_a_secret_that_is_none_is_refused_with_a_sentence(
    written: str | None, mode: int, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "secret.key"
    if written is not None:
        path.write_text(written, encoding="ascii")
        path.chmod(mode)
    with pytest.raises(SecretMissing, match=sentence):
        secret_from_file(path, variable="NO_SUCH_VARIABLE", create=False)


def test_an_address_of_a_database_may_name_a_socket_and_hold_any_password() -> None:
    kept = database_from_url("postgresql://nj:p%40ss%2Fword@/nj?host=/run/pg&x", sqlite_file=Path("x"))
    assert (kept["HOST"], kept["PASSWORD"], kept["NAME"], kept["PORT"]) == ("/run/pg", "p@ss/word", "nj", "")


# ---------------------------------------------------------------------------------------------------------- the pulse


def test_the_pulse_tells_anybody_that_all_is_well_and_writes_nothing(county: County) -> None:
    events = Event.objects.count()
    for method in ("get", "head"):
        assert getattr(Client(), method)("/healthz").status_code == 200
    assert Client().get("/healthz").content == b"ok\n"
    assert (Event.objects.count(), Session.objects.count()) == (events, 0)


@pytest.mark.django_db(transaction=True)
def test_the_pulse_tells_when_the_end_of_the_trail_is_gone(client: Client) -> None:
    Head.objects.create(pk=1, sequence=3, seal="x")
    assert client.get("/healthz").status_code == 503


# ---------------------------------------------------------------------------------------------------------- production


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a site in production, with everything that it needs."""
    secret = tmp_path / "secret.key"
    secret.write_text("s3cret-" * 12 + "abcdefghij", encoding="ascii")
    secret.chmod(0o400)
    new_key_file(tmp_path / "data.keys")
    (tmp_path / "static").mkdir()
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "niangjia.site.settings",
        "NIANGJIA_ENV": "production",
        "NIANGJIA_HOME": str(tmp_path),
        "NIANGJIA_HOSTS": "nj.example.org",
        "NIANGJIA_KEY_FILE": str(tmp_path / "data.keys"),
        "NIANGJIA_SECRET_KEY_FILE": str(secret),
        "PYTHONPATH": str(ROOT / "src"),
    }


def started(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, check=False, cwd=ROOT)


SETTINGS = """
import json, django
django.setup()
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in (
    "DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_NAME", "SECURE_SSL_REDIRECT", "X_FRAME_OPTIONS",
    "SECURE_CONTENT_TYPE_NOSNIFF", "SECURE_HSTS_SECONDS", "NIANGJIA_CREATE_KEYS",
)}, ensure_ascii=True))
"""


def test_production_is_strict_whatever_else_is_set(production: dict[str, str]) -> None:
    done = started(production | {"NIANGJIA_DEBUG": "1"}, "-c", SETTINGS)
    assert json.loads(done.stdout) == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["nj.example.org"],
        "SESSION_COOKIE_NAME": "__Host-niangjia",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SECURE_SSL_REDIRECT": True,
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "NIANGJIA_CREATE_KEYS": False,
    }, done.stderr


def test_production_in_order_has_nothing_to_say_and_opens(production: dict[str, str]) -> None:
    done = started(production, "-m", "niangjia.site.manage", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert started(production, "-c", "import niangjia.site.wsgi").returncode == 0


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ("NIANGJIA_HOSTS", "没有写明网站的域名"),
        ("NIANGJIA_KEY_FILE", "没有密钥文件 data.keys"),
        ("NIANGJIA_SECRET_KEY_FILE", "没有网站的密钥文件"),
    ],
)
def test_production_without_what_it_needs_does_not_open_and_says_why(
    without: str, sentence: str, production: dict[str, str]
) -> None:
    env = production | {without: ""} if without == "NIANGJIA_HOSTS" else production | {without: "nowhere/data.keys"}
    done = started(env, "-c", "import niangjia.site.wsgi")
    assert done.returncode != 0
    assert sentence in done.stderr


def test_a_database_that_is_not_there_keeps_the_site_closed(production: dict[str, str]) -> None:
    env = production | {"DATABASE_URL": "postgresql://nobody@/nothing?host=/nowhere"}
    done = started(env, "-c", "import niangjia.site.wsgi")
    assert done.returncode != 0
    assert "连不上数据库" in done.stderr
