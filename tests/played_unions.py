"""Organising in the played quarter: in each county a workplace asks for a union, and another has it already."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

from founding import asked, founded, prepared, reported
from small_county import AT, LONG_AGO, UNIONS, County

from niangjia.casework import liaison
from niangjia.records.unions.models import Union

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter


class EveryUnion:
    """The unions of the county's table, where an address names one: each is its own row."""

    @property
    def everywhere(self) -> EveryUnion:
        return self

    def order_by(self, _field: str) -> Iterator[SimpleNamespace]:
        known = Union.objects.filter(code__in=[code for code, _kind, _parents in UNIONS])
        return (SimpleNamespace(pk=one.pk, owner_union=one) for one in known.order_by("pk"))


def play_unions(played: PlayedQuarter) -> None:
    """Let workplaces of both counties ask for a union, each at another step."""
    for first, union, by, chair in ((10, "street", "cadre", "chair"), (20, "foreign", "stranger", "foreign-chair")):
        asked(played.county, union, first + 1)
        prepared(played.county, union, first + 2, by)
        reported(played.county, union, first + 3, by)
        founded(played.county, union, first + 4, by)
        keep_contact(played.county, union, by, chair)


def keep_contact(county: County, union: str, by: str, chair: str) -> None:
    """Let the chair keep contact with the union, and raise two things, of which one is answered."""
    unions, accounts = county.unions, county.accounts
    kept = liaison.assign_liaison(unions[union], account=accounts[chair], on=LONG_AGO, by=accounts[by], at=AT)
    liaison.log_contact(kept, on=AT.date(), way="visit", told="活动室漏雨", by=accounts[chair], at=AT)
    told = {"kind": "activity", "by": accounts[chair], "at": AT}
    liaison.raise_matter(unions[union], text="活动室漏雨", **told)
    answered = liaison.raise_matter(unions[union], text="要一台打印机", **told)
    liaison.answer_raised(answered, text="下周送到", by=accounts[by], at=AT)
