"""Which two visit a household: by grid, then by load; pure, so that the same roster always gives the same two."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be sent to a household.

    Units: ``distance`` is in steps of the territory tree from the union of the post to the household's; ``load`` is a
    number of open visits. ``signs`` says that the account may sign decisions: it is sent last, so that somebody is
    left to sign.
    """

    account_id: int
    person: UUID
    union_id: int
    distance: int
    load: int = 0
    signs: bool = False


def two_of(
    candidates: Iterable[Candidate], *, barred: Collection[UUID], own_enterprise: int | None, most: int
) -> tuple[Candidate, ...]:
    """Return the two who go, the nearest first; fewer where fewer are left.

    Whoever has ``most`` open visits goes only when nobody else is left; then the nearest goes before the farther, who
    may not sign before who may, the less loaded before the more. Nobody goes as two accounts, and with somebody of the
    household's ``own_enterprise`` goes somebody from outside it, if there is one.

    >>> one, two, three = (Candidate(n, UUID(int=n), union_id=u, distance=n) for n, u in ((1, 7), (2, 7), (3, 1)))
    >>> def gone(barred=(), own_enterprise=None):
    ...     two_who_go = two_of([three, two, one], barred=barred, own_enterprise=own_enterprise, most=9)
    ...     return [who.account_id for who in two_who_go]
    >>> gone(), gone(own_enterprise=7), gone(barred={two.person, three.person})
    ([1, 2], [1, 3], [1])
    """
    left = sorted(
        (one for one in candidates if one.person not in barred),
        key=lambda one: (one.load >= most, one.distance, one.signs, one.load, one.account_id),
    )
    if not left:
        return ()
    first = left[0]
    inside = first.union_id == own_enterprise
    others = [one for one in left if one.person != first.person]
    others.sort(key=lambda one: inside and one.union_id == own_enterprise)
    return (first, *others[:1])
