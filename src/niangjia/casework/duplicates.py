"""The desk of likenesses: two registrations that may be one human are put before a person, joined, and taken apart.

Nothing is ever joined by itself. Joining leaves every row of the one who goes as it was, apart from what is handed over
and noted, so that taking apart brings all of it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import Q

from niangjia.casework import trail
from niangjia.casework.following import hand_on
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries.belonging import open_membership
from niangjia.casework.search import index_workers
from niangjia.engines.spells import left_over
from niangjia.outside.linkage import Known, Weights, probable_pairs
from niangjia.records.cases.models import Transfer
from niangjia.records.people.models import Likeness, Membership, Worker, WorkerMerge
from niangjia.records.scoped import Owned
from niangjia.records.sealing import seal, unseal
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError
from niangjia.values.identifiers import identity

STAYS = (Membership, Likeness, WorkerMerge)
"""What names a worker and is not handed over: spells are added, decisions stay what they were about."""
SEALED = {"id_number": "id_index", "phone": "phone_index", "address": ""}
PLAIN = ("id_kind", "group", "occupation", "employer")


class NotAlike(NiangjiaError):
    """Two registrations that cannot be one human, or cannot be joined now."""

    code = "not_alike"


class DecidedAlready(NiangjiaError):
    """Somebody decided on these two before."""

    code = "decided_already"


def find_likenesses(*, weights: Weights, on: date, at: datetime) -> int:
    """Look through everybody, and put before a person who may be one human; return how many pairs are new.

    Two whose identity numbers of one kind differ are two. Running it again asks nothing twice.

    Errors: ``LinkageMissing`` when the extra is not installed.
    """
    people = {one.pk: one for one in Worker.everywhere.filter(merged_into__isnull=True)}
    known = [known_of(one, on=on) for one in people.values()]
    asked = set(Likeness.everywhere.values_list("first", "second"))
    fresh = 0
    for pair in probable_pairs(known, weights=weights):
        first, second = people[pair.first], people[pair.second]
        if (first.pk, second.pk) in asked or are_two(first, second):
            continue
        propose(first, second, weight=round(pair.weight * 1000), agrees=pair.agrees, at=at)
        fresh += 1
    return fresh


def known_of(worker: Worker, *, on: date) -> Known:
    """Return a worker as linking needs him, in memory alone."""
    number = unseal(worker, "id_number")
    born = identity(number, on=on).birth if number else None
    return Known(
        worker.pk,
        worker.name,
        sounds=worker.pinyin,
        birth=born.isoformat() if born else "",
        phone=worker.phone_index,
        address=unseal(worker, "address") or "",
        employer=worker.employer,
    )


def are_two(first: Worker, second: Worker) -> bool:
    """Return whether two workers are two humans for sure: each has another number of the same kind."""
    both = bool(first.id_index and second.id_index)
    return both and first.id_kind == second.id_kind and first.id_index != second.id_index


def propose(first: Worker, second: Worker, *, weight: int, agrees: Iterable[str], at: datetime) -> Likeness:
    """Put two workers before a person. The same two are asked about once.

    Units: ``weight`` in thousandths of a bit.
    """
    one, other = sorted((first, second), key=lambda worker: worker.pk)
    with transaction.atomic():
        likeness, fresh = Likeness.everywhere.get_or_create(
            first=one,
            second=other,
            defaults={
                "owner_union_id": one.owner_union_id,
                "weight": weight,
                "agrees": list(agrees),
                "found_at": at,
            },
        )
        if fresh:
            trail.record(None, "propose_likeness", likeness, at=at)
    return likeness


def keep_apart(likeness: Likeness, *, by: Account, at: datetime) -> None:
    """Decide that the two are two humans.

    Errors: ``DecidedAlready`` when somebody was quicker.
    """
    with transaction.atomic():
        claim(likeness, state="apart", by=by, at=at)
        trail.record(by, "keep_apart", likeness, at=at)


def merge(likeness: Likeness, *, kept_id: int, by: Account, at: datetime) -> WorkerMerge:
    """Decide that the two are one human, who goes on as ``kept_id``.

    The rows that name the other are handed over; days on which only the other was a member are added; what was not
    known is filled in. The rows of the other's own memberships stay untouched.

    Errors: ``DecidedAlready``; ``NotAlike`` for two numbers of one kind, while a transfer waits, or for one who was
    joined with a third; ``MovedMeanwhile`` when somebody was quicker.
    """
    pair = {one.pk: one for one in Worker.everywhere.filter(pk__in=(likeness.first_id, likeness.second_id))}
    if kept_id not in pair:
        raise NotAlike("请选以哪一份登记为准")
    kept = pair.pop(kept_id)
    [gone] = pair.values()
    must_be_joinable(kept, gone)
    with transaction.atomic():
        claim(likeness, state="merged", by=by, at=at)
        went = Worker.everywhere.filter(pk=gone.pk, merged_into__isnull=True).update(merged_into=kept)
        if not went or not Worker.everywhere.filter(pk=kept.pk, merged_into__isnull=True).exists():
            raise MovedMeanwhile("别的同事刚刚动过这两份登记；请刷新页面")
        moved: dict[str, Any] = {"filled": fill_in(kept, gone), "was_owned_by": kept.owner_union_id}
        moved["rows"] = hand_over_rows(kept, gone)
        moved["spells"] = add_spells(kept, gone)
        current = open_membership(kept)
        owner = kept.owner_union_id if current is None else current.owner_union_id
        Worker.everywhere.filter(pk=kept.pk).update(owner_union=owner)
        moved["owners"] = follow(kept, {kept.owner_union_id, gone.owner_union_id} - {owner}, owner)
        done = WorkerMerge.everywhere.create(
            owner_union_id=owner, likeness=likeness, kept=kept, gone=gone, moved=moved, merged_by=by, merged_at=at
        )
        trail.record(by, "merge", done, at=at, kept=kept.pk, gone=gone.pk)
    index_workers([Worker.everywhere.get(pk=kept.pk)])
    return done


def must_be_joinable(kept: Worker, gone: Worker) -> None:
    """Refuse two who cannot be joined now.

    Errors: ``NotAlike``.
    """
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise NotAlike("这两份里有一份已经和别人合并过了；请先看那一次合并")
    if are_two(kept, gone):
        raise NotAlike("两份登记的证件号不同，是两个人，不能合并")
    if Transfer.everywhere.filter(worker__in=(kept, gone), closed_at__isnull=True).exists():
        raise NotAlike("他有转会在办；请等办完，或者先撤回，再合并")


def claim(likeness: Likeness, *, state: str, by: Account, at: datetime) -> None:
    """Decide on a likeness that waits.

    Errors: ``DecidedAlready`` when somebody was quicker.
    """
    waiting = Likeness.everywhere.filter(pk=likeness.pk, state="open")
    if not waiting.update(state=state, decided_by=by, decided_at=at):
        raise DecidedAlready("别的同事已经定了这两份是不是同一个人；请刷新页面")
    likeness.state = state


def fill_in(kept: Worker, gone: Worker) -> list[str]:
    """Write what ``gone`` has and ``kept`` lacks; return the columns that were filled."""
    filled = []
    for column, index in SEALED.items():
        if getattr(kept, column) is None and getattr(gone, column) is not None:
            seal(kept, column, unseal(gone, column))
            filled.append(column)
            if index:
                setattr(kept, index, getattr(gone, index))
                filled.append(index)
    for column in PLAIN:
        if not getattr(kept, column) and getattr(gone, column):
            setattr(kept, column, getattr(gone, column))
            filled.append(column)
    if kept.account_id is None and gone.account_id is not None:
        account = gone.account
        Worker.everywhere.filter(pk=gone.pk).update(account=None)
        kept.account = account
        filled.append("account")
    if filled:
        kept.save(update_fields=filled)
    return filled


def naming_a_worker() -> Iterable[tuple[type[Owned], str]]:
    """Yield every kind of row that names a worker and is handed over, and by which column."""
    for model in apps.get_models():
        if issubclass(model, Owned) and model is not Worker and model not in STAYS:
            for field in model._meta.concrete_fields:
                if field.is_relation and field.related_model is Worker:
                    yield model, field.name


def hand_over_rows(kept: Worker, gone: Worker) -> dict[str, list[int]]:
    """Let the rows that name ``gone`` name ``kept``; one that would stand twice, or never changes, stays."""
    moved: dict[str, list[int]] = {}
    for model, column in naming_a_worker():
        for key in model.everywhere.filter(**{column: gone.pk}).order_by("pk").values_list("pk", flat=True):
            try:
                with transaction.atomic():
                    model.everywhere.filter(pk=key).update(**{column: kept.pk})
            except DatabaseError:
                continue
            moved.setdefault(f"{model._meta.label}.{column}", []).append(key)
    return moved


def add_spells(kept: Worker, gone: Worker) -> list[int]:
    """Add to ``kept`` the days on which only ``gone`` was a member; return the spells that were added."""
    own = [(one.from_on, one.to_on) for one in Membership.everywhere.filter(worker=kept)]
    added = []
    for one in Membership.everywhere.filter(worker=gone).order_by("from_on", "pk"):
        for from_on, to_on in left_over((one.from_on, one.to_on), own):
            spell = Membership.everywhere.create(
                worker=kept,
                owner_union_id=one.owner_union_id,
                standing=one.standing,
                from_on=from_on,
                to_on=to_on,
                begins_as=one.begins_as,
                ends_as=(one.ends_as if to_on == one.to_on else "merged") if to_on else "",
            )
            own.append((from_on, to_on))
            added.append(spell.pk)
    return added


def follow(kept: Worker, owners: Iterable[int], to_id: int) -> dict[str, dict[str, list[int]]]:
    """Let what is in flight of ``kept`` go to the union that he belongs to; return it by the union that had it."""
    gone_along = {str(owner): hand_on([kept.pk], from_id=owner, to_id=to_id) for owner in sorted(owners)}
    return {owner: rows for owner, rows in gone_along.items() if rows}


def take_apart(done: WorkerMerge, *, by: Account, at: datetime) -> None:
    """Take a merge back: every row is again what it was, and the two are asked about no more.

    What became of the one who went on since stays his.

    Errors: ``DecidedAlready`` when it was taken back before.
    """
    with transaction.atomic():
        undone = WorkerMerge.everywhere.filter(pk=done.pk, undone_at__isnull=True)
        if not undone.update(undone_by=by, undone_at=at):
            raise DecidedAlready("这次合并已经撤销过了")
        moved = done.moved
        give_back_rows(done, moved)
        Membership.everywhere.filter(pk__in=moved["spells"]).delete()
        empty(done, moved["filled"])
        current = open_membership(done.kept)
        owner = moved["was_owned_by"] if current is None else current.owner_union_id
        Worker.everywhere.filter(pk=done.kept_id).update(owner_union=owner)
        Worker.everywhere.filter(pk=done.gone_id, merged_into=done.kept_id).update(merged_into=None)
        if done.likeness_id is not None:
            Likeness.everywhere.filter(pk=done.likeness_id).update(state="apart", decided_by=by, decided_at=at)
        trail.record(by, "take_apart", done, at=at, kept=done.kept_id, gone=done.gone_id)
    index_workers(Worker.everywhere.filter(pk__in=(done.kept_id, done.gone_id)))


def give_back_rows(done: WorkerMerge, moved: Mapping[str, Any]) -> None:
    """Let the rows that were handed over name and belong to whom they did."""
    for owner, models in moved["owners"].items():
        for label, keys in models.items():
            apps.get_model(label).everywhere.filter(pk__in=keys).update(owner_union=int(owner))
    for column_of, keys in moved["rows"].items():
        label, column = column_of.rsplit(".", maxsplit=1)
        rows = apps.get_model(label).everywhere.filter(pk__in=keys, **{column: done.kept_id})
        rows.update(**{column: done.gone_id})


def empty(done: WorkerMerge, filled: Iterable[str]) -> None:
    """Empty the columns that a merge filled; an account goes back to whom it was."""
    blank: dict[str, Any] = {name: None if name in SEALED else "" for name in filled if name != "account"}
    if "account" in filled:
        account = Worker.everywhere.get(pk=done.kept_id).account_id
        Worker.everywhere.filter(pk=done.kept_id).update(account=None)
        Worker.everywhere.filter(pk=done.gone_id).update(account=account)
    if blank:
        Worker.everywhere.filter(Q(pk=done.kept_id)).update(**blank)
