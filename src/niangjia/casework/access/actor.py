"""The one who acts: an account with the posts it holds today, and how far each reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from niangjia.casework.access.matrix import ANYONE, MATRIX, WORKER
from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account, Path, Post, Union
from niangjia.values.errors import NiangjiaError

Row = TypeVar("Row", bound=Owned)


class NotYours(NiangjiaError):
    """The row does not exist, or not for this person: both look the same."""

    code = "not_found"


@dataclass(frozen=True, slots=True)
class Actor:
    """An account on a day, with the posts that are in force then."""

    account: Account
    posts: tuple[Post, ...]
    on: date

    def may(self, capability: str) -> bool:
        """Whether any of the posts holds ``capability``; what is public, everybody may, what is his own, a worker."""
        roles = MATRIX.roles_with(capability)
        if ANYONE in roles or (WORKER in roles and self.account.is_worker):
            return True
        return any(post.role in roles for post in self.posts)

    def holds(self, role: str) -> bool:
        """Whether one of the posts is ``role``."""
        return any(post.role == role for post in self.posts)

    def seat(self, capability: str) -> Union | None:
        """Return the union of the first post that holds ``capability``."""
        roles = MATRIX.roles_with(capability)
        return next((post.union for post in self.posts if post.role in roles), None)

    @property
    def home(self) -> Union | None:
        """The union of the first post: the name in the letterhead."""
        return self.posts[0].union if self.posts else None

    def union_ids(self, capability: str) -> QuerySet[Path, int]:
        """Return, as a subquery, the ids of the unions within which this person holds ``capability``."""
        roles = MATRIX.roles_with(capability)
        reach = Q(pk__in=[])
        for post in self.posts:
            if post.role in roles:
                below = Q(ancestor_id=post.union_id, line=post.line)
                reach |= below & Q(depth=0) if roles[post.role] == "own" else below
        return (
            Path.objects.filter(reach, valid_from__lte=self.on)
            .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=self.on))
            .values_list("descendant_id", flat=True)
        )

    def only_assigned(self, capability: str) -> bool:
        """Whether ``capability`` reaches only what was handed to this account: then lists are cut down to that."""
        roles = MATRIX.roles_with(capability)
        held = {roles[post.role] for post in self.posts if post.role in roles}
        return held == {"assigned"}

    def unions(self, capability: str) -> QuerySet[Union]:
        """Return the unions within which this person holds ``capability``."""
        return Union.objects.filter(pk__in=self.union_ids(capability))

    def rows(self, model: type[Row], capability: str) -> QuerySet[Row]:
        """Return the rows of ``model`` that this person may reach with ``capability``."""
        return model.objects.within(self.union_ids(capability))

    def row(self, model: type[Row], capability: str, **lookup: object) -> Row:
        """Return one such row.

        Errors: ``NotYours`` when there is none – for whatever reason.
        """
        found = self.rows(model, capability).filter(**lookup).first()
        if found is None:
            raise NotYours("没有找到这一页")
        return found


def actor_of(account: Account, *, on: date) -> Actor:
    """Return ``account`` with the posts in force on the day ``on``."""
    posts = (
        Post.objects.filter(account=account, from_on__lte=on)
        .filter(Q(to_on__isnull=True) | Q(to_on__gt=on))
        .select_related("union")
        .order_by("id")
    )
    return Actor(account, tuple(posts), on)
