"""What is posted about a leaving or a signal of the other county."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from small_county import County

from niangjia.records.cases.models import Exit, Signal, Standing


def foreign(model: Any) -> Any:
    return model.everywhere.filter(owner_union__code="foreign").order_by("id").first()


def posts_of_exits(county: County) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return who posts what to the pages of leaving."""
    gone, signal = [foreign(Exit).pk], [foreign(Signal).pk]
    home = [foreign(Standing).household_id]
    day = "2026-10-13"
    noted = {"kind": "bill", "origin": "visit", "told": "住院", "on": day}
    leaving = {"reason": "asked", "told": "按您本人的申请办理了退出", "on": day}
    return {
        "a household that leaves": ("cadre", reverse("hardship:leave", args=home), leaving),
        "a leaving to check": ("second", reverse("hardship:check_exit", args=gone), {"answer": "confirm"}),
        "a leaving to undo": ("cadre", reverse("hardship:undo_exit", args=gone), {"told": "核对的数据有误"}),
        "a household to visit again": (
            "cadre",
            reverse("hardship:revisit", args=gone),
            {"told": "都好", "is_well": "1", "on": day},
        ),
        "a household of which something is noted": ("cadre", reverse("hardship:note_signal", args=home), noted),
        "a signal to answer": (
            "cadre",
            reverse("hardship:signal", args=signal),
            {"becomes": "reopen", "told": "核过了，是这样"},
        ),
    }


RELATIONS_OF_EXITS = (
    "a household that leaves",
    "a leaving to check",
    "a leaving to undo",
    "a household to visit again",
    "a household of which something is noted",
    "a signal to answer",
)
