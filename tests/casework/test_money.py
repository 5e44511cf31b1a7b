"""Money moves once: a fund cannot be overdrawn, a payout not made twice, a journal not changed."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections, transaction
from small_county import AT, County, build_county

from niangjia.casework import payment, progress, trail
from niangjia.casework.payment import FundExhausted, OwnSignature, WrongPurpose
from niangjia.casework.progress import MovedMeanwhile
from niangjia.records.accounts.models import Bucket, Entitlement, Entry, Journal
from niangjia.records.cases.models import Assessment, Case, Decision
from niangjia.records.papers.models import FrozenFacts
from niangjia.records.people.models import Household
from niangjia.records.practices.models import PolicyVersion
from niangjia.records.unions.models import Account
from niangjia.values.errors import NegativeAmount

AMOUNT = 600_00


def granted(county: County, number: int, benefit: str = "living_aid") -> Entitlement:
    """Return the entitlement of one more household whose decision the cadre signed."""
    owner, cadre = county.unions["street"], county.accounts["cadre"]
    household = Household.everywhere.create(
        owner_union=owner, head_name=f"户主{number}", head_index=f"{number}", opened_at=AT
    )
    case = Case.everywhere.create(
        owner_union=owner,
        number=f"T-{number}",
        programme="hardship",
        period="2026Q3",
        household=household,
        state="granted",
        opened_at=AT,
        opened_by=cadre,
    )
    policy, _ = PolicyVersion.objects.get_or_create(
        sha256="0" * 64, defaults={"key": "t", "label": "t", "text": "t", "stored_at": AT}
    )
    facts = FrozenFacts.everywhere.create(
        owner_union=owner, household=household, content=b"", fingerprint="", count=0, frozen_at=AT
    )
    assessment = Assessment.everywhere.create(
        owner_union=owner,
        case=case,
        facts=facts,
        policy=policy,
        verdict=b"",
        fingerprint="f",
        tier="deep",
        amounts_fen={benefit: AMOUNT},
        total_fen=AMOUNT,
        judged_by=cadre,
        judged_at=AT,
    )
    decision = Decision.everywhere.create(
        owner_union=owner,
        assessment=assessment,
        tier="deep",
        total_fen=AMOUNT,
        fingerprint="f",
        signed_by=cadre,
        signed_at=AT,
    )
    payment.entitle(decision, case=case, period_keys={benefit: "2026"}, at=AT)
    return Entitlement.everywhere.select_related("decision__signed_by").get(case=case)


def bucket_with(county: County, fen: int, purpose: str = "living_aid") -> Bucket:
    finance = county.accounts["finance"]
    fund = payment.open_fund(county.unions["county"], name="专项", source="示例", by=finance, at=AT)
    bucket = payment.open_bucket(fund, purpose=purpose, year=2026, by=finance, at=AT)
    payment.allocate(bucket, amount_fen=fen, key="voucher-1", note="", by=finance, at=AT)
    return Bucket.everywhere.get(pk=bucket.pk)


def test_money_is_reserved_posted_and_adds_up(county: County) -> None:
    bucket, entitlement = bucket_with(county, 10 * AMOUNT), granted(county, 1)
    finance = county.accounts["finance"]
    payment.reserve(entitlement, bucket=bucket, by=finance, at=AT)
    payment.post(entitlement, bank_reference="B-1", by=finance, at=AT)
    bucket.refresh_from_db()
    assert (bucket.available_fen, bucket.reserved_fen, bucket.paid_fen) == (9 * AMOUNT, 0, AMOUNT)
    assert Case.everywhere.get(pk=entitlement.case_id).state == "paid"
    assert payment.discrepancies() == []


def test_the_same_voucher_counts_once(county: County) -> None:
    bucket = bucket_with(county, AMOUNT)
    payment.allocate(bucket, amount_fen=AMOUNT, key="voucher-1", note="", by=county.accounts["finance"], at=AT)
    bucket.refresh_from_db()
    assert bucket.allocated_fen == AMOUNT
    assert payment.discrepancies() == []


def test_a_bucket_gives_no_fen_more_than_it_holds(county: County) -> None:
    bucket, entitlement = bucket_with(county, AMOUNT - 1), granted(county, 1)
    with pytest.raises(FundExhausted):
        payment.reserve(entitlement, bucket=bucket, by=county.accounts["finance"], at=AT)
    entitlement.refresh_from_db()
    bucket.refresh_from_db()
    assert (entitlement.state, bucket.available_fen) == ("entitled", AMOUNT - 1)
    assert Journal.everywhere.filter(kind="reserve").count() == 0


def test_restricted_money_is_spent_on_its_purpose_alone(county: County) -> None:
    bucket, entitlement = bucket_with(county, AMOUNT, purpose="school_aid"), granted(county, 1)
    with pytest.raises(WrongPurpose):
        payment.reserve(entitlement, bucket=bucket, by=county.accounts["finance"], at=AT)


def test_whoever_signed_cannot_reserve_even_from_a_second_account(county: County) -> None:
    bucket, entitlement = bucket_with(county, AMOUNT), granted(county, 1)
    other = county.accounts["finance"]
    other.natural_person = county.accounts["cadre"].natural_person
    with pytest.raises(OwnSignature):
        payment.reserve(entitlement, bucket=bucket, by=other, at=AT)


def test_a_failed_payout_gives_its_money_back_and_can_be_reserved_again(county: County) -> None:
    bucket, entitlement = bucket_with(county, AMOUNT), granted(county, 1)
    finance = county.accounts["finance"]
    payment.reserve(entitlement, bucket=bucket, by=finance, at=AT)
    payment.release(entitlement, reason="卡号不对", by=finance, at=AT)
    bucket.refresh_from_db()
    assert (bucket.available_fen, bucket.reserved_fen) == (AMOUNT, 0)
    assert Case.everywhere.get(pk=entitlement.case_id).state == "granted"
    payment.reserve(entitlement, bucket=bucket, by=finance, at=AT)
    payment.post(entitlement, bank_reference="B-2", by=finance, at=AT)
    with pytest.raises(MovedMeanwhile):
        payment.post(entitlement, bank_reference="B-2", by=finance, at=AT)
    with pytest.raises(MovedMeanwhile):
        payment.release(entitlement, reason="", by=finance, at=AT)
    assert payment.discrepancies() == []


def test_a_household_has_a_benefit_once_in_its_period(county: County) -> None:
    first = granted(county, 1)
    again = payment.entitle(first.decision, case=first.case, period_keys={"living_aid": "2026"}, at=AT)
    assert again == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Entitlement.everywhere.create(
            decision=first.decision,
            case=first.case,
            household=first.household,
            owner_union_id=first.owner_union_id,
            benefit="living_aid",
            period_key="2026",
            amount_fen=1,
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_entry SET amount_fen = amount_fen + 1",
        "DELETE FROM accounts_entry",
        "INSERT INTO accounts_entry (journal_id, pocket, amount_fen) SELECT id, 'paid', 1 FROM accounts_journal",
        "UPDATE accounts_journal SET note = 'x'",
        "DELETE FROM accounts_journal",
        "UPDATE accounts_bucket SET available_fen = -1, allocated_fen = allocated_fen - available_fen - 1",
        "UPDATE accounts_bucket SET available_fen = available_fen + 1",
        "UPDATE cases_decision SET total_fen = 0",
        "DELETE FROM cases_decision",
        "UPDATE cases_assessment SET total_fen = 0",
        "DELETE FROM papers_frozenfacts",
        "UPDATE practices_policyversion SET text = ''",
        "DELETE FROM trail_event",
    ],
)
def test_the_database_itself_refuses_to_rewrite_the_past(county: County, statement: str) -> None:
    bucket, entitlement = bucket_with(county, AMOUNT), granted(county, 1)
    payment.reserve(entitlement, bucket=bucket, by=county.accounts["finance"], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_journal_that_does_not_sum_to_zero_cannot_be_sealed(county: County) -> None:
    bucket = bucket_with(county, AMOUNT)
    journal = payment.opened(bucket, key="crooked", kind="allocate", by=county.accounts["finance"], at=AT)
    assert journal is not None
    Entry.objects.create(journal=journal, pocket="available", amount_fen=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Journal.everywhere.filter(pk=journal.pk).update(sealed=True)


def test_a_bucket_that_is_open_is_opened_again_as_it_is(county: County) -> None:
    bucket = bucket_with(county, AMOUNT)
    again = payment.open_bucket(bucket.fund, purpose="living_aid", year=2026, by=county.accounts["finance"], at=AT)
    assert (again.pk, again.available_fen) == (bucket.pk, AMOUNT)


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_and_less_than_nothing_is_not_put_in(county: County, amount: int) -> None:
    bucket = bucket_with(county, AMOUNT)
    with pytest.raises(NegativeAmount, match="大于 0"):
        payment.allocate(bucket, amount_fen=amount, key="v", note="", by=county.accounts["finance"], at=AT)


def test_what_is_reserved_is_not_reserved_again_nor_booked_under_the_same_key(county: County) -> None:
    bucket, entitlement = bucket_with(county, 3 * AMOUNT), granted(county, 1)
    finance = county.accounts["finance"]
    payment.reserve(entitlement, bucket=bucket, by=finance, at=AT)
    with pytest.raises(MovedMeanwhile, match="预留了"):
        payment.reserve(entitlement, bucket=bucket, by=finance, at=AT)
    Entitlement.everywhere.filter(pk=entitlement.pk).update(state="entitled")
    Case.everywhere.filter(pk=entitlement.case_id).update(state="granted")
    with pytest.raises(MovedMeanwhile, match="已经记过账"):
        payment.reserve(entitlement, bucket=bucket, by=finance, at=AT)
    assert payment.discrepancies() == []


def test_of_two_benefits_the_case_waits_for_the_second(county: County) -> None:
    first = granted(county, 1)
    second = Entitlement.everywhere.create(
        decision=first.decision,
        case=first.case,
        household=first.household,
        owner_union_id=first.owner_union_id,
        benefit="living_aid",
        period_key="2027",
        amount_fen=AMOUNT,
    )
    bucket, finance = bucket_with(county, 3 * AMOUNT), county.accounts["finance"]

    def state() -> str:
        return Case.everywhere.get(pk=first.case_id).state

    payment.reserve(first, bucket=bucket, by=finance, at=AT)
    payment.release(first, by=finance, at=AT)
    assert state() == "granted"
    for one in (first, second):
        payment.reserve(one, bucket=bucket, by=finance, at=AT)
    payment.post(first, by=finance, at=AT)
    assert state() == "reserved"
    payment.post(second, by=finance, at=AT)
    assert state() == "paid"


def test_a_journal_is_never_sealed_lopsided(county: County) -> None:
    bucket = bucket_with(county, AMOUNT)
    journal = payment.opened(bucket, key="lopsided", kind="allocate", by=county.accounts["finance"], at=AT)
    assert journal is not None
    for pockets in ({"available": 0}, {"available": 1, "source": 0}):
        with pytest.raises(AssertionError):
            payment.sealed(journal, **pockets)


def test_a_case_that_somebody_else_moved_is_not_moved(county: County) -> None:
    case = granted(county, 1).case
    Case.everywhere.filter(pk=case.pk).update(version=5)
    with pytest.raises(MovedMeanwhile, match="刷新"):
        progress.advance(case, step="reserve", by=county.accounts["finance"], at=AT)


@pytest.mark.race
@pytest.mark.parametrize("half", ["the first 25 rounds", "the other 25 rounds"])
@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_approvers_on_a_fund_for_fifty_exactly_fifty_succeed_fifty_rounds_long(half: str) -> None:
    """Real threads, real connections, one barrier; nobody may fail for any other reason than an empty fund.

    Two halves, so that two workers may share them: on SQLite most of the time is waiting for one another.
    """
    county = build_county()
    approvers, held, rounds = 100, 50, 25
    finance = county.accounts["finance"]
    fund = payment.open_fund(county.unions["county"], name="专项", source="示例", by=finance, at=AT)
    bucket = payment.open_bucket(fund, purpose="living_aid", year=2026, by=finance, at=AT)
    with Approvers(approvers, bucket=bucket, by=finance) as office:
        for turn in range(rounds):
            payment.allocate(bucket, amount_fen=held * AMOUNT, key=f"voucher-{turn}", note="", by=finance, at=AT)
            with transaction.atomic():
                waiting = [granted(county, turn * approvers + number) for number in range(approvers)]
            outcomes = office.rush(waiting)
            assert outcomes == {"reserved": held, "exhausted": approvers - held}, f"{half}: round {turn}"
            bucket.refresh_from_db()
            assert (bucket.available_fen, bucket.reserved_fen) == (0, (turn + 1) * held * AMOUNT)
    assert payment.discrepancies() == []
    assert trail.verify().broken_at is None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_approvers_on_one_payout_one_succeeds() -> None:
    county = build_county()
    bucket, entitlement = bucket_with(county, 100 * AMOUNT), granted(county, 1)
    with Approvers(100, bucket=bucket, by=county.accounts["finance"]) as office:
        outcomes = office.rush([entitlement] * 100)
    assert outcomes == {"reserved": 1, "moved": 99}
    assert payment.discrepancies() == []


class Approvers:
    """People who each sit at their own connection, and all reserve at the same moment.

    Where one transaction writes at a time they arrive a millisecond apart, each well within the others' turns: SQLite
    lets those who wait try again in fixed steps up to a tenth of a second, and a hundred who keep step would all be
    asleep most of the time.
    """

    def __init__(self, number: int, *, bucket: Bucket, by: Account) -> None:
        self.gate = threading.Barrier(number, timeout=120)
        self.apart = 0 if connection.features.has_select_for_update else 0.001
        self.seats = ThreadPoolExecutor(number)
        self.bucket, self.by = bucket, by

    def rush(self, waiting: list[Entitlement]) -> dict[str, int]:
        """Let everybody reserve at once and count how it ended for them."""
        return dict(Counter(self.seats.map(self.approve, waiting)))

    def approve(self, entitlement: Entitlement) -> str:
        fresh = Entitlement.everywhere.select_related("decision__signed_by").get(pk=entitlement.pk)
        place = self.gate.wait()
        threading.Event().wait(place * self.apart)
        try:
            payment.reserve(fresh, bucket=self.bucket, by=self.by, at=AT)
        except FundExhausted:
            return "exhausted"
        except MovedMeanwhile:
            return "moved"
        return "reserved"

    def leave(self, _seat: int) -> None:
        self.gate.wait()
        connections.close_all()

    def __enter__(self) -> Approvers:
        return self

    def __exit__(self, *_raised: object) -> None:
        list(self.seats.map(self.leave, range(self.gate.parties)))
        self.seats.shutdown()
