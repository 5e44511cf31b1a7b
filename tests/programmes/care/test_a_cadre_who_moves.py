"""A cadre who moves to another county in the middle: nothing lost, nothing seen that should not be."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pairing import called, household, paired
from small_county import AT, County

from niangjia.casework import queries as desk
from niangjia.casework.access.offices import end_post, give_post
from niangjia.casework.queries import pairs as placed
from niangjia.records.placements.models import Contact, Pairing
from niangjia.records.unions.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def moved(county: County, username: str, *, to: str) -> None:
    """Let somebody leave her post and take one in another county, today."""
    account = county.accounts[username]
    end_post(Post.objects.get(account=account, to_on__isnull=True), on=AT.date(), by=None, at=AT)
    give_post(account, union=county.unions[to], role="helper", title="", from_on=AT.date(), by=None, at=AT)


def test_a_cadre_who_moves_to_another_county_loses_nothing_and_sees_nothing(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    one = household(county, "street", "赵一")
    pairing = paired(county, one)
    called(pairing, note="第一次通话")
    client = sign_in("helper")
    tab = client.get(reverse("care:pair", args=[pairing.pk]))
    contact = {"key": tab.context["form"]["key"].value(), "channel": "phone", "reached": "yes", "note": "搬走以后"}

    moved(county, "helper", to="other-county")
    asked_again = client.post(reverse("care:pair", args=[pairing.pk]), contact)
    assert (asked_again.status_code, asked_again["Location"].partition("?")[0]) == (302, "/login/")
    client = sign_in("helper")
    assert client.post(reverse("care:pair", args=[pairing.pk]), contact).status_code == 404
    for name in ("care:pair", "care:pair_phone"):
        method = client.post if name == "care:pair_phone" else client.get
        assert method(reverse(name, args=[pairing.pk])).status_code == 404
    assert "赵一" not in client.get(reverse("care:my_pairs")).content.decode()
    assert "赵一" not in client.get("/?tab=all").content.decode()
    assert Contact.everywhere.count() == 1

    theirs = paired(county, household(county, "foreign", "冯九"), by="stranger")
    assert "冯九" in client.get(reverse("care:my_pairs")).content.decode()
    assert client.get(reverse("care:pair", args=[theirs.pk])).status_code == 200

    board = sign_in("cadre")
    waiting = board.get(reverse("care:pairs"), {"tab": "waiting"}).content.decode()
    assert "赵一" in waiting
    assert "冯九" not in waiting
    assert [due.step for due in desk.dues(county.actor("cadre")) if due.kind == "pair"] == ["hand_over_pair"]
    assert placed.cadre_of(one.pk, on=AT.date()) is None
    page = board.get(reverse("care:pairs_hand_over"), {"cadre": county.accounts["helper"].pk}).content.decode()
    assert "赵一" in page
    assert "冯九" not in page
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    posted = {"cadre": county.accounts["helper"].pk, "seen": seen, "reason": "moved"}
    assert board.post(reverse("care:pairs_hand_over"), posted).status_code == 302
    held = Pairing.everywhere.get(household=one, ended_on__isnull=True)
    assert held.cadre != county.accounts["helper"]
    assert "第一次通话" in board.get(reverse("care:pair", args=[held.pk])).content.decode()
    assert Pairing.everywhere.get(pk=theirs.pk).ended_on is None
