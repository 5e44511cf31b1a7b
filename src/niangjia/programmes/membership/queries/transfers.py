"""Transfers as their pages show them: who goes, who lets go, until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.casework.access import Actor
from niangjia.casework.queries import workers as desk
from niangjia.casework.transfers import asked_for
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.membership.programme import CHARTER, PROGRAMME
from niangjia.records.cases.models import Step, Transfer

ON_A_PAGE = 50
TABS = (("open", gettext_lazy("在办")), ("closed", gettext_lazy("办完的")))


def transfers_page(actor: Actor, asked: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Return everything that ``membership/transfers.html`` shows."""
    reach = desk.transfers(actor)
    listed = {"open": reach.filter(closed_at__isnull=True), "closed": reach.filter(closed_at__isnull=False)}
    tab = asked.get("tab", "open") if asked.get("tab") in listed else "open"
    counts = {key: rows.count() for key, rows in listed.items()}
    page = Paginator(listed[tab].order_by("-pk"), ON_A_PAGE).get_page(asked.get("page"))
    return {
        "tabs": [
            {"label": str(label), "count": counts[key], "url": f"?tab={key}", "current": key == tab}
            for key, label in TABS
        ],
        "rows": [
            {
                "name": one.worker.name,
                "url": reverse("membership:transfer", args=[one.pk]),
                "number": one.case.number,
                "left": one.owner_union.short_name,
                "entered": one.to_union.short_name,
                "asked": one.case.opened_at,
                "status": one.case.state,
            }
            for one in page.object_list
        ],
        "total": page.paginator.count,
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": f"?tab={tab}&page="},
        "may_keep": actor.may(desk.KEEP),
    }


def transfer_page(transfer: Transfer, actor: Actor, *, today: date) -> dict[str, Any]:
    """Return what ``membership/transfer.html`` shows of one transfer; the form is added by the view."""
    clock = desk.clock_of(transfer)
    state = transfer.case.state
    from_here, to_here = desk.lets_go(actor, transfer), desk.takes_in(actor, transfer)
    settles = desk.lets_go(actor, transfer, desk.SETTLE)
    own = asked_for(transfer, actor.account)
    return {
        "id": transfer.pk,
        "number": transfer.case.number,
        "name": transfer.worker.name,
        "left": transfer.owner_union.name,
        "entered": transfer.to_union.name,
        "asked_by": asked_by(transfer),
        "status": state,
        "objection": _(CHARTER["objections"].get(transfer.objection, transfer.objection)) if transfer.objection else "",
        "settled_on": transfer.settled_on,
        "on": clock.due_on if clock else None,
        "working_days_left": working_days_between(today, clock.due_on) if clock else None,
        "asked_by_reader": own and (from_here if state == "transfer_asked" else settles),
        "may_release": from_here and not own and state == "transfer_asked",
        "may_settle": settles and not own and state == "transfer_objected",
        "may_take_back": to_here and state in {"transfer_asked", "transfer_objected"},
        "trail": [
            {"text": _(step_label(step)), "at": step.at, "by": step.by.name if step.by else ""}
            for step in Step.objects.filter(case=transfer.case_id).select_related("by")
        ],
        "asked": transfer.case.opened_at,
    }


def asked_by(transfer: Transfer) -> dict[str, Any]:
    """Return who asked for a transfer: the worker himself, whom he lets act for him, or else somebody of a union."""
    asker = transfer.case.opened_by
    himself = transfer.agreed_at is not None
    return {
        "himself": himself,
        "for_him": transfer.asked_by_worker and not himself,
        "name": "" if himself or asker is None else asker.name,
    }


def step_label(step: Step) -> str:
    """Return the words of the charter for a step that was taken."""
    return next((one.label for one in PROGRAMME.lifecycle.steps if one.key == step.key), step.key)
