"""One quarter of a county, walked as the people of the county walk it: survey, visit, publish, sign, pay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from niangjia.casework import payment
from niangjia.casework.assessment import latest_assessment
from niangjia.casework.queries import money
from niangjia.casework.queries import visits as desk
from niangjia.programmes.hardship import services
from niangjia.records.cases.models import Case
from niangjia.stories.county import workbook_of
from niangjia.stories.replays import Stage
from niangjia.stories.staged import Place, moment
from niangjia.values.periods import Quarter

BATCH = 40
"""How many households are visited before the visitors go out again: nobody has more open visits than may be."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which a county takes each step of its quarter."""

    sent: date
    judged: date
    visited: date
    published: date
    signed: date
    paid: date


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does what in a county, by user name: nobody checks their own work."""

    county: str
    signer: str
    finance: str
    senders: Mapping[str, str]


def survey(
    place: Place, returns: Mapping[str, Sequence[Mapping[str, Any]]], period: str, *, days: Days, by: Hands
) -> None:
    """Let each union send its workbook; a union without a household sends a nil return."""
    quarter = Quarter.parse(period)
    services.open_quarter(place.actor(by.county, days.sent), period=period, at=moment(quarter.first_day))
    for code, rows in returns.items():
        actor = place.actor(by.senders[code], days.sent)
        filed_in = services.return_of(actor, place.unions[code], period=period, at=moment(days.sent))
        services.receive_return(
            filed_in,
            name=f"{period}.xlsx",
            content=workbook_of(place.unions[code].name, quarter, [dict(row) for row in rows]),
            by=actor.account,
            at=moment(days.sent, 10),
        )


def certify(place: Place, period: str, *, days: Days, by: Hands, stage: Stage) -> None:
    """Judge what was sent; visit, publish and sign those in difficulty, guide the others."""
    county = place.actor(by.county, days.judged)
    services.run_quarter(county, period=period, at=moment(days.judged))
    mine = Case.objects.within(county.union_ids("run_the_quarter")).filter(programme="hardship", period=period)
    visit_all(
        place, mine.filter(state="judged").exclude(tier__in=("none", "cannot_tell")), days=days, by=by, stage=stage
    )
    services.publish(place.actor(by.county, days.published), period=period, at=moment(days.published))
    to_sign = list(
        mine.filter(state__in=("judged", "published"), tier__gt="").exclude(tier="cannot_tell").order_by("id")
    )
    for number, case in enumerate(to_sign, start=1):
        assessment = latest_assessment(case)
        if assessment is not None:
            services.sign(case, seen=assessment.fingerprint, by=place.accounts[by.signer], at=moment(days.signed))
        stage.say(f"{Quarter.parse(period).label}：签署", number, len(to_sign))


def visit_all(place: Place, cases: Any, *, days: Days, by: Hands, stage: Stage) -> None:
    """Send two visitors to every household, batch by batch; what they find is as it was declared."""
    waiting = list(cases.select_related("household", "owner_union").order_by("id"))
    done = 0
    for batch in batches(waiting, BATCH):
        sent = services.assign_visits(place.actor(by.county, days.judged), batch, at=moment(days.judged, 14))
        seats = desk.seated(sent.visits)
        for visit in sent.visits:
            first, second = (seat.account for seat in seats[visit.pk])
            services.report_visit(visit, consent=visit.case.home.head_name, by=first, at=moment(days.visited))
            services.confirm_visit(visit, identity_seen=True, by=second, at=moment(days.visited, 16))
        done += len(batch)
        stage.say("走访核实", done, len(waiting))


def batches(rows: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """Yield ``rows`` in parts of ``size``.

    >>> list(batches([1, 2, 3], 2))
    [[1, 2], [3]]
    """
    return (rows[start : start + size] for start in range(0, len(rows), size))


def pay_all(
    entitlements: Sequence[Any], buckets: Mapping[str, Any], *, on: date, place: Place, by: str, stage: Stage
) -> None:
    """Reserve every benefit that waits and write the bank's yes for it."""
    finance = place.accounts[by]
    for number, one in enumerate(entitlements, start=1):
        payment.reserve(one, bucket=buckets[one.benefit], by=finance, at=moment(on, 10))
        payment.post(one, bank_reference=f"示例-{number}", by=finance, at=moment(on, 15))
        stage.say("预留和发放", number, len(entitlements))


def waiting_for_money(period: str) -> list[Any]:
    """Return the benefits of a quarter that nobody has reserved yet."""
    return list(money.entitlements_of(period, state="entitled"))
