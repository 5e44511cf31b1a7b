"""Two at once on one visit: real threads, real connections; one succeeds, the other is told, nothing is doubled."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from small_county import AT, build_county
from visiting import LATER, fresh, visiting

from niangjia.casework import trail
from niangjia.casework.progress import MovedMeanwhile
from niangjia.programmes.hardship import services
from niangjia.records.cases.models import Case
from niangjia.records.visits.models import Report, Seat, Visit

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*deeds: Callable[[], str]) -> dict[str, int]:
    """Let everybody act at the same moment, each at their own connection, and count how it ended for them."""
    gate = threading.Barrier(len(deeds), timeout=60)

    def take(deed: Callable[[], str]) -> str:
        try:
            gate.wait()
            return deed()
        except MovedMeanwhile:
            return "moved"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as seats:
        return dict(Counter(seats.map(take, deeds)))


def test_of_two_cadres_who_assign_at_once_one_does() -> None:
    town = visiting(build_county())
    case = town.case("community", "孙三")

    def assigned(username: str) -> Callable[[], str]:
        county = town.county.actor(username)

        def deed() -> str:
            seen = Case.everywhere.select_related("household", "owner_union").get(pk=case.pk)
            return "assigned" if services.assign_visits(county, [seen], at=AT).visits else "moved"

        return deed

    seen = at_once(*(assigned(name) for name in ("cadre", "second") * 4))
    assert seen.get("assigned") == 1
    assert Visit.everywhere.count() == 1
    assert Seat.everywhere.count() == 2
    assert trail.verify().broken_at is None


def test_of_two_visitors_who_file_at_once_one_does() -> None:
    town = visiting(build_county())
    visit = town.sent(town.case("community", "孙三"))
    first, second = town.two(visit)
    services.record_consent(visit, signer="孙三", by=first, at=LATER)
    seen = fresh(visit)

    def filed(by: object) -> Callable[[], str]:
        def deed() -> str:
            services.report_visit(seen, by=by, at=LATER)  # type: ignore[arg-type]  # checked-before
            return "filed"

        return deed

    assert at_once(filed(first), filed(second)) == {"filed": 1, "moved": 1}
    assert Report.everywhere.count() == 1


def test_of_two_second_signatures_at_once_one_counts() -> None:
    town = visiting(build_county())
    visit = town.reported(town.sent(town.case("community", "孙三")))
    _first, second = town.two(visit)

    def signed() -> str:
        services.confirm_visit(fresh(visit), by=second, at=LATER)
        return "signed"

    assert at_once(signed, signed) == {"signed": 1, "moved": 1}
    assert Case.everywhere.get(pk=visit.case_id).state == "visited"
