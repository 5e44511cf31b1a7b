"""Open the hall for a county: its union and the first person who may sign in."""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from niangjia.casework.access.offices import found_union, give_post
from niangjia.records.unions.models import Account, Union
from niangjia.web import clock


class Command(BaseCommand):
    """Ask for the union and the first cadre, and open both."""

    help = "开门：建立县级总工会和第一位帮扶专干的账号"

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, check, write."""
        name = input("工会全称（例如 青川市总工会）：").strip()
        place = input("所在地（政策文件里用的地名，例如 青川市）：").strip()
        username = input("第一位帮扶专干的登录名：").strip()
        person = input("姓名：").strip()
        password = getpass("密码（至少 10 位）：")
        if not (name and place and username and person):
            raise CommandError("每一项都要填；请重新运行")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        at = clock.now()
        with transaction.atomic():
            union = Union(
                code="1",
                name=name,
                short_name=name,
                kind="county",
                place=place,
                files_returns=False,
                founded_on=clock.today(),
            )
            found_union(union, parents={}, by=None, at=at)
            account = Account.objects.open(username, password=password, name=person)
            give_post(account, union=union, role="county", title="帮扶专干", from_on=clock.today(), by=None, at=at)
        self.stdout.write(f"好了：{name}，{person} 可以登录了")
