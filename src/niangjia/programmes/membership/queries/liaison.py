"""Contact with the unions at the base as its pages show it, and what they raise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import MATRIX, Actor, NotYours
from niangjia.casework.queries import tree
from niangjia.casework.queries.unions import liaisons
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.membership.programme import CHARTER
from niangjia.programmes.membership.queries.founding import crumbs
from niangjia.records.cases.models import Clock
from niangjia.records.sealing import unseal
from niangjia.records.tasks.models import Raised
from niangjia.records.unions.models import Account, Liaison, LiaisonContact, Post, Union
from niangjia.web.forms import row_number
from niangjia.web.sentences import told

NOT_FOUND = "没有找到这一页"
NEWEST = 50
AT_MOST = 200
BASE = ("enterprise", "outlet", "community", "district", "park", "branch")
"""The kinds of union at the base, with which contact is kept."""
AREAS = ("county", "street", "community", "district", "park", "industry", "federation")
LIAISON = CHARTER["liaison"]


def find_liaison(actor: Actor, pk: int) -> Liaison:
    """Return who keeps contact with one union within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = actor.rows(Liaison, "keep_liaison").filter(pk=pk).select_related("owner_union", "account").first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def liaison_page(actor: Actor) -> Mapping[str, Any]:
    """Return who keeps contact with which union, the earliest due first, and how many have nobody."""
    held = liaisons(actor)
    rows: list[dict[str, Any]] = [
        {
            "union_label": one.owner_union.name,
            "who": one.account.name,
            "mine": one.account_id == actor.account.pk,
            "next_on": one.next_contact_on,
            "left": working_days_between(actor.on, one.next_contact_on),
            "url": reverse("membership:liaison_of", args=[one.pk]),
        }
        for one in held[:AT_MOST]
    ]
    base = actor.unions("keep_liaison").filter(kind__in=BASE, dissolved_on__isnull=True)
    return {
        "rows": rows,
        "late": held.filter(next_contact_on__lt=actor.on).count(),
        "without": base.exclude(pk__in=held.order_by().values("owner_union_id")).count(),
        "crumbs": crumbs(_("联系基层工会")),
    }


def liaison_of_page(actor: Actor, one: Liaison) -> Mapping[str, Any]:
    """Return the log of contacts with one union."""
    contacts = LiaisonContact.objects.within([one.owner_union_id]).filter(liaison=one).select_related("by")
    return {
        "union_label": one.owner_union.name,
        "who": one.account.name,
        "next_on": one.next_contact_on,
        "left": working_days_between(actor.on, one.next_contact_on),
        "open": one.to_on is None,
        "contacts": [
            {
                "on": contact.on,
                "way": told(LIAISON["ways"].get(contact.way, contact.way)),
                "told": unseal(contact, "told"),
                "by": contact.by.name,
            }
            for contact in contacts.order_by("-on", "-id")[:NEWEST]
        ],
        "raise_url": f"{reverse('membership:raise')}?union={one.owner_union_id}",
        "crumbs": crumbs(_("联系基层工会"), "membership:liaison", one.owner_union.short_name),
    }


def areas(actor: Actor) -> list[tuple[str, str]]:
    """Return the unions whose area may be handed to somebody."""
    there = actor.unions("assign_liaison").filter(kind__in=AREAS, dissolved_on__isnull=True).order_by("code")
    return [(str(one.pk), one.name) for one in there]


def people(actor: Actor) -> list[tuple[str, str]]:
    """Return the accounts that may keep contact, of the posts within reach."""
    roles = MATRIX.roles_with("keep_liaison")
    held = Post.objects.filter(union__in=actor.union_ids("assign_liaison"), role__in=roles, to_on__isnull=True)
    found = Account.objects.filter(pk__in=held.values("account_id"), is_active=True).order_by("name", "pk")
    return [(str(one.pk), one.name) for one in found]


def account_named(actor: Actor, asked: str) -> Account:
    """Return one of those accounts.

    Errors: ``NotYours`` when it is not among them.
    """
    if asked not in {key for key, _name in people(actor)}:
        raise NotYours(NOT_FOUND)
    return Account.objects.get(pk=row_number(asked))


def base_of(actor: Actor, area: str) -> list[Union]:
    """Return the unions at the base in an area within reach.

    Errors: ``NotYours`` when the area is not within reach.
    """
    found = actor.unions("assign_liaison").filter(pk=row_number(area)).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    below = tree.below(found.pk, on=actor.on)
    within = actor.unions("assign_liaison").filter(pk__in=below, kind__in=BASE, dissolved_on__isnull=True)
    return list(within.order_by("code"))


def find_raised(actor: Actor, case_id: int, capability: str = "raise_matters") -> Raised:
    """Return what was raised in one case within reach.

    Errors: ``NotYours`` when there is none.
    """
    rows = actor.rows(Raised, capability).select_related("case", "owner_union", "raised_by", "answered_by")
    found = rows.filter(case_id=case_id).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def raised_list(actor: Actor) -> Mapping[str, Any]:
    """Return what the unions within reach raised, what waits first."""
    rows = actor.rows(Raised, "raise_matters").select_related("case", "owner_union").order_by("-id")
    waiting = list(rows.exclude(case__state="settled").order_by("id"))
    clocks = Clock.objects.filter(case__in=[one.case_id for one in waiting], stopped_at__isnull=True)
    due = dict(clocks.values_list("case_id", "due_on"))
    return {
        "waiting": [raised_line(one) | {"due_on": due.get(one.case_id)} for one in waiting],
        "settled": [raised_line(one) for one in rows.filter(case__state="settled")[:NEWEST]],
        "crumbs": crumbs(_("基层反映的事")),
    }


def raised_line(one: Raised) -> dict[str, Any]:
    """Return one such thing in a list."""
    return {
        "kind": told(LIAISON["kinds"].get(one.kind, one.kind)),
        "union_label": one.owner_union.name,
        "since": one.case.opened_at,
        "status": one.case.state,
        "number": one.case.number,
        "url": reverse("membership:raised", args=[one.case_id]),
    }


def raised_page(actor: Actor, one: Raised) -> Mapping[str, Any]:
    """Return the page of one thing that was raised."""
    clock = Clock.objects.filter(case=one.case, stopped_at__isnull=True).first()
    answers = actor.unions("answer_matters").filter(pk=one.owner_union_id).exists()
    return {
        **raised_line(one),
        "text": unseal(one, "text"),
        "answer": unseal(one, "answer"),
        "raised_by": one.raised_by.name,
        "answered_by": one.answered_by.name if one.answered_by else "",
        "answered_at": one.answered_at,
        "due_on": clock.due_on if clock else None,
        "may_answer": answers and one.case.state == "raised",
        "may_say": one.case.state == "answered" and one.raised_by.natural_person == actor.account.natural_person,
        "crumbs": crumbs(_("基层反映的事"), "membership:raised_list", one.case.number),
    }
