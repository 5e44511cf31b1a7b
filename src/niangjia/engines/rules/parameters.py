"""Which value a parameter has: for a day and a place, after what each union has chosen, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from niangjia.engines.rules.faults import NotWellFormed, ValueNotAccepted, did_you_mean
from niangjia.engines.rules.policy import DatedValue, Parameter, Policy, Value
from niangjia.engines.rules.read_parameters import exact_value
from niangjia.engines.rules.units import quantity_text

PRESET = "预设"
"""The origin of a value that no union has chosen."""


@dataclass(frozen=True, slots=True)
class ChosenValue:
    """One value that a union sets for itself, from a day on, written as in a policy file (``760.00 yuan``, ``<=``).

    ``until_on`` is its last day; ``None`` means until another follows.
    """

    parameter: str
    from_on: date
    is_text: str
    source: str
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class ChosenValues:
    """Everything one union sets; ``origin`` is how that union is called in a verdict."""

    origin: str
    values: tuple[ChosenValue, ...]


Chosen = tuple[ChosenValues, ...]
"""What the unions on the way up have chosen, the nearest first."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The value of a parameter on a day at a place; ``dated`` is ``None`` when there is none, and so nobody's."""

    parameter: Parameter
    dated: DatedValue | None
    origin: str

    @property
    def value(self) -> Value | None:
        """The value itself."""
        return self.dated.value if self.dated else None


def values_in_force(
    policy: Policy, *, on: date, place: str | Sequence[str], chosen: Sequence[ChosenValues] = ()
) -> Mapping[str, InForce]:
    """Return the value of every parameter: that of the nearest union that sets it, else the preset of the place.

    ``place`` runs from near to far; a preset value for a nearer place goes before one for a farther, and that
    before one for everywhere. Of several in force, the one that began last holds.
    Errors: ``ValueNotAccepted`` when a chosen value cannot be taken.
    """
    return _in_force(policy, on, near_to_far(place), tuple(chosen))


@lru_cache(maxsize=4096)
def plain_values(policy: Policy, on: date, places: tuple[str, ...], chosen: Chosen) -> Mapping[str, int | Value | None]:
    """Return the bare value of every parameter by key; whole numbers as ``int``, no value as ``None``."""
    found: dict[str, int | Value | None] = {}
    for key, one in _in_force(policy, on, places, chosen).items():
        value = one.value
        found[key] = int(value) if isinstance(value, Fraction) and value.denominator == 1 else value
    return found


def near_to_far(place: str | Sequence[str]) -> tuple[str, ...]:
    """Return places from near to far, whichever way they are given.

    >>> near_to_far("青川市")
    ('青川市',)
    """
    return (place,) if isinstance(place, str) else tuple(place)


def origin_of(
    policy: Policy, key: str, *, on: date, place: str | Sequence[str], chosen: Sequence[ChosenValues] = ()
) -> InForce:
    """Return the value of one parameter with its origin: a union's name, or 预设.

    Errors: ``ValueNotAccepted`` for an unknown parameter.
    """
    values = values_in_force(policy, on=on, place=place, chosen=chosen)
    if key not in values:
        raise ValueNotAccepted(f"政策里没有参数“{key}”{did_you_mean(key, values)}")
    return values[key]


@lru_cache(maxsize=4096)
def _in_force(policy: Policy, on: date, places: tuple[str, ...], chosen: Chosen) -> Mapping[str, InForce]:
    accepted = accepted_values(policy, chosen)
    found = {}
    for parameter in policy.parameters:
        preset = latest([one for one in parameter.values if one.holds(on)], places)
        found[parameter.key] = InForce(parameter, preset, PRESET if preset else "")
        for union in chosen:
            own = latest([one for one in accepted[union].get(parameter.key, ()) if one.holds(on)], places)
            if own is not None:
                found[parameter.key] = InForce(parameter, own, union.origin)
                break
    return found


def latest(values: Sequence[DatedValue], places: Sequence[str]) -> DatedValue | None:
    """Return, of values in force, the one for the nearest place, and there the one that began last.

    >>> everywhere = DatedValue(Fraction(1), "1", date(2026, 1, 1), None, "", "示例")
    >>> latest([everywhere], ["青川市"]) is everywhere, latest([], ["青川市"])
    (True, None)
    """
    for place in (*places, ""):
        here = [value for value in values if value.place == place]
        if here:
            return max(here, key=lambda value: value.from_on)
    return None


@lru_cache(maxsize=256)
def accepted_values(policy: Policy, chosen: Chosen) -> Mapping[ChosenValues, Mapping[str, tuple[DatedValue, ...]]]:
    """Return what each union has chosen, by parameter, as exact values.

    Errors: ``ValueNotAccepted`` naming the union and what to mend.
    """
    found: dict[ChosenValues, dict[str, tuple[DatedValue, ...]]] = {}
    for union in chosen:
        by_key = found.setdefault(union, {})
        for one in union.values:
            dated = _accepted(policy, union.origin, one)
            if any(other.from_on == one.from_on for other in by_key.get(one.parameter, ())):
                raise ValueNotAccepted(
                    f"{union.origin}给“{one.parameter}”在 {one.from_on} 这一天定了两个值；请只留一个"
                )
            by_key[one.parameter] = (*by_key.get(one.parameter, ()), dated)
    return found


def _accepted(policy: Policy, origin: str, one: ChosenValue) -> DatedValue:
    parameter = policy.parameter_by_key.get(one.parameter)
    if parameter is None:
        hint = did_you_mean(one.parameter, policy.parameter_by_key)
        raise ValueNotAccepted(f"{origin}定的“{one.parameter}”不是这份政策的参数{hint}")
    if not one.source.strip():
        raise ValueNotAccepted(f"{origin}定的“{parameter.label}”没有写出处；请写明依据哪份文件")
    if one.until_on is not None and one.until_on < one.from_on:
        raise ValueNotAccepted(f"{origin}定的“{parameter.label}”最后一天（{one.until_on}）早于第一天（{one.from_on}）")
    try:
        value = exact_value(one.is_text, parameter.unit)
    except NotWellFormed as error:
        raise ValueNotAccepted(f"{origin}定的“{parameter.label}”：{error}") from error
    unit = parameter.unit
    if isinstance(value, Fraction) and unit is not None and not parameter.least <= value <= parameter.most:
        limits = f"{quantity_text(parameter.least, unit)} 到 {quantity_text(parameter.most, unit)}"
        raise ValueNotAccepted(
            f"{origin}定的“{parameter.label}”是 {quantity_text(value, unit)}，不在 {limits} 之间；请看看单位写对没有"
        )
    return DatedValue(value, one.is_text.strip(), one.from_on, one.until_on, "", one.source)
