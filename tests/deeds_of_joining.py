"""The deeds of the joining desk, ready to be done once to the played quarter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from small_county import AT

from niangjia.casework import applications, benefits, joining
from niangjia.records.unions.models import Account

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter

    from niangjia.records.joinings.models import Joining
    from niangjia.records.people.models import Worker

NUMBER = "11010519491231002X"


def chair(played: PlayedQuarter) -> dict[str, Any]:
    return {"by": played.county.accounts["chair"], "at": AT}


def somebody(played: PlayedQuarter) -> Worker:
    told = {"name": "丁一", "id_number": NUMBER, "phone": "13800000001", "group": "courier"}
    return joining.know_worker(played.county.unions["street"], **told, **chair(played))


def member(played: PlayedQuarter) -> Worker:
    worker = somebody(played)
    joining.admit(worker, union=played.county.unions["street"], on=AT.date(), **chair(played))
    return worker


def asked(played: PlayedQuarter) -> Joining:
    told: dict[str, Any] = {"name": "丁二", "id_number": NUMBER, "phone": "13800000002", "door": "trade"}
    return applications.ask_to_join(played.county.unions["street"], agrees="agree", group="courier", at=AT, **told)


def incomplete(played: PlayedQuarter) -> Joining:
    one = asked(played)
    applications.send_back_applicant(one, missing=["phone"], told="", **chair(played))
    return one


def completed(played: PlayedQuarter) -> None:
    applications.complete_applicant(incomplete(played), told={"phone": "13800000003"}, agrees="agree", at=AT)


def own_account() -> Account:
    """Return the account of a worker, opened if it is not there yet."""
    there = Account.objects.filter(username="own").first()
    return there or Account.objects.open("own", password=NUMBER, name="丁一", is_worker=True)


def linked(played: PlayedQuarter) -> bool:
    return applications.link_account(member(played), account=own_account(), by=None, at=AT)


def claimed(played: PlayedQuarter) -> Any:
    return benefits.claim_benefit(member(played), kind="health_check", most=1, by=None, at=AT)


def closed_door(played: PlayedQuarter) -> Any:
    union = played.county.unions["street"]
    benefits.open_trade_door(union, group="domestic", **chair(played))
    return benefits.close_trade_door(union, group="domestic", **chair(played))


DEEDS_OF_JOINING: dict[str, Callable[[PlayedQuarter], Any]] = {
    "joining.know_worker": somebody,
    "joining.admit": member,
    "applications.ask_to_join": asked,
    "applications.issue_join_code": lambda p: applications.issue_join_code(asked(p), by=None, at=AT),
    "applications.admit_applicant": lambda p: applications.admit_applicant(asked(p), **chair(p)),
    "applications.link_account": linked,
    "applications.send_back_applicant": incomplete,
    "applications.complete_applicant": completed,
    "applications.decline_applicant": lambda p: applications.decline_applicant(asked(p), told="住在外省", **chair(p)),
    "applications.withdraw_applicant": lambda p: applications.withdraw_applicant(asked(p), at=AT),
    "benefits.claim_benefit": claimed,
    "benefits.deliver_benefit": lambda p: benefits.deliver_benefit(claimed(p), **chair(p)),
    "benefits.show_card": lambda p: benefits.show_card(member(p), seconds=120, at=AT),
    "benefits.check_card": lambda p: benefits.check_card(benefits.show_card(member(p), seconds=9, at=AT), **chair(p)),
    "benefits.make_poster": lambda p: benefits.make_poster(p.county.unions["street-2"], **chair(p)),
    "benefits.take_down_poster": lambda p: benefits.take_down_poster(
        benefits.make_poster(p.county.unions["street"], **chair(p)), **chair(p)
    ),
    "benefits.close_trade_door": closed_door,
    "benefits.open_trade_door": lambda p: benefits.open_trade_door(
        p.county.unions["street"], group="guard", **chair(p)
    ),
}
PARTS_OF_JOINING = {
    "joining.new_worker",
    "applications.applicant",
    "applications.open_join_case",
    "applicants.tell_applicant",  # told by the answer
}
