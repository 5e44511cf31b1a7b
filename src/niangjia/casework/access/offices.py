"""The offices: unions enter the tree, people take and leave posts. Each ending bites on the next request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from niangjia.casework import trail
from niangjia.casework.access.reshaping import hold_tree
from niangjia.casework.access.sign_in import end_sessions
from niangjia.records.unions.models import TERRITORY, Account, Path, Post, Union


def heads_of(parents: Mapping[str, Union]) -> Iterable[tuple[str, Union | None]]:
    """Return the lines a new union belongs to, each with its parent; without any it heads the territory line."""
    return parents.items() if parents else ((TERRITORY, None),)


def found_union(union: Union, *, parents: Mapping[str, Union], by: Account | None, at: datetime) -> Union:
    """Put a new union into the tree, below one parent on each line it belongs to.

    The closure gets the union itself and a row for every ancestor, from its founding day on; what lay above its parent
    only for a time since then, it gets for that time.
    """
    with transaction.atomic():
        hold_tree()
        union.save()
        day = union.founded_on
        for line, parent in heads_of(parents):
            rows = [Path(ancestor=union, descendant=union, line=line, depth=0, valid_from=day)]
            lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
            above = Path.objects.filter(lasting, descendant=parent, line=line) if parent else []
            rows += [
                Path(
                    ancestor_id=path.ancestor_id,
                    descendant=union,
                    line=line,
                    depth=path.depth + 1,
                    valid_from=max(day, path.valid_from),
                    valid_to=path.valid_to,
                )
                for path in above
            ]
            Path.objects.bulk_create(rows)
        trail.record(by, "found_union", union, at=at, union_id=union.pk)
    return union


def start_line(union: Union, *, line: str, by: Account | None, at: datetime) -> None:
    """Let ``union`` stand at the head of a line of its own, so that others can be put below it there."""
    with transaction.atomic():
        Path.objects.create(ancestor=union, descendant=union, line=line, depth=0, valid_from=union.founded_on)
        trail.record(by, "start_line", union, at=at, union_id=union.pk, line=line)


def give_post(
    account: Account,
    *,
    union: Union,
    role: str,
    title: str,
    line: str = TERRITORY,
    from_on: date,
    by: Account | None,
    at: datetime,
) -> Post:
    """Give ``account`` a post from a day on; how far it reaches follows from its ``line``."""
    with transaction.atomic():
        post = Post.objects.create(account=account, union=union, role=role, title=title, line=line, from_on=from_on)
        end_sessions(account)
        trail.record(by, "give_post", post, at=at, union_id=union.pk, role=role)
    return post


def end_post(post: Post, *, on: date, by: Account | None, at: datetime) -> None:
    """End ``post`` on a day; from then on it gives no right, and every open session is asked again."""
    with transaction.atomic():
        Post.objects.filter(pk=post.pk).update(to_on=on)
        end_sessions(post.account)
        trail.record(by, "end_post", post, at=at, union_id=post.union_id, role=post.role)
