"""An award that two must sign gets its two signatures; what a project bounds is said where it is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from small_county import AT, LONG_AGO, County
from test_help_pages import SignIn, home, said

from niangjia.programmes.care.services.library import adopt_project
from niangjia.records.provisions.models import Award

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_untouched_sessions")]


def large_award(county: County, sign_in: SignIn) -> str:
    """Return the page of an award that a chair asked for and that two must sign."""
    given: dict[str, Any] = {"from_on": LONG_AGO, "by": county.accounts["cadre"], "at": AT}
    project = adopt_project(county.unions["county"], "condolence", second_above_yuan=100, **given)
    told = {"project": project.pk, "amount_yuan": "500", "reason": "入冬了"}
    sign_in("chair").post(reverse("care:ask", args=[home(county).pk]), told)
    return reverse("care:award", args=[Award.everywhere.get().case_id])


def inbox(client: Client, tab: str) -> list[tuple[str, str]]:
    """Return matter and page of what an inbox lists of awards."""
    rows = client.get(reverse("inbox"), {"tab": tab}).context["rows"]
    return [(row["matter"], row["url"]) for row in rows if row["matter"].startswith("项目帮扶")]


def test_who_signed_first_is_told_that_a_colleague_is_awaited_and_a_leader_signs_second(
    county: County, sign_in: SignIn
) -> None:
    page, cadre, leader = large_award(county, sign_in), sign_in("cadre"), sign_in("leader")
    assert leader.post(page, {"answer": "grant"}).status_code == 404, "the first signature is the desk's"
    assert 'value="grant"' not in leader.get(page).content.decode()
    assert "还要另一位同事" in said(cadre.post(page, {"answer": "grant"}, follow=True))

    shown = cadre.get(page).content.decode()
    assert "您已经批过，等另一位同事" in shown
    assert "您再批就生效" not in shown
    assert 'name="answer"' not in shown
    matter = ("项目帮扶 · 第二位同事批", page)
    assert (inbox(cadre, "mine"), inbox(cadre, "others")) == ([], [matter])

    assert (inbox(leader, "mine"), inbox(sign_in("second"), "mine")) == ([matter], [matter])
    shown = leader.get(page).content.decode()
    assert "您再批就生效" in shown
    assert 'value="refuse"' not in shown
    assert leader.post(page, {"answer": "refuse", "refusal": "太多"}).status_code == 404
    assert "批准了" in said(leader.post(page, {"answer": "grant"}, follow=True))
    award = Award.everywhere.get()
    assert (award.seconded_by, award.granted_by) == (county.accounts["cadre"], county.accounts["leader"])
    assert (award.case.state, inbox(leader, "mine")) == ("granted", [])


def test_what_a_household_paid_itself_is_asked_for_where_the_project_gives_a_share_of_it(
    county: County, sign_in: SignIn
) -> None:
    given: dict[str, Any] = {"from_on": LONG_AGO, "by": county.accounts["cadre"], "at": AT}
    share = adopt_project(county.unions["county"], "mutual_aid", **given)
    whole = adopt_project(county.unions["county"], "condolence", **given)
    assert (share.own_paid_percent, whole.own_paid_percent) == (60, None)
    chair, ask = sign_in("chair"), reverse("care:ask", args=[home(county).pk])
    asked = {one.key: chair.get(ask, {"project": one.pk}).content.decode() for one in (share, whole)}
    label = '这家人自己付了多少<span class="quiet">（可不填）'
    assert (label in asked["mutual_aid"], label in asked["condolence"]) == (False, True)
    told = {"project": share.pk, "amount_yuan": "500", "reason": "住院"}
    answer = chair.post(ask, told)
    assert set(answer.context["form"].errors) == {"own_paid_yuan"}
    listed = chair.get(ask).content.decode()
    assert "最多 50,000.00 元" in listed
    assert "不超过自付的 60%" in listed
