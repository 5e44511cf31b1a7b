"""Measures both executors on the same invented households: ``python bench/judging.py [HOUSEHOLDS]``."""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import date
from pathlib import Path

from niangjia.engines.columnar import judge_rows
from niangjia.engines.rules import judge, load_policy
from niangjia.engines.rules.facts import Fact, FactValue
from niangjia.programmes.hardship.facts import FACTS

POLICY = Path(__file__).parents[1] / "src/niangjia/programmes/hardship/policy/sample.yaml"
SEED = 20260930
LIKELY_MOST_FEN = 12_000_000
WITH_REASONS = 2_000
DAY = date(2026, 9, 30)
PLACE = "青川市"


def invented(fact: Fact, dice: random.Random) -> FactValue:
    """Return one value that a household might have, now and then none."""
    if dice.random() < 0.01:
        return None
    match fact.kind:
        case "boolean":
            return dice.random() < 0.5
        case "choice":
            return dice.choice(list(fact.choices))
        case _:
            return dice.randint(fact.minimum, min(fact.maximum, LIKELY_MOST_FEN))


def main(arguments: list[str]) -> int:
    """Judge, and say how long it took."""
    count = int(arguments[0]) if arguments else 100_000
    dice = random.Random(SEED)
    policy = load_policy(POLICY, FACTS)
    rows = [{fact.key: invented(fact, dice) for fact in FACTS.facts} for _ in range(count)]
    few = rows[:WITH_REASONS]

    begun = time.perf_counter()
    answers = judge_rows(policy, rows, on=DAY, place=PLACE)
    as_query = time.perf_counter() - begun

    begun = time.perf_counter()
    verdicts = [judge(policy, row, on=DAY, place=PLACE) for row in few]
    one_by_one = time.perf_counter() - begun

    print(f"{os.cpu_count()} cores, seed {SEED}")
    print(f"one query      {count:>9,} households  {as_query:8.2f} s  {count / as_query:>12,.0f} a second")
    print(f"with reasons   {len(few):>9,} households  {one_by_one:8.2f} s  {len(few) / one_by_one:>12,.0f} a second")
    same = all(verdict.tier == answer["tier"] for verdict, answer in zip(verdicts, answers, strict=False))
    print("both give every household the same tier" if same else "THE TWO DISAGREE")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
