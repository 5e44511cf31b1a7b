"""The needs desk: a need becomes a case with its clock; measures, proof, and who says that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.access import actor_of
from niangjia.casework.progress import MovedMeanwhile, advance, start_clocks
from niangjia.casework.review import OwnWork, same_human
from niangjia.records.cases.models import Case, Clock
from niangjia.records.papers.models import Paper
from niangjia.records.people.models import Household
from niangjia.records.sealing import blind_index, seal, secret_code
from niangjia.records.tasks.models import Measure, Need, Proof
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter

CARE = "care"
MAJOR_NEEDS = ("meeting", "tender")
"""What a major matter is decided and bought by, before it can be solved: a meeting, and a tender."""


class NotForYou(NiangjiaError):
    """A major matter is worked on by the county alone."""

    code = "not_for_you"


class MeasureNotSound(NiangjiaError):
    """A measure that comes too late, or names no meeting and no tender where it should."""

    code = "measure_not_sound"


class ProofMissing(NiangjiaError):
    """A need is to be called solved, and nothing shows that it is."""

    code = "proof_missing"


class NotSilentYet(NiangjiaError):
    """The household still has time to answer."""

    code = "not_silent_yet"


def open_need(
    household: Household,
    *,
    matter: str,
    kind: str,
    origin: str,
    text: str,
    state: str,
    major: bool = False,
    against_employer: bool = False,
    number: str = "",
    by: Account | None,
    at: datetime,
) -> Case:
    """Open a case of the care window for ``household``; its clock starts with the state it begins in.

    ``matter`` is ``need``, ``wish``, ``emergency`` or ``award``; ``state`` the state of the care charter it starts in.
    ``by`` is nobody when the person herself asked. What is ``against_employer`` is the county's to clear. A ``number``
    of its own makes sure that the same thing told is opened once.

    Errors: ``IntegrityError`` when there is a case of this number already.
    """
    with transaction.atomic():
        case = Case(
            owner_union_id=household.owner_union_id,
            programme=CARE,
            matter=matter,
            period=str(Quarter.of(timezone.localdate(at))),
            household=household,
            state=state,
            opened_at=at,
            opened_by=by,
        )
        case.number = number or f"{matter[0].upper()}-{case.uid.hex[:12]}"
        case.save()
        need = Need(
            case=case,
            owner_union_id=household.owner_union_id,
            kind=kind,
            origin=origin,
            major=major,
            against_employer=against_employer,
        )
        seal(need, "text", text)
        need.save()
        trail.record(by, "open", case, at=at, matter=matter, kind=kind)
        start_clocks(case, at=at)
        if against_employer:
            Clock.objects.filter(case=case).update(role="county")
    return case


def issue_code(need: Need, *, by: Account | None, at: datetime) -> str:
    """Return a new code by which the person follows her need and answers for herself; an older one ends."""
    code = secret_code()
    with transaction.atomic():
        Need.everywhere.filter(pk=need.pk).update(code_index=blind_index("need_code", code))
        trail.record(by, "issue_code", need, at=at)
    return code


def add_measure(
    case: Case,
    *,
    kind: str = "plain",
    what: str,
    union: Union,
    account: Account | None = None,
    department: str = "",
    due_on: date,
    decided_on: date | None = None,
    reference: str = "",
    paper: Paper | None = None,
    by: Account,
    at: datetime,
) -> Measure:
    """Write down who does what about a need by when. The first measure puts it in hand; its clock runs on.

    Errors: ``NotForYou`` for a major matter below the county; ``MeasureNotSound`` for a day after the need's own, for
    a meeting without its day, for a tender without its number; ``MovedMeanwhile`` when somebody was quicker.
    """
    must_be_county(case, by=by, at=at)
    must_be_sound(case, kind=kind, due_on=due_on, decided_on=decided_on, reference=reference, on=timezone.localdate(at))
    with transaction.atomic():
        take_in_hand(case, by=by, at=at)
        measure = Measure(
            need=case.need,
            owner_union_id=case.owner_union_id,
            kind=kind,
            union=union,
            account=account,
            department=department,
            due_on=due_on,
            decided_on=decided_on,
            reference=reference,
            paper=paper,
            added_by=by,
            added_at=at,
        )
        seal(measure, "what", what)
        measure.save()
        trail.record(by, "add_measure", measure, at=at, kind=kind, due_on=due_on.isoformat())
    return measure


def must_be_county(case: Case, *, by: Account, at: datetime) -> None:
    """Refuse whoever does not sit at the county when the matter is major."""
    if case.need.major and not actor_of(by, on=timezone.localdate(at)).holds("county"):
        raise NotForYou("这件要上会、招标，由县级工会的帮扶专干来办；您可以在这里看办到哪一步")


def must_be_sound(case: Case, *, kind: str, due_on: date, decided_on: date | None, reference: str, on: date) -> None:
    """Refuse a measure that would come after the need's own day, or that does not say what its kind must say."""
    clock = Clock.objects.filter(case=case, step="solve", stopped_at__isnull=True).first()
    if clock is not None and due_on > max(clock.due_on, on):
        day = max(clock.due_on, on).isoformat()
        raise MeasureNotSound(f"这件事要在 {day} 前办好，措施的日子不能更晚；请改早些，或分成几步")
    if kind == "meeting" and decided_on is None:
        raise MeasureNotSound("请写哪天开的会，例如 2026-11-05")
    if kind in MAJOR_NEEDS and not reference.strip():
        raise MeasureNotSound("请写会议纪要或招标的编号，例如“青总工纪〔2026〕9号”")


def take_in_hand(case: Case, *, by: Account, at: datetime) -> None:
    """Move a need that nobody worked on yet into hand; one in hand is claimed for this deed alone."""
    if case.state != "need_measured":
        advance(case, step="measure", by=by, at=at)
        return
    claimed = Case.everywhere.filter(pk=case.pk, state="need_measured", version=case.version).update(
        version=F("version") + 1
    )
    if not claimed:
        raise MovedMeanwhile("别的同事刚刚动过这个办件；请刷新页面，看过最新情况再办")
    case.version += 1


def finish_measure(measure: Measure, *, by: Account, at: datetime) -> None:
    """Write that a measure is done.

    Errors: ``MovedMeanwhile`` when it was done before.
    """
    with transaction.atomic():
        done = Measure.everywhere.filter(pk=measure.pk, done_at__isnull=True).update(done_at=at, done_by=by)
        if not done:
            raise MovedMeanwhile("这条措施已经记过“办了”；请刷新页面")
        trail.record(by, "finish_measure", measure, at=at)


def solve(
    case: Case,
    *,
    told: str = "",
    papers: Sequence[Paper] = (),
    award: Case | None = None,
    by: Account,
    at: datetime,
) -> Case:
    """Say that a need is cleared, and show it: in words, with papers, with the award that it cost.

    Errors: ``ProofMissing`` without proof, and for a major matter without its meeting and its tender; ``NotForYou``
    for a major matter below the county; ``MovedMeanwhile`` when somebody was quicker.
    """
    must_be_county(case, by=by, at=at)
    if not told.strip() and not papers:
        raise ProofMissing("请附上一张照片或单据，或写一句怎么办好的")
    must_be_decided(case)
    with transaction.atomic():
        advance(case, step="solve", by=by, at=at)
        keep_proof(case.need, told=told, papers=papers, award=award, by=by, at=at)
        Measure.everywhere.filter(need=case.need, done_at__isnull=True).update(done_at=at, done_by=by)
        Need.everywhere.filter(pk=case.need.pk).update(solved_at=at, solved_by=by)
        case.need.solved_at, case.need.solved_by = at, by
    return case


def must_be_decided(case: Case) -> None:
    """Refuse to solve a major matter that no meeting decided, or that was not put out to tender."""
    if not case.need.major:
        return
    held = set(Measure.everywhere.filter(need=case.need, kind__in=MAJOR_NEEDS).values_list("kind", flat=True))
    if "meeting" not in held:
        raise ProofMissing("这件要上会：请先记下会议决定（日期、纪要编号），再办好")
    if "tender" not in held:
        raise ProofMissing("这件要招标：请先记下招标编号，再办好")


def keep_proof(
    need: Need, *, told: str, papers: Sequence[Paper], award: Case | None, by: Account, at: datetime
) -> None:
    """Keep what shows that a need was cleared: the words with the first paper, each further paper by itself."""
    for paper, words in [(papers[0] if papers else None, told.strip()), *((paper, "") for paper in papers[1:])]:
        proof = Proof(need=need, owner_union_id=need.owner_union_id, paper=paper, award=award, given_by=by, given_at=at)
        seal(proof, "told", words or None)
        proof.save()


def confirm(case: Case, *, confirmed_as: str, by: Account | None, at: datetime) -> Case:
    """Close a solved need: the ``person`` said so, a colleague asked her (``call``), or her time ran out (``rule``).

    Errors: ``OwnWork`` for whoever solved it; ``NotSilentYet`` before the time to answer is over.
    """
    if confirmed_as == "call" and (by is None or solved_by_the_same(case, by)):
        raise OwnWork("这件是您办好的；请另一位同事打电话问过本人，再来确认")
    if confirmed_as == "rule":
        must_be_silent(case, on=timezone.localdate(at))
    with transaction.atomic():
        advance(case, step="confirm", by=by, at=at)
        Need.everywhere.filter(pk=case.need.pk).update(confirmed_at=at, confirmed_as=confirmed_as, confirmed_by=by)
    return case


def solved_by_the_same(case: Case, by: Account) -> bool:
    """Return whether ``by`` is the human who solved the need."""
    return case.need.solved_by is not None and same_human(case.need.solved_by, by)


def must_be_silent(case: Case, *, on: date) -> None:
    """Refuse to close by rule what the household may still answer."""
    if not Clock.objects.filter(case=case, step="confirm", stopped_at__isnull=True, due_on__lt=on).exists():
        raise NotSilentYet("还没有到期，再等等本人的回音；急的话请另一位同事打电话问")


def reopen(case: Case, *, reason: str, by: Account | None, at: datetime) -> Case:
    """Go on with a need that was called solved and is not; its clock runs on to the day that it had.

    Errors: ``StepNotAllowed`` once it is closed; ``MovedMeanwhile`` when it was closed at the same moment.
    """
    need = case.need
    with transaction.atomic():
        advance(case, step="reopen", by=by, at=at)
        seal(need, "lacking", reason.strip() or None)
        Need.everywhere.filter(pk=need.pk).update(solved_at=None, solved_by=None, lacking=need.lacking)
        need.solved_at = need.solved_by = None
    return case
