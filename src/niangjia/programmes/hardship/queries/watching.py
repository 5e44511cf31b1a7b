"""Pages of watching: what may throw households back, one signal, whom to visit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor
from niangjia.casework.assessment import latest_assessment
from niangjia.casework.queries import standings as register
from niangjia.casework.queries.surveys import waits_for_survey
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.programmes.hardship.queries.exits import ON_A_PAGE, exit_line, with_household
from niangjia.programmes.hardship.queries.history import SIGNAL_STATES, history_of, signal_shown
from niangjia.records.cases.models import Signal
from niangjia.records.sealing import unseal
from niangjia.web.wording import quarter_text


def find_signal(actor: Actor, pk: int, capability: str) -> Signal:
    """Return a signal within reach.

    Errors: ``NotYours`` when there is none.
    """
    return actor.row(Signal, capability, pk=pk)


def watch_page(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/exits_watch.html`` shows."""
    state = asked.get("state") if asked.get("state") in SIGNAL_STATES else "open"
    within = actor.union_ids("see_exits")
    every = Signal.objects.within(within)
    found = every.filter(state=state).select_related("family", "owner_union", "noted_by", "leaving")
    page = Paginator(found.order_by("due_on", "-id"), ON_A_PAGE).get_page(asked.get("page"))
    due = with_household(register.revisits_due(within, on=today)).order_by("revisit_on", "id")
    return {
        "tabs": [
            {
                "label": str(label),
                "count": every.filter(state=key).count(),
                "url": f"?state={key}",
                "current": key == state,
            }
            for key, label in SIGNAL_STATES.items()
        ],
        "rows": [signal_shown(one, today=today) for one in page.object_list],
        "due": [exit_line(one, "after", today=today) for one in due[:ON_A_PAGE]],
        "due_count": due.count(),
        "may_answer": actor.may("decide_exits"),
        "total": page.paginator.count,
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": f"?state={state}&page="},
    }


def signal_page(one: Signal, actor: Actor, *, today: date) -> dict[str, Any]:
    """Return what ``hardship/exits_signal.html`` shows, the form apart."""
    return {
        "signal": signal_shown(one, today=today),
        "answer": unseal(one, "answer") or "",
        "answered_by": one.answered_by.name if one.answered_by else "",
        "answered_at": one.answered_at,
        "case": case_shown(one, actor),
        "may_answer": one.state == "open" and actor.may("decide_exits"),
        "history": history_of(one.family_id),
        "crumbs": [
            {"label": _("防返困关注"), "url": reverse("hardship:watch")},
            {"label": _("%(name)s家庭") % {"name": one.family.head_name}, "url": ""},
        ],
    }


def case_shown(one: Signal, actor: Actor) -> dict[str, str] | None:
    """Return the case that a signal opened again, and where it stands: its verdict, or its line in the list."""
    case = one.case
    if case is None:
        return None
    where = f"{reverse('hardship:households')}?{urlencode({'period': case.period, 'q': case.number})}"
    if latest_assessment(case) is not None:
        where = reverse("hardship:verdict", args=[case.pk])
    return {
        "number": case.number,
        "quarter_label": quarter_text(case.period),
        "state": _(PROGRAMME.lifecycle.states[case.state]),
        "waits": _("等工会重新摸排这一户") if waits_for_survey(case) else "",
        "url": where if actor.may("see_verdicts") else "",
    }
