"""Two registrations of one human: refused where the number shows it, proposed where likely, joined by a person."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from played_belonging import SINCE, member
from small_county import AT, County

from bench.alike import invent, judged
from niangjia.casework import belonging, duplicates, joining, transfers
from niangjia.casework.queries import workers as desk
from niangjia.casework.queries.belonging import members_on, open_membership
from niangjia.casework.search import search
from niangjia.outside.linkage import probable_pairs
from niangjia.programmes.membership.services.duplicates import WEIGHTS, find_duplicates
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Likeness, Membership, Tie, Worker, WorkerMerge
from niangjia.stories import invented

pytestmark = pytest.mark.django_db

HOME = "河东路 12 号 3 栋 201 室"


def two(county: County, name: str = "欧阳晓明", *, again: str = "", **rest: str) -> tuple[Worker, Worker]:
    """Return somebody the mill knows by number and the street by phone alone."""
    phone = invented.phone(71)
    known = member(county, "mill", name, id_number=invented.id_number(71), phone=phone, address=HOME)
    told = {"phone": phone, "address": HOME, **rest}
    return known, member(county, "street", again or name, **told)


def proposed(county: County) -> Likeness:
    find_duplicates(at=AT)
    return Likeness.everywhere.get()


def test_one_number_is_one_worker_whoever_tells_of_it(county: County) -> None:
    known = member(county, "mill", "欧阳晓明", id_number=invented.id_number(71))
    told = {"name": "欧阳晓明", "id_number": invented.id_number(71), "by": None, "at": AT}
    assert joining.know_worker(county.unions["street"], **told).pk == known.pk


def test_who_may_be_one_is_put_before_a_person_once(county: County) -> None:
    two(county)
    assert [find_duplicates(at=AT) for _again in range(2)] == [1, 0]
    likeness = Likeness.everywhere.get()
    assert set(likeness.agrees) == {"name", "phone", "address"}
    assert Worker.everywhere.filter(merged_into__isnull=False).count() == 0


@pytest.mark.parametrize("name", ["欧阳晓亮", "陈晓红"])
def test_kin_on_one_phone_are_not_even_proposed(county: County, name: str) -> None:
    two(county, again=name)
    assert find_duplicates(at=AT) == 0


def test_two_numbers_are_two_people_however_alike(county: County) -> None:
    known, other = two(county, id_number=invented.id_number(72))
    assert find_duplicates(at=AT) == 0
    likeness = duplicates.propose(known, other, weight=0, agrees=(), at=AT)
    with pytest.raises(duplicates.NotAlike):
        duplicates.merge(likeness, kept_id=known.pk, by=county.accounts["cadre"], at=AT)


def test_nobody_decides_on_a_pair_of_which_one_is_out_of_reach(county: County) -> None:
    member(county, "mill", "欧阳晓明", phone=invented.phone(71), address=HOME)
    member(county, "foreign", "欧阳晓明", phone=invented.phone(71), address=HOME)
    proposed(county)
    assert [desk.likenesses(county.actor(name)).count() for name in ("cadre", "stranger")] == [0, 0]


def test_two_that_are_one_count_once_and_lose_no_day(county: County) -> None:
    known, other = two(county)
    Membership.everywhere.filter(worker=other).update(from_on=SINCE.replace(year=2024))
    likeness = proposed(county)
    duplicates.merge(likeness, kept_id=known.pk, by=county.accounts["cadre"], at=AT)
    everywhere = [union.pk for union in county.unions.values()]
    on_days = {
        on.isoformat(): [(one.worker_id, one.owner_union.code) for one in members_on(everywhere, on=on)]
        for on in (SINCE.replace(year=2025), SINCE, AT.date())
    }
    assert on_days == {
        "2025-03-02": [(known.pk, "street")],
        "2026-03-02": [(known.pk, "mill")],
        "2026-10-13": [(known.pk, "mill")],
    }
    found = search(Worker.everywhere.filter(merged_into__isnull=True), "欧阳晓明")
    assert [one.pk for one in found] == [known.pk]


def test_what_is_decided_is_decided_once(county: County) -> None:
    known, _other = two(county)
    likeness = proposed(county)
    cadre = {"by": county.accounts["cadre"], "at": AT}
    duplicates.keep_apart(likeness, **cadre)
    with pytest.raises(duplicates.DecidedAlready):
        duplicates.merge(likeness, kept_id=known.pk, **cadre)
    assert find_duplicates(at=AT) == 0


def test_nobody_is_joined_while_a_transfer_waits(county: County) -> None:
    known, _other = two(county)
    likeness = proposed(county)
    told = {"by": county.accounts["cadre"], "at": AT}
    transfers.ask_transfer(known, to=county.unions["street-2"], **told)
    with pytest.raises(duplicates.NotAlike):
        duplicates.merge(likeness, kept_id=known.pk, **told)
    assert Likeness.everywhere.get().state == "open"


def everything() -> list[Any]:
    """Return every row but the decision itself; how often a case was moved is a counter, not a fact."""
    left = {WorkerMerge, Likeness}
    rows: list[Any] = []
    for model in (Worker, Membership, Tie, Case):
        assert model not in left
        rows += [{**row, "version": 0} for row in model.everywhere.order_by("pk").values()]
    return rows


@given(choice=st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 900)))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_joining_and_taking_apart_leaves_every_row_as_it_was(
    county: County, choice: tuple[bool, bool, bool, bool, int]
) -> None:
    from django.db import transaction

    keeps_first, has_tie, has_case, ended, days = choice
    with transaction.atomic():
        known, other = two(county, employer="青川顺达物流有限公司")
        cadre = {"by": county.accounts["cadre"], "at": AT}
        begun = SINCE.fromordinal(SINCE.toordinal() - days)
        Membership.everywhere.filter(worker=other).update(from_on=begun)
        if has_tie:
            for one in (known, other):
                belonging.register_tie(one, union=county.unions["street-2"], kind="residence", on=SINCE, **cadre)
        if has_case:
            Case.everywhere.create(
                owner_union=other.owner_union, number="RH-1", programme="membership", matter="join",
                period="2026Q4", worker=other, state="join_asked", opened_at=AT,
            )  # fmt: skip
        if ended:
            spell = open_membership(known)
            assert spell is not None
            belonging.end_membership(spell, ends_as="left", on=AT.date(), **cadre)
        likeness = duplicates.propose(known, other, weight=0, agrees=(), at=AT)
        before = everything()
        done = duplicates.merge(likeness, kept_id=(known if keeps_first else other).pk, **cadre)
        assert everything() != before
        duplicates.take_apart(WorkerMerge.everywhere.get(pk=done.pk), **cadre)
        assert everything() == before
        with pytest.raises(duplicates.DecidedAlready):
            duplicates.take_apart(done, **cadre)
        transaction.set_rollback(True)


def test_what_is_found_among_invented_people_is_mostly_right_and_mostly_all() -> None:
    made = invent(seed=7, humans=1500)
    found = judged(made, probable_pairs(made.people, weights=WEIGHTS))
    assert found.precision > 0.85
    assert found.recall > 0.75
    assert found.trapped["twin"] + found.trapped["kin on one phone"] == 0
    assert probable_pairs(made.people[:1], weights=WEIGHTS) == ()
