"""Rows that belong to a union: there is no manager that returns them all by accident."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from niangjia.values.errors import NiangjiaError


class ScopeMissing(NiangjiaError):
    """A list was asked for without saying within which unions."""

    code = "scope_missing"


Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class ScopedManager(models.Manager[Row_co]):
    """Answers only ``within`` given unions; everything else is an error, so that nobody forgets."""

    def get_queryset(self) -> models.QuerySet[Row_co]:
        """Refuse. Use ``within``, or ``everywhere`` from a desk."""
        raise ScopeMissing(f"{self.model.__name__}：要先说明在哪些工会范围内查")

    def within(self, union_ids: Iterable[int] | models.QuerySet[Any]) -> models.QuerySet[Row_co]:
        """Return the rows owned by one of ``union_ids`` (a set, or a subquery of ids)."""
        return super().get_queryset().filter(owner_union_id__in=union_ids)


class Owned(models.Model):
    """A row that a union owns.

    ``in_flight`` says which rows of a model that name a worker go along when he goes to another union; without one
    they stay, unless they hang on an open case.
    """

    in_flight: ClassVar[models.Q | None] = None

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner_union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
    everywhere: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "everywhere"
