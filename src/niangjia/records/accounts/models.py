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
    """One benefit of one signed decision. ``period_key`` is what it may be had once in (a year, a quarter)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
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
        ]
        indexes = [models.Index(fields=["state", "owner_union"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.benefit}"


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
