"""Households and persons. Names can be searched; what identifies, reaches or pays a person is sealed."""

from __future__ import annotations

import uuid

from django.db import models

from niangjia.records.scoped import Owned


class Household(Owned):
    """Those who live together and are helped together; ``owner_union`` is the union that answers for it."""

    head_name = models.CharField(max_length=60)
    head_index = models.CharField(max_length=64, db_index=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["owner_union", "head_index"], name="one_household_a_head_and_union")
        ]

    def __str__(self) -> str:
        return f"家庭 {self.pk}"


class Person(Owned):
    """One member of a household."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    relation = models.CharField(max_length=20)
    id_kind = models.CharField(max_length=40, blank=True)
    id_number = models.BinaryField(null=True)
    id_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone = models.BinaryField(null=True)
    card_number = models.BinaryField(null=True)
    bank = models.CharField(max_length=60, blank=True)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"职工 {self.pk}"


class KinTie(Owned):
    """That an account is kin, or close, to a household: it neither visits nor judges it, nor is paired with it."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("unions.Account", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=40)
    declared_by = models.ForeignKey("unions.Account", on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["household", "account"], name="one_tie_a_household_and_account")]

    def __str__(self) -> str:
        return f"{self.account_id} ~ {self.household_id}"


class MergeProposal(Owned):
    """Two filings that look like one household: a person decides."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=6)
    differences = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=[("open", "待定"), ("merged", "已合并"), ("apart", "不是一家")], default="open"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_households_are_compared_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"
