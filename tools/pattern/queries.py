"""Reads of this window, within the reach of the one who looks."""

from __future__ import annotations

from django.db.models import QuerySet

from niangjia.casework.access import Actor
from niangjia.programmes.emptywindow.models import Request


def requests_in_reach(actor: Actor) -> QuerySet[Request]:
    """Return what was asked of the unions in the reach of ``actor``, the newest first."""
    return actor.rows(Request, "see_emptywindow").select_related("owner_union").order_by("-asked_at", "-id")
