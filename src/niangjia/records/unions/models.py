"""The tree of unions on two lines, as a closure table; accounts and the posts they hold."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from niangjia.records.scoped import Owned

TERRITORY, INDUSTRY = "territory", "industry"
LINES = [(TERRITORY, "块（地方）"), (INDUSTRY, "条（产业）")]


class Union(models.Model):
    """A body in the tree."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(
        max_length=20,
        choices=[
            ("province", "省级总工会"),
            ("city", "市级总工会"),
            ("county", "县级总工会"),
            ("street", "街道（乡镇）总工会"),
            ("community", "社区（村）联合工会"),
            ("enterprise", "企业工会"),
            ("outlet", "网点工会"),
            ("industry", "产业工会"),
            ("district", "商圈（楼宇）联合工会"),
            ("park", "园区工会"),
            ("federation", "行业工会联合会"),
            ("branch", "分工会"),
            ("group", "工会小组"),
        ],
    )
    place = models.CharField(max_length=40)
    files_returns = models.BooleanField(default=True)
    founded_on = models.DateField()
    dissolved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Path(models.Model):
    """One row of the closure: ``descendant`` lies ``depth`` steps below ``ancestor`` on ``line`` in this time.

    ``valid_to`` is the first day on which it no longer holds.
    """

    ancestor = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    descendant = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=10, choices=LINES)
    depth = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ancestor", "descendant", "line"],
                condition=models.Q(valid_to__isnull=True),
                name="one_open_path",
            ),
            models.UniqueConstraint(
                fields=["descendant", "line"],
                condition=models.Q(valid_to__isnull=True, depth=1),
                name="one_open_parent_a_line",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="path_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["descendant", "line"])]

    def __str__(self) -> str:
        return f"{self.ancestor_id} ▸ {self.descendant_id} ({self.line})"


class Tree(models.Model):
    """The one row that whoever changes the tree takes first, so that two who do so follow one another."""

    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"第 {self.version} 版"


class Succession(models.Model):
    """That a union went on as another, or another came out of it, on a day: the lineage of both.

    One that was ``merged`` or ``dissolved`` is gone from that day; one that was ``split`` goes on beside its successor.
    """

    predecessor = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=10, choices=[("merged", "并入"), ("split", "分出"), ("dissolved", "撤销，归入上级")]
    )
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=~models.Q(kind="split"),
                name="a_union_ends_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} ({self.kind})"


class AccountManager(BaseUserManager["Account"]):
    """Opens accounts."""

    def open(self, username: str, *, password: str, name: str, **rest: Any) -> Account:
        """Open an account that can sign in."""
        account = self.model(username=username, name=name, **rest)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """Somebody who signs in. Two accounts of one human share ``natural_person``: nobody checks their own work.

    ``is_worker`` marks the account with which a worker looks after what is his own; it holds no post.
    """

    username = models.CharField("登录名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    natural_person = models.UUIDField(default=uuid.uuid4)
    is_active = models.BooleanField(default=True)
    is_worker = models.BooleanField(default=False)
    permission_epoch = models.PositiveIntegerField(default=0)
    failed_sign_ins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role held at a union for a time: what an account may do follows from its posts and the tree."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    title = models.CharField(max_length=40)
    line = models.CharField(max_length=10, choices=LINES, default=TERRITORY)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.account} · {self.title}"


class Election(Owned):
    """A meeting of the members of ``owner_union`` that elected its officers for a term.

    ``until_on`` is the first day after the term; from ``remind_on`` on the next election is due. ``no_relatives`` is
    the statement that nobody elected is a near relative of the main manager.
    """

    held_on = models.DateField()
    due = models.PositiveIntegerField()
    attended = models.PositiveIntegerField()
    term_years = models.PositiveSmallIntegerField()
    until_on = models.DateField()
    remind_on = models.DateField()
    no_relatives = models.BooleanField()
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["owner_union", "held_on"], name="one_election_a_union_and_day"),
            models.CheckConstraint(
                condition=models.Q(attended__lte=models.F("due")), name="no_more_attend_than_are_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_union_id} {self.held_on}"


class Officer(Owned):
    """Somebody elected to an office of ``owner_union``; ``office`` is a key of the charter.

    ``to_on`` is the first day on which the office is no longer held; without one it ends with the term.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="officers")
    office = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.owner_union_id} {self.office}"


class Certificate(Owned):
    """The certificate of ``owner_union`` as a legal person: valid until a day, renewed from ``renew_from`` on."""

    code = models.CharField(max_length=18)
    from_on = models.DateField()
    until_on = models.DateField()
    renew_from = models.DateField()
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["owner_union", "from_on"], name="one_certificate_a_union_and_day"),
            models.CheckConstraint(
                condition=models.Q(until_on__gt=models.F("from_on")), name="certificate_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_union_id} {self.until_on}"


class Liaison(Owned):
    """That an account keeps contact with ``owner_union``, a union at the base, and by when the next is due."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    next_contact_on = models.DateField()
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["owner_union"], condition=models.Q(to_on__isnull=True), name="one_liaison_a_union"
            )
        ]
        indexes = [models.Index(fields=["account", "next_contact_on"])]

    def __str__(self) -> str:
        return f"{self.account_id} ~ {self.owner_union_id}"


class LiaisonContact(Owned):
    """One contact with a union: when, in which way, and what was said of it."""

    liaison = models.ForeignKey(Liaison, on_delete=models.PROTECT, related_name="contacts")
    on = models.DateField()
    way = models.CharField(max_length=10)
    told = models.BinaryField(null=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.owner_union_id} {self.on}"
