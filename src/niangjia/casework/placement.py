"""The placement desk: a cadre answers for a household, keeps in touch, hands over, and lets go when it is time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from niangjia.casework import needs, trail
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.queries import pairs
from niangjia.records.people.models import Household
from niangjia.records.placements.models import Contact, Pairing
from niangjia.records.sealing import seal, unseal
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError

HANDED_OVER = "handed_over"


class AlreadyPaired(NiangjiaError):
    """The household has a cadre."""

    code = "already_paired"


class Recused(NiangjiaError):
    """Cadre and household must keep away from each other."""

    code = "recused"


class NotWithinReach(NiangjiaError):
    """No post of the cadre reaches the household today."""

    code = "not_within_reach"


class NoSeatLeft(NiangjiaError):
    """The cadre has as many households as one may have."""

    code = "no_seat_left"


WHY_RECUSED = {
    pairs.KIN: "这位干部和这一户是亲属或关系密切，要回避；请另选一位",
    pairs.FILED: "这一户是这位干部自己上报的，要回避；请另选一位",
}


@dataclass(frozen=True, slots=True)
class Owed:
    """By when the next contact is owed, and from when on the county is told that it did not come about."""

    on: date
    escalates_on: date


@dataclass(frozen=True, slots=True)
class FoundNeed:
    """A need that came up in a contact: its kind in the charter, and what was said."""

    kind: str
    text: str


def pair(
    household: Household, *, cadre: Account, kind: str, owed: Owed, most: int, by: Account, at: datetime
) -> Pairing:
    """Let ``cadre`` answer for ``household`` from today on. ``most`` is how many households one cadre may have.

    Errors: ``AlreadyPaired``; ``Recused``; ``NotWithinReach``; ``NoSeatLeft``; ``MovedMeanwhile`` when somebody was
    quicker.
    """
    made = pair_many([(household, cadre)], kind=kind, owed=owed, most=most, by=by, at=at)
    if not made:
        raise AlreadyPaired("这一户已经有结对干部了；要换人请用“交接”")
    return made[0]


def pair_many(
    proposed: Sequence[tuple[Household, Account]],
    *,
    kind: str,
    owed: Owed,
    most: int,
    by: Account,
    at: datetime,
) -> list[Pairing]:
    """Pair all of ``proposed``, or none; a household that has a cadre already keeps hers. Return the new pairings.

    Errors: as ``pair``, for any one of them; then nothing is written.
    """
    today = timezone.localdate(at)
    with transaction.atomic():
        taken = pairs.with_cadre({household.pk for household, _cadre in proposed})
        fresh = [(household, cadre) for household, cadre in proposed if household.pk not in taken]
        refuse_unsuitable(fresh, on=today)
        rows = [
            Pairing(
                owner_union_id=household.owner_union_id,
                household=household,
                cadre=cadre,
                kind=kind,
                seat=seat,
                from_on=today,
                next_contact_on=owed.on,
                escalates_on=owed.escalates_on,
                paired_by=by,
                paired_at=at,
            )
            for (household, cadre), seat in zip(fresh, seats_for([one for _, one in fresh], most=most), strict=True)
        ]
        keep_rows(rows)
        for row in rows:
            trail.record(by, "pair", row, at=at, kind=kind)
    return rows


def keep_rows(rows: Sequence[Pairing]) -> None:
    """Write new pairings; where somebody was quicker, nothing.

    Errors: ``MovedMeanwhile``.
    """
    try:
        with transaction.atomic():
            Pairing.everywhere.bulk_create(rows, batch_size=200)
    except IntegrityError as error:
        raise MovedMeanwhile("别的同事刚刚给其中的家庭结了对；请刷新页面，看过新的名单再办") from error


def seats_for(cadres: Sequence[Account], *, most: int) -> list[int]:
    """Return a free seat for each of ``cadres``, who may be named several times.

    Errors: ``NoSeatLeft`` when one of them has as many households as one may have.
    """
    taken = pairs.open_seats({cadre.pk for cadre in cadres})
    seats = []
    for cadre in cadres:
        free = next((seat for seat in range(1, most + 1) if seat not in taken[cadre.pk]), None)
        if free is None:
            raise NoSeatLeft(f"一位干部最多结对 {most} 户，这位已经满了；请另选一位")
        taken[cadre.pk].add(free)
        seats.append(free)
    return seats


def refuse_unsuitable(proposed: Sequence[tuple[Household, Account]], *, on: date) -> None:
    """Refuse who must keep away, and who does not reach the household's union.

    Errors: ``Recused``; ``NotWithinReach``.
    """
    kept_away = pairs.recusals({one.pk for one, _ in proposed}, {one.pk for _, one in proposed})
    places = {household.owner_union_id for household, _ in proposed}
    near: Mapping[tuple[int, int], int] = pairs.steps_between(places, within=None, on=on) if places else {}
    for household, cadre in proposed:
        why = kept_away.get((household.pk, cadre.pk))
        if why:
            raise Recused(WHY_RECUSED[why])
        if (household.owner_union_id, cadre.pk) not in near:
            raise NotWithinReach("这位干部现在的岗位管不到这一户所在的工会；请另选一位")


def log_contact(
    pairing: Pairing,
    *,
    key: UUID,
    channel: str,
    reached: bool,
    note: str = "",
    need: FoundNeed | None = None,
    owed: Owed,
    by: Account,
    at: datetime,
) -> Contact:
    """Write down a try to speak with the household; the same ``key`` counts once.

    Only one that reached somebody moves the day of the next contact, to ``owed``. A need that came up becomes a case.

    Errors: ``MovedMeanwhile`` when the pairing holds no longer, or with another cadre: nothing is written then.
    """
    today = timezone.localdate(at)
    with transaction.atomic():
        known = Contact.everywhere.filter(key=key, pairing=pairing, by=by).first()
        if known is not None:
            return known
        moved = {
            "next_contact_on": owed.on,
            "escalates_on": owed.escalates_on,
            "first_reached_on": Coalesce(F("first_reached_on"), Value(today)),
            "last_reached_on": today,
        }
        claimed = Pairing.everywhere.filter(pk=pairing.pk, cadre_id=pairing.cadre_id, ended_on__isnull=True)
        if not claimed.update(**(moved if reached else {"cadre_id": F("cadre_id")})):
            raise MovedMeanwhile("这一户刚刚交接或结束了结对；请回到名单，看过最新情况再记")
        contact = Contact(
            key=key,
            owner_union_id=pairing.owner_union_id,
            pairing=pairing,
            household_id=pairing.household_id,
            channel=channel,
            reached=reached,
            by=by,
            at=at,
            on=today,
        )
        seal(contact, "note", note or None)
        if need is not None:
            contact.need = needs.open_need(
                pairing.household,
                matter="need",
                kind=need.kind,
                origin="call",
                text=need.text,
                state="need_open",
                by=by,
                at=at,
            )
        keep_contact(contact)
        trail.record(by, "log_contact", contact, at=at, channel=channel, reached=reached)
    return contact


def keep_contact(contact: Contact) -> None:
    """Write one contact.

    Errors: ``MovedMeanwhile`` when the same form is being written by another request at this moment.
    """
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        raise MovedMeanwhile("这次联系刚刚已经记下了；请刷新页面看一看") from error


def note_of(contact: Contact) -> str:
    """Return what was written about a contact."""
    return unseal(contact, "note") or ""


def hand_over(
    pairing: Pairing, *, to: Account, reason: str, owed: Owed, most: int, by: Account, at: datetime
) -> Pairing:
    """Let another cadre answer for the household from today on. What was written down before goes with it.

    ``reason`` is a key of the charter.

    Errors: ``MovedMeanwhile`` when it was handed over or ended meanwhile; ``AlreadyPaired`` when it would stay with
    the same cadre; ``Recused``; ``NotWithinReach``; ``NoSeatLeft``.
    """
    today = timezone.localdate(at)
    if to.pk == pairing.cadre_id:
        raise AlreadyPaired("这一户现在就是这位干部的；请选另一位")
    with transaction.atomic():
        refuse_unsuitable([(pairing.household, to)], on=today)
        [seat] = seats_for([to], most=most)
        claim_end(pairing, ends_as=HANDED_OVER, on=today)
        row = Pairing(
            owner_union_id=pairing.owner_union_id,
            household_id=pairing.household_id,
            cadre=to,
            kind=pairing.kind,
            seat=seat,
            follows=pairing,
            handed_why=reason,
            from_on=today,
            next_contact_on=owed.on,
            escalates_on=owed.escalates_on,
            paired_by=by,
            paired_at=at,
        )
        keep_rows([row])
        trail.record(by, "hand_over", row, at=at, reason=reason, before=pairing.pk)
    return row


def end_pairing(pairing: Pairing, *, reason: str, by: Account | None, at: datetime) -> None:
    """End a pairing today; ``reason`` is a key of the charter's ``ends``. Without an account a rule ends it.

    Errors: ``MovedMeanwhile`` when it was handed over or ended meanwhile.
    """
    with transaction.atomic():
        claim_end(pairing, ends_as=reason, on=timezone.localdate(at))
        trail.record(by, "end_pairing", pairing, at=at, reason=reason)


def claim_end(pairing: Pairing, *, ends_as: str, on: date) -> None:
    """Let a pairing hold no longer from ``on`` on.

    Errors: ``MovedMeanwhile`` when it held no longer already.
    """
    ended = Pairing.everywhere.filter(pk=pairing.pk, ended_on__isnull=True).update(ended_on=on, ends_as=ends_as)
    if not ended:
        raise MovedMeanwhile("别的同事刚刚交接或结束了这个结对；请刷新页面，看过最新情况再办")
