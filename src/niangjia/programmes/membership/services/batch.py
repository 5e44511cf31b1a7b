"""A whole station joins: a table is read row by row; the good rows are members, the others say how to mend them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from django.db import transaction

from niangjia.casework import applications
from niangjia.casework.joining import AlreadyMember, known_by_number
from niangjia.casework.queries.belonging import open_membership
from niangjia.outside.workbook import read_workbook
from niangjia.programmes.membership.programme import CHARTER
from niangjia.programmes.membership.services.joining import RULES, agreed_by_door
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.identifiers import plain_identity
from niangjia.values.text import compatible, person_name, squeezed

HEADS = {
    "name": ("姓名", "职工姓名", "员工姓名", "会员姓名", "名字"),
    "id_number": ("证件号", "证件号码", "身份证号", "身份证号码", "身份证", "居民身份证号", "居民身份证号码"),
    "phone": ("手机号", "手机", "电话", "联系电话", "手机号码", "联系方式"),
    "group": ("群体", "行业", "工种", "职业", "岗位"),
    "employer": ("单位", "用工单位", "工作单位", "单位名称", "平台", "站点", "所在站点"),
}
ORDER = ("name", "id_number", "phone", "group", "employer")
"""The order of the columns of a table without headings."""
PHONE = re.compile(r"1[0-9]{10}")
KNOWN = {squeezed(word): key for key, words in HEADS.items() for word in words}
WORDS = {squeezed(label): key for key, label in CHARTER["groups"].items()} | {
    squeezed(word): key for key, words in CHARTER["group_words"].items() for word in words
}


class NoTable(NiangjiaError):
    """What was sent is no table of people."""

    code = "no_table"


class NamesDiffer(NiangjiaError):
    """The register knows the number under another name."""

    code = "names_differ"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: ``joined``, ``there`` for a member already, or ``mend`` with how to mend it.

    A row that ``joined`` and says something was not understood in all of it.

    Units: ``row`` counts from 1, as the sheet shows it.
    """

    row: int
    name: str
    result: str
    told: str = ""


def rows_of_text(text: str) -> list[list[str]]:
    """Return the cells of a pasted table."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return [list(row) for row in csv.reader(StringIO(plain), delimiter="\t" if "\t" in plain else ",")]


def rows_of_file(content: bytes, *, name: str) -> list[list[str]]:
    """Return the cells of the first sheet of a file."""
    sheet = read_workbook(content, name=name).sheets[0]
    return [
        [cells[column].text if column in cells else "" for column in range(1, sheet.last_column + 1)]
        for cells in (sheet.rows.get(row, {}) for row in range(1, max(sheet.rows, default=0) + 1))
    ]


def heads_of(cells: Sequence[str]) -> list[str] | None:
    """Return what each column is if a row is the one of headings, with nothing for a column that is not known.

    Errors: ``NoTable`` for headings without the name or the number: no row below could be understood.
    """
    named = [KNOWN.get(squeezed(cell), "") for cell in cells]
    if "name" in named and "id_number" in named:
        return named
    if "name" in named or "id_number" in named:
        wanted = "证件号" if "name" in named else "姓名"
        raise NoTable(f"表头里没有看到“{wanted}”这一列；请把那一列的表头写成“{wanted}”，再交一次")
    return None


def unused_heads(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the headings that say nothing we know: what stands below them is not used."""
    found: dict[str, None] = {}
    for row in rows:
        cells = [cell.strip() for cell in row]
        for cell, key in zip(cells, heads_of(cells) or (), strict=False):
            if cell and not key:
                found[cell] = None
    return list(found)


def told_rows(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row that says something, by its number, as what it tells.

    Errors: ``NoTable`` when nothing in it is a row of people, or it has too many.
    """
    heads: Sequence[str] = ORDER
    told = []
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        named = heads_of(cells)
        if named is not None:
            heads = named
            continue
        said: dict[str, str] = {}
        for key, cell in zip(heads, cells, strict=False):
            if key and cell:
                said.setdefault(key, cell)
        told.append((number, said))
    if not told:
        raise NoTable("没有看到人。请连表头一起复制：姓名、证件号、手机号，一人一行")
    if len(told) > RULES["batch"]["most"]:
        raise NoTable(f"一次最多 {RULES['batch']['most']} 人；请分几次")
    yield from told


def join_many(union: Union, rows: Sequence[Sequence[str]], *, by: Account, at: datetime) -> list[Outcome]:
    """Make members of the people of a table; the same table a second time changes nothing."""
    return [join_row(union, number, told, by=by, at=at) for number, told in told_rows(rows)]


def flaw_of(name: str, told: dict[str, str]) -> str:
    """Return how to mend a row that cannot be taken as it is; nothing for one that can."""
    phone = compatible(told.get("phone", ""))
    if not name:
        return "没有姓名；请写上"
    if not told.get("id_number", ""):
        return "没有证件号；请写上 18 位身份证号，或通行证、居住证的号"
    if phone and not PHONE.fullmatch(phone):
        return "手机号要 11 位数字，例如 13800001111"
    return ""


def join_row(union: Union, number: int, told: dict[str, str], *, by: Account, at: datetime) -> Outcome:
    """Make a member of whom one row tells, or say how to mend it."""
    name = person_name(told.get("name", ""))
    flaw = flaw_of(name, told)
    if flaw:
        return Outcome(number, name, "mend", flaw)
    try:
        known = known_by_number(plain_identity(told["id_number"]))
        held = open_membership(known) if known is not None and known.name == name else None
        if held is not None and held.owner_union_id == union.pk:
            return Outcome(number, name, "there")
        join_one(union, name, told, by=by, at=at)
    except AlreadyMember:  # the same table came twice at this moment
        return Outcome(number, name, "there")
    except NiangjiaError as error:
        return Outcome(number, name, "mend", str(error))
    group = told.get("group", "")
    if group and squeezed(group) not in WORDS:
        return Outcome(number, name, "joined", f"“{group}”不在群体的名单里，没有记成哪个群体")
    return Outcome(number, name, "joined")


def join_one(union: Union, name: str, told: dict[str, str], *, by: Account, at: datetime) -> None:
    """Keep the application of one row and admit it; whoever sends the table looked at the cards.

    Who asked by himself and waits is admitted on what he asked.

    Errors: ``NamesDiffer`` when name and number do not go together, or the number is known under another name;
    as the desk of applications.
    """
    agrees = agreed_by_door(name, told["id_number"], at=at)
    if agrees == "differ":
        raise NamesDiffer("姓名和证件号对不上；请对着证件再看一遍")
    who = {"name": name, "id_number": told["id_number"], "phone": compatible(told.get("phone", ""))}
    with transaction.atomic():
        joining = applications.open_application(union, **who) or applications.ask_to_join(
            union,
            name=name,
            id_number=who["id_number"],
            phone=who["phone"],
            group=WORDS.get(squeezed(told.get("group", "")), ""),
            employer=told.get("employer", ""),
            occupation=told.get("group", ""),
            door="batch",
            agrees=agrees,
            by=by,
            at=at,
        )
        known = known_by_number(plain_identity(told["id_number"]))
        if known is not None and known.name != name:
            raise NamesDiffer("这个证件号登记的是另一个姓名；请对着证件，把姓名和证件号再看一遍")
        held = None if known is None else open_membership(known)
        if held is not None and held.owner_union_id == union.pk:
            raise AlreadyMember("这位职工已经是会员了")
        applications.admit_applicant(joining, card_seen=True, by=by, at=at)
