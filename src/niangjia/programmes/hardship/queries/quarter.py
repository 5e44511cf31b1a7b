"""The board of one quarter: who has reported, who is late, what a run would do now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework import queries as desk
from niangjia.casework.access import Actor
from niangjia.casework.queries import money
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.hardship.models import QuarterRun
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.programmes.hardship.queries.coverage import coverage
from niangjia.programmes.hardship.queries.opening import may_open
from niangjia.records.cases.models import Assessment, Case
from niangjia.records.papers.models import Return, ReturnRow, Upload
from niangjia.values.periods import Quarter
from niangjia.web.wording import quarter_text

RETURN_STATUS = {
    "expected": "not_filed",
    "reading": "reading",
    "to_mend": "to_mend",
    "complete": "filed",
    "nil": "nil",
}
LAST_FIRST = {"not_filed": 0, "unreadable": 1, "to_mend": 2, "reading": 3, "filed": 4, "nil": 5}
STALE = timedelta(minutes=2)
"""A run without a sign of life for longer than this is over: its process is gone."""
SIGNED = ("granted", "reserved", "paid", "guided")


def periods(actor: Actor) -> list[str]:
    """Return the quarters for which a union within reach owes or owed a return, newest first."""
    owed = actor.rows(Return, "see_returns").values_list("period", flat=True)
    return list(owed.distinct().order_by("-period"))


def rows_of(actor: Actor, period: str) -> Any:
    """Return the live rows of the quarter within reach."""
    return actor.rows(ReturnRow, "see_returns").filter(filed_in__period=period, replaced_by__isnull=True)


def board(actor: Actor, quarter: Quarter, *, today: date, now: datetime) -> dict[str, Any]:
    """Return everything that ``hardship/quarter.html`` shows."""
    period = str(quarter)
    returns = list(
        actor.rows(Return, "see_returns")
        .filter(period=period)
        .select_related("owner_union", "received_by")
        .order_by("owner_union__code")
    )
    read = rows_read(actor, period)
    refused = set(
        actor.rows(Upload, "see_returns")
        .filter(filed_in__in=returns, state="refused")
        .values_list("filed_in", flat=True)
    )
    lines = [return_line(one, read.get(one.pk, {}), actor, today, unreadable=one.pk in refused) for one in returns]
    tree = coverage(actor, {one.owner_union_id: line for one, line in zip(returns, lines, strict=True)})
    lines.sort(key=lambda line: (LAST_FIRST[line["status"]], line["working_days_left"]))
    closes_on = max((one.due_on for one in returns), default=quarter.last_day)
    return {
        "quarter": {
            "key": period,
            "label": quarter_text(quarter),
            "lines_on": quarter.last_day,
            "closes_on": closes_on,
            "working_days_left": working_days_between(today, closes_on),
            "all_in": all(one.state in {"complete", "nil"} for one in returns),
            "others": [
                {
                    "label": quarter_text(other),
                    "url": reverse("hardship:quarter", args=[other]),
                    "current": False,
                }
                for other in periods(actor)
                if other != period
            ],
        },
        "counts": counts(actor, period, lines),
        "returns": lines,
        "tree": tree,
        "opening_url": reverse("hardship:opening") if may_open(actor, today=today) else "",
        "notices_url": reverse("hardship:notices", args=[period]) if actor.may("publish_notices") else "",
        "remind_url": reverse("hardship:remind", args=[period]) if actor.may("run_the_quarter") else "",
        "ways": ways_from(actor, period=period),
        "run": run_outlook(actor, period),
        "merges": merges_of(actor),
        "progress": run_progress(actor, period, now=now),
        "tiers": tiers(actor, period),
        "policy": {
            "label": _(CHARTER["practice_label"]),
            "url": reverse("hardship:policy", args=[PROGRAMME.policies[0]]),
        },
        "crumbs": [
            {"label": actor.home.name if actor.home else "", "url": reverse("inbox")},
            {"label": quarter_text(quarter)},
        ],
    }


def ways_from(actor: Actor, *, period: str) -> list[dict[str, str]]:
    """Return where the work of the quarter goes on for this reader besides the public notice: visits, the register."""
    ways = (
        ("assign_visits", _("派走访"), reverse("hardship:visits")),
        ("report_visits", _("我的走访"), reverse("hardship:my_visits")),
        ("file_returns", _("难事和心愿"), reverse("hardship:told", args=[period])),
        ("see_exits", _("在档和退出"), reverse("hardship:exits")),
        ("see_exits", _("防返困关注"), reverse("hardship:watch")),
    )
    return [{"label": label, "url": url} for capability, label, url in ways if actor.may(capability)]


def rows_read(actor: Actor, period: str) -> dict[int, Mapping[str, int]]:
    """Return what was read in each return of the quarter: rows, households, rows that can be used, cells to be mended.

    Rows that were rejected are no households. Returns without rows are left out.
    """
    counted = (
        rows_of(actor, period)
        .values("filed_in")
        .annotate(
            rows=Count("pk"),
            households=Count("pk", filter=~Q(verdict="reject")),
            usable=Count("pk", filter=Q(verdict="accept")),
            cells=Sum("faults", filter=Q(verdict="fix"), default=0),
        )
    )
    return {row["filed_in"]: row for row in counted}


def return_line(
    one: Return,
    read: Mapping[str, int],
    actor: Actor,
    today: date,
    *,
    unreadable: bool,
) -> dict[str, Any]:
    """Return one union's line on the board."""
    status = RETURN_STATUS[one.state]
    if unreadable and status == "not_filed":
        status = "unreadable"
    rows, usable = read.get("rows"), read.get("usable")
    return {
        "union_label": one.owner_union.short_name,
        "url": reverse("hardship:return", args=[one.pk]) if one.state != "expected" or unreadable else "",
        "status": status,
        "rows": rows,
        "households": read.get("households") or 0,
        "usable": usable,
        "cells_to_mend": read.get("cells") or 0,
        "expected": None,
        "coverage": f"{100 * (usable or 0) / rows:.1f}%" if rows else "",
        "on": one.due_on,
        "working_days_left": working_days_between(today, one.due_on),
        "sent": one.received_at,
        "sent_by": one.received_by.name if one.received_by else "",
        "upload_url": reverse("hardship:upload", args=[one.period]) + f"?union={one.owner_union_id}"
        if actor.may("file_returns")
        else "",
    }


def counts(actor: Actor, period: str, lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the whole numbers at the head of the board."""
    statuses = [line["status"] for line in lines]
    cases = actor.rows(Case, "see_returns").filter(period=period, programme=PROGRAMME.key)
    return {
        "unions": len(statuses),
        "filed": sum(status in {"filed", "to_mend", "reading"} for status in statuses),
        "nil": statuses.count("nil"),
        "to_mend": statuses.count("to_mend"),
        "missing": sum(status in {"not_filed", "unreadable"} for status in statuses),
        "households": rows_of(actor, period).exclude(verdict="reject").count(),
        "judged": cases.exclude(state="filed").count(),
        "signed": cases.filter(state__in=SIGNED).count(),
    }


def run_outlook(actor: Actor, period: str) -> dict[str, Any]:
    """Return what a run would do now, and whether this person may start it."""
    if not actor.may("run_the_quarter"):
        return {"may": False, "why_not": _("认定由县级工会的帮扶专干运行。"), "last": last_run(actor, period)}
    undecided = merging_households(actor)
    rows = rows_of(actor, period).filter(verdict="accept")
    waiting = rows_of(actor, period).filter(verdict="fix").count() + rows.filter(household_id__in=undecided).count()
    ready = rows.exclude(household_id__in=undecided).exclude(household__merged_into__isnull=False)
    cases = {
        household: (state, row)
        for household, state, row in actor.rows(Case, "run_the_quarter")
        .filter(period=period, programme=PROGRAMME.key)
        .values_list("household_id", "state", "row_id")
    }
    outlook = {"new": 0, "changed": 0, "unchanged": 0, "signed_kept": 0}
    for household, row in ready.values_list("household_id", "pk"):
        state, judged_row = cases.get(household, ("", None))
        if state in SIGNED:
            outlook["signed_kept"] += 1
        elif state in {"visiting", "published"}:
            outlook["unchanged"] += 1
        elif not state or state == "filed":
            outlook["new"] += 1
        else:
            outlook["changed" if judged_row != row or state == "returned" else "unchanged"] += 1
    may = bool(outlook["new"] + outlook["changed"] + outlook["unchanged"])
    return {
        "may": may,
        "why_not": "" if may else _("还没有可以判的家庭。等工会报来摸排表，这里就能运行。"),
        "first": not cases,
        "waiting": waiting,
        "last": last_run(actor, period),
        **outlook,
    }


def run_progress(actor: Actor, period: str, *, now: datetime) -> dict[str, Any] | None:
    """Return how far the run over a quarter is, or why it failed; ``None`` when none goes on."""
    if not actor.may("run_the_quarter"):
        return None
    run = actor.rows(QuarterRun, "run_the_quarter").filter(period=period).order_by("-started_at").first()
    if run is None or (run.ended_at is not None and not run.failure):
        return None
    running = run.ended_at is None and run.beat_at >= now - STALE
    if not running and not run.failure:
        return None
    return {
        "running": running,
        "done": run.done,
        "total": run.total,
        "text": _("正在认定，判完的都已存下"),
        "url": reverse("hardship:progress", args=[period]),
        "failed": run.failure,
    }


def run_result(actor: Actor, period: str) -> int | None:
    """Return how many households the newest run judged anew; ``None`` while it goes on, or when it failed."""
    run = actor.rows(QuarterRun, "run_the_quarter").filter(period=period).order_by("-started_at").first()
    return run.judged if run and run.ended_at and not run.failure else None


def last_run(actor: Actor, period: str) -> dict[str, Any] | None:
    """Return when, by whom and for how many households the quarter was run last; a visit judged anew is no run."""
    over = actor.rows(QuarterRun, "see_returns").filter(period=period, ended_at__isnull=False, failure="")
    run = over.select_related("started_by").order_by("-started_at").first()
    return {"at": run.started_at, "by": run.started_by.name, "judged": run.judged} if run else None


def merging_households(actor: Actor) -> set[int]:
    """Return the households that stand in an undecided pair: they wait, both."""
    if not actor.may("decide_merges"):
        return set()
    pairs = desk.open_merges(actor).values_list("first_id", "second_id")
    return {household for pair in pairs for household in pair}


def merges_of(actor: Actor) -> dict[str, Any] | None:
    """Return how many pairs wait for a decision, for those who may decide."""
    if not actor.may("decide_merges"):
        return None
    return {"count": desk.open_merges(actor).count(), "url": reverse("hardship:merges")}


def tiers(actor: Actor, period: str) -> list[dict[str, Any]]:
    """Return how many households stand in each tier so far, and what they are entitled to."""
    if not actor.may("see_verdicts"):
        return []
    cases = actor.rows(Case, "see_verdicts").filter(period=period, programme=PROGRAMME.key).exclude(tier="")
    counted = desk.tier_counts(cases)
    totals = money.entitled_by_tier(actor, cases)
    unsigned = cases.filter(state__in=("judged", "returned", "visiting", "visited", "published"))
    newest: dict[int, tuple[str, int]] = {
        case: (tier, total)
        for case, tier, total in actor.rows(Assessment, "see_verdicts")
        .filter(case__in=unsigned)
        .order_by("id")
        .values_list("case_id", "tier", "total_fen")
    }
    for tier, total in newest.values():
        totals[tier] = totals.get(tier, 0) + total
    return [
        {
            "label": label,
            "households": counted[tier],
            "total_fen": totals.get(tier, 0),
            "url": f"{reverse('hardship:households')}?period={period}&tier={tier}",
        }
        for tier, label in PROGRAMME.tiers.items()
        if tier in counted
    ]
