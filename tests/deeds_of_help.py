"""The deeds of the provision desk and of the emergency desk, ready to be done once to the played quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from small_county import AT, LONG_AGO

from niangjia.casework import emergency
from niangjia.casework.intake import add_card
from niangjia.casework.provision import allowances, awards, cards, deliveries, library
from niangjia.programmes.care.programme import PRESETS
from niangjia.programmes.care.services.library import project_terms, service_terms
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import (
    Allowance,
    Award,
    Emergency,
    FollowUp,
    HouseholdCard,
    Project,
    ServiceItem,
)

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter

LATER = AT + timedelta(days=1)


def street(model: Any, **lookup: Any) -> Any:
    return model.everywhere.filter(owner_union__code="street", **lookup).order_by("id")[0]


def library_of(model: Any, key: str) -> Any:
    return model.everywhere.get(owner_union__code="county", key=key)


def given(played: PlayedQuarter, name: str = "cadre") -> dict[str, Any]:
    return {"by": played.county.accounts[name], "at": LATER}


def household(played: PlayedQuarter) -> Household:
    return Household.everywhere.get(pk=played.case("community", "李四").household_id)


def redeemed(played: PlayedQuarter) -> Any:
    place = played.county.unions["street"]
    return allowances.redeem(street(Allowance), place=place, key=uuid4(), **given(played, "partner"))


def taken_back(played: PlayedQuarter) -> None:
    allowances.undo_redemption(redeemed(played), within=timedelta(minutes=1), **given(played, "partner"))


def seconded(played: PlayedQuarter) -> Award:
    award: Award = street(Award)
    awards.second(award, **given(played, "second"))
    return award


def verified(played: PlayedQuarter) -> Emergency:
    found: Emergency = street(Emergency)
    if found.case.state == "emergency_open":
        emergency.verify_emergency(found, on=LATER.date(), **given(played, "chair"))
    return found


def follow_up(played: PlayedQuarter) -> FollowUp:
    return emergency.plan_follow_up(verified(played), kind="job", due_on=LATER.date(), **given(played, "chair"))


def documented(played: PlayedQuarter) -> Emergency:
    found = verified(played)
    if found.case.state == "emergency_helping":
        emergency.document_emergency(found, papers=["application"], **given(played, "chair"))
    return found


def closed(played: PlayedQuarter) -> None:
    FollowUp.everywhere.filter(done_at__isnull=True).update(done_at=LATER)
    emergency.close_emergency(documented(played), **given(played, "chair"))


def newcomer(played: PlayedQuarter) -> Household:
    """Return one and the same household, however often it is reported."""
    told = {"name": "新来的", "key": UUID(int=1)}
    return emergency.keep_reported(played.county.unions["street"], told, at=LATER)


DEEDS_OF_HELP: dict[str, Callable[[PlayedQuarter], Any]] = {
    "provision.library.keep_project": lambda p: library.keep_project(
        p.county.unions["county"],
        project_terms("temporary", PRESETS["projects"]["temporary"]),
        from_on=LONG_AGO,
        **given(p),
    ),
    "provision.library.keep_service": lambda p: library.keep_service(
        p.county.unions["county"],
        service_terms("haircut", PRESETS["services"]["haircut"]),
        places=(),
        from_on=LONG_AGO,
        **given(p),
    ),
    "provision.library.end_offer": lambda p: library.end_offer(
        library_of(Project, "living"), on=LATER.date(), **given(p)
    ),
    "intake.households.add_card": lambda p: add_card(
        newcomer(p), bank="示例银行", card_number="62229900000000418", **given(p)
    ),
    "provision.awards.ask_award": lambda p: awards.ask_award(
        household(p), library_of(Project, "condolence"), amount_fen=100_00, reason="慰问", **given(p)
    ),
    "provision.awards.second": seconded,
    "provision.awards.grant_award": lambda p: awards.grant_award(street(Award), **given(p)),
    "provision.awards.refuse_award": lambda p: awards.refuse_award(street(Award), reason="不是今年的", **given(p)),
    "provision.awards.add_papers": lambda p: awards.add_papers(street(Award), papers=["invoice"], **given(p)),
    "provision.allowances.allow": lambda p: allowances.allow(
        newcomer(p), library_of(ServiceItem, "supermarket"), from_month="2026-10", basis="emergency", **given(p)
    ),
    "provision.allowances.end_allowance": lambda p: allowances.end_allowance(street(Allowance), **given(p)),
    "provision.allowances.redeem": redeemed,
    "provision.allowances.undo_redemption": taken_back,
    "provision.cards.issue_card": lambda p: cards.issue_card(household(p), **given(p)),
    "provision.cards.revoke_card": lambda p: cards.revoke_card(street(HouseholdCard), **given(p)),
    "provision.cards.show_card": lambda _p: cards.show_card(
        street(HouseholdCard), lasting=timedelta(minutes=1), at=LATER
    ),
    "provision.deliveries.deliver": lambda p: deliveries.deliver(
        library_of(ServiceItem, "visits"), union=p.county.unions["street"], on=LATER.date(), quantity=3, **given(p)
    ),
    "emergency.start_emergency": lambda p: emergency.start_emergency(
        newcomer(p), heard_by="phone", text="家里出了事", **given(p, "chair")
    ),
    "emergency.verify_emergency": verified,
    "emergency.help_at_once": lambda p: emergency.help_at_once(
        street(Emergency), library_of(ServiceItem, "visits"), on=LATER.date(), **given(p, "chair")
    ),
    "emergency.plan_follow_up": follow_up,
    "emergency.finish_follow_up": lambda p: emergency.finish_follow_up(
        follow_up(p), result="contract_signed", text="快递站点", **given(p, "chair")
    ),
    "emergency.document_emergency": documented,
    "emergency.close_emergency": closed,
}
PARTS_OF_HELP = {
    "provision.allowances.end_standing",  # told by each quota that it ends
    "emergency.keep_reported",  # told by the emergency that follows
    "emergency.open_emergency",  # told by its start
    "claims.write_claims",  # told by the benefit that is claimed
    "payment.promise",
}
