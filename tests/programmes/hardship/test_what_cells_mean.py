"""One cell at a time: what it means, or what is wrong with it."""

from __future__ import annotations

from datetime import date

import pytest

from niangjia.outside.workbook.readings import RowReading
from niangjia.programmes.hardship.forms import read_row, survey_form
from niangjia.values.periods import Quarter
from tests.outside.making_workbooks import household, id_number

QUARTER = Quarter(2026, 4)

MEANS: dict[str, dict[str, object]] = {
    "income_fen": {
        "36,000.00 元": 3600000,
        "3.6万": 3600000,
        "3万6千": 3600000,
        "三万六千元": 3600000,
        "叁万陆仟元整": 3600000,
        "36000元/年": 3600000,
        "￥36000": 3600000,
        "36 000": 3600000,
        "３６０００": 3600000,
        "36000（含低保金）": 3600000,
        "无": 0,
        "0": 0,
        "无收入": 0,
    },
    "ill_fen": {"": 0, "无": 0, "/": 0, "—": 0, "没有": 0, "0.8千": 80000, "1234.56": 123456, "无支出": 0},
    "persons": {
        "3": 3,
        "三口人": 3,
        "3口之家": 3,
        "一家三口": 3,
        "3人（含本人）": 3,
        "俩": 2,
        "共4人": 4,
        "３": 3,
        "十二": 12,
    },
    "children_high_school": {"": 0, "无": 0, "/": 0, "一个": 1, "1（高二）": 1, "有1个": 1, "无子女": 0},
    "homes": {"两套": 2, "1套(自住)": 1, "无房": 0, "租房": 0, "无": 0, "有1套": 1},
    "floor_area_dm2": {
        "80": 8000,
        "80.5㎡": 8050,
        "80m2": 8000,
        "80 平方米": 8000,
        "一百二十平": 12000,
        "80.55平": 8055,
        "无": 0,
    },
    "vehicle": {
        "无": "none",
        "没有车": "none",
        "×": "none",
        "/": "none",
        "代步": "mobility_aid",
        "电动自行车一辆": "mobility_aid",
        "有（残疾人代步车）": "mobility_aid",
        "无机动车，有电动自行车": "mobility_aid",
        "有": "car",
        "轿车一辆": "car",
        "有（货车）": "car",
        "轿车、电动自行车": "car",
        "摩托车": "car",
        "1辆": "car",
    },
    "member": {
        "是": True,
        "√": True,
        " Ｙ ": True,
        "OK": True,
        "是（已签）": True,
        "是，2019年入会": True,
        "已入会": True,
        "否": False,
        "×": False,
        "n": False,
        "未入会": False,
        "非会员": False,
    },
    "authorised": {"是（已签）": True, "已签授权书": True, "同意": True, "未签": False, "拒绝": False},
    "controlling_shareholder": {"否": False, "/": False, "无": False, "是": True},
    "low_income": {"": False, "享受低保": True, "C类": True, "低保边缘": False},
    "new_employment": {
        "": "none",
        "无": "none",
        "/": "none",
        "骑手": "外卖配送员",
        "快递小哥": "快递员",
        "网约车": "网约车司机",
        "卡车司机": "货车司机",
        "保洁": "家政服务员",
    },
    "survey_date": {
        "2026-10-03": date(2026, 10, 3),
        "26.10.3": date(2026, 10, 3),
        "2026年10月3日（周六）": date(2026, 10, 3),
        "46298": date(2026, 10, 3),
        "二〇二六年十月三日": date(2026, 10, 3),
    },
    "phone": {
        "+86 15400000134": "15400000134",
        "0086-154-0000-0134": "15400000134",
        "15400000134/15400000135": "15400000134",
        "１５４０００００１３４": "15400000134",
    },
    "card_number": {
        "6200 0000 0012 3456 789": "6200000000123456789",
        "无": None,
        "农商行6200000000123456789": "6200000000123456789",
    },
    "name": {"买买提•艾力": "买买提·艾力", "蒋　华": "蒋华", "张三（组长）": "张三"},
    "cause": {"6": "重特大疾病", "6.重特大疾病": "重特大疾病", "子女上学": "子女上学"},
}

IS_WRONG: dict[str, dict[str, str]] = {
    "income_fen": {
        "": "missing",
        "约3万": "bad_number",
        "3-5千": "bad_number",
        "3万多": "bad_number",
        "三万左右": "bad_number",
        "1.2.5万": "bad_number",
        "5%": "bad_number",
        "/": "bad_number",
        "36000+2000": "bad_number",
        "3600元/人": "bad_number",
        "(500)": "negative",
        "-500": "negative",
        "3000元/月": "period_conflict",
        "每月3000": "period_conflict",
        "2.4": "out_of_range",
    },
    "persons": {
        "": "missing",
        "0": "out_of_range",
        "30": "out_of_range",
        "2.5": "out_of_range",
        "-3": "negative",
        "3-4人": "bad_number",
        "3户": "bad_number",
    },
    "homes": {"": "missing", "12": "out_of_range", "1.5": "out_of_range", "有": "bad_number"},
    "floor_area_dm2": {
        "": "missing",
        "约80": "bad_number",
        "80+20": "bad_number",
        "1.2亩": "bad_number",
        "-5": "negative",
    },
    "vehicle": {"": "missing", "见备注": "bad_value", "?": "bad_value", "代步（轿车）": "bad_value"},
    "member": {"": "missing", "/": "bad_value", "是/否": "bad_value", "待定": "bad_value"},
    "authorised": {"": "missing", "是（未签）": "bad_value"},
    "new_employment": {"是": "bad_value", "待定": "bad_value"},
    "survey_date": {
        "2026年10月": "bad_date",
        "10月3日": "bad_date",
        "2026-13-05": "bad_date",
        "2062-10-03": "bad_date",
        "9/10/2026": "bad_date",
    },
    "sex": {"不详": "bad_value"},
    "card_number": {"6.2E+18": "card_digits_lost", "见附件": "bad_value"},
    "id_number": {
        "": "missing",
        "6.40397E+17": "id_digits_lost",
        "64039719800405161": "id_length",
        "19800405": "id_length",
    },
}


def value(row: RowReading, key: str) -> object:
    return row.facts[key] if key in row.facts else row.person[key]


@pytest.mark.parametrize(("key", "written"), [(key, written) for key, words in MEANS.items() for written in words])
def test_a_cell_with_one_meaning_is_read(key: str, written: str) -> None:
    row = read_row({key: written}, quarter=QUARTER)
    assert not [fault for fault in row.faults if fault.key == key]
    assert value(row, key) == MEANS[key][written]


@pytest.mark.parametrize(("key", "written"), [(key, written) for key, words in IS_WRONG.items() for written in words])
def test_a_cell_without_one_meaning_goes_back_with_its_kind(key: str, written: str) -> None:
    row = read_row({key: written}, quarter=QUARTER)
    faults = [fault for fault in row.faults if fault.key == key]
    assert [fault.kind for fault in faults] == [IS_WRONG[key][written]]
    assert value(row, key) is None


def written_household(**changed: str) -> dict[str, str]:
    return {key: str(answer) for key, answer in household().items() if answer is not None and key != "serial"} | changed


def test_a_row_typed_in_whole_is_accepted() -> None:
    row = read_row(written_household(), quarter=QUARTER)
    assert (row.verdict, row.faults) == ("accept", ())
    assert row.facts["income_fen"] == 3600000
    assert row.person["id_kind"] == "resident"


def test_a_mended_cell_leaves_the_rest_of_the_row_as_it_was() -> None:
    broken = read_row(written_household(persons="3-4人"), quarter=QUARTER)
    mended = read_row({"persons": "4"}, quarter=QUARTER, like=broken)
    assert (broken.verdict, mended.verdict) == ("fix", "accept")
    assert mended.facts == broken.facts | {"persons": 4}


def test_a_child_under_sixteen_is_no_worker() -> None:
    row = read_row(written_household(id_number=id_number(birth="20110101")), quarter=QUARTER)
    assert (row.verdict, [fault.kind for fault in row.faults]) == ("reject", ["not_a_worker"])


def test_a_worker_who_turned_sixteen_on_the_last_day_is_one() -> None:
    row = read_row(written_household(id_number=id_number(birth="20101231")), quarter=QUARTER)
    assert row.verdict == "accept"


def test_sex_and_birth_must_be_those_of_the_number() -> None:
    row = read_row(written_household(sex="女", birth="1980-04-06"), quarter=QUARTER)
    assert {fault.key: fault.kind for fault in row.faults} == {"sex": "sex_mismatch", "birth": "birth_mismatch"}
    assert row.person["sex"] is None


def test_more_pupils_than_people_beside_the_worker_are_out_of_range() -> None:
    row = read_row(written_household(persons="2", children_high_school="2"), quarter=QUARTER)
    assert [(fault.key, fault.kind) for fault in row.faults] == [("children_high_school", "out_of_range")]


def test_no_fault_shows_a_whole_identity_number() -> None:
    number = id_number()[:-1] + "0"
    row = read_row(written_household(id_number=number), quarter=QUARTER)
    fault = next(fault for fault in row.faults if fault.key == "id_number")
    assert number not in f"{fault.written}{fault.why}{fault.mend}"
    assert fault.written.startswith("6403****")


def test_every_field_of_the_form_reads_a_plain_answer() -> None:
    form = survey_form()
    asked = [key for key, known in form.fields.items() if "household" in known.tables]
    assert {"income_fen", "persons", "id_number"} <= set(asked)
    assert all(read_row({key: "无"}, quarter=QUARTER).row == 0 for key in asked)
