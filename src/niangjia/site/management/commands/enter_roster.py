"""Enter the unions and people of a county from one file."""

from __future__ import annotations

import secrets
import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.casework.access.roster import RosterNotUnderstood, enter_roster
from niangjia.records.unions.models import Union
from niangjia.web import clock


class Command(BaseCommand):
    """Read a roster; print the first password of every new account, once."""

    help = "按名册（TOML）建立下级工会和账号；已有的不动，可以反复运行"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("roster", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Enter what is new and say what it was."""
        county = Union.objects.filter(kind="county").order_by("pk").first()
        if county is None:
            raise CommandError("还没有县级总工会；请先运行 open_county")
        passwords: dict[str, str] = {}

        def first_password(username: str) -> str:
            passwords[username] = secrets.token_urlsafe(9)
            return passwords[username]

        try:
            roster = tomllib.loads(options["roster"].read_text(encoding="utf-8"))
            before = Union.objects.count()
            unions, _accounts = enter_roster(
                roster, place=county.place, from_on=clock.today(), password=first_password, at=clock.now()
            )
        except (OSError, tomllib.TOMLDecodeError, KeyError, RosterNotUnderstood) as error:
            raise CommandError(f"名册读不了，什么都没有写：{error}") from error
        self.stdout.write(f"新建工会 {len(unions) - before} 家，账号 {len(passwords)} 个")
        for username, password in passwords.items():
            self.stdout.write(f"  {username}  初始密码 {password}（请本人登录后用 changepassword 换掉）")
