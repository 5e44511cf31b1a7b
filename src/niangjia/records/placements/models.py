"""Who is placed with whom: a cadre and a household, one to one, until an end condition."""

from __future__ import annotations

from django.db import models

from niangjia.records.people.models import Household
from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account


class Pairing(Owned):
    """A cadre answers for a household from a day on. ``ended_on`` is the first day on which it no longer holds."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    cadre = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    next_contact_on = models.DateField()
    ended_on = models.DateField(null=True)
    ends_as = models.CharField(max_length=30, blank=True)
    paired_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    paired_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=models.Q(ended_on__isnull=True), name="one_cadre_a_household"
            )
        ]
        indexes = [models.Index(fields=["cadre", "ended_on"])]

    def __str__(self) -> str:
        return f"{self.cadre_id} ↔ {self.household_id}"
