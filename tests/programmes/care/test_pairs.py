"""One cadre, one household: paired in a day, called that day, handed over with the log, let go with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pairing import PHONE, called, household, kin, paired
from played_exits import let_leave, on_register
from small_county import AT, LONG_AGO, County

from niangjia.casework import leaving, placement
from niangjia.casework import queries as desk
from niangjia.casework.access.offices import give_post
from niangjia.casework.placement import AlreadyPaired, NoSeatLeft, NotWithinReach, Recused
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries import pairs as placed
from niangjia.casework.review import ChangedSinceSeen
from niangjia.engines import matching
from niangjia.engines.matching import MatchingNotInstalled
from niangjia.programmes.care.queries import pairs as reads
from niangjia.programmes.care.queries.pairs import MOST
from niangjia.programmes.care.services import pairs
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household
from niangjia.records.placements.models import Contact, Pairing
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Account, Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_a_household_is_called_the_day_it_is_paired(county: County) -> None:
    pairing = paired(county, household(county, "street", "赵一"))
    assert pairing.next_contact_on == AT.date()
    called(pairing)
    pairing.refresh_from_db()
    assert (pairing.first_reached_on, pairing.last_reached_on) == (AT.date(), AT.date())
    assert pairing.next_contact_on == datetime(2026, 11, 12, tzinfo=AT.tzinfo).date()
    assert list(placed.called_in_time(Pairing.everywhere.all())) == [pairing]


def test_a_call_that_nobody_answered_is_tried_not_done(county: County) -> None:
    pairing = paired(county, household(county, "street", "赵一"))
    called(pairing, reached=False)
    pairing.refresh_from_db()
    assert (pairing.first_reached_on, pairing.next_contact_on) == (None, AT.date())
    assert Contact.everywhere.filter(pairing=pairing).count() == 1


def test_the_same_contact_sent_twice_counts_once(county: County) -> None:
    pairing = paired(county, household(county, "street", "赵一"))
    key = UUID(int=7)
    need = {"need_kind": "medicines", "need_text": "降压药"}
    first = called(pairing, key=key, **need)
    again = called(pairing, key=key, **need)
    assert first == again
    assert (Contact.everywhere.count(), Case.everywhere.filter(matter="need").count()) == (1, 1)


def test_a_need_heard_on_the_phone_becomes_a_case_at_once(county: County) -> None:
    pairing = paired(county, household(county, "street", "赵一"))
    contact = called(pairing, need_kind="groceries", need_text="两罐奶粉")
    case = contact.need
    assert case is not None
    assert (case.state, case.need.origin, case.need.kind) == ("need_open", "call", "groceries")
    assert case.clocks.filter(stopped_at__isnull=True).exists()


def test_one_household_has_one_cadre(county: County) -> None:
    one = household(county, "street", "赵一")
    paired(county, one)
    with pytest.raises(AlreadyPaired):
        paired(county, one, "second")
    assert Pairing.everywhere.count() == 1


def test_whoever_is_kin_or_filed_the_household_keeps_away(county: County) -> None:
    one = household(county, "street", "赵一")
    kin(county, one, "helper")
    with pytest.raises(Recused, match="亲属"):
        paired(county, one)
    assert [(who.account.username, who.why_not) for who in reads.candidates(county.actor("cadre"), one)][-1] == (
        "helper",
        "kin",
    )


def test_another_account_of_the_same_human_keeps_away_too(county: County) -> None:
    one = household(county, "street", "赵一")
    kin(county, one, "second")
    second = county.accounts["second"]
    Account.objects.filter(username="helper").update(natural_person=second.natural_person)
    with pytest.raises(Recused):
        paired(county, one)


def test_a_cadre_whose_post_lies_elsewhere_is_not_paired(county: County) -> None:
    with pytest.raises(NotWithinReach):
        paired(county, household(county, "mill", "郑七"), "chair")
    with pytest.raises(NotWithinReach):
        paired(county, household(county, "street", "赵一"), "leader")


def test_nobody_gets_more_households_than_the_charter_says(county: County) -> None:
    for number in range(MOST):
        paired(county, household(county, "street", f"户{number}"))
    with pytest.raises(NoSeatLeft, match=str(MOST)):
        paired(county, household(county, "street", "多一户"))
    pairs.end_pairing(Pairing.everywhere.order_by("id")[2], reason="died", by=county.accounts["cadre"], at=AT)
    assert paired(county, household(county, "street", "又一户")).seat == 3


def test_a_proposal_is_confirmed_as_it_was_seen(county: County) -> None:
    cadre = county.actor("cadre")
    households = [household(county, code, f"{code}{number}") for code in ("street", "mill") for number in range(4)]
    seen = reads.proposal(cadre, households)
    assert len(seen.lines) == 8
    assert not seen.unmatched
    paired(county, households[0], "second")
    now = reads.proposal(cadre, list(reads.unpaired(cadre)))
    with pytest.raises(ChangedSinceSeen):
        pairs.confirm(now, seen=seen.fingerprint, kind="care", by=cadre.account, at=AT)
    assert len(pairs.confirm(now, seen=now.fingerprint, kind="care", by=cadre.account, at=AT)) == 7


def test_two_confirm_at_once_and_the_second_is_told(county: County, sign_in: Callable[[str], Client]) -> None:
    for number in range(3):
        household(county, "street", f"户{number}")
    first, second = sign_in("cadre"), sign_in("second")
    page = first.get(reverse("care:pair_proposal"), {"group": "any"}).content.decode()
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    posted = {"group": "any", "seen": seen, "kind": "care"}
    assert "结好了 3 户" in first.post(reverse("care:pair_proposal"), posted, follow=True).content.decode()
    assert (
        "方案在您打开页面以后变过" in second.post(reverse("care:pair_proposal"), posted, follow=True).content.decode()
    )
    assert "方案在您打开页面以后变过" in first.post(reverse("care:pair_proposal"), posted, follow=True).content.decode()
    assert Pairing.everywhere.count() == 3


def test_two_hand_over_at_once_and_the_second_is_told(county: County) -> None:
    pairing = paired(county, household(county, "street", "赵一"))
    stale = Pairing.everywhere.get(pk=pairing.pk)
    words = {"reason": "load", "by": county.accounts["cadre"], "at": AT}
    pairs.hand_over(pairing, to=county.accounts["second"], **words)
    with pytest.raises(MovedMeanwhile):
        pairs.hand_over(stale, to=county.accounts["cadre"], **words)
    assert Pairing.everywhere.filter(ended_on__isnull=True).count() == 1


def test_a_contact_written_while_somebody_hands_over_is_not_lost_in_silence(county: County) -> None:
    pairing = paired(county, household(county, "street", "赵一"))
    stale = Pairing.everywhere.get(pk=pairing.pk)
    pairs.hand_over(pairing, to=county.accounts["second"], reason="load", by=county.accounts["cadre"], at=AT)
    with pytest.raises(MovedMeanwhile, match="交接"):
        called(stale, need_kind="living", need_text="屋顶漏雨")
    assert not Contact.everywhere.exists()
    assert not Case.everywhere.exists()


def test_the_log_goes_with_the_household_and_the_one_before_sees_nothing(county: County) -> None:
    one = household(county, "street", "赵一")
    pairing = paired(county, one)
    called(pairing, note="老人腿脚不便")
    new = pairs.hand_over(pairing, to=county.accounts["second"], reason="asked", by=county.accounts["cadre"], at=AT)
    assert new.follows == pairing
    assert new.next_contact_on == datetime(2026, 10, 16, tzinfo=AT.tzinfo).date()
    assert [placement.note_of(contact) for contact in placed.contacts_of([one.pk])] == ["老人腿脚不便"]
    assert list(placed.reachable(county.actor("helper"))) == []
    assert placed.cadre_of(one.pk, on=AT.date()) == county.accounts["second"]


def test_a_pairing_ends_for_a_reason_and_the_household_can_be_paired_again(county: County) -> None:
    one = household(county, "street", "赵一")
    pairing = paired(county, one)
    pairs.end_pairing(pairing, reason="left_hardship", by=county.accounts["cadre"], at=AT)
    with pytest.raises(MovedMeanwhile):
        pairs.end_pairing(pairing, reason="died", by=county.accounts["cadre"], at=AT)
    pairing.refresh_from_db()
    assert (pairing.ended_on, pairing.ends_as) == (AT.date(), "left_hardship")
    assert paired(county, one).pk != pairing.pk


def test_a_household_that_went_on_as_another_keeps_its_cadre(county: County) -> None:
    one, other = household(county, "street", "赵一"), household(county, "street", "赵一家")
    pairing = paired(county, one)
    called(pairing, note="都好")
    Household.everywhere.filter(pk=one.pk).update(merged_into=other)
    assert list(reads.unpaired(county.actor("cadre"))) == []
    with pytest.raises(AlreadyPaired):
        paired(county, other, "second")
    assert placed.cadre_of(other.pk, on=AT.date()) == county.accounts["helper"]
    assert placed.contacts_of([other.pk]).count() == 1
    kin(county, one, "cadre")
    assert placed.recusals([other.pk], [county.accounts["cadre"].pk]) == {
        (other.pk, county.accounts["cadre"].pk): "kin"
    }


def test_the_page_of_a_household_that_left_says_until_when_help_goes_on(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    standing = on_register(county, "street", "吕一", 1)
    gone = let_leave(standing, reason="floor_support", by=county.accounts["cadre"])
    leaving.check_exit(gone, agreed=True, by=county.accounts["second"], at=AT)
    page = sign_in("cadre").get(reverse("care:household", args=[standing.family_id])).content.decode()
    assert "已经退出困难档案，帮扶继续到" in page
    assert "相对困难" in page
    assert "谁都可以的项目" not in page


def test_the_page_of_a_household_names_its_cadre(county: County, sign_in: Callable[[str], Client]) -> None:
    one = household(county, "street", "赵一")
    client = sign_in("cadre")
    page = reverse("care:household", args=[one.pk])
    assert "现在没有干部负责这一户" in client.get(page).content.decode()
    paired(county, one)
    assert "helper 某" in client.get(page).content.decode()


def test_a_pair_by_hand_and_a_hand_over_by_hand(county: County, sign_in: Callable[[str], Client]) -> None:
    one = household(county, "street", "赵一")
    kin(county, one, "second")
    client = sign_in("cadre")
    choice = client.get(reverse("care:pair_choose"), {"household": one.pk}).content.decode()
    assert "second 某：是亲属或关系密切，要回避" in choice
    posted = {"household": one.pk, "to": county.accounts["helper"].pk, "kind": "quarantined"}
    client.post(reverse("care:pair_choose"), posted)
    pairing = Pairing.everywhere.get()
    page = reverse("care:pair_hand_over", args=[pairing.pk])
    assert "helper 某" in client.get(page).content.decode()
    assert client.post(page, {"reason": "load"}).status_code == 422
    refused = client.post(page, {"to": county.accounts["second"].pk, "reason": "load"}, follow=True)
    assert "要回避" in refused.content.decode()
    client.post(page, {"to": county.accounts["chair"].pk, "reason": "load"})
    assert Pairing.everywhere.get(ended_on__isnull=True).cadre == county.accounts["chair"]
    ended = reverse("care:pair_end", args=[Pairing.everywhere.get(ended_on__isnull=True).pk])
    assert client.post(ended, {}).status_code == 422
    client.post(ended, {"reason": "moved_away"})
    assert not Pairing.everywhere.filter(ended_on__isnull=True).exists()


def test_without_the_solver_the_board_still_pairs_by_hand(
    county: County, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    household(county, "street", "赵一")

    def missing() -> None:
        raise MatchingNotInstalled("请管理员执行 pip install 'niangjia[matching]'")

    monkeypatch.setattr(matching, "solver", missing)
    page = sign_in("cadre").get(reverse("care:pair_proposal"), {"group": "any"}, follow=True).content.decode()
    assert "niangjia[matching]" in page


def test_a_call_that_is_due_waits_in_the_inbox_and_the_county_hears_when_it_is_late(county: County) -> None:
    paired(county, household(county, "street", "赵一"))

    def waiting(username: str, days: int) -> list[str]:
        actor = county.actor(username, AT.date() + timedelta(days=days))
        return [due.step for due in desk.dues(actor) if due.kind == "pair"]

    assert (waiting("helper", 0), waiting("cadre", 0)) == (["contact"], [])
    assert (waiting("helper", 6), waiting("cadre", 6)) == (["contact"], [])
    assert (waiting("helper", 7), waiting("cadre", 7)) == (["contact"], ["contact_late"])
    assert waiting("stranger", 7) == []


def test_what_is_handed_to_one_is_not_seen_by_another_of_the_same_union(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    pairing = paired(county, household(county, "street", "赵一"))
    give_post(
        county.accounts["newcomer"], union=county.unions["county"], role="helper", title="", from_on=LONG_AGO,
        by=None, at=AT,
    )  # fmt: skip
    for username in ("newcomer", "chair"):
        client = sign_in(username)
        assert client.get(reverse("care:pair", args=[pairing.pk])).status_code == 404
        assert "赵一" not in client.get(reverse("care:my_pairs")).content.decode()


def test_the_phone_is_shown_for_a_purpose_and_leaves_a_trace(county: County, sign_in: Callable[[str], Client]) -> None:
    pairing = paired(county, household(county, "street", "赵一"))
    client = sign_in("helper")
    assert PHONE not in client.get(reverse("care:pair", args=[pairing.pk])).content.decode()
    response = client.post(reverse("care:pair_phone", args=[pairing.pk]))
    assert f'href="tel:{PHONE}"' in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    event = Event.objects.get(verb="reveal")
    assert (event.actor_id, event.detail) == (
        county.accounts["helper"].pk,
        {"field": "phone", "purpose": "contact"},
    )


def test_half_a_need_comes_back_to_be_mended(county: County, sign_in: Callable[[str], Client]) -> None:
    pairing = paired(county, household(county, "street", "赵一"))
    client = sign_in("helper")
    filled = {"key": str(uuid4()), "channel": "phone", "reached": "yes", "need_text": "奶粉"}
    response = client.post(reverse("care:pair", args=[pairing.pk]), filled)
    assert response.status_code == 422
    assert "请选是哪一类需求" in response.content.decode()
    assert not Contact.everywhere.exists()


def test_a_whole_county_is_paired_and_called_in_a_day(county: County) -> None:
    """Three hundred households, sixty cadres: everybody paired in one go, and called the same day."""
    cadre = county.actor("cadre")
    Household.everywhere.bulk_create(
        Household(owner_union=county.unions["street"], head_name=f"户{number}", head_index=str(number), opened_at=AT)
        for number in range(300)
    )
    for number in range(60):
        account = Account.objects.create(username=f"h{number}", name=f"干部{number}")
        Post.objects.create(account=account, union=county.unions["county"], role="helper", title="", from_on=LONG_AGO)
    found = reads.proposal(cadre, list(reads.unpaired(cadre)))
    made = pairs.confirm(found, seen=found.fingerprint, kind="front_line", by=cadre.account, at=AT)
    for one in made:
        called(one)
    assert len(made) == 300
    assert placed.called_in_time(Pairing.everywhere.all()).count() == 300
    loads = {account: len(seats) for account, seats in placed.open_seats({one.cadre_id for one in made}).items()}
    assert max(loads.values()) <= MOST
