"""Home visits: two are sent, consent comes first, what is found is filed, confirmed, and judged anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.batch import quarter as batch
from niangjia.casework import declaration, needs, privacy, visits
from niangjia.casework import queries as desk
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.assessment import latest_assessment
from niangjia.casework.messages import notify
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.visits.assigning import Plan
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.programmes.hardship.queries.rows import facts_for
from niangjia.programmes.hardship.services.declaring import confirm_identity
from niangjia.programmes.hardship.services.files import keep_notice_consent
from niangjia.programmes.hardship.services.policies import policy_for
from niangjia.records.cases.models import Assessment, Case
from niangjia.records.people.models import Household, KinTie
from niangjia.records.unions.models import Account
from niangjia.records.visits.models import Report, Seat, Visit
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter

MOST_OPEN: int = CHARTER["visits"]["most_open"]["count"]
REFUSAL = {"authorised": False, "refused_verification": True}
"""The facts that follow from a household's no to the check of its means."""


class NothingToFile(NiangjiaError):
    """A report that leaves open what must be said."""

    code = "nothing_to_file"


@dataclass(frozen=True, slots=True)
class Assigned:
    """What came of assigning: the visits, the cases for which too few are left, and those that moved meanwhile."""

    visits: tuple[Visit, ...]
    short: tuple[Case, ...]
    moved: tuple[Case, ...]


def plan_visits(cases: Sequence[Case], *, at: datetime) -> list[Plan]:
    """Return who would go where if ``cases`` were assigned now; nothing is written."""
    return visits.plan(cases, most=MOST_OPEN, on=timezone.localdate(at))


def assign_visits(county: Actor, cases: Sequence[Case], *, at: datetime) -> Assigned:
    """Send two people to every household of ``cases``, by grid and load, each case in a transaction of its own."""
    sent, short, moved = [], [], []
    for plan in plan_visits(cases, at=at):
        if len(plan.two) < CHARTER["visits"]["visitors"]["count"]:
            short.append(plan.case)
            continue
        try:
            sent.append(assigned(county, plan.case, plan.two, at=at))
        except MovedMeanwhile:
            moved.append(plan.case)
    return Assigned(tuple(sent), tuple(short), tuple(moved))


def picked(county: Actor, case: Case, accounts: Iterable[int], *, at: datetime) -> list[visits.Candidate]:
    """Return the accounts that the county picked by hand, as somebody who may be sent.

    Errors: ``NotYours`` for an account that may not report visits within the county's reach.
    """
    within = county.union_ids("assign_visits")
    known = {
        one.account_id: one for one in visits.hand_picks(case.owner_union, within=within, on=timezone.localdate(at))
    }
    wanted = list(accounts)
    if not set(wanted) <= known.keys():
        raise NotYours("没有找到这一页")
    return [known[one] for one in wanted]


def assign_by_hand(county: Actor, case: Case, *, accounts: Sequence[int], at: datetime) -> Visit:
    """Send two people whom the county picked."""
    return assigned(county, case, picked(county, case, accounts, at=at), at=at)


def assigned(county: Actor, case: Case, two: Sequence[visits.Candidate], *, at: datetime) -> Visit:
    """Send these two to the household of ``case``, and tell them."""
    with transaction.atomic():
        visit = visits.assign(case, two=two, by=county.account, at=at)
        tell_visitors(list(Seat.everywhere.filter(visit=visit).select_related("account")), by=county.account, at=at)
    return visit


def tell_visitors(seats: Iterable[Seat], *, by: Account, at: datetime) -> None:
    """Tell those who take a place of a visit that they are awaited, never to whom they go."""
    for one in seats:
        notify(
            [one.account],
            key=f"visit:{one.pk}",
            kind="visit_assigned",
            text="派给您一次入户走访，请打开看是哪一户、和谁一起去、哪天以前",
            union=one.owner_union,
            address=reverse("hardship:visit", args=[one.visit_id]),
            by=by,
            at=at,
        )


def hand_over_visit(county: Actor, visit: Visit, *, place: int, account: int, reason: str, at: datetime) -> Seat:
    """Send somebody else in one place of a visit: who went before is ill, moved away, or too close."""
    [to] = picked(county, visit.case, [account], at=at)
    with transaction.atomic():
        place_taken = visits.hand_over(visit, place=place, to=to, reason=reason, by=county.account, at=at)
        tell_visitors([place_taken], by=county.account, at=at)
    return place_taken


def send_again(visit: Visit, *, by: Account, at: datetime) -> None:
    """Let the same two go again after they had not agreed."""
    visits.send_again(visit, by=by, at=at)


def declare_kin(household: Household, *, account: Account, relation: str, by: Account, at: datetime) -> KinTie:
    """Write down that somebody is kin to a household, and may not visit it."""
    return visits.declare_kin(household, account=account, relation=relation, by=by, at=at)


def record_consent(
    visit: Visit,
    *,
    given: bool = True,
    named: bool = False,
    signer: str,
    photo: bytes | None = None,
    media_type: str = "",
    by: Account,
    at: datetime,
) -> None:
    """Write down who signed the consent to the check, or that it was refused.

    ``named`` is another consent, asked by itself: to be named when the household stands in public.
    """
    with transaction.atomic():
        visits.record_consent(visit, given=given, signer=signer, photo=photo, media_type=media_type, by=by, at=at)
        if given and named:
            keep_notice_consent(visit.case, by=by, at=at)


def save_look(visit: Visit, *, look: str, answers: Mapping[str, Any], by: Account, at: datetime) -> None:
    """Keep the answers of one look in the visitor's draft."""
    visits.save_draft(visit, draft={**visits.draft_of(visit, by), look: dict(answers)}, by=by, at=at)


def declared_facts(case: Case) -> dict[str, Any]:
    """Return what the household declared, as it stands in its filing."""
    if case.row is None:
        return {}
    on = Quarter.parse(case.period).last_day
    return dict(facts_for(case.row, on=on, visited=False).facts)


def report_visit(
    visit: Visit,
    *,
    found: Mapping[str, Any] | None = None,
    reasons: Mapping[str, tuple[str, str]] | None = None,
    consent: str = "",
    looked: Sequence[str] = (),
    uid: UUID | None = None,
    by: Account,
    at: datetime,
) -> Report:
    """File what a visitor found; what ``found`` leaves out was found as declared.

    ``reasons`` gives for each fact that differs a key of the charter's reasons and words about it. ``consent`` is who
    signed the consent, if that was not written down before. ``uid`` is made by whoever sends the report: sent twice,
    it is one.

    Errors: ``NothingToFile`` for a difference without its reason; those of the visit desk.
    """
    if consent and not visit.consent:
        record_consent(visit, signer=consent, by=by, at=at)
    declared = declared_facts(visit.case)
    seen = {} if visit.consent == "refused" else dict(found or {})
    facts = declared | seen | (REFUSAL if visit.consent == "refused" else {"authorised": True})
    told = reasons or {}
    differing = [key for key, value in seen.items() if value != declared.get(key)]
    if any(told.get(key, ("", ""))[0] not in CHARTER["visits"]["reasons"] for key in differing):
        raise NothingToFile("有一项和申报的不一样，但没有选原因；请选一个原因再交")
    return visits.file_report(
        visit,
        uid=uid or uuid4(),
        facts={key: value for key, value in facts.items() if value is not None},
        declared=declared,
        differences={key: visits.Difference(*told[key]) for key in differing},
        looked=looked or tuple(CHARTER["visits"]["looks"]),
        by=by,
        at=at,
    )


def file_draft(visit: Visit, *, uid: UUID, by: Account, at: datetime) -> Report:
    """File what a visitor wrote, look by look, on the pages.

    Errors: ``NothingToFile`` while a look is left out; those of ``report_visit``.
    """
    draft = visits.draft_of(visit, by)
    if visit.consent != "refused" and not CHARTER["visits"]["looks"].keys() <= draft.keys():
        raise NothingToFile("还有没看的；请把每一项都看过再交")
    otherwise = {
        fact: answer for answers in draft.values() for fact, answer in answers.items() if not answer.get("same")
    }
    return report_visit(
        visit,
        found={fact: answer["value"] for fact, answer in otherwise.items()},
        reasons={fact: (answer["reason"], answer["note"]) for fact, answer in otherwise.items()},
        looked=tuple(draft),
        uid=uid,
        by=by,
        at=at,
    )


def kin_by_county(county: Actor, case: Case, *, account: int, relation: str, at: datetime) -> KinTie:
    """Let the county write down whom it knows to be kin to a household.

    Errors: ``NotYours`` for an account that may not report visits within the county's reach.
    """
    [one] = picked(county, case, [account], at=at)
    kin = Account.objects.get(pk=one.account_id)
    return visits.declare_kin(case.home, account=kin, relation=relation, by=county.account, at=at)


def confirm_visit(visit: Visit, *, identity_seen: bool = False, by: Account, at: datetime) -> Assessment | None:
    """Sign as the second visitor, and judge the household on what was found; return the new verdict, if it is new.

    ``identity_seen`` says that identity card and bank card of whoever declared by phone were seen: only then do the
    numbers that were typed into a phone become those of the household.
    """
    report = waiting_report(visit)
    with transaction.atomic():
        visits.confirm_report(report, by=by, at=at)
        case = Case.everywhere.select_related("row", "household").get(pk=visit.case_id)
        if visit.consent == "given" and identity_seen:
            confirm_declarer(case, by=by, at=at)
        return judge_again(case, by=by, at=at)


def identity_waits(case: Case) -> bool:
    """Return whether somebody declared for the household by phone and was not met yet."""
    return declaration.waits_for_proof(case) and declaration.declared_row(case) is not None


def confirm_declarer(case: Case, *, by: Account, at: datetime) -> None:
    """Write that the declarer was met at home, where somebody declared by phone and still waits for that."""
    if identity_waits(case):
        confirm_identity(case, by=by, at=at)


def judge_again(case: Case, *, by: Account, at: datetime) -> Assessment | None:
    """Judge one household on its facts as they stand now; return the new verdict, or nothing when it is the same."""
    if case.row is None:
        return None
    on = Quarter.parse(case.period).last_day
    row = facts_for(case.row, on=on)
    policy = policy_for(row.household.owner_union_id, on=on)
    anew = batch.certify([row], policy=policy, programme=PROGRAMME.key, period=case.period, on=on, by=by, at=at)
    return latest_assessment(case) if anew else None


def contradict_visit(visit: Visit, *, objection: str, by: Account, at: datetime) -> None:
    """Say as the second visitor that it was not so; the county hears of it."""
    visits.contradict_report(waiting_report(visit), objection=objection, by=by, at=at)


def waiting_report(visit: Visit) -> Report:
    """Return the report that waits for the second signature.

    Errors: ``MovedMeanwhile`` when there is none.
    """
    report = Report.everywhere.filter(visit=visit, state="waiting").select_related(
        "visit__case__household", "visit__household", "filed_by"
    )
    found = report.first()
    if found is None:
        raise MovedMeanwhile("这份走访记录刚刚有人答复过；请刷新页面")
    return found


def note_need(visit: Visit, *, kind: str, text: str, by: Account, at: datetime) -> Case:
    """Open a need that was seen on the spot."""
    return needs.open_need(
        visit.household, matter="need", kind=kind, origin="visit", text=text, state="need_open", by=by, at=at
    )


def reveal_head_phone(visit: Visit, *, by: Account, at: datetime) -> str:
    """Return the phone of the head of the household, to arrange the visit; that it was shown is written."""
    head = next(person for person in desk.members(visit.household_id) if person.relation == "本人")
    return privacy.reveal(head, field="phone", purpose="contact", by=by, at=at) or ""
