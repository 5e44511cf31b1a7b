"""A long list leaves the house only when a second person agrees, who sees all of it; the link is the asker's alone."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from deeds_of_accounts import authenticator
from django.test import Client
from django.urls import reverse
from played_quarter import PlayedQuarter
from signing_in import by_password
from small_county import AT
from time_machine import TimeMachineFixture

from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.offices import end_post
from niangjia.casework.access.sign_in import close_account, end_sessions
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Account, Post
from niangjia.reports.exporting import rule_of_exports

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_short_lists")]

ALONE = 2


@pytest.fixture
def _short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a list be long that has three rows."""
    monkeypatch.setitem(rule_of_exports(), "alone_rows", ALONE)


def asked(client: Client, table: str = "households") -> tuple[str, str]:
    """Ask for a list; return the link to what one takes alone, and the one for a second person."""
    context = client.post(reverse("export", args=[table]), {"purpose": "meeting"}).context
    return context["link"], context["asking"].removeprefix("http://testserver")


def agreed(client: Client, asking: str) -> str:
    answer = client.post(asking)
    assert answer.status_code == 200
    return str(answer.context["link"]).removeprefix("http://testserver")


def sheet(client: Client, link: str) -> str:
    answer = client.get(link)
    assert answer.status_code == 200
    with ZipFile(BytesIO(bytes(answer.content))) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def test_the_numbers_are_those_that_were_promised() -> None:
    assert DOORS["download"]["hours"] <= 24
    assert rule_of_exports()["most_rows"] == 5000


def test_who_is_alone_takes_the_first_rows_and_is_told_how_to_get_the_rest(played: PlayedQuarter) -> None:
    client = by_password("cadre")
    link, asking = asked(client)
    assert asking
    assert f"只导出前 {ALONE} 行" in sheet(client, link)
    assert Event.objects.filter(verb="download").latest("id").detail["rows"] == ALONE


def test_a_second_person_sees_who_and_what_for_and_hands_the_link_back(played: PlayedQuarter) -> None:
    client, second = by_password("cadre"), by_password("second")
    _link, asking = asked(client)
    page = second.get(asking).content.decode()
    assert "cadre 某" in page
    assert "开会讨论" in page
    whole = sheet(client, agreed(second, asking))
    assert "只导出前" not in whole
    for word in ("cadre 某", "second 某", "开会讨论", "同意", "导出", "内部材料"):
        assert word in whole, word
    event = Event.objects.filter(verb="agree_to_export").latest("id")
    assert (event.actor_name, event.detail["what"], event.detail["purpose"]) == ("second 某", "households", "meeting")
    assert Event.objects.filter(verb="download").latest("id").detail["rows"] > ALONE


def test_nobody_agrees_with_himself_under_whatever_name(played: PlayedQuarter) -> None:
    client = by_password("cadre")
    _link, asking = asked(client)
    assert client.post(asking).status_code == 404
    person = played.county.accounts["cadre"].natural_person
    Account.objects.filter(username="second").update(natural_person=person)
    assert by_password("second").post(asking).status_code == 404


@pytest.mark.parametrize("who", ["chair", "stranger", "helper", "newcomer", "finance"])
def test_who_sees_less_agrees_to_nothing(who: str, played: PlayedQuarter) -> None:
    _link, asking = asked(by_password("cadre"), "members")
    assert by_password(who).get(asking).status_code == 404
    assert by_password(who).post(asking).status_code == 404


def test_the_link_is_of_no_use_to_whoever_agreed_or_found_it(played: PlayedQuarter) -> None:
    _link, asking = asked(by_password("cadre"))
    issued = agreed(by_password("second"), asking)
    for who in ("second", "leader", "stranger"):
        assert by_password(who).get(issued).status_code == 404
    assert Client().get(issued)["Location"].startswith("/login/")
    assert by_password("second").get(reverse("download", args=[asking.split("/")[-2]])).status_code == 404
    assert by_password("second").get(reverse("agree_to_export", args=[issued.split("/")[-2]])).status_code == 404


@pytest.mark.parametrize("whose", ["cadre", "second"])
@pytest.mark.parametrize("ending", ["post", "epoch", "closing"])
def test_the_link_dies_with_the_right_of_either(whose: str, ending: str, played: PlayedQuarter) -> None:
    _link, asking = asked(by_password("cadre"))
    issued = agreed(by_password("second"), asking)
    account = played.county.accounts[whose]
    if ending == "post":
        end_post(Post.objects.get(account=account), on=AT.date(), by=None, at=AT)
    elif ending == "epoch":
        end_sessions(account)
    else:
        close_account(account, by=played.county.accounts["leader"], at=AT)
    shut_out = whose == "cadre" and ending == "closing"
    assert by_password("cadre").get(issued).status_code == (302 if shut_out else 404)
    if whose == "cadre":
        assert by_password("second").get(asking).status_code == 404, "what was asked for has ended too"


def test_the_link_dies_after_its_hours(played: PlayedQuarter, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(AT, tick=False)
    _link, asking = asked(by_password("cadre"))
    issued = agreed(by_password("second"), asking)
    time_machine.shift(DOORS["download"]["hours"] * 3600 + 1)
    assert by_password("cadre").get(issued).status_code == 404
    assert by_password("second").get(asking).status_code == 404


def test_asking_and_agreeing_want_the_second_factor_shown_just_now(
    played: PlayedQuarter, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(AT, tick=False)
    _link, asking = asked(by_password("cadre"))
    second = by_password("second")
    second.get("/login/second/enrol/")
    second.post("/login/second/enrol/", {"code": authenticator(played.county.accounts["second"])})
    time_machine.shift(DOORS["second_factor"]["fresh_minutes"] * 60 + 1)
    for page in (asking, reverse("export", args=["households"])):
        answer = second.post(page, {"purpose": "meeting"})
        assert answer["Location"].startswith("/login/second/")
    assert not Event.objects.filter(verb="agree_to_export", actor_name="second 某", at__gte=AT).exists()
