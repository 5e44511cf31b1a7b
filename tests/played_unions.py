"""Organising in the played quarter: in each county a workplace asks for a union, and another has it already."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

from founding import asked, founded, prepared, reported

from niangjia.records.unions.models import Union

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter


class EveryUnion:
    """The unions themselves, where an address names one: each is its own row."""

    @property
    def everywhere(self) -> EveryUnion:
        return self

    def order_by(self, _field: str) -> Iterator[SimpleNamespace]:
        return (SimpleNamespace(pk=one.pk, owner_union=one) for one in Union.objects.order_by("pk"))


def play_unions(played: PlayedQuarter) -> None:
    """Let workplaces of both counties ask for a union, each at another step."""
    for first, union, by in ((10, "street", "cadre"), (20, "foreign", "stranger")):
        asked(played.county, union, first + 1)
        prepared(played.county, union, first + 2, by)
        reported(played.county, union, first + 3, by)
        founded(played.county, union, first + 4, by)
