"""Who is placed with whom: a cadre and a household, one to one, until an end condition; and each time they spoke."""

from __future__ import annotations

import uuid

from django.db import models

from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household
from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account


class Pairing(Owned):
    """A cadre answers for a household from a day on. ``ended_on`` is the first day on which it no longer holds.

    ``kind`` says why they were paired and ``ends_as`` why it ended, both keys of the charter. ``seat`` counts the open
    pairings of a cadre, so that two at once cannot give her one too many. ``follows`` is the pairing this one took
    over, ``handed_why`` the key of why. ``escalates_on`` is the day from which the county is told that the contact due
    on ``next_contact_on`` did not come about.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    cadre = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    seat = models.PositiveSmallIntegerField()
    follows = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    next_contact_on = models.DateField()
    escalates_on = models.DateField()
    first_reached_on = models.DateField(null=True)
    last_reached_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ends_as = models.CharField(max_length=30, blank=True)
    handed_why = models.CharField(max_length=30, blank=True)
    paired_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    paired_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=models.Q(ended_on__isnull=True), name="one_cadre_a_household"
            ),
            models.UniqueConstraint(
                fields=["cadre", "seat"], condition=models.Q(ended_on__isnull=True), name="one_household_a_seat"
            ),
        ]
        indexes = [
            models.Index(fields=["cadre", "ended_on"]),
            models.Index(fields=["owner_union", "ended_on", "next_contact_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.cadre_id} ↔ {self.household_id}"


class Contact(Owned):
    """One try to speak with a household: by phone, at the door, by message. ``reached`` says whether it came about.

    ``key`` is made by the page that sends it, so that a form sent twice counts once. ``note`` is sealed. ``need`` is
    the case that the household's need became.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(
        max_length=10, choices=[("phone", "打电话"), ("visit", "上门"), ("message", "发信息")], default="phone"
    )
    reached = models.BooleanField()
    note = models.BinaryField(null=True)
    need = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["household", "at"]), models.Index(fields=["owner_union", "on"])]

    def __str__(self) -> str:
        return f"{self.pairing_id} {self.channel}"
