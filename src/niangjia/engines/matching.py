"""Households and cadres, one to one: who answers for whom, so that the whole costs least.

Every household gets one cadre if there is a free seat that may be hers. The cost of a pair is the way from the cadre's
post to the household in the tree of unions, plus what one more household weighs on that cadre: the third weighs more
than the first. As many households as can be paired are paired first; then the sum of the costs is the least there is.

Ties: households and cadres are taken in the order of their keys, and of assignments that cost the same the first that
the solver meets is kept. The same input, in whatever order it is given, has the same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from niangjia.values.errors import NiangjiaError

NOBODY_REACHES = "nobody_reaches"
ALL_RECUSED = "all_recused"
NO_SEAT = "no_seat"
SPARE = 1
"""Seats opened at first beyond an even share; only the time it takes depends on it, never the answer."""


class MatchingNotInstalled(NiangjiaError):
    """The solver is an extra, and is not there."""

    code = "matching_not_installed"


@dataclass(frozen=True, slots=True, order=True)
class Wanting:
    """A household that wants a cadre, and the union it belongs to."""

    key: int
    place: int


@dataclass(frozen=True, slots=True, order=True)
class Helping:
    """A cadre: how many households she may have at the most, and how many she has already."""

    key: int
    most: int
    load: int = 0

    @property
    def seats(self) -> int:
        """How many more she may take."""
        return max(self.most - self.load, 0)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a step in the tree costs, and what one household on a cadre costs. Whole numbers, so that sums are exact."""

    step: int = 1
    load: int = 1


PLAIN = Weights()


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who answers for whom: cadres by household; the cost; for each household left over, why."""

    pairs: Mapping[int, int]
    cost: int
    unmatched: Mapping[int, str]

    @property
    def loads(self) -> Mapping[int, int]:
        """How many households each cadre gets that gets any."""
        return Counter(self.pairs.values())


def seat_cost(seat: int, weights: Weights) -> int:
    """Return what the household on seat ``seat`` (1, 2, …) weighs: each more than the one before.

    >>> [seat_cost(seat, Weights(load=2)) for seat in (1, 2, 3)]
    [2, 6, 10]
    """
    return weights.load * (2 * seat - 1)


def assign(
    wanting: Sequence[Wanting],
    helping: Sequence[Helping],
    *,
    steps: Mapping[tuple[int, int], int],
    forbidden: frozenset[tuple[int, int]] = frozenset(),
    weights: Weights = PLAIN,
) -> Assignment:
    """Return the assignment of least cost.

    ``steps`` says for (place, cadre) how many steps lie between them; a cadre without an entry does not reach the
    place. ``forbidden`` holds (household, cadre) that recuse each other.

    Units:  whole numbers throughout.
    Errors: ``MatchingNotInstalled`` without the extra ``matching``.

    >>> both = [Wanting(1, 10), Wanting(2, 10)]
    >>> found = assign(both, [Helping(7, most=2), Helping(8, most=2)], steps={(10, 7): 0, (10, 8): 1})
    >>> sorted(found.pairs.items()), found.cost
    ([(1, 7), (2, 8)], 3)
    """
    rows, cadres = sorted(wanting), [one for one in sorted(helping) if one.seats]
    open_seats = {one.key: min(one.seats, len(rows) // len(cadres) + SPARE) for one in cadres}
    pairs: dict[int, int] = {}
    cost = 0
    while rows and cadres:
        seats = [(one, seat) for one in cadres for seat in range(1, open_seats[one.key] + 1)]
        pairs, cost = solved(rows, seats, steps=steps, forbidden=forbidden, weights=weights)
        loads = Counter(pairs.values())
        full = [one for one in cadres if loads[one.key] == open_seats[one.key] < one.seats]
        if not full:
            break
        open_seats |= {one.key: min(one.seats, 2 * open_seats[one.key]) for one in full}
    return Assignment(pairs, cost, why_not(rows, pairs, steps=steps, forbidden=forbidden, helping=helping))


def solved(
    rows: Sequence[Wanting],
    seats: Sequence[tuple[Helping, int]],
    *,
    steps: Mapping[tuple[int, int], int],
    forbidden: frozenset[tuple[int, int]],
    weights: Weights,
) -> tuple[dict[int, int], int]:
    """Return the pairs of least cost on ``seats``, and that cost.

    Not all seats need be there: a cadre who leaves one of hers empty would leave further ones empty too, because each
    costs more than the one before. So the caller opens few, and more only for cadres who fill theirs.
    """
    costs, left_out = cost_table(rows, seats, steps=steps, forbidden=forbidden, weights=weights)
    best = solver().optimize.linear_sum_assignment
    taken = best(costs[:, : len(seats)]) if len(seats) >= len(rows) else ()
    if not taken or costs[taken].max() > left_out:  # somebody must be left out
        taken = best(costs)
    pairs, cost = {}, 0
    for row, column in zip(*(side.tolist() for side in taken), strict=True):
        if column < len(seats) and costs[row, column] < left_out:
            pairs[rows[row].key] = seats[column][0].key
            cost += int(costs[row, column])
    return pairs, cost


def cost_table(
    rows: Sequence[Wanting],
    seats: Sequence[tuple[Helping, int]],
    *,
    steps: Mapping[tuple[int, int], int],
    forbidden: frozenset[tuple[int, int]],
    weights: Weights,
) -> tuple[Any, int]:
    """Return what each household costs on each seat, and what it costs to be left out, which is more than all pairs.

    The last columns are one place each to be left out. A seat that a household may not have costs more still.
    """
    places = {place: at for at, place in enumerate(sorted({row.place for row in rows}))}
    cadres = {key: at for at, key in enumerate(sorted({one.key for one, _seat in seats}))}
    heaviest = max(seat_cost(one.load + seat, weights) for one, seat in seats)
    longest = max(steps.values(), default=0) * weights.step
    left_out = (heaviest + longest + 1) * (len(rows) + 1)
    known = [
        (places[place], cadres[key], far) for (place, key), far in steps.items() if place in places and key in cadres
    ]
    sparse = solver().sparse
    reach = sparse.coo_array(
        ([far * weights.step - 2 * left_out for _place, _key, far in known],
         ([place for place, _key, _far in known], [key for _place, key, _far in known])),
        shape=(len(places), len(cadres)),
    ).toarray() + 2 * left_out  # fmt: skip
    by_row = reach[[places[row.place] for row in rows]]
    at = {row.key: number for number, row in enumerate(rows)}
    for household, cadre in forbidden:
        if household in at and cadre in cadres:
            by_row[at[household], cadres[cadre]] = 2 * left_out
    loaded = [seat_cost(one.load + seat, weights) for one, seat in seats]
    on_seats = by_row[:, [cadres[one.key] for one, _seat in seats]] + loaded
    outside = sparse.coo_array((len(rows), len(rows)), dtype=on_seats.dtype).toarray() + left_out
    return sparse.hstack([sparse.coo_array(on_seats), sparse.coo_array(outside)]).toarray(), left_out


def why_not(
    rows: Sequence[Wanting],
    pairs: Mapping[int, int],
    *,
    steps: Mapping[tuple[int, int], int],
    forbidden: frozenset[tuple[int, int]],
    helping: Sequence[Helping],
) -> dict[int, str]:
    """Return for each household that is in no pair what stood in the way."""
    left = [row for row in rows if row.key not in pairs]
    keys = [one.key for one in helping]
    reasons = {}
    for row in left:
        near = [key for key in keys if (row.place, key) in steps]
        free = [key for key in near if (row.key, key) not in forbidden]
        reasons[row.key] = NO_SEAT if free else ALL_RECUSED if near else NOBODY_REACHES
    return reasons


def solver() -> Any:
    """Return the solver.

    Errors: ``MatchingNotInstalled`` when it is not there, with the words to mend that.
    """
    try:
        import scipy.optimize  # noqa: PLC0415  loaded-when-needed: only whoever pairs by machine needs it
        import scipy.sparse  # noqa: PLC0415  loaded-when-needed: only whoever pairs by machine needs it
    except ImportError as error:
        raise MatchingNotInstalled(
            "这台机器没有装配对用的计算包；请管理员执行 pip install 'niangjia[matching]'，装好前可以一户户手工结对"
        ) from error
    return scipy
