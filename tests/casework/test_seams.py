"""Where the windows and the desks meet: who takes over is told, what a charter says once is said alike elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from leaving_walk import Q3, after, left_after, six_months
from pairing import paired
from small_county import AT, County, build_county
from visiting import visiting

from niangjia import catalogue
from niangjia.casework import leaving
from niangjia.casework.messages import own_messages
from niangjia.programmes.care.programme import CHARTER as CARE
from niangjia.programmes.care.services import pairs
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.programme import CHARTER as HARDSHIP
from niangjia.records.notices.models import Message
from niangjia.records.people.models import Household
from niangjia.records.placements.models import Pairing
from niangjia.records.trail.models import Event
from niangjia.records.visits.models import Seat
from niangjia.site import home

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return build_county()


# ------------------------------------------------------------------------------------------------------ who is told


def test_whoever_takes_a_pair_over_is_told_without_a_name(county: County) -> None:
    [home_, other] = (make(county, name) for name in ("赵一", "钱二"))
    one, two = paired(county, home_), paired(county, other)
    row = pairs.hand_over(one, to=county.accounts["cadre"], reason="load", by=county.accounts["second"], at=AT)
    [told] = own_messages(county.actor("cadre"))
    assert told.address == f"/care/pairs/{row.pk}/" or str(row.pk) in told.address
    assert "赵" not in told.text
    assert not own_messages(county.actor("helper")).exists()
    assert two.ended_on is None


def make(county: County, name: str) -> Household:
    from pairing import household as make_household

    return make_household(county, "street", name)


def test_the_two_who_are_sent_are_told_and_whoever_goes_instead_later(county: County) -> None:
    town = visiting(county)
    visit = town.sent(town.case("community", "孙三"))
    told = Message.everywhere.filter(kind="visit_assigned")
    assert {one.to_id for one in told} == {account.pk for account in town.two(visit)}
    assert all("孙" not in one.text for one in told)
    other = town.reinforce("community", "grassroots")
    services.hand_over_visit(county.actor("cadre"), visit, place=2, account=other.pk, reason="ill", at=AT)
    assert told.all().count() == 3
    assert own_messages_of(other.pk) == 1
    assert Seat.everywhere.filter(visit=visit).count() == 3


def own_messages_of(account: int) -> int:
    return Message.everywhere.filter(to=account, kind="visit_assigned").count()


# ------------------------------------------------------------------------------------------- what is over ends itself


def hardship_pair(county: County, home_: Household) -> Pairing:
    return pairs.pair(
        home_, cadre=county.accounts["helper"], kind="hardship", by=county.accounts["cadre"], at=after("2026Q2")
    )


def test_a_pairing_goes_on_through_the_transition_and_ends_by_rule_after_it(county: County) -> None:
    home_ = six_months(county)
    pairing = hardship_pair(county, home_)
    gone = left_after(county, home_)
    assert gone.aid_goes_on
    assert gone.watched_until is not None
    last = after(Q3).replace(year=gone.watched_until.year, month=gone.watched_until.month, day=gone.watched_until.day)
    assert pairs.end_past_transition(at=last - timedelta(days=1)) == 0
    assert pairs.end_past_transition(at=last) == 1
    assert pairs.end_past_transition(at=last) == 0
    pairing.refresh_from_db()
    assert (pairing.ended_on, pairing.ends_as) == (last.date(), "left_hardship")
    assert Event.objects.filter(verb="end_pairing", actor_id=None).count() == 1


def test_a_pairing_holds_while_a_leaving_is_about_to_be_undone(county: County) -> None:
    home_ = six_months(county)
    hardship_pair(county, home_)
    gone = left_after(county, home_, reason="misidentified")
    leaving.propose_undo(gone, told="算错了", by=county.accounts["cadre"], at=after(Q3, 14))
    assert pairs.end_past_transition(at=after(Q3, 14)) == 0
    leaving.check_undo(gone, agreed=True, by=county.accounts["second"], at=after(Q3, 14))
    assert pairs.end_past_transition(at=after(Q3, 15)) == 0


def test_a_pairing_that_is_not_for_hardship_is_left_alone(county: County) -> None:
    home_ = six_months(county)
    paired(county, home_)
    left_after(county, home_, reason="misidentified")
    assert pairs.end_past_transition(at=after(Q3, 14)) == 0


def test_every_reason_to_leave_ends_a_pairing_in_words_of_the_charter() -> None:
    rules = CARE["pairing"]
    assert rules["after_leaving"].keys() == HARDSHIP["exits"].keys()
    assert set(rules["after_leaving"].values()) <= rules["ends"].keys()


# --------------------------------------------------------------------------------------------- what is said alike


def test_the_kinds_of_need_are_the_same_in_every_window() -> None:
    kinds = CARE["needs"]["kinds"]
    assert HARDSHIP["visits"]["need_kinds"] == kinds
    assert HARDSHIP["needs"]["kinds"] == kinds
    assert HARDSHIP["needs"]["origins"] == CARE["needs"]["origins"]
    assert {one["kind"] for one in HARDSHIP["guidance"].values()} <= kinds.keys()


def test_every_clock_of_a_charter_has_words_and_a_role_in_the_inbox() -> None:
    for programme in catalogue.programmes():
        for step in programme.lifecycle.steps:
            if step.within is None:
                continue
            assert step.role in home.ROLE_WORDS, step.key
            if programme.key == "hardship":
                assert step.key in home.MATTERS, step.key
                continue
            matter = {"major": "need", "raised": "raise"}.get(step.from_state.partition("_")[0], "")
            matter = matter or step.from_state.partition("_")[0]
            matter = "award" if step.from_state in {"granted", "reserved"} else matter
            known = f"{matter} {step.key}" in home.MATTERS
            assert known or step.label, f"{matter} {step.key}"
            assert matter in home.PAGES, matter
