"""What follows a worker from union to union: open cases, and everything that hangs on them."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from django.apps import apps
from django.db.models import F, Q

from niangjia import catalogue
from niangjia.records.cases.models import Case, Transfer
from niangjia.records.people.models import Worker
from niangjia.records.scoped import Owned


@lru_cache(maxsize=1)
def hanging_on_cases() -> tuple[tuple[type[Owned], str], ...]:
    """Return every kind of row with an owner that hangs on a case, and by which column.

    A transfer stays with the union that let go: it is its own record of why somebody is no longer there.
    """
    return tuple(
        (model, field.name)
        for model in apps.get_models()
        if issubclass(model, Owned) and model is not Transfer
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Case
    )


@lru_cache(maxsize=1)
def known_by_worker() -> tuple[tuple[type[Owned], str], ...]:
    """Return every kind of row that says it is in flight (``in_flight``) and names a worker, and by which column."""
    return tuple(
        (model, field.name)
        for model in apps.get_models()
        if issubclass(model, Owned) and model.in_flight is not None
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Worker
    )


def open_cases(worker_id: int, *, owner: int) -> list[Case]:
    """Return the cases of a worker with ``owner`` from which a step still leads on."""
    ways = {one.key: one.lifecycle for one in catalogue.programmes()}
    cases = Case.everywhere.filter(worker=worker_id, owner_union=owner).exclude(matter="transfer").order_by("pk")
    return [case for case in cases if ways[case.programme].open_steps(case.state)]


def count_in_flight(worker_id: int, *, owner: int) -> tuple[int, int]:
    """Return how many cases of a worker are open with ``owner``, and how many rows beside them are in flight."""
    beside = (
        model.everywhere.filter(model.in_flight, **{column: worker_id}, owner_union=owner).count()
        for model, column in known_by_worker()
        if model.in_flight is not None
    )
    return len(open_cases(worker_id, owner=owner)), sum(beside)


def hand_on(
    workers: Collection[int], *, from_id: int, to_id: int, matters: Collection[str] = ()
) -> dict[str, list[int]]:
    """Let the union ``to_id`` own what is in flight of ``workers``; return the rows that changed hands, by model.

    Open cases about one of the ``matters`` go along, whoever asked. Transfers do not: they are about the unions
    themselves. Whoever takes a step on one of these cases at this moment has to look again.
    """
    ways = {one.key: one.lifecycle for one in catalogue.programmes()}
    found = Case.everywhere.filter(Q(worker__in=workers) | Q(matter__in=matters), owner_union=from_id)
    cases = [
        case.pk
        for case in found.exclude(matter="transfer").order_by("pk")
        if ways[case.programme].open_steps(case.state)
    ]
    changed: dict[str, list[int]] = {}
    if cases:
        Case.everywhere.filter(pk__in=cases).update(owner_union=to_id, version=F("version") + 1)
        changed[Case._meta.label] = cases
    for model, column in hanging_on_cases():
        own(model, {f"{column}__in": cases}, from_id=from_id, to_id=to_id, changed=changed)
    for known, column in known_by_worker():
        own(known, {f"{column}__in": workers}, from_id=from_id, to_id=to_id, changed=changed)
    return changed


def own(
    model: type[Owned], lookup: dict[str, object], *, from_id: int, to_id: int, changed: dict[str, list[int]]
) -> None:
    """Hand on the rows of one model that ``lookup`` finds, and note them in ``changed``."""
    rows = model.everywhere.filter(**lookup, owner_union=from_id)
    found = rows if model.in_flight is None else rows.filter(model.in_flight)
    if keys := sorted(found.values_list("pk", flat=True)):
        model.everywhere.filter(pk__in=keys).update(owner_union=to_id)
        changed[model._meta.label] = sorted({*changed.get(model._meta.label, ()), *keys})
