"""What this window keeps beside the shared case: the quarters that a county opened."""

from __future__ import annotations

from django.db import models

from niangjia.records.scoped import Owned


class CertifiedQuarter(Owned):
    """A quarter that a county union opened, and how far its last run came."""

    period = models.CharField(max_length=6)
    opened_at = models.DateTimeField()
    run_total = models.PositiveIntegerField(default=0)
    run_done = models.PositiveIntegerField(default=0)
    run_started_at = models.DateTimeField(null=True)
    run_ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["owner_union", "period"], name="a_quarter_is_opened_once")
        ]

    def __str__(self) -> str:
        return f"{self.owner_union_id} {self.period}"
