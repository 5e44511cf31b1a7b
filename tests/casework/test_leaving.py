"""Leaving the register, being watched, coming back: with a reason, and two humans."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from leaving_walk import (
    Q1,
    Q2,
    Q3,
    TOLD,
    above,
    after,
    entered,
    everywhere,
    kept,
    left_after,
    six_months,
    span,
    surveyed,
)
from played_exits import bill, let_leave, on_register
from played_quarter import NONE, RELATIVE, bucket_of, file_return, fill_buckets, household, sign
from small_county import AT, County

from niangjia.casework import leaving, payment, watch
from niangjia.casework.leaving import AlreadyLeaving, DayNotPossible, NotOnRegister
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries import dues, standings
from niangjia.casework.review import ChangedSinceSeen, NotSettled, OwnWork
from niangjia.casework.standing import StillOnRegister, standing_of
from niangjia.casework.watch import NotWatched
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.queries.history import farewell_of, history_of
from niangjia.programmes.hardship.queries.stays import stays
from niangjia.programmes.hardship.services import exits
from niangjia.programmes.hardship.services.exits import NotYet
from niangjia.records.accounts.models import Entitlement
from niangjia.records.cases.models import Case, Exit, Standing
from niangjia.records.people.models import Household
from niangjia.records.sealing import unseal

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
    assert Case.everywhere.get(period=Q3, programme="hardship").state == "left"
    assert standing_of(home.pk) is None
    assert unseal(gone, "told") == TOLD
    assert TOLD.encode() not in bytes(gone.told)


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


def test_nobody_signs_back_in_whoever_left_while_their_case_went_on(county: County) -> None:
    home = entered(county)
    [case] = surveyed(county, Q2, household(1, "赵一", income_fen=RELATIVE))
    left_after(county, home, Q2, reason="died")
    case.refresh_from_db()
    with pytest.raises(NotSettled, match="已经退出"):
        sign(case, by="cadre", county=county, at=after(Q2))
    assert standing_of(home.pk) is None


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
    kept(Case.everywhere.get(period=Q3, programme="hardship"), county, Q3)
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
    assert "住院".encode() not in bytes(signal.told)
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
