"""Reading what a place sets: the secret, the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "busy_timeout": "20000",
}
"""What every SQLite connection must run with; read back at start-up by ``niangjia.site.checks``."""


def secret_from_file(default: Path, *, variable: str, create: bool) -> str:
    """Return the secret kept in the file that the environment ``variable`` names, else in ``default``.

    Outside production a missing file is made, readable by its owner alone.

    Errors: ``FileNotFoundError`` in production when there is none.
    """
    path = Path(os.environ.get(variable, default))
    if not path.exists() and create:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


def database_from_url(url: str, *, sqlite_file: Path) -> dict[str, object]:
    """Return Django's database settings for ``url``; with none, the SQLite file.

    >>> database_from_url("postgresql://nj:pw@db:5432/nj", sqlite_file=Path("x"))["HOST"]
    'db'
    """
    if not url:
        pragmas = "".join(f"PRAGMA {name}={value};" for name, value in SQLITE_PRAGMAS.items())
        sqlite_file.parent.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(sqlite_file),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
            "TEST": {"NAME": str(sqlite_file.with_name("test.sqlite3"))},
        }
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
