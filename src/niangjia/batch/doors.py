"""One run over many doors: a canvass that was walked on paper enters at once, row for row as the desk would write it.

The desk keeps what came of one door at a time; this does the same for many with a handful of statements. The trail has
one event a round, with how many were entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.canvass import GIVEN, MEANWHILE, REFUSED, NotAsked
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries.belonging import members_among
from niangjia.records.people.models import Worker
from niangjia.records.surveys.models import Door, Round, Survey
from niangjia.records.unions.models import Account

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of one door: who agreed to be entered and the choices by indicator; without a worker, a no."""

    door: Door
    worker: Worker | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


def enter_surveys(walked: Iterable[Walked], *, during: Round, by: Account, at: datetime) -> int:
    """Keep what came of many doors of one union in a round, each door once; return how many.

    Errors: ``NotAsked`` for a door of another union; ``MovedMeanwhile`` when somebody kept something at one of the
    doors since it was read. Nothing is kept then.
    """
    rows = list(walked)
    if any(one.door.owner_union_id != during.owner_union_id for one in rows):
        raise NotAsked("有的门不在这一轮的工会；请分开录")
    on = timezone.localdate(at)
    with transaction.atomic():
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            claim([one.door for one in some])
            belonging = members_among([one.worker.pk for one in some if one.worker is not None], on=on)
            Survey.everywhere.bulk_create(
                Survey(
                    round=during,
                    door=one.door,
                    owner_union_id=one.door.owner_union_id,
                    consent=REFUSED if one.worker is None else GIVEN,
                    worker=one.worker,
                    was_member=one.worker is not None and one.worker.pk in belonging,
                    answers=dict(one.answers),
                    version=one.door.version + 1,
                    asked_by=by,
                    asked_at=at,
                )
                for one in some
            )
        trail.record(by, "enter_surveys", during, at=at, count=len(rows))
    return len(rows)


def claim(doors: Sequence[Door]) -> None:
    """Count one more survey at each of the doors.

    Errors: ``MovedMeanwhile`` when a door is not as it was read.
    """
    by_version: dict[int, list[int]] = {}
    for door in doors:
        by_version.setdefault(door.version, []).append(door.pk)
    for version, keys in by_version.items():
        as_read = Door.everywhere.filter(pk__in=keys, version=version)
        if as_read.update(version=F("version") + 1) != len(keys):
            raise MovedMeanwhile(MEANWHILE)
