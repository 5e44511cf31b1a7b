"""Households that turned out to be one: as which each goes on, and which are one with it."""

from __future__ import annotations

from collections.abc import Iterable

from niangjia.records.people.models import Household


def gone_on_as(household: Household) -> Household:
    """Return the household as which ``household`` goes on today: itself, unless it was merged into another."""
    while household.merged_into is not None:
        household = household.merged_into
    return household


def one_with(household: Household) -> set[int]:
    """Return the ids of all households that are one with ``household``, its own among them."""
    return set(members_of([gone_on_as(household).pk]))


def root_of(household_id: int) -> int:
    """Return the id of the household as which another goes on today."""
    merged = dict(Household.everywhere.filter(pk=household_id).values_list("pk", "merged_into_id"))
    into = merged.get(household_id)
    return household_id if into is None else root_of(into)


def roots_of(household_ids: Iterable[int]) -> dict[int, int]:
    """Return each of these households with the one as which it goes on today."""
    found = {one: one for one in household_ids}
    while merged := dict(
        Household.everywhere.filter(pk__in=set(found.values()), merged_into__isnull=False).values_list(
            "pk", "merged_into_id"
        )
    ):
        found = {one: merged.get(into) or into for one, into in found.items()}
    return found


def members_of(roots: Iterable[int]) -> dict[int, int]:
    """Return every household that goes on as one of ``roots``, each with the root that it went on as."""
    found = {root: root for root in roots}
    latest = set(found)
    while latest:
        merged = dict(
            Household.everywhere.filter(merged_into__in=latest)
            .exclude(pk__in=found)
            .values_list("pk", "merged_into_id")
        )
        found |= {pk: found[into] for pk, into in merged.items() if into is not None}
        latest = set(merged)
    return found
