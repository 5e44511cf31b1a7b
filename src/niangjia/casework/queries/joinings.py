"""Reads of joining that follow a code, a link or one's own account rather than a scope: each names one thing."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from niangjia.records.joinings.models import Joining, MemberBenefit, Poster, TradeDoor
from niangjia.records.people.models import Membership, Worker
from niangjia.records.unions.models import Account, Succession, Union

AT_THE_DESK = frozenset({"work", "card"})
"""What may be missing of an application and is seen by whoever has the applicant before him."""


def trade_doors(group: str) -> set[int]:
    """Return the ids of the unions that take in the workers of a trade from all around."""
    return set(
        TradeDoor.everywhere.filter(group=group, closed_at__isnull=True).values_list("owner_union_id", flat=True)
    )


def trades_of(union: Union) -> list[str]:
    """Return the trades, by their keys, that a union takes in from all around."""
    held = TradeDoor.everywhere.filter(owner_union=union, closed_at__isnull=True)
    return list(held.order_by("pk").values_list("group", flat=True))


def poster_known(uid: UUID) -> Poster | None:
    """Return the poster of this code, whether it hangs or not."""
    return Poster.everywhere.select_related("owner_union").filter(uid=uid).first()


def goes_on_as(union: Union) -> Union:
    """Return as which union one that was merged or dissolved goes on today; any other goes on as itself."""
    seen = {union.pk}
    while union.dissolved_on is not None:
        ended = Succession.objects.filter(predecessor=union, kind__in=("merged", "dissolved"))
        row = ended.select_related("successor").order_by("-pk").first()
        if row is None or row.successor_id in seen:
            break
        union = row.successor
        seen.add(union.pk)
    return union


def hanging_poster(uid: UUID) -> Poster | None:
    """Return the poster of this code that hangs."""
    return Poster.everywhere.select_related("owner_union").filter(uid=uid, taken_down_at__isnull=True).first()


def posters_of(unions: Iterable[Union]) -> dict[int, UUID]:
    """Return the code of the poster that hangs, by union."""
    hung = Poster.everywhere.filter(owner_union__in=list(unions), taken_down_at__isnull=True)
    return dict(hung.values_list("owner_union_id", "uid"))


def membership_named(uid: UUID) -> Membership | None:
    """Return the membership that a personal link names."""
    return Membership.everywhere.select_related("owner_union", "worker").filter(uid=uid).first()


def whole() -> QuerySet[Joining]:
    """Return applications with their case, for whoever names one."""
    return Joining.everywhere.select_related("case__owner_union", "case__worker")


def joining_numbered(pk: int) -> Joining | None:
    """Return the application of this number."""
    return whole().filter(pk=pk).first()


def newest_joining(account: Account) -> Joining | None:
    """Return the newest application of the worker whose account this is, or that was made from it."""
    return whole().filter(Q(case__worker__account=account) | Q(account=account)).order_by("-pk").first()


def wants_card(joining: Joining) -> bool:
    """Return whether somebody must look at the card: it was asked for, or name and number were not found to agree."""
    return joining.agrees != "agree" or "card" in joining.missing


def seen_at_desk(joining: Joining) -> bool:
    """Return whether all that an application lacks is seen by whoever has the applicant before him."""
    return AT_THE_DESK.issuperset(joining.missing)


def member_by(joining: Joining) -> Worker | None:
    """Return whom an application made a member, for whoever has its code; nobody, if the phone it names is not his.

    Name and number alone stand on many a list: his card and benefits are for the phone that is known of him.
    """
    worker = joining.case.worker
    return worker if joining.admitted and worker is not None and worker.phone_index == joining.phone_index else None


def worker_of_account(account: Account) -> Worker | None:
    """Return the worker whose own account this is."""
    return Worker.everywhere.filter(account=account, merged_into__isnull=True).first()


def brought_by(worker: Worker) -> int:
    """Return how many colleagues whom ``worker`` brought along became members."""
    return Joining.everywhere.filter(brought_by=worker, admitted=True).values("case__worker").distinct().count()


def benefits_before(worker: Worker, *, kind: str, year: int) -> int:
    """Return how many benefits of a kind a member claimed before a year."""
    return MemberBenefit.everywhere.filter(worker=worker, kind=kind, year__lt=year).count()


def benefits_in(worker: Worker, *, year: int) -> list[MemberBenefit]:
    """Return what a member claimed in a year, in the order of the turns."""
    return list(MemberBenefit.everywhere.filter(worker=worker, year=year).order_by("kind", "turn"))
