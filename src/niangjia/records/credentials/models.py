"""Invitations, codes sent to phones, second factors: how somebody shows who they are, and for whom he may act.

Codes are kept as keyed indexes and secrets sealed: what stands here opens nothing.
"""

from __future__ import annotations

import uuid

from django.db import models

from niangjia.records.people.models import Worker
from niangjia.records.scoped import Owned
from niangjia.records.unions.models import LINES, Account


class PhoneCode(models.Model):
    """One code that was sent to one phone. It works once, for some minutes, and only a few tries."""

    phone_index = models.CharField(max_length=64, db_index=True)
    code_index = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"], condition=models.Q(ended_at__isnull=True), name="one_open_code_a_phone"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ProvenPhone(models.Model):
    """That the one who signs in with ``account`` had this phone in hand: a code that was sent to it came back."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    phone_index = models.CharField(max_length=64, unique=True)
    proven_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id}"


class SecondFactor(models.Model):
    """What an account shows besides its password: a secret that only its owner's authenticator knows, sealed here.

    ``confirmed_at`` is set once a first code was shown; ``last_step`` is the time step of the last code that was
    accepted, so that none is accepted twice.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    secret = models.BinaryField()
    enrolled_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.account_id}"


class RecoveryCode(models.Model):
    """One of the codes that stand in for a lost authenticator, once each."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="+")
    code_index = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["factor", "code_index"], name="one_recovery_code_a_factor")]

    def __str__(self) -> str:
        return f"{self.factor_id}"


class Invitation(Owned):
    """A post at ``owner_union`` that waits for whoever opens the link; with an ``account`` it opens that one anew.

    ``name`` is whom it was written for. The link works once, until ``expires_at``.
    """

    code_index = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    title = models.CharField(max_length=40)
    line = models.CharField(max_length=10, choices=LINES)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[("open", "等对方打开"), ("accepted", "已接受"), ("withdrawn", "已收回")], default="open"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["owner_union", "state"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Delegation(Owned):
    """That ``delegate`` may act for ``worker`` in one thing, until a day: asked for, agreed to by a code, revocable.

    ``matter`` is a key of ``MATTERS``; ``until_on`` is the last day.
    """

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    delegate = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    matter = models.CharField(max_length=30)
    until_on = models.DateField()
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "delegate", "matter"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_delegation_of_a_matter",
            )
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} → {self.delegate_id}"


class DelegatedAct(models.Model):
    """One thing that was done for a worker by whom he had asked: he sees each."""

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="acts")
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.delegation_id} {self.verb}"
