"""The wish desk: a small wish goes on the wall in words that name nobody, is claimed once at a time, and granted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.needs import ProofMissing, keep_proof, open_need
from niangjia.casework.progress import MovedMeanwhile, advance
from niangjia.records.cases.models import Case, Clock
from niangjia.records.papers.models import Paper
from niangjia.records.people.models import Household, Person
from niangjia.records.sealing import blind_index, seal, unseal
from niangjia.records.tasks.models import Claim, Need, Wish
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError

LONG_NUMBER = re.compile(r"[0-9０-９][0-9０-９\s-]{4,}")
"""Five figures and more are a phone, a number or an address: none of them belongs on a wall."""


class NamesSomebody(NiangjiaError):
    """The words for the wall tell who it is."""

    code = "names_somebody"


class NotReleased(NiangjiaError):
    """A wish that does not hang on the wall cannot be claimed."""

    code = "not_released"


class AlreadyClaimed(NiangjiaError):
    """Somebody else was quicker."""

    code = "already_claimed"


class TooManyClaims(NiangjiaError):
    """One phone, or the whole wall, had as many claims as the charter lets through."""

    code = "too_many_claims"


class StillTime(NiangjiaError):
    """A claim still has time before it falls through."""

    code = "still_time"


@dataclass(frozen=True, slots=True)
class ClaimLimits:
    """How much may be claimed: at once by one phone, and on the whole wall within one hour."""

    a_phone: int
    an_hour: int


def raise_wish(
    household: Household,
    *,
    kind: str,
    text: str,
    consent: str,
    origin: str = "request",
    number: str = "",
    by: Account | None,
    at: datetime,
) -> Wish:
    """Keep the wish of a household. It hangs on the wall once words for it are released.

    Errors: ``IntegrityError`` when there is a case of this ``number`` already.
    """
    with transaction.atomic():
        case = open_need(
            household,
            matter="wish",
            kind=kind,
            origin=origin,
            text=text,
            state="wish_open",
            number=number,
            by=by,
            at=at,
        )
        wish = Wish.everywhere.create(need=case.need, owner_union_id=case.owner_union_id, consent=consent)
        trail.record(by, "raise_wish", wish, at=at, consent=consent)
    return wish


def release_wish(wish: Wish, *, text: str, age_group: str = "", by: Account, at: datetime) -> None:
    """Put a wish on the wall in words that name nobody.

    Errors: ``NamesSomebody`` when they hold a name of the household or a long number; ``MovedMeanwhile`` when it is
    claimed, granted or withdrawn already.
    """
    must_name_nobody(wish, text)
    with transaction.atomic():
        released = Wish.everywhere.filter(pk=wish.pk, need__case__state="wish_open").update(
            released=text.strip(), age_group=age_group, released_by=by, released_at=at
        )
        if not released:
            raise MovedMeanwhile("这个心愿已经有人认领，或已经收回；请刷新页面")
        trail.record(by, "release_wish", wish, at=at)


def must_name_nobody(wish: Wish, text: str) -> None:
    """Refuse words that hold a name of the household, or a number as long as a phone's."""
    household = wish.need.case.home
    names = {household.head_name, *Person.everywhere.filter(household=household).values_list("name", flat=True)}
    if any(name and name in text for name in names):
        raise NamesSomebody("心愿墙上不写姓名；请改成“一位职工”“一个读小学的孩子”这样的说法")
    if LONG_NUMBER.search(text):
        raise NamesSomebody("心愿墙上不写电话、证件号和门牌；请把长串数字删掉")


def claim_wish(wish: Wish, *, name: str, phone: str, agreed_to: str, limits: ClaimLimits, at: datetime) -> Claim:
    """Let somebody without an account take a wish up: one at a time, whoever is first.

    Errors: ``NotReleased`` when it does not hang on the wall; ``AlreadyClaimed`` when somebody was quicker;
    ``TooManyClaims`` beyond ``limits``.
    """
    if wish.released_at is None:
        raise NotReleased("没有找到这个心愿")
    index = blind_index("phone", phone)
    must_be_within(limits, phone_index=index, at=at)
    case = Case.everywhere.get(pk=wish.need.case_id)
    if case.state != "wish_open":
        raise AlreadyClaimed("谢谢您。这个心愿刚刚有人认领了，墙上还有别的在等")
    try:
        with transaction.atomic():
            advance(case, step="claim", by=None, at=at)
            claim = Claim(
                wish=wish, owner_union_id=wish.owner_union_id, phone_index=index, agreed_to=agreed_to, claimed_at=at
            )
            seal(claim, "name", name)
            seal(claim, "phone", phone)
            claim.save()
            trail.record(None, "claim_wish", claim, at=at)
    except (MovedMeanwhile, IntegrityError) as error:
        raise AlreadyClaimed("谢谢您。这个心愿刚刚有人认领了，墙上还有别的在等") from error
    return claim


def must_be_within(limits: ClaimLimits, *, phone_index: str, at: datetime) -> None:
    """Refuse what one phone, or the whole wall, may not claim any more."""
    waiting = Claim.everywhere.filter(
        phone_index=phone_index, fallen_at__isnull=True, wish__need__case__state="wish_claimed"
    )
    if waiting.count() >= limits.a_phone:
        raise TooManyClaims("谢谢您。您认领的心愿还没有实现完，等实现了再认领下一个")
    if Claim.everywhere.filter(claimed_at__gt=at - timedelta(hours=1)).count() >= limits.an_hour:
        raise TooManyClaims("这会儿认领的人很多，请过一个小时再来")


def live_claim(wish: Wish) -> Claim | None:
    """Return the claim that a wish has now."""
    return Claim.everywhere.filter(wish=wish, fallen_at__isnull=True).first()


def hand_over(claim: Claim, *, by: Account, at: datetime) -> tuple[str, str]:
    """Return name and phone of whoever claimed a wish, so that the desk brings both together; it is written first."""
    with transaction.atomic():
        Claim.everywhere.filter(pk=claim.pk, handed_over_at__isnull=True).update(handed_over_at=at, handed_over_by=by)
        trail.record(by, "hand_over", claim, at=at)
    return unseal(claim, "name") or "", unseal(claim, "phone") or ""


def fall_through(claim: Claim, *, why: str, by: Account | None, at: datetime) -> None:
    """End a claim that comes to nothing; the wish hangs on the wall again.

    ``why`` is a key of the charter; ``timed_out`` only once its clock has run out.

    Errors: ``StillTime`` for a claim that has not timed out; ``MovedMeanwhile`` when it was granted meanwhile.
    """
    case = Case.everywhere.get(pk=claim.wish.need.case_id)
    over = Clock.objects.filter(
        case=case, step="fulfil", stopped_at__isnull=True, due_on__lt=timezone.localdate(at)
    ).exists()
    if why == "timed_out" and not over:
        raise StillTime("认领还没有到期，再等等")
    with transaction.atomic():
        advance(case, step="unclaim", by=by, at=at)
        Claim.everywhere.filter(pk=claim.pk, fallen_at__isnull=True).update(fallen_at=at, fallen_by=by, fallen_as=why)
        trail.record(by, "fall_through", claim, at=at, why=why)


def fulfil(
    wish: Wish, *, told: str = "", papers: Sequence[Paper] = (), thanks: str = "", by: Account, at: datetime
) -> None:
    """Say that a wish came true, and show it; ``thanks`` may stand on the wall and names nobody either.

    Errors: ``ProofMissing`` without proof; ``NamesSomebody``; ``MovedMeanwhile`` when it is not claimed any more.
    """
    if not told.strip() and not papers:
        raise ProofMissing("请附上一张照片或单据，或写一句怎么实现的")
    must_name_nobody(wish, thanks)
    need = Need.everywhere.select_related("case").get(pk=wish.pk)
    with transaction.atomic():
        advance(need.case, step="fulfil", by=by, at=at)
        keep_proof(need, told=told, papers=papers, award=None, by=by, at=at)
        Need.everywhere.filter(pk=need.pk).update(solved_at=at, solved_by=by)
        Wish.everywhere.filter(pk=wish.pk).update(thanks=thanks.strip())


def withdraw_wish(wish: Wish, *, by: Account | None, at: datetime) -> None:
    """Take a wish off the wall because she wants it so."""
    with transaction.atomic():
        advance(Case.everywhere.get(pk=wish.need.case_id), step="withdraw", by=by, at=at)
