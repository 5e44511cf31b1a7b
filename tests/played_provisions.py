"""Help in the played quarter: a library in both counties, an award, a quota with its card, a delivery, an emergency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from small_county import AT, LONG_AGO

from niangjia.casework.emergency import keep_reported, start_emergency
from niangjia.casework.provision.allowances import STANDING, allow
from niangjia.casework.provision.awards import ask_award
from niangjia.casework.provision.cards import issue_card
from niangjia.casework.provision.deliveries import deliver
from niangjia.programmes.care.services.library import adopt_project, adopt_service
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter


class CasesOf:
    """The cases of one matter, where an address names a case and wants it to be one of these."""

    def __init__(self, *matters: str) -> None:
        self.matters = matters

    @property
    def everywhere(self) -> object:
        return Case.everywhere.filter(matter__in=self.matters)


def play_provisions(played: PlayedQuarter) -> None:
    """Let both counties keep a library and help somebody; the partner of the street redeems there."""
    for county, cadre, chair, union, name in (
        ("county", "cadre", "chair", "street", "钱二"),
        ("other-county", "stranger", "foreign-chair", "foreign", "冯九"),
    ):
        unions, accounts = played.county.unions, played.county.accounts
        given = {"from_on": LONG_AGO, "by": accounts[cadre], "at": AT}
        condolence = adopt_project(unions[county], "condolence", **given)
        adopt_project(unions[county], "living", **given)
        places = [unions[union], unions["county"]]
        supermarket = adopt_service(unions[county], "supermarket", places=places, **given)
        visits = adopt_service(unions[county], "visits", places=(), **given)
        household = Household.everywhere.get(pk=played.case(union, name).household_id)
        by = accounts[chair]
        ask_award(household, condolence, amount_fen=500_00, reason="入冬慰问", by=by, at=AT)
        allow(household, supermarket, from_month="2026-10", basis=STANDING, by=by, at=AT)
        issue_card(household, by=by, at=AT)
        deliver(visits, union=unions[union], on=AT.date(), roster=["甲某", "乙某"], by=by, at=AT)
        stranger = keep_reported(unions[union], {"name": f"{union} 骑手", "phone": "15400000099"}, at=AT)
        start_emergency(stranger, heard_by="video", text="带着两岁孩子送外卖", by=by, at=AT)
