"""What is posted to the pages of help with a row of the other county in it, or without the right."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from small_county import County

from niangjia.records.people.models import Household
from niangjia.records.provisions.models import Allowance, Award, Emergency, Project


def foreign(model: Any) -> Any:
    return model.everywhere.filter(owner_union__code="foreign").order_by("id").first()


def posts_of_help(county: County) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return who posts what to the pages of help."""
    home, award = foreign(Household).pk, foreign(Award).case_id
    emergency, project = foreign(Emergency).case_id, Project.everywhere.filter(owner_union__code="other-county")
    quota = foreign(Allowance).pk
    offer = {"offer": f"project:{project[0].pk}"}
    return {
        "a household to ask a project for": ("cadre", reverse("care:ask", args=[home]), {"project": "1"}),
        "a project of another county": ("chair", reverse("care:ask", args=[ours(county)]), {"project": project[0].pk}),
        "a household to give a package to": ("cadre", reverse("care:package", args=[home]), {}),
        "a household whose quota to end": ("cadre", reverse("care:end_quota", args=[home]), {"quota": quota}),
        "a quota of another household": ("chair", reverse("care:end_quota", args=[ours(county)]), {"quota": quota}),
        "a household to issue a card to": ("cadre", reverse("care:card_of", args=[home]), {}),
        "a household to add a card to": ("cadre", reverse("care:bank", args=[home]), {"bank": "示例银行"}),
        "presets, without the right": ("chair", reverse("care:take_presets"), {}),
        "terms, without the right": ("chair", reverse("care:keep_terms"), {}),
        "an offer to end": ("cadre", reverse("care:end_offer"), offer),
        "an award to grant": ("cadre", reverse("care:award", args=[award]), {"answer": "grant"}),
        "an award to sign second": ("leader", reverse("care:award", args=[award]), {"answer": "grant"}),
        "papers of an award": ("cadre", reverse("care:award_papers", args=[award]), {"paper": "invoice"}),
        "a delivery, without the right": ("leader", reverse("care:deliveries"), {}),
        "a code, without the right": ("finance", reverse("care:redeem_code"), {"code": "x"}),
        "a redemption, without the right": ("finance", reverse("care:redeem", args=["x"]), {}),
        "a report, without the right": ("leader", reverse("care:report"), {}),
        "an emergency to verify": ("cadre", reverse("care:emergency", args=[emergency]), {"deed": "verify"}),
    }


def ours(county: County) -> int:
    return int(Household.everywhere.filter(owner_union=county.unions["street"]).order_by("id")[0].pk)


RELATIONS_OF_HELP = (
    "a household to ask a project for",
    "a project of another county",
    "a household to give a package to",
    "a household whose quota to end",
    "a quota of another household",
    "a household to issue a card to",
    "a household to add a card to",
    "presets, without the right",
    "terms, without the right",
    "an offer to end",
    "an award to grant",
    "an award to sign second",
    "papers of an award",
    "a delivery, without the right",
    "a code, without the right",
    "a redemption, without the right",
    "a report, without the right",
    "an emergency to verify",
)
