"""Posters are counted and taken down, and tell where to join instead; a union says which trades it takes in."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from small_county import AT, County

from niangjia.casework import applications, benefits, succeeding
from niangjia.casework.queries.joinings import trades_of
from niangjia.records.joinings.models import Poster, TradeDoor
from niangjia.records.trail.models import Event
from niangjia.stories import invented

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

SignIn = Callable[[str], Client]


def read(client: Client, address: str, **asked: str) -> str:
    return html.unescape(client.get(address, asked).content.decode())


def scanned(poster: Poster, number: int) -> Any:
    return applications.ask_to_join(
        poster.owner_union,
        name=invented.name(number),
        id_number=invented.id_number(number),
        phone=invented.phone(number),
        door="poster",
        agrees="agree",
        poster=poster,
        at=AT,
    )


def test_each_poster_says_how_many_it_brought_and_one_that_is_down_leads_on(county: County, sign_in: SignIn) -> None:
    street, by = county.unions["street"], county.accounts["chair"]
    poster = benefits.make_poster(street, by=by, at=AT)
    scanned(poster, 8100)
    applications.admit_applicant(scanned(poster, 8101), by=by, at=AT)
    chair, page = sign_in("chair"), reverse("membership:posters_of", args=[street.pk])
    assert page in read(chair, reverse("membership:posters"))
    shown = read(chair, page)
    assert 'data-label="扫码申请">2<' in shown
    assert 'data-label="入会">1<' in shown
    down = reverse("membership:poster_down", args=[poster.uid])
    assert sign_in("stranger").post(down).status_code == 404
    assert chair.post(down).headers["Location"] == page
    chair.post(down)
    assert Event.objects.filter(verb="take_down_poster").count() == 1
    assert "撤下了" in read(chair, page)
    gone = read(Client(), reverse("membership:join_poster", args=[poster.uid]))
    assert "这张海报换下了" in gone
    assert reverse("membership:join_at", args=["street"]) in gone
    assert chair.post(reverse("membership:posters"), {"union": street.pk}).status_code == 302
    assert Poster.everywhere.filter(owner_union=street).count() == 2
    assert 'data-label="入会">1<' in read(chair, page)


def test_a_union_without_a_poster_says_so(county: County, sign_in: SignIn) -> None:
    page = reverse("membership:posters_of", args=[county.unions["street"].pk])
    assert "还没有海报" in read(sign_in("chair"), page)
    assert sign_in("stranger").get(page).status_code == 404


def test_the_poster_of_a_merged_union_leads_to_the_one_that_follows(county: County) -> None:
    mill, told = county.unions["mill"], {"on": AT.date(), "by": county.accounts["cadre"], "at": AT}
    poster = benefits.make_poster(mill, by=county.accounts["cadre"], at=AT)
    benefits.open_trade_door(mill, group="courier", by=None, at=AT)
    succeeding.merge(mill, into=county.unions["street"], **told)
    gone = read(Client(), reverse("membership:join_poster", args=[poster.uid]))
    assert "mill 工会现在归到street 工会" in gone
    assert trades_of(mill) == []
    assert trades_of(county.unions["street"]) == ["courier"]
    succeeding.dissolve(county.unions["street"], **told)
    assert "找到接您的工会" in read(Client(), reverse("membership:join_poster", args=[poster.uid]))


def test_the_chair_says_which_trades_his_union_takes_in(county: County, sign_in: SignIn) -> None:
    street = county.unions["street"]
    chair, page = sign_in("chair"), reverse("membership:trades_of", args=[street.pk])
    doors = reverse("membership:trade_doors")
    assert "还没有工会接行业" in read(chair, doors)
    assert page in read(chair, doors, q="street")
    assert "county 工会这一片" in read(chair, page)
    chair.post(page, {"trades": ["courier", "truck"]})
    assert "快递员、货车司机" in read(chair, doors)
    where = read(Client(), reverse("membership:join_trade"), group="courier", place="community")
    assert reverse("membership:join_at", args=["street"]) in where
    chair.post(page, {"trades": ["courier"]})
    assert trades_of(street) == ["courier"]
    assert TradeDoor.everywhere.get(group="truck").closed_at is not None
    chair.post(page, {"trades": ["courier", "truck"]})
    assert trades_of(street) == ["courier", "truck"]
    assert chair.post(page, {"trades": ["king"]}).status_code == 422
    assert sign_in("stranger").post(page, {"trades": ["courier"]}).status_code == 404
