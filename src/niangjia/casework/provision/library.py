"""The library: the projects and the services that a union offers, each from a day on, with its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from niangjia.casework import trail
from niangjia.casework.queries.tree import ancestors
from niangjia.records.provisions.models import Project, ServiceItem, ServicePlace
from niangjia.records.unions.models import TERRITORY, Account, Union
from niangjia.values.errors import NiangjiaError

Offer = TypeVar("Offer", Project, ServiceItem)


class AlreadyKept(NiangjiaError):
    """The library holds this one already."""

    code = "already_kept"


@dataclass(frozen=True, slots=True)
class ProjectTerms:
    """What a project says. Units: ``_fen`` whole fen; ``own_paid_percent`` of what the household paid itself."""

    key: str
    label: str
    purpose: str
    tiers: Sequence[str]
    cap_fen: int
    frequency: str
    source: str
    group: str = ""
    several: Sequence[str] = ()
    own_paid_percent: int | None = None
    papers: Sequence[str] = ()
    second_above_fen: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceTerms:
    """What a service says. ``monthly`` is the quota of one household a month; 0 means there is none."""

    key: str
    label: str
    kind: str
    unit: str
    for_whom: Sequence[str]
    source: str
    monthly: int = 0
    is_free: bool = True
    provider: str = ""
    counted: bool = False


def keep_project(union: Union, terms: ProjectTerms, *, from_on: date, by: Account, at: datetime) -> Project:
    """Put a project into the library of ``union`` from a day on.

    Errors: ``AlreadyKept`` when one of this key runs: what people were awarded under is not written over; end it first.
    """
    try:
        with transaction.atomic():
            project = Project.everywhere.create(
                owner_union=union,
                key=terms.key,
                label=terms.label,
                purpose=terms.purpose,
                group=terms.group,
                tiers=list(terms.tiers),
                several=list(terms.several),
                cap_fen=terms.cap_fen,
                own_paid_percent=terms.own_paid_percent,
                frequency=terms.frequency,
                papers=list(terms.papers),
                second_above_fen=terms.second_above_fen,
                source=terms.source,
                from_on=from_on,
                kept_by=by,
                kept_at=at,
            )
            trail.record(by, "keep_project", project, at=at, key=terms.key, cap_fen=terms.cap_fen)
    except IntegrityError as error:
        raise AlreadyKept(f"项目库里已经有“{terms.label}”；要改，请先停用旧的，再写新的") from error
    return project


def keep_service(
    union: Union, terms: ServiceTerms, *, places: Iterable[Union], from_on: date, by: Account, at: datetime
) -> ServiceItem:
    """Put a service into the list of ``union`` from a day on, with the ``places`` where it may be redeemed.

    Errors: ``AlreadyKept`` when one of this key runs.
    """
    try:
        with transaction.atomic():
            service = ServiceItem.everywhere.create(
                owner_union=union,
                key=terms.key,
                label=terms.label,
                kind=terms.kind,
                unit=terms.unit,
                monthly=terms.monthly,
                is_free=terms.is_free,
                for_whom=list(terms.for_whom),
                provider=terms.provider,
                counted=terms.counted,
                source=terms.source,
                from_on=from_on,
                kept_by=by,
                kept_at=at,
            )
            ServicePlace.objects.bulk_create(ServicePlace(service=service, union=place) for place in places)
            trail.record(by, "keep_service", service, at=at, key=terms.key, monthly=terms.monthly)
    except IntegrityError as error:
        raise AlreadyKept(f"服务清单里已经有“{terms.label}”；要改，请先停用旧的，再写新的") from error
    return service


def end_offer(offer: Project | ServiceItem, *, on: date, by: Account, at: datetime) -> None:
    """End a project or a service on a day; what was given under it stays as it is. Ending it again changes nothing."""
    model = type(offer)
    with transaction.atomic():
        if model.everywhere.filter(pk=offer.pk, ended_on__isnull=True).update(ended_on=on):
            trail.record(by, "end_offer", offer, at=at, key=offer.key)


def above(union_id: int, *, on: date) -> list[int]:
    """Return the ids of ``union_id`` and of the unions above it, nearest first."""
    return [union.pk for union in ancestors(union_id, line=TERRITORY, on=on)]


def projects_for(union_id: int, *, on: date) -> list[Project]:
    """Return the projects that a household of ``union_id`` may be helped by on a day.

    They are those of its union and of the unions above; of one key the nearest counts.
    """
    unions = above(union_id, on=on)
    return nearest(running(Project.everywhere.filter(owner_union__in=unions), on=on), unions)


def services_for(union_id: int, *, on: date) -> list[ServiceItem]:
    """Return the services that a household of ``union_id`` may have on a day, in the same way."""
    unions = above(union_id, on=on)
    listed = ServiceItem.everywhere.filter(owner_union__in=unions).prefetch_related("places__union")
    return nearest(running(listed, on=on), unions)


def running(offers: QuerySet[Offer], *, on: date) -> QuerySet[Offer]:
    """Return those of ``offers`` that run on a day."""
    return offers.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), from_on__lte=on).select_related("owner_union")


def nearest(offers: Iterable[Offer], unions: Sequence[int]) -> list[Offer]:
    """Return one offer of each key: that of the nearest union."""
    found: dict[str, Offer] = {}
    for offer in sorted(offers, key=lambda one: (unions.index(one.owner_union_id), one.pk)):
        found.setdefault(offer.key, offer)
    return sorted(found.values(), key=lambda one: one.pk)
