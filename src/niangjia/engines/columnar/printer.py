"""Prints the tree of ``engines.rules`` as DuckDB SQL over whole numbers.

Every whole number knows its bounds: it is computed in BIGINT where it fits and in HUGEINT where it does not, so that
no step can overflow. SQL's own habits are never relied on where they differ from the tree: greatest, least and case
spell out what happens to NULL, which is *unknown* here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from niangjia.engines.rules.bounds import BIGINT, Interval, fact_interval, parameter_ratio
from niangjia.engines.rules.exact import Exact, Ratio
from niangjia.engines.rules.policy import Policy
from niangjia.engines.rules.tree import (
    CHOSEN_COMPARATORS,
    Comparator,
    FactName,
    ParameterName,
    VariableName,
)


def fits_bigint(interval: Interval) -> bool:
    """Whether a whole number within ``interval`` fits in 64 bits.

    >>> fits_bigint(Interval(0, 2**63 - 1)), fits_bigint(Interval(0, 2**63))
    (True, False)
    """
    return interval.low >= -BIGINT and interval.high <= BIGINT


def sql_type(interval: Interval) -> str:
    """Return the type that holds every whole number within ``interval``.

    >>> sql_type(Interval(0, 2**64))
    'HUGEINT'
    """
    return "BIGINT" if fits_bigint(interval) else "HUGEINT"


@dataclass(frozen=True, slots=True)
class SqlWhole:
    """A whole number as SQL; ``step`` is the step of the query whose columns it needs.

    >>> one = SqlWhole("a", Interval(0, 9), 0)
    >>> (one + one).text, (one * SqlWhole("b", Interval(0, 2**62), 0)).text
    ('(a + a)', '(CAST(a AS HUGEINT) * b)')
    """

    text: str
    interval: Interval
    step: int

    @property
    def low(self) -> int:
        """The least it can be."""
        return self.interval.low

    @property
    def high(self) -> int:
        """The most it can be."""
        return self.interval.high

    def __add__(self, other: SqlWhole) -> SqlWhole:
        return self._joined("+", other, self.interval + other.interval)

    def __sub__(self, other: SqlWhole) -> SqlWhole:
        return self._joined("-", other, self.interval - other.interval)

    def __mul__(self, other: SqlWhole) -> SqlWhole:
        for one, rest in ((self, other), (other, self)):
            if one.text == "1":
                return rest
        return self._joined("*", other, self.interval * other.interval)

    def _joined(self, operator: str, other: SqlWhole, interval: Interval) -> SqlWhole:
        step = max(self.step, other.step)
        if self.text == str(self.low) and other.text == str(other.low):
            return SqlWhole(str(interval.low), interval, step)
        left = self.text if fits_bigint(interval) else f"CAST({self.text} AS HUGEINT)"
        return SqlWhole(f"({left} {operator} {other.text})", interval, step)

    def size(self) -> SqlWhole:
        """Return its absolute value; of nought, unknown."""
        return replace(self, text=f"abs(nullif({self.text}, 0))", interval=self.interval.size())

    def sign(self) -> SqlWhole:
        """Return 1 or -1; of nought, unknown."""
        text = f"CAST(sign(nullif({self.text}, 0)) AS BIGINT)"
        return replace(self, text=text, interval=self.interval.sign())

    def within(self, low: int, high: int) -> SqlWhole:
        """Return the same, known to lie between ``low`` and ``high``."""
        return replace(self, interval=self.interval.within(low, high))


@dataclass(frozen=True, slots=True)
class SqlPlain:
    """A truth or a choice as SQL."""

    text: str
    step: int


class Steps:
    """The steps of the query: each adds columns to the one before it.

    >>> steps = Steps()
    >>> steps.column("a + b", 0, "c"), steps.column("a + b", 0, "c"), steps.added
    (('"c"', 1), ('"c"', 1), [{'a + b': 'c'}])
    """

    def __init__(self) -> None:
        self.added: list[dict[str, str]] = []
        self._named = 0

    def column(self, text: str, step: int, name: str = "") -> tuple[str, int]:
        """Return a column that holds ``text`` and the step from which it can be used; the same text is kept once."""
        while len(self.added) <= step:
            self.added.append({})
        if name:
            self.added[step].setdefault(text, name)
        elif text not in self.added[step]:
            self._named += 1
            self.added[step][text] = f"part_{self._named}"
        return f'"{self.added[step][text]}"', step + 1


class Printer(Exact[SqlWhole, SqlPlain]):
    """Walks a tree and prints it."""

    def __init__(self, policy: Policy, steps: Steps, variable: Callable[[str], Ratio[SqlWhole]]) -> None:
        self._policy = policy
        self._steps = steps
        self._variable = variable

    def constant(self, value: int) -> SqlWhole:
        """Return a number as it is."""
        return SqlWhole(str(value), Interval(value, value), 0)

    def number_named(self, node: FactName | ParameterName | VariableName) -> Ratio[SqlWhole]:
        """Return the columns behind a name."""
        match node:
            case FactName(key=key):
                return Ratio(SqlWhole(f'"fact_{key}"', fact_interval(self._policy.schema[key]), 0), self.constant(1), 1)
            case ParameterName(key=key):
                interval, step = parameter_ratio(self._policy.parameter_by_key[key])
                return Ratio(SqlWhole(f'"parameter_{key}"', interval, 0), self.constant(step), step)
            case _:
                return self._variable(node.key)

    def plain_fact(self, key: str) -> SqlPlain:
        """Return a fact's column."""
        return SqlPlain(f'"fact_{key}"', 0)

    def plain_constant(self, value: bool | str) -> SqlPlain:  # noqa: FBT001  truth-is-the-value: a truth is the value itself
        """Return a truth or a quoted word."""
        return SqlPlain(quoted(value) if isinstance(value, str) else str(value).upper(), 0)

    def one_of(self, choice: SqlPlain, words: tuple[str, ...]) -> SqlPlain:
        """Return an ``IN``, which is NULL for NULL."""
        return SqlPlain(f"({choice.text} IN ({', '.join(map(quoted, words))}))", choice.step)

    def all_of(self, truths: Sequence[SqlPlain]) -> SqlPlain:
        """Return an ``AND``: SQL and the tree agree on three values here."""
        return _chained(" AND ", truths, "TRUE")

    def any_of(self, truths: Sequence[SqlPlain]) -> SqlPlain:
        """Return an ``OR``, likewise."""
        return _chained(" OR ", truths, "FALSE")

    def negation(self, truth: SqlPlain) -> SqlPlain:
        """Return a ``NOT``, likewise."""
        return SqlPlain(f"(NOT {truth.text})", truth.step)

    def known(self, ratio: Ratio[SqlWhole]) -> SqlPlain:
        """Return whether neither numerator nor denominator is NULL."""
        parts = [ratio.numerator] if ratio.fixed else [ratio.numerator, ratio.denominator]
        text = " AND ".join(f"{part.text} IS NOT NULL" for part in parts)
        return SqlPlain(f"({text})", max(part.step for part in parts))

    def comparison(self, left: SqlWhole, comparator: Comparator | ParameterName, right: SqlWhole) -> SqlPlain:
        """Return a comparison; one whose comparator is a parameter asks that parameter first."""
        step = max(left.step, right.step)
        if isinstance(comparator, str):
            return SqlPlain(f"({left.text} {comparator} {right.text})", step)
        first, second = self.kept(left), self.kept(right)
        column = f'"parameter_{comparator.key}"'
        cases = " ".join(f"WHEN '{one}' THEN {first.text} {one} {second.text}" for one in CHOSEN_COMPARATORS)
        return SqlPlain(f"(CASE {column} {cases} END)", max(first.step, second.step))

    def picked(self, branches: Sequence[tuple[SqlPlain, SqlWhole]], otherwise: SqlWhole) -> SqlWhole:
        """Return a ``CASE`` that is NULL as soon as a condition before the first true one is NULL."""
        conditions = [(condition, SqlPlain(value.text, value.step)) for condition, value in branches]
        plain = self.plain_picked(conditions, SqlPlain(otherwise.text, otherwise.step))
        interval = otherwise.interval
        for _, value in branches:
            interval = interval.hull(value.interval)
        text = f"CAST({plain.text} AS {sql_type(interval)})"
        return self.kept(SqlWhole(text, interval, plain.step))

    def plain_picked(self, branches: Sequence[tuple[SqlPlain, SqlPlain]], otherwise: SqlPlain) -> SqlPlain:
        """Return a ``CASE``, likewise."""
        text, step = "", otherwise.step
        for condition, value in branches:
            asked = self.kept_plain(condition)
            text += f"WHEN {asked.text} IS NULL THEN NULL WHEN {asked.text} THEN {value.text} "
            step = max(step, asked.step, value.step)
        return SqlPlain(f"(CASE {text}ELSE {otherwise.text} END)", step)

    def plain_first_known(self, parts: Sequence[SqlPlain]) -> SqlPlain:
        """Return a ``coalesce``."""
        return SqlPlain(f"coalesce({', '.join(part.text for part in parts)})", max(part.step for part in parts))

    def whole_part(self, above: SqlWhole, below: SqlWhole) -> SqlWhole:
        """Return a whole quotient; neither side is negative, so that rounding down and towards nought agree."""
        interval = Interval(above.low // below.high, above.high // below.low)
        return SqlWhole(f"({above.text} // {below.text})", interval, max(above.step, below.step))

    def kept(self, whole: SqlWhole) -> SqlWhole:
        """Return a whole number as a column of its own, so that it is written once however often it is used."""
        if whole.text.startswith('"') or whole.text == str(whole.low):
            return whole
        text, step = self._steps.column(whole.text, whole.step)
        return SqlWhole(text, whole.interval, step)

    def kept_plain(self, plain: SqlPlain) -> SqlPlain:
        """Return a truth or choice as a column of its own, likewise."""
        if plain.text.startswith('"'):
            return plain
        text, step = self._steps.column(plain.text, plain.step)
        return SqlPlain(text, step)


def quoted(word: str) -> str:
    """Return a word as an SQL text.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + word.replace("'", "''") + "'"


def _chained(operator: str, truths: Sequence[SqlPlain], of_none: str) -> SqlPlain:
    if not truths:
        return SqlPlain(of_none, 0)
    return SqlPlain(f"({operator.join(truth.text for truth in truths)})", max(truth.step for truth in truths))
