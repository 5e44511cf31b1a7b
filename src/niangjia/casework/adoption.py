"""The adoption desk: a union runs a practice from a day on, with values of its own, each with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from niangjia import catalogue
from niangjia.casework import trail
from niangjia.casework.queries import ancestors
from niangjia.engines.rules import ChosenValue as RuleValue
from niangjia.engines.rules import ChosenValues
from niangjia.records.practices.models import Adoption, ChosenValue, SwitchedStep
from niangjia.records.unions.models import TERRITORY, Account, Path, Union
from niangjia.values.errors import NiangjiaError


@dataclass(frozen=True, slots=True)
class Way:
    """How a union works on a day: its places from near to far, its policy if it adopted one, the values in force."""

    places: tuple[str, ...]
    policy: str
    chosen: tuple[ChosenValues, ...]


@dataclass(frozen=True, slots=True)
class HeldNumber:
    """A number of a practice as it holds for a union on a day; ``origin`` is who set it, blank for the preset."""

    value: int
    origin: str
    source: str


class ValueStands(NiangjiaError):
    """There is a value for this parameter from this day on already."""

    code = "value_stands"


class NotRunThere(NiangjiaError):
    """A practice was to be taken over from a union that does not run it on that day."""

    code = "not_run_there"


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

    ``taken_from`` is the union whose way of doing it is taken over: the values and the switched steps that hold there
    on that day become values of this union's own, with the other as their source. Without one it is the preset.

    Errors: ``NotRunThere`` when ``taken_from`` does not run the practice on that day.
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
            if taken_from is not None:
                take_over(adoption, taken_from, by=by, at=at)
    return adoption


def take_over(adoption: Adoption, model: Union, *, by: Account, at: datetime) -> None:
    """Copy what holds for ``model`` on the first day of ``adoption`` into it: chosen values and switched steps.

    Errors: ``NotRunThere`` when ``model`` does not run the practice on that day.
    """
    practice, on = adoption.practice, adoption.from_on
    if adoption_for(model.pk, practice=practice, on=on) is None:
        raise NotRunThere(f"{model.name}这一天还没有采用这个做法，没有可以沿用的")
    source = f"沿用{model.name}"
    for parameter, text in values_held(chosen_values(model.pk, practice=practice, on=on), on=on).items():
        choose_value(adoption, parameter=parameter, is_text=text, from_on=on, source=source, by=by, at=at)
    for step, said in steps_said(model.pk, practice=practice, on=on).items():
        switch_step(adoption, step=step, is_on=said.is_on, from_on=on, source=source, by=by, at=at)


def values_held(chosen: Iterable[ChosenValues], *, on: date) -> dict[str, str]:
    """Return the chosen value of each parameter that holds on a day: the nearest union's, the newest of it."""
    held: dict[str, str] = {}
    for one in chosen:
        begun = sorted((value for value in one.values if value.from_on <= on), key=lambda value: value.from_on)
        held = {value.parameter: value.is_text for value in begun} | held
    return held


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
    return frozenset(step for step, said in steps_said(union_id, practice=practice, on=on).items() if not said.is_on)


def steps_said(union_id: int, *, practice: str, on: date) -> dict[str, SwitchedStep]:
    """Return what holds for ``union_id`` of each optional step on a day, and who said it; none that nobody spoke of."""
    above = [union.pk for union in ancestors(union_id, line=TERRITORY, on=on)]
    said: dict[str, SwitchedStep] = {}
    for one in (
        SwitchedStep.objects.filter(adoption__union_id__in=above, adoption__practice=practice, from_on__lte=on)
        .select_related("adoption__union")
        .order_by("from_on", "id")
    ):
        known = said.get(one.step)
        if known is None or above.index(one.adoption.union_id) <= above.index(known.adoption.union_id):
            said[one.step] = one
    return said


def adoptions(*, practice: str) -> QuerySet[Adoption]:
    """Return who runs a practice in this hall, first come first: every union makes its practice known."""
    return Adoption.objects.filter(practice=practice).select_related("union", "taken_from").order_by("from_on", "id")


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
    return tuple(values_of(union, adoptions[union.pk]) for union in above if union.pk in adoptions)


def ways_of(union_ids: Iterable[int], *, practice: str, on: date) -> dict[int, Way]:
    """Return how each of many unions works on a day, with three questions however many they are."""
    wanted = set(union_ids)
    above: dict[int, list[Union]] = {pk: [] for pk in wanted}
    for path in (
        Path.objects.filter(descendant_id__in=wanted, line=TERRITORY, valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .select_related("ancestor")
        .order_by("depth")
    ):
        above[path.descendant_id].append(path.ancestor)
    everybody = {union.pk for unions in above.values() for union in unions}
    adoptions = {
        one.union_id: one
        for one in Adoption.objects.filter(union_id__in=everybody, practice=practice, from_on__lte=on).prefetch_related(
            "values"
        )
    }
    return {pk: way(unions, adoptions) for pk, unions in above.items()}


def way(above: list[Union], adoptions: dict[int, Adoption]) -> Way:
    """Return how a union works whose unions ``above`` it, itself first, have these adoptions."""
    adopted = [(union, adoptions[union.pk]) for union in above if union.pk in adoptions]
    return Way(
        places=tuple(dict.fromkeys(union.place for union in above)),
        policy=adopted[0][1].policy if adopted else "",
        chosen=tuple(values_of(union, adoption) for union, adoption in adopted),
    )


def values_of(union: Union, adoption: Adoption) -> ChosenValues:
    """Return the values that one union chose, for the rule engine."""
    return ChosenValues(
        origin=union.name,
        values=tuple(
            RuleValue(parameter=value.parameter, from_on=value.from_on, is_text=value.is_text, source=value.source)
            for value in adoption.values.all()
        ),
    )


def held_number(union_id: int, *, practice: str, number: str, on: date) -> HeldNumber:
    """Return the ``number`` of a practice that holds for a union on a day: the nearest union's own, else the preset.

    Units: as the practice says.
    Errors: ``KeyError`` for a practice or a number that no window has.
    """
    preset = catalogue.practice(practice).numbers[number]
    for chosen in chosen_values(union_id, practice=practice, on=on):
        begun = [one for one in chosen.values if one.parameter == number and one.from_on <= on]
        if begun:
            newest = max(begun, key=lambda one: one.from_on)
            return HeldNumber(int(newest.is_text), chosen.origin, newest.source)
    return HeldNumber(preset.value, "", preset.source)
