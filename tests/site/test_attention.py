"""What a scorecard asks to be looked at leads to where it is looked at."""

from __future__ import annotations

import pytest
from django.urls import reverse
from played_notices import object_to, play_noticed
from played_quarter import PERIOD
from small_county import AT

from niangjia.programmes.hardship import services
from niangjia.reports.attention import open_objections
from niangjia.reports.scope import Scope

pytestmark = pytest.mark.django_db


def test_an_open_objection_leads_to_the_notices_of_its_quarter() -> None:
    played = play_noticed()
    cadre = played.county.actor("cadre")
    services.publish(cadre, period=PERIOD, at=AT)
    object_to(played, "street", "钱二")

    [told] = open_objections(cadre, Scope(cadre.union_ids("see_scorecards"), PERIOD, on=AT.date()))
    assert told["url"] == reverse("hardship:notices", args=[PERIOD])
