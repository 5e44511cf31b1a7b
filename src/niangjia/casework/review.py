"""The review desk: signing, sending back, deciding otherwise with a second person. Maker and checker are two humans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from niangjia.casework import consents, families, payment, standing, trail
from niangjia.casework.assessment import latest_assessment
from niangjia.casework.claims import OneOf
from niangjia.casework.progress import MovedMeanwhile, advance, stop_clocks, touch
from niangjia.casework.visits.recusal import refuse_signer
from niangjia.records.cases.models import Assessment, Case, Decision, Exit, Override
from niangjia.records.people.models import Household
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError

CANNOT_TELL = "cannot_tell"
NO_TIER = "none"


class OwnWork(NiangjiaError):
    """Somebody is about to check what they made themselves."""

    code = "own_work"


class ChangedSinceSeen(NiangjiaError):
    """What is to be signed is not what was on the page."""

    code = "changed_since_seen"


class NotSettled(NiangjiaError):
    """The verdict cannot be signed yet."""

    code = "not_settled"


def same_human(one: Account, other: Account) -> bool:
    """Return whether two accounts belong to one natural person."""
    return one.natural_person == other.natural_person


def sign(
    case: Case,
    *,
    fingerprint: str,
    period_keys: Mapping[str, str],
    choices: Mapping[str, Sequence[OneOf]],
    keeps_standing: bool = False,
    by: Account,
    at: datetime,
) -> Decision:
    """Sign the newest verdict on ``case``, exactly the one whose ``fingerprint`` the signer saw.

    ``period_keys`` says for each benefit in which period it may be had once (a year, a quarter); ``choices``, by tier,
    of which benefits a household has one in a year. A household on the register that was found above the line either
    leaves (``casework.leaving``), or the signer says with ``keeps_standing`` that it is watched on: then its case ends
    with guidance, and it stays on the register.

    Errors: ``ChangedSinceSeen`` when the verdict is another by now; ``NotSettled`` when a fact is missing that would
    decide the tier, an override waits for its second person, the household did not consent to the check, was merged
    into another or has left; ``OwnWork`` when the signer filed the return; ``TooClose`` when they are kin to the
    household or visited it; ``StillOnRegister`` when nobody has said whether it leaves or is watched on.
    """
    with transaction.atomic():
        assessment = latest_assessment(case)
        if assessment is None or assessment.fingerprint != fingerprint:
            raise ChangedSinceSeen("结论在您打开页面以后变过；请刷新，看过新的结论再签")
        override = Override.everywhere.filter(assessment=assessment).exclude(state="dropped").first()
        if override is not None and override.state == "open":
            raise NotSettled("有一份改判在等另一位同事复核；复核完才能签")
        tier = assessment.tier if override is None else override.tier
        if tier == CANNOT_TELL:
            raise NotSettled("还缺事实，档次定不下来；请先退回补充")
        refuse_signature(case, by)
        refuse_without_consent(case, tier=tier)
        if tier == NO_TIER and not keeps_standing and standing.standing_of(case.home_id) is not None:
            raise standing.StillOnRegister("这一户还在档；请先定：办退出，还是继续观察、帮扶不停")
        decision = Decision(
            assessment=assessment,
            owner_union_id=case.owner_union_id,
            override=override,
            tier=tier,
            total_fen=assessment.total_fen if override is None else override.total_fen,
            fingerprint=fingerprint,
            signed_by=by,
            signed_at=at,
        )
        try:
            with transaction.atomic():
                decision.save()
        except IntegrityError as error:
            raise MovedMeanwhile("别的同事刚刚签过这个结论；请刷新页面") from error
        granted = payment.entitle(decision, case=case, period_keys=period_keys, choices=choices.get(tier, ()), at=at)
        Case.everywhere.filter(pk=case.pk).update(tier=tier)
        if tier != NO_TIER:
            standing.enter(case.home, decision=decision, by=by, at=at)
        elif keeps_standing:
            standing.keep(case, by=by, at=at)
        conclude(case, tier=tier, granted=granted, by=by, at=at)
        trail.record(by, "sign", decision, at=at, tier=tier, entitlements=granted)
    return decision


def conclude(case: Case, *, tier: str, granted: int, by: Account, at: datetime) -> None:
    """Take the step that a signature is; where nothing new is granted, nobody owes the reserving of money."""
    advance(case, step="guide" if tier == NO_TIER else "grant", by=by, at=at)
    if tier != NO_TIER and not granted:
        stop_clocks(case, at=at)


def refuse_signature(case: Case, by: Account) -> None:
    """Refuse whoever must not sign this case, and a case that nobody can sign as it is."""
    refuse_own_work(case, by)
    refuse_signer(case, by)
    refuse_merged(case)
    refuse_left(case)


def refuse_own_work(case: Case, by: Account) -> None:
    """Refuse a signer who sent in the file that the case rests on, or declared it on the household's behalf."""
    if case.row is None:
        return
    if case.row.declared_by and same_human(case.row.declared_by, by):
        raise OwnWork("这一户是您代为申报的；请另一位同事签字")
    if case.row.upload and same_human(case.row.upload.received_by, by):
        raise OwnWork("这一户的摸排表是您自己上报的；请另一位同事签字")


def filer_of(case: Case) -> Account | None:
    """Return who sent the file that the case rests on, or declared it on behalf of the household."""
    if case.row is None:
        return None
    return case.row.upload.received_by if case.row.upload else case.row.declared_by


def refuse_merged(case: Case) -> None:
    """Refuse a case whose household has gone on as another: that one is signed, and counts once."""
    if Household.everywhere.filter(pk=case.home_id, merged_into__isnull=False).exists():
        raise NotSettled("这一户已经和另一份申报合并成一家；请签合并后那一家的结论")


def refuse_left(case: Case) -> None:
    """Refuse a case whose household left the register after it was opened: a signature would bring it back unseen."""
    family = families.root_of(case.home_id)
    left = Exit.everywhere.filter(standing__family=family, state="stands", proposed_at__gte=case.opened_at)
    if left.exists():
        raise NotSettled("这一户在办件期间已经退出困难档案；要继续办，请先撤销退出")


def refuse_without_consent(case: Case, *, tier: str) -> None:
    """Refuse a tier for a household that said no to the check of its means, or took its yes back."""
    if tier != NO_TIER and consents.refused(case.home, period=case.period):
        raise NotSettled("这一家不同意核对，或撤回了核对授权，按政策不能认定；请重新认定，按新的结论办")


def send_back(case: Case, *, reason: str, by: Account, at: datetime) -> None:
    """Send ``case`` back to the union that filed it, saying what is missing."""
    advance(case, step="send_back", by=by, at=at, note=reason)


def propose_override(
    case: Case, *, tier: str, amounts_fen: Mapping[str, int], reason: str, by: Account, at: datetime
) -> Override:
    """Propose another tier than the rules gave, with a reason; it counts once a second person confirms it.

    Errors: ``NotSettled`` when there is no verdict to override, one proposal is waiting already or was agreed to, or
    the household did not consent to the check;
    ``MovedMeanwhile`` when somebody signed it, or sent it back, at the same moment.
    """
    assessment = latest_assessment(case)
    if assessment is None or case.state not in {"judged", "visited"}:
        raise NotSettled("这个办件现在没有等签的结论，不能改判")
    refuse_without_consent(case, tier=tier)
    with transaction.atomic():
        before = open_override(assessment)
        if before is not None and before.state == "open":
            raise NotSettled("已经有一份改判在等复核；请先看那一份")
        if before is not None:
            raise NotSettled("这个结论已经改判过，改判已生效；还要变，请先退回补充，重新认定")
        touch(case)
        override = Override.everywhere.create(
            assessment=assessment,
            owner_union_id=case.owner_union_id,
            tier=tier,
            amounts_fen=dict(amounts_fen),
            total_fen=sum(amounts_fen.values()),
            reason=reason,
            proposed_by=by,
            proposed_at=at,
        )
        trail.record(by, "propose_override", override, at=at, tier=tier)
    return override


def check_override(override: Override, *, agreed: bool, by: Account, at: datetime) -> None:
    """Confirm or drop an override as the second person.

    Errors: ``OwnWork`` for whoever proposed it; ``MovedMeanwhile`` when somebody was quicker.
    """
    if same_human(override.proposed_by, by):
        raise OwnWork("改判是您提出的；请另一位同事复核")
    with transaction.atomic():
        claimed = Override.everywhere.filter(pk=override.pk, state="open").update(
            state="confirmed" if agreed else "dropped", checked_by=by, checked_at=at
        )
        if not claimed:
            raise MovedMeanwhile("别的同事刚刚复核过；请刷新页面")
        trail.record(by, "check_override", override, at=at, agreed=agreed)


def open_override(assessment: Assessment) -> Override | None:
    """Return the override that was proposed or confirmed on ``assessment``, if any."""
    return (
        Override.everywhere.filter(assessment=assessment)
        .exclude(state="dropped")
        .select_related("proposed_by", "checked_by")
        .first()
    )
