"""Shelves: no list without a scope, guards on both databases, and rows whose names tell nothing personal."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from played_quarter import PlayedQuarter, id_number

from niangjia.records.cases.models import Case, Clock, Decision
from niangjia.records.immutable import ALL_GUARDS, Guard
from niangjia.records.people.models import Household, Person
from niangjia.records.scoped import Owned, ScopeMissing

pytestmark = pytest.mark.django_db

SHELVES = (
    *("trail", "unions", "people", "papers", "practices", "cases", "accounts"),
    *("notices", "placements", "provisions", "tasks", "visits"),
)


@pytest.mark.parametrize("model", [model for model in apps.get_models() if issubclass(model, Owned)])
def test_no_list_comes_without_its_scope(model: type[Owned]) -> None:
    for ask in (model.objects.all, model.objects.first, model.objects.count, lambda: model.objects.filter(pk=1)):
        with pytest.raises(ScopeMissing, match="范围"):
            ask()
    assert not model.objects.within([]).exists()
    assert model._base_manager.name == "everywhere"


def test_every_row_names_itself_without_telling_who_it_is_about(played: PlayedQuarter) -> None:
    names = {str(person.name) for person in Person.everywhere.all()} | set(
        Household.everywhere.values_list("head_name", flat=True)
    )
    told = 0
    for label in SHELVES:
        for model in apps.get_app_config(label).get_models():
            row = model._base_manager.first()
            if row is not None:
                told += 1
                assert not any(name in str(row) for name in names), model
                assert id_number(1) not in str(row)
    assert told > 15
    assert str(Clock.objects.order_by("id")[0]).startswith(str(Case.everywhere.order_by("id")[0].pk))
    assert str(Decision.everywhere.order_by("id")[0]).endswith("relative")


def test_every_guard_stands_in_the_database(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        standing = {row[0] for row in cursor.fetchall()}
    assert {guard.name for guard in ALL_GUARDS} <= standing


@pytest.mark.parametrize("guard", ALL_GUARDS, ids=lambda guard: guard.name)
def test_a_guard_is_written_for_both_databases(guard: Guard) -> None:
    (trigger,) = guard.created("sqlite")
    function, on_table = guard.created("postgresql")
    assert guard.condition in trigger
    assert guard.condition in function
    assert f"BEFORE {guard.deed} ON {guard.table}" in trigger
    assert f"BEFORE {guard.deed} ON {guard.table}" in on_table
    assert f"RETURN {'OLD' if guard.deed == 'DELETE' else 'NEW'};" in function
    assert len(guard.dropped("sqlite")) == 1
    assert len(guard.dropped("postgresql")) == 2
