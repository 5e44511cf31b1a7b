"""The public pages: nobody signs in, nothing identifies, an objection goes in once and its answer is read by code."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from played_notices import object_to, play_noticed
from played_quarter import PERIOD, PlayedQuarter, card, id_number, phone, sign
from signing_in import by_password
from small_county import AT

from niangjia.casework import papers
from niangjia.programmes.hardship import services
from niangjia.records.cases.models import Case
from niangjia.records.notices.models import NoticeEntry, Objection, PublicNotice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

SAID = {"text": "他家去年买了新车，停在院里", "name": "有心人", "phone": "0953-3012345"}
KEY = re.compile(r'name="key" value="([0-9a-f-]+)"')
CODE = re.compile(r'<span class="code">([A-Z2-7]{12})</span>')


def page(client: Client, case: Case) -> str:
    return client.get(reverse("hardship:file", args=[case.pk])).content.decode()


@pytest.fixture
def published() -> PlayedQuarter:
    """Return the county with its quarter published, one household by name."""
    played = play_noticed()
    household = played.case("street", "钱二").household
    papers.keep_paper(household, kind="notice_consent", period="", told={}, by=played.county.accounts["chair"], at=AT)
    services.publish(played.county.actor("cadre"), period=PERIOD, at=AT)
    return played


def entry(played: PlayedQuarter, code: str = "street", name: str = "钱二") -> NoticeEntry:
    return NoticeEntry.everywhere.get(case=played.case(code, name))


def test_everybody_reads_the_notice_and_it_names_the_least(published: PlayedQuarter, client: Client) -> None:
    notice = PublicNotice.everywhere.get()
    listed = client.get(reverse("hardship:public_notices"))
    assert str(notice.uid) in listed.content.decode()
    response = client.get(reverse("hardship:public_notice", args=[notice.uid]))
    shown = response.content.decode()
    assert "钱*" in shown
    assert "钱二" not in shown
    assert "孙三" not in shown
    assert published.case("community", "孙三").number in shown
    for number in (2, 3):
        for secret in (id_number(number), phone(number), card(number)):
            assert secret not in shown
    assert "元" not in shown
    assert "noindex" in response["X-Robots-Tag"]


def test_an_objection_goes_in_once_and_its_answer_is_read_by_code(published: PlayedQuarter, client: Client) -> None:
    url = reverse("hardship:object", args=[entry(published).uid])
    found = KEY.search(client.get(url).content.decode())
    assert found is not None
    first_time, again = (client.post(url, SAID | {"key": found[1]}).content.decode() for _ in range(2))
    codes = {one[1] for page in (first_time, again) for one in [CODE.search(page)] if one}
    assert len(codes) == 1
    assert Objection.everywhere.count() == 1
    case = published.case("street", "钱二")
    assert Case.everywhere.get(pk=case.pk).state == "judged"
    cadre = by_password("cadre")
    assert "答复异议" in cadre.get(reverse("inbox")).content.decode()
    page = reverse("hardship:objection", args=[case.pk])
    assert SAID["text"] in cadre.get(page).content.decode()
    assert by_password("chair").get(page).status_code == 404
    answered = cadre.post(page, {"result": "unfounded", "answer": "查过登记，车是邻居家的"})
    assert answered.status_code == 302
    [code] = codes
    asked = client.post(reverse("hardship:objection_answer"), {"code": f" {code.lower()} "})
    assert "查过登记，车是邻居家的" in asked.content.decode()


def test_what_was_written_badly_is_said_and_nothing_is_kept(published: PlayedQuarter, client: Client) -> None:
    url = reverse("hardship:object", args=[entry(published).uid])
    response = client.post(url, {"text": "坏", "name": "", "phone": "x"})
    assert response.status_code == 422
    assert "请写得具体些" in response.content.decode()
    assert Objection.everywhere.count() == 0
    assert client.post(reverse("hardship:objection_answer"), {"code": "AAAABBBBCCCC"}).status_code == 422


def test_the_county_publishes_from_its_board() -> None:
    played = play_noticed()
    cadre = by_password("cadre")
    board = cadre.get(reverse("hardship:notices", args=[PERIOD])).content.decode()
    assert "户可以公示" in board
    case = played.case("street", "钱二")
    assert "等公示" in cadre.get(reverse("hardship:verdict", args=[case.pk])).content.decode()
    cadre.post(reverse("hardship:publish", args=[PERIOD]), {"tier": "", "union": ""})
    assert Case.everywhere.get(pk=case.pk).state == "published"
    verdict = cadre.get(reverse("hardship:verdict", args=[case.pk])).content.decode()
    assert "公示到 10月20日" in verdict
    assert cadre.post(reverse("hardship:publish", args=[PERIOD]), {"union": "999"}).status_code == 422


def test_whoever_is_led_on_sees_what_was_opened(published: PlayedQuarter) -> None:
    case = published.case("community", "李四")
    sign(Case.everywhere.select_related("household").get(pk=case.pk), by="cadre", county=published.county)
    shown = by_password("cadre").get(reverse("hardship:verdict", args=[case.pk])).content.decode()
    assert "已经替您约上的" in shown
    assert "别的地方还能申请的" in shown


def test_a_union_below_reads_of_no_objection_in_the_file() -> None:
    played = play_noticed()
    services.publish(played.county.actor("cadre"), period=PERIOD, at=AT)
    object_to(played, "street", "钱二")
    case = played.case("street", "钱二")
    assert "1 份异议" in page(by_password("cadre"), case)
    below = page(by_password("chair"), case)
    assert "异议" not in below
    verdict = by_password("chair").get(reverse("hardship:verdict", args=[case.pk])).content.decode()
    assert "异议" not in verdict


def test_a_notice_that_names_nobody_any_more_says_so(published: PlayedQuarter, client: Client) -> None:
    notice = PublicNotice.everywhere.get()
    for number, one in enumerate(NoticeEntry.everywhere.filter(notice=notice).select_related("case__household"), 1):
        object_to(published, one.case.owner_union.code, one.case.household.head_name, key=number)
    shown = client.get(reverse("hardship:public_notice", args=[notice.uid])).content.decode()
    assert "都已经撤下" in shown
    assert "<table" not in shown
