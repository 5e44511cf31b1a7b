"""Another quarter of returns, messier than the given one; what is right is known before it is written down.

Everything is invented. A household's facts are drawn first; then they are dressed the way people write them, some cells
spoiled with a known fault, and the table put into a file of some kind. Nothing here looks at the reader.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from stdnum.cn.ric import calc_check_digit

from tests.site.second_quarter_dress import SPENDING, Style, dressed

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "望春知秋小满大勇一帆向阳远山晚晴立夏若谷长风明月思齐怀瑾清和景行"
REQUIRED = (
    "name",
    "id_number",
    "persons",
    "income_fen",
    "homes",
    "floor_area_dm2",
    "vehicle",
    "controlling_shareholder",
    "member",
    "authorised",
)
WORDINGS: dict[str, tuple[str, ...]] = {
    "serial": ("序号", "编号", "No."),
    "name": ("姓名", "职工姓名", "姓 名", "*姓名", "劳动者姓名"),
    "id_number": ("身份证号", "公民身份号码", "有效证件号码", "居民身份证号码", "1.身份证号码"),
    "sex": ("性别", "性别(男/女)"),
    "birth": ("出生日期", "出生年月日"),
    "phone": ("联系电话", "本人手机号", "移动电话"),
    "member": ("是否会员", "是否加入工会", "工会会员（是/否）"),
    "new_employment": ("新就业形态类别", "新业态从业类别", "所属新就业群体"),
    "authorised": ("是否授权核对", "是否签署核对授权书", "家庭经济状况核对授权"),
    "persons": ("家庭人口", "共同生活人口数", "家庭成员数（含本人）", "家庭人数(人)"),
    "income_fen": ("家庭年总收入", "家庭全年总收入", "近12个月家庭总收入", "全家年收入"),
    "ill_fen": ("因病支出（自付）", "看病自付费用", "医疗费（报销后自付）", "个人自付医疗费"),
    "disabled_fen": ("因残支出", "残疾康复费用", "康复费"),
    "school_fen": ("因学支出", "子女教育支出", "学费等上学支出"),
    "housing_fen": ("住房支出", "房租/房贷", "租房或房贷支出"),
    "employment_cost_fen": ("必要就业成本", "就业必要支出", "上班必要支出"),
    "sudden_fen": ("突发事件费用（扣除赔付后）", "意外事件自付费用", "突发意外支出"),
    "children_high_school": ("高中及以上在读子女数", "高中以上在校子女", "读高中及以上孩子数"),
    "homes": ("住房套数", "自有房产（套）", "名下住房数量"),
    "floor_area_dm2": ("建筑面积", "住房建筑面积（平方米）", "房屋面积㎡"),
    "vehicle": ("机动车", "家庭车辆情况", "有无机动车(无/代步/有)"),
    "controlling_shareholder": ("是否企业控股股东", "是否为企业控股股东", "控股股东（是/否）"),
    "low_income": ("是否低保户", "是否享受低保", "低保家庭"),
    "survey_date": ("入户日期", "入户走访日期", "摸底时间"),
    "remark": ("备注", "家庭住址", "民族"),
}
GROUPS = {
    "职工基本情况": ("name", "id_number", "sex", "birth", "phone", "member", "new_employment", "authorised", "persons"),
    "家庭收支情况": ("income_fen", *SPENDING, "children_high_school"),
    "住房财产": ("homes", "floor_area_dm2", "vehicle", "controlling_shareholder", "low_income"),
}


@dataclass
class Truth:
    """What is right about one row."""

    workbook: str
    sheet: str
    row: int
    verdict: str
    cells: set[str]
    facts: dict[str, Any]
    person: dict[str, Any]
    merged_with: set[tuple[str, str, int]] = field(default_factory=set)


def number_of(random: Random, birth: date, sex: str) -> str:
    order = random.randrange(1, 499) * 2 + (1 if sex == "M" else 0)
    seventeen = f"{random.choice(('640397', '620597', '341297', '990101'))}{birth:%Y%m%d}{order:03d}"
    return seventeen + calc_check_digit(seventeen + "0")


def person_of(random: Random, *, oldest: int = 1962, youngest: int = 2003) -> dict[str, Any]:
    sex = random.choice("FM")
    birth = date(random.randrange(oldest, youngest), 1, 1) + timedelta(days=random.randrange(365))
    name = random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN)
    if random.random() < 0.05:
        name = "阿依古丽·买买提"
    return {"name": name, "id_number": number_of(random, birth, sex), "sex": sex, "birth": birth}


def household_of(random: Random) -> dict[str, Any]:
    persons = random.randrange(1, 7)
    income = random.choice((0, 6000, 12000, 27000, 32400, 36000, 54000, 60000, 84000, 126000, 198000))
    spending = {key: random.choice((0, 0, 0, 600, 1200, 8400, 12600, 36000)) * 100 for key in SPENDING}
    return (
        person_of(random)
        | spending
        | {
            "phone": f"1540000{random.randrange(9000):04d}",
            "member": random.random() < 0.7,
            "new_employment": random.choice(
                ("none", "none", "快递员", "外卖配送员", "网约车司机", "货车司机", "家政服务员")
            ),
            "authorised": random.random() < 0.9,
            "persons": persons,
            "income_fen": income * 100,
            "children_high_school": random.randrange(0, min(persons, 3)),
            "homes": random.randrange(0, 4),
            "floor_area_dm2": random.randrange(150, 2400) * 10,
            "vehicle": random.choice(("none", "none", "none", "mobility_aid", "car")),
            "controlling_shareholder": random.random() < 0.05,
            "low_income": random.random() < 0.2,
            "survey_date": date(2026, 10, 1) + timedelta(days=random.randrange(80)),
        }
    )


def spoiled(random: Random, household: dict[str, Any], style: Style) -> tuple[str, Any, str]:
    """A field, what is wrongly written there, and the kind of fault."""
    number = household["id_number"]
    wrong_digit = next(digit for digit in "0123456789X" if digit != number[-1])
    impossible = number[:10] + "1340" + number[14:17]
    money = "school_fen" if "income_fen" in style.monthly else "income_fen"
    ways: list[tuple[str, Any, str]] = [
        ("id_number", number[:17] + wrong_digit, "bad_check_digit"),
        ("id_number", number[:9] + number[10:], "id_length"),
        ("id_number", impossible + calc_check_digit(impossible + "0"), "id_bad_date"),
        ("id_number", "6.40397E+17" if style.text_only else float(number[:15] + "000"), "id_digits_lost"),
        ("persons", 0, "out_of_range"),
        ("persons", "2.5", "out_of_range"),
        ("persons", "3-4人", "bad_number"),
        ("homes", 12, "out_of_range"),
        ("children_high_school", 9, "out_of_range"),
        (money, "约3万", "bad_number"),
        (money, "3-5千", "bad_number"),
        (money, "1.2.5万", "bad_number"),
        (money, "5%", "bad_number"),
        (money, "三万多", "bad_number"),
        (money, "(500)", "negative"),
        (money, -1200, "negative"),
        (money, "3000元/月", "period_conflict"),
        ("vehicle", "见备注", "bad_value"),
        ("vehicle", "代步（轿车）", "bad_value"),
        ("authorised", "是（未签）", "bad_value"),
        ("member", "待定", "bad_value"),
        ("survey_date", "2026年10月", "bad_date"),
        ("survey_date", "2026-13-05", "bad_date"),
        ("survey_date", "10月3日", "bad_date"),
        ("survey_date", "2026.2.30", "bad_date"),
        ("sex", "男" if household["sex"] == "F" else "女", "sex_mismatch"),
        ("birth", "1950-01-02", "birth_mismatch"),
        *((key, None, "missing") for key in REQUIRED),
    ]
    return random.choice([way for way in ways if way[0] not in style.absent])


class Return:
    """One union's file in the making: rows of cells, and the truth about each."""

    def __init__(self, name: str, random: Random, style: Style) -> None:
        self.name, self.random, self.style = name, random, style
        self.sheets: dict[str, list[list[Any]]] = {}
        self.hidden: list[str] = []
        self.merged: dict[str, list[tuple[int, int, int, int]]] = {}
        self.truths: list[Truth] = []

    def columns(self) -> list[str]:
        keys = [key for key in WORDINGS if key not in self.style.absent and key != "serial"]
        self.random.shuffle(keys)
        return ["serial", *keys]

    def heading(self, key: str) -> str:
        wording = self.random.choice(WORDINGS[key])
        if key in self.style.monthly:
            return f"{wording.replace('年', '').replace('近12个月', '').replace('全', '')}（元/月）"
        scaled = key in {"income_fen", *SPENDING} and self.style.scale != "元"
        return f"{wording}（{self.style.scale}）" if scaled else wording

    def put(
        self,
        sheet: str,
        keys: list[str],
        household: dict[str, Any],
        serial: int,
        *,
        fault: tuple[str, Any, str] | None = None,
    ) -> Truth:
        """Write one household; know what is right about it."""
        rows = self.sheets[sheet]
        cells = {
            key: dressed(self.random, key, household.get(key), self.style)
            for key in keys
            if key not in {"serial", "remark", "relation"}
        }
        marked: set[str] = set()
        known = {key: household[key] for key in household if key in keys}
        if fault is not None:
            cells[fault[0]] = fault[1]
            marked.add(f"{get_column_letter(keys.index(fault[0]) + 1)}{len(rows) + 1}:{fault[2]}")
            known[fault[0]] = None
            if fault[0] == "id_number":
                known |= {"sex": None, "birth": None}
        rows.append([serial if key == "serial" else cells.get(key) for key in keys])
        person = {key: known.get(key) for key in ("name", "id_number", "sex", "birth", "survey_date")}
        if known.get("id_number"):
            person |= {
                key: household[key] if known.get(key, household[key]) is not None or key not in keys else None
                for key in ("sex", "birth")
            }
        facts = {
            key: value
            for key, value in known.items()
            if key not in {"name", "id_number", "sex", "birth", "phone", "survey_date"}
        }
        truth = Truth(self.name, sheet, len(rows), "fix" if marked else "accept", marked, facts, person)
        self.truths.append(truth)
        return truth

    def household(self, sheet: str, keys: list[str], serial: int) -> tuple[dict[str, Any], Truth]:
        """Draw a household, spoil it or not, and write it."""
        drawn = household_of(self.random)
        fault = spoiled(self.random, drawn, self.style) if self.random.random() < self.style.fault_share else None
        return drawn, self.put(sheet, keys, drawn, serial, fault=fault)

    def saved(self, folder: Path) -> None:
        save = {".xlsx": self.as_xlsx, ".xls": self.as_xls}.get(Path(self.name).suffix)
        (folder / self.name).write_bytes(save() if save else self.as_csv())

    def as_xlsx(self) -> bytes:
        book = Workbook()
        book.remove(book.worksheets[0])
        for name, rows in self.sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
            for top, left, bottom, right in self.merged.get(name, []):
                sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
            sheet.sheet_state = "hidden" if name in self.hidden else "visible"
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    def as_xls(self) -> bytes:
        book = xlwt.Workbook(encoding="utf-8")
        for name, rows in self.sheets.items():
            sheet = book.add_sheet(name)
            for position, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value not in {None, ""}:
                        sheet.write(position, column, value)
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    def as_csv(self) -> bytes:
        out = StringIO()
        csv.writer(out).writerows(
            [["" if value is None else value for value in row] for rows in self.sheets.values() for row in rows]
        )
        return out.getvalue().encode(
            "gb18030"
            if "GBK" in self.name
            else "utf-8-sig"
            if "BOM" in self.name
            else "utf-16"
            if "16" in self.name
            else "utf-8"
        )
