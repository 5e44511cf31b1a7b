"""Invented people for replays and the demonstration: no region code exists, phones begin 15400, nobody is real."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from stdnum.cn.ric import calc_check_digit

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹柏章云苏潘葛范彭鲁韦马苗方任袁柳"
GIVEN = "安邦博诚达恩帆刚桂海浩弘建江杰景静君康磊立良林玲梅敏明宁平琴青清庆荣瑞善淑树松涛天婷伟文晓欣秀旭雅燕阳英永玉远"
FIRST_BIRTH = date(1966, 1, 1)
DAYS_OF_BIRTH = 14_000
REGION = "990101"


def name(number: int) -> str:
    """Return the name of the invented person of this number.

    >>> name(0), name(61)
    ('赵安邦', '褚建杰')
    """
    first, second = GIVEN[(number * 2) % len(GIVEN)], GIVEN[(number * 2 + 1 + number // len(GIVEN)) % len(GIVEN)]
    return SURNAMES[number % len(SURNAMES)] + first + second


def id_number(number: int) -> str:
    """Return an identity number with a good check digit in a region that does not exist.

    >>> id_number(7)
    '990101196601081001'
    """
    born = FIRST_BIRTH + timedelta(days=number % DAYS_OF_BIRTH)
    stem = f"{REGION}{born:%Y%m%d}{100 + number // DAYS_OF_BIRTH:03d}"
    return stem + str(calc_check_digit(stem + "0"))


def phone(number: int) -> str:
    """Return a phone number that is nobody's.

    >>> phone(12)
    '15400000012'
    """
    return f"154{number:08d}"


def household(number: int, **changes: Any) -> dict[str, Any]:
    """Return what a return says of one invented household of three, in the words of the survey form's fields."""
    told = {
        "name": name(number),
        "id_number": id_number(number),
        "phone": phone(number),
        "new_employment": "none",
        "member": True,
        "authorised": True,
        "persons": 3,
        "income_fen": 24_000_00,
        "ill_fen": 0,
        "disabled_fen": 0,
        "school_fen": 0,
        "housing_fen": 0,
        "employment_cost_fen": 0,
        "sudden_fen": 0,
        "children_high_school": 0,
        "low_income": False,
        "homes": 1,
        "floor_area_dm2": 6_000,
        "vehicle": "none",
        "controlling_shareholder": False,
        "bank": "示例银行",
        "card_number": f"62229900{number:011d}",
    }
    return told | changes
