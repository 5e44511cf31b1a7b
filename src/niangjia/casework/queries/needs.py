"""Needs and wishes as the pages ask for them: within somebody's reach, behind the ring-fence.

A difficulty that complains of the employer is seen by the county alone, whoever's household it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from niangjia.casework.access import Actor, NotYours
from niangjia.records.cases.models import Case, Clock
from niangjia.records.people.models import Household
from niangjia.records.placements.models import Pairing
from niangjia.records.sealing import blind_index
from niangjia.records.tasks.models import Claim, Measure, Need, Proof, Wish

OPEN = ("need_open", "major_open", "need_measured")
LATE_FIRST = ["-late", "-open", "household"]
FENCE = "hear_complaints"
NOT_FOUND = "没有找到这一页"


def not_fenced(actor: Actor, *, to: str = "") -> Q:
    """Return what keeps complaints of an employer from everybody but the county; ``to`` leads to the need."""
    complaint = Q(**{f"{to}against_employer": True})
    if not actor.may(FENCE):
        return ~complaint
    return ~complaint | Q(**{f"{to}owner_union_id__in": actor.union_ids(FENCE)})


def needs(actor: Actor, capability: str = "see_care") -> QuerySet[Need]:
    """Return the needs within reach, with the day they are to be solved by as ``due_on``.

    Whoever reaches only what was handed to her sees the households she is paired with, and the measures she has.
    """
    running = Clock.objects.filter(case=OuterRef("case"), step="solve", stopped_at__isnull=True)
    found = (
        actor.rows(Need, capability)
        .filter(not_fenced(actor), case__matter="need")
        .annotate(due_on=Subquery(running.values("due_on")[:1]))
        .select_related("case__household", "owner_union", "solved_by")
    )
    if actor.only_assigned(capability):
        paired = Pairing.everywhere.filter(cadre=actor.account, ended_on__isnull=True).values("household_id")
        hers = Measure.everywhere.filter(account=actor.account, need=OuterRef("pk"))
        found = found.filter(Q(case__household_id__in=paired) | Exists(hers))
    return found


def find_need(actor: Actor, pk: int, capability: str = "see_care") -> Need:
    """Return one need within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = needs(actor, capability).filter(pk=pk).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def find_measure(actor: Actor, pk: int, capability: str) -> Measure:
    """Return one measure of a need within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = (
        actor.rows(Measure, capability)
        .filter(pk=pk, need__in=needs(actor, capability).values("pk"))
        .select_related("need__case")
        .first()
    )
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def need_by_code(code: str) -> Need:
    """Return the need or wish that the person follows by ``code``.

    Errors: ``NotYours`` when no such code was given out.
    """
    found = (
        Need.everywhere.filter(code_index=blind_index("need_code", code))
        .select_related("case__household", "owner_union", "solved_by")
        .first()
        if code
        else None
    )
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def measures(need: Need) -> list[Measure]:
    """Return the measures of a need in the order in which they were decided."""
    return list(
        Measure.everywhere.filter(need=need).select_related("union", "account", "added_by", "paper").order_by("id")
    )


def proofs(need: Need) -> list[Proof]:
    """Return what shows that a need was cleared."""
    return list(Proof.everywhere.filter(need=need).select_related("paper", "award", "given_by").order_by("id"))


def solve_clock(need: Need) -> Clock | None:
    """Return the newest clock under which a need is, or was, to be solved."""
    return Clock.objects.filter(case_id=need.case_id, step="solve").order_by("-id").first()


def clock_of(case: Case) -> Clock | None:
    """Return the clock that runs on a case, the earliest first."""
    return Clock.objects.filter(case=case, stopped_at__isnull=True).order_by("due_on", "id").first()


def needs_of_household(actor: Actor, household_id: int, capability: str = "see_care") -> list[Need]:
    """Return the needs of a household for its file: the present difficulties, what follows, and the effect."""
    return list(
        needs(actor, capability)
        .filter(case__household_id=household_id)
        .prefetch_related(
            Prefetch("measures", Measure.everywhere.select_related("union", "account").order_by("id")),
            Prefetch("proofs", Proof.everywhere.order_by("id")),
        )
        .order_by("case__opened_at", "id")
    )


@dataclass(frozen=True, slots=True)
class Cleared:
    """How far a household, or a union, is cleared: needs found, solved, confirmed, open, and open past their day."""

    found: int
    solved: int
    confirmed: int
    open: int
    late: int

    @property
    def share(self) -> Fraction | None:
        """The part of what was found that is solved; of nothing found there is none."""
        return Fraction(self.solved, self.found) if self.found else None


def counted(on: date) -> dict[str, Count]:
    """Return what is counted of needs that carry ``due_on``."""
    return {
        "found": Count("pk"),
        "solved": Count("pk", filter=Q(solved_at__isnull=False)),
        "confirmed": Count("pk", filter=Q(confirmed_at__isnull=False)),
        "open": Count("pk", filter=Q(case__state__in=OPEN)),
        "late": Count("pk", filter=Q(case__state__in=OPEN, due_on__lt=on)),
    }


def cleared(rows: QuerySet[Need], *, on: date) -> Cleared:
    """Return how far needs are cleared."""
    return Cleared(**rows.aggregate(**counted(on)))


def past(rows: Any, *, on: date) -> QuerySet[Need]:
    """Return those of ``rows`` that are open past their day."""
    late: QuerySet[Need] = rows.filter(case__state__in=OPEN, due_on__lt=on)
    return late


def cleared_by_household(rows: QuerySet[Need], *, on: date) -> Any:
    """Return the households that ``rows`` are about, each with how far it is cleared; what is open and late first."""
    return (
        rows.values(
            household=F("case__household_id"),
            head=F("case__household__head_name"),
            union=F("owner_union__short_name"),
        )
        .annotate(**counted(on), earliest=Min("due_on"))
        .order_by(*LATE_FIRST)
    )


def cleared_by_union(rows: QuerySet[Need], *, on: date) -> dict[int, Cleared]:
    """Return how far each union's needs are cleared."""
    lines: Any = rows.values("owner_union_id").annotate(**counted(on)).order_by("owner_union_id")
    return {
        line["owner_union_id"]: Cleared(**{key: line[key] for key in Cleared.__dataclass_fields__}) for line in lines
    }


def households(actor: Actor, capability: str, *, wanted: str, most: int) -> list[Household]:
    """Return the households within reach whose head's name holds ``wanted``."""
    if not wanted:
        return []
    return list(
        actor.rows(Household, capability)
        .filter(head_name__contains=wanted, merged_into__isnull=True)
        .select_related("owner_union")
        .order_by("head_name", "id")[:most]
    )


def number_with(key: UUID) -> str:
    """Return the number of the difficulty that a page with this key raises."""
    return f"N-{key.hex[:12]}"


def of_the_same_name(actor: Actor, union_id: int, name: str, key: UUID | None) -> dict[int, date]:
    """Return the households of those of this name who told of a difficulty at work, each with the day of the last.

    Only what ``actor`` reaches: nobody learns here who complained of an employer. What the page with ``key`` raised
    when it was sent before does not count.
    """
    found = needs(actor, "work_on_needs").filter(
        kind="work", owner_union_id=union_id, case__household__head_name=name, case__household__merged_into=None
    )
    found = found.exclude(case__number=number_with(key)) if key else found
    told = found.order_by("case__opened_at").values_list("case__household_id", "case__opened_at")
    return {household: timezone.localdate(at) for household, at in told}


def find_household(actor: Actor, pk: int, capability: str) -> Household:
    """Return one household within reach; whoever reaches only what was handed to her, the one she is paired with.

    Errors: ``NotYours`` when there is none.
    """
    found = actor.rows(Household, capability).filter(pk=pk, merged_into__isnull=True)
    if actor.only_assigned(capability):
        found = found.filter(
            pk__in=Pairing.everywhere.filter(cadre=actor.account, ended_on__isnull=True).values("household_id")
        )
    household = found.select_related("owner_union").first()
    if household is None:
        raise NotYours(NOT_FOUND)
    return household


def silent_needs(*, on: date) -> list[Need]:
    """Return the solved needs whose time to be confirmed or contradicted is over."""
    return list(
        Need.everywhere.filter(
            case__state="need_solved",
            case__clocks__step="confirm",
            case__clocks__stopped_at__isnull=True,
            case__clocks__due_on__lt=on,
        )
        .select_related("case", "solved_by")
        .order_by("id")
    )


# ---------------------------------------------------------------------------------------------------------- wishes


def wall(*states: str) -> QuerySet[Wish]:
    """Return the wishes on the wall that stand in one of ``states``, whoever looks, the newest first."""
    return (
        Wish.everywhere.filter(released_at__isnull=False, need__case__state__in=states)
        .select_related("need__case", "owner_union")
        .order_by("-released_at", "-pk")
    )


def find_on_wall(pk: int) -> Wish:
    """Return one wish of the wall.

    Errors: ``NotYours`` when it does not hang there.
    """
    found = wall("wish_open", "wish_claimed", "wish_granted").filter(pk=pk).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def wishes(actor: Actor, capability: str = "see_care") -> QuerySet[Wish]:
    """Return the wishes within reach, those that wait for a word of the desk first."""
    found = (
        actor.rows(Wish, capability)
        .filter(not_fenced(actor, to="need__"))
        .select_related("need__case__household", "owner_union", "released_by")
    )
    if actor.only_assigned(capability):
        paired = Pairing.everywhere.filter(cadre=actor.account, ended_on__isnull=True).values("household_id")
        found = found.filter(need__case__household_id__in=paired)
    return found


def find_wish(actor: Actor, pk: int, capability: str = "see_care") -> Wish:
    """Return one wish within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = wishes(actor, capability).filter(pk=pk).first()
    if found is None:
        raise NotYours(NOT_FOUND)
    return found


def claims(wish: Wish) -> list[Claim]:
    """Return who claimed a wish, the newest first."""
    return list(Claim.everywhere.filter(wish=wish).select_related("handed_over_by").order_by("-id"))


def wish_counts(rows: QuerySet[Wish]) -> dict[str, int]:
    """Return how many wishes were found, wait, are claimed and came true."""
    return rows.aggregate(
        found=Count("pk"),
        waiting=Count("pk", filter=Q(need__case__state="wish_open")),
        claimed=Count("pk", filter=Q(need__case__state="wish_claimed")),
        granted=Count("pk", filter=Q(need__case__state="wish_granted")),
    )


def stale_claims(*, on: date) -> list[Claim]:
    """Return the claims whose time to come true is over."""
    return list(
        Claim.everywhere.filter(
            fallen_at__isnull=True,
            wish__need__case__state="wish_claimed",
            wish__need__case__clocks__step="fulfil",
            wish__need__case__clocks__stopped_at__isnull=True,
            wish__need__case__clocks__due_on__lt=on,
        )
        .select_related("wish__need")
        .order_by("id")
    )


def needs_by_id(case_ids: Iterable[int]) -> dict[int, int]:
    """Return the need of each of these cases, by case."""
    return dict(Need.everywhere.filter(case_id__in=list(case_ids)).values_list("case_id", "pk"))


def confirmed_by_rule(case: Case) -> bool:
    """Return whether the need of a case was closed because nobody had answered in time."""
    return Need.everywhere.filter(case=case, confirmed_as="rule").exists()


def numbered(numbers: Iterable[str]) -> dict[str, Case]:
    """Return the cases that have one of these numbers, by number."""
    return {case.number: case for case in Case.everywhere.filter(number__in=list(numbers)).select_related("need")}
