"""Makes households for the agreement tests: on the lines, beside them, far from them, and half known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from niangjia.engines.rules.facts import Fact, FactSchema, FactValue

DAYS = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1)]
PLACES: list[Any] = ["青川市", "别处", ("东渠街道", "青川市"), ("别处", "更远处"), ()]
LINES_FEN = [72_000, 75_000, 78_000, 76_000]


def any_value(random: Random, fact: Fact) -> FactValue:
    """Return any value a fact may have, its bounds more often than chance would."""
    if fact.kind == "boolean":
        return random.random() < 0.5
    if fact.kind == "choice":
        return random.choice(list(fact.choices))
    kind = random.random()
    if kind < 0.15:
        return fact.minimum
    if kind < 0.25:
        return fact.maximum
    if kind < 0.5:
        return random.randint(fact.minimum, min(fact.maximum, fact.minimum + 40))
    return random.randint(fact.minimum, min(fact.maximum, 10 ** random.randint(1, 12)))


def some_forgotten(random: Random, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts, one time in three with some of them not known: absent or ``None``."""
    if random.random() < 0.67:
        return facts
    lost = random.sample(sorted(facts), random.randint(1, 3))
    return {
        key: None if key in lost else value for key, value in facts.items() if key not in lost or random.random() < 0.5
    }


def any_household(random: Random, schema: FactSchema) -> dict[str, Any]:
    """Return a household of any kind."""
    return some_forgotten(random, {fact.key: any_value(random, fact) for fact in schema.facts})


def poor_household(random: Random) -> dict[str, Any]:
    """Return a household of the hardship window that could be in any tier, often within a fen of a line."""
    persons, line = random.randint(1, 8), random.choice(LINES_FEN)
    spent = [random.choice([0, 0, random.randint(0, 3_000_000)]) for _ in range(5)]
    multiple = random.choice([1, 2, 1.5, random.random() * 3])
    income = max(0, int(line * multiple * 12 * persons) + sum(spent) + random.choice([-1, 0, 1]))
    sudden = max(0, income // 2 + random.choice([-1, 0, 1])) if random.random() < 0.5 else random.randint(0, 12_000_000)
    area = max(0, 4000 * persons + random.choice([-1, 0, 1, -3000, 5000]))
    facts = {
        "member": random.random() < 0.8,
        "new_employment": random.choice(["none", "快递员", "其他"]),
        "authorised": random.random() < 0.9,
        "persons": persons,
        "income_fen": income,
        "ill_fen": random.choice([spent[0], 1_600_000, 1_600_001, 2_000_000, 2_000_001]) if spent[0] else 0,
        "disabled_fen": spent[1],
        "school_fen": spent[2],
        "housing_fen": spent[3],
        "employment_cost_fen": spent[4],
        "sudden_fen": sudden,
        "children_high_school": random.randint(0, 3),
        "homes": random.randint(0, 3),
        "floor_area_dm2": area,
        "vehicle": random.choice(["none", "none", "mobility_aid", "car"]),
        "controlling_shareholder": random.random() < 0.1,
        "low_income": random.random() < 0.2,
        "high_fee_school": random.random() < 0.1,
        "refused_verification": random.random() < 0.1,
        "concealed_income": random.random() < 0.1,
        "refused_work": random.random() < 0.1,
    }
    return some_forgotten(random, facts)


def placed(random: Random, rows: Iterator[dict[str, Any]], places: list[Any], days: list[date]) -> list[dict[str, Any]]:
    """Return rows, each with a key, a day about a change of line, and a listed or unlisted place."""
    return [
        {"key": str(number), "on": random.choice(days), "place": random.choice(places), **row}
        for number, row in enumerate(rows)
    ]
