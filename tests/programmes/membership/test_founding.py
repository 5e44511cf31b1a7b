"""Setting up a union: asked online, what is missing said once, elected, confirmed, with its terms and certificate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from founding import ALL_PAPERS, asked, code_of, founded, meeting, prepared, reported, workplace
from small_county import AT, County

from niangjia.casework import elections, organising
from niangjia.casework.access import Actor
from niangjia.casework.elections import CertificateStands, CodeNotSound, ElectionNotSound, officers_on
from niangjia.casework.organising import FoundingUnderWay, SaidOnce
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries import dues, tree
from niangjia.engines.lifecycle import StepNotAllowed
from niangjia.programmes.membership.services import founding as services
from niangjia.records.cases.models import Clock
from niangjia.records.tasks.models import Founding
from niangjia.records.unions.models import Certificate, Election, Union

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_a_workplace_asks_is_answered_the_same_day_elects_and_has_its_union(county: County) -> None:
    union = founded(county)
    assert (union.kind, union.founded_on, union.place) == ("outlet", AT.date(), "青川市")
    assert [one.code for one in tree.ancestors(union.pk, line="territory", on=AT.date())][1:] == ["street", "county"]
    election = Election.everywhere.get(owner_union=union)
    assert (election.until_on, election.remind_on) == (date(2029, 10, 13), date(2029, 8, 14))
    assert [one.office for one in officers_on(union.pk, on=AT.date())] == ["chair", "member", "women"]
    certificate = Certificate.everywhere.get(owner_union=union)
    assert (certificate.until_on, certificate.renew_from) == (date(2029, 10, 13), date(2029, 9, 13))
    assert not Clock.objects.filter(stopped_at__isnull=True, case__matter="found").exists()


def test_the_answer_is_due_the_same_working_day_and_stands_in_the_inbox_under_the_name_of_the_workplace(
    county: County,
) -> None:
    asked(county)
    due = next(one for one in dues(county.actor("cadre")) if one.matter == "found")
    assert (due.title, due.step, due.due_on) == ("示例第 1 配送站", "agree_founding", AT.date())


def test_what_is_missing_is_said_once_all_of_it_and_completing_starts_the_clock_anew(county: County) -> None:
    founding, _code = asked(county, papers=("application",))
    cadre = county.accounts["cadre"]
    with pytest.raises(SaidOnce, match="一次说清"):
        organising.say_missing(founding, lacking=(), by=cadre, at=AT)
    organising.say_missing(founding, lacking=["licence", "roster", "plan"], by=cadre, at=AT)
    later = AT + timedelta(days=1)
    organising.complete_founding(founding, told=workplace(papers=ALL_PAPERS), by=None, at=later)
    assert Clock.objects.get(case=founding.case, stopped_at__isnull=True).due_on == later.date()
    with pytest.raises(SaidOnce, match="只说一次"):
        organising.say_missing(founding, lacking=["plan"], by=cadre, at=later)


def test_one_workplace_asks_once_at_a_time_and_may_ask_again_when_it_came_to_nothing(county: County) -> None:
    founding, _code = asked(county)
    with pytest.raises(FoundingUnderWay):
        asked(county, "street-2")
    organising.withdraw_founding(founding, by=None, at=AT)
    other, _code = asked(county, "street-2")
    organising.refuse_founding(other, reason="已经有联合工会", by=county.accounts["cadre"], at=AT)
    assert asked(county)[0].is_live


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"attended": 19}, "不足 3 分之 2"),
        ({"attended": 31}, "再核对"),
        ({"due": 0, "attended": 0}, "不足"),
        ({"term_years": 4}, "3或5 年"),
        ({"officers": (("member", "钱某"),)}, "主席"),
        ({"officers": (("chair", "钱某"),)}, "至少 3 人"),
        ({"no_relatives": False}, "近亲属"),
        ({"held_on": AT.date() + timedelta(days=2)}, "还没有开"),
    ],
)
def test_an_election_that_does_not_count_is_refused_with_the_reason(
    county: County, changes: dict[str, object], said: str
) -> None:
    founding = prepared(county)
    with pytest.raises(ElectionNotSound, match=said):
        services.report(founding, result=meeting(**changes), by=None, at=AT)
    founding.refresh_from_db()
    assert founding.held_on is None


def test_nothing_is_confirmed_before_it_was_elected_and_a_result_may_be_given_back(county: County) -> None:
    cadre = county.accounts["cadre"]
    with pytest.raises(MovedMeanwhile, match="选举结果"):
        services.confirm(prepared(county), by=cadre, at=AT)
    founding = reported(county, number=2)
    organising.return_election(founding, reason="名单要盖章", by=cadre, at=AT)
    assert founding.case.state == "found_preparing"
    with pytest.raises(StepNotAllowed):
        services.confirm(founding, by=cadre, at=AT)


def test_a_wrong_code_is_refused(county: County) -> None:
    with pytest.raises(CodeNotSound, match="校验码"):
        asked(county, code="91990101MA0000001U")


def test_the_next_election_ends_the_offices_of_the_last_and_terms_and_certificates_are_reminded_of(
    county: County,
) -> None:
    union, cadre = founded(county), county.accounts["cadre"]

    def waiting(on: date) -> set[str]:
        actor = Actor(cadre, county.actor("cadre", on).posts, on)
        return {one.step for one in dues(actor) if one.kind == "union"}

    assert waiting(date(2029, 8, 13)) == set()
    assert waiting(date(2029, 9, 13)) == {"re_elect", "renew"}
    at = AT.replace(year=2029, month=9, day=20)
    again = meeting(at.date(), officers=(("chair", "吴某"),))
    services.elect(union, result=again, on=at.date(), by=cadre, at=at)
    assert [one.name for one in officers_on(union.pk, on=at.date())] == ["吴某"]
    assert [one.name for one in officers_on(union.pk, on=AT.date())][:1] == ["钱某"]
    with pytest.raises(ElectionNotSound, match="记过"):
        services.elect(union, result=again, on=at.date(), by=cadre, at=at)
    told = {"code": code_of(501), "until_on": date(2032, 9, 20), "by": cadre, "at": at}
    with pytest.raises(CertificateStands, match="才可以换"):
        services.certify(union, from_on=date(2029, 9, 1), **told)
    services.certify(union, from_on=at.date(), **told)
    assert waiting(at.date()) == set()
    assert elections.newest_certificate(union.pk) == Certificate.everywhere.latest("from_on")


def test_somebody_applies_on_the_phone_follows_by_the_code_and_the_desk_founds_the_union(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    phone, desk = Client(), sign_in("cadre")
    assert "street 工会" in phone.get(reverse("membership:found"), {"q": "street"}).content.decode()
    where = f"{reverse('membership:found')}?upper={county.unions['street'].pk}"
    told = {
        "name": "示例早餐店",
        "code": code_of(7),
        "kind": "enterprise",
        "workers": "12",
        "wishing": "10",
        "contact_name": "何某",
        "contact_phone": "15400000088",
        "papers": ["application"],
        "meeting_on": "",
    }
    wrong = phone.post(where, {**told, "wishing": "13", "code": "123", "contact_phone": "12"})
    assert wrong.status_code == 422
    done = phone.post(where, told, follow=True)
    code = done.context["follow_code"]
    assert code in done.content.decode()
    assert code not in phone.get(reverse("membership:found_progress")).content.decode(), "it is shown once"
    founding = Founding.everywhere.get(code=code_of(7))
    here = reverse("membership:founding", args=[founding.case_id])
    desk.post(here, {"deed": "missing", "lacking": ["licence", "roster", "plan"]})
    other = Client()
    assert "没有这个查询码" in other.post(reverse("membership:found_progress"), {"code": "A"}).content.decode()
    other.post(reverse("membership:found_progress"), {"code": code.lower()})
    assert "营业执照" in other.get(reverse("membership:found_progress")).content.decode()
    deeds = reverse("membership:found_deed")
    assert other.post(deeds, {"deed": "complete"}).status_code == 422
    other.post(deeds, {**told, "deed": "complete", "papers": list(ALL_PAPERS)})
    desk.post(here, {"deed": "agree"})
    held = {
        "held_on": "2026-10-13",
        "due": "10",
        "attended": "9",
        "term_years": "5",
        "chair": "何某",
        "member": "李某、王某",
    }
    assert other.post(deeds, {**held, "deed": "elected"}).status_code == 422
    early = other.post(deeds, {**held, "deed": "elected", "no_relatives": "on", "held_on": "2026-10-14"})
    assert early.status_code == 422
    assert "会议还没有开" in early.content.decode()
    assert "李某、王某" in early.content.decode(), "what was written is there still"
    early = desk.post(here, {**held, "deed": "elected", "no_relatives": "on", "attended": "3"})
    assert (early.status_code, "李某、王某" in early.content.decode()) == (422, True)
    other.post(deeds, {**held, "deed": "elected", "no_relatives": "on"})
    assert "15400000088" not in desk.get(here).content.decode()
    assert "15400000088" in desk.post(here, {"deed": "phone"}).content.decode()
    assert desk.post(here, {"deed": "confirm", "certificate": "123"}).status_code == 422
    desk.post(here, {"deed": "confirm", "certificate": code_of(8)})
    union = Union.objects.get(code=code_of(7))
    assert (union.name, union.short_name) == ("示例早餐店工会", "示例早餐店")
    page = desk.get(reverse("membership:union", args=[union.pk])).content.decode()
    assert "李某" in page
    assert "建起来了" in other.get(reverse("membership:found_progress")).content.decode()
    assert union in tree.right_below(county.unions["street"].pk, on=AT.date())


def test_who_lost_the_code_gets_another_at_the_desk_and_the_old_one_ends(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    founding, code = asked(county, "street", 7)
    here = reverse("membership:founding", args=[founding.case_id])
    newer = sign_in("cadre").post(here, {"deed": "code"}).context["new_code"]
    where = reverse("membership:found_progress")
    assert "没有这个查询码" in Client().post(where, {"code": code}).content.decode()
    assert Client().post(where, {"code": newer}).status_code == 302


def test_a_stranger_neither_sees_nor_decides_what_another_county_was_asked(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    founding, _code = asked(county, "foreign", 3)
    here = reverse("membership:founding", args=[founding.case_id])
    assert sign_in("cadre").get(here).status_code == 404
    assert sign_in("cadre").post(here, {"deed": "agree"}).status_code == 404


def test_the_public_door_bears_only_so_many_tries(county: County) -> None:
    client, where = Client(), reverse("membership:found_progress")
    for _try in range(20):
        client.post(where, {"code": "WRONG"})
    said = client.post(where, {"code": "WRONG"}).content.decode()
    assert "没有这个查询码" not in said
