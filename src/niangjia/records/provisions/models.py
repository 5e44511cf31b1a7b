"""Help in kind and in projects: what a union offers, what it promised a household, what was handed over."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household
from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account, Union

EVER = "ever"
HEARD_BY = [("phone", "电话"), ("video", "短视频"), ("grid", "网格员"), ("visit", "走访"), ("other", "其他")]
FREQUENCIES = [("month", "每月一次"), ("quarter", "每季度一次"), ("year", "每年一次"), (EVER, "只有一次")]


class Project(Owned):
    """One project of a union's library (项目库), from a day on.

    ``purpose`` is the purpose of the bucket it is paid from. ``tiers`` says who may have it: tiers of hardship,
    ``none`` for a household on the register of nobody, ``anybody``. Of one ``group`` a household has one project a
    year, unless its tier is among ``several``. ``cap_fen`` is for one household and year; ``own_paid_percent`` bounds
    the amount by what the household paid itself. Above ``second_above_fen`` a second person agrees.
    """

    key = models.CharField(max_length=40)
    label = models.CharField(max_length=60)
    purpose = models.CharField(max_length=40)
    group = models.CharField(max_length=40, blank=True)
    tiers = models.JSONField(default=list)
    several = models.JSONField(default=list)
    cap_fen = models.BigIntegerField()
    own_paid_percent = models.PositiveSmallIntegerField(null=True)
    frequency = models.CharField(max_length=10, choices=FREQUENCIES)
    papers = models.JSONField(default=list)
    second_above_fen = models.BigIntegerField(null=True)
    source = models.CharField(max_length=200)
    from_on = models.DateField()
    ended_on = models.DateField(null=True)
    kept_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["owner_union", "key"], condition=Q(ended_on__isnull=True), name="one_running_project_a_key"
            ),
            models.CheckConstraint(condition=Q(cap_fen__gt=0), name="a_project_has_a_cap"),
        ]

    def __str__(self) -> str:
        return self.label


class ServiceItem(Owned):
    """One line of a union's service list (服务清单). ``monthly`` is what one household may have a month; 0: no quota.

    ``for_whom`` holds tiers of hardship, ``emergency`` or ``anybody``. What is ``counted`` is delivered by number or
    to people (posts offered, people visited) rather than redeemed.
    """

    key = models.CharField(max_length=40)
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    unit = models.CharField(max_length=10)
    monthly = models.PositiveSmallIntegerField(default=0)
    is_free = models.BooleanField(default=True)
    for_whom = models.JSONField(default=list)
    provider = models.CharField(max_length=120, blank=True)
    counted = models.BooleanField(default=False)
    source = models.CharField(max_length=200)
    from_on = models.DateField()
    ended_on = models.DateField(null=True)
    kept_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["owner_union", "key"], condition=Q(ended_on__isnull=True), name="one_running_service_a_key"
            )
        ]

    def __str__(self) -> str:
        return self.label


class ServicePlace(models.Model):
    """A union at whose place a service may be redeemed."""

    service = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="places")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "union"], name="a_place_is_named_once")]

    def __str__(self) -> str:
        return f"{self.service_id} @ {self.union_id}"


class Award(Owned):
    """A project asked for one household. ``reason`` and ``refusal`` are sealed; its state is that of its case."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="award")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    period_key = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()
    own_paid_fen = models.BigIntegerField(null=True)
    reason = models.BinaryField(null=True)
    refusal = models.BinaryField(null=True)
    papers = models.JSONField(default=list)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    seconded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    seconded_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="an_award_is_above_zero")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.project_id}"


class AwardYear(Owned):
    """What one household was awarded under one project in a year; it never passes the cap that stood then."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    cap_fen = models.BigIntegerField()
    awarded_fen = models.BigIntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["household", "project", "year"], name="one_sum_a_household_project_year"),
            models.CheckConstraint(
                condition=Q(awarded_fen__gte=0) & Q(awarded_fen__lte=F("cap_fen")), name="awards_stay_below_the_cap"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.project_id} {self.year}"


class Allowance(Owned):
    """So much of one service a month, for one household, from a month to a month (``2026-10``), or until ended.

    ``basis`` says by what it was given: ``standing`` or ``emergency``; then ``case`` is the emergency.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+")
    monthly = models.PositiveSmallIntegerField()
    from_month = models.CharField(max_length=7)
    to_month = models.CharField(max_length=7, blank=True)
    basis = models.CharField(max_length=20, choices=[("standing", "困难认定"), ("emergency", "应急帮扶")])
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["household", "service"],
                condition=Q(ended_at__isnull=True),
                name="one_allowance_a_household_and_service",
            ),
            models.CheckConstraint(condition=Q(monthly__gt=0), name="an_allowance_is_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.service_id}"


class AllowanceMonth(Owned):
    """What was used of an allowance in one month; never more than the quota. What is left over is not carried on."""

    allowance = models.ForeignKey(Allowance, on_delete=models.PROTECT, related_name="months")
    month = models.CharField(max_length=7)
    quota = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["allowance", "month"], name="one_count_an_allowance_and_month"),
            models.CheckConstraint(condition=Q(used__lte=F("quota")), name="a_quota_is_never_passed"),
        ]

    def __str__(self) -> str:
        return f"{self.allowance_id} {self.month}"


class HouseholdCard(Owned):
    """The card of a household: whoever holds its code may show what is left. Found by the index of the code alone."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    code = models.BinaryField()
    code_index = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(revoked_at__isnull=True), name="one_live_card_a_household"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class CardShowing(Owned):
    """A card shown on a phone: a code that holds for minutes, read from the screen or typed at a place."""

    card = models.ForeignKey(HouseholdCard, on_delete=models.PROTECT, related_name="+")
    code_index = models.CharField(max_length=64, unique=True)
    shown_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.card_id}"


class Redemption(Owned):
    """One service handed over against a quota. ``key`` comes from the page: the same press twice is one."""

    key = models.UUIDField(unique=True)
    month = models.ForeignKey(AllowanceMonth, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    redeemed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    redeemed_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["redeemed_at", "owner_union"])]

    def __str__(self) -> str:
        return f"{self.service_id} {self.redeemed_at}"


class Delivery(Owned):
    """A service delivered on a day (送服务): to people on a roster, by number, or to one household.

    ``roster`` (a list of what was written and a number each) is sealed; ``headcount`` is its length where the lines
    are people, ``quantity`` the sum of its numbers.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    service = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    quantity = models.PositiveIntegerField()
    headcount = models.PositiveIntegerField(default=0)
    roster = models.BinaryField(null=True)
    note = models.CharField(max_length=200, blank=True)
    household = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="a_delivery_is_above_zero")]
        indexes = [models.Index(fields=["on", "kind"])]

    def __str__(self) -> str:
        return f"{self.service_id} {self.on}"


class Emergency(Owned):
    """Help that begins the same day and is documented afterwards (应急帮扶). What happened is the text of its need."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="emergency")
    heard_by = models.CharField(
        max_length=10,
        choices=[("phone", "电话"), ("video", "短视频"), ("grid", "网格员"), ("visit", "走访"), ("other", "其他")],
    )
    papers = models.JSONField(default=list)
    verified_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.case_id}"


class FollowUp(Owned):
    """What goes on after first help: a job, membership, a call. ``result`` is a key of the charter once it is done."""

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=20)
    due_on = models.DateField()
    result = models.CharField(max_length=30, blank=True)
    text = models.BinaryField(null=True)
    done_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["due_on", "done_at"])]

    def __str__(self) -> str:
        return f"{self.emergency_id} {self.kind}"
