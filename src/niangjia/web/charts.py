"""Small charts drawn by the server: bars and a line, each told again in a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from niangjia.web.ruler import per_cent

BAR_STEP, BAR_TOP, BAR_HEIGHT = 46, 20, 15
"""Units: px. One bar with its name takes a step."""
WIDEST_BAR = 69.0
"""Per cent of the width; the rest is kept for the figures at the end of the bars."""
LINE_TOP, LINE_BASE = 34.0, 190.0
"""Units: px. Between these the line moves; above it stands its lettering, below the names of the periods."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart: so much ``done`` of so much ``whole``; both texts are ready to show."""

    name: str
    done: int
    whole: int
    done_text: str = ""
    whole_text: str = ""
    share_text: str = ""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its place."""

    bar: Bar
    name_y: int
    y: int
    text_y: int
    done_width: str
    whole_width: str


def bars_drawn(bars: Sequence[Bar]) -> tuple[DrawnBar, ...]:
    """Return the bars with their places; the longest takes the widest room.

    >>> [drawn.whole_width for drawn in bars_drawn([Bar("柳堤街道", 118, 124), Bar("恒达纺织", 31, 62)])]
    ['69%', '34.5%']
    """
    longest = max((max(bar.whole, bar.done) for bar in bars), default=0) or 1
    return tuple(
        DrawnBar(
            bar,
            name_y=BAR_STEP * index + 13,
            y=BAR_STEP * index + BAR_TOP,
            text_y=BAR_STEP * index + BAR_TOP + 12,
            done_width=per_cent(bar.done / longest * WIDEST_BAR),
            whole_width=per_cent(max(bar.whole, bar.done) / longest * WIDEST_BAR),
        )
        for index, bar in enumerate(bars)
    )


def bars_height(bars: Sequence[Bar]) -> int:
    """Return how high the chart of ``bars`` is. Units: px."""
    return BAR_STEP * len(bars)


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a line chart; ``value`` ``None`` means that nothing is known of it."""

    name: str
    value: float | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DrawnPoint:
    """A point with its place. Units: px from the top, per cent from the left."""

    point: Point
    x: str
    y: float | None
    text_y: float | None


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line chart ready to draw; ``pieces`` are unbroken stretches of the line."""

    points: tuple[DrawnPoint, ...]
    pieces: tuple[str, ...]
    aim_y: float | None


def line_drawn(points: Sequence[Point], *, aim: float | None = None) -> DrawnLine:
    """Return the line through ``points``, broken where a value is missing.

    Zero is the base, so that a fall looks as large as it is.

    >>> drawing = line_drawn([Point("一季", 42), Point("二季", None), Point("三季", 31)], aim=30)
    >>> drawing.pieces
    ('16.67,34.0', '83.33,74.86')
    """
    known = [point.value for point in points if point.value is not None]
    top = max([*known, aim or 0]) or 1

    def height(value: float) -> float:
        return round(LINE_BASE - value / top * (LINE_BASE - LINE_TOP), 2)

    drawn, pieces, piece = [], [], list[str]()
    for index, point in enumerate(points):
        x = round((index + 0.5) / len(points) * 100, 2)
        y = None if point.value is None else height(point.value)
        drawn.append(DrawnPoint(point, per_cent(x), y, None if y is None else y - 11))
        if y is None:
            pieces.append(" ".join(piece))
            piece = []
        else:
            piece.append(f"{x:g},{y}")
    pieces.append(" ".join(piece))
    return DrawnLine(
        points=tuple(drawn),
        pieces=tuple(one for one in pieces if one),
        aim_y=None if aim is None else height(aim),
    )
