"""Matching: nobody recused, nobody overladen, as many as can be, and never dearer than need be."""

from __future__ import annotations

import builtins
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.engines import matching
from niangjia.engines.matching import Assignment, Helping, Wanting, Weights, assign, seat_cost

PLACES = range(3)
UNTIMED = settings(deadline=None)
"""The first example waits for the solver to be loaded."""


@st.composite
def small_cases(draw: st.DrawFn) -> dict[str, Any]:
    households = [Wanting(key, draw(st.sampled_from(PLACES))) for key in range(draw(st.integers(0, 5)))]
    cadres = [
        Helping(100 + key, most=draw(st.integers(0, 3)), load=draw(st.integers(0, 2)))
        for key in range(draw(st.integers(0, 3)))
    ]
    reach = {(place, one.key): draw(st.integers(0, 4)) for place in PLACES for one in cadres if draw(st.booleans())}
    forbidden = frozenset(
        (one.key, other.key) for one in households for other in cadres if draw(st.integers(0, 4)) == 0
    )
    weights = Weights(draw(st.integers(0, 3)), draw(st.integers(1, 3)))
    return {"wanting": households, "helping": cadres, "steps": reach, "forbidden": forbidden, "weights": weights}


def allowed(case: dict[str, Any], household: Wanting, cadre: int) -> bool:
    return (household.place, cadre) in case["steps"] and (household.key, cadre) not in case["forbidden"]


def cost_of(case: dict[str, Any], pairs: dict[int, int]) -> int | None:
    """Return what an assignment costs, worked out from the definition; nothing when it overfills somebody."""
    places = {one.key: one.place for one in case["wanting"]}
    total = sum(case["steps"][places[household], cadre] * case["weights"].step for household, cadre in pairs.items())
    for one in case["helping"]:
        given_to = sum(1 for cadre in pairs.values() if cadre == one.key)
        if given_to > one.seats:
            return None
        total += sum(seat_cost(one.load + seat, case["weights"]) for seat in range(1, given_to + 1))
    return total


def best_by_trying_all(case: dict[str, Any]) -> tuple[int, int]:
    """Return how many can be paired at the most, and the least cost of pairing so many."""
    choices = [
        [None, *(one.key for one in case["helping"] if allowed(case, household, one.key))]
        for household in case["wanting"]
    ]
    found = (0, 0)
    for chosen in product(*choices):
        pairs = {one.key: cadre for one, cadre in zip(case["wanting"], chosen, strict=True) if cadre is not None}
        cost = cost_of(case, pairs)
        if cost is not None:
            found = max(found, (len(pairs), -cost))
    return found[0], -found[1]


@UNTIMED
@given(small_cases())
def test_no_assignment_is_cheaper_or_larger(case: dict[str, Any]) -> None:
    found = assign(**case)
    assert (len(found.pairs), found.cost) == best_by_trying_all(case)
    assert cost_of(case, dict(found.pairs)) == found.cost


@UNTIMED
@given(small_cases())
def test_nobody_is_recused_out_of_reach_or_overladen(case: dict[str, Any]) -> None:
    found = assign(**case)
    by_key = {one.key: one for one in case["wanting"]}
    assert all(allowed(case, by_key[household], cadre) for household, cadre in found.pairs.items())
    assert all(found.loads.get(one.key, 0) <= one.seats for one in case["helping"])


@UNTIMED
@given(small_cases())
def test_who_is_left_over_is_told_why(case: dict[str, Any]) -> None:
    found = assign(**case)
    for household in case["wanting"]:
        assert (household.key in found.pairs) != (household.key in found.unmatched)
        if household.key in found.unmatched:
            near = [one.key for one in case["helping"] if (household.place, one.key) in case["steps"]]
            free = [key for key in near if (household.key, key) not in case["forbidden"]]
            right = "no_seat" if free else "all_recused" if near else "nobody_reaches"
            assert found.unmatched[household.key] == right


@UNTIMED
@given(small_cases(), st.randoms())
def test_the_order_of_the_input_changes_nothing(case: dict[str, Any], dice: Any) -> None:
    mixed = {**case, "wanting": list(case["wanting"]), "helping": list(case["helping"])}
    dice.shuffle(mixed["wanting"])
    dice.shuffle(mixed["helping"])
    assert assign(**mixed) == assign(**case)


def test_943_households_spread_evenly_over_220_cadres() -> None:
    """The loads differ by one at most when every cadre is as near as any other."""
    households = [Wanting(key, key % 40) for key in range(943)]
    cadres = [Helping(key, most=6) for key in range(220)]
    found = assign(households, cadres, steps={(place, key): 1 for place in range(40) for key in range(220)})
    assert len(found.pairs) == 943
    assert set(found.loads.values()) == {4, 5}


def test_943_cadres_get_one_household_each() -> None:
    households = [Wanting(key, key % 40) for key in range(943)]
    cadres = [Helping(key, most=6) for key in range(943)]
    found = assign(households, cadres, steps={(place, key): 1 for place in range(40) for key in range(943)})
    assert (len(found.pairs), set(found.loads.values())) == (943, {1})


def test_a_near_cadre_takes_many_where_nobody_else_reaches() -> None:
    households = [Wanting(key, 1) for key in range(6)]
    found = assign(households, [Helping(7, most=6), Helping(8, most=6)], steps={(1, 7): 0})
    assert set(found.pairs.values()) == {7}


def test_without_the_solver_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = builtins.__import__

    def without_scipy(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("scipy"):
            raise ImportError(name)
        return plain(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_scipy)
    with pytest.raises(matching.MatchingNotInstalled, match=r"niangjia\[matching\]"):
        assign([Wanting(1, 1)], [Helping(2, most=1)], steps={(1, 2): 0})


def test_nobody_at_all_needs_no_solver() -> None:
    assert assign([], [], steps={}) == Assignment({}, 0, {})
