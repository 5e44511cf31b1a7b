"""Households taken up again that nobody has surveyed yet: their union goes first, and nothing can be judged before."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from niangjia.records.cases.models import Case, Signal
from niangjia.records.papers.models import ReturnRow


def unsurveyed() -> QuerySet[Case]:
    """Return the cases re-opened by a signal for which no row that can be used has come in; for desks, not scoped."""
    sent = ReturnRow.everywhere.filter(
        household=OuterRef("household"), filed_in__period=OuterRef("period"), verdict="accept", replaced_by__isnull=True
    )
    by_signal = Signal.everywhere.filter(case=OuterRef("pk"), state="reopened")
    reopened = Case.everywhere.filter(Exists(by_signal), state="filed", row__isnull=True, household__isnull=False)
    return reopened.filter(~Exists(sent))


def waits_for_survey(case: Case) -> bool:
    """Return whether a case was re-opened by a signal and waits for its union to survey the household."""
    return case.state == "filed" and case.row_id is None and unsurveyed().filter(pk=case.pk).exists()
