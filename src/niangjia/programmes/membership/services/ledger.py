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
from niangjia.programmes.membership.services.batch import NamesDiffer
from niangjia.programmes.membership.services.joining import agreed_by_door
from niangjia.records.people.models import Membership
from niangjia.records.surveys.models import Door, Round, Survey
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

PRACTICE = "weihai-active-ground"


class DayIsFull(NiangjiaError):
    """A visitor has as many doors for a day as one person walks."""

    code = "day_is_full"


class WrongDay(NiangjiaError):
    """A day on which nobody can be sent any more, or not yet."""

    code = "wrong_day"


class NothingFree(NiangjiaError):
    """No door of the grid waits for somebody."""

    code = "nothing_free"


def open_round(union: Union, *, title: str, by: Account, at: datetime) -> Round:
    """Begin a round of door-knocking of a union."""
    return canvass.open_round(union, title=title, on=timezone.localdate(at), by=by, at=at)


def close_round(going: Round, *, by: Account, at: datetime) -> None:
    """End a round."""
    canvass.close_round(going, on=timezone.localdate(at), by=by, at=at)


def enter_doors(going: Round, *, grid: str, addresses: Sequence[str], by: Account, at: datetime) -> list[Door]:
    """Enter the doors of a grid of the union that holds the round."""
    return canvass.enter_doors(going.owner_union, grid=grid, addresses=addresses, by=by, at=at)


def remove_door(door: Door, *, by: Account, at: datetime) -> None:
    """Remove a door that was entered wrongly and at which nothing was kept."""
    canvass.remove_door(door, by=by, at=at)


def give_grid(
    keeper: Actor, going: Round, *, grid: str, to: Account, on: date, instead: bool = False, at: datetime
) -> int:
    """Hand doors of a grid to one visitor for a day, as many as one person walks in a day; return how many.

    Those that nobody was given; with ``instead`` first those at which nobody answered yet and that somebody else has.

    Errors: ``NotYours`` for somebody who may not knock on doors there; ``RoundOver``; ``WrongDay``; ``DayIsFull`` for
    one who has all that one person walks in a day; ``NothingFree`` when all doors left were given.
    """
    today = timezone.localdate(at)
    through = desk.post_through(to, going.owner_union, on=today)
    if through is None:
        raise NotYours("没有找到这一页")
    if going.to_on is not None:
        raise canvass.RoundOver("这一轮已经结束了，不能再派；要再走，请开始新的一轮")
    if on < max(today, going.from_on):
        raise WrongDay("这一天已经过去了；请写今天，或者以后的一天")
    most = held_number(going.owner_union_id, practice=PRACTICE, number="doors_a_day", on=on).value
    room = most - desk.doors_of_the_day(to, on=on)
    if room < 1:
        raise DayIsFull(f"这一天已经给他派满了，一个人一天最多走 {most} 户；请换一天，或者派给别人")
    doors = list(desk.doors_to_take_over(going, grid=grid, to=to, on=on)[:room]) if instead else []
    doors += desk.doors_to_hand_out(going, grid=grid)[: room - len(doors)]
    if not doors:
        raise NothingFree(why_nothing_is_free(going, grid=grid, instead=instead))
    return canvass.give_doors(doors, during=going, to=to, through=through, on=on, by=keeper.account, at=at)


def why_nothing_is_free(going: Round, *, grid: str, instead: bool) -> str:
    """Return why no door of a grid can be handed out: it has none left, or to whom they were given."""
    who = "、".join(desk.who_goes_to(going, grid=grid))
    if not who:
        return "这个网格的门都走过了，没有要派的"
    if instead:
        return "这个网格剩下的门，这一天已经都派给他了"
    return f"这个网格的门都派出去了，去的是：{who}。要换人去，请勾上“换人去”"


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
    """Keep what came of knocking at a door; with ``joins`` whoever answered is a member at once, if not one yet.

    Errors: ``NamesDiffer`` when name and number of one who joins do not go together; those of the desk.
    """
    if joins and answered is not None:
        must_agree(answered.person["name"], answered.person.get("id_number", ""), at=at)
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


def must_agree(name: str, id_number: str, *, at: datetime) -> None:
    """Ask the door of identities; whoever stands before the person looks at the card where nobody can tell.

    Errors: ``NamesDiffer`` when name and number do not go together.
    """
    if id_number and agreed_by_door(name, id_number, at=at) == "differ":
        raise NamesDiffer("姓名和证件号对不上；请对着证件再看一遍")


def join_at_the_door(survey: Survey, *, id_number: str = "", by: Account, at: datetime) -> Membership | None:
    """Make a member of whoever answered, with one tap; ``id_number`` for one who had not told it.

    Return nothing where he turns out to be a member already: then what was answered is his, and he stays as he is.

    Errors: ``NamesDiffer``; those of the desk.
    """
    worker = canvass.worker_of(survey)
    if id_number and worker is not None:
        must_agree(worker.name, id_number, at=at)
    with transaction.atomic():
        if id_number:
            worker = canvass.enter_number(survey, id_number=id_number, by=by, at=at)
            if desk.belongs(worker, on=timezone.localdate(at)):
                return None
        return canvass.join_at_the_door(survey, by=by, at=at)
