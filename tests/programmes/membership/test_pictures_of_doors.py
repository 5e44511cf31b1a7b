"""The signature and the photo that came with a record from a door: who decides may look, and each look is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from played_belonging import member
from played_ledger import drawn, open_grid, signed_piece
from small_county import AT, County

from niangjia.casework import own, transfers
from niangjia.records.people.models import Membership
from niangjia.records.surveys.models import Submission, Survey
from niangjia.records.trail.models import Event
from niangjia.site.mine import VERBS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def signed(county: County) -> Submission:
    open_grid(county, "community", doors=2)
    return signed_piece(county, photo=drawn())


def pictures(client: Client, survey: Survey) -> list[tuple[str, str]]:
    page = client.get(reverse("membership:ledger_entry", args=[survey.pk]))
    return [(one["label"], one["url"]) for one in page.context["pictures"]]


def test_whoever_decides_finds_them_beside_what_was_entered(
    signed: Submission, sign_in: Callable[[str], Client]
) -> None:
    survey = Survey.everywhere.get()
    client = sign_in("community-chair")
    assert [label for label, _url in pictures(client, survey)] == ["签字", "照片"]
    for (_label, url), which in zip(pictures(client, survey), ("signature", "photo"), strict=True):
        answer = client.get(url)
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.content.startswith(b"\xff\xd8")
        event = Event.objects.latest("id")
        assert (event.verb, event.detail["kind"]) == ("look_at_picture", which)


def test_the_worker_sees_who_looked(signed: Submission, sign_in: Callable[[str], Client]) -> None:
    survey = Survey.everywhere.get()
    assert survey.worker is not None
    assert own.looks_at(survey.worker) == []
    sign_in("community-chair").get(reverse("membership:submission_photo", args=[signed.pk]))
    assert [(look.by, look.verb) for look in own.looks_at(survey.worker)] == [("community-chair 某", "look_at_picture")]
    assert "look_at_picture" in VERBS, "his own page has words for it"


def test_to_look_at_one_or_to_admit_from_the_ledger_wants_the_second_factor(
    signed: Submission, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "NIANGJIA_SECOND_FACTOR", "required")
    client = sign_in("community-chair")
    for which in ("photo", "signature"):
        answer = client.get(reverse(f"membership:submission_{which}", args=[signed.pk]))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("second_factor_enrol"))
    admitting = client.post(reverse("membership:ledger_join", args=[Survey.everywhere.get().pk]))
    assert admitting["Location"].startswith(reverse("second_factor_enrol"))
    assert not Event.objects.filter(verb="look_at_picture").exists()
    assert not Membership.everywhere.exists()


def test_to_let_a_member_go_wants_the_second_factor_and_to_read_of_it_does_not(
    county: County, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "NIANGJIA_SECOND_FACTOR", "required")
    going = member(county, "street", "欧阳晓明")
    asks = {"by": county.accounts["mill-chair"], "at": AT}
    transfer = transfers.ask_transfer(going, to=county.unions["mill"], **asks)
    client, page = sign_in("chair"), reverse("membership:transfer", args=[transfer.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"answer": "release"})["Location"].startswith(reverse("second_factor_enrol"))
    assert Membership.everywhere.get(to_on=None).owner_union.code == "street"


def test_nobody_else_does(signed: Submission, sign_in: Callable[[str], Client]) -> None:
    for which in ("photo", "signature"):
        url = reverse(f"membership:submission_{which}", args=[signed.pk])
        for stranger in ("foreign-chair", "finance", "partner"):
            assert sign_in(stranger).get(url).status_code == 404, (which, stranger)
    assert not Event.objects.filter(verb="look_at_picture").exists()


def test_where_no_photo_came_there_is_none_to_open(county: County, sign_in: Callable[[str], Client]) -> None:
    open_grid(county, "community", doors=1)
    kept = signed_piece(county)
    client = sign_in("community-chair")
    assert [label for label, _url in pictures(client, Survey.everywhere.get())] == ["签字"]
    assert client.get(reverse("membership:submission_photo", args=[kept.pk])).status_code == 404
