"""The answer to 先测一测: what the rules say of a few answers, how far from each line, what would settle the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from niangjia.engines.rules import Policy, Verdict
from niangjia.engines.rules.changes import changes
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.programmes.hardship.queries.reasons import groups
from niangjia.programmes.hardship.queries.verdict import axis, because, guidance, outcomes, rounded
from niangjia.records.unions.models import Union

HELPED = ("deep", "relative", "accident")


def halls() -> list[Union]:
    """Return the unions under whose rules one may test oneself: one for each place of this hall."""
    by_place: dict[str, Union] = {}
    for union in Union.objects.filter(kind="county").order_by("id"):
        by_place.setdefault(union.place, union)
    return list(by_place.values()) or list(Union.objects.filter(files_returns=True).order_by("id")[:1])


def hall_named(pk: str) -> Union | None:
    """Return the hall that was chosen, else the first."""
    known = halls()
    return next((union for union in known if str(union.pk) == pk), known[0] if known else None)


def test_answer(policy: Policy, verdict: Verdict, *, on: date) -> dict[str, Any]:
    """Return what the page says: a word, the big ruler, each test with its clause, and what would settle the rest."""
    found = changes(policy, verdict)
    by_fact = {settling.fact: settling for settling in found.settlings}
    missing = [
        {
            "question": fact.question or fact.label,
            "outcomes": telling(outcomes(by_fact[fact.key])),
            "asked_of": "",
            "ask_url": "",
            "decides": True,
        }
        for fact in verdict.missing_facts
        if fact.key in by_fact and by_fact[fact.key].decides
    ]
    return {
        "tier": verdict.tier,
        "tier_label": PROGRAMME.tiers.get(verdict.tier, verdict.tier_label),
        "helped": verdict.tier in HELPED,
        "unsure": verdict.tier == "cannot_tell",
        "because": because(verdict),
        "axis": axis(verdict),
        "workings": [],
        "persons": verdict.known_facts.get("persons"),
        "net_fen": rounded(verdict, CHARTER["verdict_page"]["net"]),
        "groups": groups(verdict),
        "missing": missing,
        "guidance": guidance(verdict),
        "policy": {"label": verdict.policy_label, "url": reverse("hardship:policy", args=[verdict.policy])},
        "on": on,
    }


def telling(answers: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return what each answer would bring, unless all bring the same: then another fact is missing as well."""
    return answers if len({one["effect"] for one in answers}) > 1 else []
