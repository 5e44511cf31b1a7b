"""Knocking on doors: consent first, one tap makes a member, and the ledger of who is not yet in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from played_ledger import answered, card_of, content, open_grid, packed, receive, sent
from small_county import AT, LONG_AGO, County

from niangjia.casework import canvass, joining, offline, succeeding
from niangjia.casework.queries import canvass as desk
from niangjia.outside.identity import LocalIdentityDoor
from niangjia.programmes.membership.forms.ledger import SurveyForm
from niangjia.programmes.membership.programme import INDICATORS, SURVEY
from niangjia.programmes.membership.services import ledger
from niangjia.records.people.models import Likeness, Membership, Worker
from niangjia.records.surveys.models import Door, Round, Stop, Survey
from niangjia.records.unions.models import Union

pytestmark = pytest.mark.django_db


def test_there_are_twelve_indicators_and_what_is_personal_is_sealed(county: County) -> None:
    assert len(INDICATORS) == SURVEY["count"]["value"] == 12
    stop = open_grid(county, "community", doors=1)[0]
    by = county.accounts["community-chair"]
    survey = ledger.record_survey(
        stop.door, during=stop.round, consent="given", answered=answered("华十", 1), by=by, at=AT
    )
    kept = Survey.everywhere.get(pk=survey.pk)
    assert kept.answers == {"occupation": "courier", "wish": "yes", "hours": "over10"}
    assert "孩子" not in bytes(kept.told or b"").decode("latin1")
    assert canvass.told_of(kept) == {"difficulty": "孩子没人看"}


def test_without_consent_only_that_is_kept(county: County) -> None:
    stop = open_grid(county, "community", doors=1)[0]
    form = SurveyForm({"consent": "refused", "name": "华十", "phone": "15400070001", "wish": "yes", "difficulty": "难"})
    assert form.is_valid()
    assert form.cleaned_data == {"consent": "refused"}
    assert form.answered is None
    by = county.accounts["community-chair"]
    survey = ledger.record_survey(stop.door, during=stop.round, consent="refused", by=by, at=AT)
    assert (survey.worker, survey.told, survey.answers) == (None, None, {})
    assert not Worker.everywhere.exists()
    with pytest.raises(canvass.NotAsked):
        ledger.record_survey(
            stop.door, during=stop.round, consent="refused", answered=answered("华十", 1), by=by, at=AT
        )


def test_the_same_answer_twice_is_one(county: County) -> None:
    stop = open_grid(county, "community", doors=1)[0]
    by = county.accounts["community-chair"]
    for _twice in range(2):
        ledger.record_survey(
            stop.door,
            during=stop.round,
            consent="given",
            answered=answered("华十", 1),
            uid=UUID(int=5),
            by=by,
            at=AT,
        )
    assert Survey.everywhere.count() == Worker.everywhere.count() == 1


def test_one_tap_makes_a_member_and_takes_him_off_the_ledger(county: County) -> None:
    stops = open_grid(county, "community", doors=2)
    by = county.accounts["community-chair"]
    for number, stop in enumerate(stops, start=1):
        ledger.record_survey(
            stop.door,
            during=stop.round,
            consent="given",
            answered=answered(f"华{number}", number, shows_card=True),
            by=by,
            at=AT,
        )
    within = [county.unions["community"].pk]
    first = Survey.everywhere.order_by("id")[0]
    ledger.join_at_the_door(first, by=by, at=AT)
    member = Membership.everywhere.get()
    assert (member.worker, member.owner_union.code) == (first.worker, "community")
    known = desk.known_workers(within, on=AT.date())
    assert {(one.worker.name, one.belongs) for one in known.select_related("worker") if one.worker} == {
        ("华1", True),
        ("华2", False),
    }
    assert desk.visited_doors(within).count() == 2


def test_a_member_of_another_union_is_recognised_and_is_nobody_to_be_won(county: County) -> None:
    stops = open_grid(county, "community", doors=2)
    by = county.accounts["community-chair"]
    told = answered("华十", 1, shows_card=True)
    survey = ledger.record_survey(
        stops[0].door, during=stops[0].round, consent="given", answered=told, joins=True, by=by, at=AT
    )
    assert not survey.was_member
    again = ledger.record_survey(
        stops[1].door, during=stops[1].round, consent="given", answered=told, joins=True, by=by, at=AT
    )
    assert again.was_member
    assert Membership.everywhere.count() == 1


def test_a_door_is_handed_to_one_at_a_time_and_a_closed_round_to_nobody(county: County) -> None:
    stop = open_grid(county, "community", doors=3)[0]
    chair = county.accounts["chair"]
    keeper = county.actor("chair")
    assert ledger.give_grid(keeper, stop.round, grid="3 号楼", to=chair, on=AT.date(), instead=True, at=AT) == 3
    assert desk.own_stops(county.actor("community-chair")).count() == 0
    assert desk.own_stops(county.actor("chair")).count() == 3
    ledger.close_round(stop.round, by=chair, at=AT + timedelta(days=1))
    assert desk.own_stops(county.actor("chair")).count() == 0
    assert Door.everywhere.count() == 3


def test_the_round_of_a_merged_union_ends_and_its_one_tap_admits_to_the_union_that_goes_on(county: County) -> None:
    stop = open_grid(county, "community", doors=1)[0]
    by, street = county.accounts["community-chair"], county.unions["street-2"]
    kept = ledger.record_survey(
        stop.door, during=stop.round, consent="given", answered=answered("华十", 1, shows_card=True), by=by, at=AT
    )
    succeeding.merge(county.unions["community"], into=street, on=AT.date(), by=county.accounts["cadre"], at=AT)
    stop.refresh_from_db()
    stop.round.refresh_from_db()
    assert (stop.round.to_on, stop.ended_at) == (AT.date(), AT)
    survey = Survey.everywhere.get(pk=kept.pk)
    ledger.join_at_the_door(survey, by=county.accounts["cadre"], at=AT)
    assert Membership.everywhere.get().owner_union == street
    known = joining.know_worker(survey.owner_union, by=None, at=AT, **answered("华十", 1).person)
    assert known == survey.worker, "whom the merged union knew is not entered twice"
    assert known.owner_union == street


def test_what_a_phone_sends_after_the_merger_waits_and_then_admits_to_the_union_that_goes_on(county: County) -> None:
    stop, package = open_grid(county, "community", doors=1)[0], packed(county, "community-chair")
    street = county.unions["street-2"]
    succeeding.merge(county.unions["community"], into=street, on=AT.date(), by=county.accounts["cadre"], at=AT)
    piece = receive(package, sent(stop.door, 1, content("华十", 1, joins=True, id_number=card_of(1))))
    assert (piece.state, Membership.everywhere.count()) == ("quarantined", 0)
    offline.count_it(piece, by=county.accounts["cadre"], at=AT)
    member = Membership.everywhere.get()
    assert (member.owner_union, member.worker.owner_union) == (street, street)


def test_a_union_that_ended_without_another_admits_nobody(county: County) -> None:
    union = county.unions["community"]
    worker = joining.know_worker(union, by=None, at=AT, **answered("华十", 1).person)
    Union.objects.filter(pk=union.pk).update(dissolved_on=AT.date())
    union.refresh_from_db()
    with pytest.raises(joining.UnionClosed):
        joining.admit(worker, union=union, on=AT.date(), by=None, at=AT)
    assert joining.admit(worker, union=union, on=LONG_AGO, by=None, at=AT).owner_union == union


# ------------------------------------------------------------------------------------------ nobody without a number


@pytest.mark.usefixtures("on_the_day")
def test_whoever_joins_at_a_door_shows_a_number_and_nothing_entered_is_lost(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("community-chair")
    here = reverse("membership:door", args=[open_grid(county, "community", doors=1)[0].pk])
    for number, words in (("", "现在就入会，要写证件号"), ("990101196601081002", "最后一位和前面对不上")):
        page = client.post(here, {**content("华十", 1, joins="on"), "id_number": number})
        assert page.status_code == 422
        assert [words in error for error in page.context["form"].errors["id_number"]] == [True]
        assert 'value="15400070001"' in page.content.decode()
        assert (Survey.everywhere.count(), Membership.everywhere.count()) == (0, 0)
    assert client.post(here, {**content("华十", 1, joins="on"), "id_number": card_of(1)}).status_code == 302
    assert Membership.everywhere.get().worker.id_index == joining.number_index(card_of(1))


@pytest.mark.usefixtures("on_the_day")
def test_a_number_that_is_known_under_another_name_is_said_beside_its_field(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    joining.know_worker(county.unions["street"], name="卫一", id_number=card_of(1), by=None, at=AT)
    here = reverse("membership:door", args=[open_grid(county, "community", doors=1)[0].pk])
    page = sign_in("community-chair").post(here, content("华十", 1, joins="on", id_number=card_of(1)))
    assert page.status_code == 422
    assert page.context["form"].errors["id_number"] == [joining.OTHER_NAME]
    assert not Survey.everywhere.exists()


def known_without_a_number(county: County) -> Survey:
    """Return what a stranger without a card answered at a door."""
    stop = open_grid(county, "community", doors=1)[0]
    by = county.accounts["community-chair"]
    return ledger.record_survey(
        stop.door, during=stop.round, consent="given", answered=answered("华十", 1), by=by, at=AT
    )


def test_nobody_without_a_number_is_admitted_from_the_ledger(county: County) -> None:
    survey = known_without_a_number(county)
    with pytest.raises(canvass.NumberMissing):
        ledger.join_at_the_door(survey, by=county.accounts["community-chair"], at=AT)
    assert not Membership.everywhere.exists()


@pytest.mark.usefixtures("on_the_day")
def test_the_page_of_the_ledger_asks_for_the_number_that_is_missing(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    survey, client = known_without_a_number(county), sign_in("community-chair")
    page, join = (reverse(f"membership:{name}", args=[survey.pk]) for name in ("ledger_entry", "ledger_join"))
    assert 'name="id_number"' in client.get(page).content.decode()
    for number in ("", "990101196601081002"):
        refused = client.post(join, {"id_number": number})
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["id_number"])
    assert not Membership.everywhere.exists()
    assert client.post(join, {"id_number": card_of(1)}).status_code == 302
    worker = Membership.everywhere.get().worker
    assert (worker, worker.id_index) == (survey.worker, joining.number_index(card_of(1)))
    assert 'name="id_number"' not in client.get(page).content.decode()


@pytest.mark.usefixtures("on_the_day")
def test_a_name_that_does_not_go_with_the_number_is_said_beside_it(
    county: County, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LocalIdentityDoor, "ask", lambda *_asked, **_kind: "differ")
    survey, client = known_without_a_number(county), sign_in("community-chair")
    refused = client.post(reverse("membership:ledger_join", args=[survey.pk]), {"id_number": card_of(1)})
    assert "姓名和证件号对不上" in refused.context["form"].errors["id_number"][0]
    assert not Membership.everywhere.exists()


def test_whose_number_is_a_members_is_that_member_and_nobody_is_doubled(county: County) -> None:
    survey, by = known_without_a_number(county), county.accounts["community-chair"]
    mill = county.unions["mill"]
    member = joining.know_worker(mill, name="华十", id_number=card_of(1), by=None, at=AT)
    joining.admit(member, union=mill, on=LONG_AGO, by=None, at=AT)
    assert ledger.join_at_the_door(survey, id_number=card_of(1), by=by, at=AT) is None
    kept = Survey.everywhere.get()
    assert (kept.worker, kept.was_member) == (member, True)
    assert Membership.everywhere.get().owner_union == mill
    within = [county.unions["community"].pk]
    assert [one.belongs for one in desk.known_workers(within, on=AT.date())] == [True]
    assert Likeness.everywhere.get().second == member, "those who may join two registrations are asked"


# ------------------------------------------------------------------------------------------------ handing doors out


def given(county: County, client: Client, going: Round, **told: object) -> Any:
    """Hand the grid out from the page of the round; return the answer."""
    chair = county.accounts["chair"].pk
    told = {"grid": "3 号楼", "account": chair, "on": AT.date().isoformat(), **told}
    return client.post(reverse("membership:give_grid", args=[going.pk]), told)


@pytest.mark.usefixtures("on_the_day")
def test_nobody_is_sent_on_a_day_that_is_past_or_in_a_round_that_ended(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    going, client = open_grid(county, "community", doors=3)[0].round, sign_in("community-chair")
    yesterday = (AT - timedelta(days=1)).date().isoformat()
    past = given(county, client, going, on=yesterday, instead="on")
    assert (past.status_code, list(past.context["give_form"].errors)) == (422, ["on"])
    ledger.close_round(going, by=county.accounts["chair"], at=AT)
    over = given(county, client, going, instead="on")
    assert (over.status_code, list(over.context["give_form"].errors)) == (422, ["grid"])
    assert over.content.decode().count("这一轮已经结束了，不能再派") == 2, "in the summary and beside the field"
    assert not Stop.everywhere.filter(ended_at__isnull=True).exists()


def test_of_two_who_end_a_round_and_hand_out_its_doors_at_once_the_second_is_refused(county: County) -> None:
    stop = open_grid(county, "community", doors=1)[0]
    by = county.accounts["chair"]
    ledger.close_round(Round.everywhere.get(pk=stop.round_id), by=by, at=AT)
    handed = {"to": by, "through": county.unions["street"], "on": AT.date(), "by": by, "at": AT}
    with pytest.raises(canvass.RoundOver):
        canvass.give_doors([stop.door], during=stop.round, **handed)


def test_the_doors_of_a_round_that_ended_fill_nobodys_day(county: County) -> None:
    stop = open_grid(county, "community", doors=2)[0]
    chair = county.accounts["community-chair"]
    assert desk.doors_of_the_day(chair, on=AT.date()) == 2
    Round.everywhere.filter(pk=stop.round_id).update(to_on=AT.date())
    assert desk.doors_of_the_day(chair, on=AT.date()) == 0


@pytest.mark.usefixtures("on_the_day")
def test_doors_that_somebody_has_go_to_another_only_where_that_is_ticked(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    going, client = open_grid(county, "community", doors=3)[0].round, sign_in("community-chair")
    refused = given(county, client, going)
    assert refused.status_code == 422
    [error] = refused.context["give_form"].errors["grid"]
    assert county.accounts["community-chair"].name in error
    assert desk.own_stops(county.actor("community-chair")).count() == 3
    assert given(county, client, going, instead="on").status_code == 302
    assert desk.own_stops(county.actor("chair")).count() == 3
    again = given(county, client, going, instead="on")
    assert "已经都派给他了" in again.context["give_form"].errors["grid"][0]


@pytest.mark.usefixtures("on_the_day")
def test_the_page_of_a_round_says_who_goes_on_which_day_to_how_many_doors(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    going = open_grid(county, "community", doors=3)[0].round
    ledger.enter_doors(going, grid="4 号楼", addresses=["一", "二"], by=county.accounts["chair"], at=AT)
    client, tomorrow = sign_in("community-chair"), AT.date() + timedelta(days=1)
    given(county, client, going, grid="4 号楼", on=tomorrow.isoformat())
    walks = client.get(reverse("membership:round", args=[going.pk])).context["walks"]
    assert [(one["on"], one["who"], one["grid"], one["doors"]) for one in walks] == [
        (AT.date(), county.accounts["community-chair"].name, "3 号楼", 3),
        (tomorrow, county.accounts["chair"].name, "4 号楼", 2),
    ]


@pytest.mark.usefixtures("on_the_day")
def test_no_id_stands_twice_on_the_page_of_a_round(county: County, sign_in: Callable[[str], Client]) -> None:
    going, client = open_grid(county, "community", doors=1)[0].round, sign_in("community-chair")
    for page in (client.get(reverse("membership:round", args=[going.pk])), given(county, client, going)):
        ids = re.findall(r'\sid="([^"]+)"', page.content.decode())
        assert [one for one in ids if ids.count(one) > 1] == []


@pytest.mark.usefixtures("on_the_day")
def test_a_round_with_doors_left_ends_only_after_it_was_said_how_many(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    stops, client = open_grid(county, "community", doors=3), sign_in("community-chair")
    by = county.accounts["community-chair"]
    ledger.record_survey(stops[0].door, during=stops[0].round, consent="refused", by=by, at=AT)
    close = reverse("membership:close_round", args=[stops[0].round_id])
    first = client.post(close)
    assert first.status_code == 200
    assert "还有 2 户没有走" in first.content.decode()
    assert Round.everywhere.get().to_on is None
    assert client.post(close, {"sure": "yes"}).status_code == 302
    assert Round.everywhere.get().to_on == AT.date()


@pytest.mark.usefixtures("on_the_day")
def test_a_round_that_was_walked_ends_at_once(county: County, sign_in: Callable[[str], Client]) -> None:
    stop, by = open_grid(county, "community", doors=1)[0], county.accounts["community-chair"]
    ledger.record_survey(stop.door, during=stop.round, consent="refused", by=by, at=AT)
    close = reverse("membership:close_round", args=[stop.round_id])
    assert sign_in("community-chair").post(close).status_code == 302
    assert Round.everywhere.get().to_on == AT.date()


@pytest.mark.usefixtures("on_the_day")
def test_beside_a_name_that_is_taken_stands_one_that_is_not(county: County, sign_in: Callable[[str], Client]) -> None:
    for title in ("秋季摸底", "秋季摸底 2"):
        open_grid(county, "community", doors=1, title=title, grid=title)
    page = sign_in("community-chair").post(reverse("membership:rounds"), {"title": "秋季摸底"})
    [error] = page.context["form"].errors["title"]
    assert "例如“秋季摸底 3”" in error
