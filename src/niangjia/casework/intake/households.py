"""Households and persons as they become known; proposals to merge two filings of one household."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from niangjia.casework import standing, trail
from niangjia.casework.families import gone_on_as, one_with
from niangjia.casework.visits.recusal import empty_places_of_kin
from niangjia.records.people.models import Household, MergeProposal, Person
from niangjia.records.sealing import blind_index, seal
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError

__all__ = [
    "AlreadyDecided",
    "CardKnown",
    "FiguresDiffer",
    "add_card",
    "apply_merge",
    "gone_on_as",
    "keep_household",
    "keep_person",
    "one_with",
    "propose_merge",
]


class AlreadyDecided(NiangjiaError):
    """Somebody decided on this proposal before."""

    code = "already_decided"


class CardKnown(NiangjiaError):
    """A card is written already: who may add a missing one may not lead the money elsewhere."""

    code = "card_known"


class FiguresDiffer(NiangjiaError):
    """Two filings of one household state different figures."""

    code = "figures_differ"


def keep_household(reading: Mapping[str, Any], *, owner_union_id: int, at: datetime) -> Household:
    """Return the household of a filed row, opened if it is new; its persons are brought up to date.

    Within one union a household is known by the identity number of its head. One that was merged into another union's
    stays what it is: the verdict is asked of the household it went on as.
    """
    person = reading["person"]
    household, _ = Household.everywhere.get_or_create(
        owner_union_id=owner_union_id,
        head_index=blind_index("id", person["id_number"]),
        defaults={"head_name": person["name"][:60], "opened_at": at},
    )
    keep_person(household, {**person, "relation": "本人"})
    for member in reading.get("members", []):
        if member.get("relation") != "本人":
            keep_person(household, member)
    return household


def open_household_by_name(name: str, *, key: UUID, owner_union_id: int, at: datetime) -> Household:
    """Return a household of its own for somebody of whom no more than the name is known: two of one name are two.

    The same ``key`` again, of a page that was sent twice, is the same household.
    """
    household, _ = Household.everywhere.get_or_create(
        owner_union_id=owner_union_id,
        head_index=blind_index("reported", str(key)),
        defaults={"head_name": name[:60], "opened_at": at},
    )
    keep_person(household, {"name": name, "relation": "本人"})
    return household


def keep_person(household: Household, told: Mapping[str, Any]) -> Person:
    """Write what is told of one member; somebody known by number is brought up to date, not doubled."""
    number = told.get("id_number") or ""
    index = blind_index("id", number) if number else ""
    name = told["name"][:60]
    same = Person.everywhere.filter(household=household, id_index=index)
    known = (same if number else same.filter(name=name)).first()
    person = known or Person(household=household, owner_union_id=household.owner_union_id, id_index=index)
    person.name = name
    person.relation = told.get("relation", "")[:20]
    person.id_kind = told.get("id_kind") or ""
    if told.get("bank") or told.get("card_number"):
        person.bank = (told.get("bank") or "")[:60]
    for field in ("id_number", "phone", "card_number"):
        if told.get(field):
            seal(person, field, told[field])
    person.save()
    return person


def head_of(household: Household) -> Person | None:
    """Return the head of a household, to whom its money is paid."""
    return Person.everywhere.filter(household=household, relation="本人").order_by("id").first()


def add_card(household: Household, *, bank: str, card_number: str, by: Account, at: datetime) -> None:
    """Write the bank card of the head of a household who had told none, once he agreed to be paid to it.

    Errors: ``CardKnown`` when there is nobody to pay, or a card is written already; then nothing is changed.
    """
    head = head_of(household)
    if head is None:
        raise CardKnown("这家人没有登记户主，还不能写银行卡")
    with transaction.atomic():
        seal(head, "card_number", card_number)
        without = Person.everywhere.filter(pk=head.pk, card_number__isnull=True)
        if not without.update(bank=bank[:60], card_number=head.card_number):
            raise CardKnown("这家人的银行卡已经登记了；要换卡，请本人重新填报")
        trail.record(by, "add_card", head, at=at)


def propose_merge(
    first: Household, second: Household, *, period: str, differences: Sequence[str], at: datetime
) -> MergeProposal:
    """Put two filings that look like one household before a person. The same pair is proposed once."""
    first, second = sorted((first, second), key=lambda household: household.pk)
    with transaction.atomic():
        proposal, fresh = MergeProposal.everywhere.get_or_create(
            first=first,
            second=second,
            defaults={
                "owner_union_id": first.owner_union_id,
                "period": period,
                "differences": list(differences),
                "proposed_at": at,
            },
        )
        if fresh:
            trail.record(None, "propose_merge", proposal, at=at)
        elif proposal.differences != list(differences):
            proposal.differences = list(differences)
            proposal.save(update_fields=["differences"])
    return proposal


def apply_merge(proposal: MergeProposal, *, same: bool, by: Account, at: datetime) -> None:
    """Decide that the two filings are one household (the later goes on as the earlier) or two.

    Who must keep away from the one keeps away from the other: kin who are on their way leave their place empty.

    Errors: ``FiguresDiffer`` when they are to be one and state different figures: one of them is mended first;
    ``AlreadyDecided`` when somebody was quicker.
    """
    if same and proposal.differences:
        raise FiguresDiffer("两份申报里有数字不一样；请先让一家工会核对、改过，再合并")
    with transaction.atomic():
        claimed = MergeProposal.everywhere.filter(pk=proposal.pk, state="open").update(
            state="merged" if same else "apart", decided_by=by, decided_at=at
        )
        if not claimed:
            raise AlreadyDecided("别的同事已经定了这两份是不是一家；请刷新页面")
        if same:
            one, other = sorted((gone_on_as(proposal.first), gone_on_as(proposal.second)), key=lambda home: home.pk)
            if one != other:
                Household.everywhere.filter(pk=other.pk).update(merged_into=one)
                standing.follow(other, one, by=by, at=at)
                empty_places_of_kin(one, at=at)
        trail.record(by, "merge" if same else "keep_apart", proposal, at=at)
