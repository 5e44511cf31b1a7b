"""``niangjia replay``: play a practice in a database of its own and hold it against what was printed."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from importlib import import_module
from pathlib import Path

from tqdm import tqdm

from niangjia.site.judge_text import aligned
from niangjia.stories.replays import (
    BOUNDS,
    Line,
    Play,
    Reached,
    Stage,
    account_of,
    all_hold,
    published_figures,
    published_table,
)

ALL_HOLD, SOME_DO_NOT = 0, 1
MEMORY = Path("/dev/shm")  # noqa: S108  platform-limit: only if there is one: a database in memory is quicker to sync
VERDICTS = {True: "达到", False: "没有达到", None: "不在这里演"}


def list_replays() -> int:
    """Print the practices that can be replayed, each with how many figures it is held against."""
    for practice, row in published_table().items():
        here = sum(1 for one in published_figures(practice) if not one.window)
        print(f"{practice:<26}{row['title']}，对照 {here} 个数字")  # noqa: T201  edge-of-the-house
    return ALL_HOLD


def run_replay(practice: str, *, scale: int) -> int:
    """Play ``practice`` and print its published figures beside the reached ones; return the exit code.

    Errors: ``StoryNotTold`` when there is no such replay.
    """
    published_figures(practice)
    with empty_house():
        lines = account_of(practice, played(practice, scale=scale), scale=scale)
    for text in shown(practice, lines, scale=scale):
        print(text)  # noqa: T201  edge-of-the-house
    return ALL_HOLD if all_hold(lines) else SOME_DO_NOT


@contextmanager
def empty_house(kept: Path | None = None, *, url: str = "") -> Iterator[None]:
    """Open the house in a folder that is gone afterwards, with an empty database, whatever the environment says.

    One that is ``kept`` stays, with whatever stands in it. ``url`` names another database.
    """
    with tempfile.TemporaryDirectory(
        prefix="niangjia-replay-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None
    ) as passing:
        folder = passing if kept is None else str(kept)
        os.environ |= {"NIANGJIA_ENV": "test", "NIANGJIA_HOME": folder, "DATABASE_URL": url}
        os.environ["DJANGO_SETTINGS_MODULE"] = "niangjia.site.settings"
        import django  # noqa: PLC0415  loaded-when-needed: the folder has to be named first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415  loaded-when-needed: after the settings

        call_command("migrate", verbosity=0)
        yield


def played(practice: str, *, scale: int) -> Mapping[str, Reached]:
    """Play a practice in the database that is open, showing how far it is, and return what it reached."""
    play: Play = import_module(f"niangjia.stories.{practice.replace('-', '_')}").play
    with tqdm(bar_format="{desc} {n}/{total} {bar}", leave=False, file=sys.stderr, total=1, disable=None) as bar:

        def say(what: str, now: int, whole: int) -> None:
            bar.total = whole
            bar.set_description_str(what, refresh=False)
            bar.update(now - bar.n)

        return play(Stage(scale, say))


def shown(practice: str, lines: tuple[Line, ...], *, scale: int) -> list[str]:
    """Return the account of a replay as a table for the terminal."""
    head = ("数字", "报上", "这里", "明细行", "")
    table = aligned([head, *(told(line, scale=scale) for line in lines)], right=[2, 3])
    judged = [line for line in lines if line.holds is not None]
    holding = sum(1 for line in judged if line.holds)
    return [
        published_table()[practice]["title"],
        *table,
        f"{holding} / {len(judged)} 个数字达到。",
    ]


def told(line: Line, *, scale: int) -> tuple[str, str, str, str, str]:
    """Return one line of the table as words."""
    one, found = line.published, line.reached
    due = f"{BOUNDS[one.bound]} {number(one.value)}"
    if one.scaled and scale > 1:
        due += f"（按 1/{scale}：{number(one.due(scale))}）"
    if one.window:
        return (one.label, due, "", "", f"由“{one.window}”窗口演")
    if found is None:
        return (one.label, due, "没有", "", VERDICTS[False])
    return (one.label, due, number(found.value), f"{found.rows:,}", VERDICTS[line.holds])


def number(value: Decimal) -> str:
    """Return a number as people write it.

    >>> number(Decimal("935000")), number(Decimal("95.22")), number(Decimal("3.00"))
    ('935,000', '95.22', '3')
    """
    whole = value == value.to_integral_value()
    return f"{int(value):,}" if whole else f"{value.normalize():,f}"
