"""Assigning: two visitors for a case, by grid and load; by hand where the grid leaves too few; somebody else later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from niangjia.casework import trail
from niangjia.casework.access.matrix import MATRIX
from niangjia.casework.progress import MovedMeanwhile, advance
from niangjia.casework.visits.choosing import Candidate, two_of
from niangjia.casework.visits.recusal import TooClose, recused
from niangjia.records.cases.models import Case
from niangjia.records.unions.models import TERRITORY, Account, Path, Post, Union
from niangjia.records.visits.models import OPEN, Seat, Visit
from niangjia.values.errors import NiangjiaError

VISITS, SIGNS = "report_visits", "sign_decisions"
FAR = 99
"""How far apart two unions are that have no union above both."""


class NotVisitable(NiangjiaError):
    """These two cannot be sent to this household."""

    code = "not_visitable"


@dataclass(frozen=True, slots=True)
class Plan:
    """Who would go to the household of a case, and who is recused, by natural person."""

    case: Case
    two: tuple[Candidate, ...]
    barred: Mapping[UUID, str]


def in_force(*, on: date) -> QuerySet[Post]:
    """Return the posts that hold the right to report visits on a day."""
    return (
        Post.objects.filter(role__in=MATRIX.roles_with(VISITS), account__is_active=True, from_on__lte=on)
        .filter(Q(to_on__isnull=True) | Q(to_on__gt=on))
        .select_related("account")
        .order_by("id")
    )


def paths(*, on: date) -> QuerySet[Path]:
    """Return the closure as it stands on a day."""
    return Path.objects.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def steps_up(union_ids: Iterable[int], *, on: date) -> dict[int, dict[int, int]]:
    """Return for each union the unions above it in the territory tree, itself first, and how many steps up they lie."""
    above: dict[int, dict[int, int]] = {}
    found = paths(on=on).filter(descendant__in=set(union_ids), line=TERRITORY)
    for descendant, ancestor, depth in found.values_list("descendant_id", "ancestor_id", "depth"):
        above.setdefault(descendant, {})[ancestor] = depth
    return above


def apart(one: Mapping[int, int], other: Mapping[int, int]) -> int:
    """Return how many steps lie between two unions, over the nearest union above both.

    >>> apart({7: 0, 1: 1}, {8: 0, 1: 2}), apart({7: 0}, {8: 0})
    (3, 99)
    """
    return min((one[above] + other[above] for above in one.keys() & other.keys()), default=FAR)


def roster(union_ids: Collection[int], *, on: date) -> dict[int, list[Candidate]]:
    """Return for each union of households who may be sent there: every account whose post reaches it on that day."""
    reach: dict[tuple[int, str], set[int]] = {}
    found = paths(on=on).filter(descendant__in=union_ids)
    for ancestor, line, descendant in found.values_list("ancestor_id", "line", "descendant_id"):
        reach.setdefault((ancestor, line), set()).add(descendant)
    posts = [post for post in in_force(on=on) if (post.union_id, post.line) in reach]
    above = steps_up([*union_ids, *(post.union_id for post in posts)], on=on)
    candidates: dict[int, dict[int, Candidate]] = {union: {} for union in union_ids}
    for post in posts:
        for union in reach[post.union_id, post.line]:
            distance = apart(above.get(union, {}), above.get(post.union_id, {}))
            keep_nearest(candidates[union], candidate(post, distance=distance))
    return {union: list(nearest.values()) for union, nearest in candidates.items()}


def candidate(post: Post, *, distance: int) -> Candidate:
    """Return the holder of a post as somebody who may be sent."""
    signs = post.role in MATRIX.roles_with(SIGNS)
    return Candidate(post.account_id, post.account.natural_person, post.union_id, distance, signs=signs)


def keep_nearest(known: dict[int, Candidate], one: Candidate) -> None:
    """Keep of each account the post that lies nearest."""
    before = known.get(one.account_id)
    if before is None or one.distance < before.distance:
        known[one.account_id] = one


def hand_picks(union: Union, *, within: Iterable[int], on: date) -> list[Candidate]:
    """Return everybody within these unions who may report visits, to be picked by hand for a household of ``union``."""
    posts = list(in_force(on=on).filter(union__in=within))
    above = steps_up([union.pk, *(post.union_id for post in posts)], on=on)
    known: dict[int, Candidate] = {}
    for post in posts:
        distance = apart(above.get(union.pk, {}), above.get(post.union_id, {}))
        keep_nearest(known, candidate(post, distance=distance))
    counts = loads()
    found = [replace(one, load=counts.get(one.account_id, 0)) for one in known.values()]
    return sorted(found, key=lambda one: (one.distance, one.load, one.account_id))


def loads() -> dict[int, int]:
    """Return how many open visits each account has before it."""
    held = Seat.everywhere.filter(ended_at__isnull=True, visit__state__in=OPEN)
    return dict(held.values_list("account_id").annotate(count=Count("pk")).order_by("account_id"))


def plan(cases: Sequence[Case], *, most: int, on: date) -> list[Plan]:
    """Return who would go where, case by case, each counting what the ones before it took on."""
    candidates = roster({case.owner_union_id for case in cases}, on=on)
    barred, load = recused(cases), loads()
    plans = []
    for case in cases:
        union = case.owner_union
        two = two_of(
            [replace(one, load=load.get(one.account_id, 0)) for one in candidates[union.pk]],
            barred=barred[case.pk].keys(),
            own_enterprise=union.pk if union.kind == "enterprise" else None,
            most=most,
        )
        if len(two) > 1:
            for one in two:
                load[one.account_id] = load.get(one.account_id, 0) + 1
        plans.append(Plan(case, two, barred[case.pk]))
    return plans


def assign(case: Case, *, two: Sequence[Candidate], by: Account, at: datetime) -> Visit:
    """Send two people to the household of ``case``.

    Errors: ``NotVisitable`` unless they are two humans; ``TooClose`` when one of them is recused; ``MovedMeanwhile``
    when somebody assigned it, or sent it back, a moment ago.
    """
    if len({one.person for one in two}) != len(two) or len(two) != len((1, 2)):
        raise NotVisitable("走访要两个人，而且不能是同一个人的两个账号；请再选一位")
    refuse_recused(case, two)
    with transaction.atomic():
        advance(case, step="assign", by=by, at=at)
        visit = Visit(
            case=case,
            household_id=case.home_id,
            owner_union_id=case.owner_union_id,
            period=case.period,
            assigned_by=by,
            assigned_at=at,
        )
        visit.save()
        for place, one in enumerate(two, start=1):
            seat(visit, one, place=place, by=by, at=at).save()
        trail.record(by, "assign", visit, at=at, visitors=[one.account_id for one in two])
    return visit


def seat(visit: Visit, one: Candidate, *, place: int, by: Account, at: datetime) -> Seat:
    """Return a place of a visit with who takes it; not saved."""
    return Seat(
        visit=visit,
        owner_union_id=visit.owner_union_id,
        place=place,
        account_id=one.account_id,
        through_id=one.union_id,
        assigned_by=by,
        assigned_at=at,
    )


def refuse_recused(case: Case, two: Iterable[Candidate]) -> None:
    """Refuse to send somebody who is too close to the household."""
    barred = recused([case])[case.pk]
    if any(one.person in barred for one in two):
        raise TooClose("选的人里有要回避的；请换一位")


def hand_over(visit: Visit, *, place: int, to: Candidate, reason: str, by: Account, at: datetime) -> Seat:
    """Send somebody else in one of the two places; what the one before wrote stays with the visit, unseen by others.

    Where the two had not agreed, the visit is to be made again.

    Errors: ``TooClose``; ``NotVisitable`` when the other place is held by the same human; ``MovedMeanwhile``.
    """
    refuse_recused(visit.case, [to])
    other = Seat.everywhere.filter(visit=visit, ended_at__isnull=True).exclude(place=place)
    if other.filter(account__natural_person=to.person).exists():
        raise NotVisitable("走访要两个人，而且不能是同一个人的两个账号；请再选一位")
    fresh = seat(visit, to, place=place, by=by, at=at)
    after = "planned" if visit.state == "contested" else visit.state
    try:
        with transaction.atomic():
            claimed = Visit.everywhere.filter(pk=visit.pk, state=visit.state, state__in=OPEN).update(state=after)
            if not claimed:
                raise MovedMeanwhile("这次走访刚刚变过；请刷新页面，看过最新情况再派")
            Seat.everywhere.filter(visit=visit, place=place, ended_at__isnull=True).update(ended_at=at, ends_as=reason)
            fresh.save()
            visit.state = after
            trail.record(by, "hand_over", visit, at=at, place=place, to=to.account_id, reason=reason)
    except IntegrityError as error:
        raise MovedMeanwhile("这次走访刚刚变过；请刷新页面，看过最新情况再派") from error
    return fresh


def send_again(visit: Visit, *, by: Account, at: datetime) -> None:
    """Let the same two go again after they had not agreed.

    Errors: ``MovedMeanwhile`` when somebody was quicker.
    """
    with transaction.atomic():
        claimed = Visit.everywhere.filter(pk=visit.pk, state="contested").update(state="planned")
        if not claimed:
            raise MovedMeanwhile("这次走访刚刚变过；请刷新页面，看过最新情况再派")
        visit.state = "planned"
        trail.record(by, "send_again", visit, at=at)
