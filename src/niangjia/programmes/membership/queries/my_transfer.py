"""A member's own transfer as he reads it: where he belongs, who has it, until when, and what goes along."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.casework.following import count_in_flight
from niangjia.casework.queries import workers as desk
from niangjia.casework.queries.belonging import open_membership
from niangjia.casework.queries.household import who_answers
from niangjia.casework.transfers import moves_by_rule
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.membership.programme import CHARTER, PROGRAMME
from niangjia.programmes.membership.queries.joining import find_union, unions_named
from niangjia.programmes.membership.queries.transfers import asked_by, step_label
from niangjia.records.cases.models import Clock, Step, Transfer
from niangjia.records.people.models import Worker
from niangjia.records.unions.models import Union


def my_transfer_page(worker: Worker, *, today: date) -> dict[str, Any]:
    """Return where a member belongs, how his transfer stands or ended, and how much is in flight with him."""
    held = open_membership(worker)
    newest = desk.newest_transfer(worker)
    waiting = newest if newest is not None and newest.closed_at is None else None
    cases, beside = (0, 0) if held is None else count_in_flight(worker.pk, owner=held.owner_union_id)
    return {
        "union": None if held is None else held.owner_union,
        "since": None if held is None else held.from_on,
        "waiting": None if waiting is None else waiting_page(waiting, today=today),
        "last": None if newest is None or waiting is not None else last_page(newest),
        "cases": cases,
        "beside": beside,
    }


def waiting_page(transfer: Transfer, *, today: date) -> dict[str, Any]:
    """Return a transfer that waits: who has it, since when, until when, and what is awaited."""
    clock = desk.clock_of(transfer)
    return {
        "id": transfer.pk,
        "number": transfer.case.number,
        "status": transfer.case.state,
        "left": transfer.owner_union.name,
        "entered": transfer.to_union.name,
        "employer": transfer.employer,
        "objection": _(CHARTER["objections"].get(transfer.objection, transfer.objection)) if transfer.objection else "",
        "asked": transfer.case.opened_at,
        "asked_by": asked_by(transfer),
        "by_rule": transfer.case.state == "transfer_asked" and moves_by_rule(transfer),
        "now": None if clock is None else now(transfer, clock, today=today),
        "trail": [
            {"text": _(step_label(step)), "at": step.at, "by": step.by.name if step.by else ""}
            for step in Step.objects.filter(case=transfer.case_id).select_related("by").order_by("id")
        ],
    }


def now(transfer: Transfer, clock: Clock, *, today: date) -> dict[str, Any]:
    """Return whose turn it is, what for, since when, until when, and by how many working days it is late."""
    label = next((step.label for step in PROGRAMME.lifecycle.steps if step.key == clock.step), clock.step)
    return {
        "union_label": who_answers(transfer.owner_union, clock.role, on=today).name,
        "waits_for": _(label),
        "since": timezone.localdate(clock.started_at),
        "on": clock.due_on,
        "left": working_days_between(today, clock.due_on),
        "late": working_days_between(clock.due_on, today) if clock.due_on < today else 0,
    }


def last_page(transfer: Transfer) -> dict[str, Any]:
    """Return what became of a transfer that is over."""
    return {
        "number": transfer.case.number,
        "status": transfer.case.state,
        "entered": transfer.to_union.name,
        "on": transfer.settled_on,
    }


def goals(text: str, *, without: Union | None, on: date) -> list[dict[str, str]]:
    """Return the few unions of a name that take members, apart from the one he is in."""
    found = unions_named(text, on=on)
    return [{"code": one.code, "name": one.name} for one in found if without is None or one.pk != without.pk]


def goal_chosen(code: str, *, on: date) -> Union | None:
    """Return the union that was chosen; nothing while none was.

    Errors: ``NotYours`` for one that takes nobody, or that there is not.
    """
    return find_union(code, on=on) if code else None
