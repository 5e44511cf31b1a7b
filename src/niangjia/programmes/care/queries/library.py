"""The library page: what a union offers, what it could take over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor
from niangjia.casework.provision.library import projects_for, services_for
from niangjia.programmes.care.programme import PRESETS
from niangjia.programmes.care.queries.words import KINDS, paper_label, purpose_label, tier_label
from niangjia.records.provisions.models import Project, ServiceItem
from niangjia.records.unions.models import Union


def library_page(actor: Actor, *, today: date) -> dict[str, Any]:
    """Return the projects and services of the reader's union and of those above, and the presets not yet taken."""
    union = actor.seat("see_care")
    if union is None:
        return {"projects": [], "services": [], "presets": [], "may_keep": False, "union_label": ""}
    projects, services = projects_for(union.pk, on=today), services_for(union.pk, on=today)
    keeps = actor.seat("keep_library")
    return {
        "union_label": union.short_name,
        "may_keep": keeps is not None,
        "projects": [project_line(one, union) for one in projects],
        "services": [service_line(one, union) for one in services],
        "presets": presets_left(projects, services) if keeps is not None else [],
        "crumbs": [{"label": _("帮扶"), "url": reverse("care:home")}, {"label": _("项目库和服务清单"), "url": ""}],
    }


def project_line(one: Project, union: Union) -> dict[str, Any]:
    """Return one project as the page shows it."""
    return {
        "id": one.pk,
        "label": one.label,
        "purpose_label": purpose_label(one.purpose),
        "for_whom": [tier_label(tier) for tier in one.tiers],
        "several": [tier_label(tier) for tier in one.several],
        "grouped": bool(one.group),
        "cap_fen": one.cap_fen,
        "own_paid_percent": one.own_paid_percent,
        "frequency": one.get_frequency_display(),
        "papers": [paper_label(paper) for paper in one.papers],
        "second_above_fen": one.second_above_fen,
        "source": one.source,
        "union_label": one.owner_union.short_name,
        "own": one.owner_union_id == union.pk,
    }


def service_line(one: ServiceItem, union: Union) -> dict[str, Any]:
    """Return one service as the page shows it."""
    return {
        "id": one.pk,
        "label": one.label,
        "kind_label": KINDS.get(one.kind, one.kind),
        "unit": one.unit,
        "monthly": one.monthly,
        "for_whom": [tier_label(tier) for tier in one.for_whom],
        "places": [place.union.short_name for place in one.places.all()],
        "counted": one.counted,
        "source": one.source,
        "union_label": one.owner_union.short_name,
        "own": one.owner_union_id == union.pk,
    }


def presets_left(projects: Iterable[Project], services: Iterable[ServiceItem]) -> list[dict[str, str]]:
    """Return the presets that the union does not have yet, as the form offers them."""
    had_projects, had_services = {one.key for one in projects}, {one.key for one in services}
    left = [(f"project:{key}", told) for key, told in PRESETS["projects"].items() if key not in had_projects]
    left += [(f"service:{key}", told) for key, told in PRESETS["services"].items() if key not in had_services]
    return [{"value": value, "label": told["label"], "source": told["source"]} for value, told in left]
