"""Knocking on doors: consent first, one tap makes a member, and the ledger of who is not yet in."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from played_ledger import answered, open_grid
from small_county import AT, County

from niangjia.casework import canvass
from niangjia.casework.queries import canvass as desk
from niangjia.programmes.membership.forms.ledger import SurveyForm
from niangjia.programmes.membership.programme import INDICATORS, SURVEY
from niangjia.programmes.membership.services import ledger
from niangjia.records.people.models import Membership, Worker
from niangjia.records.surveys.models import Door, Survey

pytestmark = pytest.mark.django_db


def test_there_are_twelve_indicators_and_what_is_personal_is_sealed(county: County) -> None:
    assert len(INDICATORS) == SURVEY["count"]["value"] == 12
    stop = open_grid(county, "community", doors=1)[0]
    by = county.accounts["community-chair"]
    survey = ledger.record_survey(
        stop.door, during=stop.round, consent="given", answered=answered("华十", 1), by=by, at=AT
    )
    kept = Survey.everywhere.get(pk=survey.pk)
    assert kept.answers == {"occupation": "courier", "wish": "yes", "hours": "over10"}
    assert "孩子" not in bytes(kept.told or b"").decode("latin1")
    assert canvass.told_of(kept) == {"difficulty": "孩子没人看"}


def test_without_consent_only_that_is_kept(county: County) -> None:
    stop = open_grid(county, "community", doors=1)[0]
    form = SurveyForm({"consent": "refused", "name": "华十", "phone": "15400070001", "wish": "yes", "difficulty": "难"})
    assert form.is_valid()
    assert form.cleaned_data == {"consent": "refused"}
    assert form.answered is None
    by = county.accounts["community-chair"]
    survey = ledger.record_survey(stop.door, during=stop.round, consent="refused", by=by, at=AT)
    assert (survey.worker, survey.told, survey.answers) == (None, None, {})
    assert not Worker.everywhere.exists()
    with pytest.raises(canvass.NotAsked):
        ledger.record_survey(
            stop.door, during=stop.round, consent="refused", answered=answered("华十", 1), by=by, at=AT
        )


def test_the_same_answer_twice_is_one(county: County) -> None:
    stop = open_grid(county, "community", doors=1)[0]
    by = county.accounts["community-chair"]
    for _twice in range(2):
        ledger.record_survey(
            stop.door,
            during=stop.round,
            consent="given",
            answered=answered("华十", 1),
            uid=UUID(int=5),
            by=by,
            at=AT,
        )
    assert Survey.everywhere.count() == Worker.everywhere.count() == 1


def test_one_tap_makes_a_member_and_takes_him_off_the_ledger(county: County) -> None:
    stops = open_grid(county, "community", doors=2)
    by = county.accounts["community-chair"]
    for number, stop in enumerate(stops, start=1):
        ledger.record_survey(
            stop.door, during=stop.round, consent="given", answered=answered(f"华{number}", number), by=by, at=AT
        )
    within = [county.unions["community"].pk]
    first = Survey.everywhere.order_by("id")[0]
    ledger.join_at_the_door(first, by=by, at=AT)
    member = Membership.everywhere.get()
    assert (member.worker, member.owner_union.code) == (first.worker, "community")
    known = desk.known_workers(within, on=AT.date())
    assert {(one.worker.name, one.belongs) for one in known.select_related("worker") if one.worker} == {
        ("华1", True),
        ("华2", False),
    }
    assert desk.visited_doors(within).count() == 2


def test_a_member_of_another_union_is_recognised_and_is_nobody_to_be_won(county: County) -> None:
    stops = open_grid(county, "community", doors=2)
    by = county.accounts["community-chair"]
    told = answered("华十", 1)
    survey = ledger.record_survey(
        stops[0].door, during=stops[0].round, consent="given", answered=told, joins=True, by=by, at=AT
    )
    assert not survey.was_member
    again = ledger.record_survey(
        stops[1].door, during=stops[1].round, consent="given", answered=told, joins=True, by=by, at=AT
    )
    assert again.was_member
    assert Membership.everywhere.count() == 1


def test_a_door_is_handed_to_one_at_a_time_and_a_closed_round_to_nobody(county: County) -> None:
    stop = open_grid(county, "community", doors=3)[0]
    chair = county.accounts["chair"]
    keeper = county.actor("chair")
    assert ledger.give_grid(keeper, stop.round, grid="3 号楼", to=chair, on=AT.date(), at=AT) == 3
    assert desk.own_stops(county.actor("community-chair")).count() == 0
    assert desk.own_stops(county.actor("chair")).count() == 3
    ledger.close_round(stop.round, by=chair, at=AT + timedelta(days=1))
    assert desk.own_stops(county.actor("chair")).count() == 0
    assert Door.everywhere.count() == 3
