"""Pages at their edges: a return that is still owed, a household that has left, a quarter nobody has sent for yet."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, play_quarter
from small_county import AT, PASSWORD

from niangjia.casework.progress import advance
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Return
from niangjia.records.unions.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def cadre() -> Client:
    """Return the cadre of a county that has played its quarter, at a browser."""
    play_quarter()
    client = Client()
    client.post("/login/", {"username": "cadre", "password": PASSWORD})
    return client


def owed(period: str) -> Return:
    """Return a return of the cadre's county that nobody has sent."""
    return Return.everywhere.create(owner_union=judged().owner_union, period=period, due_on=AT.date(), opened_at=AT)


def judged() -> Case:
    """Return a household of the cadre's county whose verdict waits for a signature."""
    return Case.everywhere.filter(programme="hardship", state="judged").order_by("pk")[0]


def test_the_page_of_a_return_that_is_owed_says_so_and_leads_to_sending_it(cadre: Client) -> None:
    waiting = owed("2026Q4")
    page = cadre.get(reverse("hardship:return", args=[waiting.pk])).content.decode()
    assert "还没有报" in page
    assert "都能用" not in page
    assert f"{reverse('hardship:upload', args=['2026Q4'])}?union={waiting.owner_union_id}" in page


def test_a_quarter_that_is_not_open_yet_says_so_and_nobody_is_late(cadre: Client) -> None:
    page = cadre.get(reverse("hardship:quarter", args=["2025Q4"])).content.decode()
    assert "还没有开启摸排" in page
    assert "0 / 0" not in page
    assert "都报齐了" not in page
    assert "晚了" not in page


def test_the_verdict_of_a_household_that_left_the_register_can_be_read(cadre: Client) -> None:
    case = judged()
    advance(case, step="leave", by=Account.objects.get(username="cadre"), at=AT)
    answer = cadre.get(reverse("hardship:verdict", args=[case.pk]))
    assert answer.status_code == 200
    assert "已退出困难档案" in answer.content.decode()


def test_scorecards_open_on_the_newest_quarter_with_figures_and_say_so(cadre: Client) -> None:
    owed("2026Q4")
    answer = cadre.get(reverse("scorecards"), follow=True)
    assert answer.redirect_chain[0][0] == reverse("scorecard", args=[PERIOD])
    assert "还没有人报来" in answer.content.decode()


def test_a_public_form_of_the_notices_tells_its_own_site_where_it_was_filled_in(client: Client) -> None:
    """Without a referrer a browser sends no origin, and the answer to what was typed would be a refusal."""
    for name in ("hardship:public_notices", "hardship:objection_answer"):
        assert client.get(reverse(name))["Referrer-Policy"] == "same-origin"


def test_a_verdict_with_an_error_says_so_in_its_title(cadre: Client) -> None:
    case = judged()
    answer = cadre.post(reverse("hardship:send_back", args=[case.pk]), {"reason": ""})
    assert answer.status_code == 422
    assert re.search(r"<title>错误：", answer.content.decode())
