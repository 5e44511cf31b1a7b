"""Door-knocking: a round is opened, its doors are entered and handed out, answers are kept, whoever wants to joins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from niangjia.casework import canvass
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.adoption import held_number
from niangjia.casework.canvass import Answered
from niangjia.casework.queries import canvass as desk
from niangjia.records.people.models import Membership
from niangjia.records.surveys.models import Door, Round, Survey
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

PRACTICE = "weihai-active-ground"


class DayIsFull(NiangjiaError):
    """A visitor has as many doors for a day as one person walks."""

    code = "day_is_full"


def open_round(union: Union, *, title: str, by: Account, at: datetime) -> Round:
    """Begin a round of door-knocking of a union."""
    return canvass.open_round(union, title=title, on=timezone.localdate(at), by=by, at=at)


def close_round(going: Round, *, by: Account, at: datetime) -> None:
    """End a round."""
    canvass.close_round(going, on=timezone.localdate(at), by=by, at=at)


def enter_doors(going: Round, *, grid: str, addresses: Sequence[str], by: Account, at: datetime) -> list[Door]:
    """Enter the doors of a grid of the union that holds the round."""
    return canvass.enter_doors(going.owner_union, grid=grid, addresses=addresses, by=by, at=at)


def give_grid(keeper: Actor, going: Round, *, grid: str, to: Account, on: date, at: datetime) -> int:
    """Hand doors of a grid to one visitor for a day, as many as one person walks in a day; return how many.

    First those that nobody was given; once all were given, those at which nobody answered yet, whoever had them.

    Errors: ``NotYours`` for somebody who may not knock on doors there; ``DayIsFull`` for one who has all that one
    person walks in a day.
    """
    through = desk.post_through(to, going.owner_union, on=timezone.localdate(at))
    if through is None:
        raise NotYours("没有找到这一页")
    most = held_number(going.owner_union_id, practice=PRACTICE, number="doors_a_day", on=on).value
    room = most - desk.doors_of_the_day(to, on=on)
    if room < 1:
        raise DayIsFull(f"这一天已经给他派满了，一个人一天最多走 {most} 户；请换一天，或者派给别人")
    doors = list(desk.doors_to_hand_out(going, grid=grid)[:room])
    return canvass.give_doors(doors, during=going, to=to, through=through, on=on, by=keeper.account, at=at)


def record_survey(
    door: Door,
    *,
    during: Round,
    consent: str,
    answered: Answered | None = None,
    joins: bool = False,
    uid: UUID | None = None,
    told_at: datetime | None = None,
    replacing: int | None = None,
    by: Account,
    at: datetime,
) -> Survey:
    """Keep what came of knocking at a door; with ``joins`` whoever answered is a member at once, if not one yet."""
    with transaction.atomic():
        survey = canvass.record_survey(
            door,
            during=during,
            consent=consent,
            answered=answered,
            uid=uid,
            told_at=told_at,
            replacing=replacing,
            by=by,
            at=at,
        )
        if joins and survey.worker is not None and not desk.belongs(survey.worker, on=timezone.localdate(at)):
            canvass.join_at_the_door(survey, by=by, at=at)
    return survey


def join_at_the_door(survey: Survey, *, by: Account, at: datetime) -> Membership:
    """Make a member of whoever answered, with one tap."""
    return canvass.join_at_the_door(survey, by=by, at=at)
