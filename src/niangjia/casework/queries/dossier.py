"""Everything that lies in one household's file. Callers reach the household through somebody's scope first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from niangjia.casework.queries.cases import members, overrides_on
from niangjia.records.accounts.models import Entitlement
from niangjia.records.cases.models import Assessment, Case, Decision, Override, Standing, Step
from niangjia.records.notices.models import NoticeEntry, Objection
from niangjia.records.papers.models import Paper
from niangjia.records.people.models import Person
from niangjia.records.placements.models import Contact, Pairing
from niangjia.records.tasks.models import Need
from niangjia.records.trail.models import Event
from niangjia.records.visits.models import Seat, Visit

LOOKED_AT = ("reveal", "download")
MOST_LOOKS = 50


@dataclass(frozen=True, slots=True)
class Dossier:
    """One household's file, each part in the order of time, the newest first."""

    members: list[Person]
    standings: list[Standing]
    cases: list[Case]
    assessments: dict[int, Assessment]
    decisions: dict[int, Decision]
    overrides: list[Override]
    steps: list[Step]
    entitlements: list[Entitlement]
    visits: list[Visit]
    seats: dict[int, list[Seat]]
    entries: list[NoticeEntry]
    objections: int
    needs: list[Need]
    pairings: list[Pairing]
    contacts: list[Contact]
    papers: list[Paper]
    looks: list[Event]


def dossier(household_id: int, *, programme: str) -> Dossier:
    """Return everything that is kept of a household; ``programme`` is the window whose cases are its verdicts."""
    cases = list(
        Case.everywhere.filter(household_id=household_id, programme=programme, matter="").order_by("-period", "-id")
    )
    people = members(household_id)
    visits = list(Visit.everywhere.filter(household_id=household_id).exclude(state="withdrawn").order_by("-id"))
    seats: dict[int, list[Seat]] = {}
    for seat in Seat.everywhere.filter(visit__in=visits, ended_at__isnull=True).select_related("account"):
        seats.setdefault(seat.visit_id, []).append(seat)
    decided = Decision.everywhere.filter(assessment__case__in=cases).select_related("signed_by", "override")
    return Dossier(
        members=people,
        standings=list(Standing.everywhere.filter(family_id=household_id).order_by("-from_on", "-id")),
        cases=cases,
        assessments={one.case_id: one for one in Assessment.everywhere.filter(case__in=cases).order_by("id")},
        decisions={one.assessment_id: one for one in decided},
        overrides=overrides_on(cases),
        steps=list(Step.objects.filter(case__in=cases).select_related("by", "case").order_by("-id")),
        entitlements=list(
            Entitlement.everywhere.filter(household_id=household_id).select_related("case").order_by("-id")
        ),
        visits=visits,
        seats=seats,
        entries=list(NoticeEntry.everywhere.filter(case__in=cases).select_related("notice").order_by("-id")),
        objections=Objection.everywhere.filter(entry__case__in=cases).count(),
        needs=list(
            Need.everywhere.filter(case__household_id=household_id)
            .select_related("case__owner_union")
            .annotate(taken=Count("case__steps"))
            .order_by("-id")
        ),
        pairings=list(Pairing.everywhere.filter(household_id=household_id).select_related("cadre").order_by("-id")),
        contacts=list(Contact.everywhere.filter(household_id=household_id).select_related("by").order_by("-at", "-id")),
        papers=list(
            Paper.everywhere.filter(household_id=household_id, withdrawn_at__isnull=True)
            .defer("content", "told")
            .order_by("-received_at", "-id")
        ),
        looks=looks_at(people, cases),
    )


def looks_at(people: list[Person], cases: list[Case]) -> list[Event]:
    """Return who saw a number in the clear or took the file away, newest first."""
    about = Q(subject="person", subject_id__in=[one.pk for one in people])
    about |= Q(subject="case", subject_id__in=[one.pk for one in cases])
    return list(Event.objects.filter(about, verb__in=LOOKED_AT).order_by("-id")[:MOST_LOOKS])
