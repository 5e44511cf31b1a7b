"""What stands on the shelf of unions for the pages: contacts owed, terms that end, certificates to renew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from niangjia.casework.access import Actor
from niangjia.casework.queries.due import Due
from niangjia.records.unions.models import Certificate, Election, Liaison


def liaisons(actor: Actor, capability: str = "keep_liaison") -> QuerySet[Liaison]:
    """Return who keeps contact with which union within reach, earliest due first."""
    held = actor.rows(Liaison, capability).filter(to_on__isnull=True, owner_union__dissolved_on__isnull=True)
    return held.select_related("account", "owner_union").order_by("next_contact_on", "pk")


def terms_ending(actor: Actor, capability: str = "keep_elections") -> QuerySet[Election]:
    """Return the last election of each union within reach whose next one is to be prepared by the actor's day."""
    return terms_to_prepare(actor.rows(Election, capability), on=actor.on)


def certificates_ending(actor: Actor, capability: str = "keep_elections") -> QuerySet[Certificate]:
    """Return the certificate of each union within reach that may be renewed by the actor's day and was not."""
    return certificates_to_renew(actor.rows(Certificate, capability), on=actor.on)


def terms_to_prepare(among: QuerySet[Election], *, on: date) -> QuerySet[Election]:
    """Return the last election of each union that still stands, where the next one is to be prepared by a day."""
    later = Election.everywhere.filter(owner_union=OuterRef("owner_union"), held_on__gt=OuterRef("held_on"))
    found = among.filter(~Exists(later), remind_on__lte=on, owner_union__dissolved_on__isnull=True)
    return found.select_related("owner_union").order_by("until_on")


def certificates_to_renew(among: QuerySet[Certificate], *, on: date) -> QuerySet[Certificate]:
    """Return the last certificate of each union that still stands, where it may be renewed by a day."""
    later = Certificate.everywhere.filter(owner_union=OuterRef("owner_union"), from_on__gt=OuterRef("from_on"))
    found = among.filter(~Exists(later), renew_from__lte=on, owner_union__dissolved_on__isnull=True)
    return found.select_related("owner_union").order_by("until_on")


def due_of_unions(actor: Actor) -> Iterable[Due]:
    """Yield the contacts that are owed today, the elections to prepare, the certificates to renew."""
    if actor.may("keep_liaison"):
        for one in liaisons(actor).filter(account=actor.account, next_contact_on__lte=actor.on):
            yield due_of(one, kind="liaison", step="liaise", due_on=one.next_contact_on, mine=True)
    if actor.may("keep_elections"):
        for term in terms_ending(actor):
            yield due_of(term, kind="union", step="re_elect", due_on=term.until_on)
        for certificate in certificates_ending(actor):
            yield due_of(certificate, kind="union", step="renew", due_on=certificate.until_on)


def due_of(one: Liaison | Election | Certificate, *, kind: str, step: str, due_on: date, mine: bool = False) -> Due:
    """Return what waits about one union."""
    union = one.owner_union
    subject = one.pk if kind == "liaison" else union.pk
    return Due(
        kind,
        subject,
        union.name,
        "",
        step,
        "grassroots",
        union.short_name,
        due_on,
        "checking",
        "",
        union.pk,
        mine=mine,
    )
