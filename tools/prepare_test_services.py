"""Finds, starts or installs what the tests need beside Python: PostgreSQL, Chromium, a Chinese font.

Each is looked for on this machine first. Only when it is missing, and only as root or with a password-less ``sudo``,
is it installed with apt-get; ``NIANGJIA_INSTALL=no`` forbids that. What cannot be had is named, and so is every test
that is skipped for the want of it.

``python -m tools.prepare_test_services`` says what would be used, and installs nothing.
"""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.prepare_environment import ROOT, VENV, installed_by_apt, say, succeeds, uv_command

WHEEL_FOLDER = ROOT / ".tools" / "postgresql"
WHEEL_LOCK = ROOT / "tools" / "locks" / "postgresql.txt"
LONGEST_SOCKET_PATH = 100
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
FONT_PATTERNS = ("*CJK*", "*SourceHan*", "*NotoSansSC*", "wqy*", "*DroidSansFallback*")

FOR_TESTS_ONLY = {
    "listen_addresses": "",
    "max_connections": "400",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "dynamic_shared_memory_type": "mmap",
    "max_parallel_workers_per_gather": "0",
}
"""A cluster that lives for one test run: quick, reached through its own socket alone, not safe against power loss."""


def may_install() -> bool:
    """Say whether this run may add packages to the machine."""
    return os.environ.get("NIANGJIA_INSTALL", "yes") != "no"


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def server_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server found on this machine."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int("0" + folder.parent.name.split(".")[0])
    )
    on_path = shutil.which("initdb")
    if on_path:
        folders.insert(0, Path(on_path).resolve().parent)
    folders = [*WHEEL_FOLDER.glob("*/pginstall/bin"), *folders] if os.geteuid() else folders
    usable = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    return usable[-1] if usable else None


def server_from_wheel() -> Path | None:
    """Unpack a PostgreSQL that comes as a Python wheel; never as root, whose folders its server could not enter."""
    uv = uv_command()
    if os.geteuid() == 0 or uv is None:
        return None
    say("no PostgreSQL on this machine; taking one that comes as a Python wheel (for the tests alone)")
    into = ("--target", WHEEL_FOLDER, "--python", VENV / "bin" / "python")
    installed = succeeds(uv, "pip", "install", "-q", *into, "--no-deps", "--require-hashes", "-r", WHEEL_LOCK)
    return server_programs() if installed else None


@dataclass(frozen=True)
class Owner:
    """Whom the throw-away server runs as: PostgreSQL refuses to run as root."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str | Path) -> None:
        """Run a command as this person, and raise what it said when it fails."""
        done = subprocess.run(
            [str(part) for part in command],
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")


def owner_of_server() -> Owner:
    """Return the ordinary person the server runs as: ourselves, or for root ``postgres`` or ``nobody``."""
    if os.geteuid() != 0:
        return Owner(getpass.getuser())
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid)


def short_folder() -> Path:
    """Return a new folder whose path leaves room for the name of a socket."""
    usual = Path(tempfile.gettempdir())
    room = usual if len(str(usual)) < LONGEST_SOCKET_PATH // 2 else Path("/var/tmp")  # noqa: S108  platform-limit: a socket's path is short
    return Path(tempfile.mkdtemp(prefix="niangjia-pg-", dir=room))


@contextmanager
def throw_away_cluster(programs: Path) -> Iterator[str]:
    """Start a PostgreSQL in a folder of its own, yield its URL, and leave nothing behind."""
    folder, owner = short_folder(), owner_of_server()
    if owner.uid is not None and owner.gid is not None:
        os.chown(folder, owner.uid, owner.gid)
    data = folder / "data"
    settings = FOR_TESTS_ONLY | {"unix_socket_directories": str(folder)}
    options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in settings.items())
    try:
        owner.run(
            programs / "initdb", "-D", data, "-U", "niangjia", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        owner.run(programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://niangjia@/niangjia?host={folder}"
        finally:
            owner.run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def obtain_server(*, install: bool) -> Path | None:
    """Return the folder of a PostgreSQL server, installing one when that is allowed and needed."""
    programs = server_programs()
    if programs or not install:
        return programs
    if installed_by_apt("postgresql"):
        return server_programs()
    return server_from_wheel()


@contextmanager
def postgresql(*, install: bool) -> Iterator[str | None]:
    """Yield the URL of a PostgreSQL to test on: ``DATABASE_URL`` if given, else one of our own; ``None`` if none."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgresql:", "postgres:")):
        yield given
        return
    programs = obtain_server(install=install)
    if programs is None:
        yield None
        return
    with throw_away_cluster(programs) as url:
        yield url


# --- Chromium and a Chinese font --------------------------------------------------------------------------------------


def playwrights_own_browser() -> str | None:
    """Return the Chromium that Playwright brought, if it did."""
    question = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    done = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=False)
    path = done.stdout.strip()
    return path if done.returncode == 0 and path and Path(path).exists() else None


def found_browser() -> str | None:
    """Return a Chromium that tells its version: a wrapper that only advises to install one does not."""
    for candidate in (os.environ.get("NIANGJIA_CHROMIUM"), *map(shutil.which, BROWSERS)):
        if candidate and succeeds(candidate, "--version"):
            return candidate
    return playwrights_own_browser()


def browser(*, install: bool) -> str | None:
    """Return the path of a Chromium, installing one when that is allowed and needed."""
    found = found_browser()
    if found or not install:
        return found
    if installed_by_apt("chromium") and found_browser():
        return found_browser()
    say("no Chromium from the system; asking Playwright for its own")
    with_libraries = ("--with-deps",) if os.geteuid() == 0 else ()
    if succeeds(sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"):
        return found_browser()
    return None


def has_chinese_font() -> bool:
    """Say whether Chinese would be drawn as characters and not as boxes."""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
        return bool(listed.stdout.strip())
    return any(True for folder in FONT_FOLDERS for pattern in FONT_PATTERNS for _ in folder.rglob(pattern))


def chinese_font(*, install: bool) -> bool:
    """Say whether a Chinese font is there, after installing one when that is allowed and needed."""
    return has_chinese_font() or (install and installed_by_apt("fonts-noto-cjk") and has_chinese_font())


def main() -> int:
    """Say what the tests would use on this machine."""
    given = os.environ.get("DATABASE_URL")
    print("PostgreSQL  ", given or server_programs() or "not found")
    print("Chromium    ", found_browser() or "not found")
    print("Chinese font", "found" if has_chinese_font() else "not found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
