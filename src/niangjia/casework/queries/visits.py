"""Visits as the pages ask for them: whoever only visits sees what was handed to them, the county all below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from niangjia.casework.access import MATRIX, Actor, NotYours
from niangjia.records.cases.models import Case, Clock
from niangjia.records.unions.models import Account, Post
from niangjia.records.visits.models import OPEN, Report, Seat, Visit

VISITS = "report_visits"


def overseen(actor: Actor) -> QuerySet[Visit]:
    """Return the visits below the posts that see all of them, whoever goes."""
    roles = MATRIX.roles_with(VISITS)
    posts = tuple(post for post in actor.posts if roles.get(post.role) == "below")
    return replace(actor, posts=posts).rows(Visit, VISITS)


def own_seats(actor: Actor) -> QuerySet[Seat]:
    """Return the places that this account holds, each through a post that it still has."""
    through = [post.union_id for post in actor.posts if post.role in MATRIX.roles_with(VISITS)]
    return Seat.everywhere.filter(account=actor.account, ended_at__isnull=True, through__in=through)


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    """Return the visits that this person may see: those overseen, and those handed to the account itself."""
    mine = Visit.everywhere.filter(pk__in=own_seats(actor).values("visit"))
    return (overseen(actor) | mine).distinct()


def find_visit(actor: Actor, pk: int) -> Visit:
    """Return one visit that this person may see.

    Errors: ``NotYours`` when there is none.
    """
    found = (
        visible_visits(actor)
        .select_related("case__household", "case__owner_union", "case__row__filed_in", "household", "owner_union")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def open_visit(case: Case) -> Visit | None:
    """Return the visit that is under way for a case."""
    return Visit.everywhere.filter(case=case, state__in=OPEN).select_related("case", "household").first()


def under_way(cases: Iterable[Case]) -> list[Visit]:
    """Return the visits that are under way for cases."""
    found = Visit.everywhere.filter(case__in=[case.pk for case in cases], state__in=OPEN)
    return list(found.select_related("household", "owner_union", "case"))


def newest_visit(case: Case) -> Visit | None:
    """Return the visit of a case that both signed last, else the one under way."""
    return Visit.everywhere.filter(case=case).exclude(state="withdrawn").order_by("-id").first()


def seated(visits: Iterable[Visit]) -> dict[int, list[Seat]]:
    """Return the places of visits that are held, by visit, the first place first."""
    held: dict[int, list[Seat]] = {}
    found = Seat.everywhere.filter(visit__in=[one.pk for one in visits], ended_at__isnull=True)
    for seat in found.select_related("account", "through").order_by("place"):
        held.setdefault(seat.visit_id, []).append(seat)
    return held


def manned(*, on: date) -> QuerySet[Seat]:
    """Return the places whose holder still has the post through which they were sent."""
    post = (
        Post.objects.filter(
            account=OuterRef("account"),
            union=OuterRef("through"),
            role__in=MATRIX.roles_with(VISITS),
            account__is_active=True,
            from_on__lte=on,
        )
        .filter(Q(to_on__isnull=True) | Q(to_on__gt=on))
        .values("pk")
    )
    return Seat.everywhere.filter(Exists(post), ended_at__isnull=True)


def vacant(visits: QuerySet[Visit], *, on: date) -> QuerySet[Visit]:
    """Return the open ones among ``visits`` for which somebody else must be sent.

    One that waits for the second signature needs only whoever has not signed yet.
    """
    held = manned(on=on)
    filers = Report.everywhere.filter(visit=OuterRef("visit"), state="waiting").values("filed_by")
    second = held.filter(visit=OuterRef("pk")).exclude(account__in=filers)
    both = Count("seats", filter=Q(seats__in=held.values("pk")), distinct=True)
    waiting = Q(state__in=("planned", "contested"), held__lt=len((1, 2))) | Q(state="reported", second=False)
    return visits.annotate(held=both, second=Exists(second)).filter(waiting)


def visit_clocks(case_ids: Iterable[int]) -> dict[int, Clock]:
    """Return the running clocks of assigning and visiting, by case."""
    running = Clock.objects.filter(case__in=list(case_ids), step__in=("assign", "visit"), stopped_at__isnull=True)
    return {clock.case_id: clock for clock in running}


def accounts_named(ids: Iterable[int]) -> dict[int, Account]:
    """Return accounts by number."""
    return Account.objects.in_bulk(list(ids))


def visits_owed(case_ids: Iterable[int], actor: Actor) -> tuple[dict[int, int], set[int]]:
    """Return the visits under way for cases, by case, and which of them were handed to this account."""
    under_way = dict(Visit.everywhere.filter(case__in=list(case_ids), state__in=OPEN).values_list("case_id", "pk"))
    held = own_seats(actor).filter(visit__in=list(under_way.values())).values_list("visit_id", flat=True)
    return under_way, set(held)


def to_send_again(actor: Actor) -> list[Visit]:
    """Return the open visits within reach for which somebody else must be sent, or whose two do not agree."""
    going = actor.rows(Visit, "assign_visits").filter(state__in=OPEN)
    again = Q(pk__in=vacant(going, on=actor.on).values("pk")) | Q(state="contested")
    return list(going.filter(again).select_related("household", "case", "owner_union").order_by("id"))
