"""Adoption: a union's own values, each once a day; what it leaves open comes from the nearest union above."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from small_county import AT, LONG_AGO, County

from niangjia.casework.access.offices import found_union
from niangjia.casework.adoption import (
    NotRunThere,
    ValueStands,
    adopt,
    adoption_for,
    choose_value,
    chosen_values,
    steps_off,
    steps_said,
    switch_step,
)
from niangjia.records.practices.models import Adoption, ChosenValue, SwitchedStep
from niangjia.records.unions.models import Union

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


def switched(county: County, adoption: Adoption, step: str, *, is_on: bool, from_on: date = LONG_AGO) -> None:
    cadre = county.accounts["cadre"]
    switch_step(adoption, step=step, is_on=is_on, from_on=from_on, source="示例", by=cadre, at=AT)


def taken_over(county: County, union: Union, model: Union, *, from_on: date = TODAY) -> Adoption:
    cadre = county.accounts["cadre"]
    return adopt(union, practice=PRACTICE, policy="sample", from_on=from_on, by=cadre, at=AT, taken_from=model)


def test_the_nearest_union_that_spoke_of_a_step_decides(county: County) -> None:
    above, near = adopted(county, "county"), adopted(county, "street")
    switched(county, above, "publish", is_on=False)
    switched(county, near, "publish", is_on=True, from_on=TODAY)
    community = county.unions["community"].pk
    assert steps_off(community, practice=PRACTICE, on=TODAY) == frozenset()
    assert steps_off(community, practice=PRACTICE, on=TODAY - timedelta(days=1)) == {"publish"}
    said = steps_said(community, practice=PRACTICE, on=TODAY)["publish"]
    assert (said.adoption.union, said.is_on) == (county.unions["street"], True)


def test_taking_a_practice_over_copies_what_holds_there_that_day(county: County) -> None:
    above, near = adopted(county, "county"), adopted(county, "street")
    chosen(county, above, "homes_limit", "3")
    chosen(county, above, "car_limit", "1")
    chosen(county, near, "homes_limit", "4")
    later = choose_value(
        near, parameter="homes_limit", is_text="5", from_on=TODAY + timedelta(days=1), source="示例",
        by=county.accounts["cadre"], at=AT,
    )  # fmt: skip
    switched(county, above, "assign", is_on=False)
    mine = taken_over(county, county.unions["foreign"], county.unions["street"])
    own = [(one.parameter, one.is_text, one.from_on, one.source) for one in mine.values.order_by("parameter")]
    assert own == [("car_limit", "1", TODAY, "沿用street 工会"), ("homes_limit", "4", TODAY, "沿用street 工会")]
    assert steps_off(county.unions["foreign"].pk, practice=PRACTICE, on=TODAY) == {"assign"}
    assert mine.taken_from == county.unions["street"]
    assert taken_over(county, county.unions["foreign"], county.unions["county"]) == mine
    assert later not in list(mine.values.all())


def test_nothing_is_taken_over_from_whoever_does_not_run_it(county: County) -> None:
    adopted(county, "street", from_on=TODAY)
    with pytest.raises(NotRunThere, match="street 工会这一天还没有采用"):
        taken_over(county, county.unions["foreign"], county.unions["street"], from_on=TODAY - timedelta(days=1))
    assert not Adoption.objects.filter(union=county.unions["foreign"], practice=PRACTICE).exists()


def test_a_practice_spreads_from_one_county_to_three_to_eleven(county: County) -> None:
    first = adopted(county, "county")
    chosen(county, first, "homes_limit", "3")
    switched(county, first, "publish", is_on=False)
    counties = [county.unions["county"]]
    for number in range(2, 12):
        union = Union(
            code=f"c{number}",
            name=f"{number} 县",
            short_name=f"{number} 县",
            kind="county",
            place="",
            founded_on=LONG_AGO,
        )
        counties.append(found_union(union, parents={}, by=None, at=AT))
        wave = 0 if number <= 3 else number % 3
        taken_over(county, union, counties[wave])
    assert Adoption.objects.filter(practice=PRACTICE).count() == 11
    for union in counties:
        [values] = chosen_values(union.pk, practice=PRACTICE, on=TODAY)
        assert [(one.parameter, one.is_text) for one in values.values] == [("homes_limit", "3")]
        assert steps_off(union.pk, practice=PRACTICE, on=TODAY) == {"publish"}
    assert SwitchedStep.objects.filter(adoption__practice=PRACTICE).count() == 11
