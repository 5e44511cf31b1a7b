"""The trail: append-only events, sealed into a chain."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One thing that somebody did, saw or was refused.

    It is written in the transaction of the deed itself. ``sequence`` and ``seal`` are given right after the commit;
    from then on triggers refuse every change (see the migration).
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80)
    union_id = models.BigIntegerField(null=True, db_index=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    sequence = models.BigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id", "id"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject} {self.subject_id}"


class Head(models.Model):
    """The end of the chain: how many events are sealed, and the last seal. One row."""

    sequence = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.sequence} {self.seal}"
