"""A page of a long list: first the numbers of its rows, then those rows alone.

What a list is ordered and narrowed by lies in an index; names and labels do not. Asked in one question, every row of
the list would be put together and sorted to show fifty. A page beyond the middle is counted from the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class KeyedPage:
    """One page: the numbers of its rows in their order, which page of how many it is, and of how many rows."""

    keys: tuple[Any, ...]
    number: int
    pages: int
    total: int
    first: int
    last: int

    def rows(self, found: QuerySet[Row]) -> list[Row]:
        """Return the rows of this page out of ``found``, in the order of the list."""
        place = {key: at for at, key in enumerate(self.keys)}
        return sorted(found.filter(pk__in=self.keys), key=lambda row: place[row.pk])


def keyed_page(listed: QuerySet[Any], size: int, asked: str | None, *, total: int | None = None) -> KeyedPage:
    """Return the page ``asked`` for of an ordered list, ``size`` rows a page; the nearest for one that is none.

    ``total`` is how many rows there are, where that is known already.
    """
    total = listed.count() if total is None else total
    page = Paginator(range(total), size).get_page(asked)
    start, stop = (page.number - 1) * size, min(page.number * size, total)
    keys = listed.values_list("pk", flat=True)
    if start > total - stop:
        some = tuple(reversed(keys.reverse()[total - stop : total - start]))
    else:
        some = tuple(keys[start:stop])
    return KeyedPage(some, page.number, page.paginator.num_pages, total, page.start_index(), page.end_index())
