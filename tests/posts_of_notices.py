"""What is posted about notices with a row of the other county in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from niangjia.records.cases.models import Case

if TYPE_CHECKING:
    from small_county import County

RELATIONS_OF_NOTICES = (
    "an objection to answer",
    "a household that agreed to be named",
    "a quarter to publish that is none",
)
OF_NOTICES_WITHOUT_ROWS = {"hardship:object", "hardship:objection_answer"}
"""Public: what they name is found by whoever knows its name, or by a code."""


def posts_of_notices(county: County) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return who posts what."""
    case = Case.everywhere.filter(owner_union=county.unions["foreign"], matter="").order_by("id")[0]
    answer = {"result": "unfounded", "answer": "查过了，不是这样"}
    return {
        "an objection to answer": ("cadre", reverse("hardship:objection", args=[case.pk]), answer),
        "a household that agreed to be named": ("cadre", reverse("hardship:notice_consent", args=[case.pk]), {}),
        "a quarter to publish that is none": ("cadre", reverse("hardship:publish", args=["2026Q9"]), {}),
    }
