"""The pages of a visit: assigned at the desk, made on the phone, signed on another, seen by nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from small_county import AT, County
from visiting import Visiting, fresh, visiting

from niangjia.casework.access.offices import end_post
from niangjia.records.cases.models import Case, Clock
from niangjia.records.papers.models import Paper
from niangjia.records.people.models import KinTie
from niangjia.records.tasks.models import Need
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Post
from niangjia.records.visits.models import Report, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
SignIn = Callable[[str], Client]
LOOKS = ("people", "income", "illness", "schooling", "housing", "belongings")


@pytest.fixture
def town(county: County) -> Visiting:
    return visiting(county)


def text(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args), follow=True)
    assert answer.status_code == 200, f"{name} {args}"
    return answer.content.decode()


def post(client: Client, name: str, *args: object, **data: object) -> str:
    answer = client.post(reverse(name, args=args), data, follow=True)
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    return answer.content.decode()


def test_the_county_assigns_all_in_one_go_after_a_look_at_who_gets_how_many(town: Visiting, sign_in: SignIn) -> None:
    cadre, waiting = sign_in("cadre"), len(town.judged())
    assert "看看怎么派" in text(cadre, "hardship:visits")
    preview = text(cadre, "hardship:assign_visits")
    assert f"{waiting} 户能派出两个人" in preview
    assert not Visit.everywhere.exists()
    assert f"派好了 {waiting} 户" in post(cadre, "hardship:assign_visits")
    assert Visit.everywhere.count() == waiting
    assert "这里现在没有" in cadre.get(reverse("hardship:visits") + "?tab=assign").content.decode()


def test_a_household_is_visited_on_two_phones(town: Visiting, sign_in: SignIn) -> None:
    visit = town.sent(town.case("street", "钱二"))
    first, second = (sign_in(account.username) for account in town.two(visit))
    assert "钱二家" in text(first, "hardship:my_visits")
    page = text(first, "hardship:visit", visit.pk)
    assert "154****0002" in page
    assert "15400000002" not in page
    assert "签字交上去" not in page
    photo = SimpleUploadedFile("a.png", b"\x89PNG....", content_type="image/png")
    post(first, "hardship:consent", visit.pk, answer="given", signer="钱二", photo=photo)
    for look in LOOKS:
        same = {"all_same": "1"}
        if look == "income":
            same = {
                **same,
                "income_fen_seen": "other",
                "income_fen_value": "8000",
                "income_fen_reason": "slip",
                "income_fen_note": "工资条",
            }
            del same["all_same"]
            same |= {f"{key}_seen": "same" for key in ("controlling_shareholder", "concealed_income", "refused_work")}
        post(first, "hardship:look", visit.pk, look, **same)
    page = text(first, "hardship:visit", visit.pk)
    found = re.search(r'name="uid" value="([^"]+)"', page)
    assert found is not None
    for _twice in range(2):
        post(first, "hardship:visit", visit.pk, uid=found[1])
    assert Report.everywhere.count() == 1
    page = text(second, "hardship:visit", visit.pk)
    assert "等您签字" in page
    assert "工资条" in page
    page = post(second, "hardship:answer_visit", visit.pk, answer="confirm")
    assert "按看到的重新判过：原来是“相对困难”，现在是“深度困难”" in page
    assert Case.everywhere.get(pk=visit.case_id).tier == "deep"
    assert Paper.everywhere.filter(household=visit.household, kind="check_consent", media_type="image/png").exists()
    assert "看到的和申报的不一样" in sign_in("cadre").get(reverse("hardship:visits") + "?tab=done").content.decode()


def test_what_is_wrong_in_a_look_is_said_beside_the_field(town: Visiting, sign_in: SignIn) -> None:
    visit = town.sent(town.case("street", "钱二"))
    client = sign_in(town.two(visit)[0].username)
    url = reverse("hardship:look", args=[visit.pk, "income"])
    answer = client.post(url, {"income_fen_seen": "other", "income_fen_value": "一万二左右吧"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "一万二左右吧" in page
    assert "请选为什么不一样" in page
    assert "请选一样或不一样" in page
    answer = client.post(url, {"income_fen_seen": "other"})
    assert "请写看到的是多少" in answer.content.decode()
    assert client.get(reverse("hardship:look", args=[visit.pk, "nothing"])).status_code == 404


def test_what_was_written_is_kept_whichever_button_is_pressed(town: Visiting, sign_in: SignIn) -> None:
    visit = town.sent(town.case("street", "钱二"))
    client = sign_in(town.two(visit)[0].username)
    url = reverse("hardship:look", args=[visit.pk, "income"])
    found = {"income_fen_value": "8000", "income_fen_reason": "slip"}
    answer = client.post(url, {"all_same": "1", "income_fen_seen": "other", **found})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "没有按都一样存" in page
    assert 'value="8000"' in page
    assert "2 项" not in text(client, "hardship:visit", visit.pk)
    answer = client.post(url, {"income_fen_seen": "same", **found})
    assert "又选了一样" in answer.content.decode()
    others = {f"{key}_seen": "same" for key in ("controlling_shareholder", "concealed_income", "refused_work")}
    assert client.post(url, {**found, **others}).status_code == 302
    page = text(client, "hardship:look", visit.pk, "income")
    assert 'value="8000.00"' in page


def test_an_answer_given_before_stands_in_the_look_again(town: Visiting, sign_in: SignIn) -> None:
    visit = town.sent(town.case("street", "钱二"))
    client = sign_in(town.two(visit)[0].username)
    told = {
        "homes_seen": "other", "homes_value": "2", "homes_reason": "omitted", "floor_area_dm2_seen": "other",
        "floor_area_dm2_value": "95.5", "floor_area_dm2_reason": "estimate", "housing_fen_seen": "same",
    }  # fmt: skip
    post(client, "hardship:look", visit.pk, "housing", **told)
    told = {"vehicle_seen": "other", "vehicle_value": "car", "vehicle_reason": "omitted"}
    post(client, "hardship:look", visit.pk, "belongings", employment_cost_fen_seen="same", **told)
    page = text(client, "hardship:look", visit.pk, "housing")
    assert 'value="95.50"' in page
    assert 'value="car" selected' in text(client, "hardship:look", visit.pk, "belongings")
    page = text(client, "hardship:visit", visit.pk)
    assert "2 处不一样" not in page  # consent comes first: nothing of the looks is shown before it


def test_a_visit_is_seen_by_its_visitors_and_the_county_alone(town: Visiting, sign_in: SignIn) -> None:
    visit = town.sent(town.case("community", "孙三"))
    assert [account.username for account in town.two(visit)] == ["chair", "helper"]
    for username, status in (("cadre", 200), ("chair", 200), ("community-chair", 404), ("stranger", 404)):
        assert sign_in(username).get(reverse("hardship:visit", args=[visit.pk])).status_code == status, username


def test_what_is_past_its_day_is_overdue_whether_somebody_was_sent_or_not(town: Visiting, sign_in: SignIn) -> None:
    unsent, sent, other = (town.case(*one) for one in (("mill", "王八"), ("community", "孙三"), ("street", "钱二")))
    town.sent(sent)
    for case, days in ((unsent, 9), (sent, 3)):
        clocks = Clock.objects.filter(case=case, step__in=("assign", "visit"), stopped_at__isnull=True)
        assert clocks.update(due_on=AT.date() - timedelta(days=days)) == 1
    page = sign_in("cadre").get(reverse("hardship:visits") + "?tab=late").content.decode()
    assert page.index("王八") < page.index("孙三")
    assert "钱二" not in page
    assert "已超期 <b>2</b>" in page
    assert reverse("hardship:visitors", args=[unsent.pk]) in page
    page = sign_in("cadre").get(reverse("hardship:visits") + "?tab=assign").content.decode()
    assert page.index("王八") < page.index("钱二")
    assert other.pk < unsent.pk, "it was opened first and is due later"
    assert 'class="late"' in page


def test_a_visitor_whose_post_ended_sees_nothing_and_the_board_says_so(town: Visiting, sign_in: SignIn) -> None:
    visit = town.sent(town.case("community", "孙三"))
    end_post(Post.objects.get(account__username="chair"), on=AT.date(), by=None, at=AT)
    assert sign_in("chair").get(reverse("hardship:visit", args=[visit.pk])).status_code == 404
    cadre = sign_in("cadre")
    page = cadre.get(reverse("hardship:visits") + "?tab=again").content.decode()
    assert "孙三" in page
    assert "（空缺）" in page
    assert "走访要重派" in cadre.get("/?tab=all").content.decode()
    second = town.county.accounts["second"].pk
    page = post(cadre, "hardship:visitors", visit.case_id, place="1", account=second, reason="moved")
    assert "派好了" in page
    assert "孙三家" in text(sign_in("second"), "hardship:my_visits")


def test_the_county_picks_two_and_is_told_who_stays_away(town: Visiting, sign_in: SignIn) -> None:
    cadre, case = sign_in("cadre"), town.case("community", "孙三")
    page = text(cadre, "hardship:visitors", case.pk)
    assert "这家的表是本人报的" in page
    accounts = town.county.accounts
    url = reverse("hardship:visitors", args=[case.pk])
    twice = {"first": accounts["helper"].pk, "second": accounts["helper"].pk}
    assert cadre.post(url, twice).status_code == 422
    barred = {"first": accounts["helper"].pk, "second": accounts["community-chair"].pk}
    assert cadre.post(url, barred).status_code == 422
    post(cadre, "hardship:visitors", case.pk, first=accounts["helper"].pk, second=accounts["mill-chair"].pk)
    assert "孙三家" in text(sign_in("mill-chair"), "hardship:my_visits")


def test_kin_is_declared_by_the_visitor_or_by_the_county(town: Visiting, sign_in: SignIn) -> None:
    visit = town.sent(town.case("community", "孙三"))
    chair, cadre = sign_in("chair"), sign_in("cadre")
    assert chair.post(reverse("hardship:kin", args=[visit.pk])).status_code == 422
    assert "会派别人去" in post(chair, "hardship:kin", visit.pk, relation="表兄")
    assert chair.get(reverse("hardship:visit", args=[visit.pk])).status_code == 404
    url = reverse("hardship:kin_of", args=[visit.case_id])
    assert cadre.post(url, {"relation": "堂姐"}).status_code == 422
    post(cadre, "hardship:kin_of", visit.case_id, account=town.county.accounts["helper"].pk, relation="堂姐")
    assert KinTie.everywhere.count() == 2
    assert "空缺，要重派" in text(cadre, "hardship:visitors", visit.case_id)


def test_two_who_do_not_agree_are_heard_by_the_county(town: Visiting, sign_in: SignIn) -> None:
    visit = town.reported(town.sent(town.case("community", "孙三")))
    helper, cadre = sign_in("helper"), sign_in("cadre")
    assert helper.post(reverse("hardship:answer_visit", args=[visit.pk]), {"answer": "contradict"}).status_code == 422
    post(helper, "hardship:answer_visit", visit.pk, answer="contradict", objection="没有进门")
    assert "两人说法不一" in cadre.get(reverse("hardship:visits") + "?tab=again").content.decode()
    assert "没有进门" in text(cadre, "hardship:visit", visit.pk)
    post(cadre, "hardship:visit_again", visit.case_id)
    assert fresh(visit).state == "planned"
    assert "刚刚变过" in post(cadre, "hardship:visit_again", visit.case_id)


def test_a_refusal_is_filed_without_a_look(town: Visiting, sign_in: SignIn) -> None:
    visit = town.sent(town.case("community", "孙三"))
    chair, helper = sign_in("chair"), sign_in("helper")
    assert chair.post(reverse("hardship:consent", args=[visit.pk]), {"answer": "given"}).status_code == 422
    wrong = {"answer": "given", "signer": "孙三", "photo": SimpleUploadedFile("a.png", b"no photo")}
    assert chair.post(reverse("hardship:consent", args=[visit.pk]), wrong).status_code == 422
    page = post(chair, "hardship:consent", visit.pk, answer="refused")
    assert "不核对就不能认定" in page
    post(chair, "hardship:visit", visit.pk, uid=str(uuid4()))
    page = post(helper, "hardship:answer_visit", visit.pk, answer="confirm")
    assert "不在困难职工范围" in page


def test_nothing_is_filed_while_a_look_is_left_out(town: Visiting, sign_in: SignIn) -> None:
    visit = town.sent(town.case("community", "孙三"))
    chair = sign_in("chair")
    post(chair, "hardship:consent", visit.pk, answer="given", signer="孙三")
    assert "还有没看的" in post(chair, "hardship:visit", visit.pk, uid="no uuid")
    assert not Report.everywhere.exists()


def test_the_phone_is_shown_once_and_that_it_was_is_written(town: Visiting, sign_in: SignIn) -> None:
    visit = town.sent(town.case("community", "孙三"))
    page = post(sign_in("chair"), "hardship:visit_phone", visit.pk)
    assert "15400000003" in page
    assert Event.objects.filter(verb="reveal", detail__purpose="contact").count() == 1


def test_a_need_is_noted_at_the_door(town: Visiting, sign_in: SignIn) -> None:
    visit = town.sent(town.case("community", "孙三"))
    chair = sign_in("chair")
    assert chair.post(reverse("hardship:visit_need", args=[visit.pk]), {"kind": "housing"}).status_code == 422
    post(chair, "hardship:visit_need", visit.pk, kind="housing", text="屋顶漏雨")
    assert Need.everywhere.get().origin == "visit"


def test_the_inbox_leads_the_visitor_to_the_visit_and_the_county_to_its_visitors(
    town: Visiting, sign_in: SignIn
) -> None:
    visit = town.sent(town.case("community", "孙三"))
    address = reverse("hardship:visit", args=[visit.pk])
    for username in ("chair", "helper"):
        assert address in sign_in(username).get("/?tab=mine").content.decode(), username
    page = sign_in("cadre").get("/?tab=all").content.decode()
    assert reverse("hardship:visitors", args=[visit.case_id]) in page
    assert "孙三" not in sign_in("community-chair").get("/?tab=mine").content.decode()
