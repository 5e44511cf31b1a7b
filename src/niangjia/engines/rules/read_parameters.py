"""Reads the dated, placed, sourced numbers of a policy file."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

from niangjia.engines.rules.faults import Faults, NotWellFormed
from niangjia.engines.rules.policy import DatedValue, Parameter, Value
from niangjia.engines.rules.source import Section
from niangjia.engines.rules.tree import CHOSEN_COMPARATORS
from niangjia.engines.rules.units import Unit, exact_amount, quantity_text

COMPARATOR = "comparator"
ROOM = 10
"""Without ``most`` a union may choose up to ten times the largest preset; a slip of 元 and 分 is a hundredfold."""

PARAMETER_KEYS = ("label", "unit", "values", "least", "most")
VALUE_KEYS = ("place", "from", "until", "is", "source")


def parameters_in(section: Section) -> list[Parameter]:
    """Return the parameters that ``section`` lists, noting every fault."""
    found = []
    for entry in section.entries.values():
        what = f"参数 {entry.key}"
        one = Section.of(entry.node, section.faults, what, keys=PARAMETER_KEYS, line=entry.line)
        parameter = _parameter(entry.key, what, one)
        if parameter is not None:
            found.append(parameter)
    return found


def exact_value(text: str, unit: Unit | None) -> Value:
    """Return what a parameter's ``is`` writes.

    Errors: ``NotWellFormed`` for no number, a wrong or missing unit, a part of a fen, more than four decimals,
    or a comparator other than < <= > >=.

    >>> exact_value("80%", Unit()), exact_value("<=", None)
    (Fraction(4, 5), '<=')
    """
    if unit is None:
        for comparator in CHOSEN_COMPARATORS:
            if text == comparator:
                return comparator
        raise NotWellFormed(f"比较符只能是 {' '.join(CHOSEN_COMPARATORS)}，这里写的是“{text}”", text)
    value = exact_amount(text, unit)
    if (value * unit.step).denominator != 1:
        smallest = "一分钱或 0.01 平方米" if unit.step == 1 else "四位小数"
        raise NotWellFormed(f"“{text}”太细了；最细到{smallest}", text)
    return value


def day(section: Section, key: str) -> date | None:
    """Return the day beside ``key``; what is no day is a fault."""
    text = section.text(key)
    try:
        return date.fromisoformat(text)
    except ValueError:
        if text:
            section.faults.add(section.line_of(key), f"“{text}”不是日期；请写成 2026-07-01 的样子")
        return None


def _parameter(key: str, what: str, one: Section) -> Parameter | None:
    label, unit_text = one.text("label"), one.text("unit")
    if not unit_text:
        return None
    unit: Unit | None = None
    if unit_text != COMPARATOR:
        try:
            unit = Unit.parse(unit_text)
        except NotWellFormed as error:
            one.faults.add(one.line_of("unit"), f"{what}：{error}")
            return None
    if "values" not in one.entries:
        one.faults.add(one.line, f"{what}缺少 values")
    values = []
    for node in one.items("values"):
        value = _dated(Section.of(node, one.faults, f"{what}的值", keys=VALUE_KEYS, line=one.line), unit)
        if value is not None:
            values.append(value)
    _one_value_a_day(what, values, one)
    least, most = _limits(what, one, unit, values)
    return Parameter(key, label, unit, tuple(values), least, most)


def _dated(one: Section, unit: Unit | None) -> DatedValue | None:
    from_on, text, source = day(one, "from"), one.text("is"), one.text("source")
    until_on = day(one, "until") if "until" in one.entries else None
    if from_on is None or not text:
        return None
    if until_on is not None and until_on < from_on:
        one.faults.add(one.line_of("until"), f"until（{until_on}）早于 from（{from_on}）；until 是最后一天")
    try:
        return DatedValue(exact_value(text, unit), text, from_on, until_on, one.text("place", ""), source)
    except NotWellFormed as error:
        one.faults.add(one.line_of("is"), f"{one.what}：{error}")
        return None


def _one_value_a_day(what: str, values: list[DatedValue], one: Section) -> None:
    counted = Counter((value.place, value.from_on) for value in values)
    for (place, from_on), count in counted.items():
        if count > 1:
            where = f"{place} " if place else ""
            line = _line_of_last(one, from_on)
            one.faults.add(line, f"{what}在 {where}{from_on} 这一天有 {count} 个值；请只留一个")


def _line_of_last(one: Section, from_on: date) -> int:
    lines = [one.line]
    for node in one.items("values"):
        dated = Section.of(node, Faults(one.faults.file), "值", line=one.line)
        if dated.text("from", "") == str(from_on):
            lines.append(dated.line)
    return max(lines)


def _limits(what: str, one: Section, unit: Unit | None, values: list[DatedValue]) -> tuple[Fraction, Fraction]:
    """Return the least and most a union may choose; a preset value outside is a fault."""
    if unit is None:
        return Fraction(0), Fraction(0)
    numbers = [value.value for value in values if isinstance(value.value, Fraction)] or [Fraction(0)]
    limits = {"least": min(ROOM * min(numbers), Fraction(0)), "most": max(ROOM * max(numbers), Fraction(1))}
    for key in limits:
        if key in one.entries:
            try:
                limits[key] = Fraction(exact_value(one.text(key), unit))
            except NotWellFormed as error:
                one.faults.add(one.line_of(key), f"{what}的 {key}：{error}")
    least, most = limits["least"], limits["most"]
    for number in numbers:
        if not least <= number <= most:
            said = f"{quantity_text(least, unit)} 到 {quantity_text(most, unit)}"
            one.faults.add(one.line_of("values"), f"{what}的值 {quantity_text(number, unit)} 不在 {said} 之间")
    return least, most
