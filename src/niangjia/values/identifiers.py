"""Identity numbers, told apart by kind. The check digit and the birth date are hard; the area code is only a hint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum.cn.ric import calc_check_digit

from niangjia.values.text import compatible, masked, without_asides

IdKind = Literal[
    "resident", "resident_15", "residence_permit_hong_kong", "residence_permit_macau", "residence_permit_taiwan",
    "permit_hong_kong_macau", "permit_taiwan", "permanent_residence_2023", "permanent_residence_old", "passport",
]  # fmt: skip
IdFlaw = Literal["id_length", "bad_check_digit", "id_bad_date", "id_letters", "id_digits_lost"]
Sex = Literal["F", "M"]

KIND_LABELS: dict[str, str] = {
    "resident": "居民身份证",
    "resident_15": "15 位居民身份证",
    "residence_permit_hong_kong": "香港居民居住证",
    "residence_permit_macau": "澳门居民居住证",
    "residence_permit_taiwan": "台湾居民居住证",
    "permit_hong_kong_macau": "港澳居民来往内地通行证",
    "permit_taiwan": "台湾居民来往大陆通行证",
    "permanent_residence_2023": "外国人永久居留身份证",
    "permanent_residence_old": "外国人永久居留身份证（旧版）",
    "passport": "护照",
}
PERMITS: dict[str, IdKind] = {
    "81": "residence_permit_hong_kong",
    "82": "residence_permit_macau",
    "83": "residence_permit_taiwan",
}
FIRST_BIRTH_YEAR = 1900
SHAPES: tuple[tuple[re.Pattern[str], IdKind], ...] = (
    (re.compile(r"^[HM]\d{8}(\d{2})?$"), "permit_hong_kong_macau"),
    (re.compile(r"^\d{8}$"), "permit_taiwan"),
    (re.compile(r"^[A-Z]{3}\d{12}$"), "permanent_residence_old"),
    (re.compile(r"^(?![HM]\d{7,9}$)[A-Z]{1,2}\d{7,8}$"), "passport"),
)
QUOTES = "'`\"=‘’“”"
BESIDE_THE_NUMBER = re.compile(r"[^\x00-\x7f‘’“”·]+:?")
LIKE_X = re.compile(r"(?<=\d)([-.·]?)[×✕✗хХχΧ](?=[(（]|['’\"]?$)")
SCIENTIFIC = re.compile(r"^\d(\.\d+)?E\+?\d+$")


@dataclass(frozen=True, slots=True)
class Identity:
    """What an identity number says: its kind and, where the kind carries them, birth date and sex.

    ``flaw`` names what is wrong with the number; then nothing else of it is to be trusted.
    """

    number: str
    kind: IdKind | None = None
    birth: date | None = None
    sex: Sex | None = None
    flaw: IdFlaw | None = None


def plain_identity(text: str) -> str:
    """Return an identity number as it is compared: half-width, upper-case, without spaces, dashes, labels and remarks.

    >>> plain_identity(" ６４０３９７ 19911206 028x"), plain_identity("身份证：640397199112060282（本人）")
    ('64039719911206028X', '640397199112060282')
    >>> plain_identity("64039719911206028×")
    '64039719911206028X'
    """
    written = without_asides(LIKE_X.sub("X", compatible(text)))
    plain = BESIDE_THE_NUMBER.sub("", written).upper().strip(QUOTES)
    return plain if SCIENTIFIC.match(plain) else re.sub(r"\.0$|[-_·.]", "", plain)


def identity(text: str, *, on: date) -> Identity:
    """Return what the identity number ``text`` says on the day ``on``; a birth after that day is impossible.

    Errors: none raised; ``flaw`` says what is wrong.
    Source: GB 11643-1999 (18 digits, ISO 7064 MOD 11-2); 港澳台居民居住证申领发放办法 (81, 82, 83);
            外国人永久居留身份证 2023 (begins with 9).

    >>> day = date(2026, 9, 30)
    >>> identity("11010519491231002X", on=day)
    Identity(number='11010519491231002X', kind='resident', birth=datetime.date(1949, 12, 31), sex='F', flaw=None)
    >>> identity("110105491231002", on=day).kind, identity("H12345678", on=day).kind
    ('resident_15', 'permit_hong_kong_macau')
    >>> identity("110105194912310021", on=day).flaw, identity("11010519491231002", on=day).flaw
    ('bad_check_digit', 'id_length')
    """
    number = plain_identity(text)
    if SCIENTIFIC.match(number):
        return Identity(number, flaw="id_digits_lost")
    if re.match(r"^\d{17}[\dX]$", number):
        return _eighteen(number, on)
    if re.match(r"^\d{15}$", number):
        return _fifteen(number, on)
    for shape, kind in SHAPES:
        if shape.match(number):
            return Identity(number, kind)
    return Identity(number, flaw="id_letters" if len(number) == 18 and number.isalnum() else "id_length")


def _eighteen(number: str, on: date) -> Identity:
    if calc_check_digit(number) != number[17]:
        return Identity(number, flaw="bad_check_digit")
    birth = _birth(number[6:14])
    if birth is None or birth > on or birth.year < FIRST_BIRTH_YEAR:
        return Identity(number, flaw="id_bad_date")
    kind: IdKind = "permanent_residence_2023" if number[0] == "9" else PERMITS.get(number[:2], "resident")
    return Identity(number, kind, birth, "M" if int(number[16]) % 2 else "F")


def _fifteen(number: str, on: date) -> Identity:
    birth = _birth("19" + number[6:12])
    if birth is None or birth > on:
        return Identity(number, flaw="id_bad_date")
    return Identity(number, "resident_15", birth, "M" if int(number[14]) % 2 else "F")


def _birth(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def same_person_number(number: str) -> str:
    """Return the form in which an old and a new number of one person are equal: the 15 digits of a mainland number.

    >>> same_person_number("11010519491231002X") == same_person_number("110105491231002")
    True
    """
    if len(number) == 18 and number[6:8] == "19" and number[0] in "1234567":
        return number[:6] + number[8:17]
    return number


def mask(number: str) -> str:
    """Return an identity or card number with its middle hidden.

    >>> mask("640397199112060282")
    '6403**********0282'
    """
    return masked(number)


def whole_years(birth: date, *, on: date) -> int:
    """Return how many whole years old somebody born on ``birth`` is on the day ``on``.

    >>> whole_years(date(2010, 10, 1), on=date(2026, 9, 30))
    15
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
