"""Home visits: who goes and who does not, consent first, two signatures, and a verdict on what was found."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from played_quarter import DEEP, PERIOD, RELATIVE, sign
from small_county import AT, County
from visiting import LATER, Visiting, fresh, visiting

from niangjia.casework import review, visits
from niangjia.casework.access import NotYours
from niangjia.casework.access.offices import end_post
from niangjia.casework.assessment import latest_assessment, verdict_of
from niangjia.casework.papers import keep_paper
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.visits.assigning import apart
from niangjia.engines.lifecycle import StepNotAllowed
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.services.visits import NothingToFile
from niangjia.records.cases.models import Assessment, Case, Clock
from niangjia.records.papers.models import Paper
from niangjia.records.people.models import KinTie
from niangjia.records.placements.models import Pairing
from niangjia.records.tasks.models import Need
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Account, Post
from niangjia.records.visits.models import Discrepancy, Report, Seat, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(county: County) -> Visiting:
    return visiting(county)


def names(town: Visiting, visit: Visit) -> list[str]:
    return [account.username for account in town.two(visit)]


# ------------------------------------------------------------------------------------------------------- who goes


def test_the_nearest_two_go_and_who_sent_the_return_does_not(town: Visiting) -> None:
    visit = town.sent(town.case("community", "孙三"))
    assert names(town, visit) == ["chair", "helper"]
    assert Case.everywhere.get(pk=visit.case_id).state == "visiting"


def test_the_next_household_goes_to_whoever_carries_less(town: Visiting) -> None:
    cadre = town.county.actor("cadre")
    for _more in range(3):
        town.reinforce("county", "helper")
    cases = [town.case("mill", name) for name in ("郑七", "王八")]
    sent = services.assign_visits(cadre, cases, at=AT).visits
    went = [account.username for visit in sent for account in town.two(visit)]
    assert len(set(went)) == len(went) == 4
    assert set(visits.loads().values()) == {1}


def test_with_somebody_of_the_own_enterprise_goes_somebody_from_outside(town: Visiting) -> None:
    for _twice in range(2):
        town.reinforce("mill", "grassroots")
    two = names(town, town.sent(town.case("mill", "郑七")))
    assert two[0].startswith("more-mill")
    assert not two[1].startswith("more-mill")


def test_kin_and_whoever_is_paired_with_the_household_are_recused(town: Visiting) -> None:
    county, case = town.county, town.case("community", "孙三")
    services.declare_kin(
        case.household, account=county.accounts["chair"], relation="表兄", by=county.accounts["cadre"], at=AT
    )
    Pairing.everywhere.create(
        household=case.household, owner_union=case.owner_union, cadre=county.accounts["helper"], from_on=AT.date(),
        kind="one_to_one", seat=1, next_contact_on=AT.date(), escalates_on=AT.date(),
        paired_by=county.accounts["cadre"], paired_at=AT,
    )  # fmt: skip
    [plan] = services.plan_visits([case], at=AT)
    why = {Account.objects.get(natural_person=person).username: reason for person, reason in plan.barred.items()}
    assert why == {"chair": "kin", "helper": "paired", "community-chair": "filed"}
    assert names(town, town.sent(case)) == ["cadre", "second"]


def test_two_accounts_of_one_human_do_not_visit_together(town: Visiting) -> None:
    accounts = town.county.accounts
    Account.objects.filter(username="helper").update(natural_person=accounts["chair"].natural_person)
    assert names(town, town.sent(town.case("community", "孙三"))) == ["chair", "cadre"]


def test_where_fewer_than_two_are_left_nobody_is_sent(town: Visiting) -> None:
    for username in ("cadre", "second", "helper"):
        end_post(Post.objects.get(account__username=username), on=AT.date(), by=None, at=AT)
    case = town.case("community", "孙三")
    answer = services.assign_visits(town.county.actor("cadre"), [case], at=AT)
    assert (answer.visits, answer.short) == ((), (case,))
    assert Case.everywhere.get(pk=case.pk).state == "judged"


def test_the_county_picks_by_hand_among_its_own_people_alone(town: Visiting) -> None:
    county, case = town.county, town.case("street", "钱二")
    cadre, accounts = county.actor("cadre"), county.accounts
    with pytest.raises(NotYours):
        services.assign_by_hand(cadre, case, accounts=[accounts["stranger"].pk, accounts["helper"].pk], at=AT)
    with pytest.raises(visits.TooClose):
        services.assign_by_hand(cadre, case, accounts=[accounts["chair"].pk, accounts["helper"].pk], at=AT)
    with pytest.raises(visits.NotVisitable):
        services.assign_by_hand(cadre, case, accounts=[accounts["helper"].pk], at=AT)
    visit = services.assign_by_hand(cadre, case, accounts=[accounts["mill-chair"].pk, accounts["helper"].pk], at=AT)
    assert names(town, visit) == ["mill-chair", "helper"]


def test_a_case_is_assigned_once(town: Visiting) -> None:
    case = town.case("street", "钱二")
    stale = Case.everywhere.select_related("household", "owner_union").get(pk=case.pk)
    town.sent(case)
    answer = services.assign_visits(town.county.actor("second"), [stale], at=AT)
    assert (answer.visits, answer.moved) == ((), (stale,))
    assert Visit.everywhere.filter(case=case).count() == 1


def test_a_case_that_was_sent_back_is_not_assigned(town: Visiting) -> None:
    case = town.case("street", "钱二")
    stale = Case.everywhere.select_related("household", "owner_union").get(pk=case.pk)
    review.send_back(case, reason="补", by=town.county.accounts["cadre"], at=AT)
    assert services.assign_visits(town.county.actor("cadre"), [stale], at=AT).moved == (stale,)
    with pytest.raises(StepNotAllowed):
        services.assign_visits(town.county.actor("cadre"), [town.case("street", "钱二")], at=AT)
    assert not Visit.everywhere.exists()


def test_unions_without_anybody_above_both_lie_far_apart() -> None:
    assert apart({}, {1: 0}) == 99


# ------------------------------------------------------------------------------------------------- somebody else


def test_somebody_else_goes_when_a_visitor_is_ill(town: Visiting) -> None:
    county, visit = town.county, town.sent(town.case("community", "孙三"))
    cadre, second = county.actor("cadre"), county.accounts["second"]
    services.hand_over_visit(cadre, visit, place=1, account=second.pk, reason="ill", at=LATER)
    assert sorted(names(town, visit)) == ["helper", "second"]
    with pytest.raises(visits.NotVisitable):
        services.hand_over_visit(cadre, fresh(visit), place=2, account=second.pk, reason="ill", at=LATER)
    with pytest.raises(visits.TooClose, match="改派"):
        services.record_consent(visit, signer="孙三", by=county.accounts["chair"], at=LATER)


def test_nobody_is_sent_to_a_visit_that_is_over(town: Visiting) -> None:
    visit = town.sent(town.case("community", "孙三"))
    town.confirmed(visit)
    with pytest.raises(MovedMeanwhile):
        services.hand_over_visit(
            town.county.actor("cadre"), fresh(visit), place=1, account=town.county.accounts["second"].pk,
            reason="ill", at=LATER,
        )  # fmt: skip


def test_two_who_hand_over_one_place_at_once_do_it_once(town: Visiting) -> None:
    visit, county = town.sent(town.case("community", "孙三")), town.county
    held = Seat.everywhere.get(visit=visit, place=2, ended_at__isnull=True)
    Seat.everywhere.filter(pk=held.pk).update(account=county.accounts["second"])
    candidate = visits.Candidate(county.accounts["second"].pk, uuid4(), county.unions["county"].pk, 2)
    with pytest.raises(MovedMeanwhile):
        visits.hand_over(visit, place=1, to=candidate, reason="ill", by=county.accounts["cadre"], at=LATER)


def test_a_visitor_who_says_she_is_kin_leaves_her_place_empty(town: Visiting) -> None:
    visit = town.sent(town.case("community", "孙三"))
    first, second = town.two(visit)
    for _twice in range(2):
        services.declare_kin(visit.household, account=first, relation="姑姑", by=first, at=LATER)
    assert KinTie.everywhere.count() == 1
    left = Seat.everywhere.get(visit=visit, ended_at__isnull=True)
    assert left.account == second
    cadre, accounts = town.county.actor("cadre"), town.county.accounts
    with pytest.raises(visits.TooClose):
        services.hand_over_visit(cadre, visit, place=1, account=first.pk, reason="kin", at=LATER)
    services.hand_over_visit(cadre, visit, place=1, account=accounts["second"].pk, reason="kin", at=LATER)
    assert names(town, visit) == ["second", second.username]


# ----------------------------------------------------------------------------------------------------- the report


def test_no_report_without_consent(town: Visiting) -> None:
    visit = town.sent(town.case("street", "钱二"))
    first, _second = town.two(visit)
    with pytest.raises(visits.ConsentMissing):
        services.report_visit(visit, by=first, at=LATER)


def test_consent_is_a_paper_in_the_file(town: Visiting) -> None:
    visit = town.sent(town.case("street", "钱二"))
    first, _second = town.two(visit)
    services.record_consent(visit, signer="钱二", photo=b"jpeg", media_type="image/jpeg", by=first, at=LATER)
    paper = Paper.everywhere.get(household=visit.household, kind="check_consent")
    assert (paper.period, paper.media_type, fresh(visit).consent) == (PERIOD, "image/jpeg", "given")


def test_only_with_both_signatures_is_the_household_visited(town: Visiting) -> None:
    visit = town.reported(town.sent(town.case("street", "钱二")))
    first, second = town.two(visit)
    assert Case.everywhere.get(pk=visit.case_id).state == "visiting"
    with pytest.raises(visits.TooClose):
        services.confirm_visit(visit, by=first, at=LATER)
    services.confirm_visit(visit, by=second, at=LATER)
    case = Case.everywhere.get(pk=visit.case_id)
    assert case.state == "visited"
    assert not Clock.objects.filter(case=case, step="visit", stopped_at__isnull=True).exists()
    assert fresh(visit).persons == 3
    assert Paper.everywhere.filter(household=visit.household, kind="visit_report").count() == 1
    with pytest.raises(MovedMeanwhile):
        services.confirm_visit(visit, by=second, at=LATER)


def test_one_human_with_two_accounts_does_not_sign_twice(town: Visiting) -> None:
    visit = town.reported(town.sent(town.case("street", "钱二")))
    first, second = town.two(visit)
    Account.objects.filter(pk=second.pk).update(natural_person=first.natural_person)
    with pytest.raises(visits.TooClose):
        services.confirm_visit(visit, by=Account.objects.get(pk=second.pk), at=LATER)


def test_the_verdict_rests_on_what_was_found_and_a_run_does_not_undo_it(town: Visiting) -> None:
    case = town.case("street", "钱二")
    assert case.tier == "relative"
    visit = town.confirmed(town.sent(case), income_fen=DEEP)
    anew = Case.everywhere.get(pk=case.pk)
    assert (anew.state, anew.tier) == ("visited", "deep")
    services.run_quarter(town.county.actor("cadre"), period=PERIOD, at=LATER)
    assert Case.everywhere.get(pk=case.pk).tier == "deep"
    found = latest_assessment(anew)
    assert found is not None
    assert verdict_of(found)["tier"] == "deep"
    [one] = Discrepancy.everywhere.filter(report__visit=visit)
    assert (one.fact, one.reason) == ("income_fen", "changed")


def test_what_was_found_as_declared_changes_no_verdict(town: Visiting) -> None:
    case = town.case("street", "钱二")
    town.confirmed(town.sent(case), income_fen=RELATIVE)
    assert Assessment.everywhere.filter(case=case).count() == 1
    assert not Discrepancy.everywhere.exists()


def test_a_difference_needs_its_reason(town: Visiting) -> None:
    visit = town.sent(town.case("street", "钱二"))
    first, _second = town.two(visit)
    for reasons in ({}, {"income_fen": ("because", "")}):
        with pytest.raises(NothingToFile):
            services.report_visit(
                visit, found={"income_fen": DEEP}, reasons=reasons, consent="钱二", by=first, at=LATER
            )


def test_a_household_that_refuses_the_check_is_judged_on_that(town: Visiting) -> None:
    case = town.case("street", "钱二")
    visit = town.sent(case)
    first, second = town.two(visit)
    services.record_consent(visit, given=False, signer="", by=first, at=LATER)
    services.report_visit(visit, found={"income_fen": 1}, by=first, at=LATER)
    services.confirm_visit(visit, by=second, at=LATER)
    found = latest_assessment(case)
    assert found is not None
    facts = visits.found_facts_of(case.household_id, programme="hardship", period=PERIOD)
    assert (verdict_of(found)["tier"], facts["authorised"], facts["income_fen"]) == ("none", False, RELATIVE)


def test_a_contradiction_goes_to_the_county_and_the_two_go_again(town: Visiting) -> None:
    visit = town.reported(town.sent(town.case("street", "钱二")), income_fen=DEEP)
    first, second = town.two(visit)
    services.contradict_visit(visit, objection="收入没有变", by=second, at=LATER)
    assert fresh(visit).state == "contested"
    with pytest.raises(MovedMeanwhile):
        services.confirm_visit(visit, by=second, at=LATER)
    services.send_again(fresh(visit), by=town.county.accounts["cadre"], at=LATER)
    with pytest.raises(MovedMeanwhile):
        services.send_again(fresh(visit), by=town.county.accounts["cadre"], at=LATER)
    services.report_visit(fresh(visit), by=second, at=LATER)
    services.confirm_visit(fresh(visit), by=first, at=LATER)
    assert fresh(visit).state == "confirmed"
    assert Report.everywhere.filter(visit=visit).count() == 2


def test_somebody_else_after_a_contradiction_makes_the_visit_again(town: Visiting) -> None:
    visit = town.reported(town.sent(town.case("street", "钱二")))
    _first, second = town.two(visit)
    services.contradict_visit(visit, objection="没有进门", by=second, at=LATER)
    outsider = town.county.accounts["mill-chair"].pk
    services.hand_over_visit(
        town.county.actor("cadre"), fresh(visit), place=1, account=outsider, reason="contested", at=LATER
    )
    assert fresh(visit).state == "planned"


def test_the_same_report_twice_is_one(town: Visiting) -> None:
    visit, uid = town.sent(town.case("street", "钱二")), uuid4()
    first, second = town.two(visit)
    sent: dict[str, Any] = {"uid": uid, "consent": "钱二", "at": LATER}
    report = services.report_visit(visit, by=first, **sent)
    assert services.report_visit(fresh(visit), by=first, **sent) == report
    with pytest.raises(MovedMeanwhile):
        services.report_visit(fresh(visit), by=second, **sent)
    with pytest.raises(MovedMeanwhile, match="另一位"):
        services.report_visit(fresh(visit), by=second, at=LATER)
    with pytest.raises(MovedMeanwhile, match="授权"):
        services.record_consent(fresh(visit), signer="钱二", by=second, at=LATER)
    other = town.sent(town.case("community", "孙三"))
    with pytest.raises(MovedMeanwhile, match="已经交过"):
        services.report_visit(other, by=town.two(other)[0], **sent)


def test_what_was_written_is_kept_at_every_look(town: Visiting) -> None:
    visit = town.sent(town.case("street", "钱二"))
    first, second = town.two(visit)
    services.save_look(visit, look="people", answers={"persons": {"same": True}}, by=first, at=LATER)
    services.save_look(visit, look="income", answers={"income_fen": {"same": True}}, by=first, at=LATER)
    assert visits.draft_of(visit, first).keys() == {"people", "income"}
    assert visits.draft_of(visit, second) == {}
    assert visits.draft_of(visit, town.county.accounts["leader"]) == {}


def test_a_need_seen_on_the_spot_becomes_a_case(town: Visiting) -> None:
    visit = town.sent(town.case("street", "钱二"))
    services.note_need(visit, kind="housing", text="屋顶漏雨", by=town.two(visit)[0], at=LATER)
    need = Need.everywhere.get()
    assert (need.kind, need.origin, need.case.household_id) == ("housing", "visit", visit.household_id)


def test_who_visited_does_not_sign_and_neither_does_kin(town: Visiting) -> None:
    accounts, case = town.county.accounts, town.case("street", "钱二")
    visit = services.assign_by_hand(
        town.county.actor("second"), case, accounts=[accounts["cadre"].pk, accounts["helper"].pk], at=AT
    )
    town.confirmed(fresh(visit))
    services.declare_kin(case.household, account=accounts["second"], relation="同学", by=accounts["second"], at=LATER)
    for username, why in (("cadre", "自己走访"), ("second", "亲属")):
        with pytest.raises(visits.TooClose, match=why):
            sign(Case.everywhere.get(pk=case.pk), by=username, county=town.county)


def test_a_report_of_the_day_before_is_found_again_and_the_newest_counts(town: Visiting) -> None:
    case = town.case("street", "钱二")
    facts = visits.found_facts_of(case.household_id, programme="hardship", period=PERIOD)
    assert facts == {}
    town.confirmed(town.sent(case), income_fen=DEEP)
    within = [case.owner_union_id]
    assert visits.found_facts(within, programme="hardship", period=PERIOD)[case.household_id]["income_fen"] == DEEP
    assert visits.found_facts(within, programme="hardship", period="2026Q4") == {}


def test_whoever_declared_for_a_household_does_not_visit_it(town: Visiting) -> None:
    case = town.case("community", "孙三")
    helper = town.county.accounts["helper"]
    keep_paper(case.household, kind="declaration", period=PERIOD, told={"by": "x"}, by=helper, at=AT)
    [plan] = services.plan_visits([case], at=AT)
    assert plan.barred[helper.natural_person] == "filed"


def test_many_visits_cost_a_bounded_number_of_questions_each(town: Visiting) -> None:
    """Assigned, consented, reported, confirmed and judged anew: what a replay of hundreds pays for each."""
    cases = [town.case("community", "孙三"), town.case("street", "钱二"), town.case("mill", "郑七")]
    with CaptureQueriesContext(connection) as questions:
        for case in cases:
            town.confirmed(town.sent(case))
    assert len(questions.captured_queries) / len(cases) < 170


def test_no_event_of_a_visit_tells_anything_personal(town: Visiting) -> None:
    town.confirmed(town.sent(town.case("street", "钱二")), income_fen=DEEP)
    told = " ".join(str(event.detail) for event in Event.objects.all())
    assert "钱二" not in told
    assert "进门" not in told
