"""One run over a quarter: both executors judge every household; where they agreed, the verdicts are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from niangjia.casework.assessment import Judged, assess, keep_policy
from niangjia.engines import columnar
from niangjia.engines.rules import ChosenValues, Policy, Verdict, judge
from niangjia.records.papers.models import ReturnRow
from niangjia.records.people.models import Household
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError


class ExecutorsDisagree(NiangjiaError):
    """The two executors gave different answers: nothing of the run is kept."""

    code = "executors_disagree"


@dataclass(frozen=True, slots=True)
class FactRow:
    """One household as the batch sees it: where it was filed, whose it is, what is known, under which values."""

    row: ReturnRow
    household: Household
    facts: Mapping[str, Any]
    place: tuple[str, ...]
    chosen: tuple[ChosenValues, ...]


def judge_rows(rows: Sequence[FactRow], *, policy: Policy, on: date) -> list[Judged]:
    """Judge ``rows`` twice, household by household and as one table, and return the verdicts.

    Errors: ``ExecutorsDisagree`` when the two do not say the same of every household.
    """
    judged = [
        Judged(row.row, row.household, row.facts, judge(policy, row.facts, on=on, place=row.place, chosen=row.chosen))
        for row in rows
    ]
    by_values: dict[tuple[tuple[str, ...], tuple[ChosenValues, ...]], list[int]] = {}
    for position, row in enumerate(rows):
        by_values.setdefault((row.place, row.chosen), []).append(position)
    for (place, chosen), positions in by_values.items():
        table = [{"key": str(position), **rows[position].facts} for position in positions]
        told = columnar.judge_rows(policy, table, on=on, place=place, chosen=chosen)
        answers = {int(answer["key"]): answer for answer in told}
        if answers.keys() != set(positions) or not all(
            same_answer(judged[position].verdict, answer) for position, answer in answers.items()
        ):
            raise ExecutorsDisagree("两种算法对同一户的结论不一致，这次认定没有保存；请把情况告诉系统管理员")
    return judged


def same_answer(verdict: Verdict, answer: Mapping[str, Any]) -> bool:
    """Return whether a verdict and a row of the table say the same: tier, every test, every amount."""
    return (
        verdict.tier == answer["tier"]
        and all(test.passed == answer[test.key] for test in verdict.tests)
        and all(benefit.amount_fen == answer[benefit.key] for benefit in verdict.benefits)
    )


def certify(
    rows: Sequence[FactRow],
    *,
    policy: Policy,
    programme: str,
    period: str,
    on: date,
    by: Account,
    at: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Judge ``rows`` and keep each verdict in a transaction of its own; return how many cases were judged anew.

    It may be killed and run again at any point: what is kept already is left alone.
    """
    judged = judge_rows(rows, policy=policy, on=on)
    version = keep_policy(policy, at=at)
    anew = 0
    for done, one in enumerate(judged, start=1):
        kept = assess(one, policy=version, programme=programme, period=period, by=by, at=at)
        anew += kept is not None
        progress(done)
    return anew
