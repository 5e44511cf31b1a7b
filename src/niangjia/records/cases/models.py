"""Cases with their steps and clocks; verdicts of the rules; decisions that people signed."""

from __future__ import annotations

from django.db import models

from niangjia.records.papers.models import FrozenFacts, ReturnRow
from niangjia.records.people.models import Household, Worker
from niangjia.records.practices.models import PolicyVersion
from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError


class AboutNoHousehold(NiangjiaError):
    """A case of a worker or of a union was asked for its household."""

    code = "about_no_household"


class Case(Owned):
    """A request or need in one period, on its way through a programme's steps.

    It is about a household, or about one worker; without either it is about the union that owns it.

    ``matter`` tells apart what a household may ask more than once in a period: a need, a wish. Without a matter there
    is one case a household and period. Without ``opened_by`` it was opened by the household itself.
    """

    number = models.CharField(max_length=30, unique=True)
    programme = models.CharField(max_length=40)
    matter = models.CharField(max_length=20, blank=True)
    period = models.CharField(max_length=6)
    household = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    row = models.ForeignKey(ReturnRow, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=0)
    tier = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "period", "household"],
                condition=models.Q(matter=""),
                name="one_case_a_household_and_period",
            )
        ]
        indexes = [models.Index(fields=["programme", "period", "state"])]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """The name under which the case stands in a list: of the household, the worker, or the union."""
        if self.household is not None:
            return self.household.head_name
        return self.owner_union.short_name if self.worker is None else self.worker.name

    @property
    def home(self) -> Household:
        """The household that the case is about.

        Errors: ``AboutNoHousehold`` for a case of a worker or of a union.
        """
        if self.household is None:
            raise AboutNoHousehold(f"办件 {self.number} 不是哪一家的事")
        return self.household

    @property
    def home_id(self) -> int:
        """The id of the household that the case is about.

        Errors: as ``home``.
        """
        if self.household_id is None:
            raise AboutNoHousehold(f"办件 {self.number} 不是哪一家的事")
        return self.household_id


class Step(models.Model):
    """A step that was taken; without an account it was taken by the one whom the case is about."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.key}"


class Clock(models.Model):
    """A step that is owed by a day. ``working`` is how the day was reached, to be shown to whoever asks."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    step = models.CharField(max_length=30)
    role = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    due_on = models.DateField()
    working = models.JSONField(default=dict)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"], condition=models.Q(stopped_at__isnull=True), name="one_running_clock_a_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step} {self.due_on}"


class Assessment(Owned):
    """What the rules said of frozen facts. Never changed; a newer one follows it.

    ``above_line`` says whether the household is above the line of leaving; ``None`` where that cannot be told.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    facts = models.ForeignKey(FrozenFacts, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    verdict = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    tier = models.CharField(max_length=40)
    amounts_fen = models.JSONField(default=dict)
    total_fen = models.BigIntegerField()
    above_line = models.BooleanField(null=True)
    judged_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.case_id} {self.tier}"


class Override(Owned):
    """A proposal to decide otherwise than the rules, with its reason; a second person confirms it or not."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=40)
    amounts_fen = models.JSONField(default=dict)
    total_fen = models.BigIntegerField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[("open", "待复核"), ("confirmed", "已复核"), ("dropped", "不采纳")], default="open"
    )
    checked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], condition=models.Q(state="open"), name="one_open_override_an_assessment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} → {self.tier}"


class Decision(Owned):
    """A verdict signed by a person who may. ``fingerprint`` is of exactly what was signed."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="+")
    override = models.ForeignKey(Override, null=True, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=40)
    total_fen = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.tier}"


class Standing(Owned):
    """That a household stands on the register of hardship, in a tier, from a day on.

    ``ended_on`` is the first day on which it no longer holds; ``ends_as`` says why: ``changed`` when another followed
    at once, ``merged`` when the household went on as another, else a key of the charter's exits. ``begins_as`` says
    how it came: ``entered``, ``returned`` after it had left, ``changed``, or ``followed`` out of a merge. ``family`` is
    the household as which this one goes on today, so that two filings of one count once.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=40)
    from_on = models.DateField()
    begins_as = models.CharField(
        max_length=10,
        choices=[("entered", "新进"), ("returned", "返困"), ("changed", "换档"), ("followed", "合并")],
        default="entered",
    )
    ended_on = models.DateField(null=True)
    ends_as = models.CharField(max_length=30, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["family"], condition=models.Q(ended_on__isnull=True), name="one_standing_a_family"
            )
        ]
        indexes = [models.Index(fields=["owner_union", "ended_on"])]

    def __str__(self) -> str:
        return f"{self.household_id} {self.tier}"


class Exit(Owned):
    """That a household leaves the register: proposed by one person, confirmed by a second where the charter wants it.

    ``left_on`` is the first day off the register, ``watched_until`` the day until which somebody still looks after it,
    ``revisit_on`` the day of the next visit. ``fingerprint`` is of the verdict it rests on. ``told`` is what the
    household is told, ``undo_told`` why it was undone.
    """

    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=30)
    counts_as = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64, blank=True)
    left_on = models.DateField()
    aid_goes_on = models.BooleanField(default=False)
    watched_until = models.DateField(null=True)
    revisit_on = models.DateField(null=True)
    told = models.BinaryField()
    state = models.CharField(
        max_length=10,
        choices=[
            ("proposed", "待复核"),
            ("dropped", "不采纳"),
            ("stands", "已退出"),
            ("undoing", "撤销待复核"),
            ("undone", "已撤销"),
        ],
        default="proposed",
    )
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    checked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    undo_told = models.BinaryField(null=True)
    undo_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    undo_at = models.DateTimeField(null=True)
    undo_checked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    undo_checked_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["standing"],
                condition=models.Q(state__in=("proposed", "stands", "undoing")),
                name="one_live_exit_a_standing",
            )
        ]
        indexes = [models.Index(fields=["owner_union", "state"])]

    def __str__(self) -> str:
        return f"{self.standing_id} {self.reason}"


class Revisit(Owned):
    """One visit to a household after it left, as somebody told of it."""

    leaving = models.ForeignKey(Exit, on_delete=models.PROTECT, related_name="+")
    visited_on = models.DateField()
    is_well = models.BooleanField()
    told = models.BinaryField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.leaving_id} {self.visited_on}"


class Signal(Owned):
    """Something that may throw a household back into hardship, noted by somebody; ``kind`` is a key of the charter.

    One on a household that is watched is ``open`` until a person checks it by ``due_on``; any other is only ``kept``.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    leaving = models.ForeignKey(Exit, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    origin = models.CharField(max_length=20)
    told = models.BinaryField()
    happened_on = models.DateField()
    relevant_until = models.DateField()
    due_on = models.DateField(null=True)
    state = models.CharField(
        max_length=10,
        choices=[("kept", "记下"), ("open", "待核查"), ("reopened", "已重新受理"), ("dismissed", "不影响")],
        default="kept",
    )
    noted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.BinaryField(null=True)
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["owner_union", "state"])]

    def __str__(self) -> str:
        return f"{self.household_id} {self.kind}"


class Transfer(Owned):
    """That a member goes from ``owner_union``, which lets go, to ``to_union``; the way of it is that of its case.

    ``asked_by_worker`` says who asked: the worker or whom he lets act for him, or else a union. ``employer`` is where
    he says that he works now, ``agreed_at`` when he agreed to it himself. ``settled_on`` is the first day on which he
    is counted there; an open one has no ``closed_at``.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="transfer")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="transfers")
    to_union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    asked_by_worker = models.BooleanField()
    employer = models.CharField(max_length=120, blank=True)
    agreed_at = models.DateTimeField(null=True)
    objection = models.CharField(max_length=30, blank=True)
    settled_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=models.Q(closed_at__isnull=True), name="one_open_transfer_a_worker"
            )
        ]
        indexes = [models.Index(fields=["owner_union", "closed_at"]), models.Index(fields=["to_union", "closed_at"])]

    def __str__(self) -> str:
        return f"{self.worker_id} → {self.to_union_id}"
