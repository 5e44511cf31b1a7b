"""What this window keeps beside the shared case: how far the run over a quarter has come."""

from __future__ import annotations

from django.db import models

from niangjia.records.scoped import Owned


class QuarterRun(Owned):
    """The newest run of a county over a quarter. A run without ``ended_at`` goes on as long as ``beat_at`` is fresh."""

    period = models.CharField(max_length=6)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey("unions.Account", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=400, blank=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["owner_union", "period"], name="one_run_a_county_and_quarter")]

    def __str__(self) -> str:
        return f"{self.owner_union_id} {self.period} {self.done}/{self.total}"
