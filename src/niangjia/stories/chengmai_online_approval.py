"""chengmai-online-approval: a union is asked for and joined online, and whoever is complete is answered that day.

What the newspaper printed: 101 unions set up and 6,800 members in nine months, 97 % of the workers joined, each
application decided the same day. Colleagues keep contact with the unions of an area. Everybody here is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from stdnum.cn import uscc

from niangjia.casework import organising
from niangjia.casework.applications import admit_applicant
from niangjia.casework.elections import Result
from niangjia.casework.liaison import assign_liaison, log_contact
from niangjia.casework.organising import Workplace
from niangjia.casework.queries import tree
from niangjia.engines.calendar import why_off, working_days_between
from niangjia.programmes.membership.services import founding as services
from niangjia.programmes.membership.services import joining
from niangjia.records.cases.models import Step
from niangjia.records.joinings.models import Joining
from niangjia.records.tasks.models import Founding
from niangjia.records.unions.models import Account, Union
from niangjia.stories import invented
from niangjia.stories.replays import Reached, Stage
from niangjia.stories.staged import Place, account_row, found, moment, union_row

FIRST_DAY = date(2021, 1, 4)
LAST_DAY = date(2021, 9, 30)
UNIONS, MEMBERS, WORKERS = 101, 6_800, 7_010
STREETS = 5
DECIDES = {"agree_founding", "say_missing", "refuse_founding", "confirm_founding", "return_election"}
"""The steps by which the union above answers."""
PAPERS = tuple(services.ORGANISING["papers"])


def play(stage: Stage) -> Mapping[str, Reached]:
    """Set up the unions, each on a working day, let its workers join, and count what is there at the end."""
    place = town()
    days = working_days()
    number = 0
    for which in range(UNIONS):
        day = days[which * len(days) // UNIONS]
        wishing = share(MEMBERS, which)
        street = place.unions[f"street-{which % STREETS}"]
        with transaction.atomic():
            union = set_up(which, street, wishing=wishing, on=day, by=place.accounts["cadre"])
            keep_contact(union, by=place.accounts[f"liaison-{which % STREETS}"], on=day)
            for _member in range(wishing):
                join(number, union, on=day, by=place.accounts["cadre"])
                number += 1
        stage.say("网上建会、入会", which + 1, UNIONS)
    return counted(place.unions["county"].pk)


def share(whole: int, which: int) -> int:
    """Return how many of ``whole`` fall to one of the unions, so that together they are all of them.

    >>> sum(share(6800, which) for which in range(101)), share(6800, 0)
    (6800, 67)
    """
    return whole * (which + 1) // UNIONS - whole * which // UNIONS


def working_days() -> list[date]:
    """Return the working days of the nine months."""
    span = (LAST_DAY - FIRST_DAY).days
    return [day for step in range(span + 1) if why_off(day := FIRST_DAY + timedelta(days=step)) is None]


def town() -> Place:
    """Found a county with its streets, and open the accounts of whoever decides and whoever keeps contact."""
    unions = [union_row("county", "示例县总工会", "county", files_returns=False)]
    accounts = [account_row("cadre", "符某", "county", "county")]
    for number in range(STREETS):
        unions.append(union_row(f"street-{number}", f"示例第 {number + 1} 镇总工会", "street", "county"))
        accounts.append(account_row(f"liaison-{number}", f"{invented.name(number)[0]}某", "grassroots", "county"))
    return found(unions, accounts, place="示例县", on=date(2020, 1, 1))


def code(number: int) -> str:
    """Return a unified social credit code with a good check letter in a region that does not exist.

    >>> code(7)
    '91990101MA0000007H'
    """
    stem = f"91990101MA{number:07d}"
    return stem + str(uscc.calc_check_digit(stem))


def set_up(which: int, upper: Union, *, wishing: int, on: date, by: Account) -> Union:
    """Ask for one union in the morning, elect at noon, and confirm it in the afternoon of the same day."""
    told = Workplace(
        name=f"示例第 {which + 1} 企业工会",
        code=code(which),
        kind="enterprise",
        workers=share(WORKERS, which),
        wishing=wishing,
        contact_name=invented.name(which),
        contact_phone=invented.phone(which),
        papers=PAPERS,
    )
    founding, _code = organising.apply_founding(upper, told=told, by=None, at=moment(on, 9))
    organising.agree_founding(founding, by=by, at=moment(on, 10))
    officers = tuple(zip(("chair", "member", "women"), map(invented.name, range(which, which + 3)), strict=True))
    result = Result(on, due=wishing, attended=wishing, term_years=3, no_relatives=True, officers=officers)
    services.report(founding, result=result, by=None, at=moment(on, 14))
    return services.confirm(founding, certificate=code(1_000 + which), by=by, at=moment(on, 16))


def keep_contact(union: Union, *, by: Account, on: date) -> None:
    """Assign whoever keeps contact with the union, who visits it on its first day."""
    liaison = assign_liaison(union, account=by, on=on, by=None, at=moment(on, 16))
    log_contact(liaison, on=on, way="visit", by=by, at=moment(on, 17))


def join(number: int, union: Union, *, on: date, by: Account) -> None:
    """Let one invented worker ask to join in the afternoon; whoever decides says yes, if nobody has by then."""
    told = {"name": invented.name(number), "id_number": invented.id_number(number), "phone": invented.phone(number)}
    asked, _code = joining.ask(union, told=told, door="workplace", at=moment(on, 16, 30))
    if asked.decided_at is None:
        admit_applicant(asked, by=by, at=moment(on, 17))


def counted(county: int) -> Mapping[str, Reached]:
    """Count the unions, the members, their share of the workers, and the longest that anybody waited."""
    unions = Founding.everywhere.filter(case__state="founded")
    members = tree.members_as_was(county, on=LAST_DAY).count()
    workers = unions.aggregate(workers=Sum("workers"))["workers"] or 0
    rate = (Decimal(100 * members) / workers).quantize(Decimal(1), ROUND_HALF_UP) if workers else Decimal(0)
    waits = list(waited())
    return {
        "unions_set_up": Reached(Decimal(unions.count()), unions.count()),
        "members_joined": Reached(Decimal(members), members),
        "join_rate_percent": Reached(rate, workers),
        "working_days_to_decide": Reached(Decimal(max(waits, default=999)), len(waits)),
    }


def waited() -> Iterator[int]:
    """Yield the working days from each application, to set up or to join, and each reported election, to its answer."""
    asked: dict[int, date] = dict(Founding.everywhere.values_list("case_id", "case__opened_at__date"))
    for step in Step.objects.filter(case__in=list(asked)).order_by("id"):
        on = timezone.localdate(step.at)
        if step.key in DECIDES:
            yield working_days_between(asked[step.case_id], on)
        asked[step.case_id] = on
    for began, ended in Joining.everywhere.values_list("asked_at", "decided_at").iterator():
        yield working_days_between(timezone.localdate(began), timezone.localdate(ended) if ended else LAST_DAY)
