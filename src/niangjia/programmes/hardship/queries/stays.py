"""How long a household on the register has stood above the line: what the verdicts of its quarters say, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from niangjia.casework.adoption import Way, ways_of
from niangjia.casework.assessment import latest_assessments
from niangjia.casework.families import root_of
from niangjia.casework.queries import standings as register
from niangjia.casework.review import CANNOT_TELL, NO_TIER
from niangjia.engines.rules import Policy, load_policy
from niangjia.engines.rules.parameters import plain_values
from niangjia.programmes.hardship.programme import POLICIES, PROGRAMME
from niangjia.records.cases.models import Assessment, Case, Standing
from niangjia.values.periods import Quarter

MONTHS = 3
"""A quarter has three months."""
UNSETTLED = ("draft", "filed", "returned")
"""The states of a case whose verdict says nothing, or nothing any more."""
ABOVE, BELOW, ASIDE = "above", "below", "aside"
"""What a quarter says: above the line of leaving; in difficulty; in no tier, but for another reason than that line."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One household on the register: its newest quarter, and since when its verdicts are above the line.

    ``months`` is what can be told for certain; ``gap`` names the quarter that keeps it from being more: it was not
    surveyed or not settled, or (``aside``) found the household in no tier for another reason than the line of leaving.
    ``needed`` and ``watched_months`` are what the policy of its union says.
    """

    standing: Standing
    case: Case | None
    newest: str
    months: int
    since: date | None
    gap: str
    aside: bool
    needed: int
    watched_months: int

    @property
    def ready(self) -> bool:
        """Whether it has stood above the line long enough to leave."""
        return self.since is not None and self.months >= self.needed

    @property
    def group(self) -> str:
        """``ready``, ``waiting``, ``check`` (a quarter cannot be told), or nothing: it is in difficulty as before."""
        if self.ready:
            return "ready"
        if self.gap:
            return "check"
        return "waiting" if self.months else ""


def above_line(said: Mapping[str, str], *, newest: str, since: date) -> tuple[int, str]:
    """Return for how many quarters in a row a household was above the line, and the quarter that cannot be told.

    ``said`` holds what is known, by quarter; a quarter that is missing says nothing, and one that put the household
    aside does not say that it is above the line. Nothing is asked of quarters that were over before ``since``, the day
    on which it came onto the register.

    >>> above_line({"2026Q3": "above", "2026Q2": "above", "2026Q1": "below"}, newest="2026Q3", since=date(2026, 4, 10))
    (2, '')
    >>> above_line({"2026Q3": "above", "2026Q1": "above"}, newest="2026Q3", since=date(2026, 1, 10))
    (1, '2026Q2')
    >>> above_line({"2026Q3": "aside", "2026Q2": "above"}, newest="2026Q3", since=date(2026, 1, 10))
    (0, '2026Q3')
    """
    count, quarter = 0, Quarter.parse(newest)
    while quarter.last_day >= since:
        if said.get(str(quarter)) == ABOVE:
            count, quarter = count + 1, quarter.previous
            continue
        return count, "" if said.get(str(quarter)) == BELOW else str(quarter)
    return count, ""


def stays(union_ids: Iterable[int] | QuerySet[Any], *, on: date) -> list[Stay]:
    """Return every household on the register within ``union_ids``, with how long it has stood above the line."""
    return told_of(register.on_register_now(union_ids), on=on)


def stays_of(household_ids: Iterable[int], *, on: date) -> list[Stay]:
    """Return those of these households that stand on the register, under whichever filing they have gone on."""
    roots = {root_of(pk) for pk in household_ids}
    return told_of(register.now_of(roots), on=on)


def told_of(found: QuerySet[Standing], *, on: date) -> list[Stay]:
    """Return what is known of standings, with as many questions for one as for a thousand."""
    standings = list(found.select_related("family", "owner_union").order_by("family__head_name", "id"))
    unions = {one.owner_union_id for one in standings}
    cases = register.cases_of([one.family_id for one in standings], programme=PROGRAMME.key)
    verdicts = latest_assessments(case.pk for one in cases.values() for case in one)
    newest = register.newest_quarters(unions, programme=PROGRAMME.key)
    ways = ways_of(unions, practice=PROGRAMME.practice, on=on)
    return [
        stay_of(
            one,
            by_quarter(cases.get(one.family_id, [])),
            verdicts,
            newest=newest.get(one.owner_union_id, str(Quarter.of(on).previous)),
            way=ways[one.owner_union_id],
            on=on,
        )
        for one in standings
    ]


def by_quarter(cases: Iterable[Case]) -> dict[str, Case]:
    """Return the cases of one household by quarter; of two filings, the one whose verdict is settled."""
    found: dict[str, Case] = {}
    for case in cases:
        if case.period not in found or settled(case):
            found[case.period] = case
    return found


def stay_of(
    standing: Standing,
    cases: Mapping[str, Case],
    verdicts: Mapping[int, Assessment],
    *,
    newest: str,
    way: Way,
    on: date,
) -> Stay:
    """Return what the quarters of one household say."""
    values = plain_values(policy_of(way.policy), on, way.places, way.chosen)
    said = {period: said_by(case, verdicts.get(case.pk)) for period, case in cases.items()}
    count, gap = above_line(said, newest=newest, since=standing.from_on)
    first = Quarter.parse(newest)
    for _one in range(count - 1):
        first = first.previous
    return Stay(
        standing=standing,
        case=cases.get(newest),
        newest=newest,
        months=MONTHS * count,
        since=first.first_day if count else None,
        gap=gap,
        aside=said.get(gap) == ASIDE,
        needed=int(values["exit_months"] or 0),
        watched_months=int(values["transition_months"] or 0),
    )


@lru_cache(maxsize=8)
def policy_of(key: str) -> Policy:
    """Return a policy that this window ships; the preset where a union adopted none."""
    return load_policy(POLICIES / f"{key or PROGRAMME.policies[0]}.yaml", PROGRAMME.facts)


def settled(case: Case) -> bool:
    """Return whether the verdict on a case says something, and does so still."""
    return case.state not in UNSETTLED and case.tier not in {"", CANNOT_TELL}


def said_by(case: Case, verdict: Assessment | None) -> str:
    """Return what the quarter of a case says of the line of leaving; nothing where that cannot be told.

    A household that a person decided to be in no tier, or that fails what the policy asks beside its income, is put
    aside: somebody has to look, for nothing says that it is out of hardship.
    """
    if verdict is None or not settled(case):
        return ""
    if verdict.above_line and case.tier == verdict.tier:
        return ABOVE
    if case.tier != NO_TIER:
        return BELOW
    return ASIDE if verdict.above_line is not None else ""
