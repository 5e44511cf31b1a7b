"""What is posted to the pages of door-knocking with a row of the other county in it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from small_county import County

from niangjia.records.surveys.models import Door, Round, Stop, Submission, Survey

OF_LEDGER_WITHOUT_ROWS = {
    "membership:rounds",
    "membership:offline_state",
    "membership:offline_package",
    "membership:offline_send",
    "membership:offline_end",
}
"""What begins something, or is named by the signed token of a phone's package and never by a row."""


def posts_of_ledger(county: County) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return who posts what to the pages of door-knocking."""
    abroad = {
        model: [model.everywhere.filter(owner_union__code="foreign").order_by("id")[0].pk]
        for model in (Round, Door, Stop, Survey, Submission)
    }
    ours = [Round.everywhere.filter(owner_union__code="community").order_by("id")[0].pk]
    grid = {"grid": "3 号楼", "on": "2026-10-14"}
    stranger, own = county.accounts["stranger"].pk, county.accounts["cadre"].pk
    return {
        "somebody of the ledger to admit": ("cadre", reverse("membership:ledger_join", args=abroad[Survey]), {}),
        "a round to enter doors in": (
            "cadre",
            reverse("membership:enter_doors", args=abroad[Round]),
            {"grid": "1", "addresses": "x"},
        ),
        "a round to remove a door in": ("cadre", reverse("membership:remove_door", args=abroad[Round]), {}),
        "a door to remove": ("cadre", reverse("membership:remove_door", args=ours), {"door": abroad[Door][0]}),
        "a door that is no number": ("cadre", reverse("membership:remove_door", args=ours), {"door": "²"}),
        "a round to hand a grid out in": (
            "cadre",
            reverse("membership:give_grid", args=abroad[Round]),
            {**grid, "account": own},
        ),
        "a visitor to hand a grid to": (
            "cadre",
            reverse("membership:give_grid", args=ours),
            {**grid, "account": stranger},
        ),
        "a round to close": ("cadre", reverse("membership:close_round", args=abroad[Round]), {}),
        "a door to answer at": ("chair", reverse("membership:door", args=abroad[Stop]), {"consent": "refused"}),
        "a piece to choose": ("cadre", reverse("membership:submission", args=abroad[Submission]), {"choice": "aside"}),
    }


RELATIONS_OF_LEDGER = (
    "somebody of the ledger to admit",
    "a round to enter doors in",
    "a round to remove a door in",
    "a door to remove",
    "a door that is no number",
    "a round to hand a grid out in",
    "a visitor to hand a grid to",
    "a round to close",
    "a door to answer at",
    "a piece to choose",
)
