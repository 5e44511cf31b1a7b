"""The library of practices: what this hall can run, where each comes from, who runs it, and its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia import catalogue
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.adoption import adoptions, held_number
from niangjia.catalogue import Practice, Programme
from niangjia.programmes.membership.queries.founding import crumbs
from niangjia.records.practices.models import Adoption
from niangjia.records.unions.models import Union
from niangjia.web.sentences import told

UNITS = {
    "hour": gettext_noop("点"),
    "working_days": gettext_noop("个工作日"),
    "calendar_days": gettext_noop("天"),
    "months": gettext_noop("个月"),
    "years": gettext_noop("年"),
    "persons": gettext_noop("人"),
    "households": gettext_noop("户"),
    "items": gettext_noop("件"),
    "percent": gettext_noop("%"),
    "yes_no": "",
}


def known_practice(key: str) -> tuple[Programme, Practice]:
    """Return a practice of the hall, with the window that runs it.

    Errors: ``NotYours`` when no window does.
    """
    for programme in catalogue.programmes():
        if key in programme.practices:
            return programme, programme.practices[key]
    raise NotYours("没有找到这一页")


def library_page() -> Mapping[str, Any]:
    """Return every practice of the hall, window by window, each with how many unions run it."""
    run = Counter(Adoption.objects.values_list("practice", flat=True))
    return {
        "windows": [
            {
                "label": told(programme.label),
                "practices": [
                    {
                        "label": told(one.label),
                        "told": told(one.told),
                        "source": told(one.source),
                        "run": run[key],
                        "url": reverse("membership:practice", args=[key]),
                    }
                    for key, one in programme.practices.items()
                ],
            }
            for programme in catalogue.programmes()
            if programme.practices
        ],
        "crumbs": crumbs(_("做法库")),
    }


def seat(actor: Actor) -> Union | None:
    """Return the union whose numbers are shown: that for which the reader may choose, else the reader's own."""
    return actor.seat("choose_values") or actor.seat("see_practices")


def practice_page(actor: Actor, programme: Programme, one: Practice) -> Mapping[str, Any]:
    """Return the page of one practice: what it does, who runs it, its numbers as they hold for the reader's union."""
    union = seat(actor)
    run = list(adoptions(practice=one.key))
    own = next((row for row in run if union is not None and row.union_id == union.pk), None)
    policy = programme.policies[0] if programme.policies and one.key == programme.practice else ""
    return {
        "label": told(one.label),
        "told": told(one.told),
        "source": told(one.source),
        "window": told(programme.label),
        "union_label": union.name if union else "",
        "own": own,
        "numbers": [number_line(one, key, union, actor) for key in one.numbers] if union else [],
        "run": [
            {
                "union_label": row.union.name,
                "from_on": row.from_on,
                "taken_from": row.taken_from.name if row.taken_from else "",
            }
            for row in run
        ],
        "policy_url": reverse(f"{programme.key}:adopt", args=[policy]) if policy and actor.may("choose_values") else "",
        "crumbs": crumbs(_("做法库"), "membership:practices", str(told(one.label))),
    }


def number_line(one: Practice, key: str, union: Union, actor: Actor) -> dict[str, Any]:
    """Return one number as it holds for a union on the reader's day."""
    number = one.numbers[key]
    held = held_number(union.pk, practice=one.key, number=key, on=actor.on)
    return {
        "label": told(number.label),
        "unit": _(UNITS[number.unit]) if UNITS[number.unit] else "",
        "value": (_("是") if held.value else _("否")) if number.unit == "yes_no" else held.value,
        "origin": held.origin,
        "source": told(held.source),
        "preset": number.value,
        "own": held.origin == union.name,
        "by_law": number.by_law,
    }


def models_for(union: Union, practice: str) -> list[Adoption]:
    """Return the adoptions by other unions, whose way of doing it may be taken over."""
    return [one for one in adoptions(practice=practice) if one.union_id != union.pk]
