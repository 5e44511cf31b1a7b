"""Notices: published together, the least that identifies, no signature before they are over; objections."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from played_notices import play_noticed
from played_quarter import PERIOD, PlayedQuarter, sign
from small_county import AT

from niangjia.casework import papers, publication, review
from niangjia.casework.access import NotYours
from niangjia.casework.adoption import choose_value
from niangjia.casework.queries import notices as stands
from niangjia.casework.queries.guided import guided_to
from niangjia.engines.lifecycle import StepNotAllowed
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.queries.notices import answer_behind, publishable
from niangjia.records.cases.models import Case
from niangjia.records.notices.models import NoticeEntry, Objection, PublicNotice
from niangjia.records.practices.models import Adoption
from niangjia.records.sealing import unseal
from niangjia.values.errors import NiangjiaError

pytestmark = pytest.mark.django_db


@pytest.fixture
def noticed() -> PlayedQuarter:
    """Return the county with notices on, its quarter judged and nothing signed."""
    return play_noticed()


def entries_of(notice: PublicNotice) -> list[NoticeEntry]:
    return list(NoticeEntry.everywhere.filter(notice=notice))


def fresh(case: Case) -> Case:
    return Case.everywhere.select_related("household", "owner_union", "row__upload__received_by").get(pk=case.pk)


def told(**changes: object) -> services.Told:
    known = {"key": uuid4(), "name": "有心人", "phone": "15400000077", "text": "他家去年买了新车"}
    return services.Told(**{**known, **changes})


def published(played: PlayedQuarter) -> list[PublicNotice]:
    return services.publish(played.county.actor("cadre"), period=PERIOD, at=AT)


def entry(played: PlayedQuarter, code: str, name: str) -> NoticeEntry:
    return NoticeEntry.everywhere.select_related("notice").get(case=played.case(code, name), lifted_at__isnull=True)


def test_the_county_publishes_all_households_in_a_tier_in_one_go(noticed: PlayedQuarter) -> None:
    ready = publishable(noticed.county.actor("cadre"), PERIOD)
    [notice] = published(noticed)
    assert {one.case_id for one in entries_of(notice)} == {one.case.pk for one in ready}
    assert {fresh(one.case).state for one in ready} == {"published"}
    assert fresh(noticed.case("community", "李四")).state == "judged", "nobody in no tier is published"
    with pytest.raises(publication.NothingToPublish):
        published(noticed)


def test_one_tier_or_one_union_can_be_published_alone(noticed: PlayedQuarter) -> None:
    county = noticed.county
    [notice] = services.publish(
        county.actor("cadre"), period=PERIOD, tier="relative", union_id=county.unions["street"].pk, at=AT
    )
    assert [one.case_id for one in entries_of(notice)] == [noticed.case("street", "钱二").pk]


def test_a_household_is_named_only_with_its_own_consent_and_then_masked(noticed: PlayedQuarter) -> None:
    household = noticed.case("street", "钱二").household
    papers.keep_paper(
        household, kind="notice_consent", period="", told={"agreed": True}, by=noticed.county.accounts["chair"], at=AT
    )
    published(noticed)
    assert entry(noticed, "street", "钱二").shown_as == "钱*"
    assert entry(noticed, "community", "孙三").shown_as == noticed.case("community", "孙三").number


def test_the_last_day_comes_from_the_policy_and_prints_its_working(noticed: PlayedQuarter) -> None:
    [notice] = published(noticed)
    assert notice.last_on == date(2026, 10, 20)
    assert (notice.working["count"], notice.working["unit"]) == (7, "calendar_days")
    assert notice.working["source"].startswith("示例")


def test_a_union_that_chose_other_days_gets_a_notice_of_its_own(noticed: PlayedQuarter) -> None:
    county = noticed.county
    adopted = Adoption.objects.get(union=county.unions["county"])
    for parameter, value in (("notice_days", "5"), ("notice_in_working_days", "1")):
        choose_value(
            adopted, parameter=parameter, is_text=value, from_on=date(2026, 9, 1), source="本县",
            by=county.accounts["cadre"], at=AT,
        )  # fmt: skip
    [notice] = published(noticed)
    assert notice.working["source"] == "本县"
    assert notice.last_on == date(2026, 10, 20), "the fifth working day after the 13th"


def test_nobody_signs_before_the_notice_is_over(noticed: PlayedQuarter) -> None:
    case = noticed.case("street", "钱二")
    with pytest.raises(StepNotAllowed):
        sign(case, by="cadre", county=noticed.county)
    published(noticed)
    for days in (0, 7):
        with pytest.raises(publication.NoticeRuns, match="2026-10-20"):
            sign(fresh(case), by="cadre", county=noticed.county, at=AT + timedelta(days=days))
    sign(fresh(case), by="cadre", county=noticed.county, at=AT + timedelta(days=8))
    assert fresh(case).state == "granted"


def test_a_second_run_leaves_what_stands_in_public_alone(noticed: PlayedQuarter) -> None:
    published(noticed)
    assert services.run_quarter(noticed.county.actor("cadre"), period=PERIOD, at=AT) == 0
    assert fresh(noticed.case("street", "钱二")).state == "published"


def test_an_objection_sends_the_household_back_and_nobody_below_sees_it(noticed: PlayedQuarter) -> None:
    published(noticed)
    case = noticed.case("street", "钱二")
    objection, code = services.object_to(entry(noticed, "street", "钱二"), told(), place="198.51.100.7", at=AT)
    assert fresh(case).state == "judged"
    assert b"\xe4\xbb\x96" not in bytes(objection.text)
    assert unseal(objection, "text") == "他家去年买了新车"
    county = noticed.county
    assert [one.pk for one in stands.objections_of(county.actor("cadre"))] == [objection.pk]
    assert not stands.objections_of(county.actor("chair")).exists()
    assert not stands.objections_of(county.actor("stranger")).exists()
    assert not publishable(county.actor("cadre"), PERIOD), "not again before the answer"
    publication.answer_objection(
        objection, upheld=False, answer="车是邻居的，查过了", by=county.accounts["cadre"], at=AT
    )
    answered = answer_behind(code.lower())
    assert answered is not None
    assert (answered["state"], answered["answer"]) == ("unfounded", "车是邻居的，查过了")
    [again] = published(noticed)
    assert again.again
    assert again.last_on == date(2026, 10, 16)


def test_the_same_form_sent_twice_is_one_objection_with_one_code(noticed: PlayedQuarter) -> None:
    published(noticed)
    stood = entry(noticed, "street", "钱二")
    one = told(key=UUID(int=7))
    first_time, second_time = (services.object_to(stood, one, place="a", at=AT) for _ in range(2))
    assert first_time == second_time
    assert Objection.everywhere.count() == 1


def test_too_much_from_one_place_waits_until_tomorrow(noticed: PlayedQuarter) -> None:
    published(noticed)
    stood = entry(noticed, "street", "钱二")
    one = told()
    for _ in range(5):
        services.object_to(stood, one, place="a", at=AT)
    with pytest.raises(publication.TooOften, match="明天"):
        services.object_to(stood, one, place="a", at=AT)
    services.object_to(stood, one, place="b", at=AT)
    services.object_to(stood, one, place="a", at=AT + timedelta(days=1))


def test_a_household_is_not_flooded_and_a_late_objection_is_not_taken(noticed: PlayedQuarter) -> None:
    published(noticed)
    stood = entry(noticed, "street", "钱二")
    for place in "abc":
        services.object_to(stood, told(), place=place, at=AT)
    with pytest.raises(publication.TooOften, match="几份异议"):
        services.object_to(stood, told(), place="d", at=AT)
    with pytest.raises(publication.NotPublished):
        services.object_to(entry(noticed, "community", "孙三"), told(), place="d", at=AT + timedelta(days=8))


def test_whoever_filed_the_household_does_not_answer_and_one_answer_stands(noticed: PlayedQuarter) -> None:
    published(noticed)
    objection, _code = services.object_to(entry(noticed, "street", "钱二"), told(), place="a", at=AT)
    accounts = noticed.county.accounts
    with pytest.raises(review.OwnWork):
        publication.answer_objection(objection, upheld=True, answer="属实，重新算", by=accounts["chair"], at=AT)
    publication.answer_objection(objection, upheld=True, answer="属实，重新算", by=accounts["cadre"], at=AT)
    with pytest.raises(NiangjiaError, match="答复过"):
        publication.answer_objection(objection, upheld=False, answer="不属实", by=accounts["second"], at=AT)


def test_a_notice_is_gone_from_public_view_once_it_is_over(noticed: PlayedQuarter) -> None:
    [notice] = published(noticed)
    assert stands.public_notice(notice.uid, on=notice.last_on)
    with pytest.raises(NotYours):
        stands.public_notice(notice.uid, on=notice.last_on + timedelta(days=1))
    assert not stands.running_notices(on=notice.last_on + timedelta(days=1))


def test_a_published_case_moved_meanwhile_is_left_out(noticed: PlayedQuarter) -> None:
    ready = publishable(noticed.county.actor("cadre"), PERIOD)
    review.send_back(fresh(ready[0].case), reason="补", by=noticed.county.accounts["cadre"], at=AT)
    listed = [publication.Listed(one.case, one.shown_as, "街", one.tier) for one in ready]
    notice = publication.publish(
        noticed.county.unions["county"], listed, period=PERIOD, length=publication.Length(7, "calendar_days", "示例"),
        again=False, by=noticed.county.accounts["cadre"], at=AT,
    )  # fmt: skip
    assert len(entries_of(notice)) == len(ready) - 1


def test_an_override_can_be_proposed_after_a_visit_and_its_tier_stands_in_the_notice(noticed: PlayedQuarter) -> None:
    case = noticed.case("street", "钱二")
    accounts = noticed.county.accounts
    override = services.propose_override(
        case, tier="deep", reason="刚刚确诊，票据还没有下来", by=accounts["cadre"], at=AT
    )
    assert case.pk not in {one.case.pk for one in publishable(noticed.county.actor("cadre"), PERIOD)}
    review.check_override(override, agreed=True, by=accounts["leader"], at=AT)
    published(noticed)
    assert entry(noticed, "street", "钱二").tier == "deep"


def test_nobody_is_guided_without_help_of_another_kind(noticed: PlayedQuarter) -> None:
    case = fresh(noticed.case("community", "李四"))
    sign(case, by="cadre", county=noticed.county)
    assert fresh(case).state == "guided"
    opened = guided_to(case.household_id)
    assert [one.kind for one in opened] == ["legal", "training", "checkup", "schooling"]
    assert all(one.case.state == "need_open" for one in opened)
    assert (
        services.decisions.open_guidance(
            case, services.policy_named("sample"), by=noticed.county.accounts["cadre"], at=AT
        )
        == []
    )
    for guided in Case.everywhere.filter(state="guided"):
        assert guided_to(guided.household_id)
