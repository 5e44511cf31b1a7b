"""Where each begins: a worker at his own page, a leader at five figures, everybody else at the inbox."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from played_quarter import PERIOD, PlayedQuarter
from small_county import AT, PASSWORD, POSTS

from niangjia.records.cases.models import Clock
from niangjia.reports import figures
from niangjia.reports.attention import late_visits
from niangjia.reports.scope import Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def begins(username: str) -> tuple[Client, str]:
    client = Client()
    return client, client.post("/login/", {"username": username, "password": PASSWORD})["Location"]


@pytest.mark.parametrize("who", [name for name in POSTS if name != "former"])
def test_each_begins_where_the_work_is(who: str, played: PlayedQuarter) -> None:
    assert begins(who)[1] == ("/leader/" if POSTS[who][0] == "leader" else "/")


def test_a_leader_sees_exactly_five_figures_with_change_that_lead_to_their_rows(played: PlayedQuarter) -> None:
    client, page = begins("leader")
    shown = client.get(page).context["figures"]
    assert [one["key"] for one in shown] == list(figures.MAIN)
    assert len(shown) == 5
    assert all(one["change"] for one in shown)
    assert [client.get(one["rows_url"]).status_code for one in shown] == [200] * 5


def test_the_five_figures_are_those_of_the_scorecard(played: PlayedQuarter) -> None:
    client, page = begins("leader")
    first = client.get(page)
    card = client.get(first.context["scorecard_url"])
    told = [[one["value"] for one in answer.context["figures"]] for answer in (first, card)]
    assert told[0] == told[1]


def test_a_household_nobody_was_sent_to_in_time_is_late_as_well(
    played: PlayedQuarter,
) -> None:
    case, yesterday = played.case("street", "钱二"), AT.date() - timedelta(days=1)
    actor = played.county.actor("leader")
    scope = Scope(actor.union_ids("see_scorecards"), PERIOD, on=actor.on)
    assert late_visits(actor, scope) == []
    for step in ("assign", "visit"):
        Clock.objects.create(case=case, step=step, role="county", started_at=AT, due_on=yesterday)
        [said] = late_visits(actor, scope)
        assert said["text"].startswith("有 1 户")
