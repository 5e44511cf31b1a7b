"""Finding one row for one person: what is not theirs is not found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from niangjia.casework import queries as desk
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.assessment import latest_assessment
from niangjia.casework.intake import live_rows
from niangjia.casework.review import open_override
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.programmes.hardship.queries.rows import reading_of, values_for
from niangjia.records.cases.models import Case, Override
from niangjia.records.papers.models import Return, ReturnRow, Upload
from niangjia.records.people.models import MergeProposal
from niangjia.records.unions.models import Union
from niangjia.values.errors import NotAQuarter
from niangjia.values.periods import Quarter
from niangjia.web.forms import row_number

NOT_FOUND = "没有找到这一页"


def quarter_of(period: str) -> Quarter:
    """Return the quarter that an address names.

    Errors: ``NotYours`` when it names none.
    """
    try:
        return Quarter.parse(period)
    except NotAQuarter as error:
        raise NotYours(NOT_FOUND) from error


def judged_periods(actor: Actor) -> list[str]:
    """Return the quarters in which households within reach were judged, newest first."""
    cases = actor.rows(Case, "see_verdicts").filter(programme=PROGRAMME.key)
    return list(cases.values_list("period", flat=True).distinct().order_by("-period"))


def filing_unions(actor: Actor) -> QuerySet[Union]:
    """Return the unions that this person may send a return for."""
    return actor.unions("file_returns").filter(files_returns=True).order_by("code")


def chosen_union(unions: QuerySet[Union], asked: str | None, *, own: Union | None = None) -> Union:
    """Return the union that was asked for among ``unions``; else the reader's ``own``, if it is one; else the first.

    Errors: ``NotYours`` when it is not among them.
    """
    if not asked and own is not None and (mine := unions.filter(pk=own.pk).first()):
        return mine
    found = unions.filter(pk=row_number(asked)) if asked else unions
    union = found.first()
    if union is None:
        raise NotYours(NOT_FOUND)
    return union


def return_for(actor: Actor, union: Union, period: str) -> Return | None:
    """Return the return of a union and quarter, if it is owed already."""
    return actor.rows(Return, "file_returns").filter(owner_union=union, period=period).first()


def find_return(actor: Actor, pk: int, capability: str = "see_returns") -> Return:
    """Return one return that this person may see, or act on with ``capability``."""
    return actor.row(Return, capability, pk=pk)


def upload_to_mend(actor: Actor, return_id: int) -> Upload:
    """Return the file of a return that this person is to mend.

    Errors: ``NotYours`` when there is none.
    """
    upload = desk.upload_to_mend(actor.row(Return, "file_returns", pk=return_id))
    if upload is None:
        raise NotYours(NOT_FOUND)
    return upload


def find_row(actor: Actor, pk: int) -> ReturnRow:
    """Return one live row that this person may mend; a row that was replaced leads to the one in its place."""
    return live_row_in_place_of(actor.row(ReturnRow, "file_returns", pk=pk))


def live_row_in_place_of(row: ReturnRow) -> ReturnRow:
    """Return the row that stands in the place of ``row`` now."""
    return desk.row_in_place_of(row)


def next_to_mend(row: ReturnRow) -> ReturnRow | None:
    """Return the next row of the same return that is to be mended."""
    return live_rows(row.filed_in).filter(verdict="fix").first()


def faults_of(row: ReturnRow) -> list[dict[str, str]]:
    """Return the faults of a row, one a field."""
    by_key: dict[str, dict[str, str]] = {}
    for fault in reading_of(row)["faults"]:
        by_key.setdefault(fault["key"], fault)
    return list(by_key.values())


def find_case(actor: Actor, pk: int, capability: str = "see_verdicts") -> Case:
    """Return one judged case that this person may see, or act on with ``capability``."""
    case = (
        actor.rows(Case, capability)
        .select_related("household", "owner_union", "row__upload__received_by", "row__filed_in")
        .filter(pk=pk, programme=PROGRAMME.key)
        .first()
    )
    if case is None or latest_assessment(case) is None:
        raise NotYours(NOT_FOUND)
    return case


def open_proposal(case: Case) -> Override:
    """Return the override that waits for its second person.

    Errors: ``NotYours`` when none does.
    """
    assessment = latest_assessment(case)
    override = open_override(assessment) if assessment else None
    if override is None or override.state != "open":
        raise NotYours(NOT_FOUND)
    return override


def find_proposal(actor: Actor, pk: int) -> MergeProposal:
    """Return one merge proposal, both of whose unions are within reach."""
    within = actor.union_ids("decide_merges")
    found = actor.rows(MergeProposal, "decide_merges").filter(pk=pk, second__owner_union_id__in=within).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def home_union(actor: Actor) -> Union:
    """Return the union for which this person chooses values: that of the post which gives the right."""
    seat = actor.seat("choose_values")
    if seat is None:
        raise NotYours(NOT_FOUND)
    return seat


def places_of(union: Union, *, on: date) -> Sequence[str]:
    """Return the places of a union from near to far."""
    place, _chosen = values_for(union.pk, on=on)
    return place


def tier_label(tier: str) -> str:
    """Return the word for a tier.

    >>> tier_label("deep")
    '深度困难'
    """
    labels: Mapping[str, Any] = PROGRAMME.tiers
    return str(labels.get(tier, tier))
