"""What a household answered to the check of its means: yes, or no. Its last answer counts, for one quarter.

Each answer is a paper in its file. A household that never was asked has given no answer: of such a one its union told
in the return whether it had signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from niangjia.casework.families import one_with, roots_of
from niangjia.casework.papers import keep_paper, withdraw_papers
from niangjia.records.papers.models import Paper
from niangjia.records.people.models import Household
from niangjia.records.unions.models import Account

CHECK_CONSENT, CHECK_REFUSAL = "check_consent", "check_refusal"


def keep_answer(
    household: Household,
    *,
    given: bool,
    period: str,
    told: Mapping[str, Any],
    content: bytes | None = None,
    media_type: str = "",
    by: Account | None,
    at: datetime,
) -> Paper:
    """Keep what a household answered, or that it takes its yes back; what it answered before counts no longer."""
    kind, other = (CHECK_CONSENT, CHECK_REFUSAL) if given else (CHECK_REFUSAL, CHECK_CONSENT)
    with transaction.atomic():
        overrule(household, kind=other, period=period, by=by, at=at)
        return keep_paper(
            household, kind=kind, period=period, told=told, content=content, media_type=media_type, by=by, at=at
        )


def overrule(household: Household, *, kind: str, period: str, by: Account | None, at: datetime) -> None:
    """Let the answers of one ``kind`` count no longer, if there are any."""
    if answers(household, kind=kind, period=period).exists():
        withdraw_papers(household, period=period, kinds=(kind,), by=by, at=at)


def answers(household: Household, *, kind: str, period: str) -> QuerySet[Paper]:
    """Return the answers of one ``kind`` that count, under whichever filing of the household they lie."""
    return Paper.everywhere.filter(
        household__in=one_with(household), kind=kind, period=period, withdrawn_at__isnull=True
    )


def refused(household: Household, *, period: str) -> bool:
    """Return whether a household said no, or took its yes back, and has not said yes since."""
    return answers(household, kind=CHECK_REFUSAL, period=period).exists()


def stands(household: Household, *, period: str) -> bool:
    """Return whether the yes of a household lies in its file, and it has not said no since."""
    return answers(household, kind=CHECK_CONSENT, period=period).exists() and not refused(household, period=period)


def refusing(union_ids: Any, *, period: str) -> set[int]:
    """Return the households within ``union_ids`` that said no last, each as the one it goes on as today."""
    said = Paper.objects.within(union_ids).filter(kind=CHECK_REFUSAL, period=period, withdrawn_at__isnull=True)
    return set(roots_of(said.values_list("household_id", flat=True)).values())
