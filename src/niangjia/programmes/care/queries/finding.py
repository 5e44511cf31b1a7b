"""Finding one row for one person: what is not theirs is not found."""

from __future__ import annotations

from datetime import date

from niangjia.casework.access import Actor, NotYours
from niangjia.casework.intake.households import gone_on_as, one_with
from niangjia.casework.provision.library import projects_for, services_for
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import Allowance, Award, Delivery, Emergency, FollowUp, Project, ServiceItem
from niangjia.web.forms import row_number

NOT_FOUND = "没有找到这一页"


def find_household(actor: Actor, pk: int, capability: str = "see_care") -> Household:
    """Return one household within reach, as which it goes on today if that is within reach too.

    Errors: ``NotYours`` when there is none.
    """
    found = actor.row(Household, capability, pk=pk)
    if found.merged_into_id is None:
        return found
    return actor.row(Household, capability, pk=gone_on_as(found).pk)


def find_filed_household(actor: Actor, pk: int, capability: str) -> Household:
    """Return one household within reach as it was filed, also if it goes on as another: what it was given is its own.

    Errors: ``NotYours`` when there is none.
    """
    return actor.row(Household, capability, pk=pk)


def find_award(actor: Actor, case_id: int, capability: str = "see_care") -> Award:
    """Return the award of a case within reach.

    Errors: ``NotYours`` when there is none.
    """
    rows = actor.rows(Award, capability).select_related(
        "case__household", "case__owner_union", "project", "asked_by", "seconded_by", "granted_by"
    )
    found = rows.filter(case_id=case_id).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def find_award_to_sign(actor: Actor, case_id: int, *, grants: bool) -> Award:
    """Return the award of a case within reach, to whoever may answer it.

    Who may only sign after a colleague finds nothing before that colleague signed, and nothing to refuse.

    Errors: ``NotYours`` when there is none.
    """
    if actor.may("grant_awards"):
        return find_award(actor, case_id, "grant_awards")
    found = find_award(actor, case_id, "second_awards")
    if not grants or found.seconded_by is None:
        raise NotYours(NOT_FOUND)
    return found


def find_emergency(actor: Actor, case_id: int, capability: str = "give_help") -> Emergency:
    """Return the emergency of a case within reach.

    Errors: ``NotYours`` when there is none.
    """
    rows = actor.rows(Emergency, capability).select_related("case__household", "owner_union", "verified_by")
    found = rows.filter(case_id=case_id).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def find_follow_up(emergency: Emergency, asked: str | None) -> FollowUp:
    """Return one follow-up of an emergency that was found before.

    Errors: ``NotYours`` when it has no such follow-up.
    """
    within = FollowUp.objects.within([emergency.owner_union_id])
    found = within.filter(emergency=emergency, pk=row_number(asked)).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def find_delivery(actor: Actor, pk: int) -> Delivery:
    """Return one delivery within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = actor.rows(Delivery, "see_care").select_related("service", "owner_union").filter(pk=pk).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def find_project(household: Household, asked: str | None, *, on: date) -> Project:
    """Return the project that was asked for among those of the household's unions.

    Errors: ``NotYours`` when it is not among them.
    """
    number = row_number(asked)
    found = next((one for one in projects_for(household.owner_union_id, on=on) if one.pk == number), None)
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def services_at(household: Household, *, on: date) -> list[ServiceItem]:
    """Return the services of the household's unions."""
    return services_for(household.owner_union_id, on=on)


def find_allowance(actor: Actor, household: Household, asked: str | None) -> Allowance:
    """Return a monthly quota of a household within reach.

    Errors: ``NotYours`` when there is none.
    """
    family = one_with(household)
    return actor.row(Allowance, "give_help", pk=row_number(asked), household__in=family, ended_at__isnull=True)


def find_offer(actor: Actor, kind: str, asked: str | None) -> Project | ServiceItem:
    """Return a project or a service of a library within reach.

    Errors: ``NotYours`` when there is none.
    """
    if kind == "project":
        return actor.row(Project, "keep_library", pk=row_number(asked))
    return actor.row(ServiceItem, "keep_library", pk=row_number(asked))
