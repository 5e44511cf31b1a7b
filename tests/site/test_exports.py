"""Lists leave the house through one door: for a purpose, no more than one sees, while the right holds."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from played_quarter import PlayedQuarter
from signing_in import by_password
from small_county import AT, POSTS

from niangjia.casework.access import MATRIX
from niangjia.casework.access.offices import end_post
from niangjia.casework.access.sign_in import close_account, end_sessions
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Post
from niangjia.site import exports
from niangjia.site.tables import TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def link(client: Client, table: str = "households") -> str:
    return str(client.post(reverse("export", args=[table]), {"purpose": "meeting"}).context["link"])


def text_of(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def test_every_list_has_a_page_that_asks_for_the_same_right() -> None:
    for key, one in TABLES.items():
        assert MATRIX.addresses[one.page].capability == one.capability, key


@pytest.mark.parametrize("table", TABLES)
def test_every_list_can_be_taken_away(table: str, played: PlayedQuarter) -> None:
    client = by_password("cadre")
    answer = client.get(link(client, table))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert (
        by_password("cadre").get(reverse(TABLES[table].page)).content.decode().count(reverse("export", args=[table]))
        == 1
    )


def test_who_sees_less_takes_less(played: PlayedQuarter) -> None:
    found = {who: text_of(by_one(who)) for who in ("cadre", "chair", "mill-chair")}
    assert "郑七" in found["cadre"]
    assert "郑七" in found["mill-chair"]
    assert "郑七" not in found["chair"]


def by_one(who: str, table: str = "households") -> bytes:
    client = by_password(who)
    return bytes(client.get(link(client, table)).content)


def test_no_number_of_a_person_and_no_formula_stands_in_it(played: PlayedQuarter) -> None:
    for table in TABLES:
        sheet = text_of(by_one("cadre", table))
        assert "990101" not in sheet, table
        assert "<f>" not in sheet, table


def test_it_says_who_took_it_and_what_for_and_leaves_an_event(played: PlayedQuarter) -> None:
    assert "开会讨论" in text_of(by_one("cadre"))
    event = Event.objects.filter(verb="download").latest("id")
    assert (event.actor_name, event.detail["what"], event.detail["purpose"]) == ("cadre 某", "households", "meeting")


def test_without_a_purpose_there_is_no_link(played: PlayedQuarter) -> None:
    answer = by_password("cadre").post(reverse("export", args=["funds"]), {"purpose": ""})
    assert answer.status_code == 422
    assert answer.context["link"] == ""


@pytest.mark.parametrize("who", [*POSTS, "newcomer"])
@pytest.mark.parametrize("table", [*TABLES, "nothing"])
def test_only_who_sees_a_list_takes_it(who: str, table: str, played: PlayedQuarter) -> None:
    role = POSTS.get(who, ("",))[0] if who != "former" else ""
    roles = MATRIX.capabilities["export_lists"].roles
    may = table in TABLES and role in roles and role in MATRIX.capabilities[TABLES[table].capability].roles
    assert by_password(who).get(reverse("export", args=[table])).status_code == (200 if may else 404)


# ------------------------------------------------------------------------------------------- what ends, ends at once


@pytest.mark.parametrize("ending", ["post", "epoch", "closing"])
def test_a_link_ends_with_the_right(ending: str, played: PlayedQuarter) -> None:
    account = played.county.accounts["second"]
    client = by_password("second")
    issued = link(client)
    assert client.get(issued).status_code == 200
    if ending == "post":
        end_post(Post.objects.get(account=account), on=AT.date(), by=None, at=AT)
    elif ending == "epoch":
        end_sessions(account)
    else:
        close_account(account, by=played.county.accounts["cadre"], at=AT)
    assert client.get(issued).status_code == 302, "the session has ended"
    assert by_password("second").get(issued).status_code in {302, 404}, "and a fresh one does not bring the link back"


def test_a_link_is_for_nobody_else_and_cannot_be_made_up(played: PlayedQuarter) -> None:
    issued = link(by_password("cadre"))
    assert by_password("second").get(issued).status_code == 404
    account = played.county.accounts["second"]
    own = [["households", "meeting", account.pk, 10**6], ["nothing", "meeting", account.pk, 0]]
    for said in own:
        token = signing.dumps(said, salt=exports.SALT)
        assert by_password("second").get(reverse("download", args=[token])).status_code == 404
    assert by_password("second").get(reverse("download", args=["x" + issued.split("/")[-2]])).status_code == 404
