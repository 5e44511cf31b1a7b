"""Coverage down the tree: for each union the sums of all below it, every union counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from niangjia.casework import queries as desk
from niangjia.casework.access import Actor
from niangjia.records.unions.models import Union

SENT = ("filed", "nil", "to_mend", "reading")


@dataclass(slots=True)
class Branch:
    """A union of the tree with what lies below it; ``line`` is its own return, where it owes one."""

    union: Union
    line: Mapping[str, Any] | None
    below: list[Branch] = field(default_factory=list)

    def lines(self) -> Iterable[Mapping[str, Any]]:
        """Yield the return of this union and those of all below it."""
        if self.line is not None:
            yield self.line
        for branch in self.below:
            yield from branch.lines()


def coverage(actor: Actor, lines: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the tree of those unions within reach that owe a return or stand above one that does.

    ``lines`` is the board's line by union. A union stands under its parent by territory; only where that lies out of
    reach, under the one of its industry: so nobody is counted twice.
    """
    reach = {union.pk: union for union in actor.unions("see_returns")}
    parents = desk.parents(reach, on=actor.on)
    branches = {pk: Branch(union, lines.get(pk)) for pk, union in reach.items()}
    children: dict[int | None, list[Branch]] = defaultdict(list)
    for pk, branch in branches.items():
        children[parents.get(pk)].append(branch)
    for pk, branch in branches.items():
        branch.below = children[pk]
    return [drawn(branch) for branch in latest_first(children[None])]


def latest_first(branches: Sequence[Branch]) -> list[Branch]:
    """Return the branches that hold a return, those with the most that is missing first."""
    holding = [branch for branch in branches if any(True for _line in branch.lines())]
    return sorted(holding, key=lambda branch: (-missing(branch.lines()), branch.union.code))


def missing(lines: Iterable[Mapping[str, Any]]) -> int:
    """Return how many of these returns have not been sent."""
    return sum(line["status"] not in SENT for line in lines)


def drawn(branch: Branch) -> dict[str, Any]:
    """Return a branch as the board shows it: sums, its own return, and what lies below."""
    lines = list(branch.lines())
    return {
        "label": branch.union.short_name,
        "sent": sum(line["status"] in SENT for line in lines),
        "owed": len(lines),
        "missing": missing(lines),
        "late": sum(line["status"] not in SENT and line["working_days_left"] < 0 for line in lines),
        "households": sum(line["households"] for line in lines),
        "usable": sum((line["usable"] or 0) for line in lines),
        "own": branch.line,
        "below": [drawn(one) for one in latest_first(branch.below)],
    }
