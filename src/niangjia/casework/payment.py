"""The payment desk: money moves once. Reserve at approval, post on the bank's yes, release on failure.

A bucket is only ever taken from by a conditional update, so that two who take at once cannot both take the last fen;
behind it stands a constraint of the database. Every movement is a journal that sums to zero and never changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from niangjia.casework import trail
from niangjia.casework.claims import HadAlready, OneOf, chosen_before, claims_of, met_among, write_claims
from niangjia.casework.families import one_with
from niangjia.casework.progress import MovedMeanwhile, advance
from niangjia.records.accounts.models import LIVE, Bucket, Entitlement, Entry, Fund, Journal
from niangjia.records.cases.models import Case, Decision
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NegativeAmount, NiangjiaError
from niangjia.values.money import yuan_text
from niangjia.values.periods import Quarter


class FundExhausted(NiangjiaError):
    """The bucket holds less than is asked of it."""

    code = "fund_exhausted"


class WrongPurpose(NiangjiaError):
    """Restricted money was asked for something it was not given for."""

    code = "wrong_purpose"


class OwnSignature(NiangjiaError):
    """Whoever signed the decision cannot also reserve its money."""

    code = "own_signature"


def open_fund(owner: Union, *, name: str, source: str, by: Account, at: datetime) -> Fund:
    """Open a restricted fund; one of the same name and source is returned as it is."""
    with transaction.atomic():
        known = Fund.everywhere.filter(owner_union=owner, name=name, source=source).order_by("pk").first()
        if known is not None:
            return known
        fund = Fund.everywhere.create(owner_union=owner, name=name, source=source)
        trail.record(by, "open_fund", fund, at=at)
    return fund


def open_bucket(fund: Fund, *, purpose: str, year: int, by: Account, at: datetime) -> Bucket:
    """Open the bucket of a fund for one purpose and year; opening it again returns it as it is."""
    with transaction.atomic():
        bucket, fresh = Bucket.everywhere.get_or_create(
            fund=fund, purpose=purpose, owner_union_id=fund.owner_union_id, year=year
        )
        if fresh:
            trail.record(by, "open_bucket", bucket, at=at, purpose=purpose, year=year)
    return bucket


def allocate(bucket: Bucket, *, amount_fen: int, key: str, note: str, by: Account, at: datetime) -> None:
    """Put money into a bucket; ``key`` is the voucher, so that one voucher counts once.

    Errors: ``NegativeAmount`` for an amount of zero or less.
    """
    if amount_fen <= 0:
        raise NegativeAmount("拨入的金额要大于 0，例如 50000.00")
    with transaction.atomic():
        journal = opened(bucket, key=f"allocate:{bucket.pk}:{key}", kind="allocate", by=by, at=at, note=note)
        if journal is None:
            return
        Bucket.everywhere.filter(pk=bucket.pk).update(
            allocated_fen=F("allocated_fen") + amount_fen, available_fen=F("available_fen") + amount_fen
        )
        sealed(journal, source=-amount_fen, available=amount_fen)
        trail.record(by, "allocate", journal, at=at, amount_fen=amount_fen)


def entitle(
    decision: Decision, *, case: Case, period_keys: Mapping[str, str], choices: Sequence[OneOf] = (), at: datetime
) -> int:
    """Write what a signed decision entitles to, and return how many benefits that is.

    A benefit that the household, or anybody in it, has had in its period – from whichever union, under whichever
    filing before they were merged – is passed over: nothing twice. So is a benefit of which ``choices`` say that the
    household has one in the year, where it has another of them already.
    """
    amounts = decision.assessment.amounts_fen if decision.override is None else decision.override.amounts_fen
    family, claims, year = one_with(case.home), claims_of(case.home), Quarter.parse(case.period).year
    chosen, written = {one.benefit for one in claims if one.period_key == str(year)}, 0
    for benefit, amount in sorted(amounts.items()):
        period_key = period_keys.get(benefit, case.period)
        had = Entitlement.everywhere.filter(
            household__in=family, benefit=benefit, period_key=period_key, state__in=LIVE
        ).exists()
        had = had or met_among(claims, benefit=benefit, period_key=period_key) is not None
        if not amount or had or chosen_before(claims, choices, benefit=benefit, year=year, case_id=case.pk):
            continue
        fresh = {one.claim for one in choices if benefit in one.benefits} - chosen
        try:
            with transaction.atomic():
                given = promise(
                    case, benefit=benefit, period_key=period_key, amount_fen=amount, decision=decision, at=at
                )
                for claim in sorted(fresh):
                    write_claims(case.home, benefit=claim, period_key=str(year), entitlement=given, at=at)
        except HadAlready:
            continue
        chosen |= fresh
        written += 1
    return written


def promise(
    case: Case,
    *,
    benefit: str,
    period_key: str,
    amount_fen: int,
    decision: Decision | None = None,
    granted_by: Account | None = None,
    seconded_by: Account | None = None,
    at: datetime,
) -> Entitlement:
    """Write one benefit of ``case``, and claim it for everybody in the household.

    Errors: ``HadAlready`` when somebody in it was given the same a moment ago; then nothing is written.
    """
    with transaction.atomic():
        entitlement = Entitlement.everywhere.create(
            decision=decision,
            granted_by=granted_by,
            seconded_by=seconded_by,
            granted_at=None if granted_by is None else at,
            case=case,
            household=case.home,
            owner_union_id=case.owner_union_id,
            benefit=benefit,
            period_key=period_key,
            amount_fen=amount_fen,
        )
        write_claims(case.home, benefit=benefit, period_key=period_key, entitlement=entitlement, at=at)
    return entitlement


def signers(entitlement: Entitlement) -> set[UUID]:
    """Return the humans whose signatures an entitlement rests on."""
    decided = entitlement.decision.signed_by if entitlement.decision else None
    signed = (decided, entitlement.granted_by, entitlement.seconded_by)
    return {account.natural_person for account in signed if account is not None}


def reserve(entitlement: Entitlement, *, bucket: Bucket, by: Account, at: datetime) -> Journal:
    """Promise the money of one entitlement out of ``bucket``.

    Errors: ``WrongPurpose`` when the bucket was given for something else; ``OwnSignature`` when ``by`` signed the
    decision; ``MovedMeanwhile`` when it is reserved already; ``FundExhausted`` when the bucket holds too little.
    In every case nothing is changed.
    """
    if bucket.purpose != entitlement.benefit:
        raise WrongPurpose("这笔钱是专款，不能用到别的用途上；请换对应用途的额度")
    if by.natural_person in signers(entitlement):
        raise OwnSignature("这份结论是您签的；请另一位同事预留资金")
    amount = entitlement.amount_fen
    with transaction.atomic():
        claim_case(entitlement)
        claimed = Entitlement.everywhere.filter(pk=entitlement.pk, state="entitled").update(
            state="reserved", bucket=bucket, reserved_by=by, reserved_at=at
        )
        if not claimed:
            raise MovedMeanwhile("这一笔刚刚被别的同事预留了；请刷新页面")
        taken = Bucket.everywhere.filter(pk=bucket.pk, available_fen__gte=amount).update(
            available_fen=F("available_fen") - amount, reserved_fen=F("reserved_fen") + amount
        )
        if not taken:
            raise FundExhausted(f"这个额度不够 {yuan_text(amount)} 元；请先拨入，或换一个同用途的额度")
        journal = must_open(bucket, kind="reserve", entitlement=entitlement, by=by, at=at)
        sealed(journal, available=-amount, reserved=amount)
        trail.record(by, "reserve", entitlement, at=at, amount_fen=amount)
        move_case(entitlement, step="reserve", waiting=("entitled",), by=by, at=at)
    entitlement.state, entitlement.bucket = "reserved", bucket
    return journal


def post(entitlement: Entitlement, *, bank_reference: str = "", by: Account, at: datetime) -> Journal:
    """Write that the bank has paid, under its reference. The same reference again changes nothing.

    Errors: ``MovedMeanwhile`` when the money is not reserved (any more).
    """
    amount = entitlement.amount_fen
    with transaction.atomic():
        claim_case(entitlement)
        claimed = Entitlement.everywhere.filter(pk=entitlement.pk, state="reserved").update(
            state="paid", paid_at=at, bank_reference=bank_reference
        )
        if not claimed:
            raise MovedMeanwhile("这一笔现在不是“已预留”；请刷新页面看最新情况")
        bucket = reserving_bucket(entitlement)
        Bucket.everywhere.filter(pk=bucket.pk).update(
            reserved_fen=F("reserved_fen") - amount, paid_fen=F("paid_fen") + amount
        )
        journal = must_open(bucket, kind="post", entitlement=entitlement, by=by, at=at)
        sealed(journal, reserved=-amount, paid=amount)
        trail.record(by, "post", entitlement, at=at, amount_fen=amount)
        move_case(entitlement, step="pay", waiting=("entitled", "reserved"), by=by, at=at)
    entitlement.state = "paid"
    return journal


def release(entitlement: Entitlement, *, reason: str = "", by: Account, at: datetime) -> Journal:
    """Give the reserved money of a payout that failed back to its bucket; the benefit can be reserved again.

    Errors: ``MovedMeanwhile`` when the money is not reserved (any more).
    """
    amount = entitlement.amount_fen
    with transaction.atomic():
        claim_case(entitlement)
        bucket = reserving_bucket(entitlement)
        claimed = Entitlement.everywhere.filter(pk=entitlement.pk, state="reserved").update(state="entitled")
        if not claimed:
            raise MovedMeanwhile("这一笔现在不是“已预留”；请刷新页面看最新情况")
        Bucket.everywhere.filter(pk=bucket.pk).update(
            reserved_fen=F("reserved_fen") - amount, available_fen=F("available_fen") + amount
        )
        journal = must_open(bucket, kind="release", entitlement=entitlement, by=by, at=at, note=reason)
        sealed(journal, reserved=-amount, available=amount)
        Entitlement.everywhere.filter(pk=entitlement.pk).update(attempt=F("attempt") + 1)
        trail.record(by, "release", entitlement, at=at, amount_fen=amount)
        case = Case.everywhere.get(pk=entitlement.case_id)
        if case.state == "reserved":
            advance(case, step="release", by=by, at=at, note=reason)
    entitlement.refresh_from_db()
    return journal


def claim_case(entitlement: Entitlement) -> None:
    """Take the case of ``entitlement`` for this transaction, so that two payouts of one case follow each other."""
    Case.everywhere.filter(pk=entitlement.case_id).update(version=F("version") + 1)


def move_case(entitlement: Entitlement, *, step: str, waiting: tuple[str, ...], by: Account, at: datetime) -> None:
    """Advance the case once none of its benefits is ``waiting`` any more."""
    if not Entitlement.everywhere.filter(case_id=entitlement.case_id, state__in=waiting).exists():
        advance(Case.everywhere.get(pk=entitlement.case_id), step=step, by=by, at=at)


def reserving_bucket(entitlement: Entitlement) -> Bucket:
    """Return the bucket that the money of ``entitlement`` is reserved in."""
    return Bucket.everywhere.get(pk=Entitlement.everywhere.values_list("bucket_id", flat=True).get(pk=entitlement.pk))


def opened(
    bucket: Bucket,
    *,
    key: str,
    kind: str,
    by: Account,
    at: datetime,
    entitlement: Entitlement | None = None,
    note: str = "",
) -> Journal | None:
    """Open a journal under its ``key``; ``None`` when that key has been used: the movement has been made already."""
    try:
        with transaction.atomic():
            return Journal.everywhere.create(
                owner_union_id=bucket.owner_union_id,
                key=key,
                kind=kind,
                bucket=bucket,
                entitlement=entitlement,
                note=note[:200],
                by=by,
                at=at,
            )
    except IntegrityError:
        return None


def must_open(
    bucket: Bucket, *, kind: str, entitlement: Entitlement, by: Account, at: datetime, note: str = ""
) -> Journal:
    """Open the journal of one movement of one entitlement; its key is the entitlement's for its whole life.

    Errors: ``MovedMeanwhile`` when the movement has been made already.
    """
    key = f"{kind}:{entitlement.uid}:{entitlement.attempt}"
    journal = opened(bucket, key=key, kind=kind, by=by, at=at, entitlement=entitlement, note=note)
    if journal is None:
        raise MovedMeanwhile("这一笔已经记过账；请刷新页面看最新情况")
    return journal


def sealed(journal: Journal, **pockets: int) -> None:
    """Write the entries of ``journal`` and seal it. They must sum to zero."""
    if sum(pockets.values()) or len(pockets) < 2:
        raise AssertionError("a journal sums to zero")
    Entry.objects.bulk_create(
        Entry(journal=journal, pocket=pocket, amount_fen=amount) for pocket, amount in pockets.items()
    )
    Journal.everywhere.filter(pk=journal.pk).update(sealed=True)


def discrepancies() -> list[str]:
    """Walk the ledger and return a sentence for everything that does not add up; an empty list is the promise."""
    crooked = Journal.everywhere.annotate(total=Sum("entries__amount_fen")).exclude(total=0)
    found = [f"流水 {journal.pk} 借贷不平" for journal in crooked]
    for bucket in Bucket.everywhere.all():
        sums = dict(
            Entry.objects.filter(journal__bucket=bucket).values_list("pocket").annotate(total=Sum("amount_fen"))
        )
        kept = {"available": bucket.available_fen, "reserved": bucket.reserved_fen, "paid": bucket.paid_fen}
        found += [
            f"额度 {bucket.pk} 的{pocket}与流水不符" for pocket, fen in kept.items() if sums.get(pocket, 0) != fen
        ]
    return found
