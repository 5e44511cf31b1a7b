"""The library: a union takes a preset over as it is, or with numbers of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from niangjia.casework.provision.library import ProjectTerms, ServiceTerms, keep_project, keep_service
from niangjia.programmes.care.programme import PRESETS
from niangjia.records.provisions.models import Project, ServiceItem
from niangjia.records.unions.models import Account, Union
from niangjia.values.money import Money


def fen(yuan: Any) -> int | None:
    """Return yuan as whole fen; nothing stays nothing."""
    return None if yuan is None else Money.yuan(yuan).fen


def project_terms(key: str, told: Mapping[str, Any]) -> ProjectTerms:
    """Return the terms of a project from a preset or a form; amounts come in yuan."""
    return ProjectTerms(
        key=key,
        label=told["label"],
        purpose=told["purpose"],
        group=told.get("group", ""),
        tiers=told["tiers"],
        several=told.get("several", ()),
        cap_fen=fen(told["cap_yuan"]) or 0,
        own_paid_percent=told.get("own_paid_percent"),
        frequency=told["frequency"],
        papers=told.get("papers", ()),
        second_above_fen=fen(told.get("second_above_yuan")),
        source=told["source"],
    )


def service_terms(key: str, told: Mapping[str, Any]) -> ServiceTerms:
    """Return the terms of a service from a preset or a form."""
    return ServiceTerms(
        key=key,
        label=told["label"],
        kind=told["kind"],
        unit=told["unit"],
        monthly=told.get("monthly") or 0,
        is_free=told.get("is_free", True),
        for_whom=told["for_whom"],
        provider=told.get("provider", ""),
        counted=told.get("counted", False),
        source=told["source"],
    )


def adopt_project(union: Union, key: str, *, from_on: date, by: Account, at: datetime, **changes: Any) -> Project:
    """Take the preset ``key`` into the library of ``union``; ``changes`` are numbers of its own, in yuan."""
    told = {**PRESETS["projects"][key], **changes}
    return keep_project(union, project_terms(key, told), from_on=from_on, by=by, at=at)


def adopt_service(
    union: Union, key: str, *, places: Iterable[Union], from_on: date, by: Account, at: datetime, **changes: Any
) -> ServiceItem:
    """Take the preset ``key`` into the service list of ``union``, redeemed at ``places``."""
    told = {**PRESETS["services"][key], **changes}
    return keep_service(union, service_terms(key, told), places=places, from_on=from_on, by=by, at=at)
