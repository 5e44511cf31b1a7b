"""The desk of declarations: a household says itself how it stands, and takes back what it said as long as it may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from niangjia.casework import consents, drafts, intake, papers, publication, trail, visits
from niangjia.casework.assessment import open_declared_case
from niangjia.casework.consents import CHECK_CONSENT, CHECK_REFUSAL
from niangjia.casework.intake.households import gone_on_as
from niangjia.casework.progress import MovedMeanwhile, advance, touch
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Draft, DraftPaper, LookupCode, Return, ReturnRow
from niangjia.records.people.models import Household
from niangjia.records.sealing import blind_index, unseal_bytes
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError

DECLARATION, PROXY_CONSENT, NOTICE_CONSENT = "declaration", "proxy_consent", "notice_consent"
SAID = (DECLARATION, CHECK_CONSENT, PROXY_CONSENT, NOTICE_CONSENT)
TAKES_BACK = frozenset({"filed", "judged", "returned", "visiting", "visited", "published"})
"""The states in which nothing is decided yet: until then a household may take its declaration back."""


class ProxyNotAgreed(NiangjiaError):
    """Somebody wants to file for a worker who has not agreed to it."""

    code = "proxy_not_agreed"


class NothingToTakeBack(NiangjiaError):
    """There is no declaration to take back, or it is decided on."""

    code = "nothing_to_take_back"


@dataclass(frozen=True, slots=True)
class Statement:
    """What was ticked, word for word: the declaration, and each consent that was given.

    The consent to be named in public counts only from whoever is known to be of the household.
    """

    declaration: str
    check_consent: str = ""
    proxy_consent: str = ""
    notice_consent: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a declaration became: its case, and the code that shows how it stands. ``proved`` says how much it shows."""

    case: Case
    code: str
    proved: bool


def known_household(id_number: str) -> Household | None:
    """Return a household whose head has this identity number, if there is one anywhere."""
    return Household.everywhere.filter(head_index=blind_index("id", id_number)).order_by("id").first()


def is_proved(answers: Mapping[str, Any], id_number: str) -> bool:
    """Return whether the one who declares is new here, or showed by a code to be of the household that is known."""
    if known_household(id_number) is None:
        return True
    shown = answers.get("proved")
    index = blind_index("id", id_number)
    return shown is not None and Household.everywhere.filter(pk=shown, head_index=index).exists()


def prove(code: str, *, id_number: str) -> Household | None:
    """Return the household that a code opens, when its head is the one with this identity number: a proof of who asks.

    Neither the code alone nor the number alone opens anything.
    """
    found = papers.lookup(code)
    if found is None or not found.proved or found.household.head_index != blind_index("id", id_number):
        return None
    return found.household


def file_declaration(
    draft: Draft,
    row: intake.FiledRow,
    *,
    filed_in: Return,
    programme: str,
    statement: Statement,
    at: datetime,
) -> Declared:
    """File a draft: the row among its union's, its papers and signed sentences into the file, its case on its way.

    A household that has a case in this quarter goes on with it. Twice at once files once.

    Errors: ``ProxyNotAgreed`` when it is written for somebody who has not agreed; ``MovedMeanwhile`` when it was filed
    or changed since it was read.
    """
    if draft.proxy_id is not None and draft.agreed_at is None:
        raise ProxyNotAgreed("本人还没有同意代办：请本人在自己的手机上用续填码确认，或拍一张签好字的委托书")
    proved = is_proved(drafts.answers_of(draft), row.id_number)
    with transaction.atomic():
        claimed = Draft.objects.filter(pk=draft.pk, state="open", version=draft.version).update(
            state="filed", version=F("version") + 1, saved_at=at
        )
        if not claimed:
            raise MovedMeanwhile("这份申报刚刚提交过，或在别处改过；请刷新页面看最新情况")
        filed = intake.file_declared(filed_in, row, proved=proved, by=draft.proxy, at=at)
        household = gone_on_as(home_of(filed))
        said = statement if proved else replace(statement, notice_consent="")
        kept = keep_what_was_said(draft, household, statement=said, period=filed_in.period, at=at)
        if proved and said.check_consent:
            consents.overrule(household, kind=CHECK_REFUSAL, period=filed_in.period, by=draft.proxy, at=at)
        case = open_declared_case(household, filed, programme=programme, period=filed_in.period, by=draft.proxy, at=at)
        code = papers.code_for(household, proved=proved, by=draft.proxy, at=at)
        Draft.objects.filter(pk=draft.pk).update(row=filed, answers=None, code_index=None)
        consented = bool(statement.check_consent)
        trail.record(draft.proxy, "file_declaration", case, at=at, papers=kept, consented=consented, proved=proved)
    draft.refresh_from_db()
    return Declared(case, code, proved)


def home_of(row: ReturnRow) -> Household:
    """Return the household of a declared row."""
    if row.household is None:
        raise ValueError("a declared row has a household")
    return row.household


def keep_what_was_said(draft: Draft, household: Household, *, statement: Statement, period: str, at: datetime) -> int:
    """Move the papers of a draft into the household's file, and the sentences that were agreed to; return how many."""
    said = {
        DECLARATION: statement.declaration,
        CHECK_CONSENT: statement.check_consent,
        PROXY_CONSENT: statement.proxy_consent,
        NOTICE_CONSENT: statement.notice_consent,
    }
    for kind, text in said.items():
        if text:
            papers.keep_paper(
                household,
                kind=kind,
                period=period,
                told={"text": text, "at": at.isoformat()},
                by=draft.proxy,
                at=at,
            )
    moved = list(DraftPaper.objects.filter(draft=draft).order_by("id"))
    for one in moved:
        papers.keep_paper(
            household,
            kind=one.kind,
            period=period,
            name=one.name,
            media_type=one.media_type,
            content=unseal_bytes(one, "content"),
            by=draft.proxy,
            at=at,
        )
    DraftPaper.objects.filter(draft=draft).delete()
    return len(moved)


def declared_row(case: Case) -> ReturnRow | None:
    """Return the live row by which the household of ``case`` declared itself in its quarter, if it did."""
    return (
        ReturnRow.everywhere.filter(
            household_id__in=intake.one_with(case.home),
            filed_in__period=case.period,
            upload__isnull=True,
            replaced_by__isnull=True,
            verdict="accept",
        )
        .select_related("filed_in")
        .order_by("-id")
        .first()
    )


def both_filings(case: Case) -> tuple[ReturnRow | None, ReturnRow | None]:
    """Return what the household declared and what its union reported for the same quarter, the newest of each."""
    rows = ReturnRow.everywhere.filter(
        household_id__in=intake.one_with(case.home), filed_in__period=case.period, verdict="accept"
    ).order_by("-id")
    return rows.filter(upload__isnull=True).first(), rows.filter(upload__isnull=False).first()


def consent_stands(case: Case) -> bool:
    """Return whether the household's consent to the check lies in its file for this quarter; a refusal is none."""
    return consents.stands(case.home, period=case.period)


def withdraw_declaration(case: Case, *, by: Account | None = None, at: datetime) -> None:
    """Take back what a household declared, before anything is decided.

    Where its union had reported it as well, what the union reported counts again and the case goes on, with the consent
    that was signed at the visit.

    Errors: ``NothingToTakeBack`` when it did not declare, or it is decided.
    """
    row = declared_row(case)
    if row is None or case.state not in TAKES_BACK:
        raise NothingToTakeBack("这份申报已经有结论，或不是自己申报的，不能在这里撤回；有事请打 12351")
    with transaction.atomic():
        reported_as_well = intake.take_back(row)
        kept = {CHECK_CONSENT} if reported_as_well and visits.signed_at_home(case) else set()
        papers.withdraw_papers(case.home, period=case.period, kinds=set(SAID) - kept, by=by, at=at)
        if not reported_as_well:
            publication.lift(case, at=at)
            advance(case, step="withdraw", by=by, at=at)
        trail.record(by, "withdraw_declaration", case, at=at, goes_on=reported_as_well)


def withdraw_consent(case: Case, row: intake.FiledRow, *, by: Account | None = None, at: datetime) -> None:
    """Take back the consent to the check: ``row`` is what was declared, read again without it.

    It holds against what two visitors had found before. Visitors who are on their way ask anew, and a household that
    stands in public leaves its notice and is checked again.

    Errors: ``NothingToTakeBack`` when the household did not declare, or it is decided; ``MovedMeanwhile`` when somebody
    moved the case at this very moment.
    """
    old = declared_row(case)
    if old is None or case.state not in TAKES_BACK:
        raise NothingToTakeBack("这份申报已经有结论，或不是自己申报的，不能在这里撤回；有事请打 12351")
    with transaction.atomic():
        intake.file_declared(old.filed_in, row, proved=True, by=by, at=at)
        said = {"answer": "taken_back", "at": at.isoformat()}
        consents.keep_answer(case.home, given=False, period=case.period, told=said, by=by, at=at)
        visits.ask_again(case)
        if case.state == "published":
            publication.lift(case, at=at)
            advance(case, step="take_back_consent", by=by, at=at)
        else:
            touch(case)
        trail.record(by, "withdraw_consent", case, at=at)


def confirm_identity(case: Case, *, reading: Mapping[str, Any], by: Account, at: datetime) -> None:
    """Write that whoever declared was met: the household's codes show all, its numbers are taken over."""
    with transaction.atomic():
        intake.keep_household(reading, owner_union_id=case.owner_union_id, at=at)
        papers.prove_codes(case.home, by=by, at=at)
        if consents.answers(case.home, kind=CHECK_CONSENT, period=case.period).exists():
            consents.overrule(case.home, kind=CHECK_REFUSAL, period=case.period, by=by, at=at)
        trail.record(by, "confirm_identity", case, at=at)


def case_of(draft: Draft, *, programme: str) -> Case | None:
    """Return the case that a filed draft became."""
    if draft.row is None:
        return None
    household = gone_on_as(home_of(draft.row))
    return (
        Case.everywhere.filter(household=household, programme=programme, period=draft.row.filed_in.period, matter="")
        .select_related("household", "owner_union")
        .first()
    )


def another_code(draft: Draft, *, at: datetime) -> tuple[str, bool]:
    """Return a further code for whoever filed a draft, and whether it shows all: it shows what the first one shows.

    Errors: ``NothingToTakeBack`` when it was not filed.
    """
    if draft.row is None:
        raise NothingToTakeBack("这份申报还没有提交")
    household = gone_on_as(home_of(draft.row))
    first = LookupCode.everywhere.filter(household=household, issued_at=draft.saved_at).first()
    proved = first is not None and first.proved
    return papers.code_for(household, proved=proved, by=None, at=at), proved


def waits_for_proof(case: Case) -> bool:
    """Return whether somebody holds a code of this household who has not shown yet to be of it."""
    return LookupCode.everywhere.filter(household_id=case.home_id, proved=False).exists()
