"""How the tree of unions changes: moved, merged, split, dissolved on a day; nobody is lost, nobody counted twice.

A union that is merged or dissolved stays in the tree, closed, right below the one it went on as: its rows stay in reach
of whoever answers for them now, and what is counted of an earlier day along the tree of today finds them there.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from niangjia.casework import trail
from niangjia.records.people.models import Membership, Worker
from niangjia.records.unions.models import Account, Path, Succession, Tree, Union
from niangjia.values.errors import NiangjiaError

ALONG = "moved_along"
"""How a spell of membership begins and ends that moves with its union."""


class NotInTheTree(NiangjiaError):
    """A union is not in the tree on that day and line, or would stand below itself."""

    code = "not_in_the_tree"


class ChangedLater(NiangjiaError):
    """Something of the tree changed on a later day already: what is older is not slipped in below it."""

    code = "changed_later"


class StillToCome(NiangjiaError):
    """Members were to go to another union on a day that is still to come."""

    code = "still_to_come"


class TreeMovedMeanwhile(NiangjiaError):
    """Somebody else changed the same part of the tree between the look and the deed."""

    code = "moved_meanwhile"


def hold_tree() -> None:
    """Take the row of the tree, so that whoever else changes the tree waits until this transaction is over."""
    if not Tree.objects.filter(pk=1).update(version=F("version") + 1):
        Tree.objects.get_or_create(pk=1)
        Tree.objects.filter(pk=1).update(version=F("version") + 1)


def must_have_come(on: date, *, at: datetime) -> None:
    """Refuse a day on which members would go elsewhere only later: who is counted where is true from the deed on.

    Errors: ``StillToCome``.
    """
    if on > timezone.localdate(at):
        raise StillToCome("这一天还没有到；请到那一天再办，或者写今天、今天以前")


def lines_of(union: Union) -> list[str]:
    """Return the lines that ``union`` stands on today."""
    own = Path.objects.filter(ancestor=union, descendant=union, valid_to__isnull=True).order_by("line")
    return list(own.values_list("line", flat=True))


def must_stand(union: Union, *, line: str, on: date) -> None:
    """Refuse a union that is not there on ``line`` on the day, or closed by then.

    Errors: ``NotInTheTree``.
    """
    own = Path.objects.filter(ancestor=union, descendant=union, line=line, valid_to__isnull=True, valid_from__lte=on)
    alive = Union.objects.filter(pk=union.pk, dissolved_on__isnull=True)
    if not (own.exists() and alive.exists()):
        raise NotInTheTree(f"{union.name}这一天不在组织树上，或者已经撤并")


def upper_of(union: Union, *, line: str) -> Union | None:
    """Return the union right above on ``line`` as the tree stands now, if there is one."""
    path = Path.objects.filter(descendant=union, line=line, depth=1, valid_to__isnull=True).select_related("ancestor")
    return next((one.ancestor for one in path), None)


def move_union(union: Union, *, line: str, parent: Union, on: date, by: Account | None, at: datetime) -> None:
    """Let ``union`` and all below it stand below ``parent`` on ``line`` from the day ``on``.

    Errors: ``NotInTheTree`` when one of them is not there, or ``parent`` stands below ``union``; ``ChangedLater``
    when what lies above changed on a later day already.
    """
    with transaction.atomic():
        hold_tree()
        must_stand(union, line=line, on=on)
        must_stand(parent, line=line, on=on)
        hang_below(union, line=line, parent=parent, on=on)
        trail.record(by, "move_union", union, at=at, union_id=union.pk, line=line, parent=parent.pk)


def hang_below(union: Union, *, line: str, parent: Union, on: date) -> None:
    """Close the paths from above into the part of the tree below ``union``, and open those from ``parent`` on.

    What was opened on the same day never held, and goes.
    """
    still = Path.objects.filter(line=line, valid_to__isnull=True)
    below = {path.descendant_id: path.depth for path in still.filter(ancestor=union)}
    above = {path.ancestor_id: path.depth for path in still.filter(descendant=parent)}
    if parent.pk in below:
        raise NotInTheTree(f"{parent.name}就在{union.name}下面，不能反过来")
    ending = still.filter(descendant__in=below).exclude(ancestor__in=below)
    later = Q(valid_from__gt=on)
    if ending.filter(later).exists() or still.filter(later, descendant__in=[union.pk, parent.pk]).exists():
        raise ChangedLater("这一部分组织在更晚的日子已经变动过；请从那一天以后再变动")
    ending.filter(valid_from=on).delete()
    ending.update(valid_to=on)
    born = dict(still.filter(ancestor__in=below, depth=0).values_list("descendant_id", "valid_from"))
    Path.objects.bulk_create(
        Path(
            ancestor_id=high,
            descendant_id=low,
            line=line,
            depth=up + 1 + down,
            valid_from=max(on, born[low]),
        )
        for high, up in above.items()
        for low, down in below.items()
    )


def merge_unions(union: Union, *, into: Union, on: date, by: Account | None, at: datetime) -> Succession:
    """Let ``union`` go on as ``into`` from the day ``on``: what is below it, and its members, go along.

    Where ``into`` does not stand on a line of ``union``, its unions below go to the one right above it there.

    Errors: ``NotInTheTree`` when one of them is not there, or ``into`` stands below ``union``; ``ChangedLater``;
    ``StillToCome``.
    """
    must_have_come(on, at=at)
    with transaction.atomic():
        hold_tree()
        for line in lines_of(union):
            must_stand(union, line=line, on=on)
            on_line = Path.objects.filter(ancestor=into, descendant=into, line=line, valid_to__isnull=True).exists()
            heir = into if on_line else upper_of(union, line=line)
            if heir is None:
                raise NotInTheTree(f"{into.name}不在{union.name}的这条线上，上面也没有别的工会可以接")
            must_stand(heir, line=line, on=on)
            close_below(union, line=line, heir=heir, on=on)
        return end_union(union, heir=into, kind="merged", on=on, by=by, at=at)


def dissolve_union(union: Union, *, on: date, by: Account | None, at: datetime) -> Succession:
    """End ``union`` on the day ``on``: what is below it, and its members, go to the union right above.

    Errors: ``NotInTheTree`` when it is not there, or nothing stands above it; ``ChangedLater``; ``StillToCome``.
    """
    must_have_come(on, at=at)
    with transaction.atomic():
        hold_tree()
        uppers = {line: upper_of(union, line=line) for line in lines_of(union)}
        heirs = [upper for _line, upper in sorted(uppers.items(), reverse=True) if upper is not None]
        if len(heirs) < len(uppers) or not heirs:
            raise NotInTheTree(f"{union.name}上面没有工会可以接；请先并入别的工会")
        for line, upper in uppers.items():
            must_stand(union, line=line, on=on)
            close_below(union, line=line, heir=upper, on=on)
        return end_union(union, heir=heirs[0], kind="dissolved", on=on, by=by, at=at)


def close_below(union: Union, *, line: str, heir: Union | None, on: date) -> None:
    """Put the unions right below ``union`` below its ``heir``, and ``union`` itself, closed, beside them."""
    if heir is None:
        return
    children = Path.objects.filter(ancestor=union, line=line, depth=1, valid_to__isnull=True)
    for path in children.select_related("descendant"):
        hang_below(path.descendant, line=line, parent=heir, on=on)
    if upper_of(union, line=line) != heir:
        hang_below(union, line=line, parent=heir, on=on)


def end_union(union: Union, *, heir: Union, kind: str, on: date, by: Account | None, at: datetime) -> Succession:
    """Write that ``union`` is closed from the day ``on``, whose members went to ``heir``.

    Errors: ``NotInTheTree`` when it was founded only later; ``TreeMovedMeanwhile`` when it is closed already.
    """
    if union.founded_on > on:
        raise NotInTheTree(f"{union.name}这一天不在组织树上，或者已经撤并")
    if not Union.objects.filter(pk=union.pk, dissolved_on__isnull=True).update(dissolved_on=on):
        raise TreeMovedMeanwhile("这家工会刚刚被别的同事撤并了；请刷新页面")
    union.dissolved_on = on
    moved = move_members(union, heir=heir, on=on)
    row = Succession.objects.create(predecessor=union, successor=heir, kind=kind, on=on)
    trail.record(by, f"union_{kind}", union, at=at, union_id=union.pk, successor=heir.pk, members=moved)
    return row


def split_union(
    union: Union,
    *,
    part: Union,
    workers: Collection[int],
    by: Account | None,
    at: datetime,
) -> Succession:
    """Found ``part`` beside ``union`` on each line, from its founding day on; the ``workers`` named go along.

    Those of ``workers`` who are no members of ``union`` stay where they are.

    Errors: ``NotInTheTree`` when ``union`` is not there that day, or stands at the head of a line; ``ChangedLater``;
    ``StillToCome``.
    """
    on = part.founded_on
    must_have_come(on, at=at)
    with transaction.atomic():
        hold_tree()
        uppers = {line: upper_of(union, line=line) for line in lines_of(union)}
        parents = {line: upper for line, upper in uppers.items() if upper is not None}
        if not parents:
            raise NotInTheTree(f"{union.name}上面没有工会，分出来的没有地方放")
        part.save()
        for line, upper in parents.items():
            must_stand(union, line=line, on=on)
            Path.objects.create(ancestor=part, descendant=part, line=line, depth=0, valid_from=on)
            hang_below(part, line=line, parent=upper, on=on)
        moved = move_members(union, heir=part, on=on, workers=workers)
        row = Succession.objects.create(predecessor=union, successor=part, kind="split", on=on)
        trail.record(by, "union_split", part, at=at, union_id=part.pk, predecessor=union.pk, members=moved)
    return row


def move_members(union: Union, *, heir: Union, on: date, workers: Collection[int] | None = None) -> int:
    """End the spells of members of ``union`` on the day, and begin the same at ``heir``; return how many moved.

    Errors: ``ChangedLater`` when somebody joined only after that day; ``TreeMovedMeanwhile`` when a spell ended between
    the look and the deed.
    """
    still = Membership.everywhere.filter(owner_union=union, to_on__isnull=True)
    if workers is not None:
        still = still.filter(worker__in=workers)
    spells = list(still.order_by("pk"))
    if any(spell.from_on > on for spell in spells):
        raise ChangedLater("有会员是在这一天以后入会的；请从那以后的日子起变动")
    ended = still.filter(pk__in=[spell.pk for spell in spells]).update(to_on=on, ends_as=ALONG)
    if ended != len(spells):
        raise TreeMovedMeanwhile("刚刚有会员的会籍变动了；请刷新页面再办")
    Membership.everywhere.bulk_create(
        Membership(owner_union=heir, worker_id=one.worker_id, standing=one.standing, from_on=on, begins_as=ALONG)
        for one in spells
    )
    Worker.everywhere.filter(pk__in=[one.worker_id for one in spells]).update(owner_union=heir)
    return ended
