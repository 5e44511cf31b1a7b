"""The tree of unions on a day: who lies above, who below, who belongs there – as it was then, and as it is now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet

from niangjia.casework.queries.belonging import members_on
from niangjia.records.people.models import Membership
from niangjia.records.unions.models import INDUSTRY, TERRITORY, Path, Succession, Union


def ancestors(union_id: int, *, line: str, on: date) -> Sequence[Union]:
    """Return the unions above ``union_id`` on ``line`` on the day ``on``, itself first, then the nearest."""
    paths = (
        Path.objects.filter(descendant_id=union_id, line=line, valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .select_related("ancestor")
        .order_by("depth")
    )
    return [path.ancestor for path in paths]


def parents(union_ids: Collection[int], *, on: date) -> dict[int, int]:
    """Return for each of ``union_ids`` the one of them right above it on a day.

    Its parent by territory counts; only where that is not among them, the one of its industry.
    """
    paths = Path.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        ancestor_id__in=union_ids,
        descendant_id__in=union_ids,
        depth=1,
        valid_from__lte=on,
    )
    above: dict[str, dict[int, int]] = {INDUSTRY: {}, TERRITORY: {}}
    for path in paths:
        above[path.line][path.descendant_id] = path.ancestor_id
    return above[INDUSTRY] | above[TERRITORY]


def below(union_id: int, *, line: str = TERRITORY, on: date) -> QuerySet[Path, int]:
    """Return, as a subquery, the ids of the unions below ``union_id`` on a day, itself among them, closed ones too."""
    return (
        Path.objects.filter(ancestor_id=union_id, line=line, valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .values_list("descendant_id", flat=True)
    )


def right_below(union_id: int, *, line: str = TERRITORY, on: date) -> list[Union]:
    """Return the unions right below ``union_id`` on a day that were open on that day, by code."""
    there = below(union_id, line=line, on=on).filter(depth=1)
    alive = Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=on)
    return list(Union.objects.filter(alive, pk__in=there, founded_on__lte=on).order_by("code"))


def members_as_was(union_id: int, *, line: str = TERRITORY, on: date) -> QuerySet[Membership]:
    """Return who was a member below ``union_id`` on a day, in the tree as it was that day."""
    return members_on(below(union_id, line=line, on=on), on=on)


def members_as_is(union_id: int, *, line: str = TERRITORY, on: date, today: date) -> QuerySet[Membership]:
    """Return who was a member on the day ``on`` in any union that lies below ``union_id`` in the tree of ``today``.

    A union that was merged or dissolved lies below the one that it went on as.
    """
    return members_on(below(union_id, line=line, on=today), on=on)


def member_counts(union_id: int, *, line: str = TERRITORY, on: date, tree_on: date) -> dict[int, int]:
    """Return how many members there were on the day ``on`` in the part of each union right below ``union_id``.

    The parts are those of the tree of ``tree_on``, closed unions among them; the union's own members stand under its
    own id. All of them together are those of the whole. Asks two questions however many there are.
    """
    inside = Path.objects.filter(line=line, valid_from__lte=tree_on).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=tree_on)
    )
    within = inside.filter(ancestor_id=union_id).values("descendant_id")
    parts = inside.filter(ancestor__in=inside.filter(ancestor_id=union_id, depth=1).values("descendant_id"))
    part_of = dict(parts.filter(descendant__in=within).values_list("descendant_id", "ancestor_id"))
    counts: dict[int, int] = {union_id: 0}
    held = members_on(within, on=on).order_by().values_list("owner_union_id")
    for owner, count in held.annotate(count=Count("pk")):
        part = part_of.get(owner, union_id)
        counts[part] = counts.get(part, 0) + count
    return counts


def lineage(union_id: int) -> list[Succession]:
    """Return what ``union_id`` came out of and went on as, oldest first."""
    told = Succession.objects.filter(Q(predecessor_id=union_id) | Q(successor_id=union_id))
    return list(told.select_related("predecessor", "successor").order_by("on", "id"))
