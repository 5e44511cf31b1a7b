"""What is posted about a need, a measure or a wish of the other county."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from small_county import County

from niangjia.records.tasks.models import Measure, Need, Wish


def posts_of_needs(county: County) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return who posts what about a need, a measure or a wish of the other county."""
    foreign = county.unions["foreign"]
    need = Need.everywhere.filter(owner_union=foreign, case__matter="need").order_by("id")[0]
    wish = Wish.everywhere.filter(owner_union=foreign).order_by("pk")[0]
    measure = Measure.everywhere.filter(owner_union=foreign).order_by("id")[0]
    one = {
        "a need to measure": ("care:measure", need.pk, {"what": "修", "due_on": "2026-10-14"}),
        "a need to solve": ("care:solve", need.pk, {"told": "好了"}),
        "a need to confirm": ("care:confirm", need.pk, {"answer": "cleared"}),
        "a need to give a code for": ("care:issue_code", need.pk, {}),
        "a measure that is done": ("care:finish_measure", measure.pk, {}),
        "a wish to release": ("care:release_wish", wish.pk, {"released": "一盏灯"}),
        "a claim to hand over": ("care:hand_over", wish.pk, {}),
        "a claim that falls through": ("care:fall_through", wish.pk, {"why": "gave_up"}),
        "a wish that came true": ("care:fulfil", wish.pk, {"told": "送到了"}),
        "a wish to give a code for": ("care:wish_code", wish.pk, {}),
        "a wish to take back": ("care:withdraw_wish", wish.pk, {}),
        "a wish that is on no wall": ("care:claim", 0, {"name": "某", "phone": "15400099003", "agreed": "on"}),
    }
    household = f"?household={need.case.household_id}"
    return {
        **{label: ("cadre", reverse(name, args=[pk]), data) for label, (name, pk, data) in one.items()},
        "a household with a need": ("cadre", reverse("care:raise_need") + household, {"kind": "living"}),
        "a household with a wish": ("cadre", reverse("care:raise_wish") + household, {"kind": "living"}),
    }


RELATIONS_OF_NEEDS = (
    "a need to measure",
    "a need to solve",
    "a need to confirm",
    "a need to give a code for",
    "a measure that is done",
    "a wish to release",
    "a claim to hand over",
    "a claim that falls through",
    "a wish that came true",
    "a wish to give a code for",
    "a wish to take back",
    "a wish that is on no wall",
    "a household with a need",
    "a household with a wish",
)
WITHOUT_ROWS = {"care:raise_difficulty", "care:follow", "care:answer"}
"""What names a union by choice, which the form bounds, or a code, which nobody can guess."""
