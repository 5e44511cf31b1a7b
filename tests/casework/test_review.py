"""Signing: two humans, exactly what was seen, once; what a person signed, no run touches."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.db import connections
from played_quarter import DEEP, NONE, PERIOD, RELATIVE, file_return, household
from small_county import AT, PASSWORD, County, build_county

from niangjia.casework import assessment as desk
from niangjia.casework import intake, review, trail
from niangjia.casework.assessment import latest_assessment, verdict_of
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.review import ChangedSinceSeen, NotSettled, OwnWork
from niangjia.engines.lifecycle import StepNotAllowed
from niangjia.engines.rules import Verdict, judge, load_policy
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.facts import FACTS
from niangjia.programmes.hardship.queries import facts_for
from niangjia.records.accounts.models import Entitlement
from niangjia.records.cases.models import Assessment, Case, Decision, Override, Step
from niangjia.records.papers.models import ReturnRow
from niangjia.records.people.models import MergeProposal
from niangjia.records.sealing import unseal
from niangjia.records.unions.models import Account
from niangjia.values.periods import Quarter

LAST_DAY = Quarter.parse(PERIOD).last_day


def judged(county: County, *rows: dict[str, Any], code: str = "street", by: str = "cadre") -> list[Case]:
    """File some households, judge the quarter, and return the cases."""
    file_return(county, code, list(rows) or [household(1, "赵一")])
    services.run_quarter(county.actor(by), period=PERIOD, at=AT)
    return list(Case.everywhere.filter(owner_union=county.unions[code]).order_by("id"))


def newest(case: Case) -> Assessment:
    found = latest_assessment(case)
    assert found is not None
    return found


def sign(case: Case, *, by: Account, seen: str | None = None) -> Decision:
    return services.sign(case, seen=newest(case).fingerprint if seen is None else seen, by=by, at=AT)


def second_account_of(county: County, username: str) -> Account:
    """Return another account of the same human."""
    known = county.accounts[username]
    return Account.objects.open(
        f"{username}-2", password=PASSWORD, name=known.name, natural_person=known.natural_person
    )


# -------------------------------------------------------------------------------------------------- maker and checker


def test_whoever_filed_the_return_does_not_sign_it_nor_from_a_second_account(county: County) -> None:
    (case,) = judged(county)
    for account in (county.accounts["chair"], second_account_of(county, "chair")):
        with pytest.raises(OwnWork):
            sign(case, by=account)
    assert not Decision.everywhere.exists()
    sign(case, by=county.accounts["cadre"])


def test_a_case_without_a_row_has_no_maker_to_refuse(county: County) -> None:
    (case,) = judged(county)
    Case.everywhere.filter(pk=case.pk).update(row=None)
    case = Case.everywhere.get(pk=case.pk)
    assert sign(case, by=county.accounts["chair"]).tier == "deep"


def test_an_override_counts_once_a_second_human_confirms_it(county: County) -> None:
    (case,) = judged(county)
    cadre = county.accounts["cadre"]
    override = services.propose_override(case, tier="relative", reason="理由", by=cadre, at=AT)
    for account in (cadre, second_account_of(county, "cadre")):
        with pytest.raises(OwnWork):
            review.check_override(override, agreed=True, by=account, at=AT)
    with pytest.raises(NotSettled, match="复核"):
        sign(case, by=county.accounts["second"])
    with pytest.raises(NotSettled, match="已经有一份改判"):
        services.propose_override(case, tier="accident", reason="理由", by=cadre, at=AT)
    review.check_override(override, agreed=True, by=county.accounts["leader"], at=AT)
    with pytest.raises(MovedMeanwhile):
        review.check_override(override, agreed=False, by=county.accounts["second"], at=AT)
    decision = sign(case, by=county.accounts["second"])
    assert (decision.tier, decision.override, decision.total_fen) == ("relative", override, override.total_fen)
    assert sum(Entitlement.everywhere.values_list("amount_fen", flat=True)) == override.total_fen
    assert Case.everywhere.get(pk=case.pk).tier == "relative"
    assert review.open_override(newest(case)) == override


def test_an_override_that_is_not_agreed_leaves_the_verdict_as_it_was(county: County) -> None:
    (case,) = judged(county)
    override = services.propose_override(case, tier="none", reason="理由", by=county.accounts["cadre"], at=AT)
    review.check_override(override, agreed=False, by=county.accounts["second"], at=AT)
    assert Override.everywhere.get().state == "dropped"
    assert sign(case, by=county.accounts["cadre"]).tier == "deep"


def test_what_is_signed_is_not_overridden(county: County) -> None:
    (case,) = judged(county)
    sign(case, by=county.accounts["cadre"])
    with pytest.raises(NotSettled, match="没有等签的结论"):
        services.propose_override(
            Case.everywhere.get(pk=case.pk), tier="none", reason="理由", by=county.accounts["cadre"], at=AT
        )


# --------------------------------------------------------------------------------------------- exactly what was seen


def test_a_verdict_that_changed_between_the_look_and_the_signature_is_not_signed(county: County) -> None:
    (case,) = judged(county)
    seen = newest(case).fingerprint
    judged(county, household(1, "赵一", income_fen=RELATIVE))
    with pytest.raises(ChangedSinceSeen):
        sign(Case.everywhere.get(pk=case.pk), by=county.accounts["cadre"], seen=seen)
    for nothing in ("", "x", seen[:-1]):
        with pytest.raises(ChangedSinceSeen):
            sign(case, by=county.accounts["cadre"], seen=nothing)
    assert not Decision.everywhere.exists()
    assert sign(Case.everywhere.get(pk=case.pk), by=county.accounts["cadre"]).tier == "relative"


def test_a_signature_is_given_once(county: County) -> None:
    (case,) = judged(county)
    sign(case, by=county.accounts["cadre"])
    with pytest.raises(MovedMeanwhile):
        sign(case, by=county.accounts["second"])
    assert Decision.everywhere.count() == 1


def test_a_case_that_cannot_be_told_is_sent_back_and_judged_again(county: County) -> None:
    (case,) = judged(county)
    unknown = Verdict.from_json(verdict_of(newest(case)))
    row = facts_for(ReturnRow.everywhere.get(), on=LAST_DAY)
    facts = {**row.facts, "income_fen": None}
    policy = services.policy_named("sample")
    blank = judge(policy, facts, on=LAST_DAY, place=row.place, chosen=row.chosen)
    assert (blank.tier, unknown.tier) == ("cannot_tell", "deep")
    kept = desk.assess(
        desk.Judged(row.row, row.household, facts, blank),
        policy=desk.keep_policy(policy, at=AT),
        programme="hardship",
        period=PERIOD,
        by=county.accounts["cadre"],
        at=AT,
    )
    assert kept is not None
    case = Case.everywhere.get(pk=case.pk)
    with pytest.raises(NotSettled, match="缺事实"):
        sign(case, by=county.accounts["cadre"])
    review.send_back(case, reason="补收入证明", by=county.accounts["cadre"], at=AT)
    with pytest.raises(StepNotAllowed):
        review.send_back(Case.everywhere.get(pk=case.pk), reason="再补", by=county.accounts["cadre"], at=AT)
    services.run_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    case = Case.everywhere.get(pk=case.pk)
    assert (case.state, case.tier) == ("judged", "deep")
    assert [step.key for step in Step.objects.filter(case=case)][-2:] == ["send_back", "judge"]


def test_a_household_out_of_range_is_signed_with_guidance_and_no_money(county: County) -> None:
    (case,) = judged(county, household(1, "赵一", income_fen=NONE))
    sign(case, by=county.accounts["cadre"])
    assert Case.everywhere.get(pk=case.pk).state == "guided"
    assert not Entitlement.everywhere.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_ten_who_sign_one_verdict_at_once_one_signs() -> None:
    county = build_county()
    (case,) = judged(county)
    seen, gate = newest(case).fingerprint, threading.Barrier(10, timeout=60)
    endings: list[str] = []

    def hand(who: str) -> None:
        mine = Case.everywhere.get(pk=case.pk)
        gate.wait()
        try:
            sign(mine, by=county.accounts[who], seen=seen)
            endings.append("signed")
        except MovedMeanwhile:
            endings.append("moved")
        connections.close_all()

    threads = [threading.Thread(target=hand, args=(who,)) for who in ("cadre", "second") * 5]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(endings) == ["moved"] * 9 + ["signed"]
    assert Decision.everywhere.count() == 1
    assert Entitlement.everywhere.count() == 2
    trail.seal()
    assert trail.verify().broken_at is None


# ------------------------------------------------------------------------------------------------ nothing given twice


def test_a_signed_case_is_not_touched_by_another_run(county: County) -> None:
    (case,) = judged(county)
    sign(case, by=county.accounts["cadre"])
    before = [list(model.everywhere.values()) for model in (Case, Assessment, Decision, Entitlement)]
    judged(county, household(1, "赵一", income_fen=NONE))
    assert [list(model.everywhere.values()) for model in (Case, Assessment, Decision, Entitlement)] == before


def once_a_year(county: County, period: str) -> list[str]:
    return list(
        Entitlement.everywhere.filter(case__period=period).order_by("benefit").values_list("benefit", flat=True)
    )


def in_school(number: int, name: str) -> dict[str, Any]:
    return household(number, name, school_fen=5_000_00, children_high_school=1)


@pytest.mark.parametrize("order", [("street", "mill"), ("mill", "street")])
def test_a_benefit_of_once_a_year_is_not_given_again_by_another_union_after_a_merge(
    county: County, order: tuple[str, str]
) -> None:
    """Filed by one union in one quarter and by both in the next, where they are merged."""
    first, later = order
    cadre = county.actor("cadre")
    for code in order if first == "mill" else ():
        file_return(county, code, [household(90, "别人")], period="2026Q1")
    file_return(county, first, [in_school(1, "赵一")], period="2026Q2")
    services.run_quarter(cadre, period="2026Q2", at=AT)
    for case in Case.everywhere.filter(period="2026Q2"):
        sign(case, by=cadre.account)
    assert "school_aid" in once_a_year(county, "2026Q2")
    for code in (later, first):
        file_return(county, code, [in_school(1, "赵一")], by="second")
    for proposal in MergeProposal.everywhere.filter(state="open"):
        intake.apply_merge(proposal, same=True, by=cadre.account, at=AT)
    services.run_quarter(cadre, period=PERIOD, at=AT)
    (case,) = Case.everywhere.filter(period=PERIOD)
    sign(case, by=cadre.account)
    assert "school_aid" not in once_a_year(county, PERIOD)


def test_whichever_filing_was_the_one_that_was_helped(county: County) -> None:
    """The household that goes on is the earlier one; it was the later one that had been helped."""
    cadre = county.actor("cadre")
    file_return(county, "street", [household(1, "赵一", income_fen=NONE)], period="2026Q1")
    file_return(county, "mill", [in_school(1, "赵一")], period="2026Q2")
    services.run_quarter(cadre, period="2026Q2", at=AT)
    sign(Case.everywhere.get(period="2026Q2", programme="hardship"), by=cadre.account)
    assert "school_aid" in once_a_year(county, "2026Q2")
    for code in ("street", "mill"):
        file_return(county, code, [in_school(1, "赵一")], by="second")
    intake.apply_merge(MergeProposal.everywhere.get(state="open"), same=True, by=cadre.account, at=AT)
    services.run_quarter(cadre, period=PERIOD, at=AT)
    sign(Case.everywhere.get(period=PERIOD, programme="hardship"), by=cadre.account)
    assert "school_aid" not in once_a_year(county, PERIOD)


def test_the_case_of_a_household_that_was_merged_away_is_not_signed_beside_the_other(county: County) -> None:
    first = judged(county, household(1, "赵一"), code="street")[0]
    later = judged(county, household(7, "赵一"), code="mill")[0]
    proposal = intake.propose_merge(first.household, later.household, period=PERIOD, differences=(), at=AT)
    intake.apply_merge(proposal, same=True, by=county.accounts["cadre"], at=AT)
    with pytest.raises(NotSettled, match="合并"):
        sign(later, by=county.accounts["second"])
    sign(first, by=county.accounts["second"])


def test_a_pair_that_waits_for_a_decision_is_not_judged(county: County) -> None:
    file_return(county, "street", [household(1, "赵一")])
    file_return(county, "mill", [household(1, "赵一"), household(2, "钱二")])
    assert services.run_quarter(county.actor("cadre"), period=PERIOD, at=AT) == 1
    assert [case.household.head_name for case in Case.everywhere.all()] == ["钱二"]


def test_a_crash_between_reading_and_comparing_is_made_good_by_the_run(county: County) -> None:
    file_return(county, "street", [household(1, "赵一")])
    file_return(county, "mill", [household(1, "赵一")])
    MergeProposal.everywhere.all().delete()
    assert services.run_quarter(county.actor("cadre"), period=PERIOD, at=AT) == 0
    assert MergeProposal.everywhere.filter(state="open").count() == 1


# ------------------------------------------------------------------------------------------------- the stored verdict


def test_frozen_facts_under_the_stored_policy_give_the_stored_verdict_byte_for_byte(county: County) -> None:
    rows = [household(n, f"户{n}", income_fen=fen) for n, fen in enumerate((0, DEEP, RELATIVE, NONE, 26_999_99))]
    for case in judged(county, *rows):
        kept = newest(case)
        policy = load_policy(kept.policy.text, FACTS, name=kept.policy.key)
        facts = json.loads(unseal(kept.facts, "content") or "")
        row = facts_for(case.row, on=LAST_DAY) if case.row else None
        assert row is not None
        verdict = judge(policy, facts, on=LAST_DAY, place=row.place, chosen=row.chosen)
        text = unseal(kept, "verdict")
        assert desk.canonical(verdict.as_json()) == text
        assert desk.canonical(Verdict.from_json(verdict_of(kept)).as_json()) == text
