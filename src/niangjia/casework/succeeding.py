"""The desk of succession: a union goes on as another, and so does everything that waits with it.

Who is a member moves with the tree (``casework.access.reshaping``). Here go along: what is under way of those members,
applications, foundings and matters raised, transfers out and in, and who keeps contact. A poster is ended: its code
leads on to the union that follows. Rounds of door-knocking end. Everybody concerned is told. What was settled stays
where it was settled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from niangjia.casework import trail
from niangjia.casework.access import reshaping
from niangjia.casework.belonging import lapse_transfer
from niangjia.casework.benefits import close_trade_door, open_trade_door, take_down_poster
from niangjia.casework.canvass import close_round
from niangjia.casework.following import hand_on
from niangjia.casework.liaison import assign_liaison
from niangjia.casework.messages import notify
from niangjia.casework.queries.joinings import trades_of
from niangjia.records.cases.models import Case, Transfer
from niangjia.records.joinings.models import Joining, Poster
from niangjia.records.people.models import Membership, Worker
from niangjia.records.surveys.models import Round
from niangjia.records.tasks.models import Founding
from niangjia.records.unions.models import Account, Liaison, Succession, Union

MATTERS = ("join", "found", "raise")
"""What waits with a union itself, whoever asked, and goes on with the one that follows it."""


def merge(union: Union, *, into: Union, on: date, by: Account, at: datetime) -> Succession:
    """Let ``union`` go on as ``into`` from the day ``on``, with all that waits with it.

    Errors: as ``reshaping.merge_unions``.
    """
    with transaction.atomic():
        workers = members_of(union)
        row = reshaping.merge_unions(union, into=into, on=on, by=by, at=at)
        text = f"{union.name}从 {on} 起并入{into.name}，您的会籍、在办的事和福利一起过去，您不用做什么"
        pass_on(union, heir=into, workers=workers, text=text, on=on, by=by, at=at)
    return row


def dissolve(union: Union, *, on: date, by: Account, at: datetime) -> Succession:
    """End ``union`` on the day ``on``; all that waits with it goes to the union right above.

    Errors: as ``reshaping.dissolve_union``.
    """
    with transaction.atomic():
        workers = members_of(union)
        row = reshaping.dissolve_union(union, on=on, by=by, at=at)
        heir = row.successor
        text = f"{union.name}从 {on} 起撤销，您的会籍、在办的事和福利归到{heir.name}，您不用做什么"
        pass_on(union, heir=heir, workers=workers, text=text, on=on, by=by, at=at)
    return row


def split(union: Union, *, part: Union, workers: Collection[int], by: Account, at: datetime) -> Succession:
    """Found ``part`` beside ``union``; the ``workers`` go along with what is under way of them.

    Whoever keeps contact with ``union`` does so with ``part`` as well; its poster and what waits with it stay.

    Errors: as ``reshaping.split_union``.
    """
    on = part.founded_on
    with transaction.atomic():
        going = sorted(set(workers) & set(members_of(union)))
        row = reshaping.split_union(union, part=part, workers=going, by=by, at=at)
        pass_on_cases(union, heir=part, workers=going, whole=False, by=by, at=at)
        move_transfers_out(union, heir=part, workers=going, by=by, at=at)
        kept = Liaison.everywhere.select_related("account").filter(owner_union=union, to_on__isnull=True).first()
        if kept is not None:
            assign_liaison(part, account=kept.account, on=on, by=by, at=at)
        text = f"从 {on} 起，{part.name}从{union.name}分出，您的会籍、在办的事和福利一起过去，您不用做什么"
        tell_members(going, union=part, key=f"split:{row.pk}", text=text, by=by, at=at)
    return row


def members_of(union: Union) -> list[int]:
    """Return the workers whose spell with ``union`` is open."""
    held = Membership.everywhere.filter(owner_union=union, to_on__isnull=True)
    return sorted(held.values_list("worker_id", flat=True))


def pass_on(
    union: Union, *, heir: Union, workers: Collection[int], text: str, on: date, by: Account, at: datetime
) -> None:
    """Let all that waits with ``union``, which is closed, go on with its ``heir``, and tell everybody concerned."""
    for poster in Poster.everywhere.filter(owner_union=union, taken_down_at__isnull=True):
        take_down_poster(poster, by=by, at=at)
    for group in trades_of(union):
        close_trade_door(union, group=group, by=by, at=at)
        open_trade_door(heir, group=group, by=by, at=at)
    for going in Round.everywhere.filter(owner_union=union, to_on__isnull=True):
        close_round(going, on=max(on, going.from_on), by=by, at=at)
    pass_on_liaison(union, heir=heir, on=on, by=by, at=at)
    waiting = list(Joining.everywhere.filter(owner_union=union, decided_at__isnull=True).select_related("account"))
    founding = list(Founding.everywhere.filter(owner_union=union, is_live=True, union=None).select_related("applicant"))
    pass_on_cases(union, heir=heir, workers=workers, whole=True, by=by, at=at)
    move_transfers_out(union, heir=heir, workers=None, by=by, at=at)
    move_transfers_in(union, heir=heir, by=by, at=at)
    key = f"succession:{union.pk}"
    tell_members(workers, union=heir, key=key, text=text, by=by, at=at)
    asked = f"{union.name}并到{heir.name}了，您的申请由{heir.name}接着办，答复的期限不变"
    joiners = [one.account for one in waiting if one.account is not None]
    tell(joiners, union=heir, key=f"{key}:join", text=asked, page="membership:my_joining", by=by, at=at)
    founders = [one.applicant for one in founding if one.applicant is not None]
    tell(founders, union=heir, key=f"{key}:found", text=asked, page="membership:found_progress", by=by, at=at)


def pass_on_liaison(union: Union, *, heir: Union, on: date, by: Account, at: datetime) -> None:
    """End who keeps contact with ``union``; he goes on with its ``heir`` where nobody does, and is told."""
    kept = Liaison.everywhere.select_related("account").filter(owner_union=union, to_on__isnull=True).first()
    if kept is None:
        return
    Liaison.everywhere.filter(pk=kept.pk, to_on__isnull=True).update(to_on=max(on, kept.from_on))
    trail.record(by, "end_liaison", kept, at=at, liaison=kept.account_id, successor=heir.pk)
    if not Liaison.everywhere.filter(owner_union=heir, to_on__isnull=True).exists():
        assign_liaison(heir, account=kept.account, on=on, by=by, at=at)
    text = f"您联系的{union.name}从 {on} 起归到{heir.name}"
    tell([kept.account], union=heir, key=f"liaison:{kept.pk}:ended", text=text, page="membership:liaison", by=by, at=at)


def pass_on_cases(
    union: Union, *, heir: Union, workers: Collection[int], whole: bool, by: Account, at: datetime
) -> None:
    """Let ``heir`` own what is under way of ``workers``, and, where the ``whole`` union goes, what waits with it."""
    changed = hand_on(workers, from_id=union.pk, to_id=heir.pk, matters=MATTERS if whole else ())
    for case in Case.everywhere.filter(pk__in=changed.get(Case._meta.label, ())):
        trail.record(by, "pass_on_case", case, at=at, predecessor=union.pk, successor=heir.pk)
    counts = {model: len(keys) for model, keys in changed.items()}
    trail.record(by, "pass_on", heir, at=at, predecessor=union.pk, went_along=counts)


def move_transfers_out(
    union: Union, *, heir: Union, workers: Collection[int] | None, by: Account, at: datetime
) -> None:
    """Let ``heir`` let go instead of ``union``; who wanted to go to ``heir`` is there, and his transfer ends."""
    waiting = Transfer.everywhere.filter(owner_union=union, closed_at__isnull=True)
    if workers is not None:
        waiting = waiting.filter(worker__in=workers)
    for one in waiting.select_related("case", "worker__account"):
        if one.to_union_id == heir.pk:
            lapse(one, heir=heir, by=by, at=at)
            continue
        Case.everywhere.filter(pk=one.case_id).update(owner_union=heir)
        Transfer.everywhere.filter(pk=one.pk).update(owner_union=heir)
        trail.record(by, "pass_on_transfer", one, at=at, predecessor=union.pk, successor=heir.pk)


def move_transfers_in(union: Union, *, heir: Union, by: Account, at: datetime) -> None:
    """Let who wanted to go to ``union`` go to its ``heir``; who is there already stays, and his transfer ends."""
    coming = Transfer.everywhere.filter(to_union=union, closed_at__isnull=True)
    for one in coming.select_related("case", "worker__account"):
        if one.owner_union_id == heir.pk:
            lapse(one, heir=heir, by=by, at=at)
            continue
        Transfer.everywhere.filter(pk=one.pk).update(to_union=heir)
        trail.record(by, "pass_on_transfer", one, at=at, predecessor=union.pk, successor=heir.pk)
        text = f"您要转去的{union.name}归到{heir.name}了，转会也改到那里，期限不变"
        tell_mover(one, heir=heir, text=text, by=by, at=at)


def lapse(transfer: Transfer, *, heir: Union, by: Account, at: datetime) -> None:
    """End a transfer of whom the tree has brought there already, and tell him that there is nothing left to do."""
    lapse_transfer(transfer.worker_id, at=at)
    text = f"两家工会并在一起了，您已经在{heir.name}，这次转会不用再办"
    tell_mover(transfer, heir=heir, text=text, by=by, at=at)


def tell_mover(transfer: Transfer, *, heir: Union, text: str, by: Account, at: datetime) -> None:
    """Tell the worker of a transfer, if he has an account, what became of it."""
    account = transfer.worker.account
    tell(
        [] if account is None else [account],
        union=heir,
        key=f"transfer:{transfer.pk}:{heir.pk}",
        text=text,
        by=by,
        at=at,
    )


def tell_members(workers: Collection[int], *, union: Union, key: str, text: str, by: Account, at: datetime) -> None:
    """Tell those of ``workers`` who have an account where they belong now."""
    known = Worker.everywhere.filter(pk__in=workers, account__isnull=False).select_related("account")
    accounts = [one.account for one in known.order_by("pk") if one.account is not None]
    tell(accounts, union=union, key=key, text=text, page="my_self", by=by, at=at)


def tell(
    accounts: Iterable[Account],
    *,
    union: Union,
    key: str,
    text: str,
    page: str = "membership:my_transfer",
    by: Account,
    at: datetime,
) -> None:
    """Write to each of ``accounts``, once, what became of the union."""
    notify(accounts, key=key, kind="succession", text=text, union=union, address=reverse(page), by=by, at=at)
