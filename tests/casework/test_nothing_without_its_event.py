"""Where the event of a deed cannot be written, the deed is not done."""

from __future__ import annotations

from contextlib import suppress

import pytest
from deeds import DEEDS, adopted, written_down
from deeds_of_belonging import let_time_run_out
from deeds_of_help import newcomer
from deeds_of_joining import own_account
from django.db import connection
from played_quarter import play_quarter

from niangjia.records.immutable import Guard
from niangjia.records.papers.models import Attempt, Upload

NO_EVENT = Guard("trail_event", "INSERT", "no_event_can_be_written")


@pytest.mark.django_db(transaction=True)
def test_where_no_event_can_be_written_nothing_is_done() -> None:
    """One after the other in their own transactions, with nothing around them that could undo them in their place.

    How often a door was tried is kept apart: a try counts for good, whatever becomes of it.
    """
    quarter = play_quarter()
    adopted(quarter)
    newcomer(quarter)
    own_account()
    let_time_run_out()
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
            before = written_down(Attempt)
            with suppress(Exception):
                deed(quarter)
                left.append(f"{name} was done")
            if written_down(Attempt) != before:
                left.append(f"{name} left something behind")
    finally:
        with connection.cursor() as cursor:
            for statement in NO_EVENT.dropped(vendor):
                cursor.execute(statement)
    assert left == []
