"""How a practice is run where: the steps as they hold for a union, and who runs it, taken over from whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from niangjia.casework.adoption import adoptions, steps_said
from niangjia.engines.rules import Policy
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.records.practices.models import Adoption, SwitchedStep
from niangjia.records.unions.models import Union


def steps_page(union: Union, *, on: date) -> list[dict[str, Any]]:
    """Return the optional steps as they hold for a union on a day, each with who said so; the charter has them all."""
    said = steps_said(union.pk, practice=PROGRAMME.practice, on=on)
    planned = SwitchedStep.objects.filter(
        adoption__union=union, adoption__practice=PROGRAMME.practice, from_on__gt=on
    ).order_by("from_on", "id")
    coming: dict[str, list[dict[str, Any]]] = {}
    for one in planned:
        coming.setdefault(one.step, []).append({"on": one.is_on, "from_day": one.from_on, "source": one.source})
    return [step_line(key, label, said.get(key), union, coming.get(key, [])) for key, label in optional_steps()]


def optional_steps() -> list[tuple[str, str]]:
    """Return the steps that a union may switch, each with its word."""
    return list(PROGRAMME.lifecycle.optional.items())


def step_line(
    key: str, label: str, said: SwitchedStep | None, union: Union, planned: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return one optional step as the page shows it."""
    return {
        "key": key,
        "label": label,
        "on": said is None or said.is_on,
        "origin": said.adoption.union.name if said else "",
        "own": said is not None and said.adoption.union_id == union.pk,
        "from_day": said.from_on if said else None,
        "source": said.source if said else "",
        "planned": planned,
    }


def users(policy: Policy) -> list[dict[str, Any]]:
    """Return the unions that run the practice by this policy: from when, and taken over from whom."""
    return [
        {
            "union_label": one.union.name,
            "place": one.union.place,
            "from_day": one.from_on,
            "taken_from": one.taken_from.name if one.taken_from else "",
        }
        for one in adoptions(practice=PROGRAMME.practice)
        if one.policy == policy.key
    ]


def models_for(union: Union) -> list[Adoption]:
    """Return the adoptions that a union may take over: those of all others; none once it runs the practice itself."""
    known = list(adoptions(practice=PROGRAMME.practice))
    if any(one.union_id == union.pk for one in known):
        return []
    return known


def adoption_url(policy_key: str) -> str:
    """Return the page on which a union chooses its own values of a policy."""
    return reverse("hardship:adopt", args=[policy_key])
