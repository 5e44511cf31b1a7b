"""Reading one cell: a value, or a fault that says what is wrong, why, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from niangjia.outside.workbook.form import Field, Form, Heading
from niangjia.outside.workbook.notes import notes_of
from niangjia.outside.workbook.raw import RawCell
from niangjia.outside.workbook.wording import PERIOD_WORDS, words
from niangjia.values.dates import excel_day, written_date
from niangjia.values.identifiers import SCIENTIFIC, Identity, identity, mask, plain_identity
from niangjia.values.money import half_away_from_zero
from niangjia.values.numerals import Period, Written, written_number
from niangjia.values.text import (
    asides,
    compatible,
    folded,
    is_dash,
    person_name,
    squeezed,
    ticked,
    tidied,
    unquoted,
    without_asides,
)

MONTHS = 12
BASE_MONEY_UNIT = "元"
SEPARATORS = re.compile(r"[、,;和及+]|并有|还有")
FIRST_CLAUSE = re.compile(r"^([^,;、。:]+)[,;、。:].+$")
WRITTEN_ERROR = re.compile(r"^#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)$", re.IGNORECASE)
BARE_YES = frozenset({"有", "是"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: its kind (one of ``wording.KINDS``), and the two sentences for its sender."""

    kind: str
    why: str
    mend: str


@dataclass(frozen=True, slots=True)
class CellReading:
    """A cell, read: its value in base units, or a fault; ``notes`` name harmless mess that was understood."""

    value: Any = None
    fault: Fault | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What a cell is read against: its form, the day the return is for, the scale above its table, the bounds of facts.

    Units: ``bounds`` in base units, inclusive; ``table_factor`` in fen per written unit.
    """

    form: Form
    on: date
    surveyed_from: date
    surveyed_to: date
    bounds: Mapping[str, tuple[int, int]]
    table_factor: int | None = None


def read_cell(heading: Heading, cell: RawCell | None, ground: Ground) -> CellReading:
    """Return what a cell says under its heading.

    A blank cell is a fault only where an answer is required; elsewhere it means what the form's data say it means.
    """
    asked = heading.field
    cell = _plainly(cell)
    if cell is None or (cell.kind == "text" and not squeezed(cell.value)):
        return _blank(asked)
    if cell.kind in {"error", "unvalued"} and asked.kind not in {"text", "word", "ignored", "name", "member_identity"}:
        shade = "unvalued" if cell.kind == "unvalued" else "formula_error"
        return _fault("formula_error", asked, shade=shade, error=cell.value)
    read = READERS[asked.kind](heading, cell, ground)
    return read if read.fault else CellReading(read.value, None, notes_of(asked, cell, read.value))


def _plainly(cell: RawCell | None) -> RawCell | None:
    """Return a text cell without a quote before it, as its one ticked box, or as the error pasted into it."""
    if cell is None or cell.kind != "text":
        return cell
    if WRITTEN_ERROR.match(squeezed(cell.value)):
        return RawCell("error", squeezed(cell.value).upper(), cell.formula)
    return RawCell("text", ticked(unquoted(cell.value)), cell.formula)


def _blank(asked: Field) -> CellReading:
    if asked.required:
        return _fault("missing", asked)
    if asked.kind in {"money", "count"}:
        return CellReading(0)
    return CellReading(asked.blank)


def _fault(kind: str, asked: Field, *, shade: str = "", **details: object) -> CellReading:
    why, mend = words(shade or kind, asked, **details)
    return CellReading(fault=Fault(kind, why, mend))


def _text(_heading: Heading, cell: RawCell, _ground: Ground) -> CellReading:
    nothing = is_dash(cell.value) or cell.kind in {"error", "unvalued"}
    return CellReading(None if nothing else tidied(cell.value))


def _word(heading: Heading, cell: RawCell, _ground: Ground) -> CellReading:
    text = cell.text
    if is_dash(text) or cell.kind in {"error", "unvalued"}:
        return CellReading()
    code = re.match(r"^(\d{1,2})[.、:]?(.*)$", squeezed(text))
    if heading.field.codes and code:
        return CellReading(code[2] or heading.field.codes.get(code[1], text))
    return CellReading(text)


def _name(heading: Heading, cell: RawCell, _ground: Ground) -> CellReading:
    name = person_name(cell.value)
    if not name or is_dash(name) or cell.kind in {"error", "unvalued"}:
        return _blank(heading.field)
    return CellReading(name)


def _identity(heading: Heading, cell: RawCell, ground: Ground) -> CellReading:
    asked = heading.field
    if is_dash(cell.value) or squeezed(cell.value) in ground.form.words["nothing"]:
        return _blank(asked)
    if cell.kind != "text":
        return _fault("id_digits_lost", asked)
    known = identity(cell.value, on=ground.on)
    if not re.search(r"\d", known.number):
        return _blank(asked)
    flaw = _flaw(known, ground)
    if flaw == "id_letters":
        return _fault("bad_check_digit", asked, shade="id_letters")
    return _fault(flaw, asked, length=sum(map(str.isalnum, known.number))) if flaw else CellReading(known)


def _flaw(known: Identity, ground: Ground) -> str | None:
    """Return what is wrong with a number: eight digits that are a day are no permit; a zeroed end is a lost one."""
    if known.kind == "permit_taiwan" and written_date(known.number, not_after=ground.on):
        return "id_length"
    if known.flaw == "bad_check_digit" and known.number.endswith("000"):
        return "id_digits_lost"
    return known.flaw


def _member_identity(_heading: Heading, cell: RawCell, _ground: Ground) -> CellReading:
    return CellReading(plain_identity(cell.value) if cell.kind == "text" and not is_dash(cell.value) else None)


def _sex(heading: Heading, cell: RawCell, ground: Ground) -> CellReading:
    text = without_asides(compatible(cell.value)).upper()
    for sex, key in (("F", "female"), ("M", "male")):
        if text in ground.form.words[key]:
            return CellReading(sex)
    return CellReading() if is_dash(text) else _fault("bad_value", heading.field)


def _day(heading: Heading, cell: RawCell, ground: Ground) -> CellReading:
    born = heading.field.kind == "birth"
    early, late = (date(1900, 1, 1), ground.on) if born else (ground.surveyed_from, ground.surveyed_to)
    day: date | None
    if cell.kind == "date":
        day = date.fromisoformat(cell.value)
    elif cell.kind == "number" and len(cell.value.partition(".")[0]) <= 5:
        day = excel_day(float(cell.value))
    elif is_dash(cell.value):
        return CellReading()
    else:
        day = written_date(cell.value, not_before=early, not_after=late)
    return CellReading(day) if day and early <= day <= late else _fault("bad_date", heading.field)


def _phone(_heading: Heading, cell: RawCell, _ground: Ground) -> CellReading:
    first = re.split(r"[,，;；、\n]|/(?=1)|\s{2,}", cell.text)[0]
    digits = re.sub(r"\D", "", re.sub(r"\.0+$", "", compatible(first)))
    digits = re.sub(r"^(0086|86)(?=1\d{10}$)", "", digits)
    return CellReading(digits or None)


def _card(heading: Heading, cell: RawCell, ground: Ground) -> CellReading:
    asked = heading.field
    plain = re.sub(r"[-_·.]", "", compatible(cell.value).strip("'`\"="))
    if cell.kind == "number" or SCIENTIFIC.match(compatible(cell.value).upper()):
        return _fault("card_digits_lost", asked)
    if is_dash(cell.value) or plain.upper() in ground.form.words["nothing"]:
        return CellReading()
    only_number = re.fullmatch(r"\D*(\d{12,})\D*", plain)
    return CellReading(only_number[1]) if only_number else _fault("bad_value", asked)


def _yes_no(heading: Heading, cell: RawCell, ground: Ground) -> CellReading:
    asked = heading.field
    if cell.kind == "boolean":
        return CellReading(cell.value == "true")
    text = compatible(cell.value).upper()
    if is_dash(text):
        return _dashed(asked, {"no": False, "yes": True})
    first = FIRST_CLAUSE.match(without_asides(text))
    forms = [text, without_asides(text), first[1] if first else ""]
    said = next(
        (answer for form in forms if (answer := _answer(asked, form.rstrip("。.,;"), ground)) is not None), None
    )
    beside = {_answer(asked, aside, ground) for aside in asides(text)} - {None}
    if said is not None and not beside - {said}:
        return CellReading(said)
    return CellReading(asked.blank) if asked.lenient else _fault("bad_value", asked)


def _answer(asked: Field, text: str, ground: Ground) -> bool | None:
    if text in ground.form.words["yes"] or (asked.yes and asked.yes.search(text)):
        return True
    if text in ground.form.words["no"] or (asked.no and asked.no.search(text)):
        return False
    return None


def _dashed(asked: Field, meanings: Mapping[str, Any]) -> CellReading:
    """Return what a cell crossed out with a dash or slash means: what the form's data say, or nothing usable."""
    if asked.dash is not None:
        return CellReading(meanings.get(asked.dash, asked.dash))
    return _fault("bad_value", asked) if asked.required else CellReading(asked.blank)


def _choice(heading: Heading, cell: RawCell, _ground: Ground) -> CellReading:
    asked = heading.field
    text = compatible(cell.value).upper()
    if is_dash(text):
        return _dashed(asked, {})
    if cell.kind == "boolean":
        text = "是" if cell.value == "true" else "否"
    parts = [part for part in SEPARATORS.split(text) if part]
    telling = [part for part in parts if part not in BARE_YES] or parts
    chosen: set[str] = set()
    for part in telling:
        found = _matching(asked, part) or _matching(asked, without_asides(part))
        if not found or (len(found) > 1 and set(asked.conflict) <= found):
            return _fault("bad_value", asked)
        chosen.add(next(key for key in asked.choices if key in found))
    if len(chosen) > 1 and asked.conflict:
        return CellReading(asked.conflict[-1] if asked.conflict[-1] in chosen else next(iter(chosen - {"none"})))
    return CellReading(chosen.pop()) if len(chosen) == 1 else _fault("bad_value", asked)


def _matching(asked: Field, text: str) -> set[str]:
    return {key for key, pattern in asked.choices.items() if pattern.search(text)}


def _written(cell: RawCell, asked: Field, ground: Ground) -> Written | Fault | None:
    """Return the number in a cell, zero for a word that means nothing, a fault, or ``None`` when crossed out."""
    if cell.kind == "number":
        return Written(Decimal(cell.value))
    if cell.kind != "text":
        shade = "not_a_number_but_date" if cell.kind == "date" else "bad_number"
        return Fault("bad_number", *words(shade, asked))
    if is_dash(cell.value):
        return None
    plain = compatible(cell.value).upper().rstrip("。.")
    bare = without_asides(plain)
    if bare in ground.form.words["nothing"] or (asked.nothing and asked.nothing.search(bare)):
        return Written(Decimal(0))
    number = written_number(cell.value)
    if number is None or (number.unit and number.unit not in asked.units):
        return Fault("bad_number", *words("bad_number", asked))
    return number


def _money(heading: Heading, cell: RawCell, ground: Ground) -> CellReading:
    asked = heading.field
    number = _written(cell, asked, ground)
    if number is None:
        return _fault("bad_number", asked) if asked.required else CellReading(0)
    if isinstance(number, Fault):
        return CellReading(fault=number)
    column: Period = heading.period or "year"
    if number.period and number.period != column:
        return _fault("period_conflict", asked, column=PERIOD_WORDS[column], cell=PERIOD_WORDS[number.period])
    if number.value < 0:
        return _fault("negative", asked)
    return _fen(number, heading, ground)


def _fen(number: Written, heading: Heading, ground: Ground) -> CellReading:
    """Return an amount in whole fen a year, or a fault when nobody can mean it."""
    asked, column = heading.field, heading.period or "year"
    fen = half_away_from_zero(
        Fraction(number.value * _factor(number, heading, ground)) * (MONTHS if column == "month" else 1)
    )
    if fen > ground.form.bounds["most_money_fen"]:
        return _fault("out_of_range", asked, shade="too_much")
    if asked.required and 0 < fen < ground.form.bounds["least_income_fen"]:
        return _fault("out_of_range", asked, shade="slip_of_unit", written=format(number.value.normalize(), "f"))
    return CellReading(fen)


def _factor(number: Written, heading: Heading, ground: Ground) -> int:
    """Fen in one written unit: the cell's own unit before the heading's, the heading's before the table's."""
    units = ground.form.money_units
    if number.unit:
        return units[number.unit]
    if number.scaled:
        return units[BASE_MONEY_UNIT]
    return heading.factor or ground.table_factor or units[BASE_MONEY_UNIT]


def _quantity(heading: Heading, cell: RawCell, ground: Ground) -> CellReading:
    asked = heading.field
    number = _written(cell, asked, ground)
    if number is None:
        return _fault("bad_number", asked) if asked.required else CellReading(0)
    if isinstance(number, Fault):
        return CellReading(fault=number)
    if number.period:
        return _fault("bad_number", asked)
    if number.value < 0:
        return _fault("negative", asked)
    steps = number.value * (asked.units[number.unit] if number.unit else 1)
    if asked.kind == "area":
        steps = Decimal(half_away_from_zero(Fraction(number.value * AREA_STEPS)))
    least, most = ground.bounds[asked.key]
    if steps != steps.to_integral_value():
        return _fault("out_of_range", asked, shade="not_whole")
    return CellReading(int(steps)) if least <= steps <= most else _fault("out_of_range", asked)


AREA_STEPS = 100
"""Square decimetres in a square metre; every unit of area the form knows is the square metre."""

READERS: Mapping[str, Callable[[Heading, RawCell, Ground], CellReading]] = {
    "text": _text,
    "word": _word,
    "ignored": _text,
    "name": _name,
    "identity": _identity,
    "member_identity": _member_identity,
    "sex": _sex,
    "birth": _day,
    "survey_date": _day,
    "phone": _phone,
    "card": _card,
    "yes_no": _yes_no,
    "choice": _choice,
    "money": _money,
    "area": _quantity,
    "count": _quantity,
}


def shown(asked: Field, cell: RawCell | None) -> str:
    """Return what was written in a cell as it may be shown: personal numbers masked, a blank said so."""
    if cell is None or not cell.text:
        return "（空）"
    text = folded(cell.value)
    return mask(text) if asked.personal or re.search(r"\d{15,}", compatible(text)) else text[:60]
