"""Whom a newly chosen value would touch: a list to read before anything is judged again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from niangjia.engines.rules.outcome import Outcome, outcome
from niangjia.engines.rules.parameters import ChosenValues
from niangjia.engines.rules.policy import Policy

BESIDE_FACTS = ("key", "on", "place")


@dataclass(frozen=True, slots=True)
class Touched:
    """A household whose tier, tests or amounts would differ; ``key``, ``on`` and ``place`` are those of its row."""

    key: object
    on: date
    place: str | Sequence[str]
    before: Outcome
    after: Outcome

    @property
    def difference_fen(self) -> int | None:
        """How much more (or less) it would be entitled to; ``None`` where either cannot be told.

        Units: whole fen.
        """
        amounts = [*self.before.benefits.values(), *self.after.benefits.values()]
        if None in amounts:
            return None
        return sum(v or 0 for v in self.after.benefits.values()) - sum(v or 0 for v in self.before.benefits.values())


def touched(
    policy: Policy,
    old_chosen: Sequence[ChosenValues],
    new_chosen: Sequence[ChosenValues],
    rows: Sequence[Mapping[str, Any]],
    *,
    on: date | None = None,
    place: str | Sequence[str] = "",
) -> list[Touched]:
    """Return the rows whose outcome would differ if ``new_chosen`` stood in the place of ``old_chosen``.

    Rows hold facts, a ``key``, and their own ``on`` and ``place`` (else those given hold). Nothing is judged anew or
    stored: a back-dated value lists whom it would touch, and people decide.
    Errors: ``ValueError`` for a row without a day; the errors of ``outcome``.
    """
    found = []
    for row in rows:
        day, where = row.get("on") or on, row.get("place") or place
        if day is None:
            raise ValueError("每一行都要有日期 on，或者另外给出 on")
        facts = {key: value for key, value in row.items() if key not in BESIDE_FACTS}
        before, after = (
            outcome(policy, facts, on=day, place=where, chosen=chosen) for chosen in (old_chosen, new_chosen)
        )
        if (before.tier, before.tests, before.benefits) != (after.tier, after.tests, after.benefits):
            found.append(Touched(row.get("key"), day, where, before, after))
    return found
