"""A form as its senders fill it: fields, the wordings of their headings, the words in their cells – all from data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from niangjia.values.numerals import Period
from niangjia.values.text import asides, compatible, without_asides

FieldKind = Literal[
    "text", "word", "name", "identity", "member_identity", "sex", "birth", "survey_date", "phone", "card",
    "yes_no", "choice", "money", "area", "count", "ignored",
]  # fmt: skip
TableKind = Literal["household", "members"]

NUMBERED = re.compile(r"^(?:[*★☆●■◆※]+|\(?\d{1,2}[.、)](?!\d)|[一二三四五六七八九十]{1,2}、|[①-⑳])+")
TRAILING_UNIT = re.compile(
    r"(?:[,/]?(?:单位)?[:：]?(?:m2|m²|㎡|平方米|平米|万元|千元|百元|元)(?:/[年月人])*)$", re.IGNORECASE
)
MONEY_UNIT = re.compile(r"(?<![一-鿿])(百元|千元|万元|元|万|千)(?![一-鿿]*款)")
LOOSE_MONEY_UNIT = re.compile(r"(百元|千元|万元|元)")
PER_MONTH = re.compile(
    r"元?/(?:每)?月|月/(?:百|千|万)?元|每月|按月|月均|(?<![个0-9])月(?:总|平均|度)?(?:收?入|支出|租金|付|花费)|^月$|元[每·]月"
)
LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form asks for."""

    key: str
    label: str
    kind: FieldKind
    tables: tuple[TableKind, ...]
    headers: frozenset[str]
    like: re.Pattern[str] | None = None
    required: bool = False
    personal: bool = False
    lenient: bool = False
    example: str = ""
    units: Mapping[str, int] = field(default_factory=dict)
    blank: Any = None
    dash: Any = None
    nothing: re.Pattern[str] | None = None
    yes: re.Pattern[str] | None = None
    no: re.Pattern[str] | None = None
    choices: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    conflict: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Words above some columns that give the headings under them another meaning."""

    like: re.Pattern[str]
    turns: Mapping[str, str]
    prefix: re.Pattern[str] | None = None

    def turned(self, form: Form, leaf: str) -> Field | None:
        """Return the field of a heading that begins with the group's own words: 成员姓名 is a member's name."""
        own = self.prefix.match(plain_heading(leaf)) if self.prefix else None
        rest = form.field_of(plain_heading(leaf)[own.end() :], table="household") if own else None
        key = self.turns.get(rest[0].key) if rest else None
        return form.fields[key] if key else None


@dataclass(frozen=True, slots=True)
class Heading:
    """A column heading, understood: which field, in which scale, over which period."""

    field: Field
    factor: int | None = None
    period: Period | None = None
    exact: bool = True

    def in_unit(self, form: Form, unit: str) -> Heading:
        """Return the heading with the scale and period that a unit written under it states."""
        if self.field.kind != "money" or not unit:
            return self
        factor, period = _money_factor(form, (unit,)), _period((unit,))
        return replace(self, factor=factor or self.factor, period=period or self.period)


@dataclass(frozen=True, slots=True)
class Form:
    """All that is known of how one form is filled in. Built from a YAML file by ``load_form``."""

    key: str
    label: str
    fields: Mapping[str, Field]
    groups: tuple[Group, ...]
    patterns: Mapping[str, re.Pattern[str]]
    words: Mapping[str, frozenset[str]]
    money_units: Mapping[str, int]
    absent: Mapping[str, Any]
    bounds: Mapping[str, int]
    told_by: frozenset[str]
    shared: tuple[str, ...]

    def field_of(self, text: str, *, table: TableKind) -> tuple[Field, bool] | None:
        """Return the field that a heading's wording means in a table, and whether by an exact wording."""
        return _field_of(self, text, table)

    def required(self) -> tuple[Field, ...]:
        """Return the fields without which a household is not judged."""
        return tuple(known for known in self.fields.values() if known.required)

    def __hash__(self) -> int:
        return hash(self.key)


def load_form(path: Path) -> Form:
    """Return the form that the YAML file at ``path`` describes.

    Errors: ``KeyError`` or ``re.error`` when the file is not such a description: it ships with the house.
    """
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    fields = {key: _field(key, spec, told["units"]) for key, spec in told["fields"].items()}
    names = (
        "stale_sheets",
        "nil_words",
        "bare_nil_words",
        "total_words",
        "note_words",
        "example_words",
        "members_without_worker",
    )
    patterns = {name: re.compile(told[name]) for name in names}
    patterns |= {f"relation_{name}": re.compile(pattern) for name, pattern in told["relations"].items()}
    return Form(
        key=told["form"],
        label=told["label"],
        fields=fields,
        groups=tuple(_group(group) for group in told["groups"]),
        patterns=patterns,
        words={name: frozenset(words) for name, words in told["words"].items()},
        money_units=told["units"]["money"],
        absent=told["absent"],
        bounds=told["bounds"],
        told_by=frozenset(told["told_by"]),
        shared=tuple(told["shared"]),
    )


def _group(spec: Mapping[str, Any]) -> Group:
    prefix = spec.get("prefix")
    return Group(re.compile(spec["like"]), spec["turns"], re.compile(prefix) if prefix else None)


def _field(key: str, spec: Mapping[str, Any], units: Mapping[str, Mapping[str, int]]) -> Field:
    pattern = {name: re.compile(spec[name]) for name in ("like", "nothing", "yes", "no") if name in spec}
    both = spec["table"] == "both"
    return Field(
        key=key,
        label=spec["label"],
        kind=spec["kind"],
        tables=("household", "members") if both else (spec["table"],),
        headers=frozenset(plain_heading(text) for text in spec["headers"]),
        like=pattern.get("like"),
        required=spec.get("required", False),
        personal=spec.get("personal", False),
        lenient=spec.get("lenient", False),
        example=spec.get("example", ""),
        units=units["money"] if spec["kind"] == "money" else units.get(spec.get("units", ""), {}),
        blank=spec.get("blank"),
        dash=spec.get("dash"),
        nothing=pattern.get("nothing"),
        yes=pattern.get("yes"),
        no=pattern.get("no"),
        choices={name: re.compile(like, re.IGNORECASE) for name, like in spec.get("choices", {}).items()},
        conflict=tuple(spec.get("conflict", ())),
        codes=spec.get("codes", {}),
    )


def plain_heading(text: str) -> str:
    """Return a heading as it is compared: without spaces, stars, numbering, brackets, and a unit at its end.

    >>> plain_heading("*3. 家庭年总收入 (万元)："), plain_heading("建筑面积㎡"), plain_heading("姓　名")
    ('家庭年总收入', '建筑面积', '姓名')
    """
    plain = without_asides(NUMBERED.sub("", compatible(text))).rstrip(":?。;,、*")
    shorter = TRAILING_UNIT.sub("", plain)
    return shorter or plain


@lru_cache(maxsize=20_000)
def _field_of(form: Form, text: str, table: TableKind) -> tuple[Field, bool] | None:
    plain = plain_heading(text)
    if not plain or len(plain) > LONGEST_HEADING:
        return None
    candidates = [known for known in form.fields.values() if table in known.tables]
    for known in candidates:
        if plain in known.headers:
            return known, True
    if len(plain) < 2 or re.search(r"\d{4,}", plain):
        return None
    # What stands in brackets is a last resort: 房产（套） asks for a number of homes.
    for wording in (plain, compatible(text)):
        for known in candidates:
            if known.like is not None and known.like.search(wording):
                return known, False
    return None


def heading(form: Form, levels: tuple[str, ...], *, table: TableKind) -> Heading | None:
    """Return what a column means whose heading cells, from top to bottom, say ``levels``.

    The lowest cell decides; where it says too little, it is read together with those above it.
    """
    leaf = levels[-1]
    if table == "household":
        for group in form.groups:
            if (own := group.turned(form, leaf)) is not None:
                return Heading(own)
    joined = "".join(plain_heading(level) for level in levels)
    among = [found for found in (form.field_of(leaf, table=table), form.field_of(joined, table=table)) if found]
    if not among:
        return None
    known, exact = next((found for found in among if found[1]), among[0])
    for group in form.groups:
        if any(group.like.search(plain_heading(level)) for level in levels[:-1]):
            turned = group.turns.get(known.key)
            known = form.fields[turned] if turned else known
    if known.kind != "money":
        return Heading(known, exact=exact)
    return Heading(known, _money_factor(form, levels), _period(levels), exact)


def _money_factor(form: Form, levels: tuple[str, ...]) -> int | None:
    for level in reversed(levels):
        plain = compatible(level)
        for aside in (*reversed(asides(plain)), without_asides(plain)):
            found = LOOSE_MONEY_UNIT.findall(aside) or MONEY_UNIT.findall(aside)
            if found:
                return form.money_units[found[-1]]
    return None


def _period(levels: tuple[str, ...]) -> Period | None:
    for level in reversed(levels):
        plain = compatible(level)
        if re.search(r"元?/年|每年", plain):
            return "year"
        if any(PER_MONTH.search(piece) for piece in (*asides(plain), without_asides(plain))):
            return "month"
        if re.search(r"年(总|度|收入|均)|全年|12个月|一年", plain):
            return "year"
    return None
