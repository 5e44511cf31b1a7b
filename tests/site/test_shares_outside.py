"""Outside the county no share is told of which few can be worked back: with the whole beside it, each part is known."""

from __future__ import annotations

import pytest
from played_ledger import answered, open_grid
from small_county import AT, County

from niangjia.programmes.membership.services import ledger
from niangjia.reports.figures import kept_inside
from niangjia.reports.measures import MEASURES
from niangjia.reports.scope import Scope
from niangjia.values.periods import Quarter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.mark.parametrize(("refused", "given", "kept"), [(2, 6, True), (6, 2, True), (5, 5, False), (0, 6, False)])
def test_a_share_of_which_few_can_be_worked_back_stays_in_the_county(
    refused: int, given: int, kept: bool, county: County
) -> None:
    stops, by = open_grid(county, "community", doors=refused + given), county.accounts["community-chair"]
    for number, stop in enumerate(stops):
        told = None if number < refused else answered(f"华{number}", number)
        consent = "given" if told else "refused"
        ledger.record_survey(stop.door, during=stop.round, consent=consent, answered=told, by=by, at=AT)
    scope = Scope(county.actor("cadre").union_ids("see_scorecards"), str(Quarter.of(AT.date())))
    measure = MEASURES["doors_refused_share"]
    assert kept_inside(measure, scope, measure.value(scope)) is kept
