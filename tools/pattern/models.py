"""What this window keeps of its own; all that is shared stands on the shelves."""

from __future__ import annotations

from django.db import models

from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account


class Request(Owned):
    """Something a union was asked for."""

    wish = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [models.CheckConstraint(condition=~models.Q(wish=""), name="emptywindow_asks_for_something")]

    def __str__(self) -> str:
        return self.wish
