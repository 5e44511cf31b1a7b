"""What a household says by itself: whether a need is cleared, what it wishes for, whether it may be named in public."""

from __future__ import annotations

import pytest
from declaring import CODE, answers, declared, walk
from deeds_of_notices import published
from django.test import Client
from django.urls import reverse
from played_quarter import PlayedQuarter
from small_county import AT, County
from visiting import Visiting, visiting

from niangjia.casework import needs, papers
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.programme import DECLARING
from niangjia.programmes.hardship.services import keep_notice_consent
from niangjia.records.cases.models import Case
from niangjia.records.notices.models import NoticeEntry
from niangjia.records.papers.models import Paper
from niangjia.records.people.models import Household
from niangjia.records.sealing import unseal
from niangjia.records.tasks.models import Need, Wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

PAGE, STEP = "hardship:my_progress", "hardship:my_step"
WISH = {"step": "raise_wish", "kind": "schooling", "text": "想要一盏护眼台灯", "agreed": "on"}


@pytest.fixture
def phone(county: County) -> Client:
    """Return a phone on which a household that declared looks at how it stands."""
    client = Client()
    code = declared(client, "street", 40)
    client.post(reverse(PAGE), {"code": code})
    return client


def solved(county: County) -> Case:
    """Return a need of the household that somebody calls solved."""
    by = county.accounts["cadre"]
    case = needs.open_need(
        Household.everywhere.get(),
        matter="need",
        kind="housing",
        origin="rule",
        text="屋顶漏雨",
        state="need_open",
        by=by,
        at=AT,
    )
    return needs.solve(case, told="补好了", by=by, at=AT)


def test_a_need_that_she_confirms_is_closed_by_her_word(phone: Client, county: County) -> None:
    case = solved(county)
    assert "等您说一声" in phone.get(reverse(PAGE)).content.decode()
    phone.post(reverse(STEP), {"case": case.pk, "step": "confirm"})
    need = Need.everywhere.select_related("case").get(case=case)
    assert (need.case.state, need.confirmed_as, need.confirmed_by) == ("need_closed", "person", None)
    assert need.confirmed_at is not None


def test_a_need_that_is_not_cleared_goes_on_with_what_is_lacking(phone: Client, county: County) -> None:
    case = solved(county)
    phone.post(reverse(STEP), {"case": case.pk, "step": "reopen", "lacking": "还在漏"})
    need = Need.everywhere.select_related("case").get(case=case)
    assert (need.case.state, need.solved_at) == ("need_measured", None)
    assert unseal(need, "lacking") == "还在漏"


def test_a_wish_is_kept_sealed_and_waits_for_words_for_the_wall(phone: Client) -> None:
    assert phone.post(reverse(STEP), {**WISH, "agreed": ""}).status_code == 422
    assert not Wish.everywhere.exists()
    phone.post(reverse(STEP), WISH)
    wish = Wish.everywhere.select_related("need__case").get()
    assert (wish.consent, wish.released_at, wish.need.case.opened_by) == ("herself", None, None)
    assert unseal(wish.need, "text") == WISH["text"]
    assert "心愿" in phone.get(reverse(PAGE)).content.decode()


def test_only_so_many_wishes_of_a_household_wait(phone: Client) -> None:
    most = DECLARING["wishes"]["most_open"]
    for _wish in range(most):
        phone.post(reverse(STEP), WISH)
    last = phone.post(reverse(STEP), WISH, follow=True)
    assert "已经有几个心愿在等" in last.content.decode()
    assert Wish.everywhere.count() == most


def test_nobody_wishes_without_a_code(county: County) -> None:
    assert Client().post(reverse(STEP), WISH).status_code == 302
    assert not Wish.everywhere.exists()


def named() -> int:
    return Paper.everywhere.filter(kind="notice_consent", withdrawn_at__isnull=True).count()


@pytest.mark.parametrize("agreed", [True, False])
def test_whether_she_may_be_named_is_asked_by_itself_at_the_end(county: County, *, agreed: bool) -> None:
    client = Client()
    walk(client, "street", answers(40))
    asked = client.get(reverse("hardship:declare_confirm"))
    assert 'name="notice_consent"' in asked.content.decode()
    assert asked.context["form"]["notice_consent"].value() is None
    ticked = {"declaration": "on", "check_consent": "on"} | ({"notice_consent": "on"} if agreed else {})
    assert CODE.search(client.post(reverse("hardship:declare_confirm"), ticked).content.decode())
    assert named() == agreed


def test_somebody_who_may_be_anybody_names_no_household(county: County) -> None:
    visiting(county)
    client = Client()
    walk(client, "street", answers(2, name="钱二"))
    client.post(reverse("hardship:declare_confirm"), {"declaration": "on", "notice_consent": "on"})
    assert named() == 0


def test_the_visitors_ask_beside_the_consent_to_the_check(county: County) -> None:
    town: Visiting = visiting(county)
    visit = town.sent(town.case("street", "钱二"))
    first, _second = town.two(visit)
    services.record_consent(visit, signer="钱二", by=first, at=AT)
    assert named() == 0
    services.record_consent(visit, named=True, signer="钱二", by=first, at=AT)
    assert named() == 1


def test_she_takes_her_name_back_and_the_notice_changes_at_once(played: PlayedQuarter) -> None:
    case = played.case("mill", "郑七")
    keep_notice_consent(case, by=played.county.accounts["cadre"], at=AT)
    entry = NoticeEntry.everywhere.get(notice=published(played))
    NoticeEntry.everywhere.filter(pk=entry.pk).update(shown_as="郑*")
    code = papers.code_for(case.home, proved=True, by=None, at=AT)
    client = Client()
    client.post(reverse(PAGE), {"code": code})
    assert "不要写我的姓名" in client.get(reverse(PAGE)).content.decode()
    client.post(reverse(STEP), {"case": case.pk, "step": "take_back_name"})
    assert named() == 0
    assert NoticeEntry.everywhere.get(pk=entry.pk).shown_as == case.number


def test_the_desk_takes_a_name_back_for_her(played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    case = played.case("mill", "郑七")
    page = reverse("hardship:notice_consent", args=[case.pk])
    visitors["cadre"].post(page)
    assert named() == 1
    visitors["cadre"].post(page, {"answer": "take_back"})
    assert named() == 0
    assert "没有同意过公示姓名" in visitors["cadre"].post(page, {"answer": "take_back"}, follow=True).content.decode()
