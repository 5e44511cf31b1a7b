"""The form that a chair is handed, already holding last quarter's households; and what she pastes instead of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from niangjia.casework import privacy
from niangjia.casework.access import Actor
from niangjia.outside.workbook import PASTED_NAME, TemplateSheet, pasted_file, template_workbook
from niangjia.programmes.hardship.forms.survey import survey_form
from niangjia.programmes.hardship.forms.template import handed_out, member_columns, template_columns, written
from niangjia.programmes.hardship.queries.template import last_reported, listed_members, lists_everybody
from niangjia.programmes.hardship.services.returns import receive_return
from niangjia.records.papers.models import Return, Upload
from niangjia.records.unions.models import Account, Union
from niangjia.values.periods import Quarter


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The form as a file, and how many households it holds already."""

    name: str
    data: bytes
    households: int


def return_template(actor: Actor, union: Union, *, period: str, at: datetime) -> HandedOut:
    """Return the form of ``union`` for a quarter, with the households that it reported last.

    It holds whole identity numbers: that it went out, and to whom, is written first. Money is asked anew each quarter
    and stands blank, so that nobody sends last quarter's figures by mistake.
    """
    quarter, told = Quarter.parse(period), handed_out()
    filed_in, readings = last_reported(actor, union, period)
    if filed_in is not None:
        privacy.write_download(filed_in, by=actor.account, at=at)
    lines = (f"{quarter.label}{survey_form().label}", f"填报单位：{union.name}　{told['money_line']}")
    data = template_workbook(
        (
            TemplateSheet(told["sheet"], lines, template_columns(), household_rows(readings), spare=told["spare_rows"]),
            TemplateSheet(
                told["member_sheet"],
                (told["member_sheet"], told["member_line"]),
                member_columns(),
                member_rows(readings),
                spare=told["spare_rows"],
            ),
        ),
        guide=(told["guide_sheet"], told["guide"]),
        hidden={"template": str(told["version"]), "period": str(quarter), "union": union.code},
        made_at=at.replace(tzinfo=None),
    )
    return HandedOut(f"{union.short_name}{quarter.label.replace(' ', '')}摸排表.xlsx", data, len(readings))


def household_rows(readings: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the households as rows of the form: who they are; what is asked anew each quarter stands blank."""
    keys = [column.key for column in template_columns() if column.key not in {"serial", *handed_out()["asked_anew"]}]
    return [
        {"serial": str(number)}
        | {key: written(key, (reading["facts"] | told_of(reading["person"])).get(key)) for key in keys}
        for number, reading in enumerate(readings, start=1)
    ]


def told_of(person: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a worker."""
    return {key: value for key, value in person.items() if value is not None}


def member_rows(readings: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the members as rows of the form's second sheet, where every household's list is whole.

    Half a list would be read as households that are smaller than they are.
    """
    if not all(lists_everybody(reading) for reading in readings):
        return []
    return [
        {
            "worker_name": reading["person"]["name"],
            "worker_id": reading["person"]["id_number"],
            "member_name": one["name"],
            "relation": one["relation"],
            "member_id": one["id_number"],
        }
        for reading in readings
        for one in listed_members(reading)
    ]


def pasted_table(text: str) -> bytes:
    """Return what was pasted as the file that is read; without headings, in the order of the form that is handed out.

    Errors: ``NotPasted``, with a sentence that says what to copy.
    """
    columns = [(column.key, column.heading) for column in template_columns()]
    return pasted_file(text, form=survey_form(), columns=columns)


def paste_return(filed_in: Return, *, text: str, by: Account, at: datetime) -> tuple[Upload, bool]:
    """Take what was pasted like a file: kept, read, to be mended; the same text twice changes nothing."""
    return receive_return(filed_in, name=PASTED_NAME, content=pasted_table(text), by=by, at=at)
