"""The desk of door-knocking: a round, its doors, who goes where, what was answered, and who joins at the door."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from niangjia.casework import duplicates, joining, trail
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries.belonging import is_member
from niangjia.records.people.models import Membership, Worker
from niangjia.records.sealing import blind_index, seal, unseal
from niangjia.records.surveys.models import Door, Round, Stop, Submission, Survey
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.identifiers import identity

GIVEN, REFUSED, ABSENT = "given", "refused", "absent"
TITLE_WITHOUT_NUMBER = 50
"""How many characters of a name of a round are kept where a number is put behind it."""
MEANWHILE = "别的同事刚刚在这一户记过；请刷新页面，看过再记"


class RoundStands(NiangjiaError):
    """There is a round of that name already."""

    code = "round_stands"


class RoundOver(NiangjiaError):
    """The round ended: nobody is sent to its doors any more."""

    code = "round_over"


class DoorAnswered(NiangjiaError):
    """Something was kept or sent of this door: it stays."""

    code = "door_answered"


class NotAsked(NiangjiaError):
    """Something personal without consent, or a consent without a name."""

    code = "not_asked"


class NumberMissing(NiangjiaError):
    """Somebody without an identity number is to be a member: nobody could tell who it is."""

    code = "number_missing"


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answered at a door who agreed to be entered.

    ``person`` are the words for ``joining.know_worker``: name, phone, group … ; ``answers`` the choices by indicator;
    ``told`` what is sealed; ``wants_in`` that he wishes to join at once.
    """

    person: Mapping[str, str]
    answers: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    wants_in: bool = False


def open_round(union: Union, *, title: str, on: date, by: Account, at: datetime) -> Round:
    """Begin a round of door-knocking.

    Errors: ``RoundStands`` when there is one of that name.
    """
    opened = Round(owner_union=union, title=title, from_on=on, opened_by=by, opened_at=at)
    try:
        with transaction.atomic():
            opened.save()
            trail.record(by, "open_round", opened, at=at)
    except IntegrityError as error:
        other = free_title(union, title)
        raise RoundStands(f"已经有一轮叫“{title}”；请换一个名字，例如“{other}”") from error
    return opened


def free_title(union: Union, title: str) -> str:
    """Return a name like ``title`` that no round of the union has."""
    taken = set(Round.everywhere.filter(owner_union=union).values_list("title", flat=True))
    alike = (f"{title[:TITLE_WITHOUT_NUMBER]} {number}" for number in count(2))
    return next(one for one in alike if one not in taken)


def close_round(going: Round, *, on: date, by: Account, at: datetime) -> None:
    """End a round: what was not knocked on stays as it is."""
    with transaction.atomic():
        if not Round.everywhere.filter(pk=going.pk, to_on__isnull=True).update(to_on=on):
            raise MovedMeanwhile("这一轮已经结束了；请刷新页面")
        Stop.everywhere.filter(round=going, ended_at__isnull=True).update(ended_at=at)
        trail.record(by, "close_round", going, at=at)


def enter_doors(union: Union, *, grid: str, addresses: Iterable[str], by: Account, at: datetime) -> list[Door]:
    """Enter the doors of a grid, in the order in which one walks; one that is known already stays as it is."""
    entered: list[Door] = []
    wanted = {blind_index("address", text): text for text in addresses if text.strip()}
    known = set(
        Door.everywhere.filter(owner_union=union, address_index__in=wanted).values_list("address_index", flat=True)
    )
    place = Door.everywhere.filter(owner_union=union, grid=grid).aggregate(last=Max("place"))["last"] or 0
    with transaction.atomic():
        for index, text in wanted.items():
            if index in known:
                continue
            place += 1
            door = Door(owner_union=union, grid=grid, place=place, address_index=index, entered_at=at)
            seal(door, "address", text.strip())
            entered.append(door)
        Door.everywhere.bulk_create(entered, batch_size=500)
        trail.record(by, "enter_doors", None, at=at, union_id=union.pk, doors=len(entered))
    return entered


def remove_door(door: Door, *, by: Account, at: datetime) -> None:
    """Remove a door that was entered wrongly, and whoever was to knock on it need not any more.

    Errors: ``DoorAnswered`` when something was kept at it, were it a moment ago, or a phone sent something of it.
    """
    with transaction.atomic():
        untouched = Door.everywhere.filter(pk=door.pk, version=0)
        if not untouched.update(version=0) or Submission.everywhere.filter(subject=door.uid).exists():
            raise DoorAnswered("这一户已经走过，不能删；请刷新页面")
        handed, _rows = Stop.everywhere.filter(door=door.pk).delete()
        untouched.delete()
        trail.record(by, "remove_door", None, at=at, union_id=door.owner_union_id, door=door.pk, stops=handed)


def give_doors(
    doors: Sequence[Door], *, during: Round, to: Account, through: Union, on: date, by: Account, at: datetime
) -> int:
    """Hand doors to one visitor for a day, whoever had them before in this round; return how many.

    Errors: ``RoundOver`` when the round ended, were it a moment ago.
    """
    with transaction.atomic():
        if not Round.everywhere.filter(pk=during.pk, to_on__isnull=True).update(to_on=None):
            raise RoundOver("这一轮已经结束了，不能再派；要再走，请开始新的一轮")
        held = Stop.everywhere.filter(round=during, door__in=[one.pk for one in doors], ended_at__isnull=True)
        held.update(ended_at=at)
        Stop.everywhere.bulk_create(
            [
                Stop(
                    owner_union_id=door.owner_union_id,
                    round=during,
                    door=door,
                    account=to,
                    through=through,
                    on=on,
                    given_by=by,
                    given_at=at,
                )
                for door in doors
            ],
            batch_size=500,
        )
        trail.record(by, "give_doors", during, at=at, doors=len(doors), to=to.pk)
    return len(doors)


def address_of(door: Door) -> str:
    """Return where a door is."""
    return unseal(door, "address") or ""


def told_of(survey: Survey) -> dict[str, str]:
    """Return what somebody told that is sealed."""
    told: dict[str, str] = json.loads(unseal(survey, "told") or "{}")
    return told


def record_survey(
    door: Door,
    *,
    during: Round,
    consent: str,
    answered: Answered | None = None,
    uid: UUID | None = None,
    told_at: datetime | None = None,
    replacing: int | None = None,
    by: Account,
    at: datetime,
) -> Survey:
    """Keep what came of knocking at a door. The same ``uid`` twice is one.

    Without consent it keeps that, and nothing else. With ``replacing`` it stands instead of what was kept at the door
    after that version.

    Errors: ``NotAsked`` for answers without consent, or a consent without a name; ``MovedMeanwhile`` when somebody
    kept something at this door in the same moment.
    """
    known = Survey.everywhere.filter(uid=uid).first() if uid else None
    if known is not None:
        return known
    if (consent == GIVEN) != (answered is not None) or (answered and not answered.person.get("name")):
        raise NotAsked("同意登记的，要写姓名；不同意的，什么都不记")
    survey = Survey(
        uid=uid or uuid4(),
        round=during,
        door=door,
        owner_union_id=door.owner_union_id,
        consent=consent,
        asked_by=by,
        asked_at=at,
        told_at=told_at,
    )
    with transaction.atomic():
        now = Door.everywhere.get(pk=door.pk).version
        if not Door.everywhere.filter(pk=door.pk, version=now).update(version=F("version") + 1):
            raise MovedMeanwhile(MEANWHILE)
        survey.version = now + 1
        if answered is not None:
            keep_answers(survey, answered, by=by, at=at)
        survey.save()
        if replacing is not None:
            stood = Survey.everywhere.filter(door=door, version__gt=replacing, replaced_by__isnull=True)
            stood.exclude(pk=survey.pk).update(replaced_by=survey)
        trail.record(by, "record_survey", survey, at=at, consent=consent)
    door.version = survey.version
    return survey


def keep_answers(survey: Survey, answered: Answered, *, by: Account, at: datetime) -> None:
    """Put what was answered into a survey, and find or make its worker."""
    survey.worker = joining.know_worker(survey.owner_union, **answered.person, by=by, at=at)
    survey.was_member = is_member(survey.worker, on=timezone.localdate(at))
    survey.wants_in = answered.wants_in
    survey.answers = dict(answered.answers)
    if answered.told:
        seal(survey, "told", json.dumps(dict(answered.told), ensure_ascii=False, sort_keys=True))


def enter_number(survey: Survey, *, id_number: str, by: Account, at: datetime) -> Worker:
    """Write the number of whoever answered without one; return as whom he goes on.

    If somebody is known by this number, he is the one who answered: the survey is his, and tells whether he was a
    member that day.

    Errors: ``NotAsked`` where nobody agreed; ``joining.NumberNotSound``; ``joining.AnotherName`` when the number is
    known under another name.
    """
    if survey.worker is None:
        raise NotAsked("这一户没有同意登记的人，不能入会")
    found = identity(id_number, on=timezone.localdate(at))
    if found.flaw is not None:
        raise joining.NumberNotSound(joining.WHAT_IS_WRONG[found.flaw])
    worker = joining.gone_on(survey.worker)
    with transaction.atomic():
        known = worker if worker.id_index else joining.known_by_number(found.number)
        if known is None:
            try:
                with transaction.atomic():
                    joining.fill_in(worker, words={"id_kind": found.kind or ""}, sealed={"id_number": found.number})
                known = worker
            except IntegrityError:
                known = joining.known_by_number(found.number)
                if known is None:
                    raise
        if known.pk != worker.pk:
            become(survey, worker, known, at=at)
        trail.record(by, "know_worker", known, at=at)
    return known


def become(survey: Survey, worker: Worker, known: Worker, *, at: datetime) -> None:
    """Let what somebody answered at doors of this union be that of the one who is known by his number.

    The registration that he leaves is put before those who may join the two.

    Errors: ``joining.AnotherName``.
    """
    if known.name != worker.name:
        raise joining.AnotherName(joining.OTHER_NAME)
    answers = Survey.everywhere.filter(worker__in=[worker.pk, survey.worker_id], owner_union=survey.owner_union_id)
    for one in list(answers):
        was_member = is_member(known, on=timezone.localdate(one.asked_at))
        Survey.everywhere.filter(pk=one.pk).update(worker=known, was_member=was_member)
    duplicates.propose(worker, known, weight=0, agrees=("name",), at=at)
    survey.refresh_from_db(fields=["worker", "was_member"])


def join_at_the_door(survey: Survey, *, by: Account, at: datetime) -> Membership:
    """Make a member of whoever answered: nothing is asked again.

    Errors: ``NotAsked`` where nobody agreed; ``NumberMissing``; those of ``joining.admit``.
    """
    if survey.worker is None:
        raise NotAsked("这一户没有同意登记的人，不能入会")
    if not joining.gone_on(survey.worker).id_index:
        raise NumberMissing("入会要有证件号；请先写上证件号，或者请本人用手机申请入会")
    with transaction.atomic():
        member = joining.admit(
            survey.worker, union=survey.owner_union, begins_as="joined", on=timezone.localdate(at), by=by, at=at
        )
        trail.record(by, "join_at_the_door", survey, at=at)
    return member


def worker_of(survey: Survey) -> Worker | None:
    """Return whoever answered, as whom he goes on if he was entered twice."""
    return joining.gone_on(survey.worker) if survey.worker else None
