"""Notices, what stands in them, and objections. What is public needs no scope; the rest is within somebody's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from niangjia.casework.access import Actor, NotYours
from niangjia.records.cases.models import Case, Clock, Override
from niangjia.records.notices.models import NoticeEntry, Objection, PublicNotice
from niangjia.records.papers.models import Paper
from niangjia.records.sealing import blind_index

STANDING = Q(entries__lifted_at__isnull=True)


def running_notices(*, on: date) -> list[PublicNotice]:
    """Return the notices that stand in public on a day, each with how many households it names (``households``)."""
    return list(
        PublicNotice.everywhere.filter(last_on__gte=on)
        .annotate(households=Count("entries", filter=STANDING))
        .filter(households__gt=0)
        .select_related("owner_union")
        .order_by("last_on", "id")
    )


def public_notice(uid: UUID, *, on: date) -> PublicNotice:
    """Return a notice that stands in public on a day.

    Errors: ``NotYours`` when it is over, or there is none.
    """
    found = PublicNotice.everywhere.filter(uid=uid, last_on__gte=on).select_related("owner_union").first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def public_entries(notice: PublicNotice) -> list[NoticeEntry]:
    """Return the households that a notice still names."""
    return list(NoticeEntry.everywhere.filter(notice=notice, lifted_at__isnull=True).order_by("union_label", "id"))


def public_entry(uid: UUID, *, on: date) -> NoticeEntry:
    """Return one household as it stands, or stood today, in public.

    Errors: ``NotYours`` when its notice is over, or there is none.
    """
    found = (
        NoticeEntry.everywhere.filter(uid=uid, notice__last_on__gte=on).select_related("notice__owner_union").first()
    )
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def notices_of(actor: Actor, *, period: str, most: int) -> list[PublicNotice]:
    """Return the newest notices of ``period`` that this person's union published, each with its households."""
    return list(
        actor.rows(PublicNotice, "publish_notices")
        .filter(period=period)
        .annotate(households=Count("entries", filter=STANDING))
        .select_related("published_by")
        .order_by("-id")[:most]
    )


def objections_of(actor: Actor) -> QuerySet[Objection]:
    """Return the objections that this person may answer, what is due first on top."""
    return (
        actor.rows(Objection, "publish_notices")
        .select_related("entry__case__household", "entry__case__owner_union", "answered_by")
        .order_by("-state", "due_on", "id")
    )


def objections_against(actor: Actor, case: Case) -> list[Objection]:
    """Return the objections against one case, newest first, for whoever may answer them."""
    return list(objections_of(actor).filter(entry__case=case).order_by("-id"))


def code_index(code: str) -> str:
    """Return the index under which an objection is found by its code; spaces, hyphens and case do not matter."""
    return blind_index("objection_code", code)


def objection_by_code(code: str) -> Objection | None:
    """Return the objection that a code belongs to."""
    return Objection.everywhere.filter(code_index=code_index(code)).first()


def cases_under_objection(cases: Sequence[Case]) -> set[int]:
    """Return those of ``cases`` against which an objection waits for its answer."""
    waiting = Objection.everywhere.filter(entry__case__in=cases, state="open")
    return set(waiting.values_list("entry__case_id", flat=True))


def cases_on_clock(cases: Sequence[Case], step: str) -> set[int]:
    """Return those of ``cases`` on which the clock of ``step`` runs: that step comes next."""
    running = Clock.objects.filter(case__in=cases, step=step, stopped_at__isnull=True)
    return set(running.values_list("case_id", flat=True))


def cases_published_before(cases: Sequence[Case]) -> set[int]:
    """Return those of ``cases`` that stood in public and were sent back."""
    lifted = NoticeEntry.everywhere.filter(case__in=cases, lifted_at__isnull=False)
    return set(lifted.values_list("case_id", flat=True))


def last_days(cases: Sequence[Case]) -> dict[int, date]:
    """Return until when each of ``cases`` stands in public, by case."""
    entries = NoticeEntry.everywhere.filter(case__in=cases, lifted_at__isnull=True).order_by("id")
    return dict(entries.values_list("case_id", "notice__last_on"))


def agreed_to_be_named(household_ids: Iterable[int]) -> set[int]:
    """Return the households whose own consent to be named in public lies in their file."""
    papers = Paper.everywhere.filter(
        household__in=list(household_ids), kind="notice_consent", withdrawn_at__isnull=True
    )
    return set(papers.values_list("household_id", flat=True))


def overrides_of(cases: Sequence[Case]) -> dict[int, Override]:
    """Return the proposed or confirmed override on the newest assessment of each of ``cases``, by case."""
    found = Override.everywhere.filter(assessment__case__in=cases).exclude(state="dropped").select_related("assessment")
    return {override.assessment.case_id: override for override in found.order_by("id")}
