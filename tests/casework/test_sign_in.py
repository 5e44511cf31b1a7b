"""Signing in: one sentence for every failure, a lock after too many, one epoch that ends every session."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from django.test import Client
from small_county import AT, LONG_AGO, PASSWORD, County

from niangjia.casework.access import MATRIX, actor_of
from niangjia.casework.access.matrix import matrix_from_text
from niangjia.casework.access.offices import end_post
from niangjia.casework.access.sign_in import end_sessions
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Account, Post
from niangjia.web import clock

WRONG = f"not {PASSWORD}"
SENTENCE = "登录名和密码对不上。请再试一次；连续输错会暂时锁住"


def tried(client: Client, username: str, password: str) -> tuple[int, bool]:
    response = client.post("/login/", {"username": username, "password": password})
    return response.status_code, SENTENCE in html.unescape(response.content.decode())


def test_the_right_password_leads_to_the_inbox_or_to_where_one_was_going(county: County) -> None:
    client = Client()
    asked = client.get("/funds/")
    assert asked["Location"] == "/login/?next=%2Ffunds%2F"
    data = {"username": "cadre", "password": PASSWORD, "next": "/funds/"}
    assert client.post("/login/", data)["Location"] == "/funds/"
    assert client.post("/login/", {**data, "next": ""})["Location"] == "/"


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "\\\\evil"])
def test_nobody_is_sent_elsewhere_after_signing_in(next_page: str, county: County) -> None:
    response = Client().post("/login/", {"username": "cadre", "password": PASSWORD, "next": next_page})
    assert response["Location"] == "/"


def test_every_failure_sounds_the_same(county: County) -> None:
    Account.objects.filter(username="second").update(is_active=False)
    Account.objects.filter(username="leader").update(locked_until=clock.now() + timedelta(minutes=5))
    for username, password in (("nobody", PASSWORD), ("cadre", WRONG), ("second", PASSWORD), ("leader", PASSWORD)):
        assert tried(Client(), username, password) == (422, True), username


def test_too_many_failures_lock_for_a_while_even_against_the_right_password(county: County) -> None:
    client = Client()
    for _turn in range(MATRIX.sign_in_attempts):
        assert tried(client, "cadre", WRONG) == (422, True)
    assert tried(client, "cadre", PASSWORD) == (422, True)
    cadre = Account.objects.get(username="cadre")
    assert cadre.locked_until is not None
    assert cadre.locked_until - clock.now() <= timedelta(minutes=MATRIX.lock_minutes)
    assert Event.objects.filter(verb="sign_in_failed", actor_id=cadre.pk).count() == MATRIX.sign_in_attempts
    Account.objects.filter(pk=cadre.pk).update(locked_until=clock.now() - timedelta(seconds=1))
    assert tried(client, "cadre", PASSWORD) == (302, False)
    assert Account.objects.get(pk=cadre.pk).locked_until is None


def test_a_success_begins_the_count_anew(county: County) -> None:
    for _turn in range(2 * MATRIX.sign_in_attempts):
        assert tried(Client(), "cadre", WRONG) == (422, True)
        assert tried(Client(), "cadre", PASSWORD) == (302, False)


def test_a_session_is_another_one_after_signing_in(county: County) -> None:
    client = Client()
    client.post("/login/", {"username": "cadre", "password": PASSWORD})
    first = client.cookies["sessionid"].value
    client.post("/login/", {"username": "second", "password": PASSWORD})
    assert client.cookies["sessionid"].value != first


def test_one_epoch_ends_every_session(county: County) -> None:
    clients = [Client(), Client()]
    for client in clients:
        client.post("/login/", {"username": "cadre", "password": PASSWORD})
        assert client.get("/").status_code == 200
    end_sessions(county.accounts["cadre"])
    assert [client.get("/").status_code for client in clients] == [302, 302]


def test_signing_out_ends_the_session_and_clears_the_cache(county: County) -> None:
    client = Client()
    client.post("/login/", {"username": "cadre", "password": PASSWORD})
    response = client.post("/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/").status_code == 302
    assert client.post("/logout/").status_code == 302, "signing out twice is no fault"
    assert client.get("/logout/").status_code == 405


def test_pages_of_somebody_are_kept_by_nobody(county: County) -> None:
    client = Client()
    client.post("/login/", {"username": "cadre", "password": PASSWORD})
    assert client.get("/")["Cache-Control"] == "no-store"
    assert "no-store" in client.get("/login/")["Cache-Control"]


def test_a_post_that_never_began_or_has_ended_gives_nothing(county: County) -> None:
    cadre = county.accounts["cadre"]
    assert actor_of(cadre, on=LONG_AGO).may("sign_decisions")
    assert not actor_of(cadre, on=LONG_AGO - timedelta(days=1)).may("sign_decisions")
    end_post(Post.objects.get(account=cadre), on=AT.date(), by=None, at=AT)
    assert actor_of(cadre, on=AT.date() - timedelta(days=1)).may("sign_decisions")
    ended = actor_of(cadre, on=AT.date())
    assert not ended.may("sign_decisions")
    assert ended.may("read_policies")
    assert (ended.home, ended.seat("sign_decisions"), ended.holds("county")) == (None, None, False)


# ------------------------------------------------------------------------------------------------- the table of rights

TABLE = """
[sign_in]
attempts = 5
lock_minutes = 15
[[capability]]
key = "see"
sentence = "看"
fields = []
purpose = ""
roles = { county = "below" }
"""
ADDRESS = '[[address]]\nname = "page"\ncapability = "see"\n'


def test_a_table_of_rights_reads_what_is_written() -> None:
    table = matrix_from_text(TABLE + ADDRESS)
    assert table.addresses["page"].methods == ("GET",)
    assert table.roles_with("see") == {"county": "below"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (TABLE + ADDRESS.replace('"see"', '"fly"'), "fly 没有写在权限表里"),
        (TABLE + ADDRESS + 'posting = "fly"\n', "fly 没有写在权限表里"),
        (TABLE + ADDRESS + ADDRESS, "重复"),
        (TABLE + TABLE[TABLE.index("[[cap") :] + ADDRESS, "重复"),
    ],
)
def test_a_table_of_rights_with_a_hole_or_a_double_row_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        matrix_from_text(text)
