"""Reporting: consent first, then what was found beside what was declared; both sign, or the county hears of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from niangjia.casework import consents, trail
from niangjia.casework.papers import keep_paper
from niangjia.casework.progress import MovedMeanwhile, advance
from niangjia.casework.visits.recusal import TooClose
from niangjia.records.cases.models import Case
from niangjia.records.sealing import seal, unseal
from niangjia.records.unions.models import Account
from niangjia.records.visits.models import Discrepancy, Report, Seat, Visit
from niangjia.values.errors import NiangjiaError

GIVEN, REFUSED = "given", "refused"


class ConsentMissing(NiangjiaError):
    """A report without the household's answer to the check of its means."""

    code = "consent_missing"


@dataclass(frozen=True, slots=True)
class Difference:
    """Why one fact was found otherwise than declared: a key of the charter's reasons, and words about it."""

    reason: str
    note: str = ""


def own_seat(visit: Visit, by: Account) -> Seat:
    """Return the place that ``by`` holds in ``visit``.

    Errors: ``TooClose`` when it holds none: the visit was given to somebody else.
    """
    found = Seat.everywhere.filter(visit=visit, account=by, ended_at__isnull=True).first()
    if found is None:
        raise TooClose("这次走访没有派给您，或已经改派给别人")
    return found


def record_consent(
    visit: Visit,
    *,
    given: bool,
    signer: str,
    photo: bytes | None = None,
    media_type: str = "",
    by: Account,
    at: datetime,
) -> None:
    """Write down what the household answered to the check of its means: signed by ``signer``, or refused.

    Errors: ``MovedMeanwhile`` once a report was filed.
    """
    own_seat(visit, by)
    answer = GIVEN if given else REFUSED
    with transaction.atomic():
        claimed = Visit.everywhere.filter(pk=visit.pk, state="planned").update(consent=answer)
        if not claimed:
            raise MovedMeanwhile("走访记录已经交了，授权不能再改；有出入请告诉县里")
        visit.consent = answer
        consents.keep_answer(
            visit.household,
            given=given,
            period=visit.period,
            told={"answer": answer, "signer": signer},
            content=photo,
            media_type=media_type,
            by=by,
            at=at,
        )
        trail.record(by, "record_consent", visit, at=at, answer=answer)


def ask_again(case: Case) -> None:
    """Let the visitors who are on their way ask for the consent anew: the household took back what it had signed."""
    Visit.everywhere.filter(case=case, state="planned").update(consent="")


def signed_at_home(case: Case) -> bool:
    """Return whether the household signed the consent for its visitors: that is no part of what it declared itself."""
    return Visit.everywhere.filter(case=case, consent=GIVEN).exists()


def save_draft(visit: Visit, *, draft: Mapping[str, Any], by: Account, at: datetime) -> None:
    """Keep what a visitor has written so far, for that visitor alone."""
    held = own_seat(visit, by)
    seal(held, "draft", json.dumps(draft, ensure_ascii=False))
    with transaction.atomic():
        Seat.everywhere.filter(pk=held.pk).update(draft=held.draft, saved_at=at)
        trail.record(by, "save_draft", visit, at=at, parts=len(draft))


def draft_of(visit: Visit, account: Account) -> dict[str, Any]:
    """Return what a visitor has written so far."""
    held = Seat.everywhere.filter(visit=visit, account=account, ended_at__isnull=True).first()
    content: dict[str, Any] = json.loads((unseal(held, "draft") if held else None) or "{}")
    return content


def file_report(
    visit: Visit,
    *,
    uid: UUID,
    facts: Mapping[str, Any],
    declared: Mapping[str, Any],
    differences: Mapping[str, Difference],
    looked: Sequence[str],
    by: Account,
    at: datetime,
) -> Report:
    """File what was found; the other visitor confirms or contradicts it. The same ``uid`` twice is one.

    Errors: ``ConsentMissing`` before the household was asked; ``TooClose`` for who does not hold a place;
    ``MovedMeanwhile`` when the other visitor filed a moment ago.
    """
    known = Report.everywhere.filter(uid=uid).first()
    if known is not None and known.visit_id == visit.pk and known.filed_by_id == by.pk:
        return known
    own_seat(visit, by)
    if not visit.consent:
        raise ConsentMissing("还没有请这家签核对授权；先请他们签，或记下不同意")
    content = {"facts": dict(facts), "declared": dict(declared), "looked": list(looked)}
    report = Report(
        uid=uid,
        visit=visit,
        owner_union_id=visit.owner_union_id,
        differing=len(differences),
        filed_by=by,
        filed_at=at,
    )
    seal(report, "found", json.dumps(content, ensure_ascii=False, sort_keys=True))
    try:
        with transaction.atomic():
            claimed = Visit.everywhere.filter(pk=visit.pk, state="planned").update(state="reported")
            if not claimed:
                raise MovedMeanwhile("另一位刚刚交了走访记录；请刷新页面，看过再签")
            report.save()
            for fact, difference in differences.items():
                one = Discrepancy(
                    report=report, owner_union_id=visit.owner_union_id, fact=fact, reason=difference.reason
                )
                seal(one, "note", difference.note or None)
                one.save()
            visit.state = "reported"
            trail.record(by, "file_report", visit, at=at, differing=len(differences))
    except IntegrityError as error:
        raise MovedMeanwhile("这份走访记录已经交过了；请刷新页面") from error
    return report


def standing_report(visit: Visit) -> Report | None:
    """Return the newest report of a visit, if one was filed."""
    return Report.everywhere.filter(visit=visit).select_related("filed_by", "checked_by").order_by("-id").first()


def discrepancies_of(report: Report) -> list[Discrepancy]:
    """Return what was found otherwise than declared, in the order in which it was written down."""
    return list(Discrepancy.everywhere.filter(report=report).order_by("id"))


def refuse_first(report: Report, by: Account) -> None:
    """Refuse the second signature to whoever wrote the report, under whatever account."""
    own_seat(report.visit, by)
    if report.filed_by.natural_person == by.natural_person:
        raise TooClose("这份走访记录是您写的；请另一位走访人来签")


def confirm_report(report: Report, *, by: Account, at: datetime) -> Visit:
    """Sign a report as the second visitor: the visit is done, and its case goes on.

    Errors: ``TooClose`` for the first visitor; ``MovedMeanwhile`` when it was answered a moment ago.
    """
    refuse_first(report, by)
    visit, content = report.visit, content_of(report)
    persons = content["facts"].get("persons") or content["declared"].get("persons") or 1
    with transaction.atomic():
        claimed = Report.everywhere.filter(pk=report.pk, state="waiting").update(
            state="confirmed", checked_by=by, checked_at=at
        )
        claimed = claimed and Visit.everywhere.filter(pk=visit.pk, state="reported").update(
            state="confirmed", persons=persons, tier_before=visit.case.tier, confirmed_at=at
        )
        if not claimed:
            raise MovedMeanwhile("这份走访记录刚刚有人答复过；请刷新页面")
        own_seat(visit, by)  # her place may have been handed over while the visit was claimed
        visit.state, visit.confirmed_at = "confirmed", at
        keep_paper(
            visit.household,
            kind="visit_report",
            period=visit.period,
            told={"visit": str(visit.uid), "report": str(report.uid), **content},
            by=by,
            at=at,
        )
        advance(visit.case, step="visit", by=by, at=at)
        trail.record(by, "confirm_report", visit, at=at, differing=report.differing)
    return visit


def contradict_report(report: Report, *, objection: str, by: Account, at: datetime) -> None:
    """Say as the second visitor that it was not so; the county decides how to go on.

    Errors: as ``confirm_report``.
    """
    refuse_first(report, by)
    seal(report, "objection", objection)
    with transaction.atomic():
        claimed = Report.everywhere.filter(pk=report.pk, state="waiting").update(
            state="contradicted", checked_by=by, checked_at=at, objection=report.objection
        )
        claimed = claimed and Visit.everywhere.filter(pk=report.visit_id, state="reported").update(state="contested")
        if not claimed:
            raise MovedMeanwhile("这份走访记录刚刚有人答复过；请刷新页面")
        own_seat(report.visit, by)
        trail.record(by, "contradict_report", report.visit, at=at)


def content_of(report: Report) -> dict[str, Any]:
    """Return what a report says: ``facts`` as found, ``declared`` as they stood then, what was ``looked`` at."""
    content: dict[str, Any] = json.loads(unseal(report, "found") or "{}")
    return content


def confirmed(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Return those among ``reports`` that both visitors signed, the newest last."""
    return reports.filter(state="confirmed").select_related("visit").order_by("checked_at", "id")


def found_facts(union_ids: Any, *, programme: str, period: str) -> dict[int, dict[str, Any]]:
    """Return what was found on the newest visit of a period to each household within ``union_ids``, by household."""
    reports = Report.objects.within(union_ids).filter(visit__period=period, visit__case__programme=programme)
    return {report.visit.household_id: content_of(report)["facts"] for report in confirmed(reports)}


def found_facts_of(household_id: int, *, programme: str, period: str) -> dict[str, Any]:
    """Return what was found on the newest visit of a period to one household; nothing if there was none."""
    reports = Report.everywhere.filter(
        visit__household=household_id, visit__period=period, visit__case__programme=programme
    )
    newest = confirmed(reports).last()
    return content_of(newest)["facts"] if newest else {}
