"""Doors, rounds and the ledger of the not-yet, as the pages ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from niangjia.casework.access import MATRIX, Actor, NotYours
from niangjia.casework.queries.belonging import is_member, merged_workers
from niangjia.casework.queries.tree import ancestors
from niangjia.records.people.models import Membership, Worker
from niangjia.records.surveys.models import Door, Round, Stop, Survey
from niangjia.records.unions.models import TERRITORY, Account, Post, Union

KNOCKS = "knock_doors"
ANSWERED = ("given", "refused")


def standing(union_ids: Iterable[int] | QuerySet[Any]) -> QuerySet[Survey]:
    """Return the surveys that stand: not replaced by another that somebody chose."""
    return Survey.objects.within(union_ids).filter(replaced_by__isnull=True)


def in_a_union(on: date) -> Exists:
    """Return, for an outer row with a worker, whether he is a member of any union on a day."""
    spells = Membership.everywhere.filter(worker=OuterRef("worker"), from_on__lte=on)
    return Exists(spells.filter(Q(to_on__isnull=True) | Q(to_on__gt=on)))


def known_workers(union_ids: Iterable[int] | QuerySet[Any], *, on: date) -> QuerySet[Survey]:
    """Return the newest standing survey of each worker who agreed, with ``belongs``: a member on that day or not."""
    rows = standing(union_ids).filter(consent="given").exclude(worker__in=merged_workers())
    later = Survey.everywhere.filter(worker=OuterRef("worker"), replaced_by__isnull=True, pk__gt=OuterRef("pk"))
    newest: QuerySet[Survey] = rows.filter(~Exists(later)).annotate(belongs=in_a_union(on))
    return newest


@dataclass(frozen=True, slots=True)
class PeopleOfGrid:
    """Whom the doors of one grid of a union made known: no member then, a member since, and no member on the day."""

    union: int
    grid: str
    found: int
    joined: int
    not_yet: int


@dataclass(frozen=True, slots=True)
class DoorsOfGrid:
    """The doors of one grid of a union, and those of them at which somebody answered."""

    union: int
    union_label: str
    grid: str
    doors: int
    visited: int


def people_of_grids(union_ids: Iterable[int] | QuerySet[Any], *, on: date) -> list[PeopleOfGrid]:
    """Return whom each grid made known, of each worker the newest survey: one question for all grids."""
    grid = ("owner_union", "door__grid")
    counted = (
        known_workers(union_ids, on=on)
        .order_by()
        .values(*grid)
        .annotate(
            found=Count("pk", filter=Q(was_member=False)),
            joined=Count("pk", filter=Q(was_member=False, belongs=True)),
            not_yet=Count("pk", filter=Q(belongs=False)),
        )
    )
    return [PeopleOfGrid(*row) for row in counted.values_list(*grid, "found", "joined", "not_yet")]


def doors_of_grids(union_ids: Iterable[int] | QuerySet[Any]) -> list[DoorsOfGrid]:
    """Return the doors of each grid by the code of its union: one question for all grids."""
    label = "owner_union__short_name"
    rows = Door.objects.within(union_ids).values("owner_union", label, "grid")
    counted = rows.annotate(doors=Count("pk"), visited=Count("pk", filter=answers_at("pk")))
    named = counted.order_by("owner_union__code", "grid")
    return [DoorsOfGrid(*row) for row in named.values_list("owner_union", label, "grid", "doors", "visited")]


def answers_at(door: str, **lookup: Any) -> Exists:
    """Return, for an outer row whose door is ``door``, whether somebody answered there: yes or no."""
    rows = Survey.everywhere.filter(door=OuterRef(door), consent__in=ANSWERED, replaced_by__isnull=True, **lookup)
    return Exists(rows)


def handed_out(going: Round) -> Exists:
    """Return, for an outer door, whether somebody is to knock on it in a round."""
    return Exists(Stop.everywhere.filter(door=OuterRef("pk"), round=going, ended_at__isnull=True))


def answered_in_open_rounds(stops: QuerySet[Stop]) -> dict[int, str]:
    """Return what came of the doors of these stops in rounds that go on, by door, the newest."""
    surveys = Survey.everywhere.filter(
        door__in=stops.values("door"), round__to_on__isnull=True, replaced_by__isnull=True
    )
    return dict(surveys.order_by("id").values_list("door_id", "consent"))


def visited_doors(union_ids: Iterable[int] | QuerySet[Any]) -> QuerySet[Door]:
    """Return the doors at which somebody answered, yes or no."""
    return Door.objects.within(union_ids).filter(answers_at("pk"))


def own_stops(actor: Actor) -> QuerySet[Stop]:
    """Return the doors handed to this account, each through a post that it still has, in rounds that go on."""
    through = [post.union_id for post in actor.posts if post.role in MATRIX.roles_with(KNOCKS)]
    return Stop.everywhere.filter(
        account=actor.account, ended_at__isnull=True, through__in=through, round__to_on__isnull=True
    ).select_related("door", "round", "owner_union")


def find_stop(actor: Actor, pk: int) -> Stop:
    """Return one door handed to this account.

    Errors: ``NotYours`` when there is none.
    """
    found = own_stops(actor).filter(pk=pk).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def doors_left(going: Round, *, grid: str = "") -> QuerySet[Door]:
    """Return the doors of a grid, or of all, at which nobody answered in a round, in the order in which one walks."""
    doors = Door.everywhere.filter(owner_union_id=going.owner_union_id, **({"grid": grid} if grid else {}))
    return doors.filter(~answers_at("pk", round=going)).order_by("place", "id")


def doors_to_hand_out(going: Round, *, grid: str) -> QuerySet[Door]:
    """Return the doors left of a grid that nobody was given."""
    return doors_left(going, grid=grid).filter(~handed_out(going))


def doors_to_take_over(going: Round, *, grid: str, to: Account, on: date) -> QuerySet[Door]:
    """Return the doors left of a grid that were given, to somebody else than ``to`` or for another day than ``on``."""
    own = Stop.everywhere.filter(door=OuterRef("pk"), round=going, ended_at__isnull=True, account=to, on=on)
    return doors_left(going, grid=grid).filter(handed_out(going), ~Exists(own))


def open_stops(going: Round) -> QuerySet[Stop]:
    """Return which doors are to be knocked on in a round."""
    return Stop.everywhere.filter(round=going, ended_at__isnull=True)


def who_goes_to(going: Round, *, grid: str) -> list[str]:
    """Return who is to knock on the doors left of a grid."""
    stops = open_stops(going).filter(door__in=doors_left(going, grid=grid).values("pk"))
    return list(stops.order_by("account__name").values_list("account__name", flat=True).distinct())


def walks_of(going: Round) -> list[tuple[date, str, str, int]]:
    """Return who goes on which day to which grid, and to how many doors: one question."""
    days = open_stops(going).values("on", "account", "account__name", "door__grid").annotate(doors=Count("pk"))
    ordered = days.order_by("on", "account__name", "account", "door__grid")
    return [(row["on"], row["account__name"], row["door__grid"], row["doors"]) for row in ordered]


def doors_of_the_day(account: Account, *, on: date) -> int:
    """Return how many doors an account was given for a day, in whatever round that goes on."""
    return Stop.everywhere.filter(account=account, on=on, ended_at__isnull=True, round__to_on__isnull=True).count()


def posts_that_knock(union_ids: Iterable[int], *, on: date) -> QuerySet[Post]:
    """Return the posts in force at these unions that may be sent to doors."""
    posts = Post.objects.filter(
        union__in=set(union_ids), role__in=MATRIX.roles_with(KNOCKS), account__is_active=True, from_on__lte=on
    )
    return posts.filter(Q(to_on__isnull=True) | Q(to_on__gt=on)).select_related("account", "union").order_by("id")


def people_who_knock(union: Union, *, on: date) -> dict[int, Post]:
    """Return who may be sent to the doors of a union: whoever has a post at it or above, by account, nearest first."""
    above = [one.pk for one in ancestors(union.pk, line=TERRITORY, on=on)]
    posts = sorted(posts_that_knock(above, on=on), key=lambda post: above.index(post.union_id))
    found: dict[int, Post] = {}
    for post in posts:
        found.setdefault(post.account_id, post)
    return found


def post_through(account: Account, union: Union, *, on: date) -> Union | None:
    """Return the union through whose post an account may be sent to the doors of ``union``."""
    post = people_who_knock(union, on=on).get(account.pk)
    return post.union if post else None


def belongs(worker: Worker, *, on: date) -> bool:
    """Return whether a worker is a member on a day."""
    return is_member(worker, on=on)
