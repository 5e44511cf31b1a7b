"""The desk of public notices: what stands in public for how long, who objects, who answers.

What is published is the least that identifies. An objection is owned by the union that published: it is found with
``publish_notices`` alone, so the union complained about never sees it.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.progress import MovedMeanwhile, advance
from niangjia.casework.queries.notices import code_index
from niangjia.casework.review import OwnWork, filer_of, same_human
from niangjia.casework.visits.recusal import refuse_signer
from niangjia.engines.calendar import Deadline, deadline
from niangjia.engines.lifecycle import StepNotAllowed
from niangjia.records.cases.models import Case
from niangjia.records.notices.models import Knock, NoticeEntry, Objection, PublicNotice
from niangjia.records.papers.models import Paper
from niangjia.records.sealing import blind_index, seal
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

CODE_LENGTH = 12


class NoticeRuns(NiangjiaError):
    """The notice of a case is not over yet."""

    code = "notice_runs"


class NothingToPublish(NiangjiaError):
    """No household can be published."""

    code = "nothing_to_publish"


class NotPublished(NiangjiaError):
    """The household does not stand in public any more."""

    code = "not_published"


class TooOften(NiangjiaError):
    """One place knocks too often at a public door."""

    code = "too_often"


class NotNamed(NiangjiaError):
    """Somebody takes back a consent to be named that was never given."""

    code = "not_named"


@dataclass(frozen=True, slots=True)
class Listed:
    """One household as it is to stand in public."""

    case: Case
    shown_as: str
    union_label: str
    tier: str


@dataclass(frozen=True, slots=True)
class Length:
    """How long a notice stands.

    Units: ``count`` is in ``unit``: ``calendar_days`` or ``working_days``, from the day after it was published.
    """

    count: int
    unit: str
    source: str


def publish(
    union: Union, listed: Sequence[Listed], *, period: str, length: Length, again: bool, by: Account, at: datetime
) -> PublicNotice:
    """Publish households together; each takes the step ``publish``. A case that moved meanwhile is left out.

    Errors: ``NothingToPublish`` when none is left.
    """
    with transaction.atomic():
        reached = deadline(timezone.localdate(at), count=length.count, unit=length.unit)
        notice = PublicNotice.everywhere.create(
            owner_union=union,
            period=period,
            again=again,
            published_by=by,
            published_at=at,
            last_on=reached.due_on,
            working=working_of(reached, length),
        )
        count = sum(publish_one(notice, one, by=by, at=at) for one in listed)
        if not count:
            raise NothingToPublish("没有可以公示的家庭；请刷新页面看最新情况")
        trail.record(by, "publish", notice, at=at, households=count, days=length.count, unit=length.unit)
    return notice


def publish_one(notice: PublicNotice, one: Listed, *, by: Account, at: datetime) -> int:
    """Put one household on a notice; return 1, or 0 when somebody else moved its case meanwhile."""
    try:
        with transaction.atomic():
            advance(one.case, step="publish", by=by, at=at)
            NoticeEntry.everywhere.create(
                notice=notice,
                owner_union_id=one.case.owner_union_id,
                case=one.case,
                shown_as=one.shown_as,
                union_label=one.union_label,
                tier=one.tier,
            )
    except (MovedMeanwhile, StepNotAllowed):
        return 0
    return 1


def working_of(reached: Deadline, length: Length) -> dict[str, object]:
    """Return how the last day was reached, to be shown to whoever asks."""
    return {
        "count": length.count,
        "unit": length.unit,
        "source": length.source,
        "skipped": [[day.isoformat(), why] for day, why in reached.skipped],
        "provisional": reached.provisional,
    }


def take_back_name(case: Case, *, by: Account | None, at: datetime) -> None:
    """Take the consent to be named back: from now on the household stands in public by the number of its case alone.

    Without an account it is the household itself that says so.

    Errors: ``NotNamed`` when it had not agreed to be named.
    """
    with transaction.atomic():
        taken = Paper.everywhere.filter(household=case.home, kind="notice_consent", withdrawn_at__isnull=True).update(
            withdrawn_at=at
        )
        if not taken:
            raise NotNamed("这一户没有同意过公示姓名，公示里本来就只写办件号")
        entries = NoticeEntry.everywhere.filter(case__household=case.home)
        hidden = sum(
            NoticeEntry.everywhere.filter(pk=entry.pk).update(shown_as=entry.case.number)
            for entry in entries.select_related("case")
        )
        trail.record(by, "take_back_name", case, at=at, entries=hidden)


def entry_of(case: Case) -> NoticeEntry | None:
    """Return the entry under which ``case`` stands, or stood last, in public; not one that was lifted."""
    return (
        NoticeEntry.everywhere.filter(case=case, lifted_at__isnull=True)
        .select_related("notice")
        .order_by("-id")
        .first()
    )


def notice_over(case: Case, *, on: date) -> bool:
    """Return whether ``case`` has stood in public to the end, so that it can be signed on the day ``on``."""
    entry = entry_of(case)
    return entry is not None and on > entry.notice.last_on


def refuse_while_running(case: Case, *, on: date) -> None:
    """Refuse to sign a published case before its notice is over.

    Errors: ``NoticeRuns`` naming the last day.
    """
    entry = entry_of(case)
    if case.state == "published" and entry is not None and on <= entry.notice.last_on:
        raise NoticeRuns(f"公示到 {entry.notice.last_on} 为止，满了才能签；这一天过后再来签")


def knock(door: str, place: str, *, most: int, at: datetime) -> None:
    """Count that ``place`` (an address on the net, kept as a keyed index) knocked at a public door today.

    Errors: ``TooOften`` beyond ``most``.
    """
    kept: dict[str, Any] = {"door": door, "place": blind_index("place", place), "on": timezone.localdate(at)}
    with transaction.atomic():
        Knock.objects.get_or_create(**kept)
        if not Knock.objects.filter(**kept, count__lt=most).update(count=F("count") + 1):
            raise TooOften("今天从您这里发来的太多了；请明天再来，或者打 12351")


def code_for(key: UUID) -> str:
    """Return the code that goes with a form's ``key``: the same form gives the same code, nobody else can guess it."""
    digest = bytes.fromhex(blind_index("objection", str(key)))
    return b32encode(digest).decode()[:CODE_LENGTH]


def object_to(
    entry: NoticeEntry,
    *,
    key: UUID,
    name: str,
    phone: str,
    text: str,
    answered_within: Mapping[str, object],
    most_open: int,
    at: datetime,
) -> tuple[Objection, str]:
    """Keep an objection and send the household back to be checked again; return it with the code for its answer.

    The same form sent twice is one objection. ``answered_within`` has the count and the unit of the charter.

    Errors: ``NotPublished`` when the household no longer stands in public; ``TooOften`` when enough is open against it.
    """
    code = code_for(key)
    with transaction.atomic():
        known = Objection.everywhere.filter(key=key).first()
        if known is not None:
            return known, code
        refuse_objection(entry, most_open=most_open, on=timezone.localdate(at))
        owed = deadline(
            timezone.localdate(at), count=int(str(answered_within["count"])), unit=str(answered_within["unit"])
        )
        objection = Objection(
            key=key,
            entry=entry,
            owner_union_id=entry.notice.owner_union_id,
            code_index=code_index(code),
            filed_at=at,
            due_on=owed.due_on,
        )
        seal(objection, "name", name)
        seal(objection, "phone", phone)
        seal(objection, "text", text)
        try:
            with transaction.atomic():
                objection.save()
        except IntegrityError:
            return Objection.everywhere.get(key=key), code
        trail.record(None, "object", objection, at=at)
        send_back(entry, at=at)
    return objection, code


def refuse_objection(entry: NoticeEntry, *, most_open: int, on: date) -> None:
    """Refuse what comes after the notice, or on top of enough."""
    if on > entry.notice.last_on:
        raise NotPublished("这份公示已经结束，不再收异议；有话可以打 12351")
    if Objection.everywhere.filter(entry__case=entry.case_id, state="open").count() >= most_open:
        raise TooOften("这一户已经有几份异议在查；查完会答复，请先等一等")


def send_back(entry: NoticeEntry, *, at: datetime) -> None:
    """Take a household off its notice and back to be checked; one that is back already stays where it is.

    The entry is claimed before the case is looked at: of two who object at once the second finds it sent back. Where
    somebody else moves the case at this very moment it is published no longer, and the objection is kept all the same.
    """
    NoticeEntry.everywhere.filter(pk=entry.pk, lifted_at__isnull=True).update(lifted_at=at)
    case = Case.everywhere.get(pk=entry.case_id)
    if case.state == "published":
        with suppress(MovedMeanwhile):
            advance(case, step="object", by=None, at=at)


def lift(case: Case, *, at: datetime) -> None:
    """Take a household off its notice, because it takes back what it had said."""
    NoticeEntry.everywhere.filter(case=case, lifted_at__isnull=True).update(lifted_at=at)


def answer_objection(objection: Objection, *, upheld: bool, answer: str, by: Account, at: datetime) -> None:
    """Answer an objection in writing.

    Errors: ``OwnWork`` for whoever filed the household, ``TooClose`` for kin and visitors; ``MovedMeanwhile`` when
    somebody was quicker.
    """
    case = Case.everywhere.select_related("row").get(pk=objection.entry.case_id)
    filed_by = filer_of(case)
    if filed_by is not None and same_human(filed_by, by):
        raise OwnWork("这一户的摸排表是您自己上报的；请另一位同事答复异议")
    refuse_signer(case, by)
    with transaction.atomic():
        seal(objection, "answer", answer)
        claimed = Objection.everywhere.filter(pk=objection.pk, state="open").update(
            state="upheld" if upheld else "unfounded", answer=objection.answer, answered_by=by, answered_at=at
        )
        if not claimed:
            raise MovedMeanwhile("别的同事刚刚答复过；请刷新页面")
        trail.record(by, "answer_objection", objection, at=at, upheld=upheld)
