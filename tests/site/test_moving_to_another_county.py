"""A cadre moves to another county in the middle of the work: through no window does she see what she left behind.

Her open tab, her links and her downloads lead nowhere; her successor finds everything where it was.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from played_quarter import PlayedQuarter
from signing_in import by_password
from small_county import AT, County
from test_posted_relations import everything
from test_scope import addresses, answer, arguments, asked_for, names_a_row_of_somebody, owners, reach

from niangjia.casework.access import MATRIX
from niangjia.casework.access.offices import end_post, give_post
from niangjia.casework.messages import notify
from niangjia.casework.queries import dues
from niangjia.records.placements.models import Pairing
from niangjia.records.unions.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

LEFT_BEHIND = ("赵一", "钱二", "李四", "吴六", "郑七", "王八", "吕一", "张三三", "孔四", "曹五")
"""Households of the old county alone."""
OPEN, GONE = {200, 302, 422}, 404


def moved(county: County) -> None:
    """End the cadre's post today, and let her begin in the other county."""
    cadre = county.accounts["cadre"]
    end_post(Post.objects.get(account=cadre), on=AT.date(), by=None, at=AT)
    give_post(
        cadre, union=county.unions["other-county"], role="county", title="专干", from_on=AT.date(), by=None, at=AT
    )


def links(username: str) -> list[tuple[str, str]]:
    """Return every link that somebody may have open on a row of her county: how it is asked, and where it leads."""
    found = []
    for name, pattern in addresses():
        if not names_a_row_of_somebody(name, pattern):
            continue
        for method in sorted(MATRIX.addresses[name].methods):
            within = reach(username, asked_for(MATRIX.addresses[name], method))
            found += [(method, url) for url in of_rows(name, pattern, within)]
    return found


def of_rows(name: str, pattern: URLPattern, within: set[str]) -> list[str]:
    """Return the addresses of the rows that lie within these unions."""
    given = [(one, row) for one, row in arguments(pattern, name) if not isinstance(row, int) and owners(row) <= within]
    return [reverse(name, kwargs=one) for one, _row in given]


def test_no_link_to_a_row_of_the_old_county_opens_after_the_move(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    wanted = links("cadre")
    assert len(wanted) > 100
    tab, successor = visitors["cadre"], visitors["second"]
    opened = {one for one in wanted if one[0] == "GET" and answer(tab, *one).status_code in OPEN}
    assert len(opened) > 50
    before = everything()
    moved(played.county)
    again = by_password()
    still = [one for one in wanted if answer(tab, *one).status_code not in {GONE, 302}]
    assert still == []
    assert [one for one in opened if "/login/" not in answer(tab, *one).get("Location", "/login/")] == []
    assert [one for one in wanted if answer(again, *one).status_code != GONE] == []
    assert everything() == before
    lost = [one for one in opened if answer(successor, *one).status_code not in OPEN]
    assert lost == []


def test_no_list_of_the_new_county_names_a_household_of_the_old(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    plain = [
        reverse(name)
        for name, pattern in addresses()
        if not pattern.pattern.converters and "GET" in MATRIX.addresses[name].methods
    ]
    seen_before = {name for url in plain for name in named_on(visitors["cadre"], url)}
    assert len(seen_before) > len(LEFT_BEHIND) / 2
    moved(played.county)
    again = by_password()
    assert {url: names for url in plain if (names := named_on(again, url))} == {}
    for tab in ("all", "mine", "late", "soon", "others"):
        assert named_on(again, f"{reverse('inbox')}?tab={tab}") == []
    assert all(due.union not in {"county", "street", "community", "mill"} for due in dues(moved_actor(played)))


def named_on(client: Client, url: str) -> list[str]:
    response = client.get(url)
    page = response.content.decode(errors="replace") if response.status_code == 200 else ""
    return [name for name in LEFT_BEHIND if name in page]


def moved_actor(played: PlayedQuarter) -> Any:
    return played.county.actor("cadre")


def test_what_she_was_told_at_home_stays_at_home(played: PlayedQuarter) -> None:
    county = played.county
    street, told = county.unions["street"], {"kind": "reminder", "text": "钱二家的走访", "address": "/", "at": AT}
    notify([county.accounts["cadre"]], key="move", union=street, **told)
    moved(county)
    assert named_on(by_password(), reverse("messages")) == []


def test_her_pairs_wait_for_another_cadre_and_the_county_hears_of_it(played: PlayedQuarter) -> None:
    county = played.county
    held = Pairing.everywhere.filter(owner_union=county.unions["street"], ended_on__isnull=True)
    held.filter(pk=held.order_by("pk")[0].pk).update(cadre=county.accounts["cadre"], seat=99)
    before = held.count()
    moved(county)
    assert held.count() == before
    again = by_password()
    own = held.get(cadre=county.accounts["cadre"])
    assert again.get(reverse("care:pair", args=[own.pk])).status_code == GONE
    assert again.post(reverse("care:pair_phone", args=[own.pk])).status_code == GONE
    waiting = [due.subject_id for due in dues(county.actor("second")) if due.step == "hand_over_pair"]
    assert own.pk in waiting
