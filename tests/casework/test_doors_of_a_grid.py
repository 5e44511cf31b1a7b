"""The doors of a grid: pasted from a table as it stands, and removed again where one was entered wrongly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from played_ledger import content, open_grid, packed, receive, sent
from small_county import AT, County

from niangjia.casework import canvass
from niangjia.programmes.membership.forms.ledger import DoorsForm
from niangjia.programmes.membership.services import ledger
from niangjia.records.surveys.models import Door, Stop
from niangjia.records.trail.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
TABLE = "网格\t门牌\t户主\r\n3 号楼\t3 号楼 501\t华十\r\n\t3 号楼 502\t\r\n\t\t\r\n"


def doors_in(pasted: str) -> list[str]:
    form = DoorsForm({"grid": "3 号楼", "addresses": pasted})
    assert form.is_valid(), form.errors
    found: list[str] = form.cleaned_data["addresses"]
    return found


def test_of_a_pasted_table_the_column_of_the_doors_is_taken_without_its_heading() -> None:
    assert doors_in(TABLE) == ["3 号楼 501", "3 号楼 502"]
    assert doors_in("\t住 址\n1\t柳堤路 7 号") == ["柳堤路 7 号"]
    assert doors_in("地址\t门牌\n柳堤路\t柳堤路 7 号") == ["柳堤路 7 号"]
    assert doors_in("\t柳堤路 7 号\n\t柳堤路 8 号") == ["柳堤路 7 号", "柳堤路 8 号"], "one column, wherever it stands"
    assert doors_in("门牌\n柳堤路 7 号") == doors_in(" 柳堤路 7 号 \n\n") == ["柳堤路 7 号"]


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("1 网格\t柳堤路 7 号\n1 网格\t柳堤路 8 号", "看不出哪一列是门牌"),
        ("门牌\t户主\n", "请至少写一户"),
        (" \n", "请至少写一户"),
    ],
)
def test_a_table_in_which_no_column_is_the_doors_is_refused_with_how_to_mend_it(pasted: str, words: str) -> None:
    form = DoorsForm({"grid": "3 号楼", "addresses": pasted})
    assert [words in error for error in form.errors["addresses"]] == [True]


def test_it_is_said_how_many_doors_were_known_already(county: County, sign_in: Callable[[str], Client]) -> None:
    going, client = open_grid(county, "community", doors=2)[0].round, sign_in("community-chair")
    told = {"grid": "3 号楼", "addresses": "community 3 号楼 001\ncommunity 3 号楼 002\n新的一户"}
    page = client.post(reverse("membership:enter_doors", args=[going.pk]), told, follow=True).content.decode()
    assert "记下了 1 户。" in page
    assert "有 2 户原来就有，没有再记。" in page


def test_a_door_entered_wrongly_is_removed_with_the_walk_to_it(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    stops, client = open_grid(county, "community", doors=3), sign_in("community-chair")
    by, door = county.accounts["community-chair"], stops[1].door
    ledger.record_survey(stops[0].door, during=stops[0].round, consent="refused", by=by, at=AT)
    page = reverse("membership:round", args=[stops[0].round_id])
    listed = client.get(page, {"grid": "3 号楼"}).context["grid"]["doors"]
    assert [(one["address"][-3:], one["may_remove"]) for one in listed] == [
        ("001", False),
        ("002", True),
        ("003", True),
    ]
    remove = reverse("membership:remove_door", args=[stops[0].round_id])
    assert client.post(remove, {"door": door.pk}).status_code == 302
    assert not Door.everywhere.filter(pk=door.pk).exists()
    assert not Stop.everywhere.filter(pk=stops[1].pk).exists()
    event = Event.objects.get(verb="remove_door")
    assert event.detail == {"door": door.pk, "stops": 1}
    [again] = ledger.enter_doors(stops[0].round, grid="3 号楼", addresses=["3 号楼 004"], by=by, at=AT)
    assert again.place == 4, "what is entered anew stands behind the last"


def test_a_door_at_which_something_was_kept_or_of_which_a_phone_told_stays(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    stops, client = open_grid(county, "community", doors=2), sign_in("community-chair")
    by, remove = county.accounts["community-chair"], reverse("membership:remove_door", args=[stops[0].round_id])
    seen_before = Door.everywhere.get(pk=stops[0].door_id)
    ledger.record_survey(stops[0].door, during=stops[0].round, consent="absent", by=by, at=AT)
    with pytest.raises(canvass.DoorAnswered):
        canvass.remove_door(seen_before, by=by, at=AT)
    waits = sent(stops[1].door, 1, {**content("华十", 1), "name": ""})
    assert receive(packed(county, "community-chair"), waits).state == "conflict"
    assert "不能删" in client.post(remove, {"door": stops[1].door_id}, follow=True).content.decode()
    assert (Door.everywhere.count(), Stop.everywhere.count()) == (2, 2)
