"""The privacy desk: masked everywhere; one value at a time is shown, with a purpose, and leaves an event."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Model

from niangjia.casework import trail
from niangjia.records.people.models import Person, Worker
from niangjia.records.sealing import unseal
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError

PURPOSES = {"identity": "核对身份", "contact": "联系本人", "payout": "发放救助"}
FIELDS = {"id_number": "身份证号", "phone": "手机号", "card_number": "银行卡号"}
FIELD_FOR = {"identity": "id_number", "contact": "phone", "payout": "card_number"}
"""Which value serves a purpose: whoever pays needs the card, not who somebody is."""


class PurposeMissing(NiangjiaError):
    """A personal value was asked for without saying what for."""

    code = "purpose_missing"


def reveal(person: Person | Worker, *, field: str, purpose: str, by: Account, at: datetime) -> str | None:
    """Return one sealed value of ``person`` in the clear. That it was shown, to whom and why, is written first.

    Errors: ``PurposeMissing`` without a purpose of the list, or for a field that is not one of the sealed ones.
    """
    if purpose not in PURPOSES or field not in FIELDS:
        raise PurposeMissing("请先选用途：核对身份、联系本人，或发放救助")
    with transaction.atomic():
        trail.record(by, "reveal", person, at=at, field=field, purpose=purpose)
    return unseal(person, field)


def write_download(row: Model, *, by: Account, at: datetime) -> None:
    """Write that a file with personal values went out to ``by``."""
    with transaction.atomic():
        trail.record(by, "download", row, at=at)


def masked(person: Person | Worker, field: str) -> str:
    """Return one sealed value with its middle hidden: enough to tell two people apart, not enough to use.

    The first four and the last four characters stay of a long number, the first three and the last four of a phone.
    """
    value = unseal(person, field)
    if not value:
        return ""
    head, tail = (3, 4) if field == "phone" else (4, 4)
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + value[-tail:]
