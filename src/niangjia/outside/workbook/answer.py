"""The answer to a return: the same workbook back, with what is to be mended marked, told and listed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from niangjia.outside.workbook.raw import RawWorkbook, as_message
from niangjia.outside.workbook.reading import content_of, read_workbook, run_child
from niangjia.outside.workbook.refusals import FileRefused
from niangjia.outside.workbook.surroundings import OWN_MARK, OWN_SUMMARY

PROBLEM_HEADING = "问题"


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to be marked, with the words for its comment."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class ProblemColumn:
    """Where a table's 问题 column stands: right of everything, so that no other cell moves."""

    sheet: str
    heading_row: int
    first_row: int
    last_row: int
    column: int


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of the summary: where, whose, which column, what was written, what is wrong, how to mend it."""

    sheet: str
    cell: str
    name: str
    label: str
    written: str
    why: str
    mend: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is written into the copy that goes back; ``problems`` are told by sheet and row."""

    marks: tuple[Mark, ...]
    problem_columns: tuple[ProblemColumn, ...]
    problems: Mapping[tuple[str, int], str]
    lines: tuple[SummaryLine, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnnotatedCopy:
    """The copy to send back: its file name (always .xlsx), its bytes, and whether the sender's layout could be kept."""

    name: str
    data: bytes
    layout_kept: bool


def annotate(
    source: str | os.PathLike[str] | bytes, answer: Answer, *, name: str | None = None, raw: RawWorkbook | None = None
) -> AnnotatedCopy:
    """Return the sender's workbook with the bad cells marked and commented, a 问题 column, and a summary sheet.

    An .xlsx keeps its layout; an .xls or CSV comes back as .xlsx with the same cells in the same places. Only text is
    added: no formula, link or script. Reading the copy again gives the same reading: what we added is left aside.

    Errors: ``FileRefused``, as for reading.
    """
    data, shown = content_of(source, name)
    book = raw or read_workbook(data, name=shown)
    order = {
        "do": "mark",
        "book": as_message(book),
        "marks": [asdict(mark) for mark in answer.marks],
        "columns": [asdict(column) for column in answer.problem_columns],
        "problems": [[sheet, row, text] for (sheet, row), text in answer.problems.items()],
        "lines": [asdict(line) for line in answer.lines],
        "notices": list(answer.notices),
        "words": {"heading": PROBLEM_HEADING, "summary": OWN_SUMMARY, "mark": OWN_MARK},
    }
    copy_name = f"{Path(shown).stem}.xlsx"
    if book.kind != "xlsx":
        return AnnotatedCopy(copy_name, run_child(order | {"keep": False}, b""), layout_kept=False)
    try:
        return AnnotatedCopy(copy_name, run_child(order | {"keep": True}, data), layout_kept=True)
    except FileRefused:
        # The values could be read but the layout could not: the cells go back without it.
        return AnnotatedCopy(copy_name, run_child(order | {"keep": False}, b""), layout_kept=False)
