"""What is posted to the pages of the visits with a row of the other county in it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from small_county import County

from niangjia.records.cases.models import Case
from niangjia.records.visits.models import Visit


def foreign(model: Any) -> Any:
    return model.everywhere.filter(owner_union__code="foreign").order_by("id").first()


def posts_of_visits(county: County) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return who posts what to the pages of the visits."""
    visit, case, abroad = [foreign(Visit).pk], [foreign(Case).pk], county.unions["foreign"].pk
    need = {"kind": "living", "text": "缺"}
    return {
        "the union whose visits are assigned": ("cadre", reverse("hardship:assign_visits"), {"union": abroad}),
        "a visit to file": ("cadre", reverse("hardship:visit", args=visit), {"uid": ""}),
        "a visit to consent to": ("cadre", reverse("hardship:consent", args=visit), {"answer": "refused"}),
        "a visit to look at": ("cadre", reverse("hardship:look", args=[*visit, "people"]), {"all_same": "1"}),
        "a visit to answer": ("cadre", reverse("hardship:answer_visit", args=visit), {"answer": "confirm"}),
        "a visit to kin": ("cadre", reverse("hardship:kin", args=visit), {"relation": "堂姐"}),
        "a phone to reveal": ("cadre", reverse("hardship:visit_phone", args=visit), {}),
        "a visit that sees a need": ("cadre", reverse("hardship:visit_need", args=visit), need),
        "a case to send visitors to": ("cadre", reverse("hardship:visitors", args=case), {"first": "1"}),
        "a case to name kin of": ("cadre", reverse("hardship:kin_of", args=case), {"account": "1", "relation": "堂姐"}),
        "a case to visit again": ("cadre", reverse("hardship:visit_again", args=case), {}),
    }


RELATIONS_OF_VISITS = (
    "the union whose visits are assigned",
    "a visit to file",
    "a visit to consent to",
    "a visit to look at",
    "a visit to answer",
    "a visit to kin",
    "a phone to reveal",
    "a visit that sees a need",
    "a case to send visitors to",
    "a case to name kin of",
    "a case to visit again",
)
