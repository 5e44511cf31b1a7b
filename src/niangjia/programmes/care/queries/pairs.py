"""Pairs: finding them within reach, who wants a cadre, who may be one, and who should answer for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from niangjia.casework.access import Actor, NotYours
from niangjia.casework.queries import pairs as desk
from niangjia.engines.matching import Helping, Wanting, Weights, assign
from niangjia.programmes.care.programme import CHARTER, PROGRAMME
from niangjia.records.people.models import Household
from niangjia.records.placements.models import Pairing
from niangjia.records.unions.models import Account

RULES: dict[str, Any] = CHARTER["pairing"]
MOST: int = RULES["most_households"]["count"]
WEIGHTS = Weights(RULES["weights"]["step"], RULES["weights"]["load"])
UNFINISHED = {step.from_state for step in PROGRAMME.lifecycle.steps}
GROUPS = ("standing", "care", "any")


@dataclass(frozen=True, slots=True)
class Line:
    """One pair of a proposal: how many steps lie between them, and which pairing it would take over, if one."""

    household: Household
    cadre: Account
    steps: int
    pairing: Pairing | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who should answer for whom, for a person to confirm.

    ``unmatched`` holds those left over with the reason of the engine; ``before`` how many households each cadre has
    already; ``recused`` how many pairs were out of the question, by reason.
    """

    lines: tuple[Line, ...]
    unmatched: tuple[tuple[Household, str], ...]
    before: Mapping[int, int]
    recused: Mapping[str, int]

    @property
    def fingerprint(self) -> str:
        """What is confirmed is what was seen: this changes with any pair."""
        pairs = ",".join(f"{line.household.pk}:{line.cadre.pk}" for line in self.lines)
        return sha256(pairs.encode()).hexdigest()


def find_pairing(actor: Actor, pairing_id: int, capability: str = "keep_pairs") -> Pairing:
    """Return a pairing that this person keeps, or arranges.

    Errors: ``NotYours`` when there is none.
    """
    rows = desk.reachable(actor) if capability == "keep_pairs" else actor.rows(Pairing, capability)
    found = rows.filter(pk=pairing_id).select_related("household", "cadre", "owner_union").first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def unpaired(actor: Actor) -> QuerySet[Household]:
    """Return the households within reach that no cadre answers for, each with ``stands``: on the register or not."""
    return (
        actor.rows(Household, "make_pairs")
        .filter(desk.no_cadre(), merged_into__isnull=True)
        .annotate(stands=desk.on_register())
        .select_related("owner_union")
        .order_by("owner_union__code", "head_name", "pk")
    )


def in_group(households: QuerySet[Household], group: str) -> QuerySet[Household]:
    """Return those on the register (``standing``), those being helped (``care``), or all (``any``)."""
    if group == "care":
        return households.filter(desk.being_helped(PROGRAMME.key, UNFINISHED))
    return households if group == "any" else households.filter(desk.on_register())


def find_unpaired(actor: Actor, ids: Iterable[int]) -> list[Household]:
    """Return the households of ``ids`` that want a cadre still.

    Errors: ``NotYours`` when one of them is not within reach.
    """
    wanted = set(ids)
    if actor.rows(Household, "make_pairs").filter(pk__in=wanted).count() < len(wanted):
        raise NotYours("没有找到这一页")
    return list(unpaired(actor).filter(pk__in=wanted))


def proposal(
    actor: Actor, households: Sequence[Household], *, instead_of: Mapping[int, Pairing] | None = None
) -> Proposal:
    """Return who should answer for ``households``, at the least cost.

    ``instead_of`` gives the pairing of a household that is handed over: its cadre is not asked again.

    Errors: ``MatchingNotInstalled``.
    """
    before = instead_of or {}
    steps = desk.steps_between(
        {one.owner_union_id for one in households}, within=actor.union_ids("make_pairs"), on=actor.on
    )
    cadres = {cadre for _place, cadre in steps}
    kept_away = desk.recusals({one.pk for one in households}, cadres)
    loads = {cadre: len(seats) for cadre, seats in desk.open_seats(cadres).items()}
    found = assign(
        [Wanting(one.pk, one.owner_union_id) for one in households],
        [Helping(cadre, most=MOST, load=loads[cadre]) for cadre in cadres],
        steps=steps,
        forbidden=frozenset(kept_away) | {(key, pairing.cadre_id) for key, pairing in before.items()},
        weights=WEIGHTS,
    )
    accounts = Account.objects.in_bulk(set(found.pairs.values()))
    lines = tuple(
        Line(
            one,
            accounts[found.pairs[one.pk]],
            steps[one.owner_union_id, found.pairs[one.pk]],
            before.get(one.pk),
        )
        for one in households
        if one.pk in found.pairs
    )
    left = tuple((one, found.unmatched[one.pk]) for one in households if one.pk in found.unmatched)
    place_of = {one.pk: one.owner_union_id for one in households}
    why = [reason for (key, cadre), reason in kept_away.items() if (place_of[key], cadre) in steps]
    return Proposal(lines, left, loads, {reason: why.count(reason) for reason in set(why)})


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may answer for a household: how far, how many already, and why not, if not."""

    account: Account
    steps: int
    load: int
    why_not: str

    @property
    def may(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.why_not and self.load < MOST


def candidates(actor: Actor, household: Household) -> list[Candidate]:
    """Return who reaches a household, the nearest and least laden first; who must keep away comes last."""
    place = household.owner_union_id
    steps = desk.steps_between([place], within=actor.union_ids("make_pairs"), on=actor.on)
    cadres = {cadre for _place, cadre in steps}
    kept_away = desk.recusals([household.pk], cadres)
    loads = {cadre: len(seats) for cadre, seats in desk.open_seats(cadres).items()}
    found = [
        Candidate(account, steps[place, account.pk], loads[account.pk], kept_away.get((household.pk, account.pk), ""))
        for account in Account.objects.filter(pk__in=cadres)
    ]
    weight = WEIGHTS.step, WEIGHTS.load
    return sorted(
        found,
        key=lambda one: (not one.may, weight[0] * one.steps + weight[1] * (2 * one.load + 1), one.account.pk),
    )


def find_candidate(actor: Actor, household: Household, account_id: int) -> Account:
    """Return one who reaches a household.

    Errors: ``NotYours`` for anybody else.
    """
    for one in candidates(actor, household):
        if one.account.pk == account_id:
            return one.account
    raise NotYours("没有找到这一页")


def pairings_of(actor: Actor, cadre_id: int) -> list[Pairing]:
    """Return the open pairings of a cadre within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = (
        actor.rows(Pairing, "make_pairs")
        .filter(cadre=cadre_id, ended_on__isnull=True)
        .select_related("household__owner_union", "cadre", "owner_union")
        .order_by("owner_union__code", "pk")
    )
    rows = list(found)
    if not rows:
        raise NotYours("没有找到这一页")
    return rows
