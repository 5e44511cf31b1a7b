"""The tree of unions on a day: who lies above, who right below."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q

from niangjia.records.unions.models import INDUSTRY, TERRITORY, Path, Union


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
