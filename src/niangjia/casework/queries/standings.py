"""The register as-of any day, who entered, left and returned: each household once, however it was filed.

Every answer is a queryset within given unions, so that a figure can open its rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from niangjia.casework.families import members_of
from niangjia.records.cases.models import Assessment, Case, Exit, Revisit, Signal, Standing

Unions = Iterable[int] | QuerySet[Any]
STANDING_EXITS = ("stands", "undoing")
"""A leaving counts until its undoing is confirmed."""
CAME = ("entered", "returned")


def in_force(day: Any) -> Q:
    """Return the condition that a standing holds on a day (a date, or a reference to one)."""
    return Q(from_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


def on_register(union_ids: Unions, *, on: date, tier: str = "") -> QuerySet[Standing]:
    """Return the standings in force on a day, one a household; with ``tier``, only those in it."""
    twin = Standing.everywhere.filter(in_force(on), family=OuterRef("family"), pk__lt=OuterRef("pk"))
    found = Standing.objects.within(union_ids).filter(in_force(on)).exclude(Exists(twin))
    return found.filter(tier=tier) if tier else found


def came(union_ids: Unions, *, first: date, last: date, how: Iterable[str] = CAME) -> QuerySet[Standing]:
    """Return the standings by which households came onto the register from ``first`` to ``last``, both counted.

    ``how`` is ``entered``, ``returned`` or both. A second filing of one that stood there already came with nobody.
    """
    there = Standing.everywhere.filter(in_force(OuterRef("from_on")), family=OuterRef("family"), pk__lt=OuterRef("pk"))
    found = Standing.objects.within(union_ids).filter(from_on__gte=first, from_on__lte=last, begins_as__in=list(how))
    return found.exclude(Exists(there))


def entered(union_ids: Unions, *, first: date, last: date) -> QuerySet[Standing]:
    """Return the standings of households that came for the first time, or again without having left hardship."""
    return came(union_ids, first=first, last=last, how=("entered",))


def returned(union_ids: Unions, *, first: date, last: date) -> QuerySet[Standing]:
    """Return the standings of households that had left and were thrown back (返困)."""
    return came(union_ids, first=first, last=last, how=("returned",))


def left(
    union_ids: Unions, *, first: date = date.min, last: date = date.max, counts_as: Iterable[str] = ()
) -> QuerySet[Exit]:
    """Return the leavings that stand, with their day from ``first`` to ``last``; ``counts_as`` narrows the reasons.

    One that was undone does not count, nor one of a household that stood on under another filing.
    """
    found = Exit.objects.within(union_ids).filter(state__in=STANDING_EXITS, left_on__gte=first, left_on__lte=last)
    if counts_as:
        found = found.filter(counts_as__in=list(counts_as))
    stays = Standing.everywhere.filter(in_force(OuterRef("left_on")), family=OuterRef("standing__family")).exclude(
        begins_as__in=CAME, from_on=OuterRef("left_on")
    )
    twin = Exit.everywhere.filter(
        state__in=STANDING_EXITS,
        standing__family=OuterRef("standing__family"),
        left_on=OuterRef("left_on"),
        pk__lt=OuterRef("pk"),
    )
    return found.exclude(Exists(stays)).exclude(Exists(twin))


def ever_left(union_ids: Unions) -> QuerySet[Exit]:
    """Return the first leaving of each household that ever left: the households, each once."""
    before = Exit.everywhere.filter(
        state__in=STANDING_EXITS, standing__family=OuterRef("standing__family"), pk__lt=OuterRef("pk")
    )
    return Exit.objects.within(union_ids).filter(state__in=STANDING_EXITS).exclude(Exists(before))


def looked_after(union_ids: Unions, *, on: date) -> QuerySet[Exit]:
    """Return the leavings after which a household is watched on a day and has not come back: the newest of each."""
    back = Standing.everywhere.filter(in_force(on), family=OuterRef("standing__family"))
    newer = Exit.everywhere.filter(
        state__in=STANDING_EXITS,
        standing__family=OuterRef("standing__family"),
        left_on__lte=on,
        pk__gt=OuterRef("pk"),
    )
    found = Exit.objects.within(union_ids).filter(state__in=STANDING_EXITS, left_on__lte=on, watched_until__gt=on)
    return found.exclude(Exists(back)).exclude(Exists(newer))


def in_transition(union_ids: Unions, *, on: date) -> QuerySet[Exit]:
    """Return those of ``looked_after`` whose aid goes on."""
    return looked_after(union_ids, on=on).filter(aid_goes_on=True)


def revisits_due(union_ids: Unions, *, on: date) -> QuerySet[Exit]:
    """Return those of ``looked_after`` whose next visit is owed by a day."""
    return looked_after(union_ids, on=on).filter(revisit_on__lte=on)


def signals(union_ids: Unions, *states: str) -> QuerySet[Signal]:
    """Return the signals in one of ``states`` (``open``, ``reopened``, ``dismissed``, ``kept``); with none, all."""
    found = Signal.objects.within(union_ids)
    return found.filter(state__in=states) if states else found


def register_of(family_ids: Iterable[int]) -> list[Standing]:
    """Return every standing that families ever had, in order."""
    found = Standing.everywhere.filter(family__in=list(family_ids)).select_related("owner_union")
    return list(found.order_by("from_on", "id"))


def exits_of(family_ids: Iterable[int]) -> list[Exit]:
    """Return every leaving of families, newest first."""
    found = Exit.everywhere.filter(standing__family__in=list(family_ids))
    return list(found.select_related("standing", "proposed_by", "checked_by", "undo_by").order_by("-id"))


def on_register_now(union_ids: Unions) -> QuerySet[Standing]:
    """Return the standings that go on, within given unions."""
    return Standing.objects.within(union_ids).filter(ended_on__isnull=True)


def now_of(family_ids: Iterable[int]) -> QuerySet[Standing]:
    """Return the standings that go on, of given families."""
    return Standing.everywhere.filter(family__in=list(family_ids), ended_on__isnull=True)


def cases_of(family_ids: Iterable[int], *, programme: str) -> dict[int, list[Case]]:
    """Return the quarterly cases of families, under whichever filing, by family, the oldest first."""
    families = members_of(family_ids)
    found: dict[int, list[Case]] = {}
    for case in Case.everywhere.filter(programme=programme, matter="", household__in=families).order_by("id"):
        found.setdefault(families[case.home_id], []).append(case)
    return found


def newest_quarters(union_ids: Iterable[int], *, programme: str) -> dict[int, str]:
    """Return for each union the newest quarter in which any of its households was judged."""
    judged = Case.everywhere.filter(programme=programme, matter="", owner_union__in=list(union_ids)).exclude(tier="")
    return dict(judged.values_list("owner_union").annotate(newest=Max("period")).order_by("owner_union"))


def last_judged(family_ids: Iterable[int], *, programme: str) -> dict[int, date]:
    """Return the day on which each family was judged last."""
    families = members_of(family_ids)
    newest = Assessment.everywhere.filter(case__household__in=families, case__programme=programme)
    found: dict[int, date] = {}
    for household, at in newest.values_list("case__household").annotate(at=Max("judged_at")).order_by():
        family, on = families[household], timezone.localdate(at)
        found[family] = max(on, found.get(family, date.min))
    return found


def proposal_on(standing: Standing) -> Exit | None:
    """Return the leaving that waits for its second person."""
    return Exit.everywhere.filter(standing=standing, state="proposed").first()


def revisits_of(leaving: Exit) -> list[Revisit]:
    """Return the visits after a leaving, newest first."""
    return list(Revisit.everywhere.filter(leaving=leaving).select_related("by").order_by("-id"))


def signals_of(family_id: int) -> list[Signal]:
    """Return everything that was noted of a family, newest first."""
    found = Signal.everywhere.filter(family=family_id).select_related("family", "owner_union", "noted_by")
    return list(found.order_by("-id"))
