"""What is posted about a founding, a union, a liaison or something raised in the other county."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from small_county import County

from niangjia.records.tasks.models import Founding, Raised
from niangjia.records.unions.models import Liaison


def foreign(model: Any) -> Any:
    return model.everywhere.filter(owner_union__code="foreign").order_by("id").first()


def posts_of_unions(county: County) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return who posts what to the pages of organising."""
    other, ours = county.unions["foreign"].pk, county.unions["street"].pk
    day = "2026-10-13"
    move = {"deed": "move", "on": day}
    area = {"area": ours, "account": county.accounts["stranger"].pk}
    return {
        "a founding to agree to": (
            "cadre",
            reverse("membership:founding", args=[foreign(Founding).case_id]),
            {"deed": "agree"},
        ),
        "a union that elects": ("cadre", reverse("membership:union", args=[other]), {"deed": "elected"}),
        "a union to move": ("cadre", reverse("membership:reshape", args=[other]), {**move, "other": ours}),
        "a union to move below": ("cadre", reverse("membership:reshape", args=[ours]), {**move, "other": other}),
        "a union to split": (
            "cadre",
            reverse("membership:split", args=[other]),
            {"on": day, "name": "新", "people": ["1"]},
        ),
        "a contact with a union": (
            "cadre",
            reverse("membership:liaison_of", args=[foreign(Liaison).pk]),
            {"on": day, "way": "visit"},
        ),
        "something raised": (
            "cadre",
            reverse("membership:raised", args=[foreign(Raised).case_id]),
            {"deed": "answer", "text": "好"},
        ),
        "a number of a practice, without the right": (
            "chair",
            reverse("membership:practice", args=["luxi-1345"]),
            {"deed": "adopt", "from_on": day},
        ),
        "an area, without the right": ("chair", reverse("membership:liaison"), area),
    }


RELATIONS_OF_UNIONS = (
    "a founding to agree to",
    "a union that elects",
    "a union to move",
    "a union to move below",
    "a union to split",
    "a contact with a union",
    "something raised",
    "a number of a practice, without the right",
    "an area, without the right",
)
OF_UNIONS_WITHOUT_ROWS = {"membership:found", "membership:found_progress", "membership:found_deed", "membership:raise"}
"""What names its row by a secret code or the phone's own session, or from a list of the reader's own unions."""
