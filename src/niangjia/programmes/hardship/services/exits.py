"""Leaving the register: the rule of the place is looked at first, for one household or for hundreds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from niangjia.casework import leaving
from niangjia.casework.leaving import NotOnRegister, Parting
from niangjia.casework.review import OwnWork
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.programmes.hardship.queries.stays import Stay, stays, stays_of
from niangjia.records.cases.models import Exit
from niangjia.records.people.models import Household
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError


class NotYet(NiangjiaError):
    """The household has not stood above the line for as long as the policy wants."""

    code = "not_yet"


@dataclass(frozen=True, slots=True)
class LeftTogether:
    """What became of many leavings: those that were made, and why each of the others was not."""

    made: tuple[Exit, ...]
    refused: tuple[tuple[int, str], ...]


def leave(household: Household, *, reason: str, told: str, on: date, by: Account, at: datetime) -> Exit:
    """Let a household leave the register from a day on; where a second person has to confirm, it is proposed.

    ``reason`` is a key of the charter's ``exits``; ``told`` is what the household reads. The case of the quarter ends
    with it, when one waits for a decision.

    Errors: ``NotOnRegister`` when it does not stand there; ``NotYet`` when it has not stood above the line long
    enough; further those of ``casework.leaving.leave``.
    """
    stay = next(iter(stays_of([household.pk], on=on)), None)
    if stay is None:
        raise NotOnRegister("这一户现在不在档，不用再办退出；请刷新页面看最新情况")
    return leave_after(stay, reason=reason, told=told, on=on, by=by, at=at)


def leave_after(stay: Stay, *, reason: str, told: str, on: date, by: Account, at: datetime) -> Exit:
    """Let the household of ``stay`` leave, if the rule for ``reason`` is met."""
    why = PROGRAMME.exits[reason]
    if why.needs_line and not stay.ready:
        needed, label, months = stay.needed, why.label, stay.months
        raise NotYet(f"高于标准要满 {needed} 个月才能按“{label}”退出，现在能确认的是 {months} 个月；帮扶先不停")
    parting = Parting(reason=reason, told=told, on=on, watched_months=stay.watched_months)
    case = stay.case if why.needs_line or (stay.case and stay.case.state in leaving.LEAVES_FROM) else None
    return leaving.leave(stay.standing, parting=parting, case=case, by=by, at=at)


def leave_many(
    households: Iterable[Household],
    *,
    reason: str,
    told: str,
    on: date,
    by: Account,
    second: Account | None,
    at: datetime,
) -> LeftTogether:
    """Let many households leave for one reason, each in a transaction of its own and under the same checks.

    ``second`` confirms what ``by`` proposed; without one the proposals wait. One that is refused stops no other.

    Errors: ``OwnWork`` when the two are one human.
    """
    made: list[Exit] = []
    refused: list[tuple[int, str]] = []
    for stay in stays_of([one.pk for one in households], on=on):
        try:
            one = leave_after(stay, reason=reason, told=told, on=on, by=by, at=at)
            if second is not None and one.state == "proposed":
                leaving.check_exit(one, agreed=True, by=second, at=at)
        except OwnWork:
            raise
        except NiangjiaError as error:
            refused.append((stay.standing.family_id, str(error)))
        else:
            made.append(one)
    return LeftTogether(tuple(made), tuple(refused))


def ready_to_leave(union_ids: Iterable[int], *, on: date) -> list[Household]:
    """Return the households on the register that have stood above the line as long as their policy wants."""
    return [stay.standing.family for stay in stays(union_ids, on=on) if stay.ready]
