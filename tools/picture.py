"""Draws boxes with names in them as SVG: the floors of a house, and a walk from box to box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 960
MARGIN = 16
GAP = 10
LINE = 22
LETTER = 7.4
HEAD = 30
STYLE = (
    "text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1d2226}"
    ".ground{fill:#faf8f3}.room{fill:#fffefb;stroke:#857d70}.name{font-size:15px;font-weight:600}"
    ".part{font-size:12px;fill:#474d52}.rule{stroke:#ad1f2a;fill:none}.arrow{fill:#ad1f2a}"
)


@dataclass(frozen=True)
class Box:
    """A named box and the names of what is in it."""

    name: str
    parts: Sequence[str]

    def lines(self, width: float) -> list[str]:
        """Return the names in it, broken into lines that fit ``width``.

        >>> Box("values", ["errors", "money", "periods"]).lines(120)
        ['errors · money', 'periods']
        """
        lines: list[str] = []
        for part in self.parts:
            longer = f"{lines[-1]} · {part}" if lines else part
            if lines and len(longer) * LETTER <= width:
                lines[-1] = longer
            else:
                lines.append(part)
        return lines

    def height(self, width: float) -> float:
        """Return how high the box must be to hold its lines."""
        return HEAD + LINE * len(self.lines(width - 2 * GAP)) + (GAP if self.parts else 4)

    def drawn(self, x: float, y: float, width: float, height: float) -> str:
        """Return the box as SVG."""
        lines = [
            f'<rect class="room" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="2"/>',
            f'<text class="name" x="{x + GAP:g}" y="{y + 21:g}">{escape(self.name)}</text>',
        ]
        for number, line in enumerate(self.lines(width - 2 * GAP)):
            at = y + HEAD + LINE * number + 14
            lines.append(f'<text class="part" x="{x + GAP:g}" y="{at:g}">{escape(line)}</text>')
        return "\n".join(lines)


def framed(height: float, title: str, body: Sequence[str]) -> str:
    """Return a whole picture with its ground and its title."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            f'<rect class="ground" width="{WIDTH}" height="{height:g}"/>',
            *body,
            "</svg>",
            "",
        ]
    )


def picture_of_floors(floors: Sequence[Sequence[Box]]) -> str:
    """Return the floors one above the other, neighbours side by side, as wide as they have to be."""
    body: list[str] = []
    y = float(MARGIN)
    for floor in floors:
        width = (WIDTH - 2 * MARGIN - GAP * (len(floor) - 1)) / len(floor)
        height = max(box.height(width) for box in floor)
        body += [box.drawn(MARGIN + (width + GAP) * at, y, width, height) for at, box in enumerate(floor)]
        y += height + GAP
    return framed(y - GAP + MARGIN, "The floors: imports only go down", body)


def picture_of_walk(stations: Sequence[Box]) -> str:
    """Return the stations side by side, an arrow from each to the next."""
    step = 24.0
    width = (WIDTH - 2 * MARGIN - step * (len(stations) - 1)) / len(stations)
    height = max(box.height(width) for box in stations)
    middle = MARGIN + height / 2
    body: list[str] = []
    for number, box in enumerate(stations):
        x = MARGIN + (width + step) * number
        if number:
            body.append(f'<path class="rule" d="M{x - step + 3:g} {middle:g}h{step - 12:g}"/>')
            body.append(f'<path class="arrow" d="M{x - 10:g} {middle - 5:g}v10l7 -5z"/>')
        body.append(box.drawn(x, MARGIN, width, height))
    return framed(height + 2 * MARGIN, "The walk of a request, one way only", body)
