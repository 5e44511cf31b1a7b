"""Two at once on joining: real threads, real connections; one case, one membership, one decision, each row once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from small_county import AT, LONG_AGO, County, build_county
from time_machine import TimeMachineFixture

from niangjia.casework import applications, trail
from niangjia.casework.adoption import adopt, choose_value
from niangjia.programmes.membership.services import joining as services
from niangjia.programmes.membership.services.batch import join_many
from niangjia.records.cases.models import Case
from niangjia.records.joinings.models import Joining
from niangjia.records.people.models import Membership, Worker
from niangjia.stories import invented
from niangjia.values.errors import NiangjiaError

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 4
ORDER = ("name", "id_number", "phone")


def at_once(*deeds: Callable[[], object]) -> list[Any]:
    """Let everybody act at the same moment, each at a connection of their own; return what came of it for each."""
    gate = threading.Barrier(len(deeds), timeout=60)

    def take(deed: Callable[[], object]) -> object:
        try:
            gate.wait()
            return deed()
        except NiangjiaError as error:
            return type(error).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as seats:
        return list(seats.map(take, deeds))


def told(number: int) -> dict[str, str]:
    who = {"name": invented.name(number), "id_number": invented.id_number(number), "phone": invented.phone(number)}
    return {**who, "group": "courier", "employer": "云雀速运"}


def asking(county: County, number: int, **how: Any) -> Callable[[], object]:
    return lambda: services.ask(county.unions["street"], told=told(number), door="trade", at=AT, **how)


def asked(county: County, number: int) -> Joining:
    joining, _code = services.ask(county.unions["street"], told=told(number), door="trade", at=AT)
    return joining


def one_of_each(people: int) -> None:
    """Hold it against what must be: each person one application, one registration, one membership."""
    assert Joining.everywhere.count() == Case.everywhere.filter(matter="join").count() == people
    assert Worker.everywhere.count() == people
    assert Membership.everywhere.count() == people
    assert trail.verify().broken_at is None


@pytest.mark.parametrize("identity", ["local", ""])
def test_the_same_person_sent_twice_at_once_is_one_case_and_one_membership(identity: str, settings: Any) -> None:
    """Whether the door of identities says yes, or nothing yet and nobody is known by the number."""
    settings.NIANGJIA_IDENTITY = identity
    county = build_county()
    for number in range(ROUNDS):
        ended = at_once(*(asking(county, number) for _time in range(3)))
        assert len({joining.pk for joining, _code in ended}) == 1
        codes = [code for _joining, code in ended]
        assert sum(applications.joining_by_code(code) is not None for code in codes) == 1, "the last code opens it"
        applications.admit_applicant(ended[0][0], card_seen=True, by=county.accounts["chair"], at=AT)
    one_of_each(ROUNDS)


def test_where_the_practice_admits_at_once_the_same_person_sent_twice_is_one_member() -> None:
    county = build_county()
    by = {"from_on": LONG_AGO, "by": county.accounts["chair"], "at": AT}
    adopted = adopt(county.unions["street"], practice=services.PRACTICE, policy="", **by)
    choose_value(adopted, parameter="admits_at_once", is_text="1", source="示例", **by)
    for number in range(ROUNDS):
        ended = at_once(*(asking(county, number) for _time in range(3)))
        assert {one for one in ended if isinstance(one, str)} <= {"AlreadyMember"}
    one_of_each(ROUNDS)


def test_who_sends_the_same_later_is_told_that_it_is_open_and_who_withdrew_asks_anew() -> None:
    county = build_county()
    first = asked(county, 1)
    later = AT + timedelta(minutes=services.RULES["again"]["minutes"], seconds=1)
    with pytest.raises(applications.AskedAlready, match="查询码"):
        services.ask(county.unions["street"], told=told(1), door="trade", at=later)
    elsewhere, _code = services.ask(county.unions["community"], told=told(1), door="trade", at=later)
    assert elsewhere.pk != first.pk, "another union may be asked"
    applications.withdraw_applicant(first, at=later)
    again, _code = services.ask(county.unions["street"], told=told(1), door="trade", at=later)
    assert again.pk != first.pk


def test_an_application_that_is_completed_to_say_what_another_says_stays_as_it_was() -> None:
    county = build_county()
    one, other = asked(county, 1), asked(county, 2)
    applications.send_back_applicant(other, missing=["phone"], told="", by=county.accounts["chair"], at=AT)
    with pytest.raises(applications.AskedAlready):
        services.complete(other, told=told(1), at=AT)
    other.refresh_from_db()
    assert (other.name, other.case.state) == (told(2)["name"], "join_incomplete")
    assert applications.open_application(one.owner_union, **{key: told(1)[key] for key in ORDER}) == one


def test_of_two_chairs_who_decide_at_once_one_decides() -> None:
    county = build_county()
    for number in range(ROUNDS):
        joining = asked(county, number)

        def seen(pk: int = joining.pk) -> Joining:
            return Joining.everywhere.select_related("case__owner_union", "case__worker").get(pk=pk)

        by = {"by": county.accounts["chair"], "at": AT}
        second = {**by, "by": county.accounts["second"]}
        ended = at_once(
            lambda seen=seen, by=by: applications.admit_applicant(seen(), **by),
            lambda seen=seen, by=second: applications.admit_applicant(seen(), **by),
            lambda seen=seen, by=second: applications.decline_applicant(seen(), told="请到单位工会申请", **by),
        )
        lost = Counter(one for one in ended if isinstance(one, str))
        assert lost.total() == 2, ended
        assert set(lost) <= {"MovedMeanwhile", "StepNotAllowed"}
        joining = seen()
        assert joining.admitted == (joining.case.state == "admitted")
        members = Membership.everywhere.filter(worker=joining.case.worker).count()
        assert members == (1 if joining.admitted else 0), "who was declined is no member"
    assert trail.verify().broken_at is None


def test_the_table_of_a_station_posted_twice_at_once_makes_a_member_of_each_once() -> None:
    county = build_county()
    waits = asked(county, 3)
    rows = [[told(number)[key] for key in ORDER] for number in range(1, 6)]
    by = county.accounts["chair"]
    ended = at_once(*(lambda: join_many(county.unions["street"], rows, by=by, at=AT) for _time in range(2)))
    for row in range(len(rows)):
        results = sorted(outcome[row].result for outcome in ended)
        assert "joined" in results, "one of the two made the member"
        assert results.count("joined") == 1
    one_of_each(5)
    waits.refresh_from_db()
    assert waits.admitted, "who had asked by himself is admitted on what he asked"


def test_two_taps_on_the_button_show_the_number_and_a_code(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(AT, tick=False)
    build_county()
    phone, form = Client(), {**told(1), "agreed": "on"}
    for _tap in range(2):
        sent = phone.post(reverse("membership:join_at", args=["street"]), form)
        assert sent["Location"] == reverse("membership:my_joining")
    page = phone.get(sent["Location"]).content.decode()
    assert Joining.everywhere.get().case.number in page
    assert "big-code" in page
