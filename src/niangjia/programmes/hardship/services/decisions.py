"""Decisions: signing, proposing otherwise, showing a number for a purpose."""

from __future__ import annotations

from datetime import datetime

from niangjia.casework import privacy, review
from niangjia.casework import queries as desk
from niangjia.casework.assessment import latest_assessment, verdict_of
from niangjia.engines.rules import Policy, Verdict, load_policy
from niangjia.engines.rules.judge import amounts_in_tier
from niangjia.programmes.hardship.facts import FACTS
from niangjia.programmes.hardship.services.policies import policy_for
from niangjia.records.cases.models import Case, Decision, Override
from niangjia.records.unions.models import Account
from niangjia.values.periods import Quarter


def sign(case: Case, *, seen: str, keeps_standing: bool = False, by: Account, at: datetime) -> Decision:
    """Sign the verdict on ``case`` that was ``seen``; ``keeps_standing`` as ``casework.review.sign`` says."""
    policy = policy_for(case.owner_union_id, on=Quarter.parse(case.period).last_day)
    return review.sign(
        case,
        fingerprint=seen,
        period_keys=period_keys(policy, case.period),
        keeps_standing=keeps_standing,
        by=by,
        at=at,
    )


def period_keys(policy: Policy, period: str) -> dict[str, str]:
    """Return for each benefit in which period a household may have it once: the year, or this quarter."""
    year = str(Quarter.parse(period).year)
    return {benefit.key: year if "year" in benefit.once_per else period for benefit in policy.benefits}


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
    """Return the identity number of the head of a household in the clear; that it was shown is written."""
    head = next(person for person in desk.members(case.household_id) if person.relation == "本人")
    return privacy.reveal(head, field="id_number", purpose=purpose, by=by, at=at) or ""
