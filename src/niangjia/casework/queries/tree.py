"""The tree of unions on a day: who lies above, who right below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from niangjia.records.unions.models import Path, Union


def ancestors(union_id: int, *, line: str, on: date) -> Sequence[Union]:
    """Return the unions above ``union_id`` on ``line`` on the day ``on``, itself first, then the nearest."""
    paths = (
        Path.objects.filter(descendant_id=union_id, line=line, valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .select_related("ancestor")
        .order_by("depth")
    )
    return [path.ancestor for path in paths]
