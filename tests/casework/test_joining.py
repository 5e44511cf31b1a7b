"""The joining desk: one row a human, one primary union a worker."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from small_county import AT, County

from niangjia.casework.joining import AnotherName, MemberElsewhere, NumberNotSound, admit, know_worker
from niangjia.casework.queries.belonging import open_membership
from niangjia.records.people.models import Membership, Worker
from niangjia.records.sealing import unseal
from niangjia.values.identifiers import identity

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "11010519491231002X", "640397199112060282"
DAY = date(2026, 10, 13)


def known(county: County, union: str = "street", **told: str) -> Worker:
    told = {"name": "丁一", "id_number": NUMBER, "phone": "13800000001", **told}
    return know_worker(county.unions[union], by=county.accounts["chair"], at=AT, **told)


def test_the_numbers_of_these_tests_are_sound() -> None:
    assert identity(NUMBER, on=DAY).flaw is None
    assert identity(OTHER, on=DAY).flaw is None


def test_a_worker_is_kept_once_in_however_many_unions(county: County) -> None:
    first = known(county, phone="")
    again = known(county, "community", id_number=" 110105 19491231 002x ", group="courier")
    assert first.pk == again.pk
    kept = Worker.everywhere.get()
    assert (kept.pinyin, kept.initials, kept.id_kind, kept.group) == ("dingyi", "dy", "resident", "courier")
    assert (unseal(kept, "id_number"), unseal(kept, "phone")) == (NUMBER, "13800000001")
    assert kept.phone_index


def test_what_is_known_is_never_written_over(county: County) -> None:
    known(county)
    known(county, phone="13800000002", employer="云雀速运")
    kept = Worker.everywhere.get()
    assert (unseal(kept, "phone"), kept.employer) == ("13800000001", "云雀速运")


def test_a_number_under_another_name_is_looked_at_by_a_person(county: County) -> None:
    known(county)
    with pytest.raises(AnotherName):
        known(county, name="丁二")


def test_a_number_that_cannot_be_one_is_refused_with_a_way_to_mend_it(county: County) -> None:
    with pytest.raises(NumberNotSound, match="最后一位"):
        known(county, id_number="110105194912310021")
    assert not Worker.everywhere.exists()


def test_a_worker_known_by_phone_gets_his_number_later(county: County) -> None:
    first = known(county, id_number="")
    assert known(county).pk == first.pk
    assert Worker.everywhere.get().id_index


def test_kin_who_share_a_phone_stay_two(county: County) -> None:
    assert known(county).pk != known(county, name="丁母", id_number=OTHER).pk
    assert known(county, id_number=OTHER, name="丁母").pk != known(county).pk
    assert Worker.everywhere.count() == 2


def test_a_worker_is_a_member_of_one_union(county: County) -> None:
    worker, chair = known(county), county.accounts["chair"]
    member = admit(worker, union=county.unions["community"], on=DAY, by=chair, at=AT)
    assert admit(worker, union=county.unions["community"], on=DAY, by=chair, at=AT + timedelta(days=1)).pk == member.pk
    assert Worker.everywhere.get().owner_union.code == "community"
    with pytest.raises(MemberElsewhere, match="转会"):
        admit(worker, union=county.unions["street"], on=DAY, by=chair, at=AT)
    held = open_membership(worker)
    assert held is not None
    assert (held.owner_union.code, held.begins_as, held.from_on) == ("community", "joined", DAY)


def test_a_member_by_another_row_of_himself_is_not_counted_twice(county: County) -> None:
    worker, other = known(county), known(county, name="丁一一", id_number=OTHER)
    Worker.everywhere.filter(pk=other.pk).update(merged_into=worker)
    member = admit(Worker.everywhere.get(pk=other.pk), union=county.unions["street"], on=DAY, by=None, at=AT)
    assert member.worker_id == worker.pk
    assert Membership.everywhere.count() == 1
