"""What a phone sends: once however often it comes; both sides of a conflict; nothing lost when a right has ended."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from played_ledger import card_of, content, open_grid, packed, receive, sent
from small_county import AT, County

from niangjia.casework import joining, offline
from niangjia.casework.access.offices import end_post, give_post
from niangjia.casework.access.sign_in import end_sessions
from niangjia.casework.offline.packing import open_packages
from niangjia.casework.progress import MovedMeanwhile
from niangjia.outside.pictures import PaperRefused
from niangjia.programmes.membership.queries.ledger import entry_page, ledger_page
from niangjia.programmes.membership.services import ledger
from niangjia.programmes.membership.services.offline import DOORS
from niangjia.records.notices.models import Message
from niangjia.records.people.models import Membership
from niangjia.records.surveys.models import Package, Submission, Survey
from niangjia.records.unions.models import Post

pytestmark = pytest.mark.django_db

CHAIR = "community-chair"


def test_the_package_holds_only_what_is_handed_to_this_account_today(county: County) -> None:
    open_grid(county, "community", doors=3)
    open_grid(county, "foreign", doors=2)
    items = offline.items_for(county.actor(CHAIR))["survey"]
    assert [one.title for one in items] == ["community 3 号楼 001", "community 3 号楼 002", "community 3 号楼 003"]
    assert offline.items_for(county.actor("chair"))["survey"] == []


def test_a_phone_takes_along_no_door_of_a_later_day(county: County) -> None:
    going = open_grid(county, "community", doors=1)[0].round
    chair, tomorrow = county.actor(CHAIR), AT.date() + timedelta(days=1)
    ledger.enter_doors(going, grid="4 号楼", addresses=["明天的门"], by=chair.account, at=AT)
    ledger.give_grid(chair, going, grid="4 号楼", to=chair.account, on=tomorrow, at=AT)
    assert [one.title for one in offline.items_for(chair)["survey"]] == ["community 3 号楼 001"]
    days_after = county.actor(CHAIR, tomorrow)
    assert [one.title for one in offline.items_for(days_after)["survey"]] == ["community 3 号楼 001", "明天的门"]


def test_the_same_phone_keeps_its_secret_until_its_rights_change(county: County) -> None:
    first = packed(county, CHAIR)
    again = packed(county, CHAIR, at=AT + timedelta(hours=5))
    assert offline.secret_of(first) == offline.secret_of(again)
    assert again.expires_at == AT + timedelta(hours=77)
    end_sessions(county.accounts[CHAIR])
    county.accounts[CHAIR].refresh_from_db()
    other = packed(county, CHAIR, at=AT + timedelta(hours=6))
    assert offline.secret_of(other) != offline.secret_of(first)
    assert open_packages(county.accounts[CHAIR]).count() == 1


def test_a_token_that_was_changed_opens_nothing(county: County) -> None:
    token = offline.token_of(packed(county, CHAIR))
    assert offline.package_of(token)
    for wrong in ("", "x", token[:-2] + "xx"):
        with pytest.raises(offline.PackageUnknown):
            offline.package_of(wrong)


def test_what_comes_five_times_counts_once(county: County) -> None:
    door, package = open_grid(county, "community", doors=1)[0].door, packed(county, CHAIR)
    kept = [receive(package, sent(door, 1, content("华十", 1)), at=AT + timedelta(hours=n)) for n in range(5)]
    assert {one.pk for one in kept} == {kept[0].pk}
    assert kept[0].state == "counted"
    assert Survey.everywhere.count() == Submission.everywhere.count() == 1


def test_two_people_behind_one_door_are_two_and_no_conflict(county: County) -> None:
    door, package = open_grid(county, "community", doors=1)[0].door, packed(county, CHAIR)
    receive(package, sent(door, 1, content("华十", 1)))
    second = receive(package, sent(door, 2, content("金十", 2), own=(1,)))
    assert second.state == "counted"
    assert Survey.everywhere.count() == 2


def test_another_content_under_the_same_number_keeps_both_and_asks(county: County) -> None:
    door, package = open_grid(county, "community", doors=1)[0].door, packed(county, CHAIR)
    receive(package, sent(door, 1, content("华十", 1)))
    other = receive(package, sent(door, 1, content("华十", 1, hours="over10")))
    assert (other.state, other.why) == ("conflict", "twin")
    assert Survey.everywhere.count() == 1
    assert Submission.everywhere.count() == 2
    offline.count_it(other, replacing=True, by=county.accounts[CHAIR], at=AT)
    stands = Survey.everywhere.get(replaced_by__isnull=True)
    assert stands.answers["hours"] == "over10"
    assert Survey.everywhere.count() == 2


def test_a_door_that_somebody_else_changed_meanwhile_keeps_both_and_asks(county: County) -> None:
    door = open_grid(county, "community", doors=1)[0].door
    one, two = packed(county, CHAIR, device=1), packed(county, CHAIR, device=2)
    receive(one, sent(door, 1, content("华十", 1)))
    late = receive(two, sent(door, 2, content("金十", 2)))
    assert (late.state, late.why) == ("conflict", "moved")
    assert Message.everywhere.filter(to=county.accounts[CHAIR], kind="submission_waits").count() == 1
    offline.set_aside(late, by=county.accounts[CHAIR], at=AT)
    assert Survey.everywhere.count() == 1
    assert offline.content_of(Submission.everywhere.get(pk=late.pk))["name"] == "金十"
    with pytest.raises(MovedMeanwhile):
        offline.count_it(late, by=county.accounts[CHAIR], at=AT)


def test_whoever_lost_the_post_leaves_it_to_the_union_and_nothing_is_lost(county: County) -> None:
    door, package = open_grid(county, "community", doors=1)[0].door, packed(county, CHAIR)
    end_post(Post.objects.get(account=county.accounts[CHAIR]), on=AT.date(), by=None, at=AT)
    kept = receive(
        Package.everywhere.select_related("account").get(pk=package.pk),
        sent(door, 1, content("华十", 1)),
        at=AT + timedelta(days=1),
    )
    assert (kept.state, kept.why, kept.owner_union.code) == ("quarantined", "right", "community")
    assert Survey.everywhere.count() == 0
    told = Message.everywhere.get(kind="submission_waits")
    assert told.to.username == "chair", "the street answers where the community has nobody left"
    offline.count_it(kept, by=county.accounts["chair"], at=AT + timedelta(days=1))
    assert Survey.everywhere.get().asked_by == county.accounts[CHAIR]


def test_a_successor_at_the_same_union_is_told(county: County) -> None:
    door, package = open_grid(county, "community", doors=1)[0].door, packed(county, CHAIR)
    end_sessions(county.accounts[CHAIR])
    give_post(
        county.accounts["newcomer"],
        union=county.unions["community"],
        role="grassroots",
        title="主席",
        line="territory",
        from_on=AT.date(),
        by=None,
        at=AT,
    )
    stale = Package.everywhere.select_related("account").get(pk=package.pk)
    assert receive(stale, sent(door, 1, content("华十", 1))).state == "quarantined"
    assert {one.to.username for one in Message.everywhere.filter(kind="submission_waits")} == {"newcomer", CHAIR}


def test_a_package_that_ran_out_is_not_counted_and_not_lost(county: County) -> None:
    door, package = open_grid(county, "community", doors=1)[0].door, packed(county, CHAIR)
    kept = receive(package, sent(door, 1, content("华十", 1)), at=AT + timedelta(hours=73))
    assert (kept.state, kept.why) == ("quarantined", "expired")


def test_the_phones_clock_decides_nothing(county: County) -> None:
    door, package = open_grid(county, "community", doors=1)[0].door, packed(county, CHAIR)
    ahead = offline.Sent("survey", UUID(int=1), door.uid, 0, content("华十", 1), told_at=AT + timedelta(days=400))
    assert receive(package, ahead).state == "counted"
    kept = Survey.everywhere.get()
    assert kept.asked_at == AT
    assert kept.told_at == AT + timedelta(days=400)


def test_what_the_form_would_refuse_waits_for_a_person(county: County) -> None:
    door, package = open_grid(county, "community", doors=1)[0].door, packed(county, CHAIR)
    kept = receive(package, sent(door, 1, {"consent": "given", "name": "", "wish": "yes"}))
    assert (kept.state, kept.why) == ("conflict", "refused")
    assert Survey.everywhere.count() == 0


def test_a_picture_that_is_none_is_refused_before_anything_is_kept(county: County) -> None:
    door, package = open_grid(county, "community", doors=1)[0].door, packed(county, CHAIR)
    for photo, error in (("data:image/png;base64,eHh4", PaperRefused), ("http://x/y.png", offline.BadSubmission)):
        piece = offline.Sent("survey", UUID(int=1), door.uid, 0, content("华十", 1), photo=photo)
        with pytest.raises(error):
            receive(package, piece)
    with pytest.raises(offline.BadSubmission):
        receive(package, offline.Sent("survey", UUID(int=1), UUID(int=404), 0, content("华十", 1)))
    assert Submission.everywhere.count() == 0


def test_who_wished_to_join_without_a_sound_number_is_kept_and_no_member_and_the_ledger_shows_it(
    county: County,
) -> None:
    stops, package = open_grid(county, "community", doors=3), packed(county, CHAIR)
    joining.know_worker(county.unions["street"], name="卫一", id_number=card_of(9), by=None, at=AT)
    numbers: list[dict[str, object]] = [{}, {"id_number": "990101196601081002"}, {"id_number": card_of(9)}]
    for number, (stop, told) in enumerate(zip(stops, numbers, strict=True), start=1):
        piece = receive(package, sent(stop.door, number, content(f"华{number}", number, joins=True, **told)))
        assert piece.state == "counted"
    assert not Membership.everywhere.exists()
    kept = Survey.everywhere.select_related("worker")
    assert [(one.wants_in, one.worker and one.worker.id_index) for one in kept] == [(True, "")] * 3
    page = ledger_page(county.actor(CHAIR), {}, today=AT.date())
    assert [one["wants_in"] for one in page["rows"]] == [True] * 3
    entry = entry_page(county.actor(CHAIR), kept[0], today=AT.date())
    assert (entry["wants_in"], entry["needs_number"]) == (True, True)


def test_the_form_of_the_phone_asks_for_the_number_of_whoever_joins() -> None:
    fields = {one["name"]: one for one in DOORS.forms()["survey"]}
    assert fields["id_number"]["needed_with"][0] == "joins"
    assert "要写证件号" in fields["id_number"]["needed_with"][1]


def test_a_sound_number_from_a_phone_makes_a_member(county: County) -> None:
    door, package = open_grid(county, "community", doors=1)[0].door, packed(county, CHAIR)
    receive(package, sent(door, 1, content("华十", 1, joins=True, id_number=card_of(1))))
    assert Membership.everywhere.get().worker.name == "华十"
