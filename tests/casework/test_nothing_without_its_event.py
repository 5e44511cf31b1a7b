"""Where the event of a deed cannot be written, the deed is not done."""

from __future__ import annotations

from contextlib import suppress

import pytest
from deeds import DEEDS, adopted, written_down
from deeds_of_help import newcomer
from django.db import connection
from played_quarter import play_quarter

from niangjia.records.immutable import Guard
from niangjia.records.papers.models import Upload

NO_EVENT = Guard("trail_event", "INSERT", "no_event_can_be_written")


BEHIND = " left something behind"
PREPARED = {
    "access.sign_in.count_failure",
    "access.phone_codes.send_code",
    "access.phone_codes.sign_in_by_code",
    "applications.link_account",
    "transfers.move_out_of_time",
}
"""Not yet shown: tries are counted, and what the deed needs is prepared, before the event that cannot be written."""


@pytest.mark.django_db(transaction=True)
def test_where_no_event_can_be_written_nothing_is_done() -> None:
    """One after the other in their own transactions, with nothing around them that could undo them in their place."""
    quarter = play_quarter()
    adopted(quarter)
    newcomer(quarter)
    Upload.everywhere.filter(owner_union__code="street").update(state="received")
    vendor = connection.vendor
    with connection.cursor() as cursor:
        for statement in NO_EVENT.created(vendor):
            cursor.execute(statement)
    left = []
    try:
        for name, deed in DEEDS.items():
            if name == "adoption.adopt":
                continue  # adopted above: doing it again is no deed
            before = written_down()
            with suppress(Exception):
                deed(quarter)
                left.append(f"{name} was done")
            if written_down() != before:
                left.append(f"{name}{BEHIND}")
    finally:
        with connection.cursor() as cursor:
            for statement in NO_EVENT.dropped(vendor):
                cursor.execute(statement)
    assert [one for one in left if one.removesuffix(BEHIND) not in PREPARED] == []
