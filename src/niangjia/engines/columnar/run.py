"""Judges many households at once with one query."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import duckdb

from niangjia.engines.columnar.query import fact_type, parameter_type, query
from niangjia.engines.rules.facts import Fact
from niangjia.engines.rules.faults import UnknownFact, did_you_mean
from niangjia.engines.rules.outcome import check_facts
from niangjia.engines.rules.parameters import ChosenValues, near_to_far, plain_values
from niangjia.engines.rules.policy import Policy

Row = Mapping[str, Any]

BESIDE_FACTS = ("key", "on", "place")
"""What a row may hold beside facts: its key, and its own day and place."""

ROWS_AT_A_TIME = 100_000
"""Rows are handed over in pieces of this many, so that memory stays flat."""

KINDS: Mapping[str, type] = {"integer": int, "boolean": bool, "choice": str}

CLOSED = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def judge_rows(
    policy: Policy,
    rows: Sequence[Row],
    *,
    on: date,
    place: str | Sequence[str],
    chosen: Sequence[ChosenValues] = (),
) -> list[dict[str, Any]]:
    """Return the outcome of every row, in order, as one flat mapping each.

    A row holds facts by name, may hold a ``key`` that is handed through, and its own ``on`` and ``place``.
    The answer holds ``key`` (if given), ``tier``, each test (true, false or ``None``), each benefit in whole fen or
    ``None``, each variable as a reduced (numerator, denominator) or ``None``.
    Errors: ``UnknownFact``, ``FactNotUnderstood``, ``FactOutOfRange``, before anything is judged; ``ValueNotAccepted``.
    """
    _check_rows(policy, rows)
    contexts: dict[tuple[date, tuple[str, ...]], int] = {}
    default = near_to_far(place)
    context_of = [
        contexts.setdefault(
            (row.get("on") or on, near_to_far(row["place"]) if row.get("place") else default), len(contexts)
        )
        for row in rows
    ]
    with closed_connection() as connection:
        _hand_over_values(connection, policy, list(contexts), tuple(chosen))
        _hand_over_facts(connection, policy, rows, context_of)
        answered = connection.execute(query(policy)).fetchall()
    return [_answer(policy, row, answer) for row, answer in zip(rows, answered, strict=True)]


def closed_connection() -> duckdb.DuckDBPyConnection:
    """Return an in-memory database that can neither fetch an extension nor reach a file.

    >>> closed_connection().execute("SELECT current_setting('enable_external_access')").fetchone()
    (False,)
    """
    connection = duckdb.connect(":memory:", config=dict(CLOSED))
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _check_rows(policy: Policy, rows: Sequence[Row]) -> None:
    """Refuse the first fact that no household can have; whole columns are looked at before single cells."""
    known = {fact.key: fact for fact in policy.schema.facts}
    for key in set().union(*rows):
        if key not in known and key not in BESIDE_FACTS:
            raise UnknownFact(f"没有叫“{key}”的事实{did_you_mean(key, known)}")
    for key, fact in known.items():
        column = [row.get(key) for row in rows]
        for value in () if _all_fine(fact, column) else column:
            check_facts({key: value}, known)


def _all_fine(fact: Fact, column: Sequence[Any]) -> bool:
    if not set(map(type, column)) <= {KINDS[fact.kind], type(None)}:
        return False
    values = set(column) - {None}
    if fact.kind == "integer":
        return all(fact.minimum <= value <= fact.maximum for value in values)
    return fact.kind == "boolean" or values <= set(fact.choices)


def _hand_over_values(
    connection: duckdb.DuckDBPyConnection,
    policy: Policy,
    contexts: Sequence[tuple[date, tuple[str, ...]]],
    chosen: tuple[ChosenValues, ...],
) -> None:
    columns = ", ".join(f'"parameter_{one.key}" {parameter_type(one)}' for one in policy.parameters)
    connection.execute(f"CREATE TABLE values_in_force (context BIGINT{', ' if columns else ''}{columns})")
    marks = ", ".join("?" for _ in range(len(policy.parameters) + 1))
    for context, (on, places) in enumerate(contexts):
        values = plain_values(policy, on, places, chosen)
        stored = [_stored(values[one.key], one.unit.step if one.unit else 1) for one in policy.parameters]
        connection.execute(f"INSERT INTO values_in_force VALUES ({marks})", [context, *stored])  # noqa: S608  own-input: only question marks


def _stored(value: Fraction | int | str | None, step: int) -> int | str | None:
    """Return a number as whole steps; a comparator and an unknown as they are."""
    return int(value * step) if isinstance(value, int | Fraction) else value


def _hand_over_facts(
    connection: duckdb.DuckDBPyConnection, policy: Policy, rows: Sequence[Row], context_of: Sequence[int]
) -> None:
    facts = policy.schema.facts
    columns = {"row_number": "BIGINT", "context": "BIGINT"} | {f"fact_{fact.key}": fact_type(fact) for fact in facts}
    defined = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    connection.execute(f"CREATE TABLE facts_given ({defined})")
    lists = ", ".join(
        f"unnest(from_json(columns -> '$[{place}]', '[\"{kind}\"]'))" for place, kind in enumerate(columns.values())
    )
    for start, piece in _pieces(rows):
        numbers = list(range(start, start + len(piece)))
        given = [numbers, context_of[start : start + len(piece)], *([row.get(f.key) for row in piece] for f in facts)]
        connection.execute(
            f"INSERT INTO facts_given SELECT {lists} FROM (SELECT CAST(? AS JSON) AS columns)",  # noqa: S608  own-input: names are checked words
            [json.dumps(given)],
        )


def _pieces(rows: Sequence[Row]) -> Iterator[tuple[int, Sequence[Row]]]:
    for start in range(0, len(rows), ROWS_AT_A_TIME):
        yield start, rows[start : start + ROWS_AT_A_TIME]


def _answer(policy: Policy, row: Row, answer: Sequence[Any]) -> dict[str, Any]:
    names = ["tier", *(test.key for test in policy.tests), *(benefit.key for benefit in policy.benefits)]
    found = dict(zip(names, answer[1:], strict=False))
    pairs = answer[1 + len(names) :]
    for place, variable in enumerate(policy.variables):
        found[variable.key] = _reduced(pairs[2 * place], pairs[2 * place + 1])
    return {"key": row["key"], **found} if "key" in row else found


def _reduced(above: int | None, below: int | None) -> tuple[int, int] | None:
    if above is None or below is None:
        return None
    common = math.gcd(above, below)
    return above // common, below // common
