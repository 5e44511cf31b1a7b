"""The desk of elections: officers with their terms, and the certificate of a union as a legal person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from niangjia.casework import trail
from niangjia.engines.calendar import months_after
from niangjia.records.unions.models import Account, Certificate, Election, Officer, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.text import compatible

MONTHS_A_YEAR = 12


class ElectionNotSound(NiangjiaError):
    """A meeting that too few attended, a term that the law does not know, too few officers."""

    code = "election_not_sound"


class CodeNotSound(NiangjiaError):
    """A unified social credit code that cannot be one."""

    code = "code_not_sound"


class CertificateStands(NiangjiaError):
    """There is a certificate from this day on already, or it is too early to renew it."""

    code = "certificate_stands"


@dataclass(frozen=True, slots=True)
class ElectionRules:
    """What the law and the practice ask of an election and of a certificate.

    Units: ``quorum`` is a share as two whole numbers; ``terms`` in years; ``committee_from`` and ``committee_size`` in
    persons; ``renew_before`` and ``remind_before`` in calendar days.
    """

    quorum: tuple[int, int]
    terms: tuple[int, ...]
    committee_from: int
    committee_size: int
    chair: str
    renew_before: int
    remind_before: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a meeting of the members elected: ``officers`` are pairs of an office and a name."""

    held_on: date
    due: int
    attended: int
    term_years: int
    no_relatives: bool
    officers: tuple[tuple[str, str], ...]


def sound_code(text: str) -> str:
    """Return a unified social credit code as it is kept.

    Errors: ``CodeNotSound`` when it cannot be one.
    Source: GB 32100-2015.

    >>> sound_code(" 91110000600037341l ")
    '91110000600037341L'
    """
    plain = compatible(text).replace(" ", "").replace("-", "").upper()
    try:
        return str(uscc.validate(plain))
    except ValidationError as error:
        raise CodeNotSound("统一社会信用代码不对：应当是 18 位，最后一位是校验码；请对着证书再看一遍") from error


def must_be_sound(result: Result, *, rules: ElectionRules, members: int, on: date) -> None:
    """Refuse an election that does not count.

    Errors: ``ElectionNotSound`` for a day to come, too few who attended, another term, officers who are too few or
    without a chair, or without the statement that none is a near relative of the main manager.
    """
    share, of = rules.quorum
    if result.held_on > on:
        raise ElectionNotSound("会议还没有开；请写开会那天的日期")
    if result.attended > result.due:
        raise ElectionNotSound("到会的人不会比应到的多；请再核对两个人数")
    if result.attended * of < result.due * share or not result.due:
        raise ElectionNotSound(
            f"应到 {result.due} 人，到会 {result.attended} 人，不足 {of} 分之 {share}，选举不算数；请重新开会"
        )
    if result.term_years not in rules.terms:
        raise ElectionNotSound(f"任期只能是 {'或'.join(map(str, rules.terms))} 年")
    if rules.chair not in {office for office, _name in result.officers}:
        raise ElectionNotSound("还没有写主席是谁")
    if members >= rules.committee_from and len(result.officers) < rules.committee_size:
        raise ElectionNotSound(f"会员有 {rules.committee_from} 人以上，要选出委员会，至少 {rules.committee_size} 人")
    if not result.no_relatives:
        raise ElectionNotSound("请确认当选的人里没有单位主要负责人的近亲属；有的话，要重新推选")


def hold_election(
    union: Union, *, result: Result, rules: ElectionRules, members: int, on: date, by: Account | None, at: datetime
) -> Election:
    """Keep an election of ``union``: those elected before hold office until that day, those elected now from it on.

    Units:  ``members`` is how many members there are; ``on`` the day it is written.
    Errors: ``ElectionNotSound``, also when an election of that day or later is kept already.
    """
    must_be_sound(result, rules=rules, members=members, on=on)
    until = months_after(result.held_on, result.term_years * MONTHS_A_YEAR)
    try:
        with transaction.atomic():
            if Election.everywhere.filter(owner_union=union, held_on__gte=result.held_on).exists():
                raise ElectionNotSound("这一天或者以后的选举已经记过了")
            Officer.everywhere.filter(owner_union=union, to_on__isnull=True).update(to_on=result.held_on)
            election = Election.everywhere.create(
                owner_union=union,
                held_on=result.held_on,
                due=result.due,
                attended=result.attended,
                term_years=result.term_years,
                until_on=until,
                remind_on=until - timedelta(days=rules.remind_before),
                no_relatives=result.no_relatives,
                by=by,
                at=at,
            )
            Officer.everywhere.bulk_create(
                Officer(owner_union=union, election=election, office=office, name=name[:60], from_on=result.held_on)
                for office, name in result.officers
            )
            trail.record(by, "hold_election", election, at=at, officers=len(result.officers))
    except IntegrityError as error:
        raise ElectionNotSound("这一天或者以后的选举已经记过了") from error
    return election


def register_certificate(
    union: Union, *, code: str, from_on: date, until_on: date, rules: ElectionRules, by: Account | None, at: datetime
) -> Certificate:
    """Keep the certificate of ``union`` as a legal person, the first or a renewed one; it is renewed before it ends.

    Errors: ``CodeNotSound``; ``CertificateStands`` when one begins that day, or the one before is not yet to be
    renewed.
    """
    plain = sound_code(code)
    try:
        with transaction.atomic():
            last = newest_certificate(union.pk)
            if last is not None and from_on < last.renew_from:
                raise CertificateStands(f"现在的证书到 {last.renew_from} 才可以换；请到那时再办")
            certificate = Certificate.everywhere.create(
                owner_union=union,
                code=plain,
                from_on=from_on,
                until_on=until_on,
                renew_from=until_on - timedelta(days=rules.renew_before),
                by=by,
                at=at,
            )
            trail.record(by, "register_certificate", certificate, at=at)
    except IntegrityError as error:
        raise CertificateStands("这一天起的证书已经登记过了，或者有效期不对") from error
    return certificate


def newest_certificate(union_id: int) -> Certificate | None:
    """Return the certificate that ``union_id`` got last."""
    return Certificate.everywhere.filter(owner_union_id=union_id).order_by("-from_on").first()


def newest_election(union_id: int) -> Election | None:
    """Return the last election of ``union_id``."""
    return Election.everywhere.filter(owner_union_id=union_id).order_by("-held_on").first()


def officers_on(union_id: int, *, on: date) -> Sequence[Officer]:
    """Return who holds an office of ``union_id`` on a day, in the order in which they were elected.

    Whose term is over stays until somebody else is elected.
    """
    held = Officer.everywhere.filter(owner_union_id=union_id, from_on__lte=on)
    still = held.filter(Q(to_on__isnull=True) | Q(to_on__gt=on))
    return list(still.select_related("election").order_by("id"))
