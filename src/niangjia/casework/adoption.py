"""The adoption desk: a union runs a practice from a day on, with values of its own, each with its source."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from niangjia.casework import trail
from niangjia.casework.queries import ancestors
from niangjia.engines.rules import ChosenValue as RuleValue
from niangjia.engines.rules import ChosenValues
from niangjia.records.practices.models import Adoption, ChosenValue, SwitchedStep
from niangjia.records.unions.models import TERRITORY, Account, Union
from niangjia.values.errors import NiangjiaError


class ValueStands(NiangjiaError):
    """There is a value for this parameter from this day on already."""

    code = "value_stands"


def adopt(
    union: Union,
    *,
    practice: str,
    policy: str,
    from_on: date,
    by: Account,
    at: datetime,
    taken_from: Union | None = None,
) -> Adoption:
    """Let ``union`` run ``practice`` from a day on; adopting it again changes nothing.

    ``taken_from`` is the union whose way of doing it is taken over; without one it is the preset.
    """
    with transaction.atomic():
        adoption, fresh = Adoption.objects.get_or_create(
            union=union,
            practice=practice,
            defaults={
                "policy": policy,
                "from_on": from_on,
                "adopted_by": by,
                "adopted_at": at,
                "taken_from": taken_from,
            },
        )
        if fresh:
            trail.record(by, "adopt", adoption, at=at, union_id=union.pk, practice=practice, policy=policy)
    return adoption


def choose_value(
    adoption: Adoption, *, parameter: str, is_text: str, from_on: date, source: str, by: Account, at: datetime
) -> ChosenValue:
    """Set a value of the union's own from a day on.

    Errors: ``ValueStands`` when it set this parameter from this day on before: what has judged people is not written
    over; a correction begins on a later day.
    """
    try:
        with transaction.atomic():
            value = ChosenValue.objects.create(
                adoption=adoption,
                parameter=parameter,
                is_text=is_text,
                from_on=from_on,
                source=source,
                chosen_by=by,
                chosen_at=at,
            )
            trail.record(
                by, "choose_value", value, at=at, union_id=adoption.union_id, parameter=parameter, value=is_text
            )
    except IntegrityError as error:
        raise ValueStands("这一天起已经有一个数值了；要更正，请写从更晚的一天起") from error
    return value


def switch_step(
    adoption: Adoption, *, step: str, is_on: bool, from_on: date, source: str, by: Account, at: datetime
) -> SwitchedStep:
    """Switch an optional step of the charter off, or on again, from a day on.

    Errors: ``ValueStands`` when it was switched from this day on before.
    """
    try:
        with transaction.atomic():
            switched = SwitchedStep.objects.create(
                adoption=adoption,
                step=step,
                is_on=is_on,
                from_on=from_on,
                source=source,
                switched_by=by,
                switched_at=at,
            )
            trail.record(by, "switch_step", switched, at=at, union_id=adoption.union_id, step=step, is_on=is_on)
    except IntegrityError as error:
        raise ValueStands("这一天起已经定过这个环节了；要更正，请写从更晚的一天起") from error
    return switched


def steps_off(union_id: int, *, practice: str, on: date) -> frozenset[str]:
    """Return the optional steps that are switched off for ``union_id`` on a day.

    Of each step the nearest union that ever said something of it decides, by the last thing it said.
    """
    above = [union.pk for union in ancestors(union_id, line=TERRITORY, on=on)]
    said: dict[str, tuple[int, bool]] = {}
    for one in (
        SwitchedStep.objects.filter(adoption__union_id__in=above, adoption__practice=practice, from_on__lte=on)
        .select_related("adoption")
        .order_by("from_on", "id")
    ):
        distance = above.index(one.adoption.union_id)
        if one.step not in said or distance <= said[one.step][0]:
            said[one.step] = (distance, one.is_on)
    return frozenset(step for step, (_distance, is_on) in said.items() if not is_on)


def adoption_for(union_id: int, *, practice: str, on: date) -> Adoption | None:
    """Return the adoption under which ``union_id`` works: its own, else that of the nearest union above it."""
    above = [union.pk for union in ancestors(union_id, line=TERRITORY, on=on)]
    found = {
        adoption.union_id: adoption
        for adoption in Adoption.objects.filter(union_id__in=above, practice=practice, from_on__lte=on)
    }
    return next((found[pk] for pk in above if pk in found), None)


def chosen_values(union_id: int, *, practice: str, on: date) -> tuple[ChosenValues, ...]:
    """Return the values that ``union_id`` and the unions above it chose, nearest first, for the rule engine."""
    above = ancestors(union_id, line=TERRITORY, on=on)
    adoptions = {
        adoption.union_id: adoption
        for adoption in Adoption.objects.filter(
            union_id__in=[union.pk for union in above], practice=practice, from_on__lte=on
        ).prefetch_related("values")
    }
    return tuple(
        ChosenValues(
            origin=union.name,
            values=tuple(
                RuleValue(parameter=value.parameter, from_on=value.from_on, is_text=value.is_text, source=value.source)
                for value in adoptions[union.pk].values.all()
            ),
        )
        for union in above
        if union.pk in adoptions
    )
