"""Needs of households: raised, put in hand, solved with proof, confirmed by somebody else; the day never moves."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from raising_needs import fresh, raised
from small_county import AT, County, build_county

from niangjia.casework import needs as desk
from niangjia.casework.access import NotYours
from niangjia.casework.needs import MeasureNotSound, NotForYou, NotSilentYet, ProofMissing
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries import dues
from niangjia.casework.queries import needs as reads
from niangjia.casework.review import OwnWork
from niangjia.engines.lifecycle import StepNotAllowed
from niangjia.programmes.care.services import needs
from niangjia.records.cases.models import Case, Clock
from niangjia.records.placements.models import Pairing
from niangjia.records.tasks.models import Need, Proof

pytestmark = pytest.mark.django_db

TOMORROW = AT.date() + timedelta(days=1)
MUCH_LATER = AT + timedelta(days=40)
DAYS_OF_A_PAIR = {"next_contact_on", "escalates_on"}
PHOTO = needs.File("屋顶.jpg", "image/jpeg", b"\xff\xd8\xff a photo")


def decided(case: Case, county: County, *kinds: str, at: datetime = AT) -> None:
    for kind in kinds:
        needs.measure(
            case,
            kind=kind,
            what="定了",
            due_on=date(2026, 12, 1),
            decided_on=AT.date(),
            reference="纪要 9 号",
            by=county.accounts["cadre"],
            at=at,
        )


# ------------------------------------------------------------------------------------------------- the day it has


def test_what_needs_no_meeting_is_owed_at_once_and_a_major_matter_in_three_months(county: County) -> None:
    assert Clock.objects.get(case=raised(county)).due_on == TOMORROW
    major = Clock.objects.get(case=raised(county, major=True))
    assert (major.due_on, major.role) == (date(2027, 1, 13), "county")
    assert major.working["unit"] == "months"
    assert "青铜峡" in major.working["source"]


def test_a_measure_cannot_come_later_than_the_need_is_owed(county: County) -> None:
    case = raised(county)
    with pytest.raises(MeasureNotSound, match="2026-10-14"):
        needs.measure(case, what="修", due_on=TOMORROW + timedelta(days=1), by=county.accounts["cadre"], at=AT)
    assert fresh(case).state == "need_open"


def test_on_what_is_late_already_a_measure_may_still_be_done_today(county: County) -> None:
    case = raised(county)
    needs.measure(case, what="修", due_on=MUCH_LATER.date(), by=county.accounts["cadre"], at=MUCH_LATER)
    assert Clock.objects.get(case=case, stopped_at=None).due_on == TOMORROW


def test_several_measures_each_with_who_does_them(county: County) -> None:
    case = raised(county)
    by = county.accounts["mill-chair"]
    needs.measure(case, what="补漏", due_on=TOMORROW, department="物业", by=by, at=AT)
    one = needs.measure(case, what="刷墙", due_on=TOMORROW, account=county.accounts["helper"], by=by, at=AT)
    desk.finish_measure(one, by=by, at=AT)
    with pytest.raises(MovedMeanwhile):
        desk.finish_measure(one, by=by, at=AT)
    assert [bool(line.done_at) for line in reads.measures(case.need)] == [False, True]


# ---------------------------------------------------------------------------------------- proof, and who says so


def test_nothing_is_solved_without_proof(county: County) -> None:
    case = raised(county)
    with pytest.raises(ProofMissing):
        needs.solve(case, told="  ", by=county.accounts["cadre"], at=AT)
    needs.solve(
        case, files=[PHOTO, needs.File("单.pdf", "application/pdf", b"%PDF-1")], by=county.accounts["cadre"], at=AT
    )
    assert [proof.paper.name for proof in reads.proofs(case.need) if proof.paper] == ["屋顶.jpg", "单.pdf"]


def test_what_a_need_cost_is_found_from_its_proof(county: County) -> None:
    case, award = raised(county), raised(county, kind="living")
    needs.solve(case, told="买了一台炉子", award=award, by=county.accounts["cadre"], at=AT)
    assert Proof.everywhere.get(need=case.need).award == award


def test_a_major_matter_is_decided_in_a_meeting_and_put_out_to_tender_before_it_is_solved(county: County) -> None:
    case = raised(county, kind="work", major=True)
    cadre = county.accounts["cadre"]
    with pytest.raises(ProofMissing, match="上会"):
        needs.solve(case, told="建好了", by=cadre, at=AT)
    decided(case, county, "meeting")
    with pytest.raises(ProofMissing, match="招标"):
        needs.solve(case, told="建好了", by=cadre, at=AT)
    decided(case, county, "tender")
    needs.solve(case, told="建好了", by=cadre, at=AT)
    assert fresh(case).state == "need_solved"


def test_a_meeting_has_its_day_and_a_tender_its_number(county: County) -> None:
    case = raised(county, major=True)
    told = {"what": "上会", "due_on": TOMORROW, "by": county.accounts["cadre"], "at": AT}
    with pytest.raises(MeasureNotSound, match="哪天开的会"):
        needs.measure(case, kind="meeting", reference="9 号", **told)
    with pytest.raises(MeasureNotSound, match="编号"):
        needs.measure(case, kind="tender", reference=" ", **told)


def test_a_major_matter_is_the_countys(county: County) -> None:
    case, chair = raised(county, major=True), county.accounts["mill-chair"]
    with pytest.raises(NotForYou):
        needs.measure(case, what="修", due_on=TOMORROW, by=chair, at=AT)
    with pytest.raises(NotForYou):
        needs.solve(case, told="修好了", by=chair, at=AT)


def test_whoever_solved_it_does_not_say_that_it_is_solved(county: County) -> None:
    case = raised(county)
    needs.solve(case, told="补好了", by=county.accounts["cadre"], at=AT)
    with pytest.raises(OwnWork):
        needs.confirm_by_call(case, by=county.accounts["cadre"], at=AT)
    needs.confirm_by_call(case, by=county.accounts["second"], at=AT)
    need = Need.everywhere.get(case=case)
    assert (need.confirmed_as, need.confirmed_by) == ("call", county.accounts["second"])


def test_the_person_says_it_herself_by_her_code(county: County) -> None:
    case = raised(county)
    code = desk.issue_code(case.need, by=county.accounts["cadre"], at=AT)
    needs.solve(case, told="补好了", by=county.accounts["cadre"], at=AT)
    found = reads.need_by_code(code)
    needs.answer_by_code(found.case, cleared=False, lacking="还在漏", at=AT)
    assert fresh(case).state == "need_measured"
    assert reads.need_by_code(code).solved_at is None
    needs.solve(fresh(case), told="又补了", by=county.accounts["cadre"], at=AT)
    needs.answer_by_code(fresh(case), cleared=True, at=AT)
    assert Need.everywhere.get(case=case).confirmed_as == "person"
    with pytest.raises(StepNotAllowed):
        needs.answer_by_code(fresh(case), cleared=False, at=AT)


def test_a_new_code_ends_the_old_one_and_no_code_finds_nothing(county: County) -> None:
    case = raised(county)
    first = desk.issue_code(case.need, by=None, at=AT)
    desk.issue_code(case.need, by=None, at=AT)
    for code in (first, ""):
        with pytest.raises(NotYours):
            reads.need_by_code(code)


def test_what_nobody_answers_is_closed_by_rule_and_says_so(county: County) -> None:
    case = raised(county)
    needs.solve(case, told="补好了", by=county.accounts["cadre"], at=AT)
    assert needs.confirm_silent(at=AT + timedelta(days=3)) == 0
    with pytest.raises(NotSilentYet):
        desk.confirm(case, confirmed_as="rule", by=None, at=AT)
    assert needs.confirm_silent(at=MUCH_LATER) == 1
    assert Need.everywhere.get(case=case).confirmed_as == "rule"


# ------------------------------------------------------------------------------------------------- two at once


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_confirmed_and_reopened_at_once_is_one_of_both() -> None:
    county = build_county()
    for number in range(6):
        case = raised(county, name=f"户主{number}")
        needs.solve(case, told="补好了", by=county.accounts["cadre"], at=AT)
        gate = threading.Barrier(2, timeout=60)

        def rush(cleared: bool, pk: int = case.pk, gate: threading.Barrier = gate) -> str:
            mine = Case.everywhere.select_related("need").get(pk=pk)
            gate.wait()
            try:
                needs.answer_by_code(mine, cleared=cleared, at=AT)
            except MovedMeanwhile:
                return "moved"
            finally:
                connections.close_all()
            return "done"

        with ThreadPoolExecutor(2) as seats:
            assert Counter(seats.map(rush, (True, False))) == {"done": 1, "moved": 1}
        need = Need.everywhere.select_related("case").get(case=case)
        assert (need.case.state == "need_closed") == (need.confirmed_at is not None) == (need.solved_at is not None)


def test_two_who_work_on_one_need_follow_one_another(county: County) -> None:
    case = raised(county)
    mine, hers = fresh(case), fresh(case)
    needs.measure(mine, what="修", due_on=TOMORROW, by=county.accounts["cadre"], at=AT)
    with pytest.raises(MovedMeanwhile):
        needs.measure(hers, what="修", due_on=TOMORROW, by=county.accounts["second"], at=AT)
    again = fresh(case)
    needs.solve(mine, told="修好了", by=county.accounts["cadre"], at=AT)
    with pytest.raises(MovedMeanwhile):
        needs.measure(again, what="刷墙", due_on=TOMORROW, by=county.accounts["second"], at=AT)


# ------------------------------------------------------------------------------------------------- who sees it


def test_a_complaint_about_the_employer_is_seen_by_the_county_alone(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    case = needs.raise_difficulty(
        county.unions["mill"],
        worker="吴工",
        text="加班费三个月没有发",
        against_employer=True,
        by=county.accounts["cadre"],
        at=AT,
    )
    page = reverse("care:need", args=[case.need.pk])
    for name in ("mill-chair", "industry-chair", "chair", "leader", "stranger"):
        actor = county.actor(name)
        assert not reads.needs(actor).filter(pk=case.need.pk).exists(), name
        assert case.number not in {due.number for due in dues(actor)}, name
        assert sign_in(name).get(page).status_code == 404, name
    assert Clock.objects.get(case=case).role == "county"
    assert reads.needs(county.actor("cadre")).get(pk=case.need.pk).against_employer
    assert case.number in {due.number for due in dues(county.actor("cadre"))}
    assert sign_in("cadre").get(page).status_code == 200


def test_a_chair_who_raises_such_a_complaint_is_told_where_it_went(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("mill-chair")
    told = {"union": county.unions["mill"].pk, "worker": "吴工", "text": "加班费没有发", "origin": "survey"}
    response = client.post(reverse("care:raise_difficulty"), {**told, "against_employer": "on"}, follow=True)
    assert "只有县级工会看得到" in response.content.decode()
    assert "吴工" not in response.content.decode()
    assert Need.everywhere.get().kind == "work"


def test_a_difficulty_at_work_is_told_as_the_workers_own(county: County, sign_in: Callable[[str], Client]) -> None:
    told = {"worker": "吴工", "by": county.accounts["mill-chair"], "at": AT}
    case = needs.raise_difficulty(county.unions["mill"], text="没有更衣室", **told)
    page = sign_in("mill-chair").get(reverse("care:need", args=[case.need.pk])).content.decode()
    assert "<h1>吴工工作中的难事</h1>" in page
    assert "家庭的需求" not in page


def test_two_workers_of_one_name_stay_two_unless_somebody_says_it_is_the_same(county: County) -> None:
    told = {"worker": "吴工", "by": county.accounts["mill-chair"], "at": AT}
    one = needs.raise_difficulty(county.unions["mill"], text="没有更衣室", **told)
    other = needs.raise_difficulty(county.unions["mill"], text="没有热水", **told)
    assert (one.home.head_name, other.home.head_name) == ("吴工", "吴工")
    assert one.household != other.household
    again = needs.raise_difficulty(county.unions["mill"], text="灯坏了", household=one.home, **told)
    assert again.household == one.household


def test_a_helper_sees_the_households_she_is_paired_with_and_the_measures_she_has(county: County) -> None:
    helper = county.accounts["helper"]
    paired, measured, neither = (raised(county, name=name) for name in ("甲", "乙", "丙"))
    Pairing.everywhere.create(
        owner_union=county.unions["mill"],
        household=paired.household,
        cadre=helper,
        from_on=AT.date(),
        **dict.fromkeys(DAYS_OF_A_PAIR & {field.name for field in Pairing._meta.fields}, AT.date()),
        **{name: 1 for name in ("seat",) if hasattr(Pairing, name)},
        paired_by=county.accounts["cadre"],
        paired_at=AT,
    )
    needs.measure(measured, what="修", due_on=TOMORROW, account=helper, by=county.accounts["cadre"], at=AT)
    actor = county.actor("helper")
    seen = set(reads.needs(actor, "work_on_needs").values_list("case_id", flat=True))
    assert seen == {paired.pk, measured.pk}
    with pytest.raises(NotYours):
        reads.find_need(actor, neither.need.pk, "work_on_needs")
    assert reads.find_household(actor, paired.household_id, "work_on_needs") == paired.household
    with pytest.raises(NotYours):
        reads.find_household(actor, neither.household_id, "work_on_needs")


# ------------------------------------------------------------------------------------------------- cleared, one by one


def test_households_are_cleared_one_by_one(county: County) -> None:
    cadre, second = county.accounts["cadre"], county.accounts["second"]
    first, other, open_still = raised(county, name="甲"), raised(county, name="甲"), raised(county, name="乙")
    for case in (first, other):
        needs.solve(case, told="办好了", by=cadre, at=AT)
    needs.confirm_by_call(first, by=second, at=AT)
    rows = reads.needs(county.actor("cadre"))
    whole = reads.cleared(rows, on=MUCH_LATER.date())
    assert (whole.found, whole.solved, whole.confirmed, whole.open, whole.late) == (3, 2, 1, 1, 1)
    assert [(line["head"], line["open"]) for line in reads.cleared_by_household(rows, on=AT.date())] == [
        ("乙", 1),
        ("甲", 0),
    ]
    assert reads.cleared_by_union(rows, on=AT.date())[county.unions["mill"].pk].found == 3
    file = reads.needs_of_household(county.actor("cadre"), first.household_id)
    assert [one.case_id for one in file] == [first.pk, other.pk]
    assert open_still.pk not in {one.case_id for one in file}


def test_many_needs_go_through_the_same_desks(county: County) -> None:
    cases = [raised(county, name=f"户主{number}") for number in range(5)]
    cadre, second = county.accounts["cadre"], county.accounts["second"]
    clearings = [
        needs.Clearing(
            case.need,
            what="修",
            due_on=TOMORROW,
            told="修好了",
            solved_by=cadre,
            solved_at=AT,
            confirmed_by=second,
            confirmed_at=AT,
        )
        for case in cases
    ]
    assert needs.clear_needs(clearings[:3]) == 3
    assert needs.clear_needs([needs.Clearing(cases[3].need, "修", TOMORROW, "好了", cadre, AT, None, AT)]) == 1
    assert needs.clear_needs([needs.Clearing(cases[4].need, "修", TOMORROW, "好了", cadre, AT)]) == 1
    states = [fresh(case).state for case in cases]
    assert states == ["need_closed"] * 4 + ["need_solved"]
    with pytest.raises(OwnWork):
        needs.clear_needs([needs.Clearing(raised(county).need, "修", TOMORROW, "好了", cadre, AT, cadre, AT)])
