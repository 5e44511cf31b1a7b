"""A canvass entered at once is row for row what the desk keeps one door at a time."""

from __future__ import annotations

from typing import Any

import pytest
from small_county import AT, County

from niangjia.batch.doors import Walked, enter_surveys
from niangjia.casework import canvass, joining
from niangjia.casework.canvass import NotAsked
from niangjia.casework.progress import MovedMeanwhile
from niangjia.records.people.models import Worker
from niangjia.records.surveys.models import Door, Round, Survey
from niangjia.records.trail.models import Event
from niangjia.stories import invented

pytestmark = pytest.mark.django_db
ADDRESSES = ("一号", "二号", "三号")
NAMES = ("王小红", "李安", "赵平")
ANSWERS = {"wish": "yes", "occupation": "courier"}


def opened(county: County, title: str = "秋季摸底") -> tuple[Round, list[Door]]:
    community, by = county.unions["community"], county.accounts["cadre"]
    going = canvass.open_round(community, title=title, on=AT.date(), by=by, at=AT)
    return going, canvass.enter_doors(community, grid="一网格", addresses=ADDRESSES, by=by, at=AT)


def person(number: int) -> dict[str, str]:
    return {"name": NAMES[number], "phone": invented.phone(number)}


def known(county: County) -> list[Worker]:
    """Return three workers, the first of them a member."""
    community, by = county.unions["community"], county.accounts["cadre"]
    workers = [joining.know_worker(community, **person(number), by=by, at=AT) for number in range(len(NAMES))]
    joining.admit(workers[0], union=community, on=AT.date(), by=by, at=AT)
    return workers


def rows() -> list[dict[str, Any]]:
    """Return what was kept at the doors, without what is new for every row."""
    own = {"id", "uid", "round_id"}
    surveys = Survey.everywhere.order_by("pk").values()
    return [{key: value for key, value in row.items() if key not in own} for row in surveys]


def test_many_doors_entered_at_once_are_what_the_desk_keeps_one_by_one(county: County) -> None:
    going, doors = opened(county)
    by, workers = county.accounts["cadre"], known(county)
    walked = [Walked(doors[0], workers[0], ANSWERS), Walked(doors[1], workers[1], ANSWERS), Walked(doors[2])]
    assert enter_surveys(walked, during=going, by=by, at=AT) == len(walked)
    assert Event.objects.get(verb="enter_surveys").detail == {"count": len(walked)}
    at_once = rows()
    versions = list(Door.everywhere.order_by("pk").values_list("version", flat=True))
    Survey.everywhere.all().delete()
    Door.everywhere.update(version=0)
    for number, door in enumerate(doors):
        told = canvass.Answered(person(number), ANSWERS) if walked[number].worker else None
        consent = "given" if told else "refused"
        canvass.record_survey(door, during=going, consent=consent, answered=told, by=by, at=AT)
    assert rows() == at_once
    assert list(Door.everywhere.order_by("pk").values_list("version", flat=True)) == versions


def test_a_door_that_changed_meanwhile_keeps_nothing_of_the_run(county: County) -> None:
    going, doors = opened(county)
    by = county.accounts["cadre"]
    canvass.record_survey(Door.everywhere.get(pk=doors[1].pk), during=going, consent="refused", by=by, at=AT)
    with pytest.raises(MovedMeanwhile):
        enter_surveys([Walked(door) for door in doors], during=going, by=by, at=AT)
    assert Survey.everywhere.count() == 1


def test_doors_of_another_union_are_not_entered_in_this_round(county: County) -> None:
    _going, doors = opened(county)
    by = county.accounts["cadre"]
    other = canvass.open_round(county.unions["mill"], title="厂里", on=AT.date(), by=by, at=AT)
    with pytest.raises(NotAsked):
        enter_surveys([Walked(doors[0])], during=other, by=by, at=AT)
