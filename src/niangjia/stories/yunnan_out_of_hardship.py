"""yunnan-out-of-hardship: a practice spreads from one county to three and to all eleven of a prefecture.

What the newspaper printed and this hall has: the first fund of six million, the adoption wave by wave, five thousand
needs found and four thousand eight hundred solved, sixty-nine thousand households out of hardship by 2020 (played at a
scale). The third-party evaluation belongs to another window. Everybody is invented; the years are moved to those for
which the sample policy has its lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from niangjia.casework.adoption import adopt
from niangjia.casework.queries import money
from niangjia.programmes.care.services import needs
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.services import exits
from niangjia.records.cases.models import Standing
from niangjia.records.practices.models import Adoption
from niangjia.reports.scope import Scope
from niangjia.stories import invented
from niangjia.stories.qingtongxia_quarterly import reached
from niangjia.stories.quarter_walk import Days, Hands, certify, survey
from niangjia.stories.replays import Reached, Stage, published_figures
from niangjia.stories.staged import Place, account_row, fill, found, moment, union_row
from niangjia.values.periods import Quarter

PRACTICE = "qingtongxia-quarterly"
COUNTIES = 11
SECOND_WAVE = 3
FIRST_FUND_YUAN = 6_000_000
NEEDS, SOLVED = 5_000, 4_800
POOR, WELL = "2025Q3", ("2025Q4", "2026Q1")
"""The quarter in which the households are filed, and those in which they stand above the line."""
WAVES = (date(2025, 7, 1), date(2025, 7, 15), date(2025, 8, 1))
LEFT_ON = date(2026, 4, 20)
KINDS = ("living", "medical", "schooling", "job", "housing", "legal", "training", "checkup")


def play(stage: Stage) -> Mapping[str, Reached]:
    """Play the prefecture from the pilot county to the last household that leaves."""
    households = stage.share(int(next(one.value for one in published_figures("yunnan-out-of-hardship") if one.scaled)))
    place = prefecture()
    spread(place)
    fill(
        place.unions["C01"],
        {"living_aid": FIRST_FUND_YUAN},
        name="解困脱困资金（第一期）",
        year=2025,
        by=place.accounts["finance-C01"],
        at=moment(WAVES[0]),
    )
    for number, county in enumerate(counties(), start=1):
        mine = range(1 + (number - 1) * households // COUNTIES, 1 + number * households // COUNTIES)
        walk_county(place, county, mine, stage=stage)
    clear_needs(place, stage=stage)
    let_leave(place, stage=stage)
    unions = [union.pk for union in place.unions.values()]
    return {
        **waves(place),
        "first_fund_yuan": first_fund(),
        "needs_found": reached("needs_found", Scope(unions, POOR)),
        "needs_solved": reached("needs_solved", Scope(unions, POOR)),
        "households_left_hardship": reached("left", Scope(unions, "2026Q2")),
    }


def first_fund() -> Reached:
    """Return what was put into the first fund."""
    held = money.buckets_of_year(WAVES[0].year).values()
    return Reached(Decimal(sum(one.allocated_fen for one in held)) / 100, len(held))


def counties() -> tuple[str, ...]:
    """Return the codes of the counties, the pilot first."""
    return tuple(f"C{number:02d}" for number in range(1, COUNTIES + 1))


def prefecture() -> Place:
    """Found the prefecture: eleven counties, each with one street union that files, two desks, a till and visitors."""
    unions = [union_row("P", "示例州总工会", "city", files_returns=False)]
    accounts = []
    for code in counties():
        unions += [
            union_row(code, f"{code} 县总工会", "county", "P", files_returns=False),
            union_row(f"{code}S", f"{code} 街道总工会", "street", code),
        ]
        accounts += [
            account_row(f"cadre-{code}", "沈某", "county", code),
            account_row(f"second-{code}", "林某", "county", code),
            account_row(f"finance-{code}", "方某", "finance", code),
            account_row(f"chair-{code}", "何某", "grassroots", f"{code}S"),
            *(account_row(f"visitor-{code}-{one}", f"走访员 {one}", "helper", f"{code}S") for one in range(1, 9)),
        ]
    return found(unions, accounts, place="青川市", on=date(2024, 1, 1))


def spread(place: Place) -> None:
    """Let the practice spread: the pilot from the preset, three counties from the pilot, then all the others."""
    codes = counties()
    waves = (codes[:1], codes[1 : 1 + SECOND_WAVE], codes[1 + SECOND_WAVE :])
    for day, wave in zip(WAVES, waves, strict=True):
        for code in wave:
            adopt(
                place.unions[code],
                practice=PRACTICE,
                policy="sample",
                from_on=day,
                taken_from=None if code == codes[0] else place.unions[codes[0]],
                by=place.accounts[f"cadre-{code}"],
                at=moment(day),
            )


def waves(place: Place) -> dict[str, Reached]:
    """Return how many counties took the practice over in the second wave, and how many run it after the third."""
    all_of_them = Adoption.objects.filter(practice=PRACTICE)
    second = all_of_them.filter(taken_from=place.unions["C01"], from_on=WAVES[1]).count()
    return {
        "adopting_counties_second_wave": Reached(Decimal(second), second),
        "adopting_counties_third_wave": Reached(Decimal(all_of_them.count()), all_of_them.count()),
    }


def walk_county(place: Place, county: str, numbers: range, *, stage: Stage) -> None:
    """File, visit, publish and sign one county's households; two quarters later they stand above the line."""
    hands = Hands(f"cadre-{county}", f"second-{county}", f"finance-{county}", {f"{county}S": f"chair-{county}"})
    for period in (POOR, *WELL):
        days = days_of(period)
        survey(place, {f"{county}S": list(rows(numbers, poor=period == POOR))}, period, days=days, by=hands)
        if period == POOR:
            certify(place, period, days=days, by=hands, stage=stage)
        else:
            services.run_quarter(place.actor(hands.county, days.judged), period=period, at=moment(days.judged))


def days_of(period: str) -> Days:
    """Return the days of a quarter's walk: it begins when the quarter is over."""
    over = Quarter.parse(period).last_day
    steps = (9, 12, 16, 20, 35, 37)
    return Days(*(over + timedelta(days=days) for days in steps))


def rows(numbers: range, *, poor: bool) -> Iterator[dict[str, Any]]:
    """Yield households in difficulty, or the same ones once they stand above every line."""
    for number in numbers:
        yield invented.household(number, income_fen=24_000_00 if poor else 96_000_00)


def clear_needs(place: Place, *, stage: Stage) -> None:
    """Find the needs of every household on the register and clear them one by one."""
    homes = [
        one.household
        for one in Standing.everywhere.filter(ended_on__isnull=True).select_related("household__owner_union")
    ]
    at, solved_at = moment(date(2025, 8, 20)), moment(date(2025, 8, 20), 16)
    for number in range(NEEDS):
        household = homes[number % len(homes)]
        county = household.owner_union.code[:3]
        case = needs.raise_need(
            household,
            kind=KINDS[number % len(KINDS)],
            origin="survey",
            text="摸排时说的",
            by=place.accounts[f"chair-{county}"],
            at=at,
        )
        if number < SOLVED:
            needs.solve(case, told="办好了，照片在档", by=place.accounts[f"chair-{county}"], at=solved_at)
            needs.confirm_by_call(case, by=place.accounts[f"cadre-{county}"], at=solved_at)
        stage.say("户清", number + 1, NEEDS)


def let_leave(place: Place, *, stage: Stage) -> None:
    """Let every household leave that has stood above the line as long as the policy wants."""
    for number, county in enumerate(counties(), start=1):
        actor = place.actor(f"cadre-{county}", LEFT_ON)
        ready = exits.ready_to_leave(list(actor.union_ids("decide_exits")), on=LEFT_ON)
        exits.leave_many(
            ready,
            reason="out_of_hardship",
            told="连续两个季度高于低保标准，祝贺您家",
            on=LEFT_ON,
            by=actor.account,
            second=place.accounts[f"second-{county}"],
            at=moment(LEFT_ON),
        )
        stage.say("脱困退出", number, COUNTIES)
