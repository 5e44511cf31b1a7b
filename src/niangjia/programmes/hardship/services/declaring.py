"""Declaring oneself: begun, written page by page, filled in from before, filed, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import File

from niangjia.casework import declaration, drafts, intake, needs, papers, publication, wishes
from niangjia.casework.declaration import Declared, Statement
from niangjia.casework.progress import advance, switched_off
from niangjia.casework.queries.household import stands_of
from niangjia.engines.calendar import deadline
from niangjia.engines.rules import Policy, Verdict, judge
from niangjia.outside.pictures import Limits, cleaned
from niangjia.outside.workbook.readings import CellFault, RowReading
from niangjia.programmes.hardship.facts import FACTS
from niangjia.programmes.hardship.forms.declaring import must_haves, reading_of_answers
from niangjia.programmes.hardship.forms.survey import survey_form
from niangjia.programmes.hardship.programme import DECLARING, PROGRAMME, RETURNS_DUE
from niangjia.programmes.hardship.queries.rows import reading_of, values_for
from niangjia.programmes.hardship.services.policies import policy_for
from niangjia.programmes.hardship.services.returns import filed, propose_merges
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Draft, LookupCode, Paper, Return, ReturnRow
from niangjia.records.tasks.models import Wish
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.identifiers import plain_identity
from niangjia.values.periods import Quarter
from niangjia.values.text import folded

STEPS: tuple[str, ...] = tuple(step["key"] for step in DECLARING["steps"])
HOUSEHOLD_STEPS = frozenset({"confirm", "reopen"})
"""Steps of a charter that are one press of a button for the household."""


class NotComplete(NiangjiaError):
    """A declaration in which something is missing or to be mended."""

    code = "not_complete"


class WrongCode(NiangjiaError):
    """A code and what goes with it do not open anything: the same words whatever was wrong."""

    code = "wrong_code"


class TooManyWishes(NiangjiaError):
    """A household has as many wishes waiting as it may."""

    code = "too_many_wishes"


def self_tested(facts: Mapping[str, Any], *, union: Union, on: date) -> tuple[Policy, Verdict]:
    """Return what the rules of a union say of what is known; what is not known stays unknown. Nothing is kept."""
    policy = policy_for(union.pk, on=on)
    place, chosen = values_for(union.pk, on=on)
    known = {fact.key: facts.get(fact.key) for fact in FACTS.facts}
    return policy, judge(policy, known, on=on, place=place, chosen=chosen)


def begin(*, carried: Mapping[str, str], proxy: Account | None = None, at: datetime, on: date) -> Draft:
    """Begin a declaration; ``carried`` is what the test was told, to be looked over."""
    known = {key: text for key, text in carried.items() if key in survey_form().fields}
    filled = dict.fromkeys(known, "来自刚才的测一测")
    answers = {"written": known, "filled": filled}
    return drafts.open_draft(answers=answers, proxy=proxy, expires_on=kept_until(on), at=at)


def kept_until(on: date) -> date:
    """Return the day until which a draft begun on a day waits."""
    days = DECLARING["draft"]
    return deadline(on, count=days["count"], unit=days["unit"]).due_on


def choose_union(draft: Draft, union: Union, *, at: datetime) -> None:
    """Say which union a declaration is for."""
    drafts.save_answers(draft, lambda answers: None, page="union", union=union, at=at)


def save_step(
    draft: Draft,
    step: str,
    *,
    written: Mapping[str, str],
    members: Sequence[Mapping[str, str]] | None,
    on: date,
    at: datetime,
) -> list[CellFault]:
    """Save one page, whatever is written on it, and return what of it is to be mended."""

    def change(answers: dict[str, Any]) -> None:
        changed = {key for key, text in written.items() if answers["written"].get(key) != text}
        answers["written"] = {**answers["written"], **written}
        answers["filled"] = {key: origin for key, origin in answers["filled"].items() if key not in changed}
        if members is not None:
            answers["members"] = [dict(one) for one in members]

    answers = drafts.save_answers(draft, change, page=step, at=at)
    return faults_of_step(answers, step, on=on, quarter=quarter_for(draft.union, on=on))


def faults_of_step(answers: Mapping[str, Any], step: str, *, on: date, quarter: Quarter) -> list[CellFault]:
    """Return what is to be mended on one page."""
    keys = next(one["fields"] for one in DECLARING["steps"] if one["key"] == step)
    return [fault for fault in faults_of_answers(answers, quarter=quarter) if fault.key in keys]


def faults_of_answers(answers: Mapping[str, Any], *, quarter: Quarter) -> list[CellFault]:
    """Return everything that is to be mended before a declaration can be filed."""
    return [*reading_of_answers(answers, quarter=quarter).faults, *must_haves(answers["written"])]


def quarter_for(union: Union | None, *, on: date) -> Quarter:
    """Return the quarter in which a declaration counts: the last one while its union still owes its return, else this.

    Whoever declares while the last quarter is being counted is counted with it, and need not wait for the next.
    """
    current = Quarter.of(on)
    if union is None:
        return current
    owed = Return.everywhere.filter(owner_union=union, period=str(current.previous), due_on__gte=on)
    return current.previous if owed.exists() else current


def fill_from_before(draft: Draft, code: str, *, at: datetime) -> int:
    """Fill in what was told before, for whoever shows by code and number to be of that household; return how much.

    What is written already stays.

    Errors: ``WrongCode``, in the same words for a wrong code and for one of somebody else.
    """
    answers = drafts.answers_of(draft)
    number = plain_identity(answers["written"].get("id_number", ""))
    household = declaration.prove(code, id_number=number) if number else None
    if household is None:
        raise WrongCode("这个查询码和您的身份证号对不上；请核对，或跳过这一步自己填")
    before = ReturnRow.everywhere.filter(household_id=household.pk, verdict="accept").order_by("-id").first()
    told = written_before(before) if before else {}
    members = reading_of(before)["members"] if before else []

    def change(kept: dict[str, Any]) -> None:
        fresh = {key: text for key, text in told.items() if text and not kept["written"].get(key)}
        kept["written"] = {**kept["written"], **fresh}
        kept["filled"] = {**kept["filled"], **dict.fromkeys(fresh, "来自上次的申报或摸排")}
        kept["proved"] = household.pk
        if not kept["members"]:
            keys = ("name", "relation", "id_number")
            kept["members"] = [{key: one.get(key, "") for key in keys} for one in members if one["relation"] != "本人"]

    drafts.save_answers(draft, change, page="before", at=at)
    return len(told)


def written_before(row: ReturnRow) -> dict[str, str]:
    """Return what an earlier row said, as it would be written on the pages."""
    reading = reading_of(row)
    told = {key: text for key, text in reading["mended"].items() if key in DECLARING["asked"]}
    person = {key: str(reading["person"].get(key) or "") for key in ("phone", "bank", "card_number", "cause")}
    return {**person, **facts_written(reading["facts"]), **told}


def facts_written(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return facts as people write them: yuan, square metres, yes and no.

    >>> facts_written({"income_fen": 3600050, "member": True, "vehicle": "none", "homes": None})
    {'income_fen': '36000.50', 'member': '是', 'vehicle': '无'}
    """
    written: dict[str, str] = {}
    for key, value in facts.items():
        asked = survey_form().fields.get(key)
        if value is None or asked is None or key not in DECLARING["asked"]:
            continue
        if isinstance(value, bool):
            written[key] = "是" if value else "否"
        elif asked.kind in {"money", "area"}:
            written[key] = f"{value // 100}.{value % 100:02d}"
        elif asked.kind == "choice":
            written[key] = DECLARING["words"][key].get(value, {"label": value})["label"]
        else:
            written[key] = str(value)
    return written


def resume(code: str, *, last_four: str, on: date) -> Draft:
    """Return the draft that a code names, for whoever knows the end of the number or the phone in it.

    Errors: ``WrongCode``, in the same words whatever is wrong.
    """
    draft = drafts.draft_of(code, on=on)
    if draft is not None:
        written = drafts.answers_of(draft)["written"]
        ends = {plain_identity(written.get(key, ""))[-4:] for key in ("id_number", "phone")} - {""}
        if plain_identity(last_four)[-4:] in ends and len(folded(last_four)) >= 4:
            return draft
    raise WrongCode("码或后四位不对，或者这份草稿已经提交、过期了；请再核对一遍")


def limits() -> Limits:
    """Return how much a paper may be."""
    told = DECLARING["papers"]
    return Limits(told["most_bytes"], told["most_pixels"], told["longest_edge"], told["kept_bytes"])


def add_paper(draft: Draft, *, kind: str, file: File[Any], by: Account | None, at: datetime) -> None:
    """Look at a file, draw it anew, and put it to a draft; the worker's signed consent lets somebody else declare.

    Errors: ``PaperRefused`` when it is no picture and no PDF.
    """
    clean = cleaned(file.read(), limits=limits())
    label = DECLARING["kinds"][kind]
    name = f"{label}.{clean.ending}"
    drafts.add_draft_paper(
        draft,
        kind=kind,
        name=name,
        media_type=clean.media_type,
        content=clean.content,
        most=DECLARING["papers"]["most"],
        by=by,
        at=at,
    )
    if kind == declaration.PROXY_CONSENT and draft.proxy_id is not None:
        drafts.agree_to_proxy(draft, at=at)


def declare(draft: Draft, *, consented: bool, named: bool = False, on: date, at: datetime) -> Declared:
    """File a draft in the return of its union; ``named`` is the consent to be named in public, by itself.

    Errors: ``NotComplete`` when something is missing; ``ProxyNotAgreed`` and ``MovedMeanwhile`` as the desk says.
    """
    answers = drafts.answers_of(draft)
    quarter = quarter_for(draft.union, on=on)
    if draft.union is None or faults_of_answers(answers, quarter=quarter):
        raise NotComplete("还有没填好的地方；请按清单填完再提交")
    reading = reading_of_answers(answers, quarter=quarter, authorised=consented)
    if reading.verdict != "accept":
        raise NotComplete("还有没填好的地方；请按清单填完再提交")
    statements = DECLARING["statements"]
    owed = deadline(quarter.last_day, count=RETURNS_DUE.count, unit=RETURNS_DUE.unit)
    [filed_in] = intake.expect_returns([draft.union], period=str(quarter), due_on=owed.due_on, by=None, at=at)
    declared = declaration.file_declaration(
        draft,
        filed(reading, mended={**answers["written"], "authorised": "是" if consented else "否"}),
        filed_in=filed_in,
        programme=PROGRAMME.key,
        statement=Statement(
            statements["declaration"]["label"],
            statements["check_consent"]["label"] if consented else "",
            statements["proxy_consent"]["label"] if draft.proxy_id else "",
            statements["notice_consent"]["label"] if named else "",
        ),
        at=at,
    )
    propose_merges(str(quarter), at=at)
    return declared


def take_back_consent(case: Case, *, at: datetime) -> None:
    """Take back the consent to the check: the same answers, read again without it."""
    row = declaration.declared_row(case)
    if row is None:
        raise declaration.NothingToTakeBack("这份申报已经有结论，或不是自己申报的，不能在这里撤回；有事请打 12351")
    declaration.withdraw_consent(case, filed(without_consent(row), mended=mended_without_consent(row)), at=at)


def mended_without_consent(row: ReturnRow) -> dict[str, str]:
    """Return what was written in a declared row, without the consent."""
    return {**reading_of(row)["mended"], "authorised": "否"}


def without_consent(row: ReturnRow) -> RowReading:
    """Return a declared row, read again without the consent."""
    members = [
        {"name": one["name"], "relation": one["relation"], "id_number": one["id_number"]}
        for one in reading_of(row)["members"]
    ]
    answers = {"written": reading_of(row)["mended"], "members": members}
    return reading_of_answers(answers, quarter=Quarter.parse(row.filed_in.period), authorised=False)


def confirm_identity(case: Case, *, by: Account, at: datetime) -> None:
    """Write that the declarer was met: what she declared about herself is taken over into the household."""
    row = declaration.declared_row(case)
    if row is None:
        raise declaration.NothingToTakeBack("这一户没有自己申报，不用核对")
    declaration.confirm_identity(case, reading=reading_of(row), by=by, at=at)


def lookup_code(case: Case, *, by: Account, at: datetime) -> str:
    """Return a new code with which the household of ``case`` sees how it stands, to be printed and handed over."""
    return papers.code_for(case.home, by=by, at=at)


def try_once(what: str, *, at: datetime) -> None:
    """Count one try of something secret.

    Errors: ``TooManyTries`` when there were too many.
    """
    tries = DECLARING["tries"]
    papers.count_try(what, most=tries["most"], minutes=tries["minutes"], at=at)


def case_of(draft: Draft) -> Case | None:
    """Return the case that a filed draft became."""
    return declaration.case_of(draft, programme=PROGRAMME.key)


def another_code(draft: Draft, *, at: datetime) -> tuple[str, bool]:
    """Return a further code for whoever filed a draft, and whether it shows all."""
    return declaration.another_code(draft, at=at)


def step_of_household(known: LookupCode, *, case_id: int, step: str, lacking: str = "", at: datetime) -> bool:
    """Take a step that is the household's own, on a case of its own; return whether there was such a step.

    What of a need is still ``lacking`` is kept with it.

    Errors: ``NothingToTakeBack`` when a declaration is decided; ``StepNotAllowed``, ``MovedMeanwhile``.
    """
    case = next((one.case for one in stands_of(known.household, off=switched_off) if one.case.pk == case_id), None)
    if case is None:
        return False
    if step == "withdraw_declaration":
        declaration.withdraw_declaration(case, at=at)
    elif step == "withdraw_consent":
        take_back_consent(case, at=at)
    elif step == "take_back_name":
        publication.take_back_name(case, by=None, at=at)
    elif step in HOUSEHOLD_STEPS:
        answer_for_herself(case, step=step, lacking=lacking, at=at)
    else:
        return False
    return True


def answer_for_herself(case: Case, *, step: str, lacking: str, at: datetime) -> None:
    """Let the household say that something was solved, or that it was not: a need goes through its own desk."""
    if case.programme != needs.CARE:
        advance(case, step=step, by=None, at=at)
    elif step == "confirm":
        needs.confirm(case, confirmed_as="person", by=None, at=at)
    else:
        needs.reopen(case, reason=lacking, by=None, at=at)


def wish_of_household(known: LookupCode, *, kind: str, text: str, at: datetime) -> Wish:
    """Keep a small wish that the household raised itself; it hangs on the wall once the union wrote words for it.

    Errors: ``TooManyWishes`` while enough of them wait.
    """
    waiting = [one for one in stands_of(known.household, off=switched_off) if one.case.state == "wish_open"]
    if len(waiting) >= DECLARING["wishes"]["most_open"]:
        raise TooManyWishes("您家已经有几个心愿在等；有一个实现了，再写下一个")
    household = known.household.merged_into or known.household
    return wishes.raise_wish(household, kind=kind, text=text, consent="herself", by=None, at=at)


def paper_content(paper: Paper, *, by: Account, at: datetime) -> bytes:
    """Return the file of a paper; the look leaves an event."""
    return papers.content_of(paper, by=by, at=at)


def forget_drafts(*, on: date, at: datetime) -> int:
    """Delete every draft whose days are over; return how many that were."""
    return drafts.forget_expired(on=on, at=at)
