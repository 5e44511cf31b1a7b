"""Rows that came of no file: what a household declared itself stands among its union's rows, once a household."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from niangjia.casework import trail
from niangjia.casework.intake.households import keep_household
from niangjia.casework.intake.returns import FiledRow, MendedMeanwhile, live_rows, replace, row_read
from niangjia.records.papers.models import Return, ReturnRow
from niangjia.records.people.models import Household
from niangjia.records.sealing import blind_index
from niangjia.records.unions.models import Account

AGAINST_NIL = "报了零报告，但有家庭自己申报；请联系本人核对"


def file_declared(filed_in: Return, row: FiledRow, *, proved: bool, by: Account | None, at: datetime) -> ReturnRow:
    """Put what a household declared among the rows of its union's return; the newest row of a household counts.

    A return that says there is nobody stays as it is, and says that somebody declared. Of a household that is known,
    phone and card are left as they are unless the declarer has ``proved`` to be of it.

    Errors: ``MendedMeanwhile`` when the same household was filed in the same moment.
    """
    known = Household.everywhere.filter(
        owner_union_id=filed_in.owner_union_id, head_index=blind_index("id", row.id_number)
    ).first()
    with transaction.atomic():
        household = known
        if known is None or proved:
            household = keep_household(row.reading, owner_union_id=filed_in.owner_union_id, at=at)
        old = live_rows(filed_in).filter(key=row.key).first()
        try:
            with transaction.atomic():
                if old is None:
                    fresh = row_read(row, filed_in=filed_in, upload=None, declared_by=by, household=household, at=at)
                    fresh.save()
                else:
                    fresh = replace(old, row, upload=None, declared_by=by, household=household, at=at)
        except IntegrityError as error:
            raise MendedMeanwhile("这一户刚刚在别处申报过；请刷新页面看最新情况") from error
        warn_of_nil(filed_in)
        trail.record(by, "file_declared", fresh, at=at)
    return fresh


def warn_of_nil(filed_in: Return) -> None:
    """Let a nil return say that a household declared itself all the same."""
    current = Return.everywhere.get(pk=filed_in.pk)
    if current.state == "nil" and AGAINST_NIL not in current.notices:
        Return.everywhere.filter(pk=filed_in.pk, state="nil").update(notices=[*current.notices, AGAINST_NIL])


def take_back(row: ReturnRow) -> bool:
    """Let a declared row count no longer; return whether the union's own row of the household counts again instead."""
    earlier = ReturnRow.everywhere.filter(replaced_by=row, upload__isnull=False).order_by("-id").first()
    if earlier is None:
        ReturnRow.everywhere.filter(pk=row.pk, replaced_by__isnull=True).update(verdict="reject")
        return False
    ReturnRow.everywhere.filter(pk=row.pk).update(replaced_by=row.pk)
    ReturnRow.everywhere.filter(pk=earlier.pk).update(replaced_by=None)
    ReturnRow.everywhere.filter(pk=row.pk).update(replaced_by=earlier.pk)
    return True
