"""Small workbooks for tests: invented people, plain rows, and the file around them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

import xlwt
from openpyxl import Workbook
from stdnum.cn.ric import calc_check_digit

HEADINGS = {
    "serial": "序号",
    "name": "姓名",
    "id_number": "身份证号",
    "phone": "联系电话",
    "member": "是否会员",
    "authorised": "是否授权核对",
    "persons": "家庭人口",
    "income_fen": "家庭年总收入(元)",
    "ill_fen": "因病支出(自付)",
    "school_fen": "因学支出",
    "homes": "住房套数",
    "floor_area_dm2": "建筑面积(㎡)",
    "vehicle": "机动车",
    "controlling_shareholder": "是否控股股东",
    "survey_date": "入户日期",
}


def id_number(place: str = "640397", birth: str = "19800405", order: str = "161") -> str:
    """An invented mainland number with a right check digit."""
    seventeen = place + birth + order
    return seventeen + calc_check_digit(seventeen + "0")


def household(serial: int = 1, **changed: Any) -> dict[str, Any]:
    """An ordinary household's answers, some of them changed; the number differs with ``serial``."""
    plain: dict[str, Any] = {
        "serial": serial,
        "name": "赵钱孙李周吴郑王冯陈"[serial % 10] + "望春",
        "id_number": id_number(order=f"{160 + serial:03d}"),
        "phone": "15400000001",
        "member": "是",
        "authorised": "是",
        "persons": 3,
        "income_fen": 36000,
        "ill_fen": 1200,
        "school_fen": None,
        "homes": 1,
        "floor_area_dm2": 80.5,
        "vehicle": "无",
        "controlling_shareholder": "否",
        "survey_date": "2026-09-15",
    }
    return plain | changed


def table(*households: Mapping[str, Any], headings: Mapping[str, str] | None = None) -> list[list[Any]]:
    """A table: one row of headings, then one row a household."""
    shown = HEADINGS | dict(headings or {})
    keys = [key for key in shown if shown[key]]
    extra = [key for key in (headings or {}) if key not in HEADINGS]
    keys = [key for key in keys if key in HEADINGS] + extra
    return [[shown[key] for key in keys], *([one.get(key) for key in keys] for one in households)]


def xlsx(
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    *,
    hidden: Sequence[str] = (),
    merged: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """The sheets as an .xlsx; text stays text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values, start=1):
                if value is not None:
                    sheet.cell(row, column).value = value
        if name in hidden:
            sheet.sheet_state = "hidden"
        for box in (merged or {}).get(name, ()):
            sheet.merge_cells(box)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def xls(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """The sheets as an .xls of the old kind."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write(row, column, value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def comma_separated(rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """The rows as a CSV."""
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["" if value is None else value for value in row] for row in rows])
    return out.getvalue().encode(encoding)
