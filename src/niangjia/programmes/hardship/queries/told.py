"""What the survey also told: difficulties at work and small wishes, and which of them became a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from niangjia.casework.access import Actor
from niangjia.casework.queries.needs import numbered
from niangjia.programmes.hardship.queries.rows import accepted_rows, home_of, reading_of
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household
from niangjia.values.periods import Quarter

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a household told in the survey of a quarter: a difficulty at work, or a wish.

    ``number`` is that of the case it becomes: of each kind one a household and quarter. ``major`` says that it needs a
    meeting and a tender.
    """

    household: Household
    union_label: str
    matter: str
    text: str
    major: bool
    number: str


def told_in(actor: Actor, period: str) -> list[Told]:
    """Return what the accepted rows of a quarter within the reach of ``actor`` tell, in the order they were filed.

    A household filed twice is heard once; what its filings say differently stands side by side.
    """
    said: dict[tuple[int, str], Told] = {}
    for row in accepted_rows(actor.union_ids("file_returns"), period).select_related(
        "household__owner_union", "household__merged_into__owner_union"
    ):
        household = home_of(row)
        if household is None:
            continue
        person = reading_of(row)["person"]
        major = person.get("needs_tender") is True
        for matter, key in (("need", "work_difficulty"), ("wish", "wish")):
            text = str(person.get(key) or "").strip()
            if not text:
                continue
            known = said.get((household.pk, matter))
            words = text if known is None or text in known.text else f"{known.text}；{text}"
            said[household.pk, matter] = Told(
                household,
                household.owner_union.short_name,
                matter,
                words,
                major=matter == "need" and (major or (known is not None and known.major)),
                number=f"{matter[0].upper()}-{period}-{household.pk:05d}",
            )
    return list(said.values())


def taken_up(told: list[Told]) -> dict[str, Case]:
    """Return the cases that things told became already, by number."""
    return numbered(one.number for one in told)


def told_page(actor: Actor, period: str, *, number: str = "") -> Mapping[str, Any]:
    """Return the context of the page: what was told, what of it waits to be taken up first, a page at a time."""
    told = told_in(actor, period)
    known = taken_up(told)
    page = Paginator(sorted(told, key=lambda one: one.number in known), ON_A_PAGE).get_page(number)
    return {
        "quarter": {"key": period, "label": Quarter.parse(period)},
        "rows": [line(one, known.get(one.number)) for one in page],
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": "?page="},
        "waiting": sum(1 for one in told if one.number not in known),
        "difficulties": sum(1 for one in told if one.matter == "need"),
        "wishes": sum(1 for one in told if one.matter == "wish"),
    }


def line(one: Told, case: Case | None) -> dict[str, Any]:
    """Return one line of the page."""
    page = {"need": "care:need", "wish": "care:wish"}[one.matter]
    return {
        "name": one.household.head_name,
        "union_label": one.union_label,
        "matter": one.matter,
        "text": one.text,
        "major": one.major,
        "url": "" if case is None else reverse(page, args=[case.need.pk]),
    }
