"""One run over a quarter: killed and run again it judges everybody once; where two ways differ nothing is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from played_quarter import PERIOD, RELATIVE, file_return, household
from small_county import AT, County, build_county

from niangjia.batch import quarter as batch
from niangjia.engines import columnar
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.queries import fact_rows
from niangjia.records.cases.models import Assessment, Case
from niangjia.records.papers.models import FrozenFacts
from niangjia.records.practices.models import PolicyVersion
from niangjia.values.periods import Quarter

LAST_DAY = Quarter.parse(PERIOD).last_day


def everybody(county: County) -> list[batch.FactRow]:
    return list(fact_rows([union.pk for union in county.unions.values()], PERIOD, on=LAST_DAY, left_out=set()))


def certified(county: County, rows: list[batch.FactRow], progress: Any = lambda done: None) -> int:
    return batch.certify(
        rows,
        policy=services.policy_named("sample"),
        programme="hardship",
        period=PERIOD,
        on=LAST_DAY,
        by=county.accounts["cadre"],
        at=AT,
        progress=progress,
    )


class Killed(BaseException):
    """The process is gone; no code of the product sees it coming."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [1, 4, 7])
def test_a_run_killed_half_way_and_run_again_judges_everybody_once(after: int) -> None:
    county = build_county()
    file_return(county, "street", [household(number, f"户{number}") for number in range(8)])
    rows = everybody(county)

    def die(done: int) -> None:
        if done == after:
            raise Killed

    with pytest.raises(Killed):
        certified(county, rows, progress=die)
    assert Assessment.everywhere.count() == after
    assert certified(county, rows) == 8 - after
    assert certified(county, rows) == 0
    for model in (Case, Assessment, FrozenFacts):
        assert model.everywhere.count() == 8
    assert set(Case.everywhere.values_list("state", flat=True)) == {"judged"}


@pytest.mark.parametrize("what", ["tier", "living_aid", "authorised"])
def test_where_the_two_ways_of_judging_differ_nothing_is_kept(
    what: str, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_return(county, "street", [household(number, f"户{number}") for number in range(5)])
    right = columnar.judge_rows

    def crooked(*given: Any, **named: Any) -> list[dict[str, Any]]:
        answers = [dict(answer) for answer in right(*given, **named)]
        wrong = {"tier": "relative", "living_aid": 1, "authorised": None}
        answers[3][what] = wrong[what]
        return answers

    monkeypatch.setattr(columnar, "judge_rows", crooked)
    with pytest.raises(batch.ExecutorsDisagree, match="没有保存"):
        certified(county, everybody(county))
    assert not Case.everywhere.exists()
    assert not PolicyVersion.objects.exists()
    monkeypatch.setattr(columnar, "judge_rows", right)
    assert certified(county, everybody(county)) == 5


def test_a_household_that_one_way_of_judging_forgot_is_a_difference_too(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_return(county, "street", [household(number, f"户{number}") for number in range(3)])
    right = columnar.judge_rows

    def short(*given: Any, **named: Any) -> list[Any]:
        told = list(right(*given, **named))
        return [told[0], *told[:2]]

    monkeypatch.setattr(columnar, "judge_rows", short)
    with pytest.raises(batch.ExecutorsDisagree):
        certified(county, everybody(county))


def test_unions_with_values_of_their_own_are_judged_by_them(county: County) -> None:
    file_return(county, "street", [household(1, "赵一", income_fen=RELATIVE)])
    rows = everybody(county)
    (plain,) = batch.judge_rows(rows, policy=services.policy_named("sample"), on=LAST_DAY)
    elsewhere = [replace(row, place=("没有数值的地方",)) for row in rows]
    (unknown,) = batch.judge_rows(elsewhere, policy=services.policy_named("sample"), on=LAST_DAY)
    assert (plain.verdict.tier, unknown.verdict.tier) == ("relative", "cannot_tell")
