"""Awards: a project asked for one household, granted by another person than asked, paid like every benefit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from niangjia.casework import payment, trail
from niangjia.casework.claims import (
    HadAlready,
    OneOf,
    chosen_before,
    claims_of,
    group_claim,
    refuse_second,
    write_claims,
)
from niangjia.casework.families import root_of
from niangjia.casework.intake.households import gone_on_as, one_with
from niangjia.casework.needs import open_need
from niangjia.casework.progress import MovedMeanwhile, advance
from niangjia.casework.standing import standing_of
from niangjia.casework.watch import watched
from niangjia.records.accounts.models import Claim, Entitlement
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import Award, AwardYear, Project
from niangjia.records.sealing import seal
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError
from niangjia.values.money import yuan_text
from niangjia.values.spans import span_key

ANYBODY, NO_TIER = "anybody", "none"
STANDING_AWARDS = ("award_asked", "granted", "reserved", "paid")
WHOLE = 100


class NotForThem(NiangjiaError):
    """The project is not for this household, or not for this much."""

    code = "not_for_them"


class OwnRequest(NiangjiaError):
    """Somebody is about to grant what they asked for, or to agree twice."""

    code = "own_request"


def tier_of(household: Household, *, on: date) -> str:
    """Return the tier whose help a household may have on a day; ``none`` when it may have that of no tier.

    It is the tier in which it stands now; while help goes on after it left, the one in which it stood last.
    """
    for one in sorted(one_with(household)):
        standing = standing_of(one)
        if standing is not None:
            return standing.tier
    leaving = watched(root_of(household.pk), on=on)
    return leaving.standing.tier if leaving is not None and leaving.aid_goes_on else NO_TIER


@dataclass(frozen=True, slots=True)
class Had:
    """What a household is and has had: its tier, its claims from any union, its projects of this year.

    ``groups`` says of each group of projects what its projects are paid for, in the libraries of all unions.
    """

    tier: str
    claims: tuple[Claim, ...]
    projects: tuple[Project, ...]
    groups: Mapping[str, frozenset[str]]


def had_by(household: Household, *, on: date) -> Had:
    """Return what a household is and has had on a day."""
    awards = Award.everywhere.filter(
        case__household__in=one_with(household), case__state__in=STANDING_AWARDS, asked_at__year=on.year
    ).select_related("project")
    groups: dict[str, frozenset[str]] = {}
    for group, purpose in Project.everywhere.exclude(group="").values_list("group", "purpose").distinct():
        groups[group] = groups.get(group, frozenset()) | {purpose}
    return Had(tier_of(household, on=on), tuple(claims_of(household)), tuple(award.project for award in awards), groups)


def refuse_unfit(project: Project, had: Had, *, on: date) -> None:
    """Refuse a project to whom it is not for.

    Errors: ``NotForThem`` with what stands in the way; ``HadAlready`` when they have had it, from whichever union.
    """
    if ANYBODY not in project.tiers and had.tier not in project.tiers:
        raise NotForThem(f"“{project.label}”不是给这一档家庭的；请看这家人还能用的项目")
    if not project.from_on <= on or (project.ended_on is not None and project.ended_on <= on):
        raise NotForThem(f"“{project.label}”今天没有在用；请看这家人还能用的项目")
    period_key = span_key(project.frequency, on)
    refuse_second(had.claims, benefit=project_claim(project), label=project.label, period_key=period_key)
    refuse_second(had.claims, benefit=project.purpose, label=project.label, period_key=period_key)
    if project.group and had.tier not in project.several:
        choice = OneOf(project.group, had.groups.get(project.group, frozenset()) | {project.purpose}, of_verdicts=True)
        met = chosen_before(had.claims, [choice], benefit=project.purpose, year=on.year)
        if met is not None:
            union, day = met.owner_union.short_name, f"{met.claimed_at:%Y-%m-%d}"
            raise HadAlready(f"这一档家庭一年只给一项，今年已经给过别的一项：{union}，{day}")
        refuse_second(had.claims, benefit=choice.claim, label=project.label, period_key=str(on.year))
        other = next((one for one in had.projects if one.group == project.group and one.key != project.key), None)
        if other is not None:
            raise HadAlready(f"这一档家庭一年只用一个项目，今年已经用了“{other.label}”")


def refuse_amount(project: Project, *, amount_fen: int, own_paid_fen: int | None) -> None:
    """Refuse an amount that the project does not allow.

    Errors: ``NotForThem``, with how much it may be.
    """
    if amount_fen <= 0:
        raise NotForThem("金额要大于 0，例如 500.00")
    if amount_fen > project.cap_fen:
        raise NotForThem(f"“{project.label}”每户每年最多 {yuan_text(project.cap_fen)} 元；请改小金额")
    if project.own_paid_percent is None:
        return
    if own_paid_fen is None:
        raise NotForThem(f"“{project.label}”按自付金额算；请写上这家人自己付了多少")
    if amount_fen * WHOLE > own_paid_fen * project.own_paid_percent:
        raise NotForThem(f"“{project.label}”最多给自付金额的 {project.own_paid_percent}%；请改小金额")


def project_claim(project: Project) -> str:
    """Return the name under which having a project is claimed: its key, whichever union keeps it."""
    return f"project:{project.key}"


def ask_award(
    household: Household,
    project: Project,
    *,
    amount_fen: int,
    reason: str,
    papers: Sequence[str] = (),
    own_paid_fen: int | None = None,
    by: Account,
    at: datetime,
) -> Award:
    """Ask for a project for one household; its clock runs until somebody else grants or refuses it.

    Errors: ``NotForThem`` and ``HadAlready`` when the project does not allow it; then nothing is written.
    """
    household, on = gone_on_as(household), timezone.localdate(at)
    refuse_amount(project, amount_fen=amount_fen, own_paid_fen=own_paid_fen)
    refuse_unfit(project, had_by(household, on=on), on=on)
    with transaction.atomic():
        case = open_need(
            household, matter="award", kind="other", origin="request", text=reason, state="award_asked", by=by, at=at
        )
        award = Award(
            owner_union_id=case.owner_union_id,
            case=case,
            project=project,
            period_key=span_key(project.frequency, on),
            amount_fen=amount_fen,
            own_paid_fen=own_paid_fen,
            papers=list(papers),
            asked_by=by,
            asked_at=at,
        )
        seal(award, "reason", reason)
        award.save()
        trail.record(by, "ask_award", award, at=at, project=project.key, amount_fen=amount_fen)
    return award


def grant_award(award: Award, *, by: Account, at: datetime) -> Entitlement | None:
    """Grant an award: its money can be reserved. Above the project's limit the first signature waits for a second.

    Whether the household may have it is asked again now. Returns ``None`` while a second person is awaited.

    Errors: ``OwnRequest`` for who asked or agreed before; ``HadAlready`` and ``NotForThem``; ``MovedMeanwhile``.
    """
    project, household = award.project, award.case.home
    refuse_same_person(award.asked_by, by)
    missing = [paper for paper in project.papers if paper not in award.papers]
    if missing:
        raise NotForThem("手续还不齐；请先补上项目要的材料")
    if project.second_above_fen is not None and award.amount_fen > project.second_above_fen:
        if award.seconded_by is None:
            second(award, by=by, at=at)
            return None
        refuse_same_person(award.seconded_by, by)
    on = timezone.localdate(award.asked_at)
    had = had_by(household, on=on)
    refuse_unfit(project, had, on=on)
    with transaction.atomic():
        claimed = Award.everywhere.filter(pk=award.pk, granted_at__isnull=True).update(granted_by=by, granted_at=at)
        if not claimed:
            raise MovedMeanwhile("别的同事刚刚批过这一项；请刷新页面")
        write_claims(household, benefit=project_claim(project), period_key=award.period_key, at=at)
        add_to_year(award, year=on.year)
        entitlement = payment.promise(
            award.case,
            benefit=project.purpose,
            period_key=award.period_key,
            amount_fen=award.amount_fen,
            granted_by=by,
            seconded_by=award.seconded_by,
            at=at,
        )
        if project.group and had.tier not in project.several:
            group = group_claim(project.group)
            write_claims(household, benefit=group, period_key=str(on.year), entitlement=entitlement, at=at)
        advance(award.case, step="grant", by=by, at=at)
        trail.record(by, "grant_award", award, at=at, amount_fen=award.amount_fen)
    return entitlement


def refuse_same_person(one: Account, other: Account) -> None:
    """Refuse that one human stands on both sides."""
    if one.natural_person == other.natural_person:
        raise OwnRequest("这一项是您自己提的，或者您已经批过一次；请另一位同事来批")


def second(award: Award, *, by: Account, at: datetime) -> None:
    """Write the first of two signatures under an award.

    Errors: ``MovedMeanwhile`` when somebody else just gave it.
    """
    with transaction.atomic():
        claimed = Award.everywhere.filter(pk=award.pk, seconded_at__isnull=True, granted_at__isnull=True).update(
            seconded_by=by, seconded_at=at
        )
        if not claimed:
            raise MovedMeanwhile("别的同事刚刚批过这一项；请刷新页面")
        trail.record(by, "second_award", award, at=at, amount_fen=award.amount_fen)


def add_to_year(award: Award, *, year: int) -> None:
    """Count an award towards what its household may have of the project in a year.

    A project that was ended and taken anew, with numbers of its own, goes on with the sum of the year: under one key
    there is one sum, held to the cap of the project that the award is of.

    Errors: ``NotForThem`` when it would pass the cap.
    """
    project, household = award.project, award.case.home
    known = AwardYear.everywhere.filter(household__in=one_with(household), project__key=project.key, year=year)
    counted = known.order_by("id").first()
    if counted is None:
        counted, _fresh = AwardYear.everywhere.get_or_create(
            household=household,
            project=project,
            year=year,
            defaults={"owner_union_id": award.owner_union_id, "cap_fen": project.cap_fen},
        )
    most = project.cap_fen - award.amount_fen
    taken = AwardYear.everywhere.filter(pk=counted.pk, awarded_fen__lte=most).update(
        awarded_fen=F("awarded_fen") + award.amount_fen, cap_fen=project.cap_fen
    )
    if not taken:
        raise NotForThem(f"“{project.label}”每户每年最多 {yuan_text(project.cap_fen)} 元；加上这一笔就超过了")


def refuse_award(award: Award, *, reason: str, by: Account, at: datetime) -> None:
    """Refuse an award, saying why. The household's page shows what else fits.

    Errors: ``StepNotAllowed`` or ``MovedMeanwhile`` when it is decided already.
    """
    with transaction.atomic():
        seal(award, "refusal", reason)
        award.save(update_fields=["refusal"])
        advance(award.case, step="refuse", by=by, at=at)
        trail.record(by, "refuse_award", award, at=at)


def add_papers(award: Award, *, papers: Iterable[str], by: Account, at: datetime) -> None:
    """Write which papers of an award have come in."""
    with transaction.atomic():
        award.papers = sorted({*award.papers, *papers})
        award.save(update_fields=["papers"])
        trail.record(by, "add_papers", award, at=at, count=len(award.papers))


def why_not(project: Project, had: Had, *, on: date) -> str:
    """Return why a household may not have a project on a day, as a sentence; empty when it may."""
    try:
        refuse_unfit(project, had, on=on)
    except (NotForThem, HadAlready) as error:
        return str(error)
    return ""
