"""The deeds of organising, ready to be done once to the played quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from founding import ALL_PAPERS, asked, code_of, meeting, prepared, reported, workplace
from played_quarter import PlayedQuarter
from small_county import AT

from niangjia.casework import elections, liaison, organising, succeeding
from niangjia.casework.access import reshaping
from niangjia.casework.reminders import Reminding, remind_of_terms
from niangjia.programmes.membership.services.founding import RULES
from niangjia.records.tasks.models import Raised
from niangjia.records.unions.models import TERRITORY, Liaison, Union

LATER = AT + timedelta(days=1)


def new_part(on: date) -> Union:
    return Union(code="part", name="分出来的工会", short_name="分会", kind="enterprise", place="青川市", founded_on=on)


def cadre(played: PlayedQuarter) -> dict[str, Any]:
    return {"by": played.county.accounts["cadre"], "at": LATER}


def lacking(played: PlayedQuarter) -> Any:
    founding, _code = asked(played.county, number=90, papers=())
    organising.say_missing(founding, lacking=ALL_PAPERS, **cadre(played))
    return founding


def raised(played: PlayedQuarter, *, answered: bool = False) -> Raised:
    one = liaison.raise_matter(
        played.county.unions["mill"], kind="dues", text="经费", by=played.county.accounts["mill-chair"], at=LATER
    )
    if answered:
        liaison.answer_raised(one, text="已拨", **cadre(played))
    return one


def kept(played: PlayedQuarter) -> Liaison:
    return liaison.assign_liaison(
        played.county.unions["mill"], account=played.county.accounts["chair"], on=AT.date(), **cadre(played)
    )


def reminded(p: PlayedQuarter) -> None:
    """Remind of a term that has ended years ago."""
    elections.hold_election(
        p.county.unions["mill"], result=meeting(), rules=RULES, members=0, on=LATER.date(), **cadre(p)
    )
    rule = Reminding(before=1, again=1, source="示例")
    remind_of_terms(rule=rule, address=lambda _union: "/", on=LATER.date() + timedelta(days=4000), at=LATER)


DEEDS_OF_UNIONS: dict[str, Callable[[PlayedQuarter], Any]] = {
    "access.reshaping.move_union": lambda p: reshaping.move_union(
        p.county.unions["community"],
        line=TERRITORY,
        parent=p.county.unions["street-2"],
        on=LATER.date(),
        by=p.county.accounts["cadre"],
        at=LATER,
    ),
    "access.reshaping.merge_unions": lambda p: reshaping.merge_unions(
        p.county.unions["street"],
        into=p.county.unions["street-2"],
        on=LATER.date(),
        by=p.county.accounts["cadre"],
        at=LATER,
    ),
    "access.reshaping.dissolve_union": lambda p: reshaping.dissolve_union(
        p.county.unions["community"], on=LATER.date(), by=p.county.accounts["cadre"], at=LATER
    ),
    "access.reshaping.split_union": lambda p: reshaping.split_union(
        p.county.unions["mill"],
        part=new_part(LATER.date()),
        workers=(),
        by=p.county.accounts["cadre"],
        at=LATER,
    ),
    "succeeding.merge": lambda p: succeeding.merge(
        p.county.unions["street"], into=p.county.unions["street-2"], on=LATER.date(), **cadre(p)
    ),
    "succeeding.dissolve": lambda p: succeeding.dissolve(p.county.unions["community"], on=LATER.date(), **cadre(p)),
    "succeeding.split": lambda p: succeeding.split(
        p.county.unions["mill"], part=new_part(LATER.date()), workers=(), **cadre(p)
    ),
    "elections.hold_election": lambda p: elections.hold_election(
        p.county.unions["mill"], result=meeting(), rules=RULES, members=0, on=LATER.date(), **cadre(p)
    ),
    "reminders.remind_of_terms": reminded,
    "elections.register_certificate": lambda p: elections.register_certificate(
        p.county.unions["mill"],
        code=code_of(80),
        from_on=AT.date(),
        until_on=AT.date() + timedelta(days=1000),
        rules=RULES,
        **cadre(p),
    ),
    "liaison.assign_liaison": kept,
    "liaison.log_contact": lambda p: liaison.log_contact(kept(p), on=AT.date(), way="visit", told="都好", **cadre(p)),
    "liaison.raise_matter": raised,
    "liaison.answer_raised": lambda p: raised(p, answered=True),
    "liaison.confirm_raised": lambda p: liaison.confirm_raised(
        raised(p, answered=True), solved=True, by=p.county.accounts["mill-chair"], at=LATER
    ),
    "organising.apply_founding": lambda p: asked(p.county, number=81),
    "organising.show_phone": lambda p: organising.show_phone(asked(p.county, number=82)[0], **cadre(p)),
    "organising.issue_founding_code": lambda p: organising.issue_founding_code(
        asked(p.county, number=83)[0], **cadre(p)
    ),
    "organising.say_missing": lacking,
    "organising.complete_founding": lambda p: organising.complete_founding(
        lacking(p), told=workplace(90), by=None, at=LATER
    ),
    "organising.agree_founding": lambda p: organising.agree_founding(asked(p.county, number=83)[0], **cadre(p)),
    "organising.refuse_founding": lambda p: organising.refuse_founding(
        asked(p.county, number=84)[0], reason="理由", **cadre(p)
    ),
    "organising.withdraw_founding": lambda p: organising.withdraw_founding(
        asked(p.county, number=85)[0], by=None, at=LATER
    ),
    "organising.report_election": lambda p: organising.report_election(
        prepared(p.county, number=86), result=meeting(), rules=RULES, by=None, at=LATER
    ),
    "organising.return_election": lambda p: organising.return_election(
        reported(p.county, number=87), reason="补", **cadre(p)
    ),
    "organising.confirm_founding": lambda p: organising.confirm_founding(
        reported(p.county, number=88), rules=RULES, **cadre(p)
    ),
}

PARTS_OF_UNIONS = {
    "access.reshaping.must_have_come",  # refuses, and does nothing
    "access.reshaping.end_union",
    *(f"succeeding.{part}" for part in ("pass_on", "pass_on_liaison", "pass_on_cases", "move_transfers_out")),
    *(f"succeeding.{part}" for part in ("move_transfers_in", "lapse", "tell_mover", "tell_members", "tell")),
}
