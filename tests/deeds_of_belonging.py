"""The deeds of belonging, ready to be done once to the played quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from played_belonging import member
from played_quarter import PlayedQuarter
from small_county import AT

from niangjia.casework import belonging, duplicates, transfers
from niangjia.programmes.membership.services.duplicates import WEIGHTS
from niangjia.records.cases.models import Clock, Transfer
from niangjia.records.people.models import Likeness, Membership, Tie, Worker, WorkerMerge

LATER = AT + timedelta(days=1)
ON = LATER.date()


def by(played: PlayedQuarter, name: str = "cadre") -> dict[str, Any]:
    return {"by": played.county.accounts[name], "at": LATER}


def spell(code: str = "mill") -> Membership:
    """Return the open membership of somebody of a union."""
    return Membership.everywhere.filter(owner_union__code=code, to_on=None).order_by("id")[0]


def waiting() -> Transfer:
    return Transfer.everywhere.filter(owner_union__code="mill", closed_at=None)[0]


def objected(played: PlayedQuarter) -> Transfer:
    return transfers.object_to(waiting(), reason="still_here", **by(played, "mill-chair"))


def reserved(played: PlayedQuarter) -> Membership:
    return belonging.reserve(spell(), ends_as="retired", on=ON, **by(played))


def freelance(played: PlayedQuarter) -> Membership:
    union = played.county.unions["industry"]
    return belonging.go_freelance(spell(), federation=union, kinds=frozenset({"industry"}), on=ON, **by(played))


def let_time_run_out() -> None:
    """Put the day of a transfer that waits into the past."""
    Clock.objects.filter(case=waiting().case).update(due_on=date(2026, 1, 5))
    Transfer.everywhere.filter(pk=waiting().pk).update(agreed_at=LATER)


def out_of_time(_played: PlayedQuarter) -> int:
    let_time_run_out()
    return transfers.move_out_of_time(at=LATER)


def asked(played: PlayedQuarter) -> Transfer:
    transfers.take_back(waiting(), **by(played))
    worker = Worker.everywhere.get(pk=spell().worker_id)
    return transfers.ask_transfer(worker, to=played.county.unions["street"], **by(played))


DEEDS_OF_BELONGING: dict[str, Callable[[PlayedQuarter], Any]] = {
    "belonging.end_membership": lambda p: belonging.end_membership(spell(), ends_as="left", on=ON, **by(p)),
    "belonging.reserve": reserved,
    "belonging.bring_back": lambda p: belonging.bring_back(reserved(p), on=ON, **by(p)),
    "belonging.move_member": lambda p: belonging.move_member(spell(), to=p.county.unions["street"], on=ON, **by(p)),
    "belonging.go_freelance": freelance,
    "belonging.register_tie": lambda p: belonging.register_tie(
        spell().worker, union=p.county.unions["street-2"], kind="residence", on=ON, **by(p)
    ),
    "belonging.end_tie": lambda p: belonging.end_tie(
        Tie.everywhere.filter(to_on=None).order_by("id")[0], on=ON, **by(p)
    ),
    "transfers.ask_transfer": asked,
    "transfers.release": lambda p: transfers.release(waiting(), on=ON, **by(p, "mill-chair")),
    "transfers.object_to": objected,
    "transfers.insist": lambda p: transfers.insist(objected(p), on=ON, **by(p)),
    "transfers.let_stay": lambda p: transfers.let_stay(objected(p), **by(p)),
    "transfers.take_back": lambda p: transfers.take_back(waiting(), **by(p, "chair")),
    "transfers.move_out_of_time": out_of_time,
}
PARTS_OF_BELONGING = {
    "belonging.change_standing",  # the deed of two
    "belonging.lapse_transfer",  # told by the membership that ended
    "transfers.close",
    "transfers.acts_for",
    "transfers.settle",
    "transfers.tell_worker",  # told by what was done with the transfer
}


def alike(played: PlayedQuarter) -> Likeness:
    """Return two of the mill who may be one."""
    one, other = (member(played.county, "mill", "陈晓红", phone=number) for number in ("15400000081", "15400000082"))
    return duplicates.propose(one, other, weight=0, agrees=("name",), at=LATER)


def merged(played: PlayedQuarter) -> WorkerMerge:
    likeness = alike(played)
    return duplicates.merge(likeness, kept_id=likeness.first_id, **by(played))


def found_alike(played: PlayedQuarter) -> int:
    for code in ("mill", "street"):
        member(played.county, code, "陈晓红", phone="15400000083", address="河东路 12 号")
    return duplicates.find_likenesses(weights=WEIGHTS, on=ON, at=LATER)


DEEDS_OF_BELONGING |= {
    "duplicates.find_likenesses": found_alike,
    "duplicates.propose": alike,
    "duplicates.keep_apart": lambda p: duplicates.keep_apart(alike(p), **by(p)),
    "duplicates.merge": merged,
    "duplicates.take_apart": lambda p: duplicates.take_apart(merged(p), **by(p)),
}
PARTS_OF_BELONGING |= {"duplicates.claim"}
