"""Allowances: so much of a service a month. A quota is taken by a conditional update and never passed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.claims import claims_of, lift_claims, lift_these, refuse_second, write_claims
from niangjia.casework.intake.households import gone_on_as, one_with
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.provision.awards import ANYBODY, NotForThem, tier_of
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import Allowance, AllowanceMonth, Redemption, ServiceItem, ServicePlace
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.spans import EVER, first_of_next_month, span_key

EMERGENCY, STANDING = "emergency", "standing"


class QuotaUsed(NiangjiaError):
    """This month's quota is used up."""

    code = "quota_used"


class NotHere(NiangjiaError):
    """The service is not redeemed at this place."""

    code = "not_here"


class TooLate(NiangjiaError):
    """It was redeemed too long ago to be taken back here."""

    code = "too_late"


def service_claim(service: ServiceItem) -> str:
    """Return the name under which having a service is claimed: its key, whichever union lists it."""
    return f"service:{service.key}"


def allow(
    household: Household,
    service: ServiceItem,
    *,
    monthly: int | None = None,
    from_month: str,
    to_month: str = "",
    basis: str,
    case: Case | None = None,
    by: Account,
    at: datetime,
) -> Allowance:
    """Give a household so much of a service a month; without ``monthly``, what the list says.

    Errors: ``NotForThem`` when the service is not for them, has no quota, or would end before it begins;
    ``HadAlready`` when somebody in the household has it from any union.
    """
    household, quota = gone_on_as(household), service.monthly if monthly is None else monthly
    on = timezone.localdate(at)
    allowed = {ANYBODY, EMERGENCY} if basis == EMERGENCY else {ANYBODY, tier_of(household, on=on)}
    if not allowed & set(service.for_whom):
        raise NotForThem(f"“{service.label}”不是给这一档家庭的")
    if quota < 1:
        raise NotForThem(f"“{service.label}”没有每月次数；请记成送服务")
    if to_month and to_month < max(from_month, span_key("month", on)):
        raise NotForThem(f"{to_month} 已经过去了；请写这个月或以后的月份，或者空着")
    lapsed, claims = lapsed_claims(household, service, on=on), claims_of(household)
    standing = [one for one in claims if one.pk not in lapsed]
    refuse_second(standing, benefit=service_claim(service), label=service.label, period_key=EVER)
    with transaction.atomic():
        lift_these(lapsed)
        write_claims(household, benefit=service_claim(service), period_key=EVER, at=at)
        allowance = Allowance.everywhere.create(
            owner_union_id=household.owner_union_id,
            household=household,
            service=service,
            monthly=quota,
            from_month=from_month,
            to_month=to_month,
            basis=basis,
            case=case,
            given_by=by,
            given_at=at,
        )
        trail.record(by, "allow", allowance, at=at, service=service.key, monthly=quota)
    return allowance


def lapsed_claims(household: Household, service: ServiceItem, *, on: date) -> set[int]:
    """Return the ids of the claims on a service whose last month is past: it may be given again, by any union."""
    lapsed, month = set(), span_key("month", on)
    for claim in claims_of(household):
        if claim.benefit != service_claim(service):
            continue
        family = one_with(claim.household)
        given = Allowance.everywhere.filter(household__in=family, service__key=service.key, ended_at__isnull=True)
        if given.exists() and not given.filter(Q(to_month="") | Q(to_month__gte=month)).exists():
            lapsed.add(claim.pk)
    return lapsed


def end_standing(household: Household, *, by: Account, at: datetime) -> None:
    """End the allowances that a household has by its standing, from whichever union: it left, and help does not go on.

    What it was given in an emergency goes on.
    """
    running = Allowance.everywhere.filter(
        household__in=one_with(household), basis=STANDING, ended_at__isnull=True
    ).select_related("household", "service")
    for allowance in running.order_by("id"):
        end_allowance(allowance, by=by, at=at)


def end_allowance(allowance: Allowance, *, by: Account, at: datetime) -> None:
    """End an allowance; it may be given again, by any union. Ending it again changes nothing."""
    with transaction.atomic():
        if Allowance.everywhere.filter(pk=allowance.pk, ended_at__isnull=True).update(ended_at=at):
            lift_claims(allowance.household, benefit=service_claim(allowance.service), period_key=EVER)
            trail.record(by, "end_allowance", allowance, at=at)


def allowances_in(household: Household, *, on: date) -> QuerySet[Allowance]:
    """Return the allowances of a household, and of those that are one with it, that run in the month of a day."""
    month = span_key("month", on)
    return (
        Allowance.everywhere.filter(household__in=one_with(household), ended_at__isnull=True, from_month__lte=month)
        .filter(Q(to_month="") | Q(to_month__gte=month))
        .select_related("service", "owner_union")
        .order_by("id")
    )


def used_in(month: str, allowances: QuerySet[Allowance]) -> dict[int, int]:
    """Return how much of each of ``allowances`` was used in a month."""
    found = AllowanceMonth.everywhere.filter(allowance__in=allowances, month=month)
    return dict(found.values_list("allowance_id", "used"))


def redeemable(service: ServiceItem, place: Union) -> bool:
    """Return whether a service may be redeemed at a place."""
    return ServicePlace.objects.filter(service=service, union=place).exists()


def redeem(allowance: Allowance, *, place: Union, key: UUID, by: Account, at: datetime) -> Redemption:
    """Hand over one of what ``allowance`` gives this month. The same ``key`` again is the same redemption.

    Errors: ``QuotaUsed`` in words with what comes next month; ``NotHere`` when the place does not offer the service;
    ``NotForThem`` when the allowance does not run this month.
    """
    known = Redemption.everywhere.filter(key=key).first()
    if known is not None:
        return known
    service, on = allowance.service, timezone.localdate(at)
    if not redeemable(service, place):
        raise NotHere(f"“{service.label}”不在这个服务点兑换")
    month = span_key("month", on)
    if not allowances_in(allowance.household, on=on).filter(pk=allowance.pk).exists():
        raise NotForThem(f"“{service.label}”这个月没有额度")
    try:
        with transaction.atomic():
            counted, _fresh = AllowanceMonth.everywhere.get_or_create(
                allowance=allowance,
                month=month,
                defaults={"owner_union_id": allowance.owner_union_id, "quota": allowance.monthly},
            )
            redemption = Redemption.everywhere.create(
                owner_union_id=allowance.owner_union_id,
                key=key,
                month=counted,
                household=allowance.household,
                service=service,
                place=place,
                redeemed_by=by,
                redeemed_at=at,
            )
            taken = AllowanceMonth.everywhere.filter(pk=counted.pk, used__lt=F("quota")).update(used=F("used") + 1)
            if not taken:
                raise QuotaUsed(used_up(allowance, quota=counted.quota, on=on))
            trail.record(by, "redeem", redemption, at=at, service=service.key, place=place.pk)
    except IntegrityError:
        return Redemption.everywhere.get(key=key)
    return redemption


def used_up(allowance: Allowance, *, quota: int, on: date) -> str:
    """Return what is said when a quota is used up: how much it was, and from when on there is more."""
    service, more_from = allowance.service, first_of_next_month(on)
    said = f"“{service.label}”这个月的 {quota} {service.unit}已经用完"
    if allowance.to_month and allowance.to_month < span_key("month", more_from):
        return f"{said}，额度到这个月为止"
    return f"{said}；{more_from:%Y-%m-%d} 起又有 {allowance.monthly} {service.unit}"


def undo_redemption(redemption: Redemption, *, within: timedelta, by: Account, at: datetime) -> None:
    """Take back what was redeemed by mistake: by whom it was redeemed, within minutes.

    Errors: ``TooLate`` after that; ``MovedMeanwhile`` when it was taken back before.
    """
    if redemption.redeemed_by.pk != by.pk or at - redemption.redeemed_at > within:
        raise TooLate("过了可以撤回的时间；请联系发额度的工会")
    with transaction.atomic():
        if not Redemption.everywhere.filter(pk=redemption.pk, undone_at__isnull=True).update(undone_at=at):
            raise MovedMeanwhile("这一次已经撤回过了")
        AllowanceMonth.everywhere.filter(pk=redemption.month_id, used__gt=0).update(used=F("used") - 1)
        trail.record(by, "undo_redemption", redemption, at=at)


def just_redeemed(household: Household, *, by: Account, since: datetime) -> Redemption | None:
    """Return what ``by`` handed over to a household last, if that was after ``since`` and not taken back."""
    return (
        Redemption.everywhere.filter(
            household__in=one_with(household), redeemed_by=by, redeemed_at__gte=since, undone_at__isnull=True
        )
        .select_related("service", "redeemed_by")
        .order_by("-redeemed_at", "-id")
        .first()
    )
