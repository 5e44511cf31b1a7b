"""Reminders of returns: asked for on the board, or sent by the daily command."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from niangjia.casework.reminders import Reminding, remind_of_returns
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.records.papers.models import Return
from niangjia.records.unions.models import Account

OUTSTANDING = ("expected", "to_mend")


def remind_returns(
    owed: Iterable[Return] | None = None, *, early: bool = False, by: Account | None = None, on: date, at: datetime
) -> int:
    """Remind of ``owed`` returns, or of every one that is outstanding; return how many messages are new.

    One message a return and stage: it may be called any number of times a day. ``early`` also reminds of those whose
    day is still far.
    """
    returns = list(
        Return.everywhere.filter(state__in=OUTSTANDING).select_related("owner_union").order_by("due_on", "id")
        if owed is None
        else owed
    )
    return remind_of_returns(
        returns,
        rule=Reminding(**PROGRAMME.reminders["returns"]),
        addresses={one.pk: address_of(one) for one in returns},
        early=early,
        by=by,
        on=on,
        at=at,
    )


def address_of(one: Return) -> str:
    """Return where a return is sent, or mended."""
    if one.state == "to_mend":
        return reverse("hardship:return", args=[one.pk])
    return f"{reverse('hardship:upload', args=[one.period])}?union={one.owner_union_id}"
