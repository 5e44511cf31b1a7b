"""What waits, for whom, until when: always within somebody's scope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from niangjia.casework.access import Actor
from niangjia.casework.queries import pairs, standings, visits
from niangjia.casework.queries.awards import due_second_awards, half_signed
from niangjia.casework.queries.due import Due
from niangjia.casework.queries.needs import needs, not_fenced
from niangjia.casework.queries.surveys import unsurveyed
from niangjia.casework.queries.unions import due_of_unions
from niangjia.records.cases.models import Case, Clock, Exit, Override, Signal
from niangjia.records.notices.models import Objection
from niangjia.records.papers.models import Return
from niangjia.records.people.models import MergeProposal
from niangjia.records.placements.models import Pairing
from niangjia.records.provisions.models import FollowUp
from niangjia.values.periods import Quarter

OF_A_PAIR = ("household", "owner_union")
OF_NEEDS = ("need", "wish")
"""The matters whose page is that of the need; those of another are pages of the case."""


def dues(actor: Actor) -> list[Due]:
    """Return everything that waits within the reach of ``actor``, earliest first; what has no day comes last."""
    waiting = [*due_returns(actor), *due_cases(actor), *due_overrides(actor), *due_merges(actor), *due_visitors(actor)]
    waiting += due_contacts(actor)  # -- pairs
    waiting += [*due_exits(actor), *due_revisits(actor), *due_signals(actor)]
    waiting += [*due_resurveys(actor), *due_follow_ups(actor)]
    waiting += [*due_objections(actor), *due_of_unions(actor), *due_second_awards(actor)]
    return sorted(waiting, key=lambda due: (due.due_on is None, due.due_on or date.max, due.kind, due.subject_id))


def due_returns(actor: Actor) -> Iterable[Due]:
    """Yield the returns that a union still owes, or has to mend."""
    if not actor.may("see_returns"):
        return
    owed = actor.rows(Return, "see_returns").filter(state__in=("expected", "to_mend")).select_related("owner_union")
    for one in owed:
        yield Due(
            "return",
            one.pk,
            "",
            "",
            one.state,
            "grassroots",
            one.owner_union.short_name,
            one.due_on,
            one.state,
            one.period,
            one.owner_union_id,
        )


def page_of(case: Case) -> int:
    """Return the number by which the page of a case is found: that of its need or its transfer, else its own."""
    if case.matter in OF_NEEDS:
        return int(case.need.pk)
    return int(case.transfer.pk) if case.matter == "transfer" else case.pk


def due_cases(actor: Actor) -> Iterable[Due]:
    """Yield the cases on which a clock runs; an award that waits for a second signature waits by itself."""
    if not actor.may("see_own_inbox"):
        return
    seen = Q(case__in=visits.own_seats(actor).values("visit__case"), step="visit")
    if actor.only_assigned("see_own_inbox"):
        seen |= Q(case__need__in=needs(actor, "see_own_inbox").values("pk"))
    else:
        seen |= Q(case__owner_union_id__in=actor.union_ids("see_own_inbox"))
    running = (
        Clock.objects.filter(seen, not_fenced(actor, to="case__need__"), stopped_at__isnull=True)
        .exclude(case__state="judged", case__household__merged_into__isnull=False)
        .exclude(case__in=half_signed(actor).values("case"))
        .exclude(case__in=unsurveyed().values("pk"))
        .select_related("case__household", "case__worker", "case__owner_union")
        .select_related("case__need", "case__founding", "case__transfer")
        .order_by("due_on", "id")
    )
    owed = list(running)
    under_way, own = visits.visits_owed((clock.case_id for clock in owed if clock.step == "visit"), actor)
    for clock in owed:
        case = clock.case
        visit = under_way.get(case.pk, 0) if clock.step == "visit" else 0
        yield Due(
            "case",
            case.pk,
            case.founding.name if case.matter == "found" else case.title,
            case.number,
            clock.step,
            clock.role,
            case.owner_union.short_name,
            clock.due_on,
            case.state,
            case.period,
            case.owner_union_id,
            case.programme,
            case.matter,
            visit_id=visit,
            mine=visit in own,
            page_id=page_of(case),
        )


def due_visitors(actor: Actor) -> Iterable[Due]:
    """Yield the visits for which the county must send somebody else, or hear two who do not agree."""
    if not actor.may("assign_visits"):
        return
    for visit in visits.to_send_again(actor):
        yield Due(
            "visitors",
            visit.case_id,
            visit.household.head_name,
            visit.case.number,
            "hand_over",
            "county",
            visit.owner_union.short_name,
            None,
            "visiting",
            visit.period,
            visit_id=visit.pk,
        )


def due_overrides(actor: Actor) -> Iterable[Due]:
    """Yield the overrides that wait for a second person."""
    if not actor.may("check_overrides"):
        return
    waiting = actor.rows(Override, "check_overrides").filter(state="open")
    for override in waiting.select_related("assessment__case__household", "owner_union"):
        case = override.assessment.case
        yield Due(
            "override",
            case.pk,
            case.home.head_name,
            case.number,
            "check_override",
            "leader",
            override.owner_union.short_name,
            None,
            case.state,
            case.period,
        )


def due_merges(actor: Actor) -> Iterable[Due]:
    """Yield the pairs of filings that may be one household."""
    if not actor.may("decide_merges"):
        return
    for proposal in open_merges(actor):
        yield Due(
            "merge",
            proposal.pk,
            f"{proposal.first.head_name} · {proposal.second.head_name}",
            "",
            "decide_merge",
            "county",
            proposal.first.owner_union.short_name,
            None,
            "open",
            proposal.period,
        )


def due_exits(actor: Actor) -> Iterable[Due]:
    """Yield the leavings, and the undoings of some, that wait for a second person."""
    if not actor.may("check_exits"):
        return
    waiting = Exit.objects.within(actor.union_ids("check_exits")).filter(state__in=("proposed", "undoing"))
    for one in waiting.select_related("standing__family", "owner_union"):
        step = "check_undo" if one.state == "undoing" else "check_exit"
        yield due_after(one, kind="exit", step=step, role="leader", due_on=None)


def due_revisits(actor: Actor) -> Iterable[Due]:
    """Yield the visits owed to households that left, once their day has come."""
    if not actor.may("note_signals"):
        return
    owed = standings.revisits_due(actor.union_ids("note_signals"), on=actor.on)
    for one in owed.select_related("standing__family", "owner_union"):
        yield due_after(one, kind="revisit", step="revisit", role="grassroots", due_on=one.revisit_on)


def due_after(one: Exit, *, kind: str, step: str, role: str, due_on: date | None) -> Due:
    """Return what waits on a leaving."""
    name, union = one.standing.family.head_name, one.owner_union.short_name
    period = str(Quarter.of(one.left_on))
    return Due(kind, one.pk, name, "", step, role, union, due_on, "left", period)


def due_signals(actor: Actor) -> Iterable[Due]:
    """Yield the signals of relapse that nobody has checked yet."""
    if not actor.may("note_signals"):
        return
    waiting = Signal.objects.within(actor.union_ids("note_signals")).filter(state="open")
    for one in waiting.select_related("family", "owner_union"):
        yield Due(
            "signal",
            one.pk,
            one.family.head_name,
            "",
            "check_signal",
            "county",
            one.owner_union.short_name,
            one.due_on,
            "judged",
            str(Quarter.of(one.happened_on)),
        )


def reached(actor: Actor, capability: str) -> Iterable[int]:
    """Return the unions whose households are all within reach; none for who sees only what was handed over."""
    whole = actor.may(capability) and not actor.only_assigned(capability)
    return actor.union_ids(capability) if whole else ()


def due_resurveys(actor: Actor) -> Iterable[Due]:
    """Yield the households taken up again after a signal that nobody has surveyed yet: nothing can be judged before."""
    within = {pk for capability in ("file_returns", "see_own_inbox") for pk in reached(actor, capability)}
    if not within:
        return
    clock = Clock.objects.filter(case=OuterRef("pk"), step="judge", stopped_at__isnull=True)
    waiting = (
        unsurveyed()
        .filter(owner_union__in=within)
        .annotate(due_on=Subquery(clock.values("due_on")[:1]))
        .select_related("household", "owner_union")
    )
    for case in waiting:
        yield Due(
            "resurvey",
            case.pk,
            case.home.head_name,
            case.number,
            "resurvey",
            "grassroots",
            case.owner_union.short_name,
            case.due_on,
            case.state,
            case.period,
            case.owner_union_id,
        )


def due_follow_ups(actor: Actor) -> Iterable[Due]:
    """Yield what is still to come after help in an emergency: a call, a job, membership, each by its day."""
    if not actor.may("give_help"):
        return
    planned = actor.rows(FollowUp, "give_help").filter(
        not_fenced(actor, to="emergency__case__need__"), done_at__isnull=True
    )
    for one in planned.select_related("emergency__case__household", "owner_union"):
        case = one.emergency.case
        yield Due(
            "follow_up",
            case.pk,
            case.home.head_name,
            case.number,
            "follow_up",
            "grassroots",
            one.owner_union.short_name,
            one.due_on,
            case.state,
            case.period,
            one.owner_union_id,
        )


def due_objections(actor: Actor) -> Iterable[Due]:
    """Yield the objections that wait for an answer; the union complained about does not see them."""
    if not actor.may("publish_notices"):
        return
    waiting = actor.rows(Objection, "publish_notices").filter(state="open")
    for objection in waiting.select_related("entry__case__household", "entry__case__owner_union"):
        case = objection.entry.case
        yield Due(
            "objection",
            case.pk,
            case.home.head_name,
            case.number,
            "answer_objection",
            "county",
            case.owner_union.short_name,
            objection.due_on,
            case.state,
            case.period,
            programme=case.programme,
        )


def open_merges(actor: Actor) -> QuerySet[MergeProposal]:
    """Return the merge proposals that wait for a decision, both unions within reach."""
    within = actor.union_ids("decide_merges")
    return (
        actor.rows(MergeProposal, "decide_merges")
        .filter(state="open", second__owner_union_id__in=within)
        .select_related("first__owner_union", "second__owner_union")
        .order_by("id")
    )


# -- pairs


def due_contacts(actor: Actor) -> Iterable[Due]:
    """Yield the households a cadre is to call, those whose call is long overdue, and those that want another cadre."""
    if actor.may("keep_pairs"):
        for one in pairs.own_pairings(actor).filter(next_contact_on__lte=actor.on).select_related(*OF_A_PAIR):
            yield due_pair(one, step="contact", role="helper")
    if actor.may("make_pairs"):
        for one in pairs.to_hand_over(actor).select_related(*OF_A_PAIR).order_by("pk"):
            yield due_pair(one, step="hand_over_pair", role="county")
        for one in pairs.long_overdue(actor).select_related(*OF_A_PAIR).order_by("pk"):
            yield due_pair(one, step="contact_late", role="county")


def due_pair(pairing: Pairing, *, step: str, role: str) -> Due:
    """Return what waits about one pairing."""
    return Due(
        "pair",
        pairing.pk,
        pairing.household.head_name,
        "",
        step,
        role,
        pairing.owner_union.short_name,
        pairing.next_contact_on,
        "paired",
        "",
        pairing.owner_union_id,
    )
