"""The assessment desk: opens cases, freezes facts, keeps what the rules said of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from niangjia import catalogue
from niangjia.casework import trail
from niangjia.casework.progress import advance, start_clocks
from niangjia.engines.rules import Policy, Verdict
from niangjia.records.cases.models import Assessment, Case
from niangjia.records.papers.models import FrozenFacts, ReturnRow
from niangjia.records.people.models import Household
from niangjia.records.practices.models import PolicyVersion
from niangjia.records.sealing import seal, unseal
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError


class VerdictChanged(NiangjiaError):
    """Frozen facts judged again do not give what was kept: the record or the engine is not what it was."""

    code = "verdict_changed"


@dataclass(frozen=True, slots=True)
class Judged:
    """One household with what the rules said of it, ready to be kept."""

    row: ReturnRow
    household: Household
    facts: Mapping[str, Any]
    verdict: Verdict


def canonical(content: Mapping[str, Any]) -> str:
    """Return ``content`` as the one JSON text that its fingerprint is of.

    >>> canonical({"b": 1, "a": "家"})
    '{"a":"家","b":1}'
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def keep_policy(policy: Policy, *, at: datetime) -> PolicyVersion:
    """Keep the full text of ``policy``, once for ever."""
    version, _ = PolicyVersion.objects.get_or_create(
        sha256=sha256(policy.source_text.encode()).hexdigest(),
        defaults={"key": policy.key, "label": policy.label, "text": policy.source_text, "stored_at": at},
    )
    return version


def open_case(judged: Judged, *, programme: str, period: str, by: Account, at: datetime) -> Case:
    """Return the case of a household in a period, opened if it is new."""
    case, fresh = case_of(judged.household, judged.row, programme=programme, period=period, state="filed", by=by, at=at)
    if fresh:
        start_clocks(case, at=at)
    return case


def open_declared_case(
    household: Household, row: ReturnRow, *, programme: str, period: str, by: Account | None, at: datetime
) -> Case:
    """Return the case of a household that declared itself, on its way; one that is on its way goes on.

    Without an account it is the household itself that declares.
    """
    case, _fresh = case_of(household, row, programme=programme, period=period, state="draft", by=by, at=at)
    if case.state in {"draft", "withdrawn"}:
        Case.everywhere.filter(pk=case.pk).update(row=row)
        advance(case, step="declare", by=by, at=at)
    return case


def case_of(
    household: Household,
    row: ReturnRow,
    *,
    programme: str,
    period: str,
    state: str,
    by: Account | None,
    at: datetime,
) -> tuple[Case, bool]:
    """Return the one case of a household in a period, and whether it was opened just now, in ``state``."""
    case, fresh = Case.everywhere.get_or_create(
        programme=programme,
        period=period,
        household=household,
        matter="",
        defaults={
            "owner_union_id": household.owner_union_id,
            "number": f"{period}-{household.pk:05d}",
            "row": row,
            "state": state,
            "opened_at": at,
            "opened_by": by,
        },
    )
    if fresh:
        trail.record(by, "open", case, at=at)
    return case, fresh


def freeze(judged: Judged, *, at: datetime) -> FrozenFacts:
    """Freeze the facts that a verdict rests on."""
    text = canonical(judged.facts)
    frozen = FrozenFacts(
        household=judged.household,
        owner_union_id=judged.household.owner_union_id,
        fingerprint=sha256(text.encode()).hexdigest(),
        count=sum(1 for value in judged.facts.values() if value is not None),
        frozen_at=at,
    )
    seal(frozen, "content", text)
    frozen.save()
    return frozen


def assess(
    judged: Judged, *, policy: PolicyVersion, programme: str, period: str, by: Account, at: datetime
) -> Assessment | None:
    """Keep one verdict: open the case, freeze the facts, write the assessment, advance the case.

    A case that is already judged on the same facts under the same policy is left alone, and so is one that a person
    has decided: then the answer is ``None``.
    """
    with transaction.atomic():
        case = open_case(judged, programme=programme, period=period, by=by, at=at)
        if case.state not in {"filed", "returned", "judged", "visited"}:
            return None
        text = canonical(judged.verdict.as_json())
        print_of_verdict = sha256(text.encode()).hexdigest()
        latest = latest_assessment(case)
        if case.state in {"judged", "visited"} and latest is not None and latest.fingerprint == print_of_verdict:
            return None
        amounts = {benefit.key: benefit.amount_fen for benefit in judged.verdict.benefits}
        assessment = Assessment(
            case=case,
            owner_union_id=case.owner_union_id,
            facts=freeze(judged, at=at),
            policy=policy,
            fingerprint=print_of_verdict,
            tier=judged.verdict.tier,
            amounts_fen=amounts,
            total_fen=sum(amount or 0 for amount in amounts.values()),
            above_line=above_line(judged.verdict, test=catalogue.programme(programme).exit_line),
            judged_by=by,
            judged_at=at,
        )
        seal(assessment, "verdict", text)
        assessment.save()
        Case.everywhere.filter(pk=case.pk).update(tier=assessment.tier, row=judged.row)
        advance(case, step="judge", by=by, at=at)
    return assessment


def above_line(verdict: Verdict, *, test: str) -> bool | None:
    """Return whether a verdict says that the household is above the line of leaving; ``None`` if it does not tell."""
    return next((one.passed for one in verdict.tests if one.key == test), None)


def latest_assessments(case_ids: Iterable[int]) -> dict[int, Assessment]:
    """Return the newest verdict on each of these cases, what is sealed in it apart, by case."""
    found = Assessment.everywhere.filter(case__in=list(case_ids)).defer("verdict").order_by("id")
    return {one.case_id: one for one in found}


def latest_assessment(case: Case) -> Assessment | None:
    """Return the newest verdict on ``case``."""
    return (
        Assessment.everywhere.filter(case=case).select_related("facts", "policy", "judged_by").order_by("-id").first()
    )


def verdict_of(assessment: Assessment) -> dict[str, Any]:
    """Return the kept verdict as the plain structure that the page shows."""
    content: dict[str, Any] = json.loads(unseal(assessment, "verdict") or "{}")
    return content
