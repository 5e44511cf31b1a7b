"""The invented county has members who claim, people who asked this morning, and doors to knock on."""

from __future__ import annotations

from pathlib import Path

import pytest

from niangjia.records.joinings.models import Joining, MemberBenefit, Poster
from niangjia.records.people.models import Membership
from niangjia.records.surveys.models import Stop, Survey
from niangjia.stories import joining_played
from niangjia.stories.county import found

DEMO = Path(__file__).parents[2] / "demo"


@pytest.mark.django_db
def test_a_station_joined_and_four_asked_this_morning() -> None:
    county = found(DEMO, say=lambda *_told: None)
    joining_played.play(county, say=lambda *_told: None)
    assert Membership.everywhere.filter(owner_union__code="QC05", to_on=None).count() == joining_played.TOGETHER
    assert MemberBenefit.everywhere.filter(delivered_at=None).count() == 3
    assert Poster.everywhere.count() == 1
    states = sorted(Joining.everywhere.filter(decided_at=None).values_list("case__state", flat=True))
    assert states == ["join_asked", "join_asked", "join_asked", "join_incomplete"]
    assert Joining.everywhere.filter(brought_by__isnull=False).count() == 1
    assert sorted(Survey.everywhere.values_list("consent", flat=True)) == ["given"] * 4 + ["refused"]
    assert Membership.everywhere.filter(owner_union__code="QC03").count() == 1
    assert Stop.everywhere.filter(account__username="chair", ended_at=None).count() == 7
