"""Returns, their uploaded files and rows; drafts, papers and codes of a household; facts frozen for a verdict."""

from __future__ import annotations

import uuid

from django.db import models

from niangjia.records.people.models import Household
from niangjia.records.scoped import Owned


class Return(Owned):
    """What one union reports for one quarter: one return, however many files it takes."""

    period = models.CharField(max_length=6)
    state = models.CharField(
        max_length=12,
        choices=[
            ("expected", "未报"),
            ("reading", "正在读"),
            ("to_mend", "要改"),
            ("complete", "已报"),
            ("nil", "零报告"),
        ],
        default="expected",
    )
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")
    notices = models.JSONField(default=list)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["owner_union", "period"], name="one_return_a_union_and_quarter")]

    def __str__(self) -> str:
        return f"{self.owner_union} {self.period}"


class Upload(Owned):
    """One file as it came, sealed. ``refusal`` says why it could not be read."""

    filed_in = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=[("received", "已收到"), ("read", "已读"), ("refused", "读不了")], default="received"
    )
    refusal = models.TextField(blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("unions.Account", on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["filed_in", "sha256"], name="the_same_file_twice_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class ReturnRow(Owned):
    """One household row as read. ``reading`` (facts, person, faults, what was written) is sealed.

    A row without an ``upload`` was declared by the household itself; ``declared_by`` is who did it on its behalf.
    """

    filed_in = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+")
    upload = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="rows")
    declared_by = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=60)
    row = models.PositiveIntegerField()
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=60, blank=True)
    verdict = models.CharField(max_length=6, choices=[("accept", "可以用"), ("fix", "要改"), ("reject", "不算申报")])
    faults = models.PositiveSmallIntegerField(default=0)
    reading = models.BinaryField()
    digest = models.CharField(max_length=64)
    household = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["filed_in", "key"], condition=models.Q(replaced_by__isnull=True), name="one_live_row_a_key"
            )
        ]
        indexes = [models.Index(fields=["filed_in", "verdict"])]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row}"


class Paper(Owned):
    """One paper in a household's file: a signed consent, a photo of an invoice, a visit report. Its content is sealed.

    ``kind`` is a key of the charter's ``papers``; ``told`` holds what the paper says where it has no file.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=6, blank=True)
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=60, blank=True)
    content = models.BinaryField(null=True)
    told = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    received_by = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["household", "period", "kind", "sha256"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="the_same_paper_twice_is_one",
            )
        ]
        indexes = [models.Index(fields=["household", "kind"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class LookupCode(Owned):
    """A code with which a household sees how its matters stand (查询码). Only its keyed index is kept.

    One that is not ``proved`` was given to somebody who declared for a household that was known before, without
    showing that they are of it: it tells how far the declaration is, and nothing that was known before.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    proved = models.BooleanField(default=True)
    index = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.pk} → {self.household_id}"


class Draft(models.Model):
    """A declaration that is being written, on whatever phone: its answers are sealed.

    It has no union before one is chosen. ``code_index`` is the keyed index of the code with which it goes on elsewhere
    (续填码). ``proxy`` is who writes it on behalf of somebody, who then agrees at ``agreed_at``. Once filed it keeps no
    answers, only the row that came of it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    union = models.ForeignKey("unions.Union", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[("open", "草稿"), ("filed", "已提交")], default="open")
    version = models.PositiveIntegerField(default=0)
    answers = models.BinaryField(null=True)
    code_index = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  framework-shape: many have none, and none is like another
    proxy = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    row = models.ForeignKey(ReturnRow, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class DraftPaper(models.Model):
    """One paper of a declaration that is not filed yet. Its content is sealed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "kind", "sha256"], name="the_same_draft_paper_twice_is_one")
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class Attempt(models.Model):
    """How often something secret was tried since a moment; ``key`` is the keyed index of what it was tried on."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} × {self.count}"


class FrozenFacts(Owned):
    """The facts a verdict rests on, as they were known: never changed, only followed by newer ones."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    count = models.PositiveSmallIntegerField()
    frozen_at = models.DateTimeField()

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return self.fingerprint[:12]
