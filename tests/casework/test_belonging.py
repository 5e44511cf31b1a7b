"""One person, one primary union, many ties: every day answers who belongs where, and nothing in flight is lost."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection, connections
from played_belonging import SINCE, member
from small_county import AT, County

from niangjia.casework import belonging, transfers
from niangjia.casework.access import NotYours
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries import workers as desk
from niangjia.casework.queries.belonging import members_on, open_membership
from niangjia.engines.lifecycle import StepNotAllowed
from niangjia.records.cases.models import Case, Clock, Transfer
from niangjia.records.people.models import Membership, Tie, Worker
from niangjia.records.unions.models import Account, Union

pytestmark = pytest.mark.django_db

TODAY = AT.date()
YESTERDAY = TODAY - timedelta(days=1)


def counted(county: County, on: date) -> dict[str, list[str]]:
    """Return who is counted where on a day."""
    found: dict[str, list[str]] = {}
    for one in members_on([union.pk for union in county.unions.values()], on=on).select_related("worker"):
        found.setdefault(one.owner_union.code, []).append(one.worker.name)
    return {code: sorted(names) for code, names in found.items()}


def asked(county: County, worker: Worker, to: str = "street") -> Transfer:
    return transfers.ask_transfer(worker, to=county.unions[to], by=county.accounts["chair"], at=AT)


def open_case(worker: Worker, union: Union) -> Case:
    """Open something that is under way for a worker: he asked to join, and it waits."""
    return Case.everywhere.create(
        owner_union=union, number=f"RH-{worker.pk}", programme="membership", matter="join", period="2026Q4",
        worker=worker, state="join_asked", opened_at=AT,
    )  # fmt: skip


def test_every_day_answers_who_belongs_where_across_retiring_and_moving(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    cadre = county.accounts["cadre"]
    spell = open_membership(worker)
    assert spell is not None
    belonging.reserve(spell, ends_as="retired", on=date(2026, 6, 1), by=cadre, at=AT)
    transfers.release(asked(county, worker), on=date(2026, 9, 1), by=cadre, at=AT)
    standings = {}
    for on in (date(2026, 3, 1), SINCE, date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 1)):
        held = members_on([union.pk for union in county.unions.values()], on=on)
        standings[on.isoformat()] = [(one.owner_union.code, one.standing) for one in held]
    assert standings == {
        "2026-03-01": [],
        "2026-03-02": [("mill", "active")],
        "2026-05-31": [("mill", "active")],
        "2026-06-01": [("mill", "reserved")],
        "2026-08-31": [("mill", "reserved")],
        "2026-09-01": [("street", "reserved")],
    }


def test_one_registered_at_work_and_at_home_is_counted_once(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    cadre = county.accounts["cadre"]
    community = county.unions["community"]
    tie = belonging.register_tie(worker, union=community, kind="residence", on=TODAY, by=cadre, at=AT)
    assert counted(county, TODAY) == {"mill": ["欧阳晓明"]}
    assert [one.pk for one in desk.ties_on(county.actor("community-chair"), on=TODAY)] == [tie.pk]
    with pytest.raises(belonging.TiedAlready):
        belonging.register_tie(worker, union=community, kind="residence", on=TODAY, by=cadre, at=AT)
    with pytest.raises(belonging.TiedAlready):
        belonging.register_tie(worker, union=county.unions["mill"], kind="workplace", on=TODAY, by=cadre, at=AT)


def test_a_tie_to_the_union_one_goes_to_ends_with_the_move(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    cadre = county.accounts["cadre"]
    belonging.register_tie(worker, union=county.unions["street"], kind="residence", on=SINCE, by=cadre, at=AT)
    transfers.release(asked(county, worker), on=TODAY, by=cadre, at=AT)
    assert Tie.everywhere.get().to_on == TODAY


def test_what_is_in_flight_goes_along_and_the_old_union_sees_it_no_more(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    case = open_case(worker, county.unions["mill"])
    done = open_case(member(county, "mill", "单小红"), county.unions["mill"])
    transfers.release(asked(county, worker), on=TODAY, by=county.accounts["mill-chair"], at=AT)
    case.refresh_from_db()
    done.refresh_from_db()
    assert (case.owner_union.code, done.owner_union.code) == ("street", "mill")
    assert desk.find_worker(county.actor("chair"), worker.pk).owner_union.code == "street"
    with pytest.raises(NotYours):
        desk.find_worker(county.actor("mill-chair"), worker.pk)
    assert not county.actor("mill-chair").rows(Case, "see_membership").filter(pk=case.pk).exists()


def test_a_closed_case_stays_with_the_union_that_closed_it(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    case = open_case(worker, county.unions["mill"])
    Case.everywhere.filter(pk=case.pk).update(state="admitted")
    transfers.release(asked(county, worker), on=TODAY, by=county.accounts["mill-chair"], at=AT)
    case.refresh_from_db()
    assert case.owner_union.code == "mill"


def test_silence_moves_a_member_on_by_rule_and_only_once(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    Worker.everywhere.filter(pk=worker.pk).update(account=county.accounts["newcomer"])
    transfer = asked(county, Worker.everywhere.get(pk=worker.pk))
    assert transfers.move_out_of_time(at=AT) == 0
    Clock.objects.filter(case=transfer.case).update(due_on=YESTERDAY)
    assert [transfers.move_out_of_time(at=AT) for _again in range(2)] == [1, 0]
    call_command("move_transfers")
    assert counted(county, TODAY) == {"street": ["欧阳晓明"]}
    transfer.case.refresh_from_db()
    assert transfer.case.steps.get().by is None


def test_whoever_asked_for_a_transfer_lets_nobody_go_by_another_account_either(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    mill, second = county.accounts["mill-chair"], county.accounts["second"]
    transfer = transfers.ask_transfer(worker, to=county.unions["street"], by=mill, at=AT)
    Account.objects.filter(pk=second.pk).update(natural_person=mill.natural_person)
    second.refresh_from_db()
    for who in (mill, second):
        with pytest.raises(transfers.OwnAsking):
            transfers.release(transfer, on=TODAY, by=who, at=AT)
    transfers.object_to(transfer, reason="still_here", by=mill, at=AT)
    with pytest.raises(transfers.OwnAsking):
        transfers.insist(transfer, on=TODAY, by=second, at=AT)
    assert counted(county, TODAY) == {"mill": ["欧阳晓明"]}
    transfers.insist(transfer, on=TODAY, by=county.accounts["cadre"], at=AT)
    assert counted(county, TODAY) == {"street": ["欧阳晓明"]}


def test_silence_moves_nobody_who_neither_asked_nor_was_told(county: County) -> None:
    transfer = asked(county, member(county, "mill", "欧阳晓明"))
    Clock.objects.filter(case=transfer.case).update(due_on=YESTERDAY)
    assert (transfer.asked_by_worker, transfers.move_out_of_time(at=AT)) == (False, 0)
    assert counted(county, TODAY) == {"mill": ["欧阳晓明"]}
    transfers.release(transfer, on=TODAY, by=county.accounts["mill-chair"], at=AT)
    assert counted(county, TODAY) == {"street": ["欧阳晓明"]}


def test_what_is_objected_to_the_union_above_decides(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    mill = {"by": county.accounts["mill-chair"], "at": AT}
    transfer = transfers.object_to(asked(county, worker), reason="still_here", **mill)
    Clock.objects.filter(case=transfer.case).update(due_on=YESTERDAY)
    assert transfers.move_out_of_time(at=AT) == 0
    with pytest.raises(StepNotAllowed):
        transfers.release(transfer, on=TODAY, **mill)
    transfers.let_stay(transfer, by=county.accounts["cadre"], at=AT)
    assert counted(county, TODAY) == {"mill": ["欧阳晓明"]}
    again = transfers.object_to(asked(county, worker), reason="still_here", **mill)
    transfers.insist(again, on=TODAY, by=county.accounts["cadre"], at=AT)
    assert counted(county, TODAY) == {"street": ["欧阳晓明"]}


def test_a_transfer_comes_to_nothing_when_the_membership_ends(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    transfer = asked(county, worker)
    spell = open_membership(worker)
    assert spell is not None
    belonging.end_membership(spell, ends_as="died", on=TODAY, by=county.accounts["mill-chair"], at=AT)
    transfer.refresh_from_db()
    assert transfer.closed_at is not None
    assert transfer.case.state == "transfer_withdrawn"
    with pytest.raises(MovedMeanwhile):
        belonging.end_membership(spell, ends_as="left", on=TODAY, by=county.accounts["mill-chair"], at=AT)


def test_nobody_goes_to_two_unions_at_once(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    asked(county, worker)
    with pytest.raises(transfers.TransferWaits):
        asked(county, worker, "street-2")
    with pytest.raises(transfers.ThereAlready):
        asked(county, worker, "mill")
    with pytest.raises(transfers.NoMember):
        asked(county, Worker.everywhere.create(owner_union=county.unions["mill"], name="无", known_at=AT))


def test_a_freelancer_is_counted_in_the_federation_of_the_trade(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    spell = open_membership(worker)
    assert spell is not None
    told = {"kinds": frozenset({"industry"}), "on": TODAY, "by": county.accounts["cadre"], "at": AT}
    with pytest.raises(belonging.NotForFreelance):
        belonging.go_freelance(spell, federation=county.unions["street"], **told)
    belonging.go_freelance(spell, federation=county.unions["industry"], **told)
    assert counted(county, TODAY) == {"industry": ["欧阳晓明"]}


def test_no_day_before_a_membership_began_can_end_it(county: County) -> None:
    spell = open_membership(member(county, "mill", "欧阳晓明"))
    assert spell is not None
    cadre = county.accounts["cadre"]
    with pytest.raises(belonging.BeforeItBegan):
        belonging.reserve(spell, ends_as="retired", on=SINCE - timedelta(days=1), by=cadre, at=AT)
    back = belonging.reserve(spell, ends_as="retired", on=TODAY, by=cadre, at=AT)
    with pytest.raises(belonging.StandsSo):
        belonging.reserve(back, ends_as="retired", on=TODAY, by=cadre, at=AT)
    assert belonging.bring_back(back, on=TODAY, by=cadre, at=AT).standing == "active"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_let_go_at_once_one_does_and_the_member_moves_once(county: County) -> None:
    worker = member(county, "mill", "欧阳晓明")
    transfer = asked(county, worker)
    start, failed = Barrier(2), []

    def let_go() -> None:
        mine = Transfer.everywhere.select_related("case", "worker", "to_union").get(pk=transfer.pk)
        start.wait()
        try:
            transfers.release(mine, on=TODAY, by=county.accounts["mill-chair"], at=AT)
        except (MovedMeanwhile, StepNotAllowed) as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=let_go) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 1, connection.vendor
    assert Membership.everywhere.filter(worker=worker).count() == 2
    assert counted(county, TODAY) == {"street": ["欧阳晓明"]}
