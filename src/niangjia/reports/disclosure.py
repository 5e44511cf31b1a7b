"""Disclosure: outside the county a number below five is not told, nor can it be worked back from its neighbours."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from niangjia.casework.access import Actor
from niangjia.records.unions.models import Union

UNDER = "＜{0}"
HIDDEN = "—"


@lru_cache(maxsize=1)
def rule() -> dict[str, Any]:
    """Return ``disclosure.toml``."""
    return tomllib.loads((Path(__file__).parent / "disclosure.toml").read_text(encoding="utf-8"))


def is_outside(actor: Actor) -> bool:
    """Return whether this person looks from above the county: then small numbers stay in the county."""
    return bool(actor.posts) and all(post.union.kind in rule()["above_the_county"] for post in actor.posts)


def is_told_of(union: Union) -> bool:
    """Return whether whoever looks from above the county may open the figures of one union by themselves."""
    return union.kind in rule()["told_down_to"]


def is_small(number: int | None) -> bool:
    """Return whether a number of households or people is too small to be told outside; nobody at all is no secret.

    >>> is_small(0), is_small(4), is_small(5)
    (False, True, False)
    """
    return number is not None and 0 < number < int(rule()["smallest"])


def is_small_list(rows: QuerySet[Any]) -> bool:
    """Return whether so few rows stand behind a figure; no more of them are looked at than it takes to say so."""
    return is_small(rows.order_by().values("pk")[: int(rule()["smallest"])].count())


def under() -> str:
    """Return what stands in the place of a small number.

    >>> under()
    '＜5'
    """
    return UNDER.format(rule()["smallest"])


def hidden_cells(table: Sequence[Sequence[int]]) -> list[list[bool]]:
    """Return which cells of a table of counts are not told outside.

    The first column of ``table`` is the total of its row; the total of each column is taken to be known. Small cells
    are hidden; then, as long as a row or a column has just one hidden cell, the smallest other cell that is not zero
    is hidden too (else any other), so that nothing can be worked back by subtracting.

    >>> hidden_cells([[20, 3, 17, 0], [30, 10, 12, 8]])
    [[False, True, True, False], [False, True, True, False]]
    """
    hidden = [[is_small(number) for number in row] for row in table]
    lines = [[(r, c) for c in range(len(row))] for r, row in enumerate(table)]
    if table:
        lines += [[(r, c) for r in range(len(table))] for c in range(len(table[0]))]
    again = True
    while again:
        again = False
        for line in lines:
            if sum(hidden[r][c] for r, c in line) == 1:
                left = [(table[r][c] == 0, table[r][c], r, c) for r, c in line if not hidden[r][c]]
                if left:
                    _zero, _number, r, c = min(left)
                    hidden[r][c] = again = True
    return hidden


def cell_texts(table: Sequence[Sequence[int]]) -> list[list[str]]:
    """Return a table of counts as it may be told outside.

    >>> cell_texts([[20, 3, 17, 0], [30, 10, 12, 8]])
    [['20', '＜5', '—', '0'], ['30', '—', '—', '8']]
    """
    hidden = hidden_cells(table)
    return [
        [str(number) if not hidden[r][c] else under() if is_small(number) else HIDDEN for c, number in enumerate(row)]
        for r, row in enumerate(table)
    ]
