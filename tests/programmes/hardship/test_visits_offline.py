"""A home visit that was written without signal goes into the same desk as one from the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from played_ledger import LIMITS
from small_county import AT, County
from visiting import Visiting
from visiting import visiting as judged

from niangjia.casework import offline
from niangjia.casework.access import actor_of
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.forms.visits import VISITS
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.records.surveys.models import Package, Submission
from niangjia.records.visits.models import Report, Seat, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def visiting(county: County) -> Visiting:
    return judged(county)


def package(account: Any, visiting: Visiting) -> Package:
    union = visiting.county.unions["county"]
    return offline.issue_package(
        actor_of(account, on=AT.date()), union=union, device=UUID(int=account.pk), hours=72, at=AT
    )


def content(**changes: str) -> dict[str, Any]:
    """Return a report in which all was found as declared, but for some changes."""
    facts = [key for look in VISITS["looks"].values() for key in look["facts"]]
    return {"answer": "given", "signer": "王八", **{f"{key}_seen": "same" for key in facts}, **changes}


def sent(visit: Visit, uid: int, told: dict[str, Any]) -> offline.Sent:
    return offline.Sent("visit", UUID(int=uid), visit.uid, 0, told)


def receive(held: Package, piece: offline.Sent) -> Submission:
    return offline.receive(held, piece, limits=LIMITS, at=AT + timedelta(hours=2))


def test_the_phone_carries_only_the_visits_handed_to_it(visiting: Visiting) -> None:
    visit = visiting.sent(visiting.case("community", "孙三"))
    one, _two = visiting.two(visit)
    [item] = offline.items_for(actor_of(one, on=AT.date()))["visit"]
    assert item.subject == visit.uid
    assert item.form == "new"
    assert "申报的" in next(iter(item.given["asides"].values()))
    outsider = visiting.county.actor("leader")
    assert offline.items_for(outsider)["visit"] == []


def test_a_report_from_a_phone_is_filed_once_and_confirmed_on_the_page(visiting: Visiting) -> None:
    visit = visiting.sent(visiting.case("community", "孙三"))
    one, two = visiting.two(visit)
    told = content(vehicle_seen="other", vehicle_value="scooter", vehicle_reason="slip")
    vehicle = services.declared_facts(visit.case)["vehicle"]
    told["vehicle_value"] = next(key for key in PROGRAMME.facts["vehicle"].choices if key != vehicle)
    held = package(one, visiting)
    states = {receive(held, sent(visit, 1, told)).state for _again in range(3)}
    assert states == {"counted"}, Submission.everywhere.get().why
    report = Report.everywhere.get()
    assert (report.uid, report.differing) == (UUID(int=1), 1)
    services.confirm_visit(Visit.everywhere.get(pk=visit.pk), identity_seen=True, by=two, at=AT + timedelta(hours=3))
    assert Visit.everywhere.get(pk=visit.pk).state == "confirmed"


def test_a_household_that_refuses_the_check_is_reported_from_the_phone_too(visiting: Visiting) -> None:
    visit = visiting.sent(visiting.case("community", "孙三"))
    one, _two = visiting.two(visit)
    assert receive(package(one, visiting), sent(visit, 1, {"answer": "refused"})).state == "counted"
    assert Visit.everywhere.get(pk=visit.pk).consent == "refused"


def test_a_look_that_was_left_out_waits_for_a_person_and_files_nothing(visiting: Visiting) -> None:
    visit = visiting.sent(visiting.case("community", "孙三"))
    one, _two = visiting.two(visit)
    told = content()
    del told["vehicle_seen"]
    kept = receive(package(one, visiting), sent(visit, 1, told))
    assert (kept.state, kept.why) == ("conflict", "refused")
    fresh = Visit.everywhere.get(pk=visit.pk)
    assert (fresh.state, fresh.consent) == ("planned", "")
    assert not Report.everywhere.exists()


def test_what_the_other_visitor_filed_meanwhile_stands_and_both_are_kept(visiting: Visiting) -> None:
    visit = visiting.sent(visiting.case("community", "孙三"))
    one, two = visiting.two(visit)
    mine, theirs = package(one, visiting), package(two, visiting)
    assert receive(theirs, sent(visit, 2, content())).state == "counted"
    kept = receive(mine, sent(visit, 1, content()))
    assert (kept.state, kept.why) == ("conflict", "moved")
    assert Report.everywhere.count() == 1


def test_a_visit_handed_to_somebody_else_meanwhile_is_left_to_the_union(visiting: Visiting) -> None:
    visit = visiting.sent(visiting.case("community", "孙三"))
    one, _two = visiting.two(visit)
    held = package(one, visiting)
    other = visiting.reinforce("county", "county")
    place = Seat.everywhere.get(visit=visit, account=one).place
    services.hand_over_visit(
        visiting.county.actor("cadre"), visit, place=place, account=other.pk, reason="ill", at=AT + timedelta(hours=1)
    )
    kept = receive(held, sent(visit, 1, content()))
    assert (kept.state, kept.why, kept.owner_union_id) == ("quarantined", "right", visit.owner_union_id)
    assert not Report.everywhere.exists()
