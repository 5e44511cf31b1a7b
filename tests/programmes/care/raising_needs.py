"""Needs for the tests of needs."""

from __future__ import annotations

from typing import Any

from small_county import AT, County

from niangjia.programmes.care.services import needs
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household


def household_of(county: County, code: str, name: str) -> Household:
    return Household.everywhere.create(
        owner_union=county.unions[code], head_name=name, head_index=f"{code} {name}", opened_at=AT
    )


def raised(county: County, code: str = "mill", name: str = "郑七", **told: Any) -> Case:
    household = Household.everywhere.filter(head_index=f"{code} {name}").first() or household_of(county, code, name)
    known = {"kind": "housing", "origin": "visit", "text": "厨房屋顶漏雨", "by": county.accounts["cadre"], "at": AT}
    return needs.raise_need(household, **{**known, **told})


def fresh(case: Case) -> Case:
    return Case.everywhere.get(pk=case.pk)
