"""Emergency help: the same day, papers afterwards, and whoever is helped is not lost sight of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from small_county import AT, LONG_AGO, County

from niangjia.casework.emergency import (
    NotYetDone,
    close_emergency,
    document_emergency,
    finish_follow_up,
    keep_reported,
    start_emergency,
)
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.reminders import Reminding, remind_of_clocks
from niangjia.programmes.care.services.help import give_package, plan, verify_and_help
from niangjia.programmes.care.services.library import adopt_service
from niangjia.records.cases.models import Case, Clock
from niangjia.records.people.models import Person
from niangjia.records.provisions.models import Allowance, Emergency, FollowUp
from niangjia.records.sealing import unseal

pytestmark = pytest.mark.django_db

RIDER = {"name": "丁师傅", "phone": "15400000077"}


def started(county: County) -> Emergency:
    household = keep_reported(county.unions["street"], RIDER, at=AT)
    return start_emergency(household, heard_by="video", text="带着两岁孩子送外卖", by=county.accounts["cadre"], at=AT)


def service(county: County, key: str) -> object:
    return adopt_service(
        county.unions["county"],
        key,
        places=[county.unions["street"]],
        from_on=LONG_AGO,
        by=county.accounts["cadre"],
        at=AT,
    )


def test_somebody_without_a_file_is_known_again(county: County) -> None:
    one = keep_reported(county.unions["street"], RIDER, at=AT)
    assert keep_reported(county.unions["street"], RIDER, at=AT) == one
    assert unseal(Person.everywhere.get(household=one), "phone") == RIDER["phone"]
    known = keep_reported(county.unions["street"], {**RIDER, "id_number": "990101199001011008"}, at=AT)
    assert known != one


def test_two_strangers_of_one_name_without_a_phone_are_two_households(county: County) -> None:
    told, by = {"name": "李师傅", "phone": ""}, county.accounts["cadre"]
    homes = [keep_reported(county.unions["street"], told, at=AT) for _stranger in (1, 2)]
    assert homes[0] != homes[1]
    help_of = [start_emergency(home, heard_by="phone", text="断粮", by=by, at=AT) for home in homes]
    assert Emergency.everywhere.count() == len(help_of) == 2


def test_a_page_that_is_sent_twice_reports_one_person(county: County) -> None:
    key, by = uuid4(), county.accounts["cadre"]
    homes = [keep_reported(county.unions["street"], {"name": "李师傅", "key": key}, at=AT) for _press in (1, 2)]
    assert homes[0] == homes[1]
    start_emergency(homes[0], heard_by="phone", text="断粮", key=key, by=by, at=AT)
    other = keep_reported(county.unions["street"], RIDER, at=AT)
    for home in (homes[1], other):
        with pytest.raises(MovedMeanwhile):
            start_emergency(home, heard_by="phone", text="断粮", key=key, by=by, at=AT)


def test_a_lone_father_is_helped_the_same_day_and_the_papers_follow(county: County) -> None:
    emergency, by = started(county), county.accounts["chair"]
    clock = Clock.objects.get(case=emergency.case)
    assert (clock.step, clock.due_on) == ("verify", AT.date())
    childcare, supermarket, haircut = (service(county, key) for key in ("childcare", "supermarket", "haircut"))
    [given] = verify_and_help(emergency, services=[childcare], by=by, at=AT)
    assert given.case == emergency.case
    give_package(emergency.case.household, [supermarket, haircut], emergency=emergency, by=by, at=AT)
    assert set(Allowance.everywhere.values_list("service__key", "monthly", "from_month", "to_month")) == {
        ("supermarket", 3, "2026-10", "2027-09"),
        ("haircut", 1, "2026-10", "2027-09"),
    }
    job = plan(emergency, kind="job", by=by, at=AT)
    document_emergency(emergency, papers=["application", "identity"], by=by, at=AT)
    with pytest.raises(NotYetDone, match="后续"):
        close_emergency(emergency, by=by, at=AT)
    finish_follow_up(job, result="contract_signed", text="快递站点", by=by, at=AT)
    with pytest.raises(MovedMeanwhile):
        finish_follow_up(job, result="declined", by=by, at=AT)
    finish_follow_up(FollowUp.everywhere.get(kind="call"), result="reached", by=by, at=AT)
    close_emergency(emergency, by=by, at=AT)
    assert Case.everywhere.get(pk=emergency.case_id).state == "emergency_closed"
    assert started(county).pk != emergency.pk


def test_an_emergency_is_started_once_and_documented_with_papers(county: County) -> None:
    emergency = started(county)
    with pytest.raises(MovedMeanwhile):
        started(county)
    with pytest.raises(NotYetDone, match="手续"):
        document_emergency(emergency, papers=[], by=county.accounts["chair"], at=AT)


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 10, 17)])
def test_what_is_reported_on_a_day_off_is_owed_that_very_day_and_late_the_next(county: County, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 9, 30, tzinfo=AT.tzinfo)
    household = keep_reported(county.unions["street"], RIDER, at=at)
    emergency = start_emergency(household, heard_by="phone", text="断粮", by=county.accounts["cadre"], at=at)
    owed = Clock.objects.get(case=emergency.case)
    assert (owed.due_on, owed.working["skipped"]) == (day, [])
    rule = Reminding(before=3, again=2, source="示例")
    told = {"programme": "care", "rule": rule, "labels": {"verify": "核实并先帮"}, "address": "/", "at": at}
    assert [remind_of_clocks(**told, on=day + timedelta(days=late)) for late in (0, 1)] == [0, 1]
