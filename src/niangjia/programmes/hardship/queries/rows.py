"""One mapping from what was filed to what is judged: ``fact_rows`` for the batch, ``facts_for`` for one household."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from niangjia.batch.quarter import FactRow
from niangjia.casework import consents, visits
from niangjia.casework.adoption import chosen_values
from niangjia.casework.queries import ancestors
from niangjia.engines.rules import ChosenValues
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.records.papers.models import ReturnRow
from niangjia.records.people.models import Household
from niangjia.records.sealing import unseal
from niangjia.records.unions.models import TERRITORY

NOT_AUTHORISED = {"authorised": False}


def reading_of(row: ReturnRow) -> dict[str, Any]:
    """Return what was read in one row: person, facts, members, faults."""
    reading: dict[str, Any] = json.loads(unseal(row, "reading") or "{}")
    return reading


def accepted_rows(union_ids: Any, period: str) -> QuerySet[ReturnRow]:
    """Return the live, accepted rows of a quarter within ``union_ids``, in the order in which they were filed."""
    return (
        ReturnRow.objects.within(union_ids)
        .filter(filed_in__period=period, replaced_by__isnull=True, verdict="accept")
        .select_related("household", "household__merged_into", "filed_in")
        .order_by("id")
    )


def fact_rows(union_ids: Any, period: str, *, on: date, left_out: set[int]) -> Iterator[FactRow]:
    """Yield one row a household: filings that were merged count once, and those in ``left_out`` wait."""
    values: dict[int, tuple[tuple[str, ...], tuple[ChosenValues, ...]]] = {}
    found = visits.found_facts(union_ids, programme=PROGRAMME.key, period=period)
    refusing = consents.refusing(union_ids, period=period)
    seen: set[int] = set()
    for row in accepted_rows(union_ids, period):
        household = home_of(row)
        if household is None or household.pk in seen or row.household_id in left_out:
            continue
        seen.add(household.pk)
        union = household.owner_union_id
        if union not in values:
            values[union] = values_for(union, on=on)
        place, chosen = values[union]
        facts = known_facts(row, found.get(household.pk, {}), refused=household.pk in refusing)
        yield FactRow(row, household, facts, place, chosen)


def known_facts(row: ReturnRow, found: Mapping[str, Any], *, refused: bool) -> dict[str, Any]:
    """Return what is known of a household: what it declared, and over it what two visitors found at its home.

    Whoever ``refused`` the check, or took the consent back, is not authorised, whatever was found while it stood.
    """
    return {**reading_of(row)["facts_for_rules"], **found, **(NOT_AUTHORISED if refused else {})}


def facts_for(row: ReturnRow, *, on: date, visited: bool = True) -> FactRow:
    """Return the same mapping for one row alone; without ``visited`` only what was declared."""
    household = home_of(row)
    if household is None:
        raise ValueError("an accepted row has a household")
    place, chosen = values_for(household.owner_union_id, on=on)
    period = row.filed_in.period
    found = visits.found_facts_of(household.pk, programme=PROGRAMME.key, period=period) if visited else {}
    refused = visited and consents.refused(household, period=period)
    return FactRow(row, household, known_facts(row, found, refused=refused), place, chosen)


def home_of(row: ReturnRow) -> Household | None:
    """Return the household that a row counts for: the one that its own was merged into, if it was."""
    household = row.household
    while household is not None and household.merged_into is not None:
        household = household.merged_into
    return household


def values_for(union_id: int, *, on: date) -> tuple[tuple[str, ...], tuple[ChosenValues, ...]]:
    """Return the places of a union from near to far, and the values that it and the unions above it chose."""
    places = dict.fromkeys(union.place for union in ancestors(union_id, line=TERRITORY, on=on))
    return tuple(places), chosen_values(union_id, practice=PROGRAMME.practice, on=on)
