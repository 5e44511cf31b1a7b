"""Who belongs where on a day: each member counted once, in the primary union."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from niangjia.records.people.models import Membership, Worker


def members_on(union_ids: Iterable[int] | QuerySet[Any], *, on: date) -> QuerySet[Membership]:
    """Return the memberships that hold on a day in the unions ``union_ids``, active and reserved alike.

    Those of a registration that was merged are not counted. They are few: leaving them out by number, rather than
    looking at every worker, lets the index of memberships alone answer how many there are.
    """
    begun = Membership.objects.within(union_ids).filter(from_on__lte=on)
    return begun.filter(Q(to_on__isnull=True) | Q(to_on__gt=on)).exclude(worker__in=merged_workers())


def merged_workers() -> QuerySet[Worker, int]:
    """Return, as a subquery, the ids of the registrations that go on as another."""
    return Worker.everywhere.filter(merged_into__isnull=False).values_list("pk", flat=True)


def is_member(worker: Worker, *, on: date) -> bool:
    """Return whether a worker is a member of any union on a day, active or reserved."""
    spells = Membership.everywhere.filter(worker=worker, from_on__lte=on)
    return spells.filter(Q(to_on__isnull=True) | Q(to_on__gt=on)).exists()


def members_among(workers: Collection[int], *, on: date) -> set[int]:
    """Return the ids of those of ``workers`` who are members of any union on a day, active or reserved."""
    spells = Membership.everywhere.filter(worker__in=workers, from_on__lte=on)
    return set(spells.filter(Q(to_on__isnull=True) | Q(to_on__gt=on)).values_list("worker_id", flat=True))


def open_membership(worker: Worker) -> Membership | None:
    """Return the spell that is open, if the worker is a member anywhere."""
    return Membership.everywhere.filter(worker=worker, to_on__isnull=True).select_related("owner_union").first()
