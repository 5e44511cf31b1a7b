"""Open the invented county: play it in once, then serve it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from tqdm import tqdm

from niangjia.records.unions.models import Account
from niangjia.site.demonstration import SHOWN, county_shown
from niangjia.stories.county import play

PORT = 8000


class Command(BaseCommand):
    """Play the county in and serve it on a local port."""

    help = "打开一个虚构的县：第一次先把它演一遍，以后几秒就开"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port and whether to begin anew."""
        parser.add_argument("--reset", action="store_true", help="从头开始")
        parser.add_argument("--port", type=int, default=PORT)
        parser.add_argument("--county", type=Path, default=Path("demo"), help="县的资料所在的文件夹")
        parser.add_argument("--no-serve", action="store_true", help="只演一遍，不打开网站")

    def handle(self, *args: Any, **options: Any) -> None:
        """Play if need be, then serve."""
        if settings.PRODUCTION:
            raise CommandError("生产环境不能演示")
        home = Path(settings.HOME)
        done = home / SHOWN
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        if options["reset"] or not done.is_file():
            self.play(options["county"], home=home, done=done)
        if options["no_serve"]:
            return
        self.greet(options["port"])
        address = f"127.0.0.1:{options['port']}"
        os.execv(  # noqa: S606  own-input: our interpreter, our command
            sys.executable,
            [sys.executable, "-m", "niangjia.site.manage", "runserver", address, "--noreload", "--insecure"],
        )

    def play(self, county: Path, *, home: Path, done: Path) -> None:
        """Empty the database, build it, and play the county in, showing how far it is."""
        done.unlink(missing_ok=True)
        if connection.vendor == "sqlite":
            for file in home.glob("niangjia.sqlite3*"):
                file.unlink()
        elif Account.objects.exists():
            raise CommandError("演示只在空的数据库里演；请换一个数据库")
        call_command("migrate", verbosity=0)
        with tqdm(bar_format="{desc} {n}/{total} {bar}", leave=True, file=sys.stderr, total=1) as bar:

            def say(what: str, now: int, whole: int) -> None:
                bar.total = whole
                bar.n = now
                bar.set_description_str(what)

            play(county, say=say)
        shutil.copyfile(county / "county.toml", done)

    def greet(self, port: int) -> None:
        """Say where the site is and who may sign in."""
        county = county_shown(Path(settings.HOME) / SHOWN)
        os.environ["NIANGJIA_DEMO_DAY"] = county["day"].isoformat()
        lines = [
            "",
            f"青川市是虚构的县，人和数字都是编的。演示里的今天是 {county['day']}。",
            f"  打开   http://127.0.0.1:{port}/",
            f"  密码   {county['password']}（每个账号都是）",
        ]
        lines += [
            f"  {one['username']:<8} {one['name']}，{one['title']}"
            for one in county["account"]
            if one.get("shown", True)
        ]
        lines += ["", "停下：Ctrl+C    从头开始：make demo RESET=1", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()  # the server that follows never ends: piped into a file, the addresses would never come
