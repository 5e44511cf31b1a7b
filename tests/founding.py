"""A workplace that asks for a union, for the tests: invented codes, a meeting that enough attended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from small_county import AT, County
from stdnum.cn import uscc

from niangjia.casework import organising
from niangjia.casework.elections import Result
from niangjia.casework.organising import Workplace
from niangjia.programmes.membership.services import founding as services
from niangjia.records.tasks.models import Founding
from niangjia.records.unions.models import Union

ALL_PAPERS = ("application", "licence", "roster", "plan")


def code_of(number: int) -> str:
    stem = f"91990101MA{number:07d}"
    return stem + str(uscc.calc_check_digit(stem))


def workplace(number: int = 1, **changes: Any) -> Workplace:
    told: dict[str, Any] = {
        "name": f"示例第 {number} 配送站",
        "code": code_of(number),
        "kind": "outlet",
        "workers": 40,
        "wishing": 30,
        "contact_name": "何某",
        "contact_phone": "15400000088",
        "papers": ALL_PAPERS,
    }
    return Workplace(**{**told, **changes})


def meeting(held_on: date | None = None, **changes: Any) -> Result:
    told: dict[str, Any] = {
        "held_on": held_on or AT.date(),
        "due": 30,
        "attended": 20,
        "term_years": 3,
        "no_relatives": True,
        "officers": (("chair", "钱某"), ("member", "孙某"), ("women", "李某")),
    }
    return Result(**{**told, **changes})


def asked(county: County, union: str = "street", number: int = 1, **changes: Any) -> tuple[Founding, str]:
    return organising.apply_founding(county.unions[union], told=workplace(number, **changes), by=None, at=AT)


def prepared(county: County, union: str = "street", number: int = 1, by: str = "cadre") -> Founding:
    founding, _code = asked(county, union, number)
    organising.agree_founding(founding, by=county.accounts[by], at=AT)
    return founding


def reported(county: County, union: str = "street", number: int = 1, by: str = "cadre") -> Founding:
    founding = prepared(county, union, number, by)
    services.report(founding, result=meeting(), by=None, at=AT + timedelta(hours=1))
    return founding


def founded(county: County, union: str = "street", number: int = 1, by: str = "cadre") -> Union:
    founding = reported(county, union, number, by)
    return services.confirm(
        founding, certificate=code_of(500 + number), by=county.accounts[by], at=AT + timedelta(hours=2)
    )
