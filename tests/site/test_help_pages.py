"""The pages of help: who may, what is said when something does not fit, and that lists cost the same however long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from played_quarter import id_number
from small_county import AT, LONG_AGO, County

from niangjia.casework.emergency import keep_reported, start_emergency, verify_emergency
from niangjia.casework.intake.households import keep_household
from niangjia.casework.provision.allowances import EMERGENCY, allow
from niangjia.casework.provision.awards import ask_award
from niangjia.casework.provision.cards import code_on, issue_card, show_card
from niangjia.casework.provision.deliveries import deliver
from niangjia.programmes.care.programme import CARD_SHOWN
from niangjia.programmes.care.services.library import adopt_project, adopt_service
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import (
    Allowance,
    AllowanceMonth,
    Award,
    Delivery,
    Emergency,
    FollowUp,
    HouseholdCard,
    Project,
    ServiceItem,
)
from niangjia.reports.measures import MEASURES
from niangjia.reports.scope import Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_untouched_sessions")]

SignIn = Callable[[str], Client]
HELP = (
    "awards_paid",
    "students",
    "inpatients",
    "mutual_aid_paid",
    "people_visited",
    "posts_offered",
    "quotas_given",
    "services_redeemed",
    "emergencies_same_day",
)
MOST = {"care:library": 20, "care:awards": 15, "care:deliveries": 20, "care:emergencies": 12, "care:home": 15}


def home(county: County, number: int = 1, code: str = "street", name: str = "赵小满") -> Household:
    told = {"person": {"name": name, "id_number": id_number(number)}}
    return keep_household(told, owner_union_id=county.unions[code].pk, at=AT)


def adopted(county: County) -> dict[str, Any]:
    given: dict[str, Any] = {"from_on": LONG_AGO, "by": county.accounts["cadre"], "at": AT}
    union, places = county.unions["county"], [county.unions["street"]]
    projects = {key: adopt_project(union, key, **given) for key in ("condolence", "living", "temporary")}
    services = {
        key: adopt_service(union, key, places=places, **given) for key in ("supermarket", "visits", "childcare")
    }
    return projects | services


def said(response: Any) -> str:
    return " ".join(str(one) for one in response.context["messages"])


def test_a_county_takes_presets_over_and_writes_numbers_of_its_own(county: County, sign_in: SignIn) -> None:
    cadre, library = sign_in("cadre"), reverse("care:library")
    assert cadre.post(reverse("care:take_presets"), {"from_on": "2026-10-01"}).status_code == 422
    taken = ["project:living", "service:haircut"]
    cadre.post(reverse("care:take_presets"), {"from_on": "2026-10-01", "taken": taken})
    wrong = {"own-preset": "medical", "own-cap_yuan": "很多", "own-from_on": "2026-10-01", "own-source": "示例"}
    assert "金额要写成数字" in cadre.post(reverse("care:keep_terms"), wrong).content.decode()
    cadre.post(reverse("care:keep_terms"), {**wrong, "own-cap_yuan": "9000"})
    assert list(Project.everywhere.order_by("id").values_list("key", "cap_fen")) == [
        ("living", 7_800_00),
        ("medical", 9_000_00),
    ]
    page = cadre.get(library)
    assert [one["label"] for one in page.context["services"]] == ["理发"]
    offer = {"offer": f"service:{ServiceItem.everywhere.get().pk}"}
    cadre.post(reverse("care:end_offer"), offer)
    assert cadre.get(library).context["services"] == []
    assert not sign_in("chair").get(library).context["may_keep"]
    assert sign_in("stranger").get(library).context["projects"] == []


def test_a_chair_asks_and_the_county_grants(county: County, sign_in: SignIn) -> None:
    kept, household = adopted(county), home(county)
    chair, cadre = sign_in("chair"), sign_in("cadre")
    ask = reverse("care:ask", args=[household.pk])
    assert "走访慰问金" in chair.get(ask).content.decode()
    told = {"project": kept["condolence"].pk, "amount_yuan": "9999999", "reason": "入冬了"}
    assert "每户每年最多" in chair.post(ask, told).content.decode()
    assert chair.post(ask, {**told, "amount_yuan": "500"}).status_code == 302
    case = Award.everywhere.get().case_id
    page = reverse("care:award", args=[case])
    assert "入冬了" in cadre.get(page).content.decode()
    assert cadre.post(page, {"answer": "refuse"}).status_code == 422
    assert "批准了" in said(cadre.post(page, {"answer": "grant"}, follow=True))
    assert "不能做这一步" in said(cadre.post(page, {"answer": "refuse", "refusal": "太晚了"}, follow=True))
    assert Case.everywhere.get(pk=case).state == "granted"
    shown = chair.get(reverse("care:household", args=[household.pk])).context["projects"]
    assert "已经有过“走访慰问金”：street" in next(one["why_not"] for one in shown if one["label"] == "走访慰问金")
    assert sign_in("finance").get(reverse("funds")).context["waiting"][0]["tier_label"] == "慰问"


def test_an_award_with_papers_is_completed_and_refused(county: County, sign_in: SignIn) -> None:
    kept, household = adopted(county), home(county)
    told = {"amount_yuan": "500", "reason": "失火", "project": kept["temporary"].pk}
    sign_in("chair").post(reverse("care:ask", args=[household.pk]), told)
    case = Award.everywhere.get().case_id
    cadre, page = sign_in("cadre"), reverse("care:award", args=[case])
    assert "手续还不齐" in said(cadre.post(page, {"answer": "grant"}, follow=True))
    sign_in("chair").post(reverse("care:award_papers", args=[case]), {"paper": ["application", "bogus"]})
    assert Award.everywhere.get().papers == ["application"]
    cadre.post(page, {"answer": "refuse", "refusal": "保险已经赔了"})
    assert "保险已经赔了" in cadre.get(page).content.decode()
    listed = cadre.get(reverse("care:awards")).context
    assert (listed["waiting"], [one["status"] for one in listed["decided"]]) == ([], ["refused"])


def test_a_package_is_given_once(county: County, sign_in: SignIn) -> None:
    kept, household = adopted(county), home(county)
    allow(household, kept["supermarket"], from_month="2026-10", basis=EMERGENCY, by=county.accounts["chair"], at=AT)
    chair, page = sign_in("chair"), reverse("care:package", args=[household.pk])
    assert chair.post(page, {"services": []}).status_code == 422
    assert chair.post(page, {"services": [kept["supermarket"].pk], "to_month": "很久"}).status_code == 422
    answer = chair.post(page, {"services": [kept["supermarket"].pk]}, follow=True)
    assert "不是给这一档家庭的" in said(answer)
    assert Allowance.everywhere.count() == 1


def test_a_quota_is_ended_on_the_page_of_the_household_and_given_again(county: County, sign_in: SignIn) -> None:
    kept, household = adopted(county), home(county)
    given: dict[str, Any] = {"from_month": "2026-10", "basis": EMERGENCY, "by": county.accounts["chair"], "at": AT}
    quota = allow(household, kept["supermarket"], **given)
    page, end = (reverse(name, args=[household.pk]) for name in ("care:household", "care:end_quota"))
    assert "结束额度" not in sign_in("leader").get(page).content.decode()
    chair = sign_in("chair")
    assert "结束额度" in chair.get(page).content.decode()
    assert "额度结束了" in said(chair.post(end, {"quota": quota.pk}, follow=True))
    assert chair.post(end, {"quota": quota.pk}).status_code == 404
    assert chair.get(page).context["quotas"] == []
    assert allow(household, kept["supermarket"], **given).pk != quota.pk


def test_a_month_that_is_past_is_refused_in_the_form(county: County, sign_in: SignIn) -> None:
    kept, household = adopted(county), home(county)
    told = {"services": [kept["supermarket"].pk], "to_month": "2020-01"}
    answer = sign_in("chair").post(reverse("care:package", args=[household.pk]), told)
    assert (answer.status_code, "已经过去了" in answer.content.decode()) == (422, True)


def test_a_delivery_is_written_down_with_what_was_pasted(county: County, sign_in: SignIn) -> None:
    kept, chair, page = adopted(county), sign_in("chair"), reverse("care:deliveries")
    told = {"service": kept["visits"].pk, "on": "2026-10-12", "roster": "", "lines": ""}
    assert chair.post(page, told).status_code == 422
    assert "第 1 行" in chair.post(page, {**told, "lines": "没有数量"}).content.decode()
    chair.post(page, {**told, "roster": "甲某\n\n 乙某 "})
    chair.post(page, {**told, "lines": "青川纺织\t120\n\n青川快递 30"})
    chair.post(page, {**told, "quantity": "7"})
    counted = Delivery.everywhere.order_by("id").values_list("quantity", "headcount")
    assert list(counted) == [(2, 2), (150, 0), (7, 0)]
    newest = Delivery.everywhere.order_by("id")
    assert "乙某" in chair.get(reverse("care:delivery", args=[newest[0].pk])).content.decode()
    assert "120" in chair.get(reverse("care:delivery", args=[newest[1].pk])).content.decode()
    assert sign_in("leader").get(page).context["form"] is None


def test_a_delivery_pressed_twice_counts_once(county: County, sign_in: SignIn) -> None:
    kept, chair, page = adopted(county), sign_in("chair"), reverse("care:deliveries")
    told = {"service": kept["visits"].pk, "on": "2026-10-12", "quantity": "7"}
    key = chair.get(page).context["form"]["key"].value()
    for _press in range(2):
        assert chair.post(page, {**told, "key": str(key)}).status_code == 302
    assert Delivery.everywhere.count() == 1
    assert chair.post(page, {**told, "key": "no key"}).status_code == 422


def at_the_counter(county: County) -> tuple[HouseholdCard, Allowance]:
    kept, household, by = adopted(county), home(county), county.accounts["chair"]
    allowance = allow(household, kept["supermarket"], from_month="2026-10", basis=EMERGENCY, by=by, at=AT)
    return issue_card(household, by=by, at=AT), allowance


def test_a_place_sees_a_masked_name_and_redeems_each_press_once(county: County, sign_in: SignIn) -> None:
    card, allowance = at_the_counter(county)
    partner, page = sign_in("partner"), reverse("care:redeem", args=[code_on(card)])
    typed = partner.post(reverse("care:redeem_code"), {"code": code_on(card).lower().replace("-", "")})
    assert typed.headers["Location"] == page
    shown = partner.get(page).content.decode()
    assert "赵**" in shown
    assert "赵小满" not in shown
    press = {"allowance": allowance.pk, "key": str(uuid4())}
    partner.post(page, press)
    partner.post(page, press)
    assert AllowanceMonth.everywhere.get().used == 1
    for wrong in ({"allowance": 0, "key": str(uuid4())}, {**press, "key": "x"}, {"answer": "undo", "key": ""}):
        partner.post(page, wrong)
    assert AllowanceMonth.everywhere.get().used == 0
    assert "过了可以撤回" in said(partner.post(page, {"answer": "undo"}, follow=True))
    assert partner.get(reverse("care:redeem", args=["NOBODY"])).status_code == 422
    assert partner.get("/").context["nav"][0]["label"] == "扫码兑换"


def test_another_place_is_offered_nothing(county: County, sign_in: SignIn) -> None:
    card, allowance = at_the_counter(county)
    page = reverse("care:redeem", args=[code_on(card)])
    elsewhere = sign_in("foreign-chair")
    assert elsewhere.get(page).context["lines"] == []
    elsewhere.post(page, {"allowance": allowance.pk, "key": str(uuid4())})
    assert not AllowanceMonth.everywhere.exists()


def test_a_card_opens_on_a_phone_without_signing_in(county: County, client: Client) -> None:
    card, _allowance = at_the_counter(county)
    page = reverse("care:card")
    assert client.get(page).status_code == 200
    assert client.post(page, {"code": "FALSCH"}).status_code == 422
    opened = client.post(page, {"code": code_on(card)})
    assert opened.context["shown"]["name"] == "赵**"
    assert "<svg" in opened.content.decode()
    assert opened.headers["Cache-Control"].startswith("max-age=0")
    assert client.post(page, {"code": show_card(card, lasting=CARD_SHOWN, at=AT)}).status_code == 422


def test_a_lost_card_is_ended_and_issued_anew(county: County, sign_in: SignIn) -> None:
    card, _allowance = at_the_counter(county)
    chair, page = sign_in("chair"), reverse("care:card_of", args=[card.household_id])
    chair.post(page, {"answer": "revoke"})
    assert "还没有卡" in chair.get(page).content.decode()
    chair.post(page, {"answer": "issue"})
    assert f"http://testserver{reverse('care:card')}" in chair.get(page).content.decode()
    assert HouseholdCard.everywhere.count() == 2


def test_an_emergency_is_walked_on_its_page(county: County, sign_in: SignIn) -> None:
    kept, chair = adopted(county), sign_in("chair")
    assert chair.post(reverse("care:report"), {"name": ""}).status_code == 422
    told = {"name": "丁师傅", "phone": "15400000077", "heard_by": "video", "text": "没人看孩子"}
    report = {**told, "union": county.unions["street"].pk}
    chair.post(reverse("care:report"), report)
    assert "已经在办" in chair.post(reverse("care:report"), report).content.decode()
    foreign = chair.post(reverse("care:report"), {**told, "union": county.unions["foreign"].pk})
    assert foreign.status_code == 422
    emergency = Emergency.everywhere.get()
    page = reverse("care:emergency", args=[emergency.case_id])
    inbox = chair.get(reverse("inbox")).context["rows"]
    assert [one["hours_left"] is not None for one in inbox if one["url"] == page] == [True]
    assert chair.post(page, {"deed": "nothing"}).status_code == 302
    chair.post(page, {"deed": "verify", "services": [kept["childcare"].pk]})
    assert chair.post(page, {"deed": "package"}).status_code == 422
    chair.post(page, {"deed": "package", "services": [kept["supermarket"].pk], "to_month": "2099-12"})
    assert Allowance.everywhere.get().to_month == "2099-12"
    chair.post(page, {"deed": "plan", "kind": "job"})
    assert "还有后续" in said(chair.post(page, {"deed": "close"}, follow=True))
    for number, result in enumerate(("reached", "contract_signed")):
        follow_up = FollowUp.everywhere.order_by("id")[number].pk
        chair.post(page, {"deed": "result", "follow_up": follow_up, f"f{follow_up}-result": result})
    assert chair.post(page, {"deed": "result", "follow_up": 0}).status_code == 404
    chair.post(page, {"deed": "papers", "papers": ["application"]})
    chair.post(page, {"deed": "close"})
    assert Case.everywhere.get(pk=emergency.case_id).state == "emergency_closed"
    listed = chair.get(reverse("care:emergencies")).context
    assert ([one["name"] for one in listed["closed"]], listed["open"]) == (["丁师傅"], [])
    assert "签了劳动合同" in chair.get(page).content.decode()


def grown(county: County, kept: dict[str, Any], *, start: int, end: int) -> None:
    by, street = county.accounts["chair"], county.unions["street"]
    for number in range(start, end):
        household = home(county, number, name=f"户{number}")
        ask_award(household, kept["condolence"], amount_fen=100_00, reason="冬", by=by, at=AT)
        deliver(kept["visits"], union=street, on=AT.date(), roster=["甲"], by=by, at=AT)
        reported = keep_reported(street, {"name": f"急{number}", "phone": ""}, at=AT)
        start_emergency(reported, heard_by="grid", text="急", by=by, at=AT)


def test_long_lists_ask_no_more_questions_than_short_ones(county: County, sign_in: SignIn) -> None:
    kept, cadre = adopted(county), sign_in("cadre")
    counts: list[dict[str, int]] = []
    for start, end in ((0, 3), (3, 18)):
        grown(county, kept, start=start, end=end)
        asked = {}
        for name in MOST:
            with CaptureQueriesContext(connection) as questions:
                assert cadre.get(reverse(name)).status_code == 200
            asked[name] = len(questions.captured_queries)
        counts.append(asked)
    few, many = counts
    assert many == few
    assert {name: number for name, number in many.items() if number > MOST[name]} == {}


def test_the_scorecard_counts_help_by_the_rows_behind_it(county: County, sign_in: SignIn) -> None:
    card, _allowance = at_the_counter(county)
    partner, page = sign_in("partner"), reverse("care:redeem", args=[code_on(card)])
    for _ in range(2):
        [line] = partner.get(page).context["lines"]
        partner.post(page, {"allowance": line["id"], "key": line["key"]})
    partner.post(page, {"answer": "undo"})
    visits, posts = ServiceItem.everywhere.get(key="visits"), adopted_posts(county)
    told: dict[str, Any] = {"union": county.unions["street"], "on": AT.date(), "by": county.accounts["chair"], "at": AT}
    deliver(visits, roster=["甲", "乙"], **told)
    deliver(posts, counted=[("青川纺织", 3584)], **told)
    emergency = start_emergency(home(county, 5), heard_by="grid", text="急", by=county.accounts["chair"], at=AT)
    verify_emergency(emergency, on=AT.date(), by=county.accounts["chair"], at=AT)
    scope = Scope(county.actor("cadre").union_ids("see_scorecards"), "2026Q4")
    found = {key: MEASURES[key].value(scope) for key in HELP}
    assert found == dict(zip(HELP, (0, 0, 0, 0, 2, 3584, 1, 1, 1), strict=True))
    cadre = sign_in("cadre")
    for key in HELP:
        shown = cadre.get(reverse("figure", args=["2026Q4", key]))
        assert shown.status_code == 200
        assert len(shown.context["rows"]) == MEASURES[key].rows(scope).count()


def adopted_posts(county: County) -> ServiceItem:
    given: dict[str, Any] = {"from_on": LONG_AGO, "by": county.accounts["cadre"], "at": AT}
    return adopt_service(county.unions["county"], "posts", places=(), **given)


@pytest.mark.parametrize("day", ["2026-10-01", "2026-10-17"])
def test_on_a_day_off_the_inbox_counts_the_hours_and_the_next_day_it_is_late(
    county: County, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", day)
    told = {"name": "丁师傅", "phone": "15400000077", "heard_by": "phone", "text": "断粮"}
    sign_in("chair").post(reverse("care:report"), {**told, "union": county.unions["street"].pk})
    page = reverse("care:emergency", args=[Emergency.everywhere.get().case_id])

    def waiting(tab: str) -> list[Any]:
        rows = sign_in("chair").get(reverse("inbox"), {"tab": tab}).context["rows"]
        return [(one["on"].isoformat(), one["hours_left"] is None) for one in rows if one["url"] == page]

    assert "今天之内要核实" in sign_in("chair").get(page).content.decode()
    assert (waiting("soon"), waiting("late")) == ([(day, False)], [])
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", (date.fromisoformat(day) + timedelta(days=1)).isoformat())
    assert (waiting("soon"), waiting("late")) == ([], [(day, True)])


def test_two_strangers_of_one_name_are_helped_and_a_double_press_makes_no_third(
    county: County, sign_in: SignIn
) -> None:
    chair, union = sign_in("chair"), county.unions["street"].pk
    told = {"name": "李师傅", "heard_by": "phone", "text": "断粮", "union": union}
    for _stranger in (1, 2):
        key = chair.get(reverse("care:report")).context["form"]["key"].value()
        assert chair.post(reverse("care:report"), {**told, "key": key}).status_code == 302
        assert "已经在办" in chair.post(reverse("care:report"), {**told, "key": key}).content.decode()
    assert Emergency.everywhere.values("case__household").distinct().count() == 2
