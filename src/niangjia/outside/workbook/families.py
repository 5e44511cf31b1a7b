"""Households and their members, wherever these are listed: another sheet, a block below, beside or under the head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from niangjia.outside.workbook.form import Form
from niangjia.outside.workbook.layout import Table, TableRow
from niangjia.outside.workbook.raw import RawCell
from niangjia.values.identifiers import plain_identity, same_person_number
from niangjia.values.text import is_dash, person_name, squeezed

Cells = Mapping[str, RawCell]

SPOUSE = "配偶"
SELF = "本人"
LEAST_NUMBER = 8
"""So many characters has the shortest permit; anything shorter names nobody."""
MEMBER_COLUMNS = ("member_name", "member_id")
SPOUSE_COLUMNS = ("spouse_name", "spouse_id")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody listed in a household: where, by what name, related how, with which number (blank when unreadable).

    ``listed`` is false for a spouse named in columns of their own: that names one person, not the household.
    """

    sheet: str
    row: int
    name: str
    relation: str
    id_number: str
    listed: bool = True
    spouse: bool = False

    @property
    def worker(self) -> bool:
        """Whether the line is the worker's own."""
        return self.relation == SELF


@dataclass(slots=True)
class Family:
    """A household's row, and the members listed for it; ``counted`` says that its table lists members at all."""

    table: Table
    row: TableRow
    members: list[Member]
    counted: bool = False

    @property
    def size(self) -> int:
        """How many persons the lists name, the worker among them."""
        return 1 + sum(1 for member in self.members if member.listed and not self.is_worker(member))

    def is_worker(self, member: Member) -> bool:
        """Whether a line of the list is the worker's own."""
        own = plain_identity(self.row.text("id_number"))
        return member.worker or bool(member.id_number and member.id_number == own)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a members' table with the worker it is for."""

    member: Member
    serial: str
    worker_name: str
    worker_id: str


def families(tables: Sequence[Table], form: Form) -> tuple[Family, ...]:
    """Return the households of a workbook, in order, each with its members."""
    found = [family for table in tables if table.kind == "household" for family in _in_table(table, form)]
    for table in tables:
        if table.kind == "members":
            _assign(_lines(table, form), found, table)
    listing = {id(family.table) for family in found if any(member.listed for member in family.members)}
    for family in found:
        family.counted = id(family.table) in listing
    return tuple(found)


def relation_word(text: str, form: Form) -> str:
    """Return a relation as it is kept: ``本人`` for every word that means the worker, else the word."""
    word = squeezed(text)
    return SELF if form.patterns["relation_self"].search(word) else word


def _in_table(table: Table, form: Form) -> list[Family]:
    under_head = any("relation" in row.cells for row in table.rows) and not any(
        "member_name" in r for r in table.repeats
    )
    numbered = bool(table.rows) and "serial" in table.rows[0].cells
    found: list[Family] = []
    for row in table.rows:
        relation = _relation_under_head(row, form, under_head=under_head)
        if found and _lists_only_members(row):
            found[-1].members += _members_beside(form, table, row)
            continue
        if found and (relation or (numbered and _says_only_who(row, form))):
            found[-1].members.append(_member_of(form, table, row, relation, keys=("name", "id_number")))
            continue
        members = _members_beside(form, table, row)
        if row.cells.keys() & {"spouse_name", "spouse_id"}:
            spouse = _member_of(form, table, row, SPOUSE, keys=SPOUSE_COLUMNS)
            members += [spouse] if spouse.name or spouse.id_number else []
        found.append(Family(table, row, members))
    return found


def _members_beside(form: Form, table: Table, row: TableRow) -> list[Member]:
    """Return the members that a row lists in columns of their own."""
    return [
        _member_of(form, table, row, relation_word(_text(cells, "relation"), form), keys=MEMBER_COLUMNS, cells=cells)
        for cells in row.extra
        if cells.keys() & set(MEMBER_COLUMNS)
    ]


def _lists_only_members(row: TableRow) -> bool:
    """Return whether a row goes on listing the members of the household above it, in columns of their own."""
    listed = any(cells.keys() & set(MEMBER_COLUMNS) for cells in row.extra)
    return listed and not row.cells.keys() & {"serial", "name", "id_number", "persons", "income_fen"}


def _relation_under_head(row: TableRow, form: Form, *, under_head: bool) -> str:
    """Return the relation of a member's row under its head; empty for a head's own row.

    A row that states an income, or two figures of a household, is a household's, whatever relation it names: wives
    file too.
    """
    if "income_fen" in row.cells or len(row.cells.keys() & {"persons", "homes", "floor_area_dm2"}) > 1:
        return ""
    words = [row.text("relation")] if under_head else []
    words.append(row.text("serial"))
    for word in words:
        if word and form.patterns["relation_any"].search(word) and not form.patterns["relation_self"].search(word):
            return word
    return ""


def _says_only_who(row: TableRow, form: Form) -> bool:
    """Return whether a row only names somebody with a number: no serial of its own, nothing to be judged by."""
    answered = {key for key in row.cells if key in form.told_by}
    return "serial" not in row.cells and not answered and len(_number(row.cells, "id_number")) >= LEAST_NUMBER


def _member_of(
    form: Form, table: Table, row: TableRow, relation: str, *, keys: tuple[str, str], cells: Cells | None = None
) -> Member:
    cells = row.cells if cells is None else cells
    name = _text(cells, keys[0])
    named = "" if is_dash(name) or name in form.words["nothing"] else person_name(name)
    spouse = bool(form.patterns["relation_spouse"].search(relation))
    listed = keys != SPOUSE_COLUMNS
    return Member(table.sheet.name, row.number, named, relation, _number(cells, keys[1]), listed, spouse)


def _text(cells: Cells, key: str) -> str:
    cell = cells.get(key)
    return cell.text if cell is not None else ""


def _number(cells: Cells, key: str) -> str:
    cell = cells.get(key)
    if cell is None or cell.kind != "text" or is_dash(cell.value):
        return ""
    return plain_identity(cell.value)


def _lines(table: Table, form: Form) -> Iterable[_Line]:
    """Yield the lines of a members' table; a worker named once speaks for the lines under it until the next."""
    told = table.column("worker_name") is not None or table.column("worker_id") is not None
    serial = worker_name = worker_id = ""
    for row in table.rows:
        relation = relation_word(row.text("relation"), form)
        member = _member_of(form, table, row, relation, keys=MEMBER_COLUMNS)
        if not member.name and not member.id_number:
            continue
        if row.cells.keys() & {"serial", "worker_name", "worker_id"} and told:
            serial, worker_name, worker_id = (
                row.text("serial"),
                person_name(row.text("worker_name")),
                _number(row.cells, "worker_id"),
            )
        elif not told:
            serial = row.text("serial") or serial
            if relation == SELF:
                worker_name, worker_id = member.name, member.id_number
        yield _Line(member, serial, worker_name, worker_id)


def _assign(lines: Iterable[_Line], found: Sequence[Family], table: Table) -> None:
    """Give each line to its household: by the worker's number, else serial number and name, else a name held once.

    A household of the same sheet, then of the sheet the list is named after, is looked for first.
    """
    near = [family for family in found if family.table.sheet.name == table.sheet.name]
    named_after = [family for family in found if _named_after(table.sheet.name, family.table.sheet.name)]
    indexes = [_Index(scope) for scope in (near, named_after, found) if scope]
    for line in lines:
        family = next((match for index in indexes if (match := index.match(line)) is not None), None)
        if family is not None:
            family.members.append(line.member)


def _named_after(members_sheet: str, household_sheet: str) -> bool:
    return members_sheet != household_sheet and members_sheet.startswith(household_sheet)


class _Index:
    """The households of a scope by number, by serial number and name, and by name; the nameless by serial number."""

    def __init__(self, scope: Sequence[Family]) -> None:
        self.by_id: dict[str, Family] = {}
        self.by_place: dict[tuple[str, str], Family] = {}
        self.by_name: dict[str, list[Family]] = {}
        self.nameless: dict[str, Family] = {}
        for family in scope:
            number = _number(family.row.cells, "id_number")
            name = person_name(family.row.text("name"))
            if number:
                self.by_id.setdefault(same_person_number(number), family)
            self.by_place.setdefault((family.row.text("serial"), name), family)
            self.by_name.setdefault(name, []).append(family)
            if not name and family.row.text("serial"):
                self.nameless.setdefault(family.row.text("serial"), family)

    def match(self, line: _Line) -> Family | None:
        if line.worker_id and (family := self.by_id.get(same_person_number(line.worker_id))):
            return family
        if line.worker_name and (family := self.by_place.get((line.serial, line.worker_name))):
            return family
        alike = self.by_name.get(line.worker_name, []) if line.worker_name else []
        if len(alike) == 1:
            return alike[0]
        return self.nameless.get(line.serial) if not alike else None
