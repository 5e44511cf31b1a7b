"""Workers as the pages ask for them: who is counted within reach, who is registered beside, who goes elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from niangjia.casework.access import Actor, NotYours
from niangjia.records.cases.models import Clock, Transfer
from niangjia.records.people.models import Likeness, Membership, Tie, Worker, WorkerMerge
from niangjia.records.sealing import blind_index
from niangjia.records.unions.models import Union
from niangjia.values.text import person_name

SEE, KEEP, SETTLE, JOIN = "see_membership", "keep_membership", "settle_transfers", "merge_workers"
NOT_FOUND = "没有找到这一页"


def find_worker(actor: Actor, pk: int, capability: str = SEE) -> Worker:
    """Return one worker within reach, as whom he goes on today.

    Errors: ``NotYours`` when there is none.
    """
    reach = actor.rows(Worker, capability).select_related("owner_union")
    found = reach.filter(pk=pk).first()
    while found is not None and found.merged_into_id is not None:
        found = reach.filter(pk=found.merged_into_id).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def workers(actor: Actor, capability: str = SEE) -> QuerySet[Worker]:
    """Return the workers within reach, each human once."""
    return actor.rows(Worker, capability).filter(merged_into__isnull=True)


def spells_of(worker: Worker) -> QuerySet[Membership]:
    """Return every spell of membership of a worker, the latest first."""
    return Membership.everywhere.filter(worker=worker).select_related("owner_union").order_by("-from_on", "-pk")


def standings_of(workers: Sequence[int]) -> dict[int, str]:
    """Return as what each of ``workers`` is a member now; who is none is left out."""
    held = Membership.everywhere.filter(worker__in=workers, to_on__isnull=True)
    return dict(held.values_list("worker_id", "standing"))


def ties_of(worker: Worker) -> QuerySet[Tie]:
    """Return where a worker is registered beside, those that hold before those that ended."""
    return Tie.everywhere.filter(worker=worker).select_related("owner_union").order_by("to_on", "-from_on", "pk")


def ties_on(actor: Actor, *, on: date) -> QuerySet[Tie]:
    """Return who is registered with the unions within reach, beside the union that counts them."""
    held = actor.rows(Tie, SEE).filter(from_on__lte=on, worker__merged_into__isnull=True)
    return held.filter(Q(to_on__isnull=True) | Q(to_on__gt=on)).select_related("worker__owner_union", "owner_union")


def find_tie(actor: Actor, pk: int) -> Tie:
    """Return one registration that this person may end: with a union within reach, or of a worker within it.

    Errors: ``NotYours`` when there is none.
    """
    within = actor.union_ids(KEEP)
    reach = Q(owner_union_id__in=within) | Q(worker__owner_union_id__in=within)
    found = Tie.everywhere.filter(reach, pk=pk, to_on__isnull=True).select_related("worker").first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def transfers(actor: Actor, capability: str = SEE) -> QuerySet[Transfer]:
    """Return the transfers out of the unions within reach and into them."""
    within = actor.union_ids(capability)
    found = Transfer.everywhere.filter(Q(owner_union_id__in=within) | Q(to_union_id__in=within))
    return found.select_related("worker", "case", "owner_union", "to_union")


def find_transfer(actor: Actor, pk: int, capability: str = SEE) -> Transfer:
    """Return one transfer, out of or into a union within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = transfers(actor, capability).filter(pk=pk).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def lets_go(actor: Actor, transfer: Transfer, capability: str = KEEP) -> bool:
    """Return whether this person speaks for the union that lets go."""
    return actor.may(capability) and actor.unions(capability).filter(pk=transfer.owner_union_id).exists()


def takes_in(actor: Actor, transfer: Transfer) -> bool:
    """Return whether this person speaks for the union that takes in."""
    return actor.may(KEEP) and actor.unions(KEEP).filter(pk=transfer.to_union_id).exists()


def open_transfer(worker: Worker) -> Transfer | None:
    """Return the transfer of a worker that waits."""
    waiting = Transfer.everywhere.filter(worker=worker, closed_at__isnull=True)
    return waiting.select_related("owner_union", "to_union", "case").first()


def newest_transfer(worker: Worker) -> Transfer | None:
    """Return the transfer of a worker that was asked for last, whatever became of it."""
    asked = Transfer.everywhere.filter(worker=worker).select_related("owner_union", "to_union", "case")
    return asked.order_by("-pk").first()


def clock_of(transfer: Transfer) -> Clock | None:
    """Return the clock that runs on a transfer."""
    return Clock.objects.filter(case=transfer.case_id, stopped_at__isnull=True).order_by("due_on").first()


def known_to_himself(*, name: str, number: str, phone: str) -> Worker | None:
    """Return the worker whose name goes together with an identity number, or else with a phone, wherever he belongs.

    A phone alone that several share names nobody.
    """
    wanted = person_name(name)
    known = Worker.everywhere.filter(merged_into__isnull=True).select_related("owner_union")
    if number:
        found = list(known.filter(id_index=blind_index("id", number))[:2])
    else:
        found = list(known.filter(phone_index=blind_index("phone", phone), name=wanted)[:2]) if phone else []
    return found[0] if len(found) == 1 and found[0].name == wanted else None


def union_named(text: str) -> Union | None:
    """Return the union that goes by this code, name or short name today, if there is exactly one."""
    wanted = text.strip()
    found = list(
        Union.objects.filter(Q(code=wanted) | Q(name=wanted) | Q(short_name=wanted), dissolved_on__isnull=True)[:2]
    )
    return found[0] if len(found) == 1 else None


def likenesses(actor: Actor) -> QuerySet[Likeness]:
    """Return the pairs that wait for a decision, both of them within reach, the likeliest first."""
    within = actor.union_ids(JOIN)
    found = Likeness.everywhere.filter(
        state="open",
        first__owner_union_id__in=within,
        second__owner_union_id__in=within,
        first__merged_into__isnull=True,
        second__merged_into__isnull=True,
    )
    return found.select_related("first__owner_union", "second__owner_union").order_by("-weight", "pk")


def find_likeness(actor: Actor, pk: int) -> Likeness:
    """Return one pair, both of them within reach, decided or not.

    Errors: ``NotYours`` when there is none.
    """
    within = actor.union_ids(JOIN)
    found = Likeness.everywhere.filter(pk=pk, first__owner_union_id__in=within, second__owner_union_id__in=within)
    likeness = found.first()
    if likeness is None:
        raise NotYours(NOT_FOUND)
    return likeness


def merges(actor: Actor) -> QuerySet[WorkerMerge]:
    """Return the merges in force of workers within reach, the latest first."""
    within = actor.union_ids(JOIN)
    found = WorkerMerge.everywhere.filter(
        undone_at__isnull=True, kept__owner_union_id__in=within, gone__owner_union_id__in=within
    )
    return found.select_related("kept__owner_union", "gone__owner_union", "merged_by").order_by("-pk")


def find_merge(actor: Actor, pk: int) -> WorkerMerge:
    """Return one merge in force, both within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = merges(actor).filter(pk=pk).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found
