"""Money: whole fen, so that sums never drift."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

FEN_IN_A_YUAN = 100


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of CNY in whole fen.

    >>> Money.yuan("1234.5")
    Money(fen=123450)
    >>> str(Money.yuan(1234) + Money(5))
    '1,234.05'
    """

    fen: int

    @classmethod
    def yuan(cls, amount: int | str | Decimal) -> Money:
        """Return ``amount`` yuan as whole fen.

        Errors: ``ValueError`` when the amount has a part of a fen, or is no number.

        >>> Money.yuan("0.07").fen
        7
        """
        fen = Decimal(amount) * FEN_IN_A_YUAN
        if fen != fen.to_integral_value():
            raise ValueError(f"{amount} 元带有不足一分的零头")
        return cls(int(fen))

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __str__(self) -> str:
        return yuan_text(self.fen)

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        """Return the sum of ``amounts``; of none, zero.

        >>> Money.total([Money(1), Money(2)])
        Money(fen=3)
        """
        return cls(sum(amount.fen for amount in amounts))


def yuan_text(fen: int) -> str:
    """Return whole fen as yuan with two decimals and thousands separators.

    >>> yuan_text(-5)
    '-0.05'
    >>> yuan_text(2136000)
    '21,360.00'
    """
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), FEN_IN_A_YUAN)
    return f"{sign}{yuan:,}.{rest:02d}"


def half_away_from_zero(value: Fraction) -> int:
    """Return ``value`` rounded to a whole number, halves away from zero: the house's one rounding rule (四舍五入).

    >>> half_away_from_zero(Fraction(5, 2)), half_away_from_zero(Fraction(-5, 2)), half_away_from_zero(Fraction(7, 3))
    (3, -3, 2)
    """
    doubled = 2 * abs(value.numerator) + value.denominator
    rounded = doubled // (2 * value.denominator)
    return -rounded if value < 0 else rounded
