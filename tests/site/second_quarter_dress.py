"""How people write what they know: every dress that a value of the messier quarter may wear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

SPENDING = ("ill_fen", "disabled_fen", "school_fen", "housing_fen", "employment_cost_fen", "sudden_fen")
COUNTED = ("persons", "children_high_school", "homes")
PLAIN_YES, PLAIN_NO = ("是", "√", "Ｙ", "有"), ("否", "×", "N", "不是", "否 ")
YES = {
    "authorised": ("是", "√", "已签", "是（已签）", " Ｙ ", "OK", "同意"),
    "member": ("是", "√", "Y", "已入会", "会员", "是（2019年入会）"),
    "controlling_shareholder": PLAIN_YES,
    "low_income": PLAIN_YES,
}
NO = {
    "authorised": ("否", "×", "未签", "不同意"),
    "member": ("否", "×", "N", "未入会", "非会员"),
    "controlling_shareholder": PLAIN_NO,
    "low_income": PLAIN_NO,
}
CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "sex": {"F": ("女", "女性", "F"), "M": ("男", "男性", "M")},
    "vehicle": {
        "none": ("无", "没有", "无车", "×"),
        "mobility_aid": ("代步", "残疾人代步车", "电动自行车", "有（残疾人代步车）"),
        "car": ("有", "轿车一辆", "有（货车）", "面包车", "摩托车"),
    },
    "new_employment": {
        "none": ("", "无", "/", "否"),
        "快递员": ("快递员", "快递小哥"),
        "外卖配送员": ("外卖配送员", "外卖骑手"),
        "网约车司机": ("网约车司机", "网约车"),
        "货车司机": ("货车司机", "卡车司机"),
        "家政服务员": ("家政服务员", "家政"),
    },
}


@dataclass
class Style:
    """How one union keeps its table."""

    scale: str = "元"
    monthly: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    text_only: bool = False
    fault_share: float = 0.2


def full_width(text: str) -> str:
    return "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in text)


def plain_number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def dressed(random: Random, key: str, value: Any, style: Style) -> Any:
    """One of the ways people write a value; every one has a single meaning."""
    if key in {"income_fen", *SPENDING}:
        return dressed_money(random, key, value, style)
    if key in YES:
        return random.choice(YES[key] if value else NO[key])
    if key in COUNTED:
        return dressed_count(random, key, value)
    if key in {"survey_date", "birth"}:
        return dressed_date(random, value, short=key == "survey_date")
    if key in CHOICES:
        return random.choice(CHOICES[key][value])
    return random.choice(dressed_text(key, value))


def dressed_text(key: str, value: Any) -> tuple[Any, ...]:
    if key == "floor_area_dm2":
        area = plain_number(value / 100)
        return float(area), area, f"{area}㎡", f"{area}平方米", f"{area} 平", full_width(area), f"{area}m2"
    ways: dict[str, Callable[[str], tuple[Any, ...]]] = {
        "id_number": lambda number: (
            number,
            number.lower(),
            f" {number}",
            f"{number[:6]} {number[6:14]} {number[14:]}",
            full_width(number),
            f"{number}　",
        ),
        "phone": lambda phone: (
            int(phone),
            phone,
            f"+86 {phone}",
            f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
            f"86-{phone}",
        ),
        "name": lambda name: (name, f" {name}", f"{name[0]}　{name[1:]}", name.replace("·", "•")),
    }
    return ways[key](value)


def dressed_money(random: Random, key: str, fen: int, style: Style) -> Any:
    yuan = fen / 100
    if fen == 0:
        return (
            random.choice((0, "0", "无", "0元"))
            if key == "income_fen"
            else random.choice((None, 0, "无", "/", "—", "０", "没有"))
        )
    if key in style.monthly:
        yuan /= 12
        return random.choice((yuan, plain_number(yuan), f"{plain_number(yuan)}元", f"{plain_number(yuan)}元/月"))
    if style.scale == "万元" and random.random() < 0.6:
        return random.choice((yuan / 10000, plain_number(yuan / 10000), full_width(plain_number(yuan / 10000))))
    written = [
        f"{yuan:,.0f}元",
        f"{plain_number(yuan / 10000)}万",
        f"{plain_number(yuan / 1000)}千",
        f"{plain_number(yuan / 10000)}万元/年",
        f"￥{yuan:,.2f}元",
    ]
    return random.choice(
        written
        if style.scale == "万元"
        else [int(yuan), f"{yuan:.0f}", full_width(f"{yuan:.0f}"), f"{yuan:,.0f}", *written]
    )


def dressed_count(random: Random, key: str, value: int) -> Any:
    if key != "persons" and value == 0:
        return random.choice((0, "0", "无", "0") + ((None, "/") if key == "children_high_school" else ("无房",)))
    unit = {"persons": random.choice("人口"), "children_high_school": "人", "homes": "套"}[key]
    numeral = "零一两三四五六七"[value]
    more = {
        "persons": (f"{numeral}口人", f"{value}人（含本人）"),
        "homes": (f"{value}套(自住)",),
        "children_high_school": (f"{value}个",),
    }[key]
    return random.choice(
        (value, str(value), full_width(str(value)), f"{value}{unit}", f"{numeral}{unit}", float(value), *more)
    )


def dressed_date(random: Random, day: date, *, short: bool) -> Any:
    serial = (day - date(1899, 12, 30)).days
    ways: list[Any] = [
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        full_width(f"{day.year}.{day.month}.{day.day}"),
        f"{day.isoformat()} 09:30",
        str(serial),
        int(f"{day:%Y%m%d}"),
    ]
    return random.choice([*ways, f"{day:%y}.{day.month}.{day.day}"] if short else ways)
