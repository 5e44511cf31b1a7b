"""Every practice of the window has numbers that a union replaces by its own, and each of them changes what happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from played_ledger import answered, open_grid
from small_county import AT, County

from niangjia.casework import joining
from niangjia.casework.applications import admit_applicant
from niangjia.casework.benefits import HadThisYear, deliver_benefit
from niangjia.casework.queries import canvass as desk
from niangjia.casework.queries.belonging import open_membership
from niangjia.programmes.membership.programme import PROGRAMME
from niangjia.programmes.membership.queries.cards import member_page
from niangjia.programmes.membership.services import benefits, ledger, practices
from niangjia.programmes.membership.services import joining as asking
from niangjia.records.joinings.models import MemberBenefit
from niangjia.records.people.models import Worker
from niangjia.records.surveys.models import Stop, Survey
from niangjia.stories import invented

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
SignIn = Callable[[str], Client]
TODAY = AT.date()


def own_number(county: County, practice: str, number: str, value: int, *, union: str = "street") -> None:
    """Let a union run a practice with a number of its own from today on."""
    known = {"from_on": TODAY, "by": county.accounts["cadre"], "at": AT}
    practices.adopt(county.unions[union], practice, taken_from=None, **known)
    practices.choose_number(
        county.unions[union], practice, number=number, value=value, source="某工发〔2026〕3 号", **known
    )


def test_every_practice_has_a_number_that_a_union_may_replace() -> None:
    for practice in PROGRAMME.practices.values():
        assert any(not one.by_law for one in practice.numbers.values()), practice.key


def test_what_the_law_sets_is_shown_and_replaced_by_nobody(county: County, sign_in: SignIn) -> None:
    here = reverse("membership:practice", args=["chengmai-online-approval"])
    cadre = sign_in("cadre")
    cadre.post(here, {"deed": "adopt", "from_on": TODAY.isoformat(), "taken_from": ""})
    page = cadre.get(here).content.decode()
    assert "法律定的，不能换" in page
    assert 'value="members_for_a_union"' not in page
    assert 'value="contact_every"' in page
    told = {
        "deed": "number",
        "number": "members_for_a_union",
        "value": "3",
        "from_on": TODAY.isoformat(),
        "source": "我",
    }
    assert cadre.post(here, told).status_code == 422
    with pytest.raises(practices.NumberNotSoundHere):
        practices.choose_number(
            county.unions["county"],
            "chengmai-online-approval",
            number="members_for_a_union",
            value=3,
            from_on=TODAY,
            source="我",
            by=county.accounts["cadre"],
            at=AT,
        )


# ------------------------------------------------------------------------------------------------ doors in a day


def test_one_person_is_given_no_more_doors_than_he_walks_in_a_day(county: County, sign_in: SignIn) -> None:
    own_number(county, "weihai-active-ground", "doors_a_day", 2)
    going = open_grid(county, "community", doors=5)[0].round
    chair = county.accounts["community-chair"]
    assert [one.door.place for one in desk.own_stops(county.actor("community-chair")).order_by("door__place")] == [1, 2]
    give = reverse("membership:give_grid", args=[going.pk])
    told = {"grid": "3 号楼", "account": chair.pk, "on": TODAY.isoformat()}
    client = sign_in("community-chair")
    full = client.post(give, told)
    assert full.status_code == 422
    assert "一个人一天最多走 2 户" in full.content.decode()
    assert client.post(give, {**told, "on": (TODAY + timedelta(days=1)).isoformat()}).status_code == 302
    assert client.post(give, {**told, "account": county.accounts["chair"].pk}).status_code == 302
    days = Stop.everywhere.filter(round=going, ended_at=None).order_by("door__place").values_list("account", "on")
    tomorrow, other = TODAY + timedelta(days=1), county.accounts["chair"].pk
    assert list(days) == [(chair.pk, TODAY)] * 2 + [(chair.pk, tomorrow)] * 2 + [(other, TODAY)]


def test_what_all_were_given_goes_to_whoever_is_sent_instead(county: County) -> None:
    going = open_grid(county, "community", doors=3)[0].round
    chair = county.accounts["chair"]
    told = {"grid": "3 号楼", "to": chair, "on": TODAY, "instead": True, "at": AT}
    assert ledger.give_grid(county.actor("chair"), going, **told) == 3
    assert not desk.own_stops(county.actor("community-chair")).exists()


# -------------------------------------------------------------------------------------------------- asked again


def test_whoever_was_asked_long_ago_and_is_not_in_yet_is_asked_again(county: County, sign_in: SignIn) -> None:
    stops = open_grid(county, "community", doors=3)
    by = county.accounts["community-chair"]
    for number, stop in enumerate(stops):
        told = answered(f"华{number}", number)
        ledger.record_survey(stop.door, during=stop.round, consent="given", answered=told, by=by, at=AT)
    Survey.everywhere.filter(door=stops[0].door).update(asked_at=AT - timedelta(days=400))
    Survey.everywhere.filter(door=stops[1].door).update(asked_at=AT - timedelta(days=100))
    page = reverse("membership:ledger")
    chair = sign_in("community-chair")
    assert chair.get(page).content.decode().count("该再问一次</span>") == 1
    again = chair.get(page, {"asked": "long_ago"}).content.decode()
    assert "华0" in again
    assert "华1" not in again
    own_number(county, "luxi-1345", "asked_again_after", 3)
    again = chair.get(page, {"asked": "long_ago"}).content.decode()
    assert ("华0" in again, "华1" in again, "华2" in again) == (True, True, False)
    joining.admit(
        Worker.everywhere.get(name="华0"), union=county.unions["community"], begins_as="joined", on=TODAY, by=by, at=AT
    )
    assert "该再问一次</span>" not in chair.get(page, {"tab": "joined"}).content.decode()


# --------------------------------------------------------------------------------- thanks for whom one brings along


def member(county: County, number: int) -> Worker:
    """Return an invented member of the street."""
    union, by = county.unions["street"], county.accounts["chair"]
    worker = joining.know_worker(
        union,
        name=invented.name(number),
        id_number=invented.id_number(number),
        phone=invented.phone(number),
        by=by,
        at=AT,
    )
    joining.admit(worker, union=union, begins_as="joined", on=TODAY, by=by, at=AT)
    return worker


def bring(county: County, worker: Worker, number: int) -> None:
    """Let a colleague follow the link of a member, and become one."""
    held = open_membership(worker)
    assert held is not None
    told = {"name": invented.name(number), "id_number": invented.id_number(number), "phone": invented.phone(number)}
    joined, _code = asking.ask(
        county.unions["street"], told={**told, "group": "courier"}, door="member", brought_by=held.uid, at=AT
    )
    admit_applicant(joined, by=county.accounts["chair"], at=AT)


def thanks_on_card(worker: Worker, *, on: date = TODAY) -> tuple[int, list[tuple[int, int, bool]]]:
    """Return how many are missing for the next thanks, and the line of it on his card, if there is one."""
    page = member_page(worker, today=on)
    assert page is not None
    lines = [(one["most"], one["had"], one["may_claim"]) for one in page["benefits"] if one["kind"] == "thanks"]
    return page["until_thanks"], lines


def test_whoever_brings_so_many_colleagues_is_thanked_once_for_each_so_many(county: County) -> None:
    own_number(county, "hainan-courier-forum", "colleagues_for_thanks", 2)
    worker = member(county, 1)
    assert thanks_on_card(worker) == (2, [])
    bring(county, worker, 2)
    assert thanks_on_card(worker) == (1, [])
    with pytest.raises(benefits.NotEarned):
        benefits.claim(worker, kind="thanks", at=AT)
    bring(county, worker, 3)
    assert thanks_on_card(worker) == (2, [(1, 0, True)])
    claimed = benefits.claim(worker, kind="thanks", at=AT)
    deliver_benefit(claimed, by=county.accounts["chair"], at=AT)
    with pytest.raises(HadThisYear):
        benefits.claim(worker, kind="thanks", at=AT)
    assert thanks_on_card(worker) == (2, [(1, 1, False)])


def test_thanks_of_last_year_do_not_come_again_and_what_was_begun_counts_on(county: County) -> None:
    own_number(county, "hainan-courier-forum", "colleagues_for_thanks", 2)
    worker = member(county, 1)
    for number in (2, 3, 4):
        bring(county, worker, number)
    deliver_benefit(benefits.claim(worker, kind="thanks", at=AT), by=county.accounts["chair"], at=AT)
    MemberBenefit.everywhere.update(year=TODAY.year - 1)
    assert thanks_on_card(worker) == (1, [])
    bring(county, worker, 5)
    assert thanks_on_card(worker) == (2, [(1, 0, True)])


def test_a_union_that_does_not_thank_says_nothing_of_it(county: County) -> None:
    own_number(county, "hainan-courier-forum", "colleagues_for_thanks", 0)
    worker = member(county, 1)
    bring(county, worker, 2)
    assert thanks_on_card(worker) == (0, [])


# ---------------------------------------------------------------------------------------------- what makes no sense


@pytest.mark.parametrize(
    ("practice", "number", "value"),
    [
        ("wuxi-join-and-serve", "admits_at_once", 7),
        ("wuxi-join-and-serve", "decided_if_complete_by", 25),
        ("wuxi-join-and-serve", "transfer_answered_within", 9999),
        ("weihai-active-ground", "doors_a_day", 9999),
    ],
)
def test_a_number_beyond_all_sense_is_refused(county: County, practice: str, number: str, value: int) -> None:
    with pytest.raises(practices.NumberNotSoundHere, match="最多写"):
        own_number(county, practice, number, value)


def test_yes_and_no_are_written_as_words(county: County, sign_in: SignIn) -> None:
    own_number(county, "wuxi-join-and-serve", "admits_at_once", 1, union="county")
    page = sign_in("cadre").get(reverse("membership:practice", args=["wuxi-join-and-serve"])).content.decode()
    assert "<b>是</b>" in page
