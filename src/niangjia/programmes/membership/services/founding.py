"""Setting up a union and its elections: the desks told with the numbers of this window's policy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db.models import Q

from niangjia.casework import elections, organising, papers, succeeding
from niangjia.casework.elections import ElectionRules, Result
from niangjia.casework.organising import Workplace
from niangjia.casework.queries.belonging import members_on
from niangjia.programmes.membership.programme import CHARTER
from niangjia.records.people.models import Membership
from niangjia.records.tasks.models import Founding
from niangjia.records.unions.models import Account, Certificate, Election, Union

ORGANISING: Mapping[str, Any] = CHARTER["organising"]
RULES = ElectionRules(
    quorum=(ORGANISING["quorum"]["count"], ORGANISING["quorum"]["of"]),
    terms=tuple(ORGANISING["terms"]["years"]),
    committee_from=ORGANISING["committee"]["from_members"],
    committee_size=ORGANISING["committee"]["size"],
    chair="chair",
    renew_before=ORGANISING["renewal"]["count"],
    remind_before=ORGANISING["re_election"]["count"],
)
"""What the law asks, as the charter of this window writes it down with its sources."""


def try_from(place: str, *, at: datetime) -> None:
    """Count that a public door of founding is tried from a ``place`` on the net.

    Errors: ``TooManyTries`` when it was tried too often from there.
    """
    tries = ORGANISING["tries"]
    papers.count_try(f"found|{place}", most=tries["count"], minutes=tries["minutes"], at=at)


def apply(upper: Union, *, told: Workplace, by: Account | None, at: datetime) -> tuple[Founding, str]:
    """Ask ``upper`` for a union; return the founding and the code by which it is followed."""
    return organising.apply_founding(upper, told=told, by=by, at=at)


def papers_missing(handed_in: Collection[str]) -> list[str]:
    """Return the keys of the papers that are not there yet."""
    return [key for key in ORGANISING["papers"] if key not in handed_in]


def report(founding: Founding, *, result: Result, by: Account | None, at: datetime) -> None:
    """Report what the meeting elected."""
    organising.report_election(founding, result=result, rules=RULES, by=by, at=at)


def confirm(founding: Founding, *, certificate: str = "", by: Account, at: datetime) -> Union:
    """Found the union that was elected."""
    return organising.confirm_founding(founding, rules=RULES, certificate=certificate, by=by, at=at)


def split(union: Union, *, told: Mapping[str, Any], by: Account, at: datetime) -> Union:
    """Found beside ``union`` the one that ``told`` names, with the members ticked one by one or by employer.

    Errors: ``NotInTheTree``, ``ChangedLater``, ``TreeMovedMeanwhile``.
    """
    held = Membership.everywhere.filter(owner_union=union, to_on__isnull=True)
    ticked = Q(worker__in=told.get("people", ())) | Q(worker__employer__in=told.get("employers", ()))
    going = list(held.filter(ticked).values_list("worker_id", flat=True))
    part = Union(
        code=f"F-{uuid4().hex[:12]}",
        name=told["name"],
        short_name=told["short_name"],
        kind=told["kind"],
        place=union.place,
        files_returns=union.files_returns,
        founded_on=told["on"],
    )
    succeeding.split(union, part=part, workers=going, by=by, at=at)
    return part


def elect(union: Union, *, result: Result, on: date, by: Account, at: datetime) -> Election:
    """Keep a further election of a union that stands."""
    members = members_on([union.pk], on=on).filter(standing="active").count()
    return elections.hold_election(union, result=result, rules=RULES, members=members, on=on, by=by, at=at)


def certify(union: Union, *, code: str, from_on: date, until_on: date, by: Account, at: datetime) -> Certificate:
    """Keep the certificate of a union as a legal person, or its renewal."""
    return elections.register_certificate(
        union, code=code, from_on=from_on, until_on=until_on, rules=RULES, by=by, at=at
    )
