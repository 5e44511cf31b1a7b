"""Adoption: a union's own values, each once a day; what it leaves open comes from the nearest union above."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from small_county import AT, LONG_AGO, County

from niangjia.casework.adoption import ValueStands, adopt, adoption_for, choose_value, chosen_values
from niangjia.records.practices.models import Adoption, ChosenValue

PRACTICE = "service-month"
TODAY = AT.date()


def adopted(county: County, code: str, *, policy: str = "sample", from_on: date = LONG_AGO) -> Adoption:
    union, cadre = county.unions[code], county.accounts["cadre"]
    return adopt(union, practice=PRACTICE, policy=policy, from_on=from_on, by=cadre, at=AT)


def chosen(county: County, adoption: Adoption, parameter: str, text: str) -> ChosenValue:
    cadre = county.accounts["cadre"]
    return choose_value(adoption, parameter=parameter, is_text=text, from_on=LONG_AGO, source="示例", by=cadre, at=AT)


def test_adopting_twice_changes_nothing(county: County) -> None:
    first = adopted(county, "county")
    assert adopted(county, "county", policy="xingtai") == first
    assert Adoption.objects.get(practice=PRACTICE).policy == "sample"


def test_a_value_that_stands_is_not_written_over(county: County) -> None:
    adoption = adopted(county, "county")
    value = chosen(county, adoption, "homes_limit", "3")
    with pytest.raises(ValueStands, match="更晚的一天"):
        chosen(county, adoption, "homes_limit", "4")
    assert ChosenValue.objects.get() == value


def test_a_union_works_under_the_nearest_adoption_above_it(county: County) -> None:
    community = county.unions["community"].pk
    assert adoption_for(community, practice=PRACTICE, on=TODAY) is None
    above = adopted(county, "county")
    assert adoption_for(community, practice=PRACTICE, on=TODAY) == above
    nearer = adopted(county, "street", from_on=TODAY)
    assert adoption_for(community, practice=PRACTICE, on=TODAY) == nearer
    assert adoption_for(community, practice=PRACTICE, on=TODAY - timedelta(days=1)) == above
    assert adoption_for(county.unions["foreign"].pk, practice=PRACTICE, on=TODAY) is None


def test_values_come_nearest_first(county: County) -> None:
    chosen(county, adopted(county, "county"), "homes_limit", "3")
    chosen(county, adopted(county, "street"), "homes_limit", "4")
    found = chosen_values(county.unions["community"].pk, practice=PRACTICE, on=TODAY)
    assert [(one.origin, [value.is_text for value in one.values]) for one in found] == [
        ("street 工会", ["4"]),
        ("county 工会", ["3"]),
    ]
    assert [str(one) for one in ChosenValue.objects.order_by("id")] == ["homes_limit = 3", "homes_limit = 4"]
    assert str(Adoption.objects.filter(practice=PRACTICE).order_by("id")[0]) == f"county 工会 {PRACTICE}"
