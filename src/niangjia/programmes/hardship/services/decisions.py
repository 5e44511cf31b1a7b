"""Decisions: signing, proposing otherwise, showing a number for a purpose."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from niangjia.casework import needs, privacy, publication, review
from niangjia.casework import queries as desk
from niangjia.casework.assessment import latest_assessment, verdict_of
from niangjia.casework.queries.guided import guided_to
from niangjia.engines.rules import Policy, Verdict, load_policy
from niangjia.engines.rules.judge import amounts_in_tier
from niangjia.engines.rules.words import span_of_cycle
from niangjia.programmes.hardship.facts import FACTS
from niangjia.programmes.hardship.programme import CHARTER
from niangjia.programmes.hardship.queries.amounts import choices_in
from niangjia.programmes.hardship.services.policies import policy_for
from niangjia.records.cases.models import Case, Decision, Override
from niangjia.records.unions.models import Account
from niangjia.values.periods import Quarter
from niangjia.values.spans import span_key


def sign(case: Case, *, seen: str, keeps_standing: bool = False, by: Account, at: datetime) -> Decision:
    """Sign the verdict on ``case`` that was ``seen``; whoever is in no tier is led to help of another kind.

    ``keeps_standing`` as ``casework.review.sign`` says.

    Errors: those of the review desk, and ``NoticeRuns`` while the case stands in public.
    """
    publication.refuse_while_running(case, on=timezone.localdate(at))
    policy = policy_for(case.owner_union_id, on=Quarter.parse(case.period).last_day)
    with transaction.atomic():
        decision = review.sign(
            case,
            fingerprint=seen,
            period_keys=period_keys(policy, case.period),
            choices=choices_in(policy, case, on=timezone.localdate(at)),
            keeps_standing=keeps_standing,
            by=by,
            at=at,
        )
        if decision.tier == review.NO_TIER:
            open_guidance(case, policy, by=by, at=at)
    return decision


def open_guidance(case: Case, policy: Policy, *, by: Account, at: datetime) -> list[Case]:
    """Open a need for each word of the policy that leads a household on: nobody leaves with empty hands.

    A household has each kind once a quarter; a policy that leads nowhere leads to everything that the charter knows.
    """
    offered = CHARTER["guidance"]
    wanted = [key for key, _label in policy.otherwise.guidance if key in offered] or list(offered)
    known = open_kinds(case, on=timezone.localdate(at))
    return [
        needs.open_need(
            case.home,
            matter="need",
            kind=offered[key]["kind"],
            origin="rule",
            text=f"{offered[key]['label']}：{offered[key]['text']}",
            state="need_open",
            by=by,
            at=at,
        )
        for key in wanted
        if offered[key]["kind"] not in known
    ]


def open_kinds(case: Case, *, on: date) -> set[str]:
    """Return the kinds of need that a rule has opened for the household of ``case`` in the quarter of a day."""
    return {need.kind for need in guided_to(case.home_id) if need.case.period == str(Quarter.of(on))}


def period_keys(policy: Policy, period: str) -> dict[str, str]:
    """Return for each benefit in which period a household may have it once, as the policy says."""
    begins = Quarter.parse(period).first_day
    return {benefit.key: span_key(span_of_cycle(benefit.once_per), begins) for benefit in policy.benefits}


def propose_override(case: Case, *, tier: str, reason: str, by: Account, at: datetime) -> Override:
    """Propose that ``case`` be decided otherwise than the rules said; the amounts follow from the policy."""
    assessment = latest_assessment(case)
    amounts: dict[str, int] = {}
    if assessment is not None:
        policy = load_policy(assessment.policy.text, FACTS, name=assessment.policy.key)
        verdict = Verdict.from_json(verdict_of(assessment))
        amounts = {key: fen or 0 for key, fen in amounts_in_tier(policy, verdict, tier=tier).items()}
    return review.propose_override(case, tier=tier, amounts_fen=amounts, reason=reason, by=by, at=at)


def reveal_head_number(case: Case, *, purpose: str, by: Account, at: datetime) -> str:
    """Return in the clear the number of the head of a household that serves ``purpose``; that it was shown is written.

    To check who somebody is that is the identity number, to reach him the phone, to pay him the bank and its card.
    What was never told is an empty text.
    """
    head = next(person for person in desk.members(case.home_id) if person.relation == "本人")
    field = privacy.FIELD_FOR.get(purpose, "")
    number = privacy.reveal(head, field=field, purpose=purpose, by=by, at=at) or ""
    return f"{head.bank} {number}".strip() if field == "card_number" else number
