"""A province entered at once is row for row what the desks write one by one."""

from __future__ import annotations

from typing import Any

import pytest

from niangjia.batch.members import enter_people
from niangjia.casework import joining
from niangjia.casework.search import search
from niangjia.records.people.models import Membership, Worker, WorkerTerm
from niangjia.records.sealing import unseal
from niangjia.records.trail.models import Event
from niangjia.stories.province import AT, build_tree, people_of

pytestmark = pytest.mark.django_db

OWN_TO_A_ROW = {"id", "uid", "worker_id", "id_number", "phone", "address"}
FEW = 30


def rows() -> list[Any]:
    """Return everything that was written of people, without what is new for every row; what is sealed, in the clear."""
    workers = Worker.everywhere.order_by("pk")
    told = [
        {key: value for key, value in row.items() if key not in OWN_TO_A_ROW}
        for model in (workers, Membership.everywhere.order_by("pk"))
        for row in model.values()
    ]
    sealed = [unseal(worker, field) for worker in workers for field in ("id_number", "phone", "address")]
    terms = [sorted(WorkerTerm.objects.filter(worker=one).values_list("kind", "term")) for one in workers]
    return [told, sealed, terms]


def test_many_entered_at_once_are_what_the_desk_writes_one_by_one() -> None:
    leaves = build_tree(cities=1, counties=1, streets=1)
    people = list(people_of(leaves, FEW))
    assert enter_people(people, by=None, at=AT) == FEW
    assert Event.objects.filter(verb="enter_people").count() == len(leaves)
    at_once = rows()
    WorkerTerm.objects.all().delete()
    Membership.everywhere.all().delete()
    Worker.everywhere.all().delete()
    for one in people:
        told = {"id_number": one.id_number, "phone": one.phone, "employer": one.employer}
        worker = joining.know_worker(one.union, name=one.name, **told, by=None, at=AT)
        if one.since is not None:
            joining.admit(worker, union=one.union, on=one.since, by=None, at=AT)
    assert rows() == at_once


def test_few_and_many_in_reach_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    enter_people(people_of(build_tree(cities=1, counties=1, streets=1), 200), by=None, at=AT)
    everybody = Worker.everywhere.all()
    one = everybody.order_by("pk")[0]
    typed = (one.name, one.name[1:], one.name[0], one.pinyin[:6], one.initials, "白鹭", "白鹭枫林", "物流")
    found = [list(search(everybody, text).values_list("pk", flat=True)) for text in typed]
    for most in (1000, 0):
        monkeypatch.setattr("niangjia.casework.search.FEW", 0)
        monkeypatch.setattr("niangjia.casework.search.MANY", most)
        assert [list(search(everybody, text).values_list("pk", flat=True)) for text in typed] == found
    assert all(found)
