"""A worker declares herself: on one phone and another, wrong and mended, once and twice, and takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from declaring import CODE, answers, confirm, declared, walk
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, file_return, household, id_number
from small_county import AT, County

from niangjia.casework import declaration, drafts, intake
from niangjia.casework.assessment import latest_assessment
from niangjia.casework.privacy import masked
from niangjia.casework.review import OwnWork
from niangjia.outside.workbook.readings import CellFault
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.forms.declaring import fault_words
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Draft, Paper, Return, ReturnRow
from niangjia.records.people.models import Household, Person
from niangjia.records.unions.models import Union

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "county")]


@pytest.fixture
def phone() -> Client:
    return Client()


def test_a_worker_declares_from_the_first_page_to_the_last(phone: Client, county: County) -> None:
    resume = walk(phone, "street", answers(40))
    assert CODE.fullmatch(resume)
    tasks = phone.get(reverse("hardship:declare")).content.decode()
    assert "都填好了" in tasks
    page = confirm(phone).content.decode()
    case = Case.everywhere.get()
    assert (case.state, case.opened_by, case.owner_union) == ("filed", None, county.unions["street"])
    assert case.number in page
    assert "前答复您" in page
    assert CODE.search(page)
    kinds = set(Paper.everywhere.values_list("kind", flat=True))
    assert kinds == {"declaration", "check_consent"}
    assert [step.key for step in case.steps.all()] == ["declare"]
    assert case.clocks.get().step == "judge"


def test_a_declared_household_is_judged_with_the_quarter(phone: Client, county: County) -> None:
    declared(phone, "street", 40)
    case = Case.everywhere.get()
    assert services.run_quarter(county.actor("cadre"), period=case.period, at=AT) == 1
    case.refresh_from_db()
    assert (case.state, case.tier) == ("judged", "deep")


def test_without_consent_it_is_filed_and_the_rules_say_no(phone: Client, county: County) -> None:
    declared(phone, "street", 40, consent=False)
    case = Case.everywhere.get()
    services.run_quarter(county.actor("cadre"), period=case.period, at=AT)
    case.refresh_from_db()
    assert case.tier == "none"
    assert not Paper.everywhere.filter(kind="check_consent").exists()


def test_nothing_is_ticked_beforehand_and_the_declaration_must_be(phone: Client) -> None:
    walk(phone, "street", answers(40))
    assert "checked" not in phone.get(reverse("hardship:declare_confirm")).content.decode()
    response = phone.post(reverse("hardship:declare_confirm"), {})
    assert response.status_code == 422
    assert "请先看一遍" in response.content.decode()
    assert not Case.everywhere.exists()


def test_what_is_wrong_is_said_kindly_and_nothing_is_lost(phone: Client) -> None:
    pages = answers(40)
    pages["income"]["income_fen"] = "一万二左右"
    pages["who"]["id_number"] = id_number(40)[:-1]
    phone.post(reverse("hardship:declare"))
    union = phone.get(reverse("hardship:declare_union")).context["unions"][0]
    phone.post(reverse("hardship:declare_union"), {"union": union.pk})
    who = phone.post(reverse("hardship:declare_step", args=["who"]), pages["who"])
    assert who.status_code == 422
    income = phone.post(reverse("hardship:declare_step", args=["income"]), pages["income"])
    assert income.status_code == 422
    assert "一万二左右" in income.content.decode()
    assert "一万二左右" in phone.get(reverse("hardship:declare_step", args=["income"])).content.decode()
    assert "有要改的" in phone.get(reverse("hardship:declare")).content.decode()


def test_who_is_written_down_stays_when_another_line_is_asked_for(phone: Client) -> None:
    pages = answers(44)
    union = Union.objects.get(code="street")
    phone.post(reverse("hardship:declare"))
    phone.post(reverse("hardship:declare_union"), {"union": union.pk})
    phone.post(reverse("hardship:declare_step", args=["who"]), pages["who"])
    family = reverse("hardship:declare_step", args=["family"])
    written = {"lines": "1", "more": "1", "name_0": "乙申报", "relation_0": "配偶", "id_0": ""}
    half = phone.post(family, {**written, "name_0": ""})
    assert half.status_code == 422
    assert "请写上这个人的姓名" in half.content.decode()
    more = phone.post(family, written)
    assert more.status_code == 302
    page = phone.get(more["Location"]).content.decode()
    assert 'name="name_1"' in page
    assert "还有要改的" not in page
    assert 'value="乙申报"' in phone.get(family).content.decode()


def test_a_draft_goes_on_on_another_phone_with_its_code_and_the_last_four(phone: Client) -> None:
    resume = walk(phone, "street", {"who": answers(40)["who"]})
    other = Client()
    url = reverse("hardship:declare_resume")
    wrong = other.post(url, {"code": resume, "last_four": "0000"})
    unknown = other.post(url, {"code": "7KDM-XR4TH-9WVCA", "last_four": id_number(40)[-4:]})
    assert wrong.status_code == unknown.status_code == 422
    sentence = "码或后四位不对"
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()
    typed = resume.lower().replace("-", " ")
    assert other.post(url, {"code": typed, "last_four": id_number(40)[-4:]})["Location"] == reverse("hardship:declare")
    assert "接着填" in other.get(reverse("hardship:declare")).content.decode()


def test_a_code_is_tried_only_so_often(phone: Client) -> None:
    url = reverse("hardship:declare_resume")
    for _once in range(5):
        assert "不对" in phone.post(url, {"code": "7KDM-XR4TH-9WVCA", "last_four": "0000"}).content.decode()
    assert "试得太多了" in phone.post(url, {"code": "7KDM-XR4TH-9WVCA", "last_four": "0000"}).content.decode()
    other = Client()
    assert "试得太多了" in other.post(url, {"code": "7kdm xr4th 9wvca", "last_four": "0000"}).content.decode()
    assert "查询码不对" in other.post(reverse("hardship:my_progress"), {"code": "3333-33333-33333"}).content.decode()


def test_two_tabs_file_one_case(phone: Client) -> None:
    walk(phone, "street", answers(40))
    assert "已提交" in confirm(phone).content.decode()
    again = confirm(phone)
    assert again["Location"] == reverse("hardship:declare_done")
    page = phone.get(reverse("hardship:declare_done")).content.decode()
    assert Case.everywhere.get().number in page
    assert CODE.search(phone.post(reverse("hardship:declare_done")).content.decode())


def test_declaring_again_goes_on_with_the_case_and_the_newest_counts(phone: Client, county: County) -> None:
    declared(phone, "street", 40)
    declared(Client(), "street", 40, income_fen="90000")
    assert Case.everywhere.count() == 1
    live = ReturnRow.everywhere.get(replaced_by__isnull=True)
    services.run_quarter(county.actor("cadre"), period=live.filed_in.period, at=AT)
    assert Case.everywhere.get().tier == "none"


def test_who_declares_for_a_known_household_sees_and_changes_nothing_of_it(phone: Client, county: County) -> None:
    services.open_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    file_return(county, "street", [household(1, "赵一")])
    services.run_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    known = Household.everywhere.get()
    head = Person.everywhere.get(household=known, relation="本人")
    before = masked(head, "card_number")
    code = declared(phone, "street", 1, name="赵一", card_number="6229990000000099999")
    head.refresh_from_db()
    assert masked(head, "card_number") == before
    stranger = Client()
    stranger.post(reverse("hardship:my_progress"), {"code": code})
    page = stranger.get(reverse("hardship:my_progress")).content.decode()
    assert "当面核对" in page
    assert "赵一" not in page
    assert "作认定" not in page
    services.confirm_identity(Case.everywhere.get(), by=county.accounts["cadre"], at=AT)
    assert "赵一" in stranger.get(reverse("hardship:my_progress")).content.decode()
    head.refresh_from_db()
    assert masked(head, "card_number") != before


def test_a_nil_return_says_that_somebody_declared_all_the_same(phone: Client, county: County) -> None:
    services.open_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    owed = Return.everywhere.get(owner_union=county.unions["street-2"])
    intake.file_nil(owed, by=county.accounts["second"], at=AT)
    declared(phone, "street-2", 40)
    owed.refresh_from_db()
    assert owed.state == "nil"
    assert any("零报告" in notice for notice in owed.notices)


def test_a_declaration_is_taken_back_before_it_is_decided(phone: Client, county: County) -> None:
    code = declared(phone, "street", 40)
    phone.post(reverse("hardship:my_progress"), {"code": code})
    case = Case.everywhere.get()
    page = phone.get(reverse("hardship:my_progress")).content.decode()
    assert "撤回申报" in page
    phone.post(reverse("hardship:my_step"), {"case": case.pk, "step": "withdraw_consent"})
    assert not Paper.everywhere.filter(kind="check_consent", withdrawn_at__isnull=True).exists()
    services.run_quarter(county.actor("cadre"), period=case.period, at=AT)
    case.refresh_from_db()
    assert case.tier == "none"
    phone.post(reverse("hardship:my_step"), {"case": case.pk, "step": "withdraw_declaration"})
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert "已撤回" in phone.get(reverse("hardship:my_progress")).content.decode()
    declared(Client(), "street", 40)
    case.refresh_from_db()
    assert case.state == "filed"


def test_what_the_union_reported_counts_again_when_the_declaration_is_taken_back(phone: Client, county: County) -> None:
    services.open_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    file_return(county, "street", [household(1, "赵一")])
    declared(phone, "street", 1, name="赵一")
    case = Case.everywhere.get()
    declaration.withdraw_declaration(case, at=AT)
    live = ReturnRow.everywhere.get(replaced_by__isnull=True)
    assert live.upload is not None
    case.refresh_from_db()
    assert case.state == "filed"


def test_a_code_of_another_household_is_no_proof(phone: Client, county: County) -> None:
    code = declared(Client(), "street", 40)
    walk(phone, "street", {"who": answers(60)["who"]})
    url = reverse("hardship:declare_before")
    assert phone.post(url, {"code": code}).status_code == 422
    mine = Client()
    walk(mine, "street", {"who": answers(40)["who"]})
    assert mine.post(url, {"code": code})["Location"] == reverse("hardship:declare")
    page = mine.get(reverse("hardship:declare_step", args=["income"])).content.decode()
    assert "已为您填好，请核对" in page
    assert "１８０００" in page or "18000" in page


def test_expired_drafts_are_forgotten(phone: Client) -> None:
    walk(phone, "street", {"who": answers(40)["who"]})
    draft = Draft.objects.get()
    assert services.forget_drafts(on=AT.date(), at=AT) == 0
    late = draft.expires_on + timedelta(days=1)
    assert services.forget_drafts(on=late, at=AT) == 1
    assert services.forget_drafts(on=late, at=AT) == 0


def test_who_declares_for_somebody_needs_her_yes_and_does_not_sign(county: County) -> None:
    desk = Client()
    desk.post("/login/", {"username": "cadre", "password": "a-password-for-tests"})
    desk.post(reverse("hardship:declare_for"))
    desk.post(reverse("hardship:declare_union"), {"union": county.unions["street"].pk})
    resume = ""
    for step, written in answers(40).items():
        text = desk.post(reverse("hardship:declare_step", args=[step]), written).content.decode()
        resume = resume or (CODE.search(text) or [""])[0]
    assert "本人还没有同意" in confirm(desk).content.decode()
    assert not Case.everywhere.exists()
    hers = Client()
    entered = {"code": resume, "last_four": id_number(40)[-4:]}
    assert "看过，没有错，再同意" in hers.post(reverse("hardship:declare_consent"), entered).content.decode()
    hers.post(reverse("hardship:declare_consent"), entered | {"agree": "1"})
    assert "已提交" in confirm(desk).content.decode()
    case = Case.everywhere.get()
    assert case.opened_by == county.accounts["cadre"]
    assert Paper.everywhere.filter(kind="proxy_consent", received_by=county.accounts["cadre"]).exists()
    services.run_quarter(county.actor("cadre"), period=case.period, at=AT)
    case.refresh_from_db()
    assessment = latest_assessment(case)
    assert assessment is not None
    with pytest.raises(OwnWork):
        services.sign(case, seen=assessment.fingerprint, by=county.accounts["cadre"], at=AT)
    services.sign(case, seen=assessment.fingerprint, by=county.accounts["second"], at=AT)


def test_five_questions_are_answered_by_the_rules_and_nothing_is_kept(phone: Client) -> None:
    url = reverse("hardship:check")
    told = {"persons": "3", "income_fen": "24000", "costs_fen": "6000", "standing": "member", "holdings": "none"}
    page = phone.post(url, told).content.decode()
    assert "可能是：深度困难" in page
    assert "示例政策 第二条" in page
    unsure = phone.post(url, {**told, "holdings": "unsure"}).content.decode()
    assert "说不准" in unsure
    assert "有没有机动车？" in unsure
    none = phone.post(url, {**told, "income_fen": "一大堆"})
    assert none.status_code == 422
    assert not Draft.objects.exists()
    phone.post(reverse("hardship:declare"), {"income_fen": "24000", "member": "是"})
    assert drafts.answers_of(Draft.objects.get())["written"] == {"income_fen": "24000", "member": "是"}


def test_what_a_worker_left_out_is_asked_for_in_the_words_of_her_page() -> None:
    missing = {
        "id_number": CellFault("", "id_number", "身份证号", "missing", "", "没有填", "请填上，例如 见填表说明"),
        "member": CellFault("", "member", "是否会员", "missing", "", "没有填", "请填上，例如 是"),
    }
    words = {key: fault_words(fault) for key, fault in missing.items()}
    assert words == {"id_number": "请填上身份证号", "member": "请回答：您是工会会员吗？"}


def test_a_card_number_is_no_choice_from_a_list() -> None:
    wrong = CellFault("", "card_number", "银行卡号", "bad_value", "123", "“银行卡号”只能从可选项里选", "请写：只写数字")
    assert fault_words(wrong) == "请写：只写数字"
