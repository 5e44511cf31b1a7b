"""Households and pairs for the tests: one with a phone, one paired, one called, one whose cadre is kin."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from small_county import AT, County

from niangjia.programmes.care.services import pairs
from niangjia.records.people.models import Household, KinTie, Person
from niangjia.records.placements.models import Contact, Pairing
from niangjia.records.sealing import seal

PHONE = "13900001234"


def household(county: County, code: str, name: str) -> Household:
    """Put a household with a phone on the shelf."""
    union = county.unions[code]
    kept: Household = Household.everywhere.create(
        owner_union=union, head_name=name, head_index=f"{code}-{name}", opened_at=AT
    )
    head = Person(owner_union=union, household=kept, name=name, relation="本人")
    seal(head, "phone", PHONE)
    head.save()
    return kept


def paired(county: County, one: Household, cadre: str = "helper", *, by: str = "cadre", at: datetime = AT) -> Pairing:
    return pairs.pair(one, cadre=county.accounts[cadre], kind="quarantined", by=county.accounts[by], at=at)


def called(pairing: Pairing, *, at: datetime = AT, reached: bool = True, **more: Any) -> Contact:
    return pairs.log_contact(
        pairing,
        **{"key": uuid4(), "channel": "phone", "reached": reached, "by": pairing.cadre, "at": at, **more},
    )


def kin(county: County, one: Household, cadre: str) -> None:
    by = county.accounts["cadre"]
    KinTie.everywhere.create(
        owner_union=one.owner_union,
        household=one,
        account=county.accounts[cadre],
        relation="表兄",
        declared_by=by,
        declared_at=AT,
    )
