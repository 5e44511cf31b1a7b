"""Needs in the browser: raised, put in hand, solved and confirmed; followed with a code; listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from raising_needs import fresh, household_of, raised
from small_county import AT, County

from niangjia.casework.queries import needs as reads
from niangjia.programmes.care.services import needs
from niangjia.records.tasks.models import Need

pytestmark = pytest.mark.django_db

TOMORROW = AT.date() + timedelta(days=1)


@pytest.mark.usefixtures("on_the_day")
def test_a_need_is_raised_put_in_hand_solved_and_confirmed_on_its_pages(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    household = household_of(county, "mill", "郑七")
    chair, second = sign_in("mill-chair"), sign_in("second")
    found = chair.get(reverse("care:find_household"), {"q": "郑"})
    assert reverse("care:raise_need") + f"?household={household.pk}" in found.content.decode()
    form = {"kind": "housing", "text": "厨房屋顶漏雨", "origin": "visit"}
    page = chair.post(reverse("care:raise_need") + f"?household={household.pk}", form)
    assert page.status_code == 302
    need = Need.everywhere.get()
    wrong = chair.post(reverse("care:measure", args=[need.pk]), {"what": "", "due_on": "明天"})
    assert wrong.status_code == 422
    chair.post(reverse("care:measure", args=[need.pk]), {"what": "请人补", "due_on": TOMORROW.isoformat()})
    chair.post(reverse("care:finish_measure", args=[reads.measures(need)[0].pk]))
    nothing = chair.post(reverse("care:solve", args=[need.pk]), {"told": ""})
    assert nothing.status_code == 422
    text = SimpleUploadedFile("a.jpg", b"no picture at all")
    assert chair.post(reverse("care:solve", args=[need.pk]), {"proof": text}).status_code == 422
    photo = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff a photo")
    assert chair.post(reverse("care:solve", args=[need.pk]), {"proof": photo}).status_code == 302
    own = chair.post(reverse("care:confirm", args=[need.pk]), {"answer": "cleared"}, follow=True)
    assert "请另一位同事" in own.content.decode()
    second.post(reverse("care:confirm", args=[need.pk]), {"answer": "cleared"})
    need.refresh_from_db()
    assert (need.case.state, need.confirmed_as) == ("need_closed", "call")
    assert "郑七" in chair.get(reverse("care:cleared")).content.decode()


@pytest.mark.usefixtures("on_the_day")
def test_she_follows_her_need_with_a_code_and_sees_the_clock_and_no_name(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    case = raised(county)
    page = sign_in("cadre").post(reverse("care:issue_code", args=[case.need.pk]))
    code = page.context["code"]
    nobody = Client()
    assert nobody.post(reverse("care:follow"), {"code": "NOTACODE"}).status_code == 422
    shown = nobody.post(reverse("care:follow"), {"code": f"{code[:6].lower()} {code[6:]}"}).content.decode()
    assert "10月14日" in shown
    assert "郑七" not in shown
    assert "漏雨" not in shown
    needs.solve(fresh(case), told="补好了", by=county.accounts["cadre"], at=AT)
    lacking = nobody.post(reverse("care:answer"), {"code": code, "answer": "lacking", "lacking": "还在漏"})
    assert lacking.status_code == 200
    assert "还在漏" in sign_in("cadre").get(reverse("care:need", args=[case.need.pk])).content.decode()
    again = nobody.post(reverse("care:answer"), {"code": code, "answer": "cleared"}, follow=True)
    assert again.redirect_chain
    assert nobody.post(reverse("care:answer"), {"code": ""}).status_code == 422


@pytest.mark.usefixtures("on_the_day")
def test_the_list_is_cut_down_by_each_of_its_filters(county: County, sign_in: Callable[[str], Client]) -> None:
    raised(county, name="甲", kind="medical", origin="call")
    raised(county, "street", name="乙", major=True)
    client = sign_in("cadre")

    def names(**asked: str) -> set[str]:
        rows = client.get(reverse("care:needs"), asked).context["rows"]
        return {row["name"] for row in rows}

    assert names() == {"甲", "乙"}
    assert names(kind="medical") == names(origin="call") == names(union=str(county.unions["mill"].pk)) == {"甲"}
    assert names(state="major") == names(state="major_open") == names(q="乙") == {"乙"}
    assert names(state="late") == set()
    assert names(state="open", kind="nonsense") == {"甲", "乙"}


@pytest.mark.usefixtures("on_the_day")
def test_of_a_name_that_is_known_it_is_asked_whether_it_is_the_same_worker(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    chair, page = sign_in("mill-chair"), reverse("care:raise_difficulty")
    told = {"union": county.unions["mill"].pk, "worker": "吴工", "text": "没有更衣室", "origin": "survey"}
    sent = {**told, "key": str(uuid4())}
    assert [chair.post(page, sent).status_code for _press in (1, 2)] == [302, 302]
    first = Need.everywhere.get().case.household_id
    asked = chair.post(page, {**told, "key": str(uuid4())})
    assert (asked.status_code, "同一个人吗" in asked.content.decode()) == (422, True)
    for same in ("else", str(first), "0"):
        chair.post(page, {**told, "key": str(uuid4()), "same": same})
    second, third = Need.everywhere.order_by("id")[1:]
    assert second.case.household_id != first
    assert third.case.household_id == first
    assert set(reads.of_the_same_name(county.actor("mill-chair"), county.unions["mill"].pk, "吴工", None)) == {
        first,
        second.case.household_id,
    }
    assert not reads.of_the_same_name(county.actor("mill-chair"), county.unions["street"].pk, "吴工", None)


@pytest.mark.usefixtures("on_the_day")
def test_of_a_complaint_about_the_employer_nobody_learns_by_its_name(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    told = {"worker": "吴工", "text": "加班费没有发", "against_employer": True, "at": AT}
    needs.raise_difficulty(county.unions["mill"], by=county.accounts["cadre"], **told)
    form = {"union": county.unions["mill"].pk, "worker": "吴工", "text": "没有更衣室", "origin": "survey"}
    assert sign_in("mill-chair").post(reverse("care:raise_difficulty"), form).status_code == 302
