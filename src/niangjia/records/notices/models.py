"""Messages to those who work here; public notices and objections."""

from __future__ import annotations

from django.db import models

from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account


class Message(Owned):
    """One message to one account. ``key`` makes sure that the same thing is said once; ``address`` leads to the page.

    Nothing personal stands in it: a name at most, never a number, an illness or an amount.
    """

    key = models.CharField(max_length=120, unique=True)
    to = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    text = models.CharField(max_length=300)
    address = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["to", "read_at"])]

    def __str__(self) -> str:
        return self.key
