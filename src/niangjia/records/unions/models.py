"""The tree of unions on two lines, as a closure table; accounts and the posts they hold."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

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
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="path_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["descendant", "line"])]

    def __str__(self) -> str:
        return f"{self.ancestor_id} ▸ {self.descendant_id} ({self.line})"


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
