"""Who is too close to a household to visit it or to sign for it: kin, whoever is paired with it, whoever filed it.

All of it is by natural person, never by account, and holds for every filing that is one household today.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from niangjia.casework import trail
from niangjia.casework.families import members_of, one_with, roots_of
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Paper, ReturnRow
from niangjia.records.people.models import Household, KinTie
from niangjia.records.placements.models import Pairing
from niangjia.records.unions.models import Account
from niangjia.records.visits.models import OPEN, Seat
from niangjia.values.errors import NiangjiaError

KIN, PAIRED, FILED = "kin", "paired", "filed"


class TooClose(NiangjiaError):
    """Somebody is too close to a household for what they are about to do."""

    code = "too_close"


def recused(cases: Sequence[Case]) -> dict[int, dict[UUID, str]]:
    """Return for each case who may not visit its household, by natural person, and why.

    The reasons are ``kin``, ``paired`` and ``filed``; the gravest is told.
    """
    by_root: dict[int, dict[UUID, str]] = {}
    by_case: dict[int, dict[UUID, str]] = {case.pk: {} for case in cases}
    roots = roots_of({case.home_id for case in cases})
    households = members_of(roots.values())

    def bar(household: int, person: UUID, why: str) -> None:
        by_root.setdefault(households[household], {})[person] = why

    filed = Paper.everywhere.filter(household__in=households, kind="declaration", received_by__isnull=False)
    for household, receiver in filed.values_list("household_id", "received_by__natural_person"):
        if receiver is not None:
            bar(household, receiver, FILED)
    pairs = Pairing.everywhere.filter(household__in=households, ended_on__isnull=True)
    for household, person in pairs.values_list("household_id", "cadre__natural_person"):
        bar(household, person, PAIRED)
    ties = KinTie.everywhere.filter(household__in=households)
    for household, person in ties.values_list("household_id", "account__natural_person"):
        bar(household, person, KIN)
    filers = filers_of(cases)
    for case in cases:
        by_case[case.pk].update(dict.fromkeys(filers.get(case.row_id, ()), FILED))
        by_case[case.pk].update(by_root.get(roots[case.home_id], {}))
    return by_case


def filers_of(cases: Sequence[Case]) -> dict[int | None, set[UUID]]:
    """Return who sent, or declared for the household, the rows that ``cases`` rest on, by row."""
    rows = ReturnRow.everywhere.filter(pk__in=[case.row_id for case in cases if case.row_id])
    told = rows.values_list("pk", "upload__received_by__natural_person", "declared_by__natural_person")
    return {pk: {person for person in people if person is not None} for pk, *people in told}


def declare_kin(household: Household, *, account: Account, relation: str, by: Account, at: datetime) -> KinTie:
    """Write down that ``account`` is kin, or close, to a household; from then on it does not visit it.

    Its open visits there stand empty until the county sends somebody else. Said twice, it is one.
    """
    with transaction.atomic():
        tie, fresh = KinTie.everywhere.get_or_create(
            household=household,
            account=account,
            defaults={
                "owner_union_id": household.owner_union_id,
                "relation": relation,
                "declared_by": by,
                "declared_at": at,
            },
        )
        if fresh:
            empty_places_of_kin(household, at=at)
            trail.record(by, "declare_kin", tie, at=at, kin=account.pk)
    return tie


def empty_places_of_kin(household: Household, *, at: datetime) -> None:
    """Take kin out of the open visits to a household, whichever of its filings they are known from."""
    filings = one_with(household)
    kin = KinTie.everywhere.filter(household__in=filings).values("account__natural_person")
    Seat.everywhere.filter(
        account__natural_person__in=kin,
        ended_at__isnull=True,
        visit__household__in=filings,
        visit__state__in=OPEN,
    ).update(ended_at=at, ends_as=KIN)


def refuse_signer(case: Case, by: Account) -> None:
    """Refuse a signature by whoever is kin to the household, or visited it in the period of this case.

    Errors: ``TooClose``.
    """
    why = why_not_sign(case, by)
    if why:
        raise TooClose(why)


def why_not_sign(case: Case, by: Account) -> str:
    """Return why somebody is too close to a household to sign for it; nothing when they are not."""
    filings = one_with(case.home)
    if KinTie.everywhere.filter(household__in=filings, account__natural_person=by.natural_person).exists():
        return "您和这一户有亲属关系，要回避；请另一位同事签字"
    visited = Seat.everywhere.filter(
        visit__household__in=filings,
        visit__period=case.period,
        visit__state="confirmed",
        ended_at__isnull=True,
        account__natural_person=by.natural_person,
    )
    return "这一户是您自己走访的；请另一位同事签字" if visited.exists() else ""
