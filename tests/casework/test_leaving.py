"""Leaving the register, being watched, coming back: with a reason, two humans, and nobody counted twice."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from played_exits import bill, let_leave, on_register
from played_quarter import NONE, PERIOD, RELATIVE, bucket_of, file_return, fill_buckets, household, sign
from small_county import AT, County, build_county

from niangjia.casework import intake, leaving, payment, review, trail, watch
from niangjia.casework.leaving import AlreadyLeaving, DayNotPossible, NotOnRegister
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries import dues, standings
from niangjia.casework.review import ChangedSinceSeen, OwnWork
from niangjia.casework.standing import StillOnRegister, standing_of
from niangjia.casework.watch import NotWatched
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.queries.history import farewell_of, history_of
from niangjia.programmes.hardship.queries.stays import stays
from niangjia.programmes.hardship.services import exits
from niangjia.programmes.hardship.services.exits import NotYet
from niangjia.records.accounts.models import Entitlement
from niangjia.records.cases.models import Case, Exit, Signal, Standing
from niangjia.records.people.models import Household, MergeProposal
from niangjia.records.sealing import unseal
from niangjia.records.unions.models import Union
from niangjia.values.periods import Quarter

TOLD = "您家的情况我们核过了，有变化请打 12351。"
Q1, Q2, Q3 = "2026Q1", "2026Q2", "2026Q3"


def after(period: str, days: int = 13) -> datetime:
    """Return a morning some days after the end of a quarter."""
    day = Quarter.parse(period).last_day + timedelta(days=days)
    return AT.replace(year=day.year, month=day.month, day=day.day)


def surveyed(county: County, period: str, *rows: dict[str, Any]) -> list[Case]:
    """Survey the street for a quarter, judge it, and return its cases."""
    at = after(period)
    services.open_quarter(county.actor("cadre", at.date()), period=period, at=at)
    file_return(county, "street", list(rows), period=period, at=at)
    services.run_quarter(county.actor("cadre", at.date()), period=period, at=at)
    return list(Case.everywhere.filter(period=period).order_by("id"))


def entered(county: County, period: str = Q1) -> Household:
    """Let one household come onto the register in a quarter."""
    [case] = surveyed(county, period, household(1, "赵一", income_fen=RELATIVE))
    sign(case, by="cadre", county=county, at=after(period))
    return case.household


def above(county: County, period: str) -> Case:
    """Survey the household above the line in a quarter."""
    [case] = surveyed(county, period, household(1, "赵一", income_fen=NONE))
    return case


def kept(case: Case, county: County, period: str) -> None:
    """Sign the quarter of a household that is watched on."""
    newest = review.latest_assessment(case)
    assert newest is not None
    services.sign(case, seen=newest.fingerprint, keeps_standing=True, by=county.accounts["cadre"], at=after(period))


def six_months(county: County) -> Household:
    """Let a household come, and stand above the line for two quarters."""
    home = entered(county)
    kept(above(county, Q2), county, Q2)
    above(county, Q3)
    return home


def left_after(county: County, home: Household, period: str = Q3, *, reason: str = "out_of_hardship") -> Exit:
    """Let a household leave, proposed by one and confirmed by another."""
    at = after(period)
    made = exits.leave(home, reason=reason, told=TOLD, on=at.date(), by=county.accounts["cadre"], at=at)
    return (
        leaving.check_exit(made, agreed=True, by=county.accounts["second"], at=at) if made.state == "proposed" else made
    )


def undone(county: County, gone: Exit, at: datetime) -> None:
    leaving.propose_undo(gone, told="收入算错了", by=county.accounts["cadre"], at=at)
    leaving.check_undo(gone, agreed=True, by=county.accounts["second"], at=at)


def everywhere() -> Any:
    return Union.objects.values("pk")


def span(period: str) -> dict[str, date]:
    """Return the quarter in which the deeds after ``period`` are done."""
    quarter = Quarter.of(after(period).date())
    return {"first": quarter.first_day, "last": quarter.last_day}


# ------------------------------------------------------------------------------------------------ the six-month rule


def test_a_household_above_the_line_is_neither_kept_nor_let_go_in_silence(county: County) -> None:
    home = entered(county)
    case = above(county, Q2)
    with pytest.raises(StillOnRegister):
        sign(case, by="cadre", county=county, at=after(Q2))
    kept(case, county, Q2)
    case.refresh_from_db()
    assert case.state == "guided"
    assert standing_of(home.pk) is not None


def test_three_months_are_not_six(county: County) -> None:
    home = entered(county)
    above(county, Q2)
    with pytest.raises(NotYet, match="3 个月"):
        left_after(county, home, Q2)
    [stay] = stays(everywhere(), on=after(Q2).date())
    assert (stay.months, stay.needed, stay.group) == (3, 6, "waiting")


def test_two_quarters_above_the_line_are_enough_and_the_case_ends_with_the_leaving(county: County) -> None:
    home = six_months(county)
    [stay] = stays(everywhere(), on=after(Q3).date())
    assert (stay.months, stay.ready, stay.since) == (6, True, date(2026, 4, 1))
    gone = left_after(county, home)
    assert gone.state == "stands"
    assert Case.everywhere.get(period=Q3).state == "left"
    assert standing_of(home.pk) is None
    assert unseal(gone, "told") == TOLD
    assert TOLD not in str(bytes(gone.told))


def test_a_quarter_that_was_not_surveyed_cannot_be_told(county: County) -> None:
    entered(county)
    surveyed(county, Q2, household(2, "钱二", income_fen=NONE))
    surveyed(county, Q3, household(1, "赵一", income_fen=NONE), household(2, "钱二", income_fen=NONE))
    [stay] = stays(everywhere(), on=after(Q3).date())
    assert (stay.months, stay.gap, stay.group) == (3, Q2, "check")


def test_a_household_not_surveyed_this_quarter_is_looked_at_again(county: County) -> None:
    entered(county)
    surveyed(county, Q2, household(2, "钱二", income_fen=NONE))
    [stay] = stays(everywhere(), on=after(Q2).date())
    assert (stay.months, stay.gap, stay.group) == (0, Q2, "check")


def test_one_in_difficulty_as_before_is_on_no_list(county: County) -> None:
    entered(county)
    [stay] = stays(everywhere(), on=after(Q1).date())
    assert stay.group == ""


# --------------------------------------------------------------------------------------------------- who may, and how


def test_whoever_proposed_does_not_confirm(county: County) -> None:
    home = six_months(county)
    at = after(Q3)
    cadre = county.accounts["cadre"]
    made = exits.leave(home, reason="out_of_hardship", told=TOLD, on=at.date(), by=cadre, at=at)
    with pytest.raises(OwnWork):
        leaving.check_exit(made, agreed=True, by=cadre, at=at)
    with pytest.raises(AlreadyLeaving):
        exits.leave(home, reason="out_of_hardship", told=TOLD, on=at.date(), by=cadre, at=at)
    assert standing_of(home.pk) is not None
    leaving.check_exit(made, agreed=False, by=county.accounts["second"], at=at)
    assert Exit.everywhere.get().state == "dropped"
    with pytest.raises(MovedMeanwhile):
        leaving.check_exit(made, agreed=True, by=county.accounts["second"], at=at)


def test_a_death_needs_neither_a_verdict_nor_a_second_person(county: County) -> None:
    home = entered(county)
    gone = left_after(county, home, Q1, reason="died")
    assert (gone.state, gone.counts_as, gone.watched_until) == ("stands", "withdrawn", None)
    assert Case.everywhere.get().state == "granted"


def test_a_household_leaves_only_between_its_coming_and_today(county: County) -> None:
    home = entered(county)
    at = after(Q1)
    for day in (at.date() - timedelta(days=1), at.date() + timedelta(days=1)):
        with pytest.raises(DayNotPossible):
            exits.leave(home, reason="died", told=TOLD, on=day, by=county.accounts["cadre"], at=at)


def test_who_is_not_on_the_register_cannot_leave_it(county: County) -> None:
    now = on_register(county, "street", "吕一", 1)
    left_after(county, now.family, reason="moved")
    with pytest.raises(NotOnRegister):
        left_after(county, now.family, reason="moved")
    with pytest.raises(NotOnRegister):
        let_leave(Standing.everywhere.get(), reason="moved", by=county.accounts["cadre"])


def test_a_verdict_that_changed_takes_the_ground_from_a_proposal(county: County) -> None:
    home = six_months(county)
    at = after(Q3)
    made = exits.leave(home, reason="out_of_hardship", told=TOLD, on=at.date(), by=county.accounts["cadre"], at=at)
    file_return(county, "street", [household(1, "赵一", income_fen=NONE, homes=2)], period=Q3, at=at)
    services.run_quarter(county.actor("cadre", at.date()), period=Q3, at=at)
    made = Exit.everywhere.select_related("case", "standing", "proposed_by").get(pk=made.pk)
    with pytest.raises(ChangedSinceSeen):
        leaving.check_exit(made, agreed=True, by=county.accounts["second"], at=at)
    assert Exit.everywhere.get().state == "proposed"
    assert standing_of(home.pk) is not None


def test_a_signature_lets_a_proposal_fall(county: County) -> None:
    home = six_months(county)
    at = after(Q3)
    exits.leave(home, reason="out_of_hardship", told=TOLD, on=at.date(), by=county.accounts["cadre"], at=at)
    kept(Case.everywhere.get(period=Q3), county, Q3)
    assert Exit.everywhere.get().state == "dropped"


def test_hundreds_leave_together_under_the_same_checks(county: County) -> None:
    rows = [household(number, f"户{number}", income_fen=RELATIVE) for number in range(1, 9)]
    for case in surveyed(county, Q1, *rows):
        sign(case, by="cadre", county=county, at=after(Q1))
    above_it = [household(number, f"户{number}", income_fen=NONE) for number in range(1, 8)]
    for case in surveyed(county, Q2, *above_it, rows[7]):
        if case.tier == "none":
            kept(case, county, Q2)
    surveyed(county, Q3, *above_it[:6], household(7, "户7", income_fen=RELATIVE), rows[7])
    at = after(Q3)
    ready = exits.ready_to_leave(everywhere(), on=at.date())
    assert len(ready) == 6
    people = {"by": county.accounts["cadre"], "second": county.accounts["second"]}
    homes = list(Household.everywhere.all())
    result = exits.leave_many(homes, reason="out_of_hardship", told=TOLD, on=at.date(), at=at, **people)
    assert (len(result.made), len(result.refused)) == (6, 2)
    assert standings.left(everywhere(), counts_as=("left",)).count() == 6
    with pytest.raises(OwnWork):
        exits.leave_many(
            homes, reason="floor_support", told=TOLD, on=at.date(), at=at,
            by=county.accounts["cadre"], second=county.accounts["cadre"],
        )  # fmt: skip


# ----------------------------------------------------------------------------------------------------- after leaving


def test_granted_aid_is_still_paid_after_leaving(county: County) -> None:
    fill_buckets(county, "county", by="finance")
    home = entered(county)
    left_after(county, home, Q1, reason="asked")
    one = Entitlement.everywhere.select_related("decision__signed_by").first()
    assert one is not None
    payment.reserve(
        one, bucket=bucket_of(county, "county", one.benefit), by=county.accounts["finance"], at=after(Q1, 20)
    )
    one.refresh_from_db()
    assert one.state == "reserved"


def test_the_household_reads_what_goes_on_and_whom_to_call(county: County) -> None:
    home = six_months(county)
    assert farewell_of(home.pk, today=after(Q3).date()) is None
    left_after(county, home)
    told = farewell_of(home.pk, today=after(Q3).date())
    assert told is not None
    assert (told["told"], told["contact"], told["aid_until"]) == (TOLD, "12351", date(2028, 10, 13))


def test_visits_come_up_and_stop_with_the_watch(county: County) -> None:
    now = on_register(county, "street", "吕一", 1)
    gone = let_leave(now, reason="asked", by=county.accounts["cadre"], months=7)
    assert standings.revisits_due(everywhere(), on=AT.date()).count() == 0
    first_on = gone.revisit_on
    assert first_on is not None
    assert standings.revisits_due(everywhere(), on=first_on).count() == 1
    assert [due.kind for due in dues(county.actor("chair", first_on)) if due.kind == "revisit"] == ["revisit"]
    chair = county.accounts["chair"]
    for _visit in range(2):
        watch.log_revisit(gone, told="都好", is_well=True, on=first_on, by=chair, at=AT)
    assert Exit.everywhere.get().revisit_on is not None
    watch.log_revisit(gone, told="都好", is_well=True, on=date(2027, 4, 1), by=chair, at=AT)
    assert Exit.everywhere.get().revisit_on is None
    with pytest.raises(NotWatched):
        watch.log_revisit(gone, told="都好", is_well=True, on=date(2028, 4, 1), by=chair, at=AT)


def test_a_signal_on_a_watched_household_starts_a_clock_and_any_other_is_kept(county: County) -> None:
    cadre = county.accounts["cadre"]
    stays_on = on_register(county, "street", "曹五", 5)
    assert bill(stays_on.family, by=cadre).state == "kept"
    gone = let_leave(on_register(county, "street", "吕一", 1), reason="asked", by=cadre)
    signal = bill(gone.standing.family, by=cadre)
    assert (signal.state, signal.due_on) == ("open", date(2026, 10, 20))
    assert [due.step for due in dues(county.actor("cadre"))].count("check_signal") == 1
    assert "住院" not in str(bytes(signal.told))
    old = watch.note_signal(
        gone.standing.family, kind="job_loss", origin="visit", told="旧事", on=date(2025, 1, 1), by=cadre, at=AT
    )
    assert old.state == "kept"


def test_a_signal_is_answered_once(county: County) -> None:
    cadre = county.accounts["cadre"]
    gone = let_leave(on_register(county, "street", "吕一", 1), reason="asked", by=cadre)
    signal = bill(gone.standing.family, by=cadre)
    watch.dismiss_signal(signal, told="已报销", by=cadre, at=AT)
    with pytest.raises(MovedMeanwhile):
        watch.reopen(signal, told="再看", by=cadre, at=AT)
    assert not Case.everywhere.exists()


def test_a_relapse_opens_a_case_on_the_normal_way_and_erases_nothing(county: County) -> None:
    home = six_months(county)
    left_after(county, home)
    at = after(Q3, 20)
    signal = bill(home, by=county.accounts["chair"], at=at)
    case = watch.reopen(signal, told="影响大", by=county.accounts["cadre"], at=at)
    assert (case.period, case.state) == ("2026Q4", "filed")
    [judged] = surveyed(county, "2026Q4", household(1, "赵一", income_fen=RELATIVE))
    assert judged.pk == case.pk
    sign(judged, by="cadre", county=county, at=after("2026Q4"))
    told = history_of(home.pk)
    assert [one["begins"] for one in told["standings"]] == ["列为困难家庭", "返困，重新列入"]
    assert (told["returns"], len(told["exits"])) == (1, 1)
    assert standings.returned(everywhere(), **span("2026Q4")).count() == 1
    assert standings.entered(everywhere(), **span("2026Q4")).count() == 0
    assert farewell_of(home.pk, today=at.date()) is None


def test_a_signal_joins_the_case_that_goes_on_and_waits_for_the_next_quarter_when_it_is_over(county: County) -> None:
    cadre = county.accounts["cadre"]
    gone = let_leave(on_register(county, "street", "吕一", 1), reason="asked", by=cadre)
    home = gone.standing.family
    first = watch.reopen(bill(home, by=cadre), told="看", by=cadre, at=AT)
    again = watch.reopen(bill(home, by=cadre), told="看", by=cadre, at=AT)
    assert first == again
    Case.everywhere.filter(pk=first.pk).update(state="guided")
    assert watch.reopen(bill(home, by=cadre), told="看", by=cadre, at=AT).period == "2027Q1"


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
    case = Case.everywhere.get(period=Q3)
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
    kept(Case.everywhere.get(period=Q3), county, Q3)
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
    case = Case.everywhere.get(period=Q3)

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
