"""Returns with their files and rows. Callers reach a return or a row through somebody's scope first."""

from __future__ import annotations

from niangjia.records.papers.models import Return, ReturnRow, Upload
from niangjia.records.people.models import Household


def uploads(filed_in: Return) -> list[Upload]:
    """Return the files of a return, newest first."""
    return list(Upload.everywhere.filter(filed_in=filed_in).select_related("received_by").order_by("-id"))


def newest_read_upload(filed_in: Return) -> Upload | None:
    """Return the newest file of a return that could be read."""
    return Upload.everywhere.filter(filed_in=filed_in, state="read").order_by("-id").first()


def row_in_place_of(row: ReturnRow) -> ReturnRow:
    """Return the row that stands in the place of ``row`` now: itself, or what replaced it."""
    rows = ReturnRow.everywhere.select_related("filed_in__owner_union", "upload__filed_in")
    current = rows.get(pk=row.pk)
    while current.replaced_by_id is not None:
        current = rows.get(pk=current.replaced_by_id)
    return current


def filed_row(household: Household, *, period: str) -> ReturnRow | None:
    """Return the live row in which a household was filed for a period."""
    return (
        ReturnRow.everywhere.filter(household=household, filed_in__period=period, replaced_by__isnull=True)
        .select_related("upload")
        .first()
    )
