"""The desk of claims: nothing twice, from any union. A benefit is claimed for every person of a household, by index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from niangjia.casework.families import one_with
from niangjia.records.accounts.models import Claim, Entitlement
from niangjia.records.people.models import Household, Person
from niangjia.values.errors import NiangjiaError
from niangjia.values.spans import span_of, spans_meet


class HadAlready(NiangjiaError):
    """The household, or one that shares a person with it, has this in its period."""

    code = "had_already"


@dataclass(frozen=True, slots=True)
class OneOf:
    """Benefits of which a household has one in a year, with the group that they are claimed under.

    With ``of_verdicts`` what an earlier verdict gave stands in the way, too; without, only what was awarded as a
    project does: by verdicts the policy may give several of them.
    """

    group: str
    benefits: frozenset[str]
    of_verdicts: bool

    @property
    def claim(self) -> str:
        """The name under which the choice of the year is claimed, whichever union gave it."""
        return group_claim(self.group)


def group_claim(group: str) -> str:
    """Return the name under which the one benefit of a group is claimed."""
    return f"group:{group}"


def persons_of(household: Household) -> set[str]:
    """Return the indices of everybody in ``household`` and in those that are one with it."""
    family = one_with(household)
    heads = Household.everywhere.filter(pk__in=family).values_list("head_index", flat=True)
    members = Person.everywhere.filter(household__in=family).exclude(id_index="").values_list("id_index", flat=True)
    return {*heads, *members}


def claims_of(household: Household) -> list[Claim]:
    """Return what anybody in ``household`` has claimed, from whichever union, oldest first."""
    return list(
        Claim.everywhere.filter(index__in=persons_of(household), is_live=True)
        .select_related("owner_union", "household", "entitlement")
        .order_by("id")
    )


def met_among(claims: Iterable[Claim], *, benefit: str, period_key: str) -> Claim | None:
    """Return the claim among ``claims`` that stands in the way: same benefit, a period that meets this one."""
    return next((one for one in claims if one.benefit == benefit and spans_meet(one.period_key, period_key)), None)


def claim_met(household: Household, *, benefit: str, period_key: str) -> Claim | None:
    """Return the claim of anybody in ``household`` that stands in the way of a benefit in a period."""
    return met_among(claims_of(household), benefit=benefit, period_key=period_key)


def refuse_second(claims: Iterable[Claim], *, benefit: str, label: str, period_key: str) -> None:
    """Refuse what a household has had.

    Errors: ``HadAlready``, which names the union and the day, and nobody.
    """
    met = met_among(claims, benefit=benefit, period_key=period_key)
    if met is not None:
        union, day = met.owner_union.short_name, f"{met.claimed_at:%Y-%m-%d}"
        raise HadAlready(f"这家人已经有过“{label}”：{union}，{day}。同一项在同一期里不重复给")


def chosen_before(
    claims: Iterable[Claim], choices: Sequence[OneOf], *, benefit: str, year: int, case_id: int | None = None
) -> Claim | None:
    """Return the claim by which a household has another benefit of the same choice in a year, outside of a case."""
    ours = [one for one in choices if benefit in one.benefits]
    for claim in claims:
        given = claim.entitlement
        same = given is not None and (given.case_id == case_id or given.benefit == benefit)
        if same or claim.benefit == benefit or span_of(claim.period_key)[0].year != year:
            continue
        by_verdict = given is not None and given.decision_id is not None
        for one in ours:
            if claim.benefit in {one.claim, *one.benefits} and (one.of_verdicts or not by_verdict):
                return claim
    return None


def write_claims(
    household: Household, *, benefit: str, period_key: str, entitlement: Entitlement | None = None, at: datetime
) -> None:
    """Claim a benefit for everybody of ``household``.

    Errors: ``HadAlready`` when somebody else – another union – claimed it for one of them a moment ago.
    """
    try:
        with transaction.atomic():
            Claim.everywhere.bulk_create(
                Claim(
                    owner_union_id=household.owner_union_id,
                    index=index,
                    benefit=benefit,
                    period_key=period_key,
                    household=household,
                    entitlement=entitlement,
                    claimed_at=at,
                )
                for index in sorted(persons_of(household))
            )
    except IntegrityError as error:
        raise HadAlready("另一家工会刚刚给了这家人同一项；同一项在同一期里不重复给") from error


def lift_claims(household: Household, *, benefit: str, period_key: str) -> None:
    """End the claims of ``household`` on a benefit: it no longer has it."""
    Claim.everywhere.filter(
        household__in=one_with(household), benefit=benefit, period_key=period_key, is_live=True
    ).update(is_live=False)


def lift_these(claims: Iterable[int]) -> None:
    """End the claims of these ids, and none that was written meanwhile."""
    Claim.everywhere.filter(pk__in=list(claims), is_live=True).update(is_live=False)
