"""The first page of the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor
from niangjia.casework.queries.belonging import members_on

WAYS: tuple[tuple[str, str, str, str], ...] = (
    # (label, what it is for, address, capability); labels and texts are marked with gettext_noop
    # -- joining
    # -- founding
    # -- liaison
    # -- belonging
    # -- ledger
)
"""The ways on from this page."""


def home_page(actor: Actor) -> Mapping[str, Any]:
    """Return the context of the first page: how many members there are today, and the ways open to ``actor``."""
    members = members_on(actor.union_ids("see_membership"), on=actor.on)
    return {
        "members": members.count(),
        "reserved": members.filter(standing="reserved").count(),
        "today": actor.on,
        "ways": [
            {"label": _(label), "text": _(text), "url": reverse(address)}
            for label, text, address, capability in WAYS
            if actor.may(capability)
        ],
    }
