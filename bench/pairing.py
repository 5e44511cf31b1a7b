"""Measures pairing a county in a day: ``python bench/pairing.py [HOUSEHOLDS]``; three ways on the same county."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scipy.sparse import coo_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from niangjia.engines.matching import PLAIN, Helping, Wanting, Weights, assign, seat_cost, solver

SEED = 20211115
MOST = 6
PLACES = 60
COUNTIES = ((943, "one cadre a household"), (220, "four or five households a cadre"), (160, "hardly enough seats"))


@dataclass(frozen=True, slots=True)
class County:
    """An invented county: who wants, who helps, how far, who must keep away."""

    wanting: tuple[Wanting, ...]
    helping: tuple[Helping, ...]
    steps: Mapping[tuple[int, int], int]
    forbidden: frozenset[tuple[int, int]]
    weights: Weights = PLAIN


def invented(households: int, cadres: int) -> County:
    """Return a county in which a cadre of a street reaches some places, one of the county all; a few are kin."""
    dice = random.Random(SEED)
    wanting = tuple(Wanting(key, dice.randrange(PLACES)) for key in range(households))
    helping = tuple(Helping(key, MOST) for key in range(cadres))
    steps: dict[tuple[int, int], int] = {}
    for one in helping:
        of_county = dice.random() < 0.3
        for place in range(PLACES) if of_county else dice.sample(range(PLACES), 12):
            steps[place, one.key] = 2 if of_county else dice.randrange(2)
    forbidden = frozenset((dice.randrange(households), dice.randrange(cadres)) for _ in range(households // 5))
    return County(wanting, helping, steps, forbidden)


def by_engine(county: County) -> tuple[int, int]:
    """Return how many pairs the engine of the house makes, and what they cost."""
    found = assign(
        county.wanting,
        county.helping,
        steps=county.steps,
        forbidden=county.forbidden,
        weights=county.weights,
    )
    return len(found.pairs), found.cost


def by_greed(county: County) -> tuple[int, int]:
    """Let each household in turn take whoever is cheapest at that moment, as a list in Excel would."""
    loads = {one.key: 0 for one in county.helping}
    pairs = cost = 0
    for row in county.wanting:
        open_now = [
            (county.steps[row.place, key] * county.weights.step + seat_cost(load + 1, county.weights), key)
            for key, load in loads.items()
            if load < MOST and (row.place, key) in county.steps and (row.key, key) not in county.forbidden
        ]
        if open_now:
            least, key = min(open_now)
            loads[key] += 1
            pairs, cost = pairs + 1, cost + least
    return pairs, cost


def by_sparse_matching(county: County) -> tuple[int, int]:
    """Return what the sparse solver makes of every seat at once, with one more place each to be left out."""
    seats = [(one.key, seat) for one in county.helping for seat in range(1, MOST + 1)]
    dear = 10 * MOST * len(county.wanting)
    rows, columns, costs = [], [], []
    for at, row in enumerate(county.wanting):
        for column, (key, seat) in enumerate(seats):
            if (row.place, key) in county.steps and (row.key, key) not in county.forbidden:
                rows.append(at)
                columns.append(column)
                costs.append(county.steps[row.place, key] * county.weights.step + seat_cost(seat, county.weights))
        rows.append(at)
        columns.append(len(seats) + at)
        costs.append(dear)
    table = coo_array((costs, (rows, columns)), shape=(len(county.wanting), len(seats) + len(county.wanting))).tocsr()
    taken = [int(table[row, column]) for row, column in zip(*min_weight_full_bipartite_matching(table), strict=True)]
    kept = [cost for cost in taken if cost < dear]
    return len(kept), sum(kept)


WAYS: tuple[tuple[str, Callable[[County], tuple[int, int]]], ...] = (
    ("engine", by_engine),
    ("greedy", by_greed),
    ("sparse, all seats", by_sparse_matching),
)


def main(arguments: list[str]) -> int:
    """Pair, and say side by side how many, how dear and how fast."""
    households = int(arguments[0]) if arguments else 943
    solver()  # loading it is not what is measured
    print(f"{os.cpu_count()} cores, seed {SEED}, {households:,} households; time and cost as ratios to the engine's")
    agreed = True
    for cadres, words in COUNTIES:
        county = invented(households, cadres)
        base: tuple[float, int, int] | None = None
        for name, way in WAYS:
            begun = time.perf_counter()
            pairs, cost = way(county)
            took = time.perf_counter() - begun
            base = base or (took, pairs, cost)
            print(
                f"{cadres:>4} cadres, {words:<32} {name:<18} {pairs:>5} pairs  {took:6.2f} s  x{took / base[0]:<6.2f}"
                f" cost {cost:>7,}  x{cost / base[2]:.3f}"
            )
            agreed &= pairs <= base[1] and (pairs < base[1] or cost >= base[2])
            agreed &= name == "greedy" or (pairs, cost) == base[1:]
    print("nobody pairs more or cheaper, and the exact ways agree" if agreed else "THE WAYS DISAGREE")
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
