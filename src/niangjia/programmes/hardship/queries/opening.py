"""Opening a quarter: which quarters make sense, by when they are due, how many unions would owe a return."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor
from niangjia.engines.calendar import deadline
from niangjia.programmes.hardship.programme import RETURNS_DUE
from niangjia.records.papers.models import Return
from niangjia.records.unions.models import Union
from niangjia.values.periods import Quarter
from niangjia.web.wording import quarter_text

OUTSTANDING = ("expected", "to_mend")


def opening_page(actor: Actor, *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/opening.html`` shows, the form apart: last quarter first, then this one."""
    now = Quarter.of(today)
    return {
        "quarters": [quarter_line(actor, quarter) for quarter in (now.previous, now)],
        "union_label": actor.home.name if actor.home else "",
        "due": {"count": RETURNS_DUE.count, "source": RETURNS_DUE.source},
        "crumbs": [{"label": _("摸排"), "url": reverse("hardship:quarters")}, {"label": _("开启季度"), "url": ""}],
    }


def quarter_line(actor: Actor, quarter: Quarter) -> dict[str, Any]:
    """Return one quarter that may be opened: its days, and how many unions do not owe a return for it yet."""
    waiting = unions_without(actor, str(quarter)).count()
    return {
        "key": str(quarter),
        "label": quarter_text(quarter),
        "first_day": quarter.first_day,
        "last_day": quarter.last_day,
        "due_on": deadline(quarter.last_day, count=RETURNS_DUE.count, unit=RETURNS_DUE.unit).due_on,
        "unions": waiting,
        "open": returns_of(actor, str(quarter)).exists(),
        "url": reverse("hardship:quarter", args=[quarter]),
    }


def returns_of(actor: Actor, period: str) -> QuerySet[Return]:
    """Return the returns of a quarter that this person may open and remind of."""
    return actor.rows(Return, "run_the_quarter").filter(period=period)


def unions_without(actor: Actor, period: str) -> QuerySet[Union]:
    """Return the unions below that file returns and do not owe one for a quarter yet."""
    filing = actor.unions("run_the_quarter").filter(files_returns=True)
    return filing.exclude(pk__in=returns_of(actor, period).values("owner_union_id"))


def outstanding_returns(actor: Actor, period: str) -> list[Return]:
    """Return the returns of a quarter that are still to come or to be mended, earliest day first."""
    owed = returns_of(actor, period).filter(state__in=OUTSTANDING)
    return list(owed.select_related("owner_union").order_by("due_on", "id"))


def may_open(actor: Actor, *, today: date) -> bool:
    """Return whether there is a quarter that this person may open, or unions to add to one."""
    if not actor.may("run_the_quarter"):
        return False
    now = Quarter.of(today)
    return any(unions_without(actor, str(quarter)).exists() for quarter in (now.previous, now))
