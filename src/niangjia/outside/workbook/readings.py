"""What reading a return gives: rows with values or faults, and the answer that goes back to the sender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from niangjia.outside.workbook.answer import Answer, Mark, ProblemColumn, SummaryLine
from niangjia.outside.workbook.cells import Fault, shown
from niangjia.outside.workbook.families import Member
from niangjia.outside.workbook.form import Heading
from niangjia.outside.workbook.raw import RawCell
from niangjia.outside.workbook.wording import KINDS
from niangjia.values.periods import Quarter

Verdict = Literal["accept", "fix", "reject"]
Known = int | bool | str | None


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that goes back to its sender: where, which question, what kind of fault, why, and how to mend it.

    ``written`` is what stands there, masked when it is personal; ``cell`` is empty when the table has no such column.
    """

    cell: str
    key: str
    label: str
    kind: str
    written: str
    why: str
    mend: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row's answer to one question stands, under which heading, and what was written there."""

    cell: str
    heading: Heading
    raw: RawCell | None

    def fault(self, found: Fault) -> CellFault:
        """Return a fault found in this cell, as it is told to the sender."""
        asked = self.heading.field
        return CellFault(self.cell, asked.key, asked.label, found.kind, shown(asked, self.raw), found.why, found.mend)


@dataclass(frozen=True, slots=True)
class RowReading:
    """One household's row, read. In ``facts``, ``None`` is *not known*: no such column, or a cell to be mended.

    ``person`` holds what is filed about the worker beside the facts. ``absent`` names the fields that the table has no
    column for, with what each counts as when the household is judged. ``size`` is how many persons the lists name.
    ``repeats`` is sheet and row of the same person's first row, when this is the second.

    Units: facts in base units (fen, persons, dm²); dates are dates.
    """

    sheet: str
    row: int
    verdict: Verdict
    faults: tuple[CellFault, ...]
    notes: tuple[tuple[str, str], ...]
    person: Mapping[str, Any]
    facts: Mapping[str, Known]
    members: tuple[Member, ...]
    places: Mapping[str, Place]
    absent: Mapping[str, Known]
    size: int | None = None
    repeats: tuple[str, int] | None = None

    @property
    def facts_for_rules(self) -> dict[str, Known]:
        """The facts a household is judged by: an absent column counts as the form's data say."""
        return {key: self.absent.get(key, value) for key, value in self.facts.items()}

    @property
    def others(self) -> frozenset[str]:
        """The identity numbers of those listed with the worker."""
        own = self.person.get("id_number")
        return frozenset(member.id_number for member in self.members if member.id_number and member.id_number != own)

    @property
    def spouses(self) -> frozenset[str]:
        """The identity numbers of those listed as husband or wife."""
        return frozenset(member.id_number for member in self.members if member.id_number and member.spouse)

    def with_faults(self, faults: Sequence[CellFault]) -> RowReading:
        """Return the row with more cells to be mended; a row that is no filing stays one."""
        verdict: Verdict = "reject" if self.verdict == "reject" else "fix"
        return replace(self, verdict=verdict, faults=(*self.faults, *faults)) if faults else self

    def rejected(self, fault: CellFault, *, repeats: tuple[str, int] | None = None) -> RowReading:
        """Return the row as no filing at all, with the one reason."""
        return replace(self, verdict="reject", faults=(fault,), repeats=repeats)


@dataclass(frozen=True, slots=True)
class ReturnReading:
    """A whole return, read: who sent it, whether it says there is nobody, its rows, and what was noticed.

    ``understood`` is false when neither a table of households nor a nil report was found. ``members`` are the lines of
    the members' lists, each with the row of its household.
    """

    source: str
    quarter: Quarter
    unit: str
    nil: bool
    understood: bool
    rows: tuple[RowReading, ...]
    members: tuple[tuple[Member, RowReading | None], ...]
    notices: tuple[str, ...]
    problem_columns: tuple[ProblemColumn, ...]

    def with_faults(self, faults: Mapping[tuple[str, int], Sequence[CellFault]]) -> ReturnReading:
        """Return the reading with more cells to be mended, by sheet and row."""
        return replace(self, rows=tuple(row.with_faults(faults.get((row.sheet, row.row), ())) for row in self.rows))

    @property
    def counted(self) -> dict[Verdict, int]:
        """How many rows can be used, are to be mended, and are no filing."""
        verdicts: tuple[Verdict, ...] = ("accept", "fix", "reject")
        return {verdict: sum(row.verdict == verdict for row in self.rows) for verdict in verdicts}

    @property
    def answer(self) -> Answer:
        """What is written into the copy that goes back: marks, the 问题 column, the summary."""
        faulty = [(row, fault) for row in self.rows for fault in row.faults]
        counts = self.counted
        rows = f"读到 {len(self.rows)} 户：可以用 {counts['accept']} 户，要改 {counts['fix']} 户，"
        return Answer(
            marks=tuple(
                Mark(row.sheet, fault.cell, f"{KINDS[fault.kind]}：{fault.why}。{fault.mend}。")
                for row, fault in faulty
                if fault.cell
            ),
            problem_columns=self.problem_columns,
            problems={(row.sheet, row.row): told(row.faults) for row in self.rows if row.faults},
            lines=tuple(_summary_line(row, fault) for row, fault in faulty),
            notices=(f"{rows}不算申报 {counts['reject']} 户。", *self.notices),
        )


def told(faults: Sequence[CellFault]) -> str:
    """Return a row's faults as one text for the 问题 column.

    >>> told([CellFault("J5", "income_fen", "家庭年总收入", "missing", "（空）", "没有填", "请填上，例如 36000")])
    '家庭年总收入：没有填。请填上，例如 36000。'
    """
    return "".join(f"{fault.label}：{fault.why}。{fault.mend}。" for fault in faults)


def _summary_line(row: RowReading, fault: CellFault) -> SummaryLine:
    name = str(row.person.get("name") or "")
    return SummaryLine(row.sheet, fault.cell, name, fault.label, fault.written, fault.why, fault.mend)
