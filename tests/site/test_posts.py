"""Posts: each line reaches its own side of the tree, and what ended gives no right on the very next request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from played_quarter import PlayedQuarter
from small_county import AT, LONG_AGO, PASSWORD

from niangjia.casework.access import Actor, actor_of
from niangjia.casework.access.offices import end_post, found_union, give_post
from niangjia.records.unions.models import Account, Path, Post, Union

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def first_unions(actor: Actor) -> set[str]:
    """Return the unions within reach that the county began with; those set up later have a number for a code."""
    return {union.code for union in actor.unions("see_returns") if not union.code[0].isdigit()}


def test_each_line_reaches_its_own_side_of_the_tree(played: PlayedQuarter) -> None:
    county = played.county

    def seen(username: str) -> set[str]:
        return first_unions(county.actor(username))

    assert seen("industry-chair") == {"industry", "mill"}
    assert seen("mill-chair") == {"mill"}
    assert seen("chair") == {"street", "community"}
    assert seen("cadre") == {"county", "industry", "street", "street-2", "community", "mill"}
    assert seen("stranger") == {"other-county", "foreign"}


def test_a_post_on_the_other_line_reaches_nothing_of_this_one(played: PlayedQuarter) -> None:
    county = played.county
    account = Account.objects.open("both", password=PASSWORD, name="两条线")
    give_post(
        account, union=county.unions["street"], role="grassroots", title="", line="industry", from_on=LONG_AGO,
        by=None, at=AT,
    )  # fmt: skip
    assert list(actor_of(account, on=AT.date()).unions("see_returns")) == []


def test_a_union_number_1_is_not_the_beginning_of_number_11(db: None) -> None:
    unions = []
    for number in range(120):
        union = Union(code=f"u{number}", name="", short_name="", kind="street", place="", founded_on=LONG_AGO)
        unions.append(found_union(union, parents={}, by=None, at=AT))
    account = Account.objects.open("one", password=PASSWORD, name="一")
    short = min(unions, key=lambda union: (len(str(union.pk)), union.pk))
    assert any(str(union.pk).startswith(str(short.pk)) for union in unions if union != short)
    give_post(account, union=short, role="county", title="", from_on=LONG_AGO, by=None, at=AT)
    assert [union.pk for union in actor_of(account, on=AT.date()).unions("see_returns")] == [short.pk]


def test_a_path_that_ended_gives_no_right_any_more(played: PlayedQuarter) -> None:
    county = played.county
    Path.objects.filter(ancestor=county.unions["street"], descendant=county.unions["community"]).update(
        valid_to=AT.date()
    )
    assert first_unions(county.actor("chair")) == {"street"}
    day_before = county.actor("chair", AT.date() - timedelta(days=1))
    assert first_unions(day_before) == {"street", "community"}


def test_a_post_that_ends_today_is_refused_on_the_next_request(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    client = visitors["cadre"]
    assert client.get(reverse("hardship:households")).status_code == 200
    end_post(Post.objects.get(account=played.county.accounts["cadre"]), on=AT.date(), by=None, at=AT)
    response = client.get(reverse("hardship:households"))
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/login/")
    client.post("/login/", {"username": "cadre", "password": PASSWORD})
    assert client.get(reverse("hardship:households")).status_code == 404


def test_a_new_right_ends_the_open_session_too(played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    county = played.county
    client = visitors["leader"]
    assert client.get("/").status_code == 200
    give_post(
        county.accounts["leader"],
        union=county.unions["mill"],
        role="county",
        title="",
        from_on=LONG_AGO,
        by=None,
        at=AT,
    )
    assert client.get("/").status_code == 302


def test_a_post_that_begins_tomorrow_gives_nothing_today(played: PlayedQuarter) -> None:
    county = played.county
    account = county.accounts["newcomer"]
    tomorrow = AT.date() + timedelta(days=1)
    give_post(account, union=county.unions["mill"], role="county", title="", from_on=tomorrow, by=None, at=AT)
    assert not actor_of(account, on=AT.date()).may("sign_decisions")
    assert actor_of(account, on=tomorrow).may("sign_decisions")


def test_a_closed_account_is_out_at_once(played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    Account.objects.filter(username="cadre").update(is_active=False)
    assert visitors["cadre"].get("/").status_code == 302
