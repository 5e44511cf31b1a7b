"""What is shown before somebody is paired: the engine's proposal, or those who may be chosen by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from niangjia.casework.access import Actor
from niangjia.casework.queries import pairs as desk
from niangjia.engines.matching import ALL_RECUSED, NO_SEAT, NOBODY_REACHES
from niangjia.programmes.care.queries import pairs as reads
from niangjia.programmes.care.queries.pair_pages import ON_A_PAGE, paged
from niangjia.programmes.care.queries.pairs import MOST, Candidate, Line, Proposal
from niangjia.records.people.models import Household

BEST = 20
STEP_WORDS = (gettext_noop("同一个工会"), gettext_noop("上一级工会"), gettext_noop("上两级工会"))
FARTHER = gettext_noop("上三级或更远的工会")
LEFT_OVER = {
    NOBODY_REACHES: gettext_noop("没有岗位管得到这家工会的干部"),
    ALL_RECUSED: gettext_noop("管得到的干部都要回避"),
    NO_SEAT: gettext_noop("管得到的干部都满了"),
}
RECUSED_WORDS = {desk.KIN: gettext_noop("是亲属或关系密切"), desk.FILED: gettext_noop("是自己上报的")}


def proposal_page(found: Proposal, asked: Mapping[str, str], *, kept: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return everything that ``care/pairs_proposal.html`` shows."""
    page = Paginator(found.lines, ON_A_PAGE).get_page(asked.get("page"))
    gets: dict[int, int] = {}
    for line in found.lines:
        gets[line.cadre.pk] = gets.get(line.cadre.pk, 0) + 1
    after = [found.before[cadre] + more for cadre, more in gets.items()]
    return {
        "rows": [proposed_line(line, before=found.before[line.cadre.pk], gets=gets[line.cadre.pk]) for line in page],
        "unmatched": [
            {"name": one.head_name, "union_label": one.owner_union.short_name, "why": _(LEFT_OVER[why])}
            for one, why in found.unmatched[:ON_A_PAGE]
        ],
        "left_over": len(found.unmatched),
        "cadres": len(gets),
        "fewest": min(after, default=0),
        "most": max(after, default=0),
        "ceiling": MOST,
        "distances": distances(found.lines),
        "recused": [
            {"count": count, "why": _(RECUSED_WORDS[why])} for why, count in sorted(found.recused.items()) if count
        ],
        "seen": found.fingerprint,
        "kept": [{"name": name, "value": value} for name, value in kept],
        **paged(page, {}),
        "pages": {
            "number": page.number,
            "count": page.paginator.num_pages,
            "url": f"?{urlencode(list(kept))}&page=" if kept else "?page=",
        },
    }


def proposed_line(line: Line, *, before: int, gets: int) -> dict[str, Any]:
    """Return one pair of a proposal."""
    return {
        "name": line.household.head_name,
        "union_label": line.household.owner_union.short_name,
        "cadre": line.cadre.name,
        "steps": step_words(line.steps),
        "before": before,
        "after": before + gets,
    }


def step_words(steps: int) -> str:
    """Return how far the post of a cadre lies from a household's union, in words."""
    return _(STEP_WORDS[steps] if steps < len(STEP_WORDS) else FARTHER)


def distances(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return how many pairs lie how far apart, the nearest first."""
    counts: dict[int, int] = {}
    for line in lines:
        near = min(line.steps, len(STEP_WORDS))
        counts[near] = counts.get(near, 0) + 1
    return [{"label": step_words(steps), "count": counts[steps]} for steps in sorted(counts)]


def choice_page(
    actor: Actor, household: Household, asked: Mapping[str, str], *, but: int | None = None
) -> dict[str, Any]:
    """Return who may answer for a household, the best first, and who must keep away, in words.

    ``but`` is the cadre who has it now.
    """
    everybody = [one for one in reads.candidates(actor, household) if one.account.pk != but]
    wanted = asked.get("q", "")
    found = [one for one in everybody if one.may and wanted in one.account.name]
    return {
        "household": {"id": household.pk, "name": household.head_name, "union_label": household.owner_union.short_name},
        "options": [option(one) for one in found[:BEST]],
        "more": max(len(found) - BEST, 0),
        "q": wanted,
        "kept_away": [
            {"name": one.account.name, "why": _(RECUSED_WORDS[one.why_not])} for one in everybody if one.why_not
        ],
        "full": sum(1 for one in everybody if not one.why_not and not one.may),
        "ceiling": MOST,
    }


def option(one: Candidate) -> dict[str, Any]:
    """Return one cadre to choose, with the two things that matter: how near, how laden."""
    loaded = ngettext("已结对 %(n)s 户", "已结对 %(n)s 户", one.load) % {"n": one.load}
    return {"id": one.account.pk, "name": one.account.name, "steps": step_words(one.steps), "load": loaded}
