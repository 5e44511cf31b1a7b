"""What a union reported last, for the form that it is handed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from niangjia.casework.access import Actor
from niangjia.outside.workbook.families import SELF
from niangjia.programmes.hardship.queries.rows import reading_of
from niangjia.records.papers.models import Return, ReturnRow
from niangjia.records.unions.models import Union


def last_reported(actor: Actor, union: Union, period: str) -> tuple[Return | None, list[dict[str, Any]]]:
    """Return the newest return before ``period`` in which ``union`` reported households, and how they were read.

    Only accepted rows count; of a union that never reported any, nothing is known.
    """
    accepted = (
        actor.rows(ReturnRow, "file_returns")
        .filter(owner_union=union, filed_in__period__lt=period, replaced_by__isnull=True, verdict="accept")
        .select_related("filed_in")
        .order_by("-filed_in__period", "upload", "sheet", "row", "id")
    )
    newest = accepted.first()
    if newest is None:
        return None, []
    return newest.filed_in, [reading_of(row) for row in accepted.filter(filed_in=newest.filed_in)]


def listed_members(reading: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the members that a household's list names, the worker apart."""
    own = reading["person"]["id_number"]
    return [
        one
        for one in reading["members"]
        if one["listed"] and one["relation"] != SELF and not (one["id_number"] and one["id_number"] == own)
    ]


def lists_everybody(reading: Mapping[str, Any]) -> bool:
    """Return whether a household's list names as many as it has."""
    return int(reading["facts"]["persons"]) == 1 + len(listed_members(reading))
