"""Restricted money as the pages ask for it: what is held, promised, had. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from niangjia.casework.access import Actor, NotYours
from niangjia.casework.claims import OneOf, chosen_before, claim_met, claims_of
from niangjia.records.accounts.models import LIVE, Bucket, Entitlement, Entry, Journal
from niangjia.records.cases.models import Case, Decision
from niangjia.records.people.models import Person
from niangjia.values.periods import Quarter

HEAD = "本人"
AWAITED = frozenset({"entitled", "reserved", "unknown"})
"""The states of a benefit whose money has not come yet."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One journal with its entries."""

    journal: Journal
    entries: tuple[Entry, ...]


def buckets(actor: Actor, capability: str) -> list[Bucket]:
    """Return the buckets within reach, this year's first."""
    found = actor.rows(Bucket, capability).select_related("fund", "owner_union")
    return list(found.order_by("-year", "purpose", "id"))


def find_bucket(actor: Actor, pk: int, capability: str) -> Bucket:
    """Return one bucket within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = actor.rows(Bucket, capability).select_related("fund", "owner_union").filter(pk=pk).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def find_entitlement(actor: Actor, pk: int, capability: str = "move_money") -> Entitlement:
    """Return one entitlement whose money this person may move: both it and its bucket lie within reach.

    Errors: ``NotYours`` when there is none.
    """
    within = actor.union_ids(capability)
    found = (
        actor.rows(Entitlement, capability)
        .filter(Q(bucket__isnull=True) | Q(bucket__owner_union_id__in=within))
        .select_related("decision__signed_by", "granted_by", "seconded_by", "case__household")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def find_payout(actor: Actor, pk: int) -> Entitlement:
    """Return one entitlement whose money still waits for the bank's yes, to whoever pays it out.

    Errors: ``NotYours`` when there is none, or nothing of it waits any more.
    """
    found = find_entitlement(actor, pk, "read_payees")
    if found.state not in AWAITED:
        raise NotYours("没有找到这一页")
    return found


def payee_of(entitlement: Entitlement) -> Person:
    """Return who the money of an entitlement goes to: the head of its household.

    Errors: ``NotYours`` when nobody is written as its head.
    """
    head = Person.everywhere.filter(household_id=entitlement.household_id, relation=HEAD).order_by("id").first()
    if head is None:
        raise NotYours("没有找到这一页")
    return head


def with_card(households: Iterable[int]) -> set[int]:
    """Return the ids of those of ``households`` whose head told a bank card; nothing of the card itself is read."""
    heads = Person.everywhere.filter(household_id__in=list(households), relation=HEAD, card_number__isnull=False)
    return set(heads.values_list("household_id", flat=True))


def bucket_for(entitlement: Entitlement, among: Iterable[Bucket]) -> Bucket | None:
    """Return the bucket that an entitlement is paid from: given for its benefit, of the year of its case.

    Of several, it is the first that still holds enough; the first of all, where none does.
    """
    year = Quarter.parse(entitlement.case.period).year
    fitting = [one for one in among if (one.purpose, one.year) == (entitlement.benefit, year)]
    enough = (one for one in fitting if one.available_fen >= entitlement.amount_fen)
    return next(enough, fitting[0] if fitting else None)


def waiting(actor: Actor) -> list[Entitlement]:
    """Return the signed benefits within reach that wait to be reserved, in the order of their signatures."""
    return list(
        actor.rows(Entitlement, "see_funds")
        .filter(state="entitled")
        .select_related("case__household", "decision__signed_by", "granted_by", "owner_union")
        .annotate(signed_at=Coalesce("decision__signed_at", "granted_at"))
        .order_by("signed_at", "id")
    )


def promised(bucket: Bucket) -> QuerySet[Entitlement]:
    """Return what is promised or paid out of a bucket, newest first."""
    return (
        Entitlement.everywhere.filter(bucket=bucket, state__in=("reserved", "paid", "unknown"))
        .select_related("case__household", "reserved_by")
        .order_by("-reserved_at", "-id")
    )


def movements(bucket: Bucket, *, most: int) -> list[Movement]:
    """Return the newest journals of a bucket with their entries."""
    journals = list(
        Journal.everywhere.filter(bucket=bucket)
        .select_related("by", "entitlement__case__household")
        .order_by("-id")[:most]
    )
    entries: dict[int, list[Entry]] = {}
    for entry in Entry.objects.filter(journal__in=journals).order_by("amount_fen"):
        entries.setdefault(entry.journal_id, []).append(entry)
    return [Movement(journal, tuple(entries.get(journal.pk, ()))) for journal in journals]


def held_for(actor: Actor, benefits: Iterable[str], *, year: int) -> dict[str, int]:
    """Return how much the buckets of a year within reach still hold for each of ``benefits``, in fen."""
    return {
        row["purpose"]: int(row["held"])
        for row in actor.rows(Bucket, "see_funds")
        .filter(purpose__in=list(benefits), year=year)
        .values("purpose")
        .annotate(held=Sum("available_fen"))
    }


def reserved_under(decision: Decision) -> list[Entitlement]:
    """Return the benefits of a decision whose money is promised or paid, newest first."""
    return list(
        Entitlement.everywhere.filter(decision=decision, state__in=("reserved", "paid"))
        .select_related("reserved_by", "bucket__fund")
        .order_by("-id")
    )


def reserving_buckets(case_ids: Iterable[int]) -> dict[int, int]:
    """Return for each of these cases the bucket in which its money is reserved, if some is."""
    reserved = Entitlement.everywhere.filter(case__in=list(case_ids), state="reserved", bucket__isnull=False)
    return dict(reserved.order_by("-id").values_list("case_id", "bucket_id"))


def benefits_of(households: Iterable[int]) -> list[Entitlement]:
    """Return what was given to households in money by signed verdicts, newest first, from whichever union."""
    return list(
        Entitlement.everywhere.filter(household__in=list(households), state__in=LIVE, decision__isnull=False)
        .select_related("owner_union")
        .order_by("-id")
    )


def had_in(case: Case, *, benefit: str, period_key: str) -> Entitlement | None:
    """Return the entitlement by which somebody in the household of ``case`` has a benefit of that period elsewhere."""
    met = claim_met(case.home, benefit=benefit, period_key=period_key)
    if met is not None and met.entitlement is not None and met.entitlement.case_id != case.pk:
        return met.entitlement
    return (
        Entitlement.everywhere.filter(household_id=case.home_id, benefit=benefit, period_key=period_key, state__in=LIVE)
        .exclude(case=case)
        .first()
    )


@dataclass(frozen=True, slots=True)
class Instead:
    """What a household was given where it has one of several: the benefit, and the union by its short name."""

    benefit: str
    union: str


def given_instead(case: Case, choices: Sequence[OneOf]) -> dict[str, Instead]:
    """Return for each benefit of ``choices`` that the case did not bring what the household has instead, if it has."""
    given = set(Entitlement.everywhere.filter(case=case, state__in=LIVE).values_list("benefit", flat=True))
    named = {benefit for one in choices for benefit in one.benefits} - given
    claims, year = claims_of(case.home) if named else [], Quarter.parse(case.period).year
    found = {}
    for benefit in sorted(named):
        met = chosen_before(claims, choices, benefit=benefit, year=year, case_id=case.pk)
        if met is not None:
            key = met.benefit if met.entitlement is None else met.entitlement.benefit
            found[benefit] = Instead(key, met.owner_union.short_name)
    return found


def passed_over(decision: Decision) -> list[str]:
    """Return the benefits that a signed verdict names and did not bring: the household had them, or another of them."""
    amounts = decision.assessment.amounts_fen if decision.override is None else decision.override.amounts_fen
    given = set(Entitlement.everywhere.filter(decision=decision).values_list("benefit", flat=True))
    return [benefit for benefit, fen in sorted(amounts.items()) if fen and benefit not in given]


def entitled_by_tier(actor: Actor, cases: QuerySet[Case]) -> dict[str, int]:
    """Return what the signed ones among ``cases`` are entitled to, by tier, in fen."""
    return {
        tier: int(total)
        for tier, total in actor.rows(Entitlement, "see_verdicts")
        .filter(case__in=cases)
        .values_list("case__tier")
        .annotate(total=Sum("amount_fen"))
        .order_by("case__tier")
    }


def entitlements_of(period: str, *, state: str) -> list[Entitlement]:
    """Return the benefits that the verdicts of a period brought and that stand in ``state``, in order."""
    return list(
        Entitlement.everywhere.filter(case__period=period, case__matter="", state=state)
        .select_related("decision__signed_by", "case")
        .order_by("id")
    )


def buckets_of_year(year: int) -> dict[str, Bucket]:
    """Return the buckets of a year by purpose."""
    return {bucket.purpose: bucket for bucket in Bucket.everywhere.filter(year=year)}
