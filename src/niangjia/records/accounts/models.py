"""Restricted money. Whole fen; a bucket cannot fall below zero; journals sum to zero and never change."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from niangjia.records.cases.models import Case, Decision
from niangjia.records.people.models import Household
from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account

LIVE = ("entitled", "reserved", "paid", "unknown")


class Fund(Owned):
    """Money given for a purpose."""

    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class Bucket(Owned):
    """fund × purpose × union × year: what may still be taken, what is promised, what is paid."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    allocated_fen = models.BigIntegerField(default=0)
    available_fen = models.BigIntegerField(default=0)
    reserved_fen = models.BigIntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["fund", "purpose", "owner_union", "year"], name="one_bucket_a_purpose"),
            models.CheckConstraint(
                condition=Q(available_fen__gte=0) & Q(reserved_fen__gte=0) & Q(paid_fen__gte=0),
                name="a_bucket_is_never_overdrawn",
            ),
            models.CheckConstraint(
                condition=Q(allocated_fen=F("available_fen") + F("reserved_fen") + F("paid_fen")),
                name="a_bucket_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.purpose} {self.year}"


class Entitlement(Owned):
    """One benefit of one signed decision, or of one granted award, which has no decision but who granted it.

    ``period_key`` is what it may be had once in (a year, a quarter). ``seconded_by`` is the second person of an award
    that needed two.
    """

    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")
    granted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    benefit = models.CharField(max_length=40)
    period_key = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()
    state = models.CharField(
        max_length=10,
        choices=[
            ("entitled", "待预留"),
            ("reserved", "已预留"),
            ("paid", "已到账"),
            ("unknown", "结果未明"),
            ("withdrawn", "已撤回"),
        ],
        default="entitled",
    )
    bucket = models.ForeignKey(Bucket, null=True, on_delete=models.PROTECT, related_name="+")
    reserved_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    reserved_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    bank_reference = models.CharField(max_length=60, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["household", "benefit", "period_key"],
                condition=Q(state__in=LIVE),
                name="one_live_entitlement_a_period",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="an_entitlement_is_above_zero"),
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | Q(granted_by__isnull=False), name="somebody_signed_an_entitlement"
            ),
        ]
        indexes = [models.Index(fields=["state", "owner_union"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.benefit}"


class Claim(Owned):
    """That a person has a benefit in a period, by the index of the identity number: nothing twice, from any union.

    Two unions that grant at once meet here: the second row cannot be written. ``is_live`` ends with the benefit.
    """

    index = models.CharField(max_length=64)
    benefit = models.CharField(max_length=60)
    period_key = models.CharField(max_length=10)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    entitlement = models.ForeignKey(Entitlement, null=True, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    is_live = models.BooleanField(default=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["index", "benefit", "period_key"],
                condition=Q(is_live=True),
                name="one_claim_a_person_benefit_and_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.benefit} {self.period_key}"


class Journal(Owned):
    """One movement of money. Sealed once its entries sum to zero; then it never changes."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(
        max_length=12,
        choices=[("allocate", "拨入"), ("reserve", "预留"), ("post", "到账"), ("release", "释放")],
    )
    bucket = models.ForeignKey(Bucket, on_delete=models.PROTECT, related_name="+")
    entitlement = models.ForeignKey(Entitlement, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """One side of a journal: what one pocket of the bucket gained (above zero) or gave (below)."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="entries")
    pocket = models.CharField(
        max_length=10,
        choices=[("source", "来源"), ("available", "可用"), ("reserved", "预留"), ("paid", "到账")],
    )
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journal", "pocket"], name="one_entry_a_pocket")]

    def __str__(self) -> str:
        return f"{self.pocket} {self.amount_fen}"
