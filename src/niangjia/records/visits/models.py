"""Home visits: who goes to which household, what was declared and what was found, field by field."""

from __future__ import annotations

from django.db import models

from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household
from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account, Union

OPEN = ("planned", "reported", "contested")


class Visit(Owned):
    """Two people go to one household for one case.

    ``consent`` is empty until the household was asked; what was signed lies in its file as a paper. Once both have
    signed, ``persons`` counts those who live there, and ``tier_before`` keeps how the household stood until then.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=6)
    state = models.CharField(
        max_length=10,
        choices=[
            ("planned", "待走访"),
            ("reported", "等另一位签字"),
            ("contested", "两人说法不一"),
            ("confirmed", "已走访"),
            ("withdrawn", "已重派"),
        ],
        default="planned",
    )
    consent = models.CharField(max_length=8, choices=[("given", "已签核对授权"), ("refused", "拒绝核对")], blank=True)
    persons = models.PositiveSmallIntegerField(default=0)
    tier_before = models.CharField(max_length=40, blank=True)
    assigned_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(state__in=OPEN), name="one_open_visit_a_case")
        ]
        indexes = [
            models.Index(fields=["period", "state", "owner_union"]),
            models.Index(fields=["household", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Seat(Owned):
    """One of the two places of a visit, and who holds it through a post at ``through``.

    ``draft`` is what this visitor has written so far, sealed. ``ended_at`` is set when somebody else goes instead.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="seats")
    place = models.PositiveSmallIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    through = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ends_as = models.CharField(max_length=30, blank=True)
    draft = models.BinaryField(null=True)
    saved_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "place"], condition=models.Q(ended_at__isnull=True), name="one_visitor_a_place"
            ),
            models.UniqueConstraint(
                fields=["visit", "account"], condition=models.Q(ended_at__isnull=True), name="nobody_visits_as_two"
            ),
            models.CheckConstraint(condition=models.Q(place__in=(1, 2)), name="a_visit_has_two_places"),
        ]
        indexes = [models.Index(fields=["account", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.place}"


class Report(Owned):
    """What one visitor found and the other confirms or contradicts.

    ``uid`` is made where the report was written: sent twice, it is one.
    ``found`` holds the facts as they were found and what was looked at, ``objection`` what the other visitor said
    against it; both sealed.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(
        max_length=12,
        choices=[("waiting", "等另一位签字"), ("confirmed", "两人都签了"), ("contradicted", "另一位不同意")],
        default="waiting",
    )
    found = models.BinaryField()
    differing = models.PositiveSmallIntegerField(default=0)
    filed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    checked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    objection = models.BinaryField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["visit"],
                condition=models.Q(state__in=("waiting", "confirmed")),
                name="one_standing_report_a_visit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.state}"


class Discrepancy(Owned):
    """One fact that was found otherwise than declared: which, and why. The words written about it are sealed."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="discrepancies")
    fact = models.CharField(max_length=40)
    reason = models.CharField(max_length=30)
    note = models.BinaryField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["report", "fact"], name="a_fact_differs_once_a_report"),
        ]
        indexes = [models.Index(fields=["fact", "reason"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.fact}"
