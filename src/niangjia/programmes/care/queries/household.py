"""The one page of care for a household: what it is, what it has, what it may still have."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor
from niangjia.casework.families import root_of
from niangjia.casework.intake.households import one_with
from niangjia.casework.provision.allowances import allowances_in, used_in
from niangjia.casework.provision.awards import had_by, why_not
from niangjia.casework.provision.library import projects_for
from niangjia.casework.queries import money
from niangjia.casework.standing import standing_of
from niangjia.casework.watch import watched
from niangjia.programmes.care.queries.needs import needs_section
from niangjia.programmes.care.queries.pair_pages import pair_section
from niangjia.programmes.care.queries.words import STATUS, masked_name, purpose_label, tier_label
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import Award, Emergency, FollowUp
from niangjia.values.spans import span_key
from niangjia.web.wording import span_text


def household_page(actor: Actor, household: Household, *, today: date) -> dict[str, Any]:
    """Return everything on the page of one household; each section by itself."""
    return {
        "household": {"id": household.pk, "name": household.head_name, "union_label": household.owner_union.short_name},
        "crumbs": [{"label": _("帮扶"), "url": reverse("care:home")}, {"label": household.head_name, "url": ""}],
        "may_help": actor.may("give_help"),
        "bank_url": bank_url(household, actor),
        "may_grant": actor.may("grant_awards"),
        "standing": standing_section(household),
        "goes_on": goes_on_section(household, today=today),
        "benefits": benefits_section(household, actor),
        "projects": projects_section(household, today=today),
        "quotas": quota_lines(household, today=today, actor=actor),
        "awards": awards_section(household),
        "emergency": emergency_section(household, actor),
        # -- pairs
        "pairing": pair_section(actor, household, today=today),
        # -- needs
        "needs": needs_section(actor, household, today=today),
    }


def bank_url(household: Household, actor: Actor) -> str:
    """Return where the bank card of a household is added; nothing for who may not, or where one is written."""
    if not actor.may("add_cards") or money.with_card([household.pk]):
        return ""
    return reverse("care:bank", args=[household.pk])


def standing_section(household: Household) -> dict[str, Any] | None:
    """Return the standing of a household, if it stands on the register."""
    found = next(filter(None, (standing_of(one) for one in sorted(one_with(household)))), None)
    return None if found is None else {"tier_label": tier_label(found.tier), "from_on": found.from_on}


def goes_on_section(household: Household, *, today: date) -> dict[str, Any] | None:
    """Return until when a household that left the register is still helped, and as which tier; none for any other."""
    leaving = watched(root_of(household.pk), on=today)
    if leaving is None or not leaving.aid_goes_on:
        return None
    return {"tier_label": tier_label(leaving.standing.tier), "until": leaving.watched_until}


def benefits_section(household: Household, actor: Actor) -> list[dict[str, Any]]:
    """Return what the household was given in money, by whichever union; a stranger's page is not linked."""
    return [
        {
            "label": purpose_label(one.benefit),
            "fen": one.amount_fen,
            "state": one.state,
            "period": span_text(one.period_key),
            "union_label": one.owner_union.short_name,
        }
        for one in money.benefits_of(one_with(household))
    ]


def projects_section(household: Household, *, today: date) -> list[dict[str, Any]]:
    """Return the projects of the household's unions: those it may have first, of the others why not."""
    had = had_by(household, on=today)
    lines = [
        {
            "id": one.pk,
            "label": one.label,
            "cap_fen": one.cap_fen,
            "own_paid_percent": one.own_paid_percent,
            "frequency": one.get_frequency_display(),
            "source": one.source,
            "why_not": why_not(one, had, on=today),
        }
        for one in projects_for(household.owner_union_id, on=today)
    ]
    return sorted(lines, key=lambda line: bool(line["why_not"]))


def quota_lines(household: Household, *, today: date, actor: Actor | None = None) -> list[dict[str, Any]]:
    """Return the monthly quotas of a household with what is left this month, and where ``actor`` may end one."""
    running = allowances_in(household, on=today)
    endable = set(actor.union_ids("give_help")) if actor and running else set()
    end_url = reverse("care:end_quota", args=[household.pk])
    used = used_in(span_key("month", today), running)
    return [
        {
            "id": one.pk,
            "label": one.service.label,
            "unit": one.service.unit,
            "monthly": one.monthly,
            "used": used.get(one.pk, 0),
            "left": one.monthly - used.get(one.pk, 0),
            "to_month": one.to_month,
            "basis": one.get_basis_display(),
            "union_label": one.owner_union.short_name,
            "end_url": end_url if one.owner_union_id in endable else "",
        }
        for one in running
    ]


def awards_section(household: Household) -> list[dict[str, Any]]:
    """Return the awards of a household, newest first."""
    found = (
        Award.objects.within([household.owner_union_id])
        .filter(case__household__in=one_with(household))
        .select_related("case", "project")
        .order_by("-id")
    )
    return [
        {
            "label": one.project.label,
            "fen": one.amount_fen,
            "status": STATUS.get(one.case.state, one.case.state),
            "asked_at": one.asked_at,
            "url": reverse("care:award", args=[one.case_id]),
        }
        for one in found
    ]


def emergency_section(household: Household, actor: Actor) -> dict[str, Any] | None:
    """Return the newest emergency of a household with its follow-ups."""
    found = (
        actor.rows(Emergency, "see_care")
        .filter(case__household__in=one_with(household))
        .select_related("case")
        .order_by("-id")
        .first()
    )
    if found is None:
        return None
    return {
        "status": found.case.state,
        "since": found.case.opened_at,
        "url": reverse("care:emergency", args=[found.case_id]) if actor.may("give_help") else "",
        "open_follow_ups": FollowUp.objects.within([found.owner_union_id])
        .filter(emergency=found, done_at__isnull=True)
        .count(),
    }


def masked_card(household: Household, *, today: date) -> dict[str, Any]:
    """Return what a card shows: a masked name and what is left this month."""
    return {"name": masked_name(household.head_name), "quotas": quota_lines(household, today=today)}
