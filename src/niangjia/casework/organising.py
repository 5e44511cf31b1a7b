"""The desk of organising: a workplace asks for a union; what is missing is said once; elected, confirmed, founded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.access.offices import found_union
from niangjia.casework.elections import (
    ElectionRules,
    Result,
    hold_election,
    must_be_sound,
    register_certificate,
    sound_code,
)
from niangjia.casework.progress import MovedMeanwhile, advance, start_clocks
from niangjia.records.cases.models import Case
from niangjia.records.sealing import blind_index, seal, secret_code, unseal
from niangjia.records.tasks.models import Founding
from niangjia.records.unions.models import TERRITORY, Account, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter

MEMBERSHIP = "membership"
TOLD = ["name", "kind", "workers", "wishing", "contact_name", "contact_phone", "papers", "meeting_on"]
"""What an applicant may write anew; all else of a founding is written by the steps."""
ENDED = ("found_refused", "found_withdrawn", "founded")
"""The states in which nothing more is decided about a founding."""
LONGEST_NAME = 120
"""How many characters the name of a workplace, and of a union, may have."""


class FoundingUnderWay(NiangjiaError):
    """Somebody asked for a union at this workplace already."""

    code = "founding_under_way"


class SaidOnce(NiangjiaError):
    """What is missing was said already, or nothing was named."""

    code = "said_once"


@dataclass(frozen=True, slots=True)
class Workplace:
    """What an applicant tells of the workplace; ``papers`` are the keys of what was handed in.

    Units: ``workers`` and ``wishing`` in persons.
    """

    name: str
    code: str
    kind: str
    workers: int
    wishing: int
    contact_name: str
    contact_phone: str
    papers: Collection[str] = ()
    meeting_on: date | None = None


def apply_founding(upper: Union, *, told: Workplace, by: Account | None, at: datetime) -> tuple[Founding, str]:
    """Open the case of a workplace that asks ``upper`` for a union; return it, and the code by which it is followed.

    Errors: ``CodeNotSound``; ``FoundingUnderWay`` when there is one of this workplace already.
    """
    code = secret_code()
    workplace = sound_code(told.code)
    case = Case(
        owner_union=upper,
        programme=MEMBERSHIP,
        matter="found",
        period=str(Quarter.of(timezone.localdate(at))),
        state="found_asked",
        opened_at=at,
        opened_by=by,
    )
    case.number = f"F-{case.uid.hex[:12]}"
    founding = Founding(
        case=case, owner_union=upper, code=workplace, code_index=blind_index("founding_code", code), applicant=by
    )
    write_down(founding, told)
    try:
        with transaction.atomic():
            gone = Founding.everywhere.filter(code=workplace, union__dissolved_on__isnull=False)
            gone.update(is_live=False)
            case.save()
            founding.save()
            trail.record(by, "open", case, at=at, matter="found", kind=told.kind)
            start_clocks(case, at=at)
    except IntegrityError as error:
        raise FoundingUnderWay("这家单位的建会申请已经在办，或者已经建会；请问问所在地的工会") from error
    return founding, code


def write_down(founding: Founding, told: Workplace) -> None:
    """Put what the applicant told into ``founding``, without saving it."""
    founding.name, founding.kind = told.name[:LONGEST_NAME], told.kind
    founding.workers, founding.wishing = told.workers, told.wishing
    founding.contact_name, founding.papers = told.contact_name[:60], sorted(set(told.papers))
    founding.meeting_on = told.meeting_on
    seal(founding, "contact_phone", told.contact_phone or None)


def named_as_union(workplace: str) -> str:
    """Return what the union of a workplace is called: a name that says union already stays.

    >>> named_as_union("云雀速运有限公司"), named_as_union("快递行业工会联合会")
    ('云雀速运有限公司工会', '快递行业工会联合会')
    """
    return workplace if "工会" in workplace else workplace[: LONGEST_NAME - 2] + "工会"


def issue_founding_code(founding: Founding, *, by: Account, at: datetime) -> str:
    """Return a new code by which the applicant follows a founding, for one who lost it; the older one ends."""
    code = secret_code()
    with transaction.atomic():
        Founding.everywhere.filter(pk=founding.pk).update(code_index=blind_index("founding_code", code))
        trail.record(by, "issue_founding_code", founding, at=at)
    return code


def founding_known(code: str) -> Founding | None:
    """Return the founding that is followed by ``code``."""
    plain = "".join(code.replace("-", "").split()).upper()
    found = Founding.everywhere.filter(code_index=blind_index("founding_code", plain))
    return found.select_related("case", "owner_union", "union").first()


def founding_followed(uid: str) -> Founding | None:
    """Return the founding that a phone has opened by its code; ``uid`` is what its session remembers."""
    found = Founding.everywhere.filter(uid=uid) if uid else Founding.everywhere.none()
    return found.select_related("case", "owner_union", "union").first()


def show_phone(founding: Founding, *, by: Account, at: datetime) -> str:
    """Return the phone number of the contact in the clear, and write that it was shown, to whom."""
    with transaction.atomic():
        trail.record(by, "reveal", founding, at=at, field="contact_phone", purpose="contact")
    return unseal(founding, "contact_phone") or ""


def say_missing(founding: Founding, *, lacking: Collection[str], by: Account, at: datetime) -> None:
    """Say what is missing, all of it, once.

    Errors: ``SaidOnce`` when it was said before, or nothing is named; ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    named = sorted(set(lacking))
    if not named:
        raise SaidOnce("请勾上缺的每一样，一次说清")
    with transaction.atomic():
        advance(founding.case, step="say_missing", by=by, at=at)
        said = Founding.everywhere.filter(pk=founding.pk, lacking_told_at__isnull=True)
        if not said.update(lacking=named, lacking_told_at=at):
            raise SaidOnce("缺什么只说一次，已经说过了；还差的请打电话帮申请人补上")
        trail.record(by, "say_missing", founding, at=at, count=len(named))


def complete_founding(founding: Founding, *, told: Workplace, by: Account | None, at: datetime) -> None:
    """Hand in what was missing; the workplace itself stays the same.

    Errors: ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    with transaction.atomic():
        advance(founding.case, step="complete_founding", by=by, at=at)
        write_down(founding, told)
        founding.save(update_fields=TOLD)


def agree_founding(founding: Founding, *, by: Account, at: datetime) -> None:
    """Agree that the workplace prepares its union.

    Errors: ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    advance(founding.case, step="agree_founding", by=by, at=at)


def refuse_founding(founding: Founding, *, reason: str, by: Account, at: datetime) -> None:
    """Refuse a founding with its reason, which the applicant reads.

    Errors: ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    with transaction.atomic():
        advance(founding.case, step="refuse_founding", by=by, at=at, note=reason)
        Founding.everywhere.filter(pk=founding.pk).update(is_live=False)


def withdraw_founding(founding: Founding, *, by: Account | None, at: datetime) -> None:
    """Take an application back.

    Errors: ``StepNotAllowed`` once the meeting was reported; ``MovedMeanwhile``.
    """
    with transaction.atomic():
        advance(founding.case, step="withdraw_founding", by=by, at=at)
        Founding.everywhere.filter(pk=founding.pk).update(is_live=False)


def report_election(
    founding: Founding, *, result: Result, rules: ElectionRules, by: Account | None, at: datetime
) -> None:
    """Write what the meeting elected, for the upper union to confirm.

    Errors: ``ElectionNotSound``; ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    must_be_sound(result, rules=rules, members=founding.wishing, on=timezone.localdate(at))
    with transaction.atomic():
        advance(founding.case, step="report_election", by=by, at=at)
        Founding.everywhere.filter(pk=founding.pk).update(
            held_on=result.held_on,
            due=result.due,
            attended=result.attended,
            term_years=result.term_years,
            no_relatives=result.no_relatives,
            elected=[list(one) for one in result.officers],
        )
    founding.refresh_from_db()


def return_election(founding: Founding, *, reason: str, by: Account, at: datetime) -> None:
    """Give the result of a meeting back, with what is to be put right.

    Errors: ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    advance(founding.case, step="return_election", by=by, at=at, note=reason)


def elected(founding: Founding) -> Result:
    """Return what the meeting of a founding elected.

    Errors: ``MovedMeanwhile`` when it was not reported yet.
    """
    if founding.held_on is None or founding.term_years is None:
        raise MovedMeanwhile("还没有收到选举结果；请刷新页面看最新情况")
    return Result(
        held_on=founding.held_on,
        due=founding.due or 0,
        attended=founding.attended or 0,
        term_years=founding.term_years,
        no_relatives=founding.no_relatives,
        officers=tuple((office, name) for office, name in founding.elected),
    )


def confirm_founding(
    founding: Founding,
    *,
    rules: ElectionRules,
    parents: Mapping[str, Union] | None = None,
    certificate: str = "",
    by: Account,
    at: datetime,
) -> Union:
    """Found the union that was elected, with its officers, and its certificate where its code is known.

    It stands below the union that decides, by territory, or where ``parents`` say on each line. The certificate is
    valid as long as the term.

    Errors: ``CodeNotSound`` for the code of the certificate; ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    result, on = elected(founding), timezone.localdate(at)
    with transaction.atomic():
        advance(founding.case, step="confirm_founding", by=by, at=at)
        taken = Union.objects.filter(code=founding.code).exists()
        union = Union(
            code=founding.case.number if taken else founding.code,
            name=named_as_union(founding.name),
            short_name=founding.name[:40],
            kind=founding.kind,
            place=founding.owner_union.place,
            founded_on=on,
        )
        found_union(union, parents=parents or {TERRITORY: founding.owner_union}, by=by, at=at)
        election = hold_election(union, result=result, rules=rules, members=founding.wishing, on=on, by=by, at=at)
        if certificate:
            register_certificate(
                union, code=certificate, from_on=on, until_on=election.until_on, rules=rules, by=by, at=at
            )
        Founding.everywhere.filter(pk=founding.pk).update(union=union)
        founding.union = union
    return union
