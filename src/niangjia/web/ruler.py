"""The ruler: where a household stands on an axis, and how far from each line.

Pure geometry: positions are per cent of the width, lettering keeps its size (``em``), so one drawing serves a phone
and a desk.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext, pgettext

from niangjia.web.sentences import told
from niangjia.web.wording import Number, quantity_text, two_decimals

NARROW, BESIDE_TEXT, WIDE = 14, 21, 45
"""How many ems of lettering fit side by side: on the narrowest page in large type, beside a test, across the desk."""
LONGEST_NAME = 9.0
"""A line's name wider than this, in ems, is left to the text beside the drawing."""
LAST_LINE_AT = 75
"""Per cent at which the last line stands while the household is to the left of it."""
FIRST_LINE_LEAST = 28
"""A line is never pushed further left than this; a household far beyond is drawn behind a break in the axis."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line on the axis: where it stands and what it is called."""

    at: Number
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """What a ruler shows.

    ``value`` is where the household stands; ``None`` means that it cannot be worked out.
    ``zones`` names the stretches between the lines, one more than there are lines; ``good`` colours the household's
    place as helped or met.

    Units: ``value`` and the marks are in the same ``unit``.
    """

    value: Number | None
    marks: Sequence[Mark]
    unit: str
    good: bool = False
    zones: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Label:
    """A lettering on the drawing: a ``name``, if it has one, and the ``text`` after it.

    ``anchor`` is how it hangs where there is room, ``narrow`` how it hangs on a phone; ``lower`` moves it down a line
    there, out of the way of its neighbour. A ``tight`` label has no room in large type on a phone: its name is left
    out there, and the whole of it if it has none; the sentence beside the drawing says the same.
    """

    x: str
    text: str
    anchor: str
    narrow: str
    lower: bool = False
    name: str = ""
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the axis with its name; a ``tight`` name is left out in large type on a phone."""

    x: str
    width: str
    middle: str
    name: str
    here: bool
    tight: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """The dotted way from the household to a line."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A ruler ready to draw."""

    good: bool
    here: str | None
    here_label: Label | None
    distances: Label | None
    lines: tuple[Label, ...]
    zones: tuple[Zone, ...]
    gaps: tuple[Gap, ...]
    break_at: str | None


def per_cent(place: float) -> str:
    """Return a place on the axis as SVG writes it.

    >>> per_cent(37.5)
    '37.5%'
    """
    return f"{round(place, 2):g}%"


def ems(text: str) -> float:
    """Return about how wide ``text`` is, in ems.

    >>> ems("低保 750.00")
    5.85
    """
    return round(sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.55 for letter in text), 2)


def anchored(place: float, text: str, room: int) -> str:
    """Return where a label hangs so that it stays inside a drawing with ``room``. Units: ``room`` in ems.

    >>> anchored(5.0, "本户 13.50", 21), anchored(50.0, "本户 13.50", 21), anchored(92.0, "本户 13.50", 21)
    ('start', 'middle', 'end')
    """
    half = ems(text) / 2 / room * 100
    if place < half:
        return "start"
    return "end" if place > 100 - half else "middle"


def fits(place: float, text: str, room: int) -> bool:
    """Return whether a label stays inside a drawing with ``room``, however it hangs. Units: ``room`` in ems.

    >>> fits(75.0, "低保 750.00", 14), fits(60.0, "三线", 14), fits(37.5, "subsistence line 750.00", 14)
    (True, True, False)
    """
    width = ems(text) / room * 100
    return {"start": place + width <= 100, "end": place >= width, "middle": True}[anchored(place, text, room)]


def label_at(place: float, text: str, *, room: int, name: str = "", lower: bool = False) -> Label:
    """Return a label that stays inside the drawing at every width."""
    whole = f"{name} {text}".strip()
    tight = not fits(place, whole, NARROW)
    narrow = anchored(place, whole, BESIDE_TEXT if tight else NARROW)
    return Label(per_cent(place), text, anchored(place, whole, room), narrow, lower=lower, name=name, tight=tight)


def ends_of_axis(value: Fraction | None, marks: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Return the lowest and highest value drawn: every line stays in sight, and so does the household if it is near.

    >>> ends_of_axis(Fraction(600), [Fraction(750)])
    (Fraction(0, 1), Fraction(1000, 1))
    """
    last = max(marks)
    highest = last * 100 / LAST_LINE_AT if last > 0 else last + 1
    if value is not None and value > last > 0:
        highest = max(highest, value * 100 / LAST_LINE_AT)
        if min(marks) > 0:
            highest = min(highest, min(marks) * 100 / FIRST_LINE_LEAST)
        highest = max(highest, last * 100 / LAST_LINE_AT)
    lowest = Fraction(0)
    if value is not None and value < 0:
        lowest = max(value * 12 / 10, -last / 2 if last > 0 else value * 12 / 10)
    return lowest, highest


def line_labels(places: Sequence[float], marks: Sequence[Mark], *, unit: str, room: int) -> tuple[Label, ...]:
    """Return what is written under the lines; of names that might touch on a phone every second one stands lower."""
    labels: list[Label] = []
    for index, (place, mark) in enumerate(zip(places, marks, strict=True)):
        name = told(mark.label) if ems(told(mark.label)) <= LONGEST_NAME else ""
        text = bare_text(mark.at, unit)
        crowded = index > 0 and place - places[index - 1] < ems(f"{name} {text}".strip()) / NARROW * 100
        labels.append(label_at(place, text, room=room, name=name, lower=crowded and not labels[-1].lower))
    return tuple(labels)


def zones_between(places: Sequence[float], names: Sequence[str], here: float | None) -> tuple[Zone, ...]:
    """Return the stretches between the lines; a line itself belongs to the stretch on its right."""
    if not names:
        return ()
    edges = [0.0, *places, 100.0]
    zones = []
    for (left, right), name in zip(pairwise(edges), map(told, names), strict=True):
        inside = here is not None and left <= here and (here < right or right == edges[-1])
        room = (right - left) / 100
        shown = name if ems(name) <= room * BESIDE_TEXT else ""
        tight = ems(name) >= room * NARROW
        zones.append(Zone(per_cent(left), per_cent(right - left), per_cent((left + right) / 2), shown, inside, tight))
    return tuple(zones)


def distances(value: Fraction | None, marks: Sequence[Fraction], unit: str) -> str:
    """Return how far the household is from the nearest line on either side, in words: 高 378.33　低 371.67."""
    if value is None:
        return ""
    below = [mark for mark in marks if mark <= value]
    above = [mark for mark in marks if mark > value]
    words = []
    if below:
        words.append(pgettext("离线", "高 %(gap)s") % {"gap": bare_text(value - max(below), unit)})
    if above:
        words.append(pgettext("离线", "低 %(gap)s") % {"gap": bare_text(min(above) - value, unit)})
    return "\u3000".join(words)


def bare_text(value: Number, unit: str) -> str:
    """Return a value as a ruler letters it: an amount without its unit, which stands in the heading.

    >>> bare_text(75000, "fen / person / month"), bare_text(-5, "fen")
    ('750.00', '−0.05')
    """
    if unit.split("/", maxsplit=1)[0].strip() == "fen":
        return two_decimals(Fraction(value) / 100)
    return quantity_text(value, unit)


def drawn(axis: Axis, *, room: int = WIDE) -> Drawing:
    """Return where everything of ``axis`` stands.

    >>> drawing = drawn(Axis(112833, [Mark(75000, "低保"), Mark(150000, "两倍")], "fen / person / month"))
    >>> drawing.here, [(line.x, line.name, line.text) for line in drawing.lines]
    ('56.42%', [('37.5%', '低保', '750.00'), ('75%', '两倍', '1,500.00')])
    """
    marks = sorted(axis.marks, key=lambda mark: Fraction(mark.at))
    values = [Fraction(mark.at) for mark in marks]
    value = None if axis.value is None else Fraction(axis.value)
    lowest, highest = ends_of_axis(value, values)
    span = highest - lowest
    places = [float((at - lowest) / span * 100) for at in values]
    here, broken = None, None
    if value is not None:
        here = float((value - lowest) / span * 100)
        if here > 97.0:
            here, broken = 97.0, 91.0
        elif value < lowest:
            here, broken = 2.0, 7.0
    return Drawing(
        good=axis.good,
        here=None if here is None else per_cent(here),
        here_label=None if here is None or value is None else own_label(here, value, axis.unit, room),
        distances=None if here is None else distance_label(here, value, values, axis.unit, room),
        lines=line_labels(places, marks, unit=axis.unit, room=room),
        zones=zones_between(places, axis.zones, here),
        gaps=gaps_to_lines(here, places),
        break_at=None if broken is None else per_cent(broken),
    )


def own_label(here: float, value: Fraction, unit: str, room: int) -> Label:
    """Return the household's own label."""
    return label_at(here, gettext("本户 %(value)s") % {"value": bare_text(value, unit)}, room=room)


def distance_label(here: float, value: Fraction | None, marks: Sequence[Fraction], unit: str, room: int) -> Label:
    """Return the label that says how far each line is."""
    return label_at(here, distances(value, marks, unit), room=room)


def gaps_to_lines(here: float | None, places: Sequence[float]) -> tuple[Gap, ...]:
    """Return the way to the nearest line on either side."""
    if here is None:
        return ()
    left = [place for place in places if place <= here]
    right = [place for place in places if place > here]
    ways = ([(max(left), here)] if left else []) + ([(here, min(right))] if right else [])
    return tuple(Gap(per_cent(start), per_cent(end)) for start, end in ways)
