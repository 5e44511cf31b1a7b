"""Runs every part of the tests and ends with one line that counts them all.

``python -m tools.run_tests`` runs all parts; ``python -m tools.run_tests sqlite browser`` runs those named.
``--stop-early`` stops after the first part that fails. What was skipped is listed by name at the end, with the reason.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.prepare_environment import ROOT, say
from tools.prepare_test_services import browser, chinese_font, may_install, postgresql

LONGEST_PART_SECONDS = 45 * 60
WORKERS = "2"
ONE_DATABASE_IS_ENOUGH = ("tests/browser/test_every_page.py", "tests/browser/test_gallery.py")
"""What looks at pages: the same on either database, which the tests of addresses and rights ask for every page."""
STYLE = {
    "ruff": ("-m", "ruff", "check", "--quiet", "."),
    "format": ("-m", "ruff", "format", "--check", "--quiet", "."),
    "types": ("-m", "mypy"),
    "contracts": ("-c", "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"),
    "house": ("-m", "tools.check_house"),
}
"""What is checked without running the product: by name, the words after ``python``."""


@dataclass
class Outcome:
    """How many passed, which failed, and which were skipped with what reason."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Count another part in."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


@dataclass
class Hall:
    """What the parts of one run share: the folder for what they write, and the services that were found."""

    folder: Path
    services: ExitStack
    install: bool
    postgresql_url: str | None = None
    asked_for_postgresql: bool = False

    def database(self) -> str | None:
        """Return the URL of PostgreSQL, starting it the first time it is asked for."""
        if not self.asked_for_postgresql:
            self.asked_for_postgresql = True
            self.postgresql_url = self.services.enter_context(postgresql(install=self.install))
        return self.postgresql_url


def run(words: Sequence[str], *, env: dict[str, str]) -> int:
    """Run Python with these words, its output going straight to the terminal, within a bound of time."""
    with subprocess.Popen([sys.executable, *words], cwd=ROOT, env=env, stdin=subprocess.DEVNULL) as process:
        try:
            return process.wait(timeout=LONGEST_PART_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return 1


def style(_hall: Hall) -> Outcome:
    """Check style, types, import contracts and the shape of the house."""
    outcome = Outcome()
    for name, words in STYLE.items():
        if run(words, env=dict(os.environ)) == 0:
            outcome.passed += 1
        else:
            outcome.failed.append(f"style: {name} ({' '.join(words)})")
    return outcome


def counted(report: Path, *, part: str, code: int) -> Outcome:
    """Read pytest's own report; a run that broke before it could report is a failure."""
    outcome = Outcome()
    if report.exists():
        for case in ET.parse(report).iter("testcase"):  # noqa: S314  own-input
            name = f"{part}: {case.get('classname')}::{case.get('name')}"
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                outcome.failed.append(name)
            elif skip is not None:
                outcome.skipped.append(f"{name} – {skip.get('message')}")
            else:
                outcome.passed += 1
    if code != 0 and not outcome.failed:
        outcome.failed.append(f"{part}: pytest ended with code {code}")
    return outcome


def pytest(hall: Hall, part: str, words: Sequence[str], **settings: str) -> Outcome:
    """Run pytest and count what it did."""
    report = hall.folder / f"{part}.xml"
    env = {**os.environ, "DATABASE_URL": "", **settings}
    code = run(["-m", "pytest", "-q", "-n", WORKERS, f"--junitxml={report}", *words], env=env)
    return counted(report, part=part, code=code)


def sqlite(hall: Hall) -> Outcome:
    """Run everything that needs no browser, on SQLite, with the examples in the docstrings."""
    return pytest(hall, "sqlite", ["-m", "not browser"])


def on_postgresql(hall: Hall) -> Outcome:
    """Run every test that touches the database again, on PostgreSQL."""
    url = hall.database()
    if url is None:
        return Outcome(skipped=["all database tests on PostgreSQL – no server found, and none could be installed"])
    return pytest(
        hall, "postgresql", ["-m", "not browser", "-p", "tools.only_database_tests", "tests"], DATABASE_URL=url
    )


def in_browser(hall: Hall) -> Outcome:
    """Run the pages in a real Chromium, on SQLite; those that the database answers again on PostgreSQL."""
    chromium = browser(install=hall.install)
    if chromium is None:
        return Outcome(skipped=["all browser tests – no Chromium found, and none could be installed"])
    if not chinese_font(install=hall.install):
        say("no Chinese font: pages are tested, but pictures of them show boxes")
    words = ["-m", "browser", "tests"]
    outcome = pytest(hall, "browser", words, NIANGJIA_CHROMIUM=chromium)
    url = hall.database()
    if url is None:
        outcome.skipped.append("all browser tests on PostgreSQL – no server found, and none could be installed")
    else:
        aside = [f"--ignore={path}" for path in ONE_DATABASE_IS_ENOUGH]
        with_database = [*words[:2], "-p", "tools.only_database_tests", *aside, *words[2:]]
        outcome.add(pytest(hall, "browser-postgresql", with_database, NIANGJIA_CHROMIUM=chromium, DATABASE_URL=url))
    return outcome


PARTS: dict[str, Callable[[Hall], Outcome]] = {
    "style": style,
    "sqlite": sqlite,
    "postgresql": on_postgresql,
    "browser": in_browser,
}


def closing_lines(outcome: Outcome, *, seconds: float) -> list[str]:
    """Return what stands at the end of a run: what was skipped and what failed by name, then the counts.

    >>> closing_lines(Outcome(passed=3, skipped=["browser: no Chromium"]), seconds=61)[-1]
    '3 passed, 0 failed, 1 skipped in 1 min 01 s'
    """
    lines = [f"SKIPPED  {name}" for name in outcome.skipped] + [f"FAILED   {name}" for name in outcome.failed]
    minutes, rest = divmod(round(seconds), 60)
    counts = f"{outcome.passed} passed, {len(outcome.failed)} failed, {len(outcome.skipped)} skipped"
    return [*lines, f"{counts} in {minutes} min {rest:02d} s"]


def main(arguments: list[str]) -> int:
    """Run the parts that were named, or all; the exit code says whether all passed."""
    parser = argparse.ArgumentParser(prog="run_tests", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--stop-early", action="store_true", help="stop after the first part that fails")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    begun, total = time.monotonic(), Outcome()
    with tempfile.TemporaryDirectory(prefix="niangjia-tests-") as folder, ExitStack() as services:
        hall = Hall(folder=Path(folder), services=services, install=may_install())
        for part in asked.parts or PARTS:
            say(f"part: {part}")
            total.add(PARTS[part](hall))
            if asked.stop_early and total.failed:
                break
    print("\n" + "\n".join(closing_lines(total, seconds=time.monotonic() - begun)), flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
