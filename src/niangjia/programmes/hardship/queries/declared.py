"""What the desk sees of a declaration: what was declared, what the union reported before, the papers in the file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework import declaration, papers
from niangjia.casework import queries as desk
from niangjia.casework.access import Actor, NotYours
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.hardship.programme import CHARTER, DECLARING, PROGRAMME
from niangjia.programmes.hardship.queries.my_progress import workings
from niangjia.programmes.hardship.queries.returns import readable_facts
from niangjia.programmes.hardship.queries.rows import reading_of
from niangjia.programmes.hardship.queries.verdict import STATUS
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Paper
from niangjia.web.sentences import told

NOT_FOUND = "没有找到这一页"


def filed_page(case: Case, *, today: date) -> dict[str, Any]:
    """Return what whoever has just declared is shown: the number, by when she hears, from whom, how that day came."""
    clock = desk.running_clock(case, "judge")
    return {
        "number": case.number,
        "union_label": case.owner_union.name,
        "on": clock.due_on if clock else None,
        "working_days_left": working_days_between(today, clock.due_on) if clock else None,
        "workings": workings(clock) if clock else "",
        "goes_on": clock is None,
    }


def find_declared(actor: Actor, pk: int, capability: str = "see_verdicts") -> Case:
    """Return one case of hardship within reach, judged or not."""
    case = (
        actor.rows(Case, capability)
        .select_related("household", "owner_union", "row")
        .filter(pk=pk, programme=PROGRAMME.key)
        .first()
    )
    if case is None:
        raise NotYours(NOT_FOUND)
    return case


def declared_page(case: Case, actor: Actor) -> dict[str, Any]:
    """Return everything that ``hardship/declared.html`` shows."""
    row = declaration.declared_row(case)
    return {
        "case": {"id": case.pk, "number": case.number, "name": case.home.head_name, "status": STATUS[case.state]},
        "union_label": case.owner_union.name,
        "declared": None
        if row is None
        else {
            "at": row.read_at,
            "by": row.declared_by.name if row.declared_by else _("本人"),
            "facts": readable_facts(reading_of(row)),
        },
        "differences": differences(case),
        "waits_for_proof": declaration.waits_for_proof(case),
        "papers": [paper_line(one) for one in papers.papers_of([case.home_id], period=case.period)],
        "may_act": actor.may("declare_for_others"),
        "verdict_url": reverse("hardship:verdict", args=[case.pk]) if case.tier else "",
        "crumbs": [
            {"label": _("家庭"), "url": f"{reverse('hardship:households')}?period={case.period}"},
            {
                "label": case.owner_union.name,
                "url": f"{reverse('hardship:households')}?period={case.period}&union={case.owner_union_id}",
            },
            {"label": _("%(name)s家庭") % {"name": case.home.head_name}, "url": ""},
        ],
    }


def differences(case: Case) -> list[dict[str, str]]:
    """Return the facts in which what the household declared differs from what its union reported, line by line."""
    row, other = declaration.both_filings(case)
    if row is None or other is None:
        return []
    declared, reported = (dict(readable_facts(reading_of(one))) for one in (row, other))
    return [
        {"label": label, "declared": declared.get(label, "—"), "reported": reported.get(label, "—")}
        for label in {**reported, **declared}
        if declared.get(label) != reported.get(label)
    ]


def paper_line(one: Paper) -> dict[str, Any]:
    """Return one paper of the file."""
    label = DECLARING["kinds"].get(one.kind) or CHARTER["papers"].get(one.kind, one.kind)
    return {
        "label": told(label),
        "at": one.received_at,
        "by": one.received_by.name if one.received_by else _("本人"),
        "url": reverse("hardship:paper", args=[one.pk]),
    }


def find_paper(actor: Actor, pk: int) -> Paper:
    """Return one paper of a household within reach."""
    return actor.row(Paper, "see_verdicts", pk=pk, withdrawn_at__isnull=True)


def paper_name(paper: Paper) -> str:
    """Return the name under which a paper is saved."""
    label = DECLARING["kinds"].get(paper.kind) or CHARTER["papers"].get(paper.kind, paper.kind)
    return paper.name or f"{label}.txt"


def paper_type(paper: Paper) -> str:
    """Return the kind of file that a paper is."""
    return paper.media_type or "text/plain; charset=utf-8"
