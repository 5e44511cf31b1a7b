"""Policies as this window runs them: which one holds for a union, and values of its own."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from niangjia.casework import adoption
from niangjia.casework.access import NotYours
from niangjia.engines.rules import ChosenValue, Policy, load_policy
from niangjia.programmes.hardship.facts import FACTS
from niangjia.programmes.hardship.programme import POLICIES, PROGRAMME
from niangjia.records.practices.models import Adoption
from niangjia.records.unions.models import Account, Union


@lru_cache(maxsize=8)
def policy_named(key: str) -> Policy:
    """Return a policy that this window ships.

    Errors: ``NotYours`` when there is none of this key.
    """
    if key not in PROGRAMME.policies:
        raise NotYours("没有找到这份政策")
    return load_policy(POLICIES / f"{key}.yaml", FACTS)


def all_policies() -> list[Policy]:
    """Return every policy that this window ships, the preset first."""
    return [policy_named(key) for key in PROGRAMME.policies]


def policy_for(union_id: int, *, on: date) -> Policy:
    """Return the policy of a union on a day: as it or the nearest union above adopted it, else the preset."""
    adopted = adoption.adoption_for(union_id, practice=PROGRAMME.practice, on=on)
    return policy_named(adopted.policy if adopted else PROGRAMME.policies[0])


def take_over(union: Union, *, taken_from: Union, from_on: date, by: Account, at: datetime) -> Adoption:
    """Let ``union`` run the practice as ``taken_from`` does, under the same policy, from a day on.

    Errors: ``NotRunThere`` when the other union does not run it on that day.
    """
    return adoption.adopt(
        union,
        practice=PROGRAMME.practice,
        policy=policy_for(taken_from.pk, on=from_on).key,
        from_on=from_on,
        taken_from=taken_from,
        by=by,
        at=at,
    )


def switch_step(
    union: Union, policy: Policy, *, step: str, is_on: bool, from_on: date, source: str, by: Account, at: datetime
) -> None:
    """Let ``union`` do an optional step or do without it from a day on; it adopts the practice if it has not yet.

    Errors: ``ValueStands`` when it said so of this day before.
    """
    adopted = adoption.adopt(union, practice=PROGRAMME.practice, policy=policy.key, from_on=from_on, by=by, at=at)
    adoption.switch_step(adopted, step=step, is_on=is_on, from_on=from_on, source=source, by=by, at=at)


def choose_value(union: Union, policy: Policy, value: ChosenValue, *, by: Account, at: datetime) -> None:
    """Let ``union`` set a value of its own; adopting the practice under ``policy`` comes with its first value."""
    adopted = adoption.adopt(union, practice=PROGRAMME.practice, policy=policy.key, from_on=value.from_on, by=by, at=at)
    adoption.choose_value(
        adopted,
        parameter=value.parameter,
        is_text=value.is_text,
        from_on=value.from_on,
        source=value.source,
        by=by,
        at=at,
    )
