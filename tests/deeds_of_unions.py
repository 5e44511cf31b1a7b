"""The deeds of organising, ready to be done once to the played quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from played_quarter import PlayedQuarter
from small_county import AT

from niangjia.casework.access import reshaping
from niangjia.records.unions.models import TERRITORY, Union

LATER = AT + timedelta(days=1)


def new_part(on: date) -> Union:
    return Union(code="part", name="分出来的工会", short_name="分会", kind="enterprise", place="青川市", founded_on=on)


DEEDS_OF_UNIONS: dict[str, Callable[[PlayedQuarter], Any]] = {
    "access.reshaping.move_union": lambda p: reshaping.move_union(
        p.county.unions["community"],
        line=TERRITORY,
        parent=p.county.unions["street-2"],
        on=LATER.date(),
        by=p.county.accounts["cadre"],
        at=LATER,
    ),
    "access.reshaping.merge_unions": lambda p: reshaping.merge_unions(
        p.county.unions["street"],
        into=p.county.unions["street-2"],
        on=LATER.date(),
        by=p.county.accounts["cadre"],
        at=LATER,
    ),
    "access.reshaping.dissolve_union": lambda p: reshaping.dissolve_union(
        p.county.unions["community"], on=LATER.date(), by=p.county.accounts["cadre"], at=LATER
    ),
    "access.reshaping.split_union": lambda p: reshaping.split_union(
        p.county.unions["mill"],
        part=new_part(LATER.date()),
        workers=(),
        by=p.county.accounts["cadre"],
        at=LATER,
    ),
}

PARTS_OF_UNIONS = {"access.reshaping.end_union"}
