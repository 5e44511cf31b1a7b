"""Reading what a place sets: the secret, the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from niangjia.values.errors import NiangjiaError

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "busy_timeout": "20000",
}
"""What every SQLite connection must run with; read back at start-up by ``niangjia.site.checks``."""


SHORTEST_SECRET = 50


class SecretMissing(NiangjiaError):
    """The site's own secret is not there, or is none."""

    code = "secret_missing"


def secret_from_file(default: Path, *, variable: str, create: bool) -> str:
    """Return the secret kept in the file that the environment ``variable`` names, else in ``default``.

    Outside production a missing file is made, readable by its owner alone.

    Errors: ``SecretMissing`` in production when there is none, and everywhere when others may read it or it is short.
    """
    path = Path(os.environ.get(variable, default))
    if not path.exists():
        if not create:
            raise SecretMissing(f"没有网站的密钥文件 {path.name}；请按 docs/how-to/production.md 第 3 节生成")
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
    if path.stat().st_mode & 0o077:
        raise SecretMissing(f"网站的密钥文件 {path.name} 别人也能读；请执行 chmod 400")
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < SHORTEST_SECRET:
        raise SecretMissing(f"网站的密钥文件 {path.name} 里的密钥太短；请按 docs/how-to/production.md 第 3 节重新生成")
    return secret


def token_from_file(name: str) -> str:
    """Return what a file named in the environment holds, without its line end; with no file there is nothing."""
    return Path(name).read_text(encoding="ascii").strip() if name else ""


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
