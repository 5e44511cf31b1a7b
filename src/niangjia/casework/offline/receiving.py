"""Receiving: what a phone sends is kept as it came, and counted once; where that cannot be, a person is asked."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.access import MATRIX, Actor, actor_of
from niangjia.casework.messages import notify
from niangjia.casework.offline.kinds import Kind, Subject, kinds
from niangjia.casework.offline.packing import still_good
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries.tree import ancestors
from niangjia.engines.receiving import Arrival, Kept, Verdict, fate_of
from niangjia.outside.pictures import Limits, cleaned
from niangjia.records.sealing import blind_index, seal, seal_bytes, unseal, unseal_bytes
from niangjia.records.surveys.models import Package, Submission
from niangjia.records.unions.models import TERRITORY, Account, Post
from niangjia.values.errors import NiangjiaError

OPEN = ("conflict", "quarantined")
STATE_OF = {"count": "counted", "conflict": "conflict", "quarantine": "quarantined"}
DECIDES = "decide_submissions"
PNG_DATA = "data:image/"


class BadSubmission(NiangjiaError):
    """What was sent cannot be read: not of a known kind, about nothing that is here, or not whole."""

    code = "bad_submission"


@dataclass(frozen=True, slots=True)
class Sent:
    """One finished piece of work as a phone sends it.

    ``uid`` is the phone's own number of it; ``base`` the version of the subject that it had seen; ``own`` the numbers
    of what it finished before on the same subject; ``told_at`` the hour by its own clock; ``photo`` and ``signature``
    are ``data:`` texts.
    """

    kind: str
    uid: UUID
    subject: UUID
    base: int
    content: Mapping[str, Any]
    own: tuple[str, ...] = ()
    told_at: datetime | None = None
    photo: str = ""
    signature: str = ""

    @property
    def print(self) -> str:
        """The keyed print of what was sent: equal contents meet, and nobody can guess one from it."""
        whole = [self.kind, str(self.subject), self.content, self.photo, self.signature]
        return blind_index("submission", json.dumps(whole, ensure_ascii=False, sort_keys=True))


def receive(package: Package, sent: Sent, *, limits: Limits, at: datetime) -> Submission:
    """Keep what a phone sent and, if all is well, count it; return it as it is kept.

    It may come as often as it likes. The hour of the server decides.

    Errors: ``BadSubmission``; ``PaperRefused`` for a photo that cannot be one; ``MovedMeanwhile`` when the same piece
    comes twice in the same moment: the phone tries again.
    """
    kind = kinds().get(sent.kind)
    subject = kind.subject(sent.subject) if kind else None
    if kind is None or subject is None:
        raise BadSubmission("没有找到这一户；请联系派任务的工会")
    known = list(Submission.everywhere.filter(made_as=sent.uid))
    actor = actor_of(package.account, on=timezone.localdate(at))
    arrival = Arrival(
        print=sent.print,
        entitled=package.account.is_active
        and package.account.permission_epoch == package.epoch
        and kind.entitled(actor, subject),
        in_time=still_good(package, at=at),
        moved=kind.moved(subject, base=sent.base, own=sent.own),
    )
    verdict = fate_of(arrival, known=[Kept(one.content_index) for one in known])
    if verdict.fate == "again":
        return next(one for one in known if one.content_index == arrival.print)
    kept = row_of(package, sent, subject, verdict, first=not known, limits=limits, at=at)
    try:
        with transaction.atomic():
            kept.save()
            trail.record(
                package.account, "receive_submission", kept, at=at, kind=sent.kind, state=kept.state, why=kept.why
            )
            if verdict.fate == "count":
                count_now(kind, subject, kept, sent.content, at=at)
            else:
                tell_owner(kept, at=at)
    except IntegrityError as error:
        raise MovedMeanwhile("这一份正在收；请过几秒再送一次") from error
    return kept


def row_of(
    package: Package,
    sent: Sent,
    subject: Subject,
    verdict: Verdict,
    *,
    first: bool,
    limits: Limits,
    at: datetime,
) -> Submission:
    """Return what was sent as a row, sealed; not saved."""
    kept = Submission(
        owner_union_id=subject.union_id,
        made_as=sent.uid,
        content_index=sent.print,
        first=first,
        kind=sent.kind,
        subject=sent.subject,
        base=sent.base,
        account=package.account,
        package=package,
        state=STATE_OF[verdict.fate],
        why=verdict.why,
        received_at=at,
        told_at=sent.told_at,
    )
    seal(kept, "content", json.dumps(dict(sent.content), ensure_ascii=False, sort_keys=True))
    for name in ("photo", "signature"):
        drawn = picture_in(getattr(sent, name), limits=limits)
        if drawn is not None:
            seal_bytes(kept, name, drawn)
    return kept


def picture_in(text: str, *, limits: Limits) -> bytes | None:
    """Return the picture in a ``data:`` text, drawn anew without what it tells of place and time.

    Errors: ``BadSubmission`` when it is no such text; ``PaperRefused`` when it is no picture.
    """
    if not text:
        return None
    head, _comma, body = text.partition(",")
    if not head.startswith(PNG_DATA) or not head.endswith(";base64"):
        raise BadSubmission("照片没有传完整；请重新拍一张")
    try:
        return cleaned(base64.b64decode(body, validate=True), limits=limits).content
    except binascii.Error as error:
        raise BadSubmission("照片没有传完整；请重新拍一张") from error


def count_now(kind: Kind, subject: Subject, kept: Submission, content: Mapping[str, Any], *, at: datetime) -> None:
    """Let the window keep it; what the window refuses waits for a person, and is not lost."""
    try:
        with transaction.atomic():
            apply(kind, subject, kept, content, at=at)
    except NiangjiaError:
        kept.state, kept.why = "conflict", "refused"
        Submission.everywhere.filter(pk=kept.pk).update(state=kept.state, why=kept.why)
        tell_owner(kept, at=at)


def apply(
    kind: Kind,
    subject: Subject,
    kept: Submission,
    content: Mapping[str, Any],
    *,
    replacing: int | None = None,
    at: datetime,
) -> None:
    """Count one submission through the service of its window, in the name of whoever was at the door."""
    kind.count(
        subject,
        content,
        uid=kept.made_as if kept.first else kept.uid,
        photo=unseal_bytes(kept, "photo") if kept.photo is not None else None,
        told_at=kept.told_at,
        replacing=replacing,
        by=kept.account,
        at=at,
    )


def content_of(kept: Submission) -> dict[str, Any]:
    """Return what was sent."""
    content: dict[str, Any] = json.loads(unseal(kept, "content") or "{}")
    return content


def owners_of(union_id: int, *, at: datetime) -> list[Account]:
    """Return who decides for a union: those with a post at it, else at the nearest union above with one."""
    on = timezone.localdate(at)
    in_force = Post.objects.filter(role__in=MATRIX.roles_with(DECIDES), account__is_active=True, from_on__lte=on)
    in_force = in_force.filter(Q(to_on__isnull=True) | Q(to_on__gt=on)).select_related("account").order_by("id")
    for union in ancestors(union_id, line=TERRITORY, on=on):
        found = {post.account_id: post.account for post in in_force.filter(union=union)}
        if found:
            return list(found.values())
    return []


def tell_owner(kept: Submission, *, at: datetime) -> None:
    """Tell those who decide that something waits for them."""
    left = "有一份走访记录送来时已经不归送的人办，请看过再定"
    text = left if kept.state == "quarantined" else "有两份走访记录不一致，请选一份"
    notify(
        owners_of(kept.owner_union_id, at=at),
        key=f"submission:{kept.pk}",
        kind="submission_waits",
        text=text,
        union=kept.owner_union,
        address=reverse("membership:submissions"),
        by=kept.account,
        at=at,
    )


def waiting(actor: Actor) -> QuerySet[Submission]:
    """Return what waits for somebody's choice within reach, oldest first."""
    return (
        actor.rows(Submission, DECIDES)
        .filter(state__in=OPEN)
        .select_related("account", "owner_union")
        .order_by("received_at", "id")
    )


def count_it(kept: Submission, *, replacing: bool = False, by: Account, at: datetime) -> None:
    """Count a piece that waited: a person looked at both sides and chose it, beside or instead of what stood.

    Errors: ``MovedMeanwhile`` when somebody chose a moment ago; those of the window's service.
    """
    kind = kinds()[kept.kind]
    subject = kind.subject(kept.subject)
    if subject is None:
        raise BadSubmission("没有找到这一户；请联系派任务的工会")
    with transaction.atomic():
        settle(kept, state="counted", by=by, at=at)
        apply(kind, subject, kept, content_of(kept), replacing=kept.base if replacing else None, at=at)
        trail.record(by, "count_submission", kept, at=at, kind=kept.kind, replacing=replacing)


def set_aside(kept: Submission, *, by: Account, at: datetime) -> None:
    """Leave a piece uncounted after somebody looked at it: it is kept, and what stood before stands.

    Errors: ``MovedMeanwhile`` when somebody chose a moment ago.
    """
    with transaction.atomic():
        settle(kept, state="set_aside", by=by, at=at)
        trail.record(by, "set_aside_submission", kept, at=at, kind=kept.kind)


def settle(kept: Submission, *, state: str, by: Account, at: datetime) -> None:
    """Claim a waiting piece for one choice."""
    claimed = Submission.everywhere.filter(pk=kept.pk, state__in=OPEN).update(state=state, decided_by=by, decided_at=at)
    if not claimed:
        raise MovedMeanwhile("别的同事刚刚定过这一份；请刷新页面")
    kept.state, kept.decided_by, kept.decided_at = state, by, at
