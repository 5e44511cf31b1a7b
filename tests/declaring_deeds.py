"""Every deed about drafts, codes and declarations, ready to be done once to the played quarter."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from played_quarter import PlayedQuarter, id_number
from small_county import AT

from niangjia.casework import consents, declaration, drafts, intake, papers
from niangjia.programmes.hardship import services
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Draft, Paper, Return, Upload

LATER = AT + timedelta(days=1)
WRITTEN = {
    "name": "甲申报",
    "id_number": id_number(70),
    "phone": "15400000070",
    "member": "是",
    "new_employment": "不属于新就业形态",
    "income_fen": "18000",
    "homes": "1",
    "floor_area_dm2": "60",
    "vehicle": "无",
    "controlling_shareholder": "否",
    "low_income": "否",
}


def draft(played: PlayedQuarter, *, proxy: str = "") -> Draft:
    """Return a draft that is written and not filed."""
    account = played.county.accounts[proxy] if proxy else None
    begun = services.begin(carried={}, proxy=account, at=AT, on=AT.date())
    services.choose_union(begun, played.county.unions["street"], at=AT)
    services.save_step(begun, "who", written=WRITTEN, members=[], on=AT.date(), at=AT)
    return begun


def declared(played: PlayedQuarter) -> Case:
    """Return the case of a household that declared itself."""
    return services.declare(draft(played), consented=True, on=AT.date(), at=AT).case


def with_paper(played: PlayedQuarter) -> Draft:
    """Return a draft with a paper."""
    begun = draft(played)
    drafts.add_draft_paper(
        begun, kind="other_paper", name="a.jpg", media_type="image/jpeg", content=b"x", most=5, at=AT
    )
    return begun


def filed_straight(played: PlayedQuarter) -> Any:
    street = played.county.unions["street"]
    upload = Upload.everywhere.filter(owner_union=street).order_by("id")[0]
    row = services.filed(services.reading_of_upload(upload).rows[0])
    return intake.file_declared(Return.everywhere.get(owner_union=street), row, proved=True, by=None, at=LATER)


def filed_by_the_desk(played: PlayedQuarter) -> Any:
    begun = draft(played)
    street = played.county.unions["street"]
    upload = Upload.everywhere.filter(owner_union=street).order_by("id")[0]
    return declaration.file_declaration(
        begun,
        replace(services.filed(services.reading_of_upload(upload).rows[0])),
        filed_in=Return.everywhere.get(owner_union=street),
        programme="hardship",
        statement=declaration.Statement("我承诺"),
        at=LATER,
    )


def tried_too_often(_played: PlayedQuarter) -> Any:
    with suppress(papers.TooManyTries):
        papers.count_try("x", most=0, minutes=1, at=LATER)


def another(played: PlayedQuarter) -> Any:
    begun = draft(played)
    services.declare(begun, consented=True, on=AT.date(), at=AT)
    return declaration.another_code(begun, at=LATER)


def case(played: PlayedQuarter) -> Case:
    return played.case("street", "钱二")


DECLARING_DEEDS: dict[str, Callable[[PlayedQuarter], Any]] = {
    "papers.code_for": lambda p: papers.code_for(case(p).household, by=p.county.accounts["cadre"], at=LATER),
    "papers.prove_codes": lambda p: papers.prove_codes(case(p).household, by=p.county.accounts["cadre"], at=LATER),
    "papers.count_try": tried_too_often,
    "papers.withdraw_papers": lambda p: papers.withdraw_papers(
        case(p).household, period=case(p).period, kinds=("check_consent",), by=None, at=LATER
    ),
    "papers.content_of": lambda p: papers.content_of(
        Paper.everywhere.order_by("id")[0], by=p.county.accounts["cadre"], at=LATER
    ),
    "drafts.open_draft": lambda _p: drafts.open_draft(answers={}, expires_on=date(2026, 12, 1), at=LATER),
    "drafts.save_answers": lambda p: drafts.save_answers(draft(p), lambda _answers: None, page="who", at=LATER),
    "drafts.issue_resume_code": lambda p: drafts.issue_resume_code(draft(p), at=LATER),
    "drafts.add_draft_paper": with_paper,
    "drafts.remove_draft_paper": lambda p: drafts.remove_draft_paper(with_paper(p), paper_id=1, at=LATER),
    "drafts.agree_to_proxy": lambda p: drafts.agree_to_proxy(draft(p, proxy="cadre"), at=LATER),
    "drafts.throw_away": lambda p: drafts.throw_away(draft(p), at=LATER),
    "drafts.forget_expired": lambda p: (draft(p), drafts.forget_expired(on=date(2028, 1, 1), at=LATER)),
    "intake.declared.file_declared": filed_straight,
    "declaration.file_declaration": filed_by_the_desk,
    "declaration.another_code": another,
    "declaration.withdraw_declaration": lambda p: declaration.withdraw_declaration(declared(p), at=LATER),
    "declaration.withdraw_consent": lambda p: services.take_back_consent(declared(p), at=LATER),
    "consents.keep_answer": lambda p: consents.keep_answer(
        case(p).home, given=False, period=case(p).period, told={"answer": "refused"}, by=None, at=LATER
    ),
    "declaration.confirm_identity": lambda p: services.confirm_identity(
        declared(p), by=p.county.accounts["cadre"], at=LATER
    ),
}
