"""Undoing, merging, two at once: nobody is counted twice, on any day."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections
from leaving_walk import (
    Q3,
    TOLD,
    above,
    after,
    everywhere,
    kept,
    left_after,
    six_months,
    span,
    surveyed,
    undone,
)
from played_exits import let_leave, on_register
from played_quarter import PERIOD, RELATIVE, household, sign
from small_county import AT, County, build_county

from niangjia.casework import intake, leaving, trail
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries import standings
from niangjia.casework.review import OwnWork
from niangjia.casework.standing import standing_of
from niangjia.programmes.hardship.services import exits
from niangjia.records.cases.models import Case, Exit, Signal, Standing
from niangjia.records.people.models import MergeProposal

# ------------------------------------------------------------------------------------------------- undoing, counting


def test_an_undone_leaving_counts_as_if_it_had_never_been(county: County) -> None:
    home = six_months(county)
    gone = left_after(county, home)
    day = after(Q3).date()
    assert standings.on_register(everywhere(), on=day).count() == 0
    leaving.propose_undo(gone, told="算错了", by=county.accounts["cadre"], at=after(Q3, 14))
    assert standings.left(everywhere()).count() == 1
    with pytest.raises(OwnWork):
        leaving.check_undo(gone, agreed=True, by=county.accounts["cadre"], at=after(Q3, 14))
    leaving.check_undo(gone, agreed=True, by=county.accounts["second"], at=after(Q3, 14))
    with pytest.raises(MovedMeanwhile):
        leaving.check_undo(gone, agreed=True, by=county.accounts["second"], at=after(Q3, 14))
    assert standings.on_register(everywhere(), on=day, tier="relative").count() == 1
    assert standings.left(everywhere()).count() == 0
    assert standings.came(everywhere(), first=date.min, last=date.max).count() == 1
    case = Case.everywhere.get(period=Q3, programme="hardship")
    assert case.state == "judged"
    kept(case, county, Q3)


def test_an_undoing_that_is_not_agreed_lets_the_leaving_stand(county: County) -> None:
    gone = left_after(county, six_months(county))
    leaving.propose_undo(gone, told="算错了", by=county.accounts["cadre"], at=AT)
    leaving.check_undo(gone, agreed=False, by=county.accounts["second"], at=AT)
    assert standings.left(everywhere()).count() == 1
    with pytest.raises(MovedMeanwhile):
        leaving.check_undo(gone, agreed=True, by=county.accounts["second"], at=AT)


def test_leaving_undone_and_leaving_again_counts_once_in_its_own_quarter(county: County) -> None:
    home = six_months(county)
    undone(county, left_after(county, home), after(Q3, 14))
    kept(Case.everywhere.get(period=Q3, programme="hardship"), county, Q3)
    above(county, "2026Q4")
    left_after(county, home, "2026Q4")
    assert standings.left(everywhere(), **span(Q3)).count() == 0
    assert standings.left(everywhere(), **span("2026Q4"), counts_as=("left",)).count() == 1
    assert standings.came(everywhere(), first=date.min, last=date.max).count() == 1


def test_leaving_twice_is_two_leavings_of_one_household(county: County) -> None:
    home = six_months(county)
    left_after(county, home)
    [again] = surveyed(county, "2026Q4", household(1, "赵一", income_fen=RELATIVE))
    sign(again, by="cadre", county=county, at=after("2026Q4"))
    left_after(county, home, "2026Q4", reason="floor_support")
    assert standings.left(everywhere()).count() == 2
    assert standings.ever_left(everywhere()).count() == 1
    assert standings.returned(everywhere(), first=date.min, last=date.max).count() == 1
    assert standings.looked_after(everywhere(), on=after("2026Q4").date()).count() == 1


def test_undoing_a_leaving_after_the_household_came_back_leaves_no_gap(county: County) -> None:
    home = six_months(county)
    gone = left_after(county, home)
    [again] = surveyed(county, "2026Q4", household(1, "赵一", income_fen=RELATIVE))
    sign(again, by="cadre", county=county, at=after("2026Q4"))
    undone(county, gone, after("2026Q4", 20))
    assert standings.left(everywhere()).count() == 0
    assert standings.returned(everywhere(), first=date.min, last=date.max).count() == 0
    for days in range(0, 120, 7):
        day = after(Q3).date() + timedelta(days=days)
        assert standings.on_register(everywhere(), on=day).count() == 1


def test_coming_back_after_a_mistake_was_written_off_is_no_return(county: County) -> None:
    home = six_months(county)
    left_after(county, home, reason="misidentified")
    [again] = surveyed(county, "2026Q4", household(1, "赵一", income_fen=RELATIVE))
    sign(again, by="cadre", county=county, at=after("2026Q4"))
    assert standings.returned(everywhere(), first=date.min, last=date.max).count() == 0
    assert standings.entered(everywhere(), **span("2026Q4")).count() == 1


# ---------------------------------------------------------------------------------------------------------- merging


def merged(one: Standing, other: Standing, county: County) -> None:
    proposal = intake.propose_merge(one.household, other.household, period=PERIOD, differences=(), at=AT)
    intake.apply_merge(MergeProposal.everywhere.get(pk=proposal.pk), same=True, by=county.accounts["cadre"], at=AT)


def test_two_filings_of_one_household_count_once_on_any_day(county: County) -> None:
    one, other = (
        on_register(county, code, name, number) for code, name, number in (("street", "甲", 1), ("mill", "乙", 2))
    )
    merged(one, other, county)
    before, today = AT.date() - timedelta(days=30), AT.date()
    assert standings.on_register(everywhere(), on=before).count() == 1
    assert standings.on_register(everywhere(), on=today).count() == 1
    assert standings.came(everywhere(), first=date.min, last=date.max).count() == 1
    assert standing_of(other.household_id) == standing_of(one.household_id)
    left_after(county, one.household, reason="moved")
    assert standings.left(everywhere()).count() == 1


def test_a_standing_follows_the_household_as_which_it_goes_on(county: County) -> None:
    other = on_register(county, "mill", "乙", 2)
    person = {"name": "甲", "id_number": "990101199003010001"}
    home = intake.keep_household({"person": person}, owner_union_id=county.unions["street"].pk, at=AT)
    proposal = intake.propose_merge(other.household, home, period=PERIOD, differences=(), at=AT)
    intake.apply_merge(MergeProposal.everywhere.get(pk=proposal.pk), same=True, by=county.accounts["cadre"], at=AT)
    for pk in (home.pk, other.household_id):
        found = standing_of(pk)
        assert found is not None
    assert standings.on_register(everywhere(), on=AT.date()).count() == 1
    assert standings.came(everywhere(), first=date.min, last=date.max).count() == 1


# ----------------------------------------------------------------------------------------------------- all at once


def together(*deeds: Any) -> list[str]:
    """Do several deeds at the same time; return what became of each."""
    results: list[str] = []
    gate = threading.Barrier(len(deeds))

    def work(deed: Any) -> None:
        gate.wait()
        try:
            deed()
            results.append("done")
        except Exception as error:
            results.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_and_undo_at_once_one_is_first() -> None:
    county = build_county()
    now = on_register(county, "street", "吕一", 1)
    made = let_leave(now, reason="floor_support", by=county.accounts["cadre"])

    def fresh() -> Exit:
        return Exit.everywhere.select_related("standing", "case", "proposed_by", "undo_by").get(pk=made.pk)

    second, leader = county.accounts["second"], county.accounts["leader"]
    assert together(
        *(lambda who=who: leaving.check_exit(fresh(), agreed=True, by=who, at=AT) for who in (second, leader))
    ) == ["MovedMeanwhile", "done"]
    leaving.propose_undo(fresh(), told="误", by=county.accounts["cadre"], at=AT)
    assert together(
        *(lambda who=who: leaving.check_undo(fresh(), agreed=True, by=who, at=AT) for who in (second, leader))
    ) == ["MovedMeanwhile", "done"]
    assert Standing.everywhere.get().ended_on is None


@pytest.mark.django_db(transaction=True)
def test_leaving_and_signing_at_once_is_one_of_the_two() -> None:
    county = build_county()
    home = six_months(county)
    at = after(Q3)
    made = exits.leave(home, reason="out_of_hardship", told=TOLD, on=at.date(), by=county.accounts["cadre"], at=at)
    case = Case.everywhere.get(period=Q3, programme="hardship")

    def confirm() -> None:
        one = Exit.everywhere.select_related("standing", "case", "proposed_by").get(pk=made.pk)
        leaving.check_exit(one, agreed=True, by=county.accounts["second"], at=at)

    together(confirm, lambda: kept(Case.everywhere.get(pk=case.pk), county, Q3))
    case.refresh_from_db()
    gone = Exit.everywhere.get().state == "stands"
    assert (case.state == "left") == gone
    assert (standing_of(home.pk) is None) == gone
    assert trail.verify().broken_at is None
    assert Signal.everywhere.count() == 0
