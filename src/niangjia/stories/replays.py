"""Replays: a practice played through the services of the pages, its published figures beside the reached ones."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from niangjia.values.errors import NiangjiaError

BOUNDS = {"exact": "＝", "at_least": "≥", "at_most": "≤"}


class StoryNotTold(NiangjiaError):
    """There is no replay of this name."""

    code = "story_not_told"


@dataclass(frozen=True, slots=True)
class Published:
    """One figure as a newspaper printed it. ``bound`` says how it is meant: exact, at least, at most.

    Units: as ``label`` says. ``window`` names the window that reaches it where this hall has not opened that one yet.
    """

    key: str
    label: str
    bound: str
    value: Decimal
    scaled: bool = False
    window: str = ""

    def due(self, scale: int) -> Decimal:
        """Return what the replay must reach at a scale of one to ``scale``.

        >>> Published("left", "脱困", "at_least", Decimal(69000), scaled=True).due(100)
        Decimal('690')
        """
        return self.value / scale if self.scaled else self.value

    def holds(self, reached: Decimal, *, scale: int) -> bool:
        """Return whether ``reached`` is what the page says."""
        due = self.due(scale)
        return {"exact": reached == due, "at_least": reached >= due, "at_most": reached <= due}[self.bound]


@dataclass(frozen=True, slots=True)
class Reached:
    """A figure that a replay arrived at, counted from ``rows`` rows of the database."""

    value: Decimal
    rows: int


@dataclass(slots=True)
class Stage:
    """What a story is played on: its scale, and whom to tell how far it is."""

    scale: int
    say: Callable[[str, int, int], None] = field(default=lambda what, now, whole: None)

    def share(self, number: int) -> int:
        """Return how many of ``number`` there are at this scale.

        >>> Stage(100).share(69000)
        690
        """
        return number // self.scale


Play = Callable[[Stage], Mapping[str, Reached]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the account of a replay. ``holds`` is none for a figure of a window that is not open yet."""

    published: Published
    reached: Reached | None
    holds: bool | None


def published_table() -> Mapping[str, Mapping[str, Any]]:
    """Return ``published.toml``."""
    return tomllib.loads((Path(__file__).parent / "published.toml").read_text(encoding="utf-8"), parse_float=Decimal)


def published_figures(practice: str) -> tuple[Published, ...]:
    """Return the published figures of ``practice``.

    Errors: ``StoryNotTold`` for a practice that has none.
    """
    table = published_table()
    if practice not in table:
        raise StoryNotTold(f"没有 {practice} 这个做法的回放；有的是：{'、'.join(table)}")
    return tuple(figure_from(key, row) for key, row in table[practice]["figures"].items())


def figure_from(key: str, row: Mapping[str, Any]) -> Published:
    """Return one published figure; its row gives exactly one of exact, at least, at most.

    >>> figure_from("pairs", {"label": "结对（对）", "exact": 943}).bound
    'exact'
    """
    [bound] = [bound for bound in BOUNDS if bound in row]
    return Published(
        key, row["label"], bound, Decimal(row[bound]), scaled=row.get("scaled", False), window=row.get("window", "")
    )


def account_of(practice: str, reached: Mapping[str, Reached], *, scale: int) -> tuple[Line, ...]:
    """Return each published figure beside the reached one. A figure that was not reached at all does not hold."""
    lines = []
    for one in published_figures(practice):
        found = reached.get(one.key)
        holds = None if one.window else found is not None and one.holds(found.value, scale=scale)
        lines.append(Line(one, found, holds))
    return tuple(lines)


def all_hold(lines: tuple[Line, ...]) -> bool:
    """Return whether every figure that this hall can reach was reached."""
    return all(line.holds is not False for line in lines) and any(line.holds for line in lines)
