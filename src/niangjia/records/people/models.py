"""Households and persons, workers and where they belong. What identifies, reaches or pays a person is sealed."""

from __future__ import annotations

import uuid

from django.db import models

from niangjia.records.scoped import Owned


class Household(Owned):
    """Those who live together and are helped together; ``owner_union`` is the union that answers for it."""

    head_name = models.CharField(max_length=60)
    head_index = models.CharField(max_length=64, db_index=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["owner_union", "head_index"], name="one_household_a_head_and_union")
        ]

    def __str__(self) -> str:
        return f"家庭 {self.pk}"


class Person(Owned):
    """One member of a household."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    relation = models.CharField(max_length=20)
    id_kind = models.CharField(max_length=40, blank=True)
    id_number = models.BinaryField(null=True)
    id_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone = models.BinaryField(null=True)
    card_number = models.BinaryField(null=True)
    bank = models.CharField(max_length=60, blank=True)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"职工 {self.pk}"


class KinTie(Owned):
    """That an account is kin, or close, to a household: it neither visits nor judges it, nor is paired with it."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("unions.Account", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=40)
    declared_by = models.ForeignKey("unions.Account", on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["household", "account"], name="one_tie_a_household_and_account")]

    def __str__(self) -> str:
        return f"{self.account_id} ~ {self.household_id}"


class MergeProposal(Owned):
    """Two filings that look like one household: a person decides."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=6)
    differences = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=[("open", "待定"), ("merged", "已合并"), ("apart", "不是一家")], default="open"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_households_are_compared_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"


class Worker(Owned):
    """Somebody who works here, a member or not yet: one row a human, in however many unions.

    ``owner_union`` is the union that answers for him: that of his open membership, else the one that came to know him.
    ``group`` is his group of new forms of employment, a key of the charter, blank for others; ``employer`` the name he
    gave. ``verified_at`` is set once his number and name were found to go together. One that was merged points to
    the row as which he goes on.
    """

    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=120, blank=True)
    initials = models.CharField(max_length=30, blank=True)
    id_kind = models.CharField(max_length=40, blank=True)
    id_number = models.BinaryField(null=True)
    id_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone = models.BinaryField(null=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    address = models.BinaryField(null=True)
    group = models.CharField(max_length=30, blank=True)
    occupation = models.CharField(max_length=60, blank=True)
    employer = models.CharField(max_length=120, blank=True)
    verified_at = models.DateTimeField(null=True)
    account = models.OneToOneField("unions.Account", null=True, on_delete=models.PROTECT, related_name="worker")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    known_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["id_index"],
                condition=~models.Q(id_index="") & models.Q(merged_into__isnull=True),
                name="one_worker_an_identity",
            )
        ]
        indexes = [models.Index(fields=["owner_union", "name"]), models.Index(fields=["owner_union", "initials"])]

    def __str__(self) -> str:
        return f"职工 {self.pk}"


class Membership(Owned):
    """That a worker is a member in ``owner_union``, his primary union, from a day on: where he is counted.

    ``to_on`` is the first day on which it no longer holds. ``standing`` is ``active``, or ``reserved`` (保留会籍) for
    one who retired or lost the job. ``begins_as`` and ``ends_as`` say how it came and why it ended, by
    keys of the charter.
    """

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="memberships")
    standing = models.CharField(max_length=10, choices=[("active", "会员"), ("reserved", "保留会籍")], default="active")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    begins_as = models.CharField(max_length=30)
    ends_as = models.CharField(max_length=30, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=models.Q(to_on__isnull=True), name="one_primary_union_a_worker"
            ),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
                name="membership_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["owner_union", "standing", "from_on", "to_on", "worker"]),
            models.Index(fields=["worker", "from_on", "to_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} ∈ {self.owner_union_id}"


class Tie(Owned):
    """That a worker also registered with ``owner_union``, beside the one he is counted in: where he lives, his trade.

    Never counted as a membership. ``kind`` is ``residence`` (双报到), ``workplace`` or ``industry``.
    """

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="ties")
    kind = models.CharField(
        max_length=10, choices=[("residence", "居住地"), ("workplace", "工作地"), ("industry", "行业")]
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "owner_union", "kind"],
                condition=models.Q(to_on__isnull=True),
                name="one_open_tie_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} ~ {self.owner_union_id}"


class WorkerTerm(models.Model):
    """A piece of text by which a worker is found: two letters of the name or the employer, the sounds of the name.

    It says nothing of who may find him: that is always asked of the worker's own row.
    """

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=1, choices=[("n", "姓名"), ("p", "全拼"), ("i", "首字母"), ("e", "单位")])
    term = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "term", "worker"], name="one_term_a_worker")]

    def __str__(self) -> str:
        return f"{self.kind} {self.worker_id}"


class Likeness(Owned):
    """Two workers who may be one human: a person decides, never the machine.

    ``weight`` is how far they speak for one, in thousandths of a bit; ``agrees`` names the fields that agree.
    """

    first = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    weight = models.IntegerField()
    agrees = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=[("open", "待定"), ("merged", "已合并"), ("apart", "不是同一人")], default="open"
    )
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_workers_are_compared_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="the_earlier_known_comes_first"
            ),
        ]
        indexes = [models.Index(fields=["state", "owner_union"])]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"


class WorkerMerge(Owned):
    """That ``gone`` goes on as ``kept``, with exactly what was moved, so that it can be taken back without loss.

    ``moved`` holds numbers of rows, names of columns and days, nothing personal: ``rows`` that were handed over,
    ``owners`` they had before, ``spells`` that were added to ``kept``, ``filled`` columns of ``kept`` that were blank.
    """

    likeness = models.ForeignKey(Likeness, null=True, on_delete=models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    merged_by = models.ForeignKey("unions.Account", on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at__isnull=True), name="one_merge_in_force_a_worker"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} ▸ {self.kept_id}"
