"""What must hold before the site opens. Each check says what is wrong and how to mend it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, run_checks  # noqa: A004  framework-shape: Django's own name
from django.db import connection
from django.db.utils import OperationalError
from django.urls import URLPattern, URLResolver, get_resolver

from niangjia.casework.access import MATRIX
from niangjia.engines.calendar import settled_years
from niangjia.records.sealing import KeysMissing, keys_from_file
from niangjia.site.environment import SQLITE_PRAGMAS
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock


class NotSafeToOpen(NiangjiaError):
    """The site refuses to start."""

    code = "not_safe_to_open"


def address_names(patterns: Sequence[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[str]:
    """Return the name of every address of the site; an address without a name comes out as its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from address_names(pattern.url_patterns, space)
        else:
            yield f"{prefix}{pattern.name}" if pattern.name else f"{prefix}{pattern.pattern}"


def every_address_has_a_row(**kwargs: Any) -> list[CheckMessage]:
    """Refuse an address that the table of rights does not know, and a row whose address is gone."""
    names = set(address_names())
    missing = [
        Error(f"地址 {name} 不在权限表里", hint="在 casework/access/matrix.toml 里给它写一行", id="niangjia.E001")
        for name in sorted(names - set(MATRIX.addresses))
    ]
    stale = [
        Error(
            f"权限表里的地址 {name} 已经没有了", hint="从 casework/access/matrix.toml 里删掉这一行", id="niangjia.E002"
        )
        for name in sorted(set(MATRIX.addresses) - names)
    ]
    return [*missing, *stale]


def the_database_keeps_its_word(**kwargs: Any) -> list[CheckMessage]:
    """Read back from a live connection what the database must run with."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                return list(sqlite_faults(cursor))
            return list(postgresql_faults(cursor))
    except OperationalError:
        return [Error("连不上数据库", hint="检查 DATABASE_URL，数据库是否已经启动", id="niangjia.E003")]


def sqlite_faults(cursor: Any) -> Iterator[CheckMessage]:
    """Yield a message for every pragma that is not what it must be, and for transactions that start too late."""
    for pragma, wanted in SQLITE_PRAGMAS.items():
        cursor.execute(f"PRAGMA {pragma}")
        found = str(cursor.fetchone()[0])
        in_memory = pragma == "journal_mode" and found == "memory"
        if found != wanted and not in_memory:
            yield Error(
                f"SQLite 的 {pragma} 是 {found}，应当是 {wanted}", hint="检查 DATABASES 的 OPTIONS", id="niangjia.E004"
            )
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        yield Error(
            "SQLite 的事务必须一开始就拿写锁（IMMEDIATE）", hint="检查 DATABASES 的 OPTIONS", id="niangjia.E005"
        )


def postgresql_faults(cursor: Any) -> Iterator[CheckMessage]:
    """Yield a message when the server is too old, loses commits, or is entered as a superuser in production."""
    cursor.execute("SHOW server_version_num")
    if int(cursor.fetchone()[0]) < 150000:
        yield Error("PostgreSQL 要 15 或更新", hint="升级数据库", id="niangjia.E006")
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        cursor.execute(f"SHOW {setting}")
        if cursor.fetchone()[0] == "off" and settings.PRODUCTION:
            yield Error(f"PostgreSQL 的 {setting} 关着，断电会丢账", hint=f"把 {setting} 打开", id="niangjia.E007")
    cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    if cursor.fetchone()[0] and settings.PRODUCTION:
        yield Error("不要用超级用户连数据库", hint="建一个普通用户，写进 DATABASE_URL", id="niangjia.E008")


def keys_are_there(**kwargs: Any) -> list[CheckMessage]:
    """Refuse to open without a key file that only its owner can read."""
    try:
        keys_from_file(Path(settings.NIANGJIA_KEY_FILE), create=settings.NIANGJIA_CREATE_KEYS)
    except KeysMissing as error:
        return [Error(str(error), hint="看 docs/how-to/production.md 的“密钥”一节", id="niangjia.E009")]
    return []


def the_calendar_is_settled(**kwargs: Any) -> list[CheckMessage]:
    """Warn when this year's working days are not settled: every deadline is provisional then."""
    year = clock.today().year
    if year in settled_years():
        return []
    return [
        Warning(
            f"{year} 年的放假通知还没有写进来，期限都只是暂按",
            hint="通知公布后更新 engines/calendar_years.toml 和 holidays 包",
            id="niangjia.W010",
        )
    ]


def production_is_strict(**kwargs: Any) -> list[CheckMessage]:
    """Refuse debug pages, demonstration days and guessable hosts in production."""
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("生产环境不能打开 DEBUG", hint="去掉 NIANGJIA_DEBUG", id="niangjia.E011"))
    if os.environ.get("NIANGJIA_DEMO_DAY"):
        found.append(Error("生产环境不能用演示日期", hint="去掉 NIANGJIA_DEMO_DAY", id="niangjia.E012"))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(Error("没有写明网站的域名", hint="设置 NIANGJIA_HOSTS=域名", id="niangjia.E013"))
    gateway = settings.NIANGJIA_MESSAGES
    if isinstance(gateway, str) and gateway and not gateway.startswith("https://"):
        hint = "设置 NIANGJIA_MESSAGES=https://短信网关的地址，或者去掉它，职工就不能用手机号登录"
        found.append(Error("生产环境的短信只能从 https 的网关发", hint=hint, id="niangjia.E014"))
    if settings.NIANGJIA_SECOND_FACTOR not in {"required", "offered"}:
        found.append(
            Error("NIANGJIA_SECOND_FACTOR 只能是 required 或 offered", hint="去掉它，就是 required", id="niangjia.E015")
        )
    return found


ALL_CHECKS: tuple[Callable[..., list[CheckMessage]], ...] = (
    every_address_has_a_row,
    the_database_keeps_its_word,
    keys_are_there,
    the_calendar_is_settled,
    production_is_strict,
)


def refuse_unsafe_start() -> None:
    """Run every check; a web server calls this before its first request.

    Errors: ``NotSafeToOpen`` with all sentences when one check fails.
    """
    serious = [message for message in run_checks(include_deployment_checks=settings.PRODUCTION) if message.is_serious()]
    if serious:
        raise NotSafeToOpen("网站没有启动：\n" + "\n".join(f"- {message.msg}（{message.hint}）" for message in serious))
