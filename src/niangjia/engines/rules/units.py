"""Units: what a number counts. ``fen / year`` and ``fen / month`` are as different as metres and hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from niangjia.engines.rules.faults import NotWellFormed, did_you_mean
from niangjia.values.money import half_away_from_zero

DIMENSIONS = {
    "fen": "元",
    "dm2": "平方米",
    "home": "套",
    "child": "名子女",
    "person": "人",
    "year": "年",
    "month": "月",
    "day": "天",
}
"""Every base unit with the word that people read; the order is the order of writing."""

WHOLE = ("fen", "dm2")
"""A figure in these is a whole number of base units."""

FINEST_STEP = 10_000
"""Any other parameter has at most four decimals."""

SHOWN = {"fen": 100, "dm2": 100}
"""How many base units make one of the units that people read."""

WRITTEN_WORDS = {
    "yuan": ("fen", Fraction(100)),
    "元": ("fen", Fraction(100)),
    "万元": ("fen", Fraction(1_000_000)),
    "fen": ("fen", Fraction(1)),
    "分": ("fen", Fraction(1)),
    "m2": ("dm2", Fraction(100)),
    "㎡": ("dm2", Fraction(100)),
    "平方米": ("dm2", Fraction(100)),
    "dm2": ("dm2", Fraction(1)),
    "%": ("", Fraction(1, 100)),
}
WRITTEN = re.compile(r"^(-?\d+(?:,\d{3})*(?:\.\d+)?)\s*([^\d\s.,]\S*)?$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of base units.

    >>> str(Unit.parse("fen / year") / Unit.parse("person"))
    'fen / person / year'
    >>> Unit.parse("person * month") * Unit.parse("fen / person / month") == Unit.parse("fen")
    True
    """

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Unit:
        """Return the unit that ``text`` writes: ``1``, ``person``, ``fen / person / month``, ``person * month``.

        Errors: ``NotWellFormed`` when a part of it is no base unit.

        >>> Unit.parse("1") == Unit()
        True
        """
        unit = cls()
        parts = re.split(r"\s*([*/])\s*", text.strip())
        for operator, word in zip(["*", *parts[1::2]], parts[0::2], strict=True):
            if word == "1":
                continue
            if word not in DIMENSIONS:
                hint = did_you_mean(word, DIMENSIONS)
                raise NotWellFormed(f"单位“{word}”不认识；可以用 {'、'.join(DIMENSIONS)} 和 1{hint}", word)
            one = cls(((word, 1),))
            unit = unit * one if operator == "*" else unit / one
        return unit

    def __mul__(self, other: Unit) -> Unit:
        return self._joined(other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return self._joined(other, -1)

    def _joined(self, other: Unit, sign: int) -> Unit:
        powers = dict(self.powers)
        for word, power in other.powers:
            powers[word] = powers.get(word, 0) + sign * power
        return Unit(tuple((word, powers[word]) for word in DIMENSIONS if powers.get(word)))

    def power(self, word: str) -> int:
        """How often ``word`` is in it.

        >>> Unit.parse("fen / year").power("year")
        -1
        """
        return dict(self.powers).get(word, 0)

    @property
    def step(self) -> int:
        """How many parts one base unit of a parameter may be cut into: money and area into none.

        >>> Unit.parse("fen / month").step, Unit.parse("1").step
        (1, 10000)
        """
        return 1 if any(self.power(word) for word in WHOLE) else FINEST_STEP

    def __str__(self) -> str:
        above = " * ".join(word for word, power in self.powers for _ in range(power)) or "1"
        below = "".join(f" / {word}" for word, power in self.powers for _ in range(-power))
        return above + below


ONE = Unit()
FEN = Unit.parse("fen")
FEN_A_YEAR = Unit.parse("fen / year")
PERSON = Unit.parse("person")


def exact_amount(text: str, unit: Unit) -> Fraction:
    """Return what ``text`` writes, in base units of ``unit``: ``720.00 yuan`` is 72000 fen.

    Money and area must say their unit; a share may be written in per cent; everything else is a bare number.
    Errors: ``NotWellFormed`` when it is no number, or its unit is missing or another.

    >>> exact_amount("720.00 元", Unit.parse("fen / person / month"))
    Fraction(72000, 1)
    >>> exact_amount("80%", ONE)
    Fraction(4, 5)
    """
    found = WRITTEN.match(text.strip())
    if found is None:
        raise NotWellFormed(f"“{text}”不是一个数；请写成 750.00 yuan、40 m2、80% 或 2 的样子", text)
    number, word = Fraction(found[1].replace(",", "")), found[2] or ""
    wanted = next((whole for whole in WHOLE if unit.power(whole)), "")
    if not word and wanted:
        raise NotWellFormed(f"“{text}”没有写单位；请写成 {found[1]} {'yuan' if wanted == 'fen' else 'm2'} 的样子", text)
    if not word:
        return number
    if word not in WRITTEN_WORDS:
        raise NotWellFormed(f"“{text}”里的“{word}”不认识；可以用 {'、'.join(WRITTEN_WORDS)}", text)
    counted, factor = WRITTEN_WORDS[word]
    if counted != wanted or (word == "%" and unit != ONE):
        raise NotWellFormed(f"“{text}”的单位不对：这里要的是 {unit}", text)
    return number * factor


def decimal_text(value: Fraction, decimals: int) -> str:
    """Return ``value`` with thousands separators and that many decimals, halves away from zero.

    >>> decimal_text(Fraction(-2, 3), 2), decimal_text(Fraction(2136000, 100), 2)
    ('-0.67', '21,360.00')
    """
    scaled = half_away_from_zero(value * 10**decimals)
    whole, rest = divmod(abs(scaled), 10**decimals)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole:,}.{rest:0{decimals}d}" if decimals else f"{sign}{whole:,}"


def quantity_text(value: Fraction | int, unit: Unit) -> str:
    """Return a figure as people read it: fen as 元, dm² as 平方米; what it is *per* is left to the label beside it.

    >>> quantity_text(Fraction(610000, 9), Unit.parse("fen / person / month"))
    '677.78 元'
    >>> quantity_text(4, PERSON), quantity_text(Fraction(4, 5), ONE)
    ('4 人', '80%')
    """
    exact = Fraction(value)
    first = next((word for word, power in unit.powers if power > 0), "")
    if first in SHOWN:
        return f"{decimal_text(exact / SHOWN[first], 2)} {DIMENSIONS[first]}"
    if unit == ONE and exact.denominator != 1:
        return f"{_trimmed(decimal_text(exact * 100, 2))}%"
    trimmed = _trimmed(decimal_text(exact, 0 if exact.denominator == 1 else 4))
    words = "·".join(DIMENSIONS[word] for word, power in unit.powers if power > 0)
    return f"{trimmed} {words}".rstrip()


def written_as(unit: Unit) -> str:
    """Return how a whole figure in base units is to be written, for a person who wrote it otherwise.

    >>> written_as(Unit.parse("fen / year"))
    '以分为单位的整数，例如 1200000 就是 12,000.00 元'
    """
    if unit.power("fen"):
        return "以分为单位的整数，例如 1200000 就是 12,000.00 元"
    if unit.power("dm2"):
        return "以 0.01 平方米为单位的整数，例如 6000 就是 60.00 平方米"
    return "整数，例如 3"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
