"""A policy read back in words, and what a union chose in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor
from niangjia.casework.adoption import adoption_for
from niangjia.casework.queries import ancestors
from niangjia.engines.rules import ChosenValue, ChosenValues, Policy
from niangjia.engines.rules.parameters import InForce, values_in_force
from niangjia.engines.rules.policy import Example, Parameter, Tier
from niangjia.engines.rules.touched import Touched, touched
from niangjia.engines.rules.words import COMPARATOR_WORDS, CYCLE_WORDS, fact_text, in_words
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.programmes.hardship.queries.adoption import steps_page, users
from niangjia.programmes.hardship.queries.rows import reading_of, values_for
from niangjia.records.cases.models import Case
from niangjia.records.practices.models import Adoption
from niangjia.records.unions.models import TERRITORY, Union
from niangjia.values.money import yuan_text
from niangjia.values.periods import Quarter
from niangjia.web.sentences import told


def policy_list(policies: Sequence[Policy], actor: Actor | None, *, on: date) -> dict[str, Any]:
    """Return everything that ``hardship/policies.html`` shows."""
    home = actor.home if actor else None
    adopted = adoption_for(home.pk, practice=PROGRAMME.practice, on=on) if home else None
    may_adopt = actor is not None and actor.may("choose_values")
    return {
        "policies": [
            {
                "key": policy.key,
                "label": policy.label,
                "about": policy.note,
                "url": reverse("hardship:policy", args=[policy.key]),
                "adopted": {"union_label": adopted.union.name, "from_day": adopted.from_on}
                if adopted and adopted.policy == policy.key
                else None,
                "adopt_url": reverse("hardship:adopt", args=[policy.key]) if may_adopt else "",
                "examples": len(policy.examples),
            }
            for policy in policies
        ]
    }


def policy_page(policy: Policy, actor: Actor | None, *, on: date) -> dict[str, Any]:
    """Return everything that ``hardship/policy.html`` shows, with the values as they hold for this reader's union."""
    place, chosen = scope_of(actor, policy, on=on)
    current = values_in_force(policy, on=on, place=place, chosen=chosen)
    may_adopt = actor is not None and actor.may("choose_values")
    return {
        "policy": {
            "key": policy.key,
            "label": policy.label,
            "about": policy.note,
            "place_label": _("、").join(place) or _("各地"),
            "day": on,
            "adopt_url": reverse("hardship:adopt", args=[policy.key]) if may_adopt else "",
            "fingerprint": " ".join(policy.hash[start : start + 4] for start in range(0, 12, 4)),
        },
        "sections": sections(policy, current),
        "benefits": [
            {
                "label": benefit.label,
                "lines": [
                    {"who": policy.tier_labels[tier], "sentence": in_words(policy, tree)}
                    for tier, tree, _text in benefit.amounts
                ],
                "cap": _("最高：%(cap)s") % {"cap": told(in_words(policy, benefit.ceilings[0][1]))}
                if benefit.ceilings
                else "",
                "once_per": _("%(cycle)s一次")
                % {"cycle": _("、").join(told(CYCLE_WORDS.get(word, word)) for word in benefit.once_per)}
                if benefit.once_per
                else "",
                "clause": benefit.source,
            }
            for benefit in policy.benefits
        ],
        "parameters": [parameter_lines(one, current[one.key]) for one in policy.parameters],
        "examples": [worked(policy, example) for example in policy.examples],
        "otherwise": [
            {"label": label, "text": CHARTER["guidance"].get(key, {}).get("text", "")}
            for key, label in policy.otherwise.guidance
        ],
        "users": users(policy),
        "crumbs": [{"label": _("政策"), "url": reverse("hardship:policies")}, {"label": policy.label, "url": ""}],
    }


def scope_of(actor: Actor | None, policy: Policy, *, on: date) -> tuple[tuple[str, ...], tuple[ChosenValues, ...]]:
    """Return the places and chosen values that hold for the reader's union; without one, the places of the preset."""
    if actor is not None and actor.home is not None:
        return values_for(actor.home.pk, on=on)
    return tuple({value.place for one in policy.parameters for value in one.values if value.place}), ()


def sections(policy: Policy, current: Mapping[str, InForce]) -> list[dict[str, Any]]:
    """Return the tests of a policy by the part they play, and its tiers in words."""
    barring = {exclusion.test for tier in policy.tiers for exclusion in tier.exclusions}
    needed = {key for tier in policy.tiers for key in tier.needs}
    parts = (
        (_("先决条件"), _("每一条都要满足"), policy.preconditions),
        (_("档次标准"), "", [test.key for test in policy.tests if test.key in needed]),
        (_("排除情形"), "", [test.key for test in policy.tests if test.key in barring]),
    )
    found = [
        {"label": label, "note": note, "clauses": [clause(policy, key, current) for key in keys]}
        for label, note, keys in parts
        if keys
    ]
    return [
        *found,
        {
            "label": _("档次"),
            "note": _("从上往下，先满足哪条算哪档"),
            "clauses": [
                {"key": f"tier-{tier.key}", "label": tier.label, "sentence": tier_words(policy, tier), "clause": ""}
                for tier in policy.tiers
            ],
        },
    ]


def clause(policy: Policy, key: str, current: Mapping[str, InForce]) -> dict[str, str]:
    """Return one test in words, with the comparators and plain numbers that hold now filled in."""
    test = policy.test_by_key[key]
    sentence = in_words(policy, test.tree)
    for one in current.values():
        text = one.dated.text if one.dated else ""
        if one.parameter.unit is None:
            sentence = sentence.replace(f"（{one.parameter.label}）", COMPARATOR_WORDS.get(text, text))
        elif str(one.parameter.unit) == "1" and text:
            sentence = sentence.replace(one.parameter.label, text)
    return {
        "key": key,
        "label": test.label,
        "sentence": "" if sentence in test.label else sentence,
        "clause": test.source,
    }


def tier_words(policy: Policy, tier: Tier) -> str:
    """Return what a tier needs, and what bars it."""
    needs = _("；").join(told(policy.test_by_key[key].label) for key in tier.needs)
    if not tier.exclusions:
        return _("要满足：%(needs)s") % {"needs": needs}
    barred = _("；").join(told(policy.test_by_key[one.test].label) for one in tier.exclusions)
    return _("要满足：%(needs)s。不能有：%(barred)s") % {"needs": needs, "barred": barred}


def parameter_lines(parameter: Parameter, current: InForce) -> dict[str, Any]:
    """Return a parameter with its values, the one in force first."""
    newest_first = sorted(parameter.values, key=lambda value: value.from_on, reverse=True)
    lines = [
        {
            "place": value.place,
            "from_day": value.from_on,
            "value": number_or_text(value.value, value.text),
            "unit": str(parameter.unit) if parameter.unit else "comparator",
            "source": value.source,
            "origin": current.origin if value == current.dated else _("预设"),
            "current": value == current.dated,
        }
        for value in dict.fromkeys([*([current.dated] if current.dated else []), *newest_first])
    ]
    return {"key": parameter.key, "label": parameter.label, "values": lines}


def number_or_text(value: object, text: str) -> object:
    """Return a value as a page can draw it: an exact number; a percentage and a comparator as they are written."""
    return value if isinstance(value, Fraction) and not text.endswith("%") else text


def worked(policy: Policy, example: Example) -> dict[str, Any]:
    """Return one worked example of a policy."""
    gives = {
        key: policy.tier_labels.get(str(value), str(value)) if key == "tier" else given(value)
        for key, value in example.gives.items()
    }
    labels = {
        "tier": _("档次"),
        **{benefit.key: benefit.label for benefit in policy.benefits},
        **{test.key: test.label for test in policy.tests},
        **{variable.key: variable.label for variable in policy.variables},
    }
    return {
        "name": example.name,
        "day": example.on,
        "place": example.place,
        "facts": [
            {"label": policy.schema[key].label, "value": fact_text(policy.schema[key], value)}
            for key, value in example.facts.items()
            if value is not None
        ],
        "gives": [{"label": labels.get(key, key), "value": value} for key, value in gives.items()],
    }


def given(value: object) -> str:
    """Return what an example gives, in words.

    >>> given(600000), given(True)
    ('6,000.00 元', '是')
    """
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return _("%(yuan)s 元") % {"yuan": yuan_text(value)} if isinstance(value, int) else str(value)


def adoption_page(policy: Policy, union: Union, *, on: date) -> dict[str, Any]:
    """Return everything that ``hardship/adoption.html`` shows, the form apart."""
    place, chosen = values_for(union.pk, on=on)
    own = (
        Adoption.objects.filter(union=union, practice=PROGRAMME.practice)
        .select_related("adopted_by", "taken_from")
        .first()
    )
    planned = own.values.filter(from_on__gt=on).order_by("from_on") if own else []
    in_force = values_in_force(policy, on=on, place=place, chosen=chosen)
    return {
        "policy": {
            "key": policy.key,
            "label": policy.label,
            "url": reverse("hardship:policy", args=[policy.key]),
        },
        "union_label": union.name,
        "adopted": {
            "from_day": own.from_on,
            "by": own.adopted_by.name,
            "at": own.adopted_at,
            "taken_from": own.taken_from.name if own.taken_from else "",
        }
        if own
        else None,
        "steps": steps_page(union, on=on),
        "values": [
            {
                "key": key,
                "label": one.parameter.label,
                "value": number_or_text(one.value, one.dated.text),
                "unit": str(one.parameter.unit) if one.parameter.unit else "comparator",
                "from_day": one.dated.from_on,
                "source": one.dated.source,
                "origin": one.origin,
                "own": one.origin == union.name,
            }
            for key, one in in_force.items()
            if one.dated is not None
        ],
        "planned": [
            {
                "label": policy.parameter_by_key[value.parameter].label
                if value.parameter in policy.parameter_by_key
                else value.parameter,
                "value": value.is_text,
                "unit": "",
                "from_day": value.from_on,
                "source": value.source,
            }
            for value in planned
        ],
        "touched": None,
        "crumbs": [
            {"label": _("政策"), "url": reverse("hardship:policies")},
            {"label": policy.label, "url": reverse("hardship:policy", args=[policy.key])},
            {"label": _("定自己的数"), "url": ""},
        ],
    }


def touched_list(
    policy: Policy, union: Union, value: ChosenValue, actor: Actor, *, today: date
) -> dict[str, Any] | None:
    """Return whom a back-dated value would touch, for the page to show before it is saved; ``None`` when nobody.

    Nothing is judged again by looking, nor by saving.
    """
    if value.from_on > today:
        return None
    found = whom_it_touches(policy, union, value, actor)
    if not found:
        return None
    labels = policy.tier_labels
    return {
        "day": value.from_on,
        "value_words": f"{told(policy.parameter_by_key[value.parameter].label)} {value.is_text}",
        "count": len(found),
        "households": [
            {
                "name": case.home.head_name,
                "url": reverse("hardship:verdict", args=[case.pk]),
                "now": f"{told(labels[one.before.tier])} {total_words(one.before.benefits.values())}",
                "then": f"{told(labels[one.after.tier])} {total_words(one.after.benefits.values())}",
                "signed": case.state not in {"judged", "returned"},
            }
            for case, one in found
        ],
    }


def total_words(amounts: Iterable[int | None]) -> str:
    """Return what some benefits come to, in words.

    >>> total_words([600000, 0, None])
    '6,000.00 元'
    """
    return _("%(yuan)s 元") % {"yuan": yuan_text(sum(amount or 0 for amount in amounts))}


def whom_it_touches(policy: Policy, union: Union, value: ChosenValue, actor: Actor) -> list[tuple[Case, Touched]]:
    """Return the judged households below ``union`` whose outcome would differ if it set ``value``."""
    cases = (
        actor.rows(Case, "choose_values")
        .filter(programme=PROGRAMME.key, row__isnull=False)
        .exclude(state="filed")
        .select_related("row", "household")
    )
    groups: dict[tuple[int, str], list[Case]] = {}
    for case in cases:
        if Quarter.parse(case.period).last_day >= value.from_on:
            groups.setdefault((case.owner_union_id, case.period), []).append(case)
    found: list[tuple[Case, Touched]] = []
    for (owner, period), group in groups.items():
        on = Quarter.parse(period).last_day
        if union.pk not in {one.pk for one in ancestors(owner, line=TERRITORY, on=on)}:
            continue
        place, old = values_for(owner, on=on)
        by_key = {case.pk: case for case in group}
        rows = [{"key": case.pk, **reading_of(case.row)["facts_for_rules"]} for case in group if case.row]
        told = touched(policy, old, with_value(old, union.name, value), rows, on=on, place=place)
        found += [(by_key[int(str(one.key))], one) for one in told]
    return found


def with_value(old: Sequence[ChosenValues], origin: str, value: ChosenValue) -> tuple[ChosenValues, ...]:
    """Return the chosen values as they would be if ``origin`` set ``value`` too."""
    if not any(one.origin == origin for one in old):
        return (ChosenValues(origin, (value,)), *old)
    return tuple(ChosenValues(one.origin, (*one.values, value)) if one.origin == origin else one for one in old)
