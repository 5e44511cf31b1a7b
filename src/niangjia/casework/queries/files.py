"""Returns with their files and rows. Callers reach a return or a row through somebody's scope first."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q

from niangjia.records.papers.models import Return, ReturnRow, Upload


def uploads(filed_in: Return) -> list[Upload]:
    """Return the files of a return, newest first."""
    return list(Upload.everywhere.filter(filed_in=filed_in).select_related("received_by").order_by("-id"))


def upload_to_mend(filed_in: Return) -> Upload | None:
    """Return the file of a return that holds most of what is still to be mended; else the newest that was read."""
    return (
        Upload.everywhere.filter(filed_in=filed_in, state="read")
        .annotate(left=Count("rows", filter=Q(rows__replaced_by__isnull=True, rows__verdict="fix")))
        .order_by("-left", "-id")
        .first()
    )


def places_to_mend(upload: Upload) -> set[tuple[str, int]]:
    """Return sheet and row of everything in a file that is still to be mended."""
    standing = ReturnRow.everywhere.filter(upload=upload, replaced_by__isnull=True, verdict="fix")
    return set(standing.values_list("sheet", "row"))


def row_in_place_of(row: ReturnRow) -> ReturnRow:
    """Return the row that stands in the place of ``row`` now: itself, or what replaced it."""
    rows = ReturnRow.everywhere.select_related("filed_in__owner_union", "upload__filed_in")
    current = rows.get(pk=row.pk)
    while current.replaced_by_id is not None:
        current = rows.get(pk=current.replaced_by_id)
    return current


def filed_rows(household_ids: Iterable[int], *, periods: Iterable[str]) -> dict[tuple[int, str], ReturnRow]:
    """Return the live rows in which households were filed for periods, by household and period."""
    rows = (
        ReturnRow.everywhere.filter(
            household_id__in=set(household_ids), filed_in__period__in=set(periods), replaced_by__isnull=True
        )
        .select_related("upload", "filed_in")
        .defer("upload__content")
        .order_by("-id")
    )
    return {(row.household_id, row.filed_in.period): row for row in rows if row.household_id is not None}
